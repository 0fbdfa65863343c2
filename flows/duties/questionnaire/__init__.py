"""Questionnaires: asked of candidates by personal link, read, and shown to members side by side."""
