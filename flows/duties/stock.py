"""Taking stock: read the members' workbook, decide who each sign-in is, and rule who may vote and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar, people, twins, workbook
from core.bylaws import membership
from core.charter import Charter
from core.lines import Member
from core.people import TakingPart
from core.records import Matter, Person
from core.workbook import Book
from flows.duties import answers, discretion, drift, register
from flows.duties.drift import Drift
from flows.duties.standing import Standing, Standings
from flows.secretary import Secretary
from integrations.google import sheets

TABS = ("Members", "Events", "Attendance", "Volunteering")


@dataclass(frozen=True)
class Stock:
    """What a reading of the workbook found: everybody's standing, and what a person has to look at.

    `drifts` says where frozen rolls differ from it.
    """

    members: Standings
    rows: Mapping[str, Mapping[str, int]]
    set_aside: tuple[str, ...]
    questions: tuple[people.Question, ...]
    look_alikes: tuple[twins.LookAlike, ...]
    refused: tuple[str, ...]
    drifts: tuple[Drift, ...] = ()

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
    book = workbook.read(tabs.tabs)
    with secretary.ledger.reading() as session:
        part = people.take_part(book, answers.given(session))
    if book.refused():
        return Stock(Standings((), {}), _rows(book), _letters(book), part.questions, (), book.refused())
    alike = twins.look_alikes(part.members)
    with secretary.ledger.writing(secretary.now()) as pen:
        changed = register.write_people(pen.session, part.members)
        changed += register.write_facts(pen.session, book, part, since=discretion.participation_since(secretary))
        members = _standings(pen.session, part, on=pen.at, charter=secretary.charter)
        drifts = tuple(drift.of(pen.session, members))
        stock = Stock(members, _rows(book), _letters(book), part.questions, alike, (), drifts)
        changed += _write_matters(pen.session, book, stock)
        if changed:
            pen.log("membership.read", members=len(part.members), matched=len(part.matches), asked=len(part.questions))
    return stock


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


def _write_matters(session: Session, book: Book, stock: Stock) -> int:
    """Everything in the workbook that a person has to look at: places and numbers, never names."""
    rows = [(f"row: {one.tab}, {one.row}", "row", str(one)) for one in book.set_aside()]
    asked = [(f"who: {one.place}", "who", _question(one)) for one in stock.questions]
    twins = [
        (f"twins: {' '.join(one.numbers)}", "twins", f"Members {' and '.join(one.numbers)} have {one.why}.")
        for one in stock.look_alikes
    ]
    rolls = [(f"roll: {one.key}", "roll", "; ".join(drift.in_words(one))) for one in stock.drifts]
    return register.mirror(session, Matter, ("key", "kind", "text"), [*rows, *asked, *twins, *rolls])


def _question(one: people.Question) -> str:
    perhaps = f" Perhaps {' or '.join(one.suggestions)}." if one.suggestions else ""
    return f"{one.place}: who is this? {one.why[0].upper()}{one.why[1:]}.{perhaps}"
