"""Petitions: what members hand in by form – disputes, requests – and what people decide about it."""
