"""Alias keys: under what an answer about who somebody is is kept – their name with an address, or at one occasion."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.directory import name_key
from core.lines import Signed

BETWEEN = "|"
"""What stands between the parts of a key. It is taken out of a name, so that no name can be read as two parts."""


@dataclass(frozen=True)
class AliasKey:
    """What an answer is about: a name, as it is compared, with an address in small letters, or at an occasion."""

    name: str = field(repr=False)
    email: str = field(default="", repr=False)
    occasion: str = field(default="", repr=False)

    def __str__(self) -> str:
        """The key as the book has it."""
        key = f"{self.name}{BETWEEN}{self.email}"
        return f"{key}{BETWEEN}{self.occasion}" if self.occasion else key


def alias_of(line: Signed) -> str:
    """What an answer about a line is kept under: its name with its address, wherever they stand.

    One word without an address is told apart by its occasion: the Rosa of the next meeting may be another one.
    """
    return str(_of(line))


def occasional(line: Signed) -> str:
    """The same where it is of one occasion alone; empty for a name that means the same person everywhere."""
    key = _of(line)
    return str(key) if key.occasion else ""


def alias_key(name: str, email: str) -> str:
    """What a saved answer is kept under: this name together with this address, so that it decides no other case."""
    return str(_key(name, email))


def parse(key: str) -> AliasKey:
    """What a key of the book is about."""
    name, _, rest = key.partition(BETWEEN)
    if rest.startswith(BETWEEN):
        return AliasKey(name, occasion=rest[1:])
    return AliasKey(name, rest)


def _of(line: Signed) -> AliasKey:
    key = _key(line.name, line.email)
    return key if key.email or " " in key.name else AliasKey(key.name, occasion=line.occasion)


def _key(name: str, email: str) -> AliasKey:
    return AliasKey(" ".join(name_key(name).replace(BETWEEN, " ").split()), email.casefold().strip(BETWEEN))
