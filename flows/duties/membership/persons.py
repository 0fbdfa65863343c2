"""Persons: which number of a member is kept, and what is on record of one, found under any of their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.records import Person
from flows.duties.membership import answered

Found = TypeVar("Found")


def kept(session: Session) -> Mapping[str, str]:
    """M1. The number that is kept, for each number of somebody who has more than one; it stands in the tab Members."""
    same = answered.merged(session)
    if not same:
        return {}
    listed = set(session.execute(select(Person.number).where(Person.number.in_(same))).scalars())
    return {number: min(whole & listed or whole) for number, whole in same.items()}


def each_once(numbers: Iterable[str], merged: Mapping[str, str]) -> tuple[str, ...]:
    """These numbers, each person once and under the number that is kept, in the order in which they came."""
    return tuple(dict.fromkeys(merged.get(one, one) for one in numbers))


class ByPerson(Mapping[str, Found], Generic[Found]):
    """What is on record of each person, by the number that is kept. It is found under each of their numbers."""

    def __init__(self, found: Mapping[str, Found], merged: Mapping[str, str]) -> None:
        """`merged` has the number that is kept for each that was merged into it."""
        self._found = found
        self._merged = merged

    def __getitem__(self, number: str) -> Found:
        """Of the person who has this number."""
        return self._found[self._merged.get(number, number)]

    def __iter__(self) -> Iterator[str]:
        """The numbers that are kept: each person once."""
        return iter(self._found)

    def __len__(self) -> int:
        """How many people there are."""
        return len(self._found)
