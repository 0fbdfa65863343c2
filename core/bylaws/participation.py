"""What is on record of a person: what they came to, where they helped, what lists say of them, and exceptions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True)
class Attended:
    """A person came to an event on a local day. `place` is the row that says so."""

    on: date
    event: str
    kind: str
    place: str


@dataclass(frozen=True)
class Volunteered:
    """A person volunteered for an activity on a local day. `place` is the row that says so."""

    on: date
    activity: str
    place: str


@dataclass(frozen=True)
class Excepted:
    """An exception from a clause that was made for a person, from a local day to another, both included."""

    clause: str
    since: date
    until: date
    decided_by: str


@dataclass(frozen=True)
class DuesPaid:
    """Dues that a list says were paid: on which day and through which, where it says so. `place` is its row."""

    on: date | None
    through: date | None
    place: str

    def covers(self, day: date) -> bool:
        """Whether they are paid on a day, as far as the list says."""
        return (self.on or day) <= day <= (self.through or day)


@dataclass(frozen=True)
class Registration:
    """What a list of voters says: a member is registered; where not `confirmed`, somebody of their name is."""

    confirmed: bool
    place: str


@dataclass(frozen=True)
class Participation:
    """What one person took part in, as far as it is on record.

    `dues_paid` is what the tab Members says, None if nothing; `dues` is what lists say. `registration` is None if no
    list of voters has their name.
    `unknown` are events without a sign-in sheet, the same for everybody: nobody can say who was there. `excused` are
    those of them that organisers decided mustn't count against anybody.
    """

    attended: tuple[Attended, ...] = ()
    volunteered: tuple[Volunteered, ...] = ()
    dues_paid: bool | None = None
    unknown: tuple[Attended, ...] = ()
    excused: tuple[Attended, ...] = ()
    exceptions: tuple[Excepted, ...] = ()
    dues: tuple[DuesPaid, ...] = ()
    registration: Registration | None = None

    def since(self, day: date) -> Participation:
        """The same without what they took part in before a local day."""
        return replace(
            self,
            attended=tuple(one for one in self.attended if one.on >= day),
            volunteered=tuple(one for one in self.volunteered if one.on >= day),
        )
