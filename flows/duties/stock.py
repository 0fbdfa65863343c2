"""Taking stock: read the members' workbook, decide who each sign-in is, and rule who may vote and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar, gaps, people, question_tab, twins, workbook
from core.bylaws import membership
from core.charter import Charter
from core.lines import Event, Member, SetAside
from core.notices import Doubt
from core.people import TakingPart
from core.questions import TAB, Asked
from core.records import Matter, Person
from core.workbook import Book
from flows.duties import answered, answers, asking, discretion, drift, marks, merging, register, told
from flows.duties.drift import Drift
from flows.duties.marks import KeyLost
from flows.duties.standing import Standing, Standings
from flows.secretary import OUTAGE, Secretary
from integrations.google import sheets

TABS = ("Members", "Events", "Attendance", "Volunteering", TAB)


@dataclass(frozen=True)
class Stock:
    """What a reading of the workbook found: everybody's standing, and what a person has to look at.

    `drifts` says where frozen rolls differ from it; `gaps` are past events of which no sign-in sheet is on record;
    `doubts` whose vote ends sooner than it did, as records vanished; `troubles` what couldn't be written at Google.
    """

    members: Standings
    rows: Mapping[str, Mapping[str, int]]
    set_aside: tuple[str, ...]
    questions: tuple[Asked, ...]
    refused: tuple[str, ...]
    drifts: tuple[Drift, ...] = ()
    gaps: tuple[Event, ...] = ()
    doubts: tuple[tuple[str, Doubt], ...] = ()
    troubles: tuple[str, ...] = ()

    @property
    def standings(self) -> tuple[Standing, ...]:
        """Everybody's standing today, by member number."""
        return self.members.today


def take_stock(secretary: Secretary) -> Stock:
    """M1, M2, M3, M5. Read the workbook, match people, record who took part in what, and rule on everybody as of today.

    Bad rows never stop the good ones: they are recorded as matters for a person. If a tab
    can't be read at all, nothing is changed, and `refused` says why. If the tab Questions can't be written, `troubles`
    says so: nobody's vote rests on that, and the next reading writes it.
    """
    tabs = sheets.read(secretary.google, secretary.settings.members_book, TABS)
    book, tab = workbook.read(tabs.tabs), question_tab.read(tabs.tabs)
    now = secretary.now()
    with secretary.ledger.reading() as session:
        try:
            sifted = marks.read(secretary, session).sift(book)
        except KeyLost as letter:
            return Stock(Standings((), {}), _rows(book), _letters(book), (), (str(letter),))
        kept, lines = sifted.book, {member.number for member in sifted.book.members.used}
        heard = asking.hear(session, tab, kept, at=now)
        given = answers.given(session, lines, heard.answers.values(), zone=secretary.charter.zone)
    part = people.take_part(kept, given)
    asked = asking.open_questions(part, heard, kept)
    if book.refused():
        return Stock(Standings((), {}), _rows(book), _letters(book), asked, book.refused())
    aside = (*book.set_aside(), *sifted.set_aside, *question_tab.set_aside(heard))
    letters = (*map(str, aside), *filter(None, [tab.refused]))
    with secretary.ledger.writing(now) as pen:
        changed = answered.keep(pen, heard)
        changed += register.write_people(pen.session, part.members)
        changed += register.write_facts(pen.session, kept, part, since=discretion.participation_since(secretary))
        members = _standings(pen.session, part, given.merged, on=pen.at, charter=secretary.charter)
        changed += merging.follow(pen.session, members.merged)
        drifts = tuple(drift.of(pen.session, members))
        today = calendar.day_of(pen.at, secretary.charter.zone)
        missing = gaps.overdue(book, given.excused, on=today)
        doubts = tuple(told.doubts(pen.session, members, on=today))
        stock = Stock(members, _rows(book), letters, asked, (), drifts, missing, doubts)
        changed += _write_matters(pen.session, aside, stock, refused=tab.refused, left=sifted.left)
        if changed:
            pen.log("membership.read", members=len(part.members), matched=len(part.matches), asked=len(part.questions))
    # Last: it says what the book says.
    try:
        asking.write(secretary, tabs.grids.get(TAB), tab, stock.questions, heard, part.members)
    except OUTAGE as fault:
        unwritten = f"The tab {TAB} can't be written: {type(fault).__name__}: {fault}"
        return replace(stock, troubles=(unwritten,))
    return stock


def _standings(
    session: Session, part: TakingPart, merged: Mapping[str, str], *, on: datetime, charter: Charter
) -> Standings:
    """Everybody's standing on the day of an instant, by member number, and the last day of each one's vote."""
    persons = {person.number: person.id for person in session.execute(select(Person)).scalars()}
    today = calendar.day_of(on, charter.zone)
    standings = tuple(
        Standing(
            persons[member.number],
            member.number,
            member.name,
            _mailbox(member),
            membership.may_vote(part.by_member[member.number], on=today, charter=charter),
        )
        for member in sorted(part.members, key=lambda one: one.number)
    )
    ends = {
        one.number: membership.voting_until(part.by_member[one.number], on=today, charter=charter)
        for one in standings
        if one.ruling.ruling
    }
    lines = {member.number for member in part.members} | merged.keys()
    return Standings(
        standings,
        part.by_member,
        {number: until for number, until in ends.items() if until is not None},
        {number: twins.kept(number, lines, merged) for number in merged},
    )


def _mailbox(member: Member) -> str:
    return member.emails[0].casefold() if member.emails else ""


def _letters(book: Book) -> tuple[str, ...]:
    return tuple(str(one) for one in book.set_aside())


def _rows(book: Book) -> dict[str, dict[str, int]]:
    """For each tab: rows = used + duplicates + blank + set aside."""
    return {
        page.tab: {
            "rows": page.rows,
            "used": len(page.used),
            "duplicates": page.duplicates,
            "blank": page.blank,
            "set aside": len(page.set_aside),
        }
        for page in book.pages()
    }


def _write_matters(
    session: Session, aside: Iterable[SetAside], stock: Stock, *, refused: str, left: Mapping[str, int]
) -> int:
    """Everything in the workbook that a person has to look at: places and numbers, never names."""
    rows = [(f"row: {one.tab}, {one.row}", "row", str(one)) for one in aside]
    rows += [(f"row: {TAB}", "row", refused)] if refused else []
    asked = [(f"{one.kind}: {one.id}", one.kind, _question(one)) for one in stock.questions]
    rolls = [(f"roll: {one.key}", "roll", "; ".join(drift.in_words(one))) for one in stock.drifts]
    status = [(f"status: {number}", "status", told.in_words(number, why)) for number, why in stock.doubts]
    missing = [
        (f"gap: {one.row}", "gap", f"Events, row {one.row}, of {one.on}: no sign-in sheet.") for one in stock.gaps
    ]
    erased = [(f"erased: {tab}", "erased", f"{tab}: {number}.") for tab, number in left.items()]
    found = [*rows, *asked, *rolls, *missing, *status, *erased]
    return register.mirror(session, Matter, ("key", "kind", "text"), found)


def _question(one: Asked) -> str:
    if one.kind == "twins":
        return f"Members {' and '.join(one.suggestions)} have {one.why}."
    perhaps = f" Perhaps {' or '.join(one.suggestions)}." if one.suggestions else ""
    return f"{one.place}: who is this? {one.why[0].upper()}{one.why[1:]}.{perhaps}"
