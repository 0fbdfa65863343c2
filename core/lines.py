"""What a line of the organisers' sheets says: a member, an event, somebody who came or helped, or nothing usable."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Generic, Protocol, TypeVar

from core.cited import plain


@dataclass(frozen=True)
class Member:
    """A line of the tab Members. The first of `emails` gets the letters; `also` are other names they go by."""

    row: int
    number: str
    name: str = field(repr=False)
    also: tuple[str, ...] = field(default=(), repr=False)
    emails: tuple[str, ...] = field(default=(), repr=False)
    dues_paid: bool | None = None


@dataclass(frozen=True)
class Event:
    """A line of the tab Events: an occasion on its local day."""

    row: int
    code: str
    on: date
    kind: str = ""


@dataclass(frozen=True)
class SignIn:
    """A line that says somebody was at an event, and the sheet on which it stands. `other` is a second name."""

    row: int
    event: Event
    name: str = field(repr=False)
    email: str = field(default="", repr=False)
    sheet: str = "Attendance"
    other: str = ""

    @property
    def occasion(self) -> str:
        """At what it was written, by which one-word names are told apart. Next year's event may have the same name."""
        return f"{self.event.on} {plain(self.event.code)}"

    @property
    def place(self) -> str:
        """Where it is written down."""
        return f"{self.sheet}, row {self.row}"


@dataclass(frozen=True)
class Shift:
    """A line that says somebody volunteered on a day, and the sheet on which it stands."""

    row: int
    on: date
    activity: str
    name: str = field(repr=False)
    email: str = field(default="", repr=False)
    sheet: str = "Volunteering"
    other: str = ""

    @property
    def occasion(self) -> str:
        """At what it was written, by which one-word names are told apart."""
        return f"{self.on} {plain(self.activity)}"

    @property
    def place(self) -> str:
        """Where it is written down."""
        return f"{self.sheet}, row {self.row}"


@dataclass(frozen=True)
class OnDuesList:
    """A line of a list of dues: whose they are, whether and when they were paid, and through which day."""

    row: int
    name: str = field(repr=False)
    email: str = field(repr=False)
    sheet: str
    paid: bool = True
    on: date | None = None
    through: date | None = None

    @property
    def occasion(self) -> str:
        """On what it is written, by which one-word names are told apart."""
        return plain(self.sheet)

    @property
    def place(self) -> str:
        """Where it is written down."""
        return f"{self.sheet}, row {self.row}"


@dataclass(frozen=True)
class OnVoterList:
    """A line of a list of registered voters. `number` is a member's, where an organiser wrote one beside it."""

    row: int
    name: str = field(repr=False)
    email: str = field(repr=False)
    sheet: str
    number: str = ""

    @property
    def occasion(self) -> str:
        """On what it is written, by which one-word names are told apart."""
        return plain(self.sheet)

    @property
    def place(self) -> str:
        """Where it is written down."""
        return f"{self.sheet}, row {self.row}"


@dataclass(frozen=True)
class Sender:
    """Whoever handed something in on a form, by the name and address they typed."""

    place: str
    name: str = field(repr=False)
    email: str = field(default="", repr=False)

    @property
    def occasion(self) -> str:
        """On what it was written, by which one-word names are told apart."""
        return self.place


class Signed(Protocol):
    """Anything that bears somebody's name, address or both, in their own writing."""

    @property
    def place(self) -> str:
        """Where it is written down."""

    @property
    def name(self) -> str:
        """The name, possibly empty."""

    @property
    def email(self) -> str:
        """The address, possibly empty."""

    @property
    def occasion(self) -> str:
        """At or on what it is written."""


@dataclass(frozen=True)
class SetAside:
    """What couldn't be used, a row or a part of it, and what to do about it. Holds no name and no address."""

    tab: str
    row: int
    column: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.tab}, row {self.row}, '{self.column}': {self.reason}. {self.remedy}."


class Line(Protocol):
    """Anything that stands in a row."""

    @property
    def row(self) -> int:
        """The number of the row in the sheet."""


T = TypeVar("T", bound=Line)


@dataclass(frozen=True)
class Page(Generic[T]):
    """What a tab said. rows = used + duplicates + blank + set aside, unless `refused` says why it wasn't read.

    `remarks` are letters about rows that are used all the same, and about columns that aren't read.
    """

    tab: str
    rows: int = 0
    used: tuple[T, ...] = ()
    duplicates: int = 0
    blank: int = 0
    set_aside: tuple[SetAside, ...] = ()
    remarks: tuple[SetAside, ...] = ()
    refused: str = ""


@dataclass(frozen=True)
class Sheet:
    """What a sheet said that is listed in the tab Sources, under the name by which its places go.

    rows = read + duplicates + blank + not there + set aside, unless `refused` says why it wasn't read. "Not there" are
    people who registered and didn't come, didn't stay long enough, or are marked nowhere. One row may give several
    lines, as in a grid, and several rows one, as in a meeting that somebody left and joined again.
    """

    tab: str
    kind: str
    rows: int = 0
    read: int = 0
    duplicates: int = 0
    blank: int = 0
    not_there: int = 0
    sign_ins: tuple[SignIn, ...] = ()
    shifts: tuple[Shift, ...] = ()
    dues: tuple[OnDuesList, ...] = ()
    voters: tuple[OnVoterList, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    remarks: tuple[SetAside, ...] = ()
    refused: str = ""
