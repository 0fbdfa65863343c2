"""Questions for a person: who a sign-in is, and whether two lines of the tab Members are one person."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from core import people, secrecy
from core.lines import Member
from core.twins import LookAlike

TAB = "Questions"

AGAIN, STRANGER, TWO, ONE = "ask again", "not a member", "two people", "one person, keep"

PLACES_SHOWN = 3
LONGEST_CHOICE = 100

Pair: TypeAlias = tuple[str, str]
Subject: TypeAlias = str | Pair
"""What a question is about: the alias key of a sign-in, or the numbers of two members."""


@dataclass(frozen=True)
class Asked:
    """One question, however many rows it is about: where they are, why it is asked, and which members it may be."""

    subject: Subject = field(repr=False)
    places: tuple[str, ...]
    why: str
    suggestions: tuple[str, ...]
    name: str = field(default="", repr=False)
    email: str = field(default="", repr=False)

    @property
    def id(self) -> str:
        """Eight letters and digits by which its row is found again. Made of personal data: for the workbook only."""
        return id_of(self.subject)

    @property
    def kind(self) -> Literal["who", "twins"]:
        """Whether it asks who somebody is, or whether two members are one person."""
        return "who" if isinstance(self.subject, str) else "twins"

    @property
    def place(self) -> str:
        """Where it first stands."""
        more = len(self.places) - PLACES_SHOWN
        return "; ".join((*self.places[:PLACES_SHOWN], *([f"and {more} more"] if more > 0 else ())))


@dataclass(frozen=True)
class Open:
    """What only a person can tell: what is asked, the most urgent first, and what nothing depends on for now.

    `pressing` of those who signed in may have a vote today that they haven't, depending on the answer.
    """

    asked: tuple[Asked, ...]
    idle: tuple[Asked, ...] = ()
    pressing: int = 0


def id_of(subject: Subject) -> str:
    """The id of the question about something."""
    return base64.b32encode(bytes.fromhex(mark_of(subject))[:5]).decode()


def mark_of(subject: Subject) -> str:
    """SHA-256 of what a question is about."""
    return secrecy.fingerprint(["who", subject] if isinstance(subject, str) else ["pair", *subject])


def about_people(open_: Iterable[people.Question]) -> tuple[Asked, ...]:
    """One question for each name with its address, however often it was signed."""
    found: dict[str, list[people.Question]] = {}
    for one in open_:
        found.setdefault(one.alias, []).append(one)
    return tuple(
        Asked(key, tuple(one.place for one in ones), ones[0].why, ones[0].suggestions, ones[0].name, ones[0].email)
        for key, ones in found.items()
    )


def about_pairs(alike: Iterable[LookAlike], members: Mapping[str, Member]) -> tuple[Asked, ...]:
    """One question for each two members who may be one person."""
    return tuple(_about(one, [members[number] for number in one.numbers]) for one in alike)


def _about(one: LookAlike, pair: list[Member]) -> Asked:
    return Asked(
        one.numbers,
        tuple(f"Members, row {member.row}" for member in pair),
        one.why,
        one.numbers,
        name=" / ".join(member.name for member in pair),
        email=" / ".join(member.emails[0] for member in pair if member.emails),
    )


def choices(asked: Asked, names: Mapping[str, str]) -> tuple[str, ...]:
    """What can be picked as an answer: its suggestions, and that it is none of them."""
    if asked.kind == "twins":
        return (*(f"{ONE} {number}" for number in asked.suggestions), TWO)
    return (*perhaps(asked, names), STRANGER)


def perhaps(asked: Asked, names: Mapping[str, str]) -> tuple[str, ...]:
    """The members whom a question may mean, with their names: for the workbook and the command line."""
    return tuple(f"{number} {names[number]}"[:LONGEST_CHOICE] for number in asked.suggestions)
