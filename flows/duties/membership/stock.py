"""Taking stock: read the members' workbook and all it lists, decide who each line is, and rule who may vote and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar, gaps, listed, people, question_tab, stakes, twins, workbook
from core.answers import Heard
from core.bylaws import membership
from core.charter import Charter
from core.decisions import Answers
from core.kept_out import Marks, Sifted
from core.ledger import Pen
from core.lines import Event, Member, SetAside
from core.notices import Doubt
from core.people import TakingPart
from core.question_tab import QuestionTab
from core.questions import TAB, Asked, Open
from core.records import Person
from core.stakes import RulingDay
from core.workbook import Book
from flows.duties.election import drift
from flows.duties.election.drift import Drift
from flows.duties.membership import (
    answered,
    answers,
    asking,
    delivery,
    losses,
    matters,
    merging,
    recall,
    recollection,
    register,
    told,
)
from flows.duties.membership.delivery import Fetched
from flows.duties.membership.losses import Loss
from flows.duties.membership.standing import Standing, Standings
from flows.duties.privacy import discretion, marks
from flows.duties.privacy.marks import KeyLost
from flows.secretary import OUTAGE, Secretary


@dataclass(frozen=True)
class Stock:
    """What a reading of the workbook found: everybody's standing, and what a person has to look at.

    `drifts` says where frozen rolls differ from it; `gaps` are past events of which no sign-in sheet is on record;
    `doubts` whose vote ends sooner than it did, as records vanished; `gone` which records did; `idle` is the number of
    questions on which nothing depends for now, `pressing` of those by which somebody may have a vote today; `troubles`
    what couldn't be written at Google. A new field is kept in `recall`, so that a reading without a change has it too.
    """

    members: Standings
    rows: Mapping[str, Mapping[str, int]]
    set_aside: tuple[str, ...]
    questions: tuple[Asked, ...]
    refused: tuple[str, ...]
    drifts: tuple[Drift, ...] = ()
    gaps: tuple[Event, ...] = ()
    doubts: tuple[tuple[str, Doubt], ...] = ()
    gone: tuple[Loss, ...] = ()
    idle: int = 0
    pressing: int = 0
    troubles: tuple[str, ...] = ()

    @property
    def standings(self) -> tuple[Standing, ...]:
        """Everybody's standing today, by member number."""
        return self.members.today


@dataclass(frozen=True)
class Reading:
    """All that the sheets and the organisers' answers say, before the book is brought up to it.

    `basis` is what the book said, beside the sheets, when it was read. `book` is without the lines of people who were
    erased, which `sifted` counts; `written` is with them.
    """

    fetched: Fetched
    tab: QuestionTab
    written: Book
    sifted: Sifted
    heard: Heard
    given: Answers
    part: TakingPart
    open: Open
    basis: str

    @property
    def book(self) -> Book:
        """What the sheets say of people who are still known."""
        return self.sifted.book

    def set_aside(self) -> tuple[SetAside, ...]:
        """Everything in the workbook that somebody has to look at."""
        return (*self.written.set_aside(), *self.sifted.set_aside, *question_tab.set_aside(self.heard))


def take_stock(secretary: Secretary, *, anew: bool = False) -> Stock:
    """M1, M2, M3, M5, M9. Read all sheets, match people, record who took part in what, and rule on everybody.

    Bad rows never stop the good ones: they are recorded as matters for a person. If a tab or a listed sheet can't be
    read at all, what it says is unknown: nothing is changed, and `refused` says why. Where nothing that matters has
    changed since the last whole reading, it is recalled from the book, unless it is to be done `anew`.
    The ruling is as of today. If the tab Questions can't be written, `troubles` says so: nobody's vote rests on that,
    and the next reading writes it.
    """
    fetched = delivery.fetch(secretary)
    tab, now = question_tab.read(fetched.tabs), secretary.now()
    with secretary.ledger.reading() as session:
        try:
            erased = marks.read(secretary, session)
        except KeyLost as letter:
            return _unread(secretary, Stock(Standings((), {}), {}, (), (), (str(letter),)))
        # First: whatever is decided while the sheets are being read makes the next reading a whole one.
        basis = recall.basis(session, secretary, at=now)
        remembered = None if anew else recall.found(session, recall.digest(fetched, tab, basis))
        if remembered is not None:
            kept, beside = remembered
            members = recollection.standings(session, beside, on=now, charter=secretary.charter)
            return Stock(members, gone=losses.listed(session), **kept)
        reading = _read(session, secretary, fetched, tab, basis, erased)
    refused = reading.written.refused()
    if refused:
        letters = tuple(map(str, reading.written.set_aside()))
        return _unread(
            secretary, Stock(Standings((), {}), reading.written.counts(), letters, reading.open.asked, refused)
        )
    with secretary.ledger.writing(now) as pen:
        stock = _write(secretary, pen, reading)
    # Last: it says what the book says.
    try:
        asking.write(secretary, fetched.grids.get(TAB), tab, reading.open, reading.heard, reading.part.members)
    except OUTAGE as fault:
        return replace(stock, troubles=(f"The tab {TAB} can't be written: {type(fault).__name__}: {fault}",))
    return stock


def _unread(secretary: Secretary, stock: Stock) -> Stock:
    """Put on the desk why nothing is taken over, and let the next reading be a whole one."""
    with secretary.ledger.writing(secretary.now()) as pen:
        recall.forget(pen.session)
        matters.write_refusal(pen, stock.refused)
    return stock


def _read(
    session: Session, secretary: Secretary, fetched: Fetched, tab: QuestionTab, basis: str, erased: Marks
) -> Reading:
    """Who took part in what, by the sheets as they were fetched and by what organisers have answered and decided."""
    written = workbook.read(fetched.tabs, clock=fetched.clock, listed=fetched.listed, deliveries=fetched.deliveries)
    sifted = erased.sift(written)
    book = sifted.book
    lines = {member.number for member in book.members.used}
    heard = asking.hear(session, tab, book, at=secretary.now())
    given = answers.given(session, lines, heard.answers.values(), zone=secretary.charter.zone)
    part = people.take_part(book, given, alone=secretary.charter.membership.name_alone.value)
    part = listed.with_lists(part, book, given)
    days = _ruling_days(session, on=secretary.now(), charter=secretary.charter)
    found = asking.open_questions(part, heard, book, days)
    return Reading(fetched, tab, written, sifted, heard, given, part, found, basis)


def _ruling_days(session: Session, *, on: datetime, charter: Charter) -> list[RulingDay]:
    """The days on which somebody's vote may depend on an answer, the most urgent first."""
    today = calendar.day_of(on, charter.zone)
    return [RulingDay(today, charter), *drift.ruling_days(session), stakes.to_come(today, charter)]


def _write(secretary: Secretary, pen: Pen, reading: Reading) -> Stock:
    """Bring the book up to what the sheets say, and remember what they said."""
    book, part, charter = reading.book, reading.part, secretary.charter
    still = recall.basis(pen.session, secretary, at=pen.at) == reading.basis
    numbers = {member.number for member in book.members.used}
    changed = answered.keep(pen, reading.heard)
    changed += losses.note(
        pen, part.by_member, lambda one: twins.kept(one, numbers, reading.given.merged), charter.zone
    )
    # What is older than the charter keeps is no loss, and goes: the sheets may hold it for longer.
    part = part.since(discretion.participation_since(secretary))
    changed += register.write_people(pen.session, part.members) + register.write_facts(pen.session, book, part)
    members = _standings(pen.session, part, reading.given.merged, on=pen.at, charter=charter)
    changed += merging.follow(pen.session, members.merged)
    stock = _found(pen, reading, members, charter)
    changed += matters.write(
        pen.session, reading.set_aside(), stock, refused=reading.tab.refused, left=reading.sifted.left
    )
    if still:
        _remember(secretary, pen, reading, part, stock)
    else:
        recall.forget(pen.session)
    if changed:
        pen.log("membership.read", members=len(part.members), matched=len(part.matches), asked=len(part.questions))
    return stock


def _remember(secretary: Secretary, pen: Pen, reading: Reading, part: TakingPart, stock: Stock) -> None:
    """Under what the next reading will find if nothing changes: with these answers kept, and these questions asked."""
    tab = question_tab.written(reading.tab, reading.open, reading.heard, zone=secretary.charter.zone)
    digest = recall.digest(reading.fetched, tab, recall.basis(pen.session, secretary, at=pen.at))
    recall.remember(pen.session, digest, stock, recollection.beside(reading.book, part, stock.members.merged))


def _found(pen: Pen, reading: Reading, members: Standings, charter: Charter) -> Stock:
    """What the reading found, of people as the book now has them."""
    today = calendar.day_of(pen.at, charter.zone)
    return Stock(
        members,
        reading.written.counts(),
        (*map(str, reading.set_aside()), *filter(None, [reading.tab.refused])),
        reading.open.asked,
        (),
        tuple(drift.of(pen.session, members)),
        gaps.overdue(reading.book, reading.given.excused, on=today),
        tuple(told.doubts(pen.session, members, on=today)),
        losses.listed(pen.session),
        len(reading.open.idle),
        reading.open.pressing,
    )


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
    lines = {member.number for member in part.members} | merged.keys()
    kept = {number: twins.kept(number, lines, merged) for number in merged}
    return Standings.of(standings, part.by_member, kept, on=today, charter=charter)


def _mailbox(member: Member) -> str:
    return member.emails[0].casefold() if member.emails else ""
