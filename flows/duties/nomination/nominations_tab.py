"""The tab Nominations: who is nominated, and how they meet what is asked; organisers' words beside it are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from core import calendar, cells, nominees
from core.bylaws.nominations import COMMITTEE, DUES, MEETINGS, REGISTERED
from core.nominees import DECLINED, OURS, TAB, THEIRS, Sheet
from core.numbers import many
from core.records import Nominee
from core.ruling import Ruling
from core.tabs import Rows
from flows.duties.nomination import nominees as listed
from flows.duties.nomination import slate_seats
from flows.duties.nomination.nominees import Standing
from flows.secretary import Secretary
from integrations.google import sheets
from integrations.google.sheets import Block

HEADINGS = (*OURS[:-1], *THEIRS, OURS[-1])
"""How a new tab is headed."""

TAKEN = ("active_around", "active_since", "met_on", "declined_on", "on_slate")
"""What is taken over from a row."""


def take_over(secretary: Secretary, tabs: Mapping[str, Rows], year: int) -> tuple[list[str], Sheet]:
    """S2, S3, S4. Take over what organisers wrote beside a year's nominees. Returns what is new, and the tab as read.

    A row that can't be used changes nothing: what it said before stays.
    """
    found = nominees.read(tabs, today=calendar.day_of(secretary.now(), secretary.charter.zone))
    with secretary.ledger.reading() as session:
        if not list(_news(session, found, year, secretary)):
            return [], found
    with secretary.ledger.writing(secretary.now()) as pen:
        changed = list(_news(pen.session, found, year, secretary))
        for one, what, value in [(one, what, value) for one, said in changed for what, value in said.items()]:
            setattr(one, what, value)
        pen.log("nominees.recorded", year=year, changed=len(changed))
    return [f"{many(len(changed), 'row')} taken over from the tab {TAB.name}."], found


def _news(
    session: Session, found: Sheet, year: int, secretary: Secretary
) -> Iterator[tuple[Nominee, Mapping[str, Any]]]:
    """The nominees of whom the tab says something else than the book."""
    for one in [each for person in _standings(secretary, session, year) for each in (person.nominee, *person.besides)]:
        said = found.said.get(nominees.label(one.year, one.nth))
        if said is None:
            continue
        wanted = {what: getattr(said, what) for what in TAKEN}
        if wanted != {what: getattr(one, what) for what in TAKEN}:
            yield one, wanted


def _standings(secretary: Secretary, session: Session, year: int) -> list[Standing]:
    today = calendar.day_of(secretary.now(), secretary.charter.zone)
    return listed.standings(session, year, on=today, charter=secretary.charter)


def write(secretary: Secretary, found: Sheet, year: int, *, is_there: bool) -> None:
    """S2. Let our columns say what the book does; new nominees come below all that stands there."""
    wanted = list(_blocks(secretary, found, year))
    if not is_there:
        sheets.add_tab(secretary.google, secretary.settings.members_book, TAB.name)
    if wanted:
        sheets.put(secretary.google, secretary.settings.members_book, wanted)


def _blocks(secretary: Secretary, found: Sheet, year: int) -> Iterator[Block]:
    places, below = dict(found.places) or {heading: at for at, heading in enumerate(HEADINGS)}, found.below
    if not found.places:
        yield Block(TAB.name, 1, 1, [list(HEADINGS)])
    for heading in [one for one in (*OURS, DECLINED) if one not in places]:
        places[heading] = max(places.values()) + 1
        yield Block(TAB.name, 1, places[heading] + 1, [[heading]])
    for label, words in said_of(secretary, found, year):
        row = found.rows.get(label)
        changed = {what: said for what, said in words.items() if not row or cells.text(row.said.get(what)) != said}
        yield from (
            Block(TAB.name, row.number if row else below, places[what] + 1, [[said]]) for what, said in changed.items()
        )
        below += row is None


def said_of(secretary: Secretary, found: Sheet, year: int) -> Iterator[tuple[str, dict[str, str]]]:
    """What our columns say of each nominee of a year, by label; one person's are told as one, beside the first."""
    with secretary.ledger.reading() as session:
        standings = _standings(secretary, session, year)
        today = calendar.day_of(secretary.now(), secretary.charter.zone)
        seats = {one.number: one for one in slate_seats.seats_to_enter(session, year, on=today)}
    for one in standings:
        criteria, may_stand = one.card.criteria, one.rulings()[0]
        said = stands(one, seats.get(one.number))
        words = (
            one.number, one.name, nominated_by(one), one.accepts or "not yet",
            *(met(criteria[what]) for what in (MEETINGS, COMMITTEE, DUES, REGISTERED)),
            met(may_stand), stated(one),
        )  # fmt: skip
        yield one.label, dict(zip(OURS, (one.label, *words, _wrong(found, one.label) + said), strict=True))
        for label in [nominees.label(other.year, other.nth) for other in one.besides]:
            same = f"The same person as {one.label}: see there"
            yield label, dict(zip(OURS, (label, *words, _wrong(found, label) + same), strict=True))


def _wrong(found: Sheet, label: str) -> str:
    aside = found.set_aside.get(label)
    return f"NOT TAKEN: {aside.column}: {aside.reason}. {aside.remedy}. " if aside else ""


def met(ruling: Ruling) -> str:
    """A criterion in words: met or not, and why."""
    return f"{'Yes' if ruling else 'No'}: {ruling.because} ({ruling.clause})"


def nominated_by(one: Standing) -> str:
    """Who nominated them: themselves, somebody else, or both."""
    ways = [word for word, so in (("self", one.by_self), ("other", one.by_other)) if so]
    return " and ".join(ways) or "nobody any more"


def stated(one: Standing) -> str:
    """S3. Whether there is a statement, and whether it is whole."""
    if one.is_whole:
        return "yes"
    return "in part" if any(one.said.values()) else "no"


def stands(one: Standing, seat: slate_seats.SeatToEnter | None) -> str:
    """What is still lacking before they can be put forward; once they are confirmed, the row of their seat."""
    if seat is not None:
        return _seat(seat)
    if not one.stands:
        return "Doesn't stand"
    lacking = [f"{ruling.because} ({ruling.clause})" for ruling in one.rulings() if not ruling]
    mailbox = "" if one.mailbox else " No letter reaches them: there is no address on record."
    words = f"Lacking: {'; '.join(lacking)}." if lacking else "Can be put forward."
    return words + mailbox


def _seat(seat: slate_seats.SeatToEnter) -> str:
    dates = f"From {seat.since}, Until {seat.until} (S6)"
    if seat.entered:
        not_yet = "" if seat.may else f". Not yet: {seat.may.because} ({seat.may.clause})."
        return f"Confirmed, and in the tab Committee: {dates}{not_yet}"
    if seat.declined:
        return "Confirmed, and doesn't take the seat"
    first = "" if seat.may else f" First: {seat.may.because} ({seat.may.clause})."
    return f"Confirmed. Enter in the tab Committee: Member id {seat.number}, {dates}.{first}"
