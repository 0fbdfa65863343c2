"""Taking stock: read the members' workbook, decide who each sign-in is, and rule who may vote and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core import calendar, people, workbook
from core.bylaws import membership
from core.charter import Charter
from core.people import TakingPart
from core.records import Address, Event, Matter, Participation, Person, Volunteering
from core.workbook import Book, Member
from flows.duties import drift
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
    look_alikes: tuple[people.LookAlike, ...]
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
    part = people.take_part(book, {})
    if book.refused():
        return Stock(Standings((), {}), _rows(book), _letters(book), part.questions, (), book.refused())
    alike = people.look_alikes(book.members.used)
    with secretary.ledger.writing(secretary.now()) as pen:
        changed = _write_people(pen.session, book.members.used) + _write_facts(pen.session, book, part)
        members = _standings(pen.session, book, part, on=pen.at, charter=secretary.charter)
        drifts = tuple(drift.of(pen.session, members))
        stock = Stock(members, _rows(book), _letters(book), part.questions, alike, (), drifts)
        changed += _write_matters(pen.session, book, stock)
        if changed:
            pen.log(
                "membership.read", members=len(book.members.used), matched=len(part.matches), asked=len(part.questions)
            )
    return stock


def _standings(session: Session, book: Book, part: TakingPart, *, on: datetime, charter: Charter) -> Standings:
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
        for member in sorted(book.members.used, key=lambda one: one.number)
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


def _write_people(session: Session, members: Iterable[Member]) -> int:
    """Members and their addresses as the workbook has them now. Returns how many changed."""
    known = {person.number: person for person in session.execute(select(Person)).scalars()}
    changed = 0
    for member in members:
        person = known.pop(member.number, None)
        if person is None:
            person = Person(number=member.number, name=member.name)
            session.add(person)
            changed += 1
        emails = [email.casefold() for email in member.emails]
        if person.name != member.name or [address.email for address in person.addresses] != emails:
            person.name = member.name
            person.addresses.clear()
            session.flush()
            person.addresses.extend(Address(email=email, rank=rank) for rank, email in enumerate(emails))
            changed += 1
    for gone in known.values():
        session.delete(gone)
        changed += 1
    session.flush()
    return changed


def _write_facts(session: Session, book: Book, part: TakingPart) -> int:
    """Events, and who took part in them, as the workbook has them now. Returns how many changed."""
    ids = {person.number: person.id for person in session.execute(select(Person)).scalars()}
    taken = [(ids[number], facts) for number, facts in part.by_member.items()]
    events = [(one.code, one.on, one.kind) for one in book.events.used]
    came = [(who, one.event, one.place) for who, facts in taken for one in facts.attended]
    helped = [(who, one.on, one.activity, one.place) for who, facts in taken for one in facts.volunteered]
    return (
        _mirror(session, Event, ("code", "held_on", "kind"), events)
        + _mirror(session, Participation, ("person_id", "event_code", "place"), came)
        + _mirror(session, Volunteering, ("person_id", "on", "activity", "place"), helped)
    )


def _write_matters(session: Session, book: Book, stock: Stock) -> int:
    """Everything in the workbook that a person has to look at: places and numbers, never names."""
    rows = [(f"row: {one.tab}, {one.row}", "row", str(one)) for one in book.set_aside()]
    asked = [(f"who: {one.place}", "who", _question(one)) for one in stock.questions]
    twins = [
        (f"twins: {' '.join(one.numbers)}", "twins", f"Members {' and '.join(one.numbers)} have {one.why}.")
        for one in stock.look_alikes
    ]
    rolls = [(f"roll: {one.key}", "roll", "; ".join(drift.in_words(one))) for one in stock.drifts]
    return _mirror(session, Matter, ("key", "kind", "text"), [*rows, *asked, *twins, *rolls])


def _question(one: people.Question) -> str:
    perhaps = f" Perhaps {' or '.join(one.suggestions)}." if one.suggestions else ""
    return f"{one.place}: who is this? {one.why[0].upper()}{one.why[1:]}.{perhaps}"


def _mirror(session: Session, table: type, names: tuple[str, ...], wanted: Sequence[tuple[object, ...]]) -> int:
    """Make a table hold exactly these rows. Returns how many it lacked or had too many."""
    columns = [getattr(table, name) for name in names]
    held = {tuple(row) for row in session.execute(select(*columns))}
    missing, extra = set(wanted) - held, held - set(wanted)
    if extra:
        keys = [column.name for column in table.__table__.primary_key]  # type: ignore[attr-defined]
        for row in extra:
            match = [getattr(table, key) == row[names.index(key)] for key in keys]
            session.execute(delete(table).where(*match))
    session.add_all(table(**dict(zip(names, row, strict=True))) for row in wanted if row in missing)
    session.flush()
    return len(missing) + len(extra)
