"""The Steering Committee: its seats, its votes on races, and how they are shown to it."""
