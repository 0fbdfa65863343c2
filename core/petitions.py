"""Petitions: what somebody hands in on a form that is always open, and how organisers decide a dispute."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, TypeAlias

from core import cells
from core.bylaws.participation import Attended, Participation, Volunteered
from core.calendar import day_in_words
from core.cells import Cell, CellFault
from core.cited import plain
from core.lines import Event
from core.paper import question_id
from core.tabs import RowFault

Kind: TypeAlias = Literal["dispute", "request", "motion", "disclosure"]
OF_MEMBERS: tuple[Kind, ...] = ("dispute", "request")
OF_COMMITTEE: tuple[Kind, ...] = ("motion", "disclosure")
KINDS: tuple[Kind, ...] = (*OF_MEMBERS, *OF_COMMITTEE)
"""What members hand in, and what members of the committee do."""

MARKS: Mapping[Kind, str] = {"dispute": "D", "request": "R", "motion": "MO", "disclosure": "DI"}
"""What a petition's number begins with."""

FIELDS: Mapping[Kind, tuple[str, ...]] = {
    "dispute": ("name", "email", "day", "what", "witness", "more"),
    "request": ("name", "email", "office", "candidate", "why"),
    "motion": ("name", "email", "heading", "wording"),
    "disclosure": ("name", "email", "paid", "volunteering", "fundraising", "ties", "races"),
}
"""What each form asks, in its order."""

WAITING: Final = "waiting"
UPHELD: Final = "upheld"
DECLINED: Final = "declined"
NEW, WITH_COMMITTEE, ANSWERED = "new", "with the committee", "answered"
REQUEST_STATES = (NEW, WITH_COMMITTEE, ANSWERED)
PUT_ASIDE, CONFIRMED = "withdrawn", "confirmed"
STATES: Mapping[Kind, tuple[str, ...]] = {
    "request": REQUEST_STATES,
    "motion": (NEW, PUT_ASIDE),
    "disclosure": (NEW, CONFIRMED),
}
"""What organisers may write under State."""

BEGINS: Mapping[Kind, str] = {"dispute": WAITING, "request": NEW, "motion": NEW, "disclosure": NEW}
"""The state of what has just come in."""

UNKNOWN, MEMBER, GUEST, NOBODY, ERASED = "unknown", "member", "guest", "nobody", "erased"
"""Who the sender is: a person has to say; a member; no member, as a person said; neither name nor address is given; or
it isn't known any more, because they were erased or it was long ago.
"""

VOLUNTEERING = "volunteering"
LONGEST_NAME = 500
_UPHELD = {"upheld", "uphold", "yes", "y", "granted"}
_DECLINED = {"declined", "decline", "no", "n", "rejected"}


@dataclass(frozen=True)
class Handed:
    """What one answer of a form says, by field; `name` and `email` as far as they can be used to find somebody."""

    name: str = field(repr=False)
    email: str = field(repr=False)
    said: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class Verdict:
    """An organiser's decision on a dispute. If upheld it counts as an event, or as volunteering, on a local day."""

    decision: Literal["upheld", "declined"]
    reason: str
    by: str
    event: str = ""
    activity: str = ""
    on: date | None = None

    @property
    def counts_as(self) -> str:
        """What it counts as, in the words of the tab Disputes; nothing if it was declined."""
        return f"{VOLUNTEERING}: {self.activity}" if self.activity else self.event


def questions(kind: Kind) -> dict[str, str]:
    """The ids of a form's questions, by field. They never change, so that answers can always be read."""
    return {asked: question_id(f"standing/{kind}", asked) for asked in FIELDS[kind]}


def handed_in(kind: Kind, answers: Mapping[str, tuple[str, ...]]) -> Handed:
    """What somebody typed, whatever it is: all of it is kept, only signs that can't be written are replaced."""
    said = {asked: legible("\n".join(answers.get(one, ()))) for asked, one in questions(kind).items()}
    try:
        email = cells.email(said["email"])
    except CellFault:
        email = ""
    return Handed(cells.text(said["name"])[:LONGEST_NAME], email[:LONGEST_NAME], said)


def legible(text: str) -> str:
    """The text without half characters, control and invisible signs, which databases and sheets refuse or hide."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    kept = (sign if sign == "\n" or unicodedata.category(sign)[0] != "C" else " " for sign in whole)
    return "".join(kept).strip()


def kind_of(word: str) -> Kind:
    """A kind as the book keeps it. Raises ValueError for another word."""
    return KINDS[KINDS.index(word)]


def label(kind: Kind, nth: int) -> str:
    """How a petition is called in the workbook: D3, R2, MO1 or DI4."""
    return f"{MARKS[kind]}{nth}"


def number_in(kind: Kind, text: str) -> int | None:
    """The number in D3, or in 3, of a petition of that kind; None if it is none."""
    digits = text.strip().upper().removeprefix(MARKS[kind])
    return int(digits) if digits.isdecimal() and len(digits) < 10 else None


def place(kind: Kind, nth: int) -> str:
    """How a petition is called in words: Dispute 3."""
    return f"{kind.capitalize()} {nth}"


def verdict(
    *, decision: Cell, counts_as: Cell, on: Cell | date, reason: Cell, by: Cell, events: Iterable[Event], today: date
) -> Verdict:
    """M4. What an organiser decided, if it can be carried out. Raises RowFault where it can't, with what to do.

    `events` are those of the tab Events, `today` is the organisation's local day. What is upheld needs an event of
    the tab, whose own day counts, or an activity and its day; neither may lie ahead.
    """
    word = plain(cells.text(decision))
    if word not in _UPHELD | _DECLINED:
        raise RowFault("Decision", "it is neither upheld nor declined", "Write one of the two")
    why, who = cells.text(reason), cells.text(by)
    if not why:
        raise RowFault("Reason", "a decision needs a reason, which the member reads", "Write it in a sentence")
    if not who:
        raise RowFault("Decided by", "nobody is named who decided", "Write initials or a role")
    if word in _DECLINED:
        return Verdict(DECLINED, why, who)
    what = cells.text(counts_as)
    if not what:
        raise RowFault(
            "Counts as", "nothing is said about what it counts as", 'Write an event, or "volunteering: Activity"'
        )
    before, colon, activity = what.partition(":")
    if colon and plain(before) == VOLUNTEERING:
        return _volunteering(why, who, activity.strip(), on, today)
    return _event(why, who, what, on, events, today)


def _volunteering(why: str, who: str, activity: str, on: Cell | date, today: date) -> Verdict:
    if not activity:
        raise RowFault("Counts as", "no activity is named", 'Write it as "volunteering: Door-knocking"')
    day = _day(on)
    if day is None:
        raise RowFault("Date", "volunteering needs its day", "Write it as 2026-02-28")
    if day > today:
        raise RowFault("Date", f"{day} is still to come", "Correct the date")
    return Verdict(UPHELD, why, who, activity=activity, on=day)


def _event(why: str, who: str, code: str, on: Cell | date, events: Iterable[Event], today: date) -> Verdict:
    found = next((one for one in events if plain(one.code) == plain(code)), None)
    if found is None:
        raise RowFault("Counts as", "the tab Events has no such event", "Correct the name, or add the event there")
    day = _day(on)
    if day not in (None, found.on):
        raise RowFault("Date", f"the event was held on {found.on}, not then", "Correct the date, or leave it empty")
    if found.on > today:
        raise RowFault("Counts as", f"the event is on {found.on}, which is still to come", "Name another one")
    return Verdict(UPHELD, why, who, event=found.code, on=found.on)


def _day(cell: Cell | date) -> date | None:
    """The day a cell names; None if it is empty."""
    if isinstance(cell, date):
        return cell
    if cells.is_blank(cell):
        return None
    try:
        return cells.day(cell)
    except CellFault as fault:
        raise RowFault("Date", fault.reason, fault.remedy) from None


def evidence(ruled: Verdict, *, nth: int, decided_on: date) -> Participation:
    """M4. What an upheld dispute puts on record, with the dispute as its place; nothing for a declined one."""
    if ruled.decision != UPHELD or ruled.on is None:
        return Participation()
    where = f"{place('dispute', nth)}, decided {day_in_words(decided_on)}"
    if ruled.activity:
        return Participation(volunteered=(Volunteered(ruled.on, ruled.activity, where),))
    return Participation(attended=(Attended(ruled.on, ruled.event, "", where),))


def digest(said: Iterable[Cell]) -> str:
    """SHA-256 over what organisers wrote into a row, so that it is taken once; nothing for a row without a word."""
    words = [cells.text(cell) for cell in said]
    return hashlib.sha256(json.dumps(words).encode()).hexdigest() if any(words) else ""
