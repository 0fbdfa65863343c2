"""Partnership: what organisations settle who decide together, who votes for them, and what is told of them."""
