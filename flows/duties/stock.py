"""Taking stock: read the members' workbook, decide who each sign-in is, and rule who may vote and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar, listed, people, twins, workbook
from core.bylaws import membership
from core.charter import Charter
from core.lines import Member
from core.people import Answers, TakingPart
from core.records import Matter, Person
from core.workbook import Book
from flows.duties import answers, delivery, drift, losses, recall, register
from flows.duties.drift import Drift
from flows.duties.losses import Loss
from flows.duties.standing import Standing, Standings
from flows.secretary import Secretary


@dataclass(frozen=True)
class Stock:
    """What a reading of the workbook found: everybody's standing, and what a person has to look at.

    `drifts` says where frozen rolls differ from it, `gone` what was on record before and isn't any more.
    """

    members: Standings
    rows: Mapping[str, Mapping[str, int]]
    set_aside: tuple[str, ...]
    questions: tuple[people.Question, ...]
    look_alikes: tuple[twins.LookAlike, ...]
    refused: tuple[str, ...]
    drifts: tuple[Drift, ...] = ()
    gone: tuple[Loss, ...] = ()

    @property
    def standings(self) -> tuple[Standing, ...]:
        """Everybody's standing today, by member number."""
        return self.members.today


def take_stock(secretary: Secretary, *, anew: bool = False) -> Stock:
    """M1, M2, M3, M5, M9. Read all sheets, match people, record who took part in what, and rule on everybody.

    Bad rows never stop the good ones: they are recorded as matters for a person. If a tab or a listed sheet
    can't be read at all, nothing is changed, and `refused` says why. Where nothing that matters has changed since the
    last whole reading it is recalled from the book, unless it is to be done `anew`. The ruling is as of today.
    """
    fetched = delivery.fetch(secretary)
    with secretary.ledger.reading() as session:
        given = answers.given(session)
        digest = recall.digest(session, fetched, given, secretary.charter, at=secretary.now())
        remembered = None if anew else recall.found(session, digest)
        if remembered is not None:
            members = recall.standings(session, on=secretary.now(), charter=secretary.charter)
            return Stock(members, gone=losses.listed(session), **remembered)
    book = workbook.read(fetched.tabs, clock=fetched.clock, listed=fetched.listed, deliveries=fetched.deliveries)
    part = listed.with_lists(people.take_part(book, given), book, given)
    if book.refused():
        _write_refusal(secretary, book)
        return Stock(Standings((), {}), _rows(book), _letters(book), part.questions, (), book.refused())
    return _write(secretary, book, part, given, digest)


def _write_refusal(secretary: Secretary, book: Book) -> None:
    """Put on the desk why nothing was taken over. All else stays as it was, until a whole reading succeeds."""
    letters = [(f"unread: {nth}", "unread", letter) for nth, letter in enumerate(book.refused(), start=1)]
    with secretary.ledger.writing(secretary.now()) as pen:
        others = select(Matter.key, Matter.kind, Matter.text).where(Matter.kind != "unread")
        kept = [(key, kind, words) for key, kind, words in pen.session.execute(others)]
        recall.forget(pen.session)
        if register.mirror(pen.session, Matter, ("key", "kind", "text"), [*kept, *letters]):
            pen.log("membership.unread", letters=len(letters))


def _write(secretary: Secretary, book: Book, part: TakingPart, given: Answers, digest: str) -> Stock:
    """Bring the book up to what the sheets say, and remember what they said."""
    alike = twins.look_alikes(part.members)
    numbers = {member.number for member in book.members.used}
    with secretary.ledger.writing(secretary.now()) as pen:
        zone = secretary.charter.zone
        changed = losses.note(pen, part.by_member, lambda one: twins.kept(one, numbers, given.merged), zone)
        changed += register.write_people(pen.session, part.members) + register.write_facts(pen.session, book, part)
        members = _standings(pen.session, part, on=pen.at, charter=secretary.charter)
        drifts, gone = tuple(drift.of(pen.session, members)), losses.listed(pen.session)
        stock = Stock(members, _rows(book), _letters(book), part.questions, alike, (), drifts, gone)
        changed += _write_matters(pen.session, book, stock)
        recall.remember(pen.session, digest, stock)
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
    """For each tab: rows = used + duplicates + blank + set aside; for each listed sheet, "not there" besides."""
    tabs = {
        page.tab: {
            "rows": page.rows,
            "used": len(page.used),
            "duplicates": page.duplicates,
            "blank": page.blank,
            "set aside": len(page.set_aside),
        }
        for page in book.pages()
    }
    sheets = {
        sheet.tab: {
            "rows": sheet.rows,
            "used": sheet.read,
            "duplicates": sheet.duplicates,
            "blank": sheet.blank,
            "not there": sheet.not_there,
            "set aside": len(sheet.set_aside),
        }
        for sheet in book.sheets
    }
    return tabs | sheets


def _write_matters(session: Session, book: Book, stock: Stock) -> int:
    """Everything in the workbook that a person has to look at: places and numbers, never names."""
    rows = [(f"row: {one.tab}, {one.row}, {one.column}", "row", str(one)) for one in book.set_aside()]
    asked = [(f"who: {one.place}", "who", _question(one)) for one in stock.questions]
    pairs = [
        (f"twins: {' '.join(one.numbers)}", "twins", f"Members {' and '.join(one.numbers)} have {one.why}.")
        for one in stock.look_alikes
    ]
    rolls = [(f"roll: {one.key}", "roll", "; ".join(drift.in_words(one))) for one in stock.drifts]
    gone = [(f"gone: {nth}, {one.number}", "gone", f"{one}.") for nth, one in enumerate(stock.gone, start=1)]
    return register.mirror(session, Matter, ("key", "kind", "text"), [*rows, *asked, *pairs, *rolls, *gone])


def _question(one: people.Question) -> str:
    perhaps = f" Perhaps {' or '.join(one.suggestions)}." if one.suggestions else ""
    return f"{one.place}: who is this? {one.why[0].upper()}{one.why[1:]}.{perhaps}"
