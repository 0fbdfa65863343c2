"""The register: people, events, and who took part in what, written into the book as the sheets have them now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, delete, func, insert, select
from sqlalchemy.orm import Session, selectinload

from core.lines import Member
from core.people import TakingPart
from core.records import Address, Dues, Event, Participation, Person, Registration, Volunteering
from core.workbook import Book


def write_people(session: Session, members: Iterable[Member]) -> int:
    """Members and their addresses as the workbook has them now. Returns how many changed."""
    everybody = select(Person).options(selectinload(Person.addresses))
    known = {person.number: person for person in session.execute(everybody).scalars()}
    changed = 0
    for member in members:
        person = known.pop(member.number, None)
        emails = [email.casefold() for email in member.emails]
        if person is None:
            person = Person(number=member.number, name=member.name, addresses=_addresses(emails))
            session.add(person)
            changed += 1
        person.dues_paid, paid = member.dues_paid, person.dues_paid
        changed += paid != member.dues_paid
        if person.name != member.name or [address.email for address in person.addresses] != emails:
            person.name = member.name
            person.addresses.clear()
            session.flush()
            person.addresses.extend(_addresses(emails))
            changed += 1
    for gone in known.values():
        session.delete(gone)
        changed += 1
    session.flush()
    return changed


def _addresses(emails: Iterable[str]) -> list[Address]:
    return [Address(email=email, rank=rank) for rank, email in enumerate(emails)]


def write_facts(session: Session, book: Book, part: TakingPart) -> int:
    """Events, and who took part in them, as the sheets have them now. Returns how many changed."""
    ids = {person.number: person.id for person in session.execute(select(Person)).scalars()}
    taken = [(ids[number], facts) for number, facts in part.by_member.items()]
    events = [(one.code, one.on, one.kind) for one in book.events.used]
    held = {(code, on) for code, on, _ in events}  # what was decided stands, also when its event has left the tab
    came = [
        (who, one.event, one.place) for who, facts in taken for one in facts.attended if (one.event, one.on) in held
    ]
    helped = [(who, one.on, one.activity, one.place) for who, facts in taken for one in facts.volunteered]
    paid = [(who, one.place, one.on, one.through) for who, facts in taken for one in facts.dues]
    listed = [(who, one.confirmed, one.place) for who, facts in taken if (one := facts.registration)]
    return (
        mirror(session, Event, ("code", "held_on", "kind"), events)
        + mirror(session, Participation, ("person_id", "event_code", "place"), came)
        + mirror(session, Volunteering, ("person_id", "on", "activity", "place"), helped)
        + mirror(session, Dues, ("person_id", "place", "on", "through"), paid)
        + mirror(session, Registration, ("person_id", "confirmed", "place"), listed)
    )


def mirror(session: Session, table: type, names: tuple[str, ...], wanted: Sequence[tuple[object, ...]]) -> int:
    """Make a table hold exactly these rows. Returns how many it lacked or had too many."""
    columns = [getattr(table, name) for name in names]
    held = {tuple(row) for row in session.execute(select(*columns))}
    missing, extra = set(wanted) - held, held - set(wanted)
    if extra:
        keys = [column.name for column in table.__table__.primary_key]  # type: ignore[attr-defined]
        gone = delete(table.__table__).where(*(getattr(table, key) == bindparam(f"old_{key}") for key in keys))  # type: ignore[attr-defined]
        session.connection().execute(gone, [{f"old_{key}": row[names.index(key)] for key in keys} for row in extra])
    if missing:
        new = (dict(zip(names, row, strict=True)) for row in dict.fromkeys(wanted) if row in missing)
        session.connection().execute(insert(table.__table__), list(new))  # type: ignore[attr-defined]
    return len(missing) + len(extra)


def members(session: Session) -> int:
    """How many members the workbook had when it was last read."""
    return session.execute(select(func.count()).select_from(Person)).scalar_one()
