"""Couples: a row in which two people may stand, so that whoever it is counted for, the other would be lost."""

from __future__ import annotations

import re
from functools import lru_cache

from core.directory import SUFFIXES, Directory, given_names, name_key, one_letter_apart
from core.lines import Member

WHY = "two people may stand in this row: write each into a row of their own, or say for which one it counts alone"

_BRACKETS = re.compile(r"[(\[][^)\]]*[)\]]")
_PRONOUN = r"(?:she|her|hers|he|him|his|they|them|theirs|any|all|ella|el|elle|ze|zir|xe|xem)"
_PRONOUNS = re.compile(rf"\b{_PRONOUN}(?:\s*/\s*{_PRONOUN})+\b", re.IGNORECASE)
_JOINED = re.compile(r"[&+＋＆]|(?i:\b(?:and|plus|with)\b)|(?<=\w) [ye] (?=[A-ZÀ-Þ])")
_SLASH = re.compile(r"/")


@lru_cache(maxsize=50_000)
def may_be_two(name: str) -> bool:
    """Whether a name may be those of two people: joined by &, +, / or "and". Pronouns with a slash are no name."""
    return bool(_JOINED.search(name) or _SLASH.search(_without_pronouns(name)))


def is_of_one(name: str, number: str, directory: Directory) -> bool:
    """M2, M3. Whether a name that is surely a member's is theirs alone, so that nobody else's row is taken for them.

    Two of their own given names with a slash are, and a name that stands so in the tab Members. Behind a comma may
    stand the given names of a surname that is theirs.
    """
    member = directory.members[number]
    if may_be_two(name):
        return _is_listed_so(name, member) or _are_own(name, member, directory.surnames(number))
    return _is_turned_round(name, directory.surnames(number))


def parts_of(name: str, directory: Directory) -> tuple[str, ...]:
    """The names to compare of those who may be meant by one, each with the surname of the other where it has none.

    Behind a comma somebody is meant only if a member has that whole name.
    """
    if may_be_two(name):
        return _named(re.split(f"{_JOINED.pattern}|/", _without_pronouns(name)))
    if "," not in name:
        return ()
    return tuple(key for key in _named(_BRACKETS.sub(" ", name).split(",")) if directory.called(key))


def _without_pronouns(name: str) -> str:
    """A name without what is in brackets, unless somebody else may be, and without pronouns."""
    return _PRONOUNS.sub(" ", _BRACKETS.sub(lambda found: found[0] if _JOINED.search(found[0]) else " ", name))


def _named(parts: list[str]) -> tuple[str, ...]:
    keys = [key for part in parts if (key := name_key(part.strip("()[] ,")))]
    surnames = [key.rpartition(" ")[2] for key in keys if " " in key]
    short = [f"{key} {surname}" for key in keys if " " not in key for surname in surnames]
    return tuple(dict.fromkeys((*short, *keys)))


def _is_listed_so(name: str, member: Member) -> bool:
    return any(name_key(mine) == name_key(name) and may_be_two(mine) for mine in (member.name, *member.also))


def _are_own(name: str, member: Member, surnames: set[str]) -> bool:
    """Namesakes are two: of a name beside another, both the given name and what follows have to be the member's."""
    if _JOINED.search(name):
        return False
    given = given_names(member)
    for first, *more in (key.split() for part in _without_pronouns(name).split("/") if (key := name_key(part))):
        if first not in given or not surnames.union(SUFFIXES, given).issuperset(more):
            return False
    return True


def _is_turned_round(name: str, surnames: set[str]) -> bool:
    first, *rest = [name_key(part) for part in _BRACKETS.sub(" ", name).split(",")]
    rest = [part for part in rest if part and part not in SUFFIXES]
    if not rest:
        return True
    words = [word for word in first.split() if word not in SUFFIXES]
    theirs = all(word in surnames or any(one_letter_apart(word, one) for one in surnames) for word in words)
    return len(rest) == 1 and theirs
