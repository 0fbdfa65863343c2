"""Taking stock: read the members' workbook, decide who each sign-in is, and rule who may vote and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar, gaps, people, question_tab, stakes, workbook
from core.bylaws import membership
from core.charter import Charter
from core.lines import Event, Member, SetAside
from core.notices import Doubt
from core.people import TakingPart
from core.questions import TAB, Asked
from core.records import Matter, Person
from core.stakes import RulingDay
from core.workbook import Book
from flows.duties import answered, answers, asking, drift, register, told
from flows.duties.drift import Drift
from flows.duties.standing import Standing, Standings
from flows.secretary import Secretary
from integrations.google import sheets

TABS = ("Members", "Events", "Attendance", "Volunteering", TAB)


@dataclass(frozen=True)
class Stock:
    """What a reading of the workbook found: everybody's standing, and what a person has to look at.

    `drifts` says where frozen rolls differ from it; `gaps` are past events of which no sign-in sheet is on record;
    `doubts` whose vote ends sooner than it did, as records vanished; `idle` is the number of questions on which nothing
    depends for now.
    """

    members: Standings
    rows: Mapping[str, Mapping[str, int]]
    set_aside: tuple[str, ...]
    questions: tuple[Asked, ...]
    refused: tuple[str, ...]
    drifts: tuple[Drift, ...] = ()
    gaps: tuple[Event, ...] = ()
    doubts: tuple[tuple[str, Doubt], ...] = ()
    idle: int = 0

    @property
    def standings(self) -> tuple[Standing, ...]:
        """Everybody's standing today, by member number."""
        return self.members.today


def take_stock(secretary: Secretary) -> Stock:
    """M1, M2, M3, M5. Read the workbook, match people, record who took part in what, and rule on everybody as of today.

    Bad rows never stop the good ones: they are recorded as matters for a person. If a tab
    can't be read at all, nothing is changed, and `refused` says why.
    """
    tabs = sheets.read(secretary.google, secretary.settings.members_book, TABS)
    book, tab = workbook.read(tabs.tabs), question_tab.read(tabs.tabs)
    lines = {member.number for member in book.members.used}
    now = secretary.now()
    with secretary.ledger.reading() as session:
        heard = asking.hear(session, tab, book, at=now)
        given = answers.given(session, lines, heard.answers.values(), zone=secretary.charter.zone)
        days = _ruling_days(session, on=now, charter=secretary.charter)
    part = people.take_part(book, given, alone=secretary.charter.membership.name_alone.value)
    open_ = asking.open_questions(part, heard, book, days)
    if book.refused():
        return Stock(Standings((), {}), _rows(book), _letters(book), open_.asked, book.refused())
    aside = (*book.set_aside(), *question_tab.set_aside(heard))
    letters = (*map(str, aside), *filter(None, [tab.refused]))
    with secretary.ledger.writing(now) as pen:
        changed = answered.keep(pen, heard)
        changed += register.write_people(pen.session, part.members) + register.write_facts(pen.session, book, part)
        members = _standings(pen.session, part, on=pen.at, charter=secretary.charter)
        drifts = tuple(drift.of(pen.session, members))
        today = calendar.day_of(pen.at, secretary.charter.zone)
        missing = gaps.overdue(book, given.excused, on=today)
        doubts = tuple(told.doubts(pen.session, members, on=today, charter=secretary.charter))
        stock = Stock(members, _rows(book), letters, open_.asked, (), drifts, missing, doubts, len(open_.idle))
        changed += _write_matters(pen.session, aside, stock, refused=tab.refused)
        if changed:
            pen.log("membership.read", members=len(part.members), matched=len(part.matches), asked=len(part.questions))
    # Last: it says what the book says. If it fails, the next reading writes it.
    asking.write(secretary, tabs.grids.get(TAB), tab, open_, heard, part.members)
    return stock


def _ruling_days(session: Session, *, on: datetime, charter: Charter) -> list[RulingDay]:
    """The days on which somebody's vote may depend on an answer, the most urgent first."""
    today = calendar.day_of(on, charter.zone)
    return [RulingDay(today, charter), *drift.ruling_days(session), stakes.to_come(today, charter)]


def _standings(session: Session, part: TakingPart, *, on: datetime, charter: Charter) -> Standings:
    """Everybody's standing on the day of an instant, by member number."""
    persons = {person.number: person.id for person in session.execute(select(Person)).scalars()}
    today = calendar.day_of(on, charter.zone)
    standings = (
        Standing(
            persons[member.number],
            member.number,
            member.name,
            _mailbox(member),
            membership.may_vote(part.by_member[member.number], on=today, charter=charter),
        )
        for member in sorted(part.members, key=lambda one: one.number)
    )
    return Standings(tuple(standings), part.by_member)


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


def _write_matters(session: Session, aside: Iterable[SetAside], stock: Stock, *, refused: str) -> int:
    """Everything in the workbook that a person has to look at: places and numbers, never names."""
    rows = [(f"row: {one.tab}, {one.row}", "row", str(one)) for one in aside]
    rows += [(f"row: {TAB}", "row", refused)] if refused else []
    asked = [(f"{one.kind}: {one.id}", one.kind, _question(one)) for one in stock.questions]
    rolls = [(f"roll: {one.key}", "roll", "; ".join(drift.in_words(one))) for one in stock.drifts]
    status = [(f"status: {number}", "status", told.in_words(number, why)) for number, why in stock.doubts]
    missing = [
        (f"gap: {one.row}", "gap", f"Events, row {one.row}, of {one.on}: no sign-in sheet.") for one in stock.gaps
    ]
    return register.mirror(session, Matter, ("key", "kind", "text"), [*rows, *asked, *rolls, *missing, *status])


def _question(one: Asked) -> str:
    if one.kind == "twins":
        return f"Members {' and '.join(one.suggestions)} have {one.why}."
    perhaps = f" Perhaps {' or '.join(one.suggestions)}." if one.suggestions else ""
    return f"{one.place}: who is this? {one.why[0].upper()}{one.why[1:]}.{perhaps}"
