"""Races: from the office taken up to the candidate who is endorsed and reports back."""
