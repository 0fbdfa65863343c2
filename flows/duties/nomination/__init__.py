"""Nominations: the call to members, nominees and their statements, the slate, and what follows when it fails."""
