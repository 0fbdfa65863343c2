"""Due in partnerships: goals and deliverables on the agenda, and reminders to all partners before each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy.orm import Session

from core import calendar
from core.agenda import Due
from core.bylaws import partnership as rules
from core.bylaws.partnership_dates import Deliverable, reminder_due
from core.calendar import day_in_words
from core.charter import Charter
from core.ledger import Pen
from core.records import Announced, PartnershipDate
from flows.duties.partnership import mail, partnerships
from flows.duties.partnership.partnerships import Settled
from flows.secretary import Secretary

REMINDER = "date_due"


def due(session: Session, *, charter: Charter) -> Iterator[Due]:
    """P12. All that partners still owe one another in time, in the partnerships that are in force."""
    listed = ((settled, one) for settled in _in_force(session, charter) for one in settled.dates)
    for settled, one in listed:
        if one.due is not None and one.done_on is None:
            what = f"{settled.partnership.title}: {in_words(one)} (P12)"
            yield Due(one.due, what, "the partners", (settled.key,), mark_of(one), waits=True)


def in_words(one: PartnershipDate) -> str:
    """What is due, as pages and letters call it."""
    return f"{one.kind} “{one.name}”"


def mark_of(one: PartnershipDate) -> str:
    """What the agenda knows it by."""
    return f"partnership/{one.partnership_key}/date-{one.nth}"


def remind(secretary: Secretary) -> Sequence[str]:
    """P12. Remind contacts and delegates of all partners before a goal or deliverable is due, and once it is overdue.

    What went out is on record for the day on which it was due then, so after a move reminders begin anew.
    """
    with secretary.ledger.reading() as session:
        if not any(_owed(session, one, secretary) for one in _in_force(session, secretary.charter)):
            return []
    news = list[str]()
    with secretary.ledger.writing(secretary.now()) as pen:
        going = _in_force(pen.session, secretary.charter)
        owed = [(settled, *one) for settled in going for one in _owed(pen.session, settled, secretary)]
        for settled, one, number in owed:
            _remind(pen, secretary, settled, one, number)
            news.append(f"“{settled.partnership.title}” ({settled.key}): partners are reminded of {in_words(one)}.")
    return news


def _in_force(session: Session, charter: Charter) -> list[Settled]:
    if charter.partnership is None:
        return []
    found = [partnerships.of(session, key) for key in partnerships.under_way(session)]
    return [one for one in found if partnerships.is_agreed(one)]


def _owed(session: Session, settled: Settled, secretary: Secretary) -> list[tuple[PartnershipDate, int]]:
    """What partners are to be reminded of now, each with the number of its reminder."""
    today = calendar.day_of(secretary.now(), secretary.charter.zone)
    found = list[tuple[PartnershipDate, int]]()
    for one in settled.dates:
        sent = _sent(session, one, charter=secretary.charter)
        owed = reminder_due(Deliverable(one.name, one.due, one.done_on), sent=sent, on=today, charter=secretary.charter)
        if owed.ruling:
            found.append((one, owed.number))
    return found


def _sent(session: Session, one: PartnershipDate, *, charter: Charter) -> int:
    """The number of the last reminder that was planned for the day on which it is due now."""
    last = len(rules.settled(charter).remind_days_before.value) + 1
    known = {number: session.get(Announced, _mark(one, number)) for number in range(1, last + 1)}
    return max((number for number, was in known.items() if was is not None and was.due_on == one.due), default=0)


def _mark(one: PartnershipDate, number: int) -> str:
    return f"{mark_of(one)}/reminder-{number}"


def _remind(pen: Pen, secretary: Secretary, settled: Settled, one: PartnershipDate, number: int) -> None:
    day = _day(one)
    pen.session.merge(Announced(mark=_mark(one, number), due_on=day, at=pen.at))
    overdue = day < calendar.day_of(pen.at, secretary.charter.zone)
    facts = {
        **mail.about(secretary, settled),
        "kind": one.kind,
        "name": one.name,
        "due": day_in_words(day),
        "overdue": overdue,
    }
    key = mail.letter_key(settled, f"d{one.nth}-{day:%y%m%d}-{number}")
    mail.plan(pen, key, REMINDER, facts, to=mail.boxes(pen.session, settled))
    pen.log("partnership.reminded", partnership=settled.key, date=one.nth, number=number)


def _day(one: PartnershipDate) -> date:
    if one.due is None:
        raise RuntimeError(f"{mark_of(one)} has no day")
    return one.due
