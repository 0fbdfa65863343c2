"""Trust: what happens when anything at all fails, at any point."""
