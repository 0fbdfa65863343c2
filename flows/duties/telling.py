"""Telling: each member hears once that they can vote, that it is about to end, and that it ended – and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar, notices
from core.bylaws import membership
from core.bylaws.membership import Notice
from core.charter import Charter
from core.ledger import Pen
from core.notices import Told
from core.records import Letter, MailFault, ToldStatus
from flows.duties import discretion, outbox, statements, status_letters, told
from flows.duties.standing import Standings
from flows.duties.stock import Stock
from flows.duties.told import Forgotten
from flows.secretary import Secretary


@dataclass(frozen=True)
class News:
    """What a reading brings: who is to be told what, what is only remembered of whom, and who is gone for good."""

    notices: Mapping[str, Notice]
    remembered: Mapping[str, Told]
    gone: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.notices or self.remembered or self.gone)


def tell(secretary: Secretary, stock: Stock) -> list[str]:
    """M4. Plan the letters that are due by a reading of the sheets, and write down in the same stroke who is told what.

    Returns the letters' keys. Outside of the hours for letters nothing is planned, and nothing at all where a sheet
    couldn't be read. Doing it again does nothing.
    """
    if stock.refused:
        return []
    charter = secretary.charter
    with secretary.ledger.reading() as session:
        members = stock.members.without(discretion.leaving(session))  # they get no letters any more
        news = _news(session, members, at=secretary.now(), charter=charter)
        statement = statements.due(session, members, at=secretary.now(), charter=charter)
    if not news and not statement:
        return []
    lost = told.forgotten(secretary) if news.notices else []
    with secretary.ledger.writing(secretary.now()) as pen:
        members = members.without(discretion.leaving(pen.session))
        news = _news(pen.session, members, at=pen.at, charter=charter)
        for number, knows in news.remembered.items():
            told.write(pen, number, knows)
        for number in news.gone:
            pen.session.delete(pen.session.get_one(ToldStatus, number))
        if news.remembered or news.gone:
            pen.log("status.noted", people=len(news.remembered), gone=len(news.gone))
        due = _less_the_forgotten(pen, members, news.notices, lost, charter)
        planned = [key for kind in told.TITLES for key in _plan(secretary, pen, members, kind, due)]
        planned += statements.plan(secretary, pen, members)
    return planned


def _news(session: Session, members: Standings, *, at: datetime, charter: Charter) -> News:
    """M4. Everybody's news today. Whom no letter reaches isn't told, and so is due again when one can."""
    on, knows = calendar.day_of(at, charter.zone), told.known(session)
    silent, awake = _unreachable(session), notices.in_letter_hours(at, charter)
    due: dict[str, Notice] = {}
    remembered: dict[str, Told] = {}
    for one in members.today:
        before = knows.pop(one.number, notices.NEVER)
        facts = members.on_record[one.number]
        until = membership.voting_until(facts, on=on, charter=charter) if one.ruling.ruling else None
        notice = notices.due(before, one.ruling, until, on=on, charter=charter)
        if notice and awake and one.mailbox and one.mailbox not in silent:
            due[one.number] = notice
        elif (seen := notices.seen(before, until)) != before:
            remembered[one.number] = seen
    return News(due, remembered, tuple(number for number, told_of in knows.items() if not told_of.voting))


def _unreachable(session: Session) -> set[str]:
    return set(session.execute(select(MailFault.email)).scalars())


def _less_the_forgotten(
    pen: Pen, members: Standings, due: Mapping[str, Notice], lost: Sequence[Forgotten], charter: Charter
) -> dict[str, Notice]:
    """What is due, without what letters have told that an older copy of the book forgot: these are taken as told."""
    left = dict(due)
    for found in [one for one in lost if pen.session.get(Letter, one.title) is None]:
        for number in _adopted(pen, members, left, found):
            told.write(pen, number, _after(pen, left.pop(number), charter), letter=found.title)
    return left


def _adopted(pen: Pen, members: Standings, due: Mapping[str, Notice], found: Forgotten) -> tuple[str, ...]:
    """Write a forgotten letter down, and whom of those who are due it has told, one of each mailbox."""
    mailbox = {one.number: one.mailbox for one in members.today}
    waiting = {number: mailbox[number] for number, notice in sorted(due.items()) if notice.kind == found.kind}
    numbers = notices.told_before(waiting, found.mailboxes)
    named = {mailbox[number]: number for number in numbers}
    told.adopt(pen, found, ({"number": named.get(box, ""), "email": box} for box in sorted(found.mailboxes)))
    return numbers


def _after(pen: Pen, notice: Notice, charter: Charter) -> Told:
    return notices.after(notice, on=calendar.day_of(pen.at, charter.zone), charter=charter)


def _plan(secretary: Secretary, pen: Pen, members: Standings, kind: str, due: Mapping[str, Notice]) -> list[str]:
    """The letters of one kind: as many as the fullest mailbox has people who are to hear."""
    charter = secretary.charter
    on = calendar.day_of(pen.at, charter.zone)
    mine = sorted(number for number, notice in due.items() if notice.kind == kind)
    standings = {one.number: one for one in members.today}
    occasion, planned = told.OCCASIONS[kind], []
    for numbers in notices.one_to_a_mailbox({number: standings[number].mailbox for number in mine}):
        key = status_letters.free_key(pen.session, f"{told.TITLES[kind]}/{on.isoformat()}")
        people = [status_letters.reader(standings[number], members, on=on, charter=charter) for number in numbers]
        facts = status_letters.words(occasion, secretary, on=on, charter=secretary.charter)
        letter = outbox.plan(key, occasion=occasion, election=None, at=pen.at, to=people, facts=facts)
        pen.session.add(letter)
        pen.log("letter.planned", letter=key, size=len(people))
        for number in numbers:
            told.write(pen, number, _after(pen, due[number], charter), letter=key)
        planned.append(key)
    return planned
