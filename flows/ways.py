"""Ways: how a refusal names the door that mends something, in the dashboard and on the command line."""

from __future__ import annotations


def by_door(door: str, argument: str = "") -> str:
    """Both ways to a door, for the end of a sentence: by its name in the dashboard, and by its command."""
    command = f"canvass {door} {argument}".rstrip()
    return f"(door *{door}*, or {command})"
