"""Telling: each member hears once that they can vote, that it is about to end, and that it ended – and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar, notices
from core.bylaws.membership import Notice
from core.charter import Charter
from core.ledger import Pen
from core.notices import Told
from core.records import Letter, MailFault, ToldStatus
from flows.duties.election import open_rolls
from flows.duties.letter import mailboxes
from flows.duties.membership import statements, status_letters, told
from flows.duties.membership.standing import Standings
from flows.duties.membership.status_letters import Mailing
from flows.duties.membership.stock import Stock
from flows.duties.membership.told import Forgotten
from flows.duties.privacy import discretion
from flows.secretary import Secretary


@dataclass(frozen=True)
class News:
    """What a reading brings: who is to be told what, what is only remembered of whom, and who is gone for good.

    `knew` is what everybody was told before.
    """

    notices: Mapping[str, Notice]
    remembered: Mapping[str, Told]
    gone: tuple[str, ...]
    knew: Mapping[str, Told]

    def __bool__(self) -> bool:
        return bool(self.notices or self.remembered or self.gone)

    def still(self, known: Mapping[str, Told], there: Collection[str]) -> News:
        """The same without those of whom another process has written something down meanwhile.

        And without letters to those who aren't there any more, as they asked to be erased.
        """
        numbers = {*self.knew, *known, *self.notices, *self.remembered}
        same = {one for one in numbers if self.knew.get(one) == known.get(one)}
        return News(
            {number: notice for number, notice in self.notices.items() if number in same and number in there},
            {number: seen for number, seen in self.remembered.items() if number in same},
            tuple(number for number in self.gone if number in same),
            known,
        )


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
    mailboxes.make_room(secretary)
    lost = told.forgotten(secretary) if news.notices else []
    with secretary.ledger.writing(secretary.now()) as pen:
        members = members.without(discretion.leaving(pen.session))
        news = news.still(told.known(pen.session), {one.number for one in members.today})
        for number, knows in news.remembered.items():
            told.write(pen, number, knows)
        for number in news.gone:
            pen.session.delete(pen.session.get_one(ToldStatus, number))
        if news.remembered or news.gone:
            pen.log("status.noted", people=len(news.remembered), gone=len(news.gone))
        on = calendar.day_of(pen.at, charter.zone)
        due = _less_the_forgotten(pen, members, news.notices, lost, on=on)
        planned = [key for kind in told.TITLES for key in _plan(pen, members, kind, due, on=on, charter=charter)]
        planned += statements.plan(pen, members, charter=charter)
    return planned


def _news(session: Session, members: Standings, *, at: datetime, charter: Charter) -> News:
    """M4. Everybody's news today. Whom no letter reaches isn't told, and so is due again when one can."""
    knew = told.known(session)
    on, silent, rolls = calendar.day_of(at, charter.zone), _unreachable(session), open_rolls.under_way(session, at=at)
    awake = notices.in_letter_hours(at, charter)
    due: dict[str, Notice] = {}
    remembered: dict[str, Told] = {}
    for one in members.today:
        before, until = knew.get(one.number, notices.NEVER), members.ends.get(one.number)
        notice = notices.due(before, one.ruling, until, on=on, charter=charter)
        if notice and notice.kind == "lapsed" and open_rolls.is_on_one(rolls, members.numbers_of(one.number)):
            continue  # they can vote in that all the same: they hear of it once it has closed
        if notice and awake and one.mailbox and one.mailbox not in silent:
            due[one.number] = notice
        elif (seen := notices.seen(before, until)) != before:
            remembered[one.number] = seen
    there = {one.number for one in members.today}
    left = (number for number in knew if number not in there)
    gone = tuple(one for one in left if not knew[one].voting and not notices.doubt(knew[one], None, there=False, on=on))
    return News(due, remembered, gone, knew)


def _unreachable(session: Session) -> set[str]:
    return set(session.execute(select(MailFault.email)).scalars())


def _less_the_forgotten(
    pen: Pen, members: Standings, due: Mapping[str, Notice], lost: Sequence[Forgotten], *, on: date
) -> dict[str, Notice]:
    """What is due, without what letters have told that an older copy of the book forgot: these are taken as told."""
    left = dict(due)
    for found in [one for one in lost if pen.session.get(Letter, one.title) is None]:
        for number in _adopted(pen, members, left, found):
            told.write(pen, number, notices.after(left.pop(number), on=on), letter=found.title)
    return left


def _adopted(pen: Pen, members: Standings, due: Mapping[str, Notice], found: Forgotten) -> tuple[str, ...]:
    """Write a forgotten letter down, and whom of those who are due it has told, one of each mailbox."""
    mailbox = {one.number: one.mailbox for one in members.today}
    waiting = {number: mailbox[number] for number, notice in sorted(due.items()) if notice.kind == found.kind}
    numbers = notices.told_before(waiting, found.mailboxes)
    named = {mailbox[number]: number for number in numbers}
    told.adopt(pen, found, ({"number": named.get(box, ""), "email": box} for box in sorted(found.mailboxes)))
    return numbers


def _plan(
    pen: Pen, members: Standings, kind: str, due: Mapping[str, Notice], *, on: date, charter: Charter
) -> list[str]:
    """The letters of one kind, and what each reader knows by it."""
    mine = {number: notice for number, notice in due.items() if notice.kind == kind}
    corrected = frozenset(number for number, notice in mine.items() if notice.corrected)
    mailing = Mailing(f"{told.TITLES[kind]}/{on.isoformat()}", told.OCCASIONS[kind], on, charter, corrected=corrected)
    planned = status_letters.plan(pen, members, (one for one in members.today if one.number in mine), mailing)
    for key, numbers in planned:
        for number in numbers:
            told.write(pen, number, notices.after(mine[number], on=on), letter=key)
    return [key for key, _ in planned]
