"""What needs a person: how the desk says it, whichever page it comes from."""

from __future__ import annotations

from collections.abc import Callable

Need = dict[str, str]
Address = Callable[[str], str]


def nowhere(_page: str) -> str:
    """On a terminal no page is a click away."""
    return ""


def sentence(words: str) -> str:
    """Words of a finding as a sentence."""
    return f"{words[0].upper()}{words[1:].rstrip('.')}." if words else ""


def need(
    what: str,
    why: str,
    do: str,
    *,
    who: str = "organisers",
    door: str = "",
    command: str = "",
    page: str = "",
    address: Address = nowhere,
) -> Need:
    """What needs a person, and `who`. `door` and `command` are two ways to do it; `page` shows what it is about."""
    link = address(page) if page else ""
    said = {"what": what, "why": why, "do": do, "who": who, "door": door, "command": command}
    return {**said, "page": page, "link": link}
