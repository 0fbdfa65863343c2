"""Renewing the committee: one pass over its nominations, and over what followed votes of no confidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from core import calendar
from core.agenda import Due
from core.bylaws import nominations as rules
from core.charter import Charter
from core.nominees import TAB
from core.records import Call, Cycle, Letter
from flows.duties.letter.steps import Stuck
from flows.duties.membership import answers, roster
from flows.duties.membership.roster import Roster
from flows.duties.nomination import (
    asking_nominees,
    calling_off,
    calls,
    cycles,
    no_confidence,
    nominations_tab,
    nominees,
    placing,
    slate_seats,
    statement_sheet,
    statements,
    volunteers,
)
from flows.duties.privacy import discretion, marks
from flows.secretary import OUTAGE, Secretary
from integrations.google import sheets


def keep(secretary: Secretary) -> list[str]:
    """S3, S4, S5. Bring every cycle and every call to where it should be now. Returns what was done.

    One's trouble doesn't keep the others waiting; it is raised at the end.
    """
    with secretary.ledger.reading() as session:
        today = calendar.day_of(secretary.now(), secretary.charter.zone)
        years = [one.year for one in cycles.all_of(session) if _is_under_way(session, one, on=today)]
        past = [one.year for one in cycles.all_of(session) if one.sheet_id and one.year not in years]
        off = [one.year for one in cycles.all_of(session) if one.called_off_at is not None]
        failed = [one.key for one in no_confidence.all_of(session)]
    news: list[str] = []
    acts: list[Callable[[], Iterable[str]]] = [partial(_call, secretary, cycles.call_key(one), _words) for one in years]
    acts += [partial(_call, secretary, no_confidence.call_key(key), volunteers.words) for key in failed]
    acts += [partial(_work_through, secretary, years)]
    acts += [partial(calling_off.close_forms, secretary, year) for year in off]
    acts += [partial(_follow_sheet, secretary, year) for year in past]
    troubles = [fault for act in acts if (fault := _tried(act, news)) is not None]
    if troubles:
        stuck = [str(one) for one in troubles if isinstance(one, Stuck)]
        raise Stuck("; ".join(stuck)) if len(stuck) == len(troubles) else troubles[0]
    return news


def _is_under_way(session: Session, cycle: Cycle, *, on: date) -> bool:
    """A cycle is followed until its seats may be taken, and are entered or declined; or until its year is over."""
    if on.year > cycle.year or cycle.called_off_at is not None:
        return False
    seats = slate_seats.seats_to_enter(session, cycle.year)
    return slate_seats.checked_at(session, cycle.year) is None or any(not one.is_settled for one in seats)


def _tried(act: Callable[[], Iterable[str]], news: list[str]) -> Exception | None:
    try:
        news.extend(act())
    except (*OUTAGE, Stuck, roster.RosterFault, marks.KeyLost) as fault:
        return fault if not isinstance(fault, roster.RosterFault) else Stuck(str(fault))
    return None


def _call(secretary: Secretary, key: str, words: calls.Words) -> Iterable[str]:
    yield from calls.follow(secretary, key, words)


def _follow_sheet(secretary: Secretary, year: int) -> Iterable[str]:
    """A sheet that is published goes on saying what the book does, also when somebody was erased from it."""
    statement_sheet.keep(secretary, year)
    return ()


def _words(secretary: Secretary, session: Session, call: Call) -> tuple[str, Mapping[str, Any]]:
    """What the letter that calls for nominations says: what is asked of nominees, and until when statements are due."""
    year = int(call.asks["year"])
    asked = rules.rules_of(secretary.charter)
    written = cycles.letters_of(session, year)
    facts = {
        "year": year,
        **_moved(call, written, secretary.charter, due=session.get_one(Cycle, year).due_at),
        "reopened": bool(written) and written[-1].occasion == calling_off.OFF,
        "events": asked.events_needed.value,
        "dues_to": secretary.charter.membership.dues_paid_to,
        "exceptions": secretary.charter.committee.exceptions.value,
        "statements_until": cycles.last_day(session.get_one(Cycle, year).due_at, secretary.charter),
    }
    return "nomination_call", facts


def _moved(call: Call, written: Sequence[Letter], charter: Charter, *, due: datetime) -> dict[str, str]:
    """Which days members were told last, wherever they are others now; else empty."""
    told = next((one.facts for one in reversed(written) if one.occasion != calling_off.OFF), {})
    now = {"until": calls.last_day(call, charter.zone), "statements_until": cycles.last_day(due, charter)}
    names = {"until": "until_before", "statements_until": "statements_before"}
    return {names[what]: str(told[what]) if told.get(what, day) != day else "" for what, day in now.items()}


def _work_through(secretary: Secretary, years: Iterable[int]) -> Iterable[str]:
    """All that is done with the workbook's tabs at hand."""
    with secretary.ledger.reading() as session:
        waiting = placing.unplaced(session)
    if waiting:
        placing.place(secretary, _roster(secretary))
    for year in years:
        yield from nominees.gather(secretary, year)
        yield from statements.follow(secretary, year)
        yield from asking_nominees.ask(secretary, year)
        statement_sheet.keep(secretary, year)
        yield from _list(secretary, year)


def _roster(secretary: Secretary) -> Roster:
    book = sheets.read(secretary.google, secretary.settings.members_book, roster.TABS)
    with secretary.ledger.reading() as session:
        given = partial(answers.given, session, zone=secretary.charter.zone)
        return roster.read(book.tabs, given, marks.read(secretary, session), discretion.leaving(session))


def _list(secretary: Secretary, year: int) -> Iterable[str]:
    """Take over what the tab says of a year's nominees, and write what is known of them; the first one makes it."""
    with secretary.ledger.reading() as session:
        if not nominees.numbers_of(session, year):
            return
    book = sheets.read(secretary.google, secretary.settings.members_book, (TAB.name,))
    new, sheet = nominations_tab.take_over(secretary, book.tabs, year)
    yield from new
    if sheet.refused:
        raise Stuck(sheet.refused)
    nominations_tab.write(secretary, sheet, year, is_there=TAB.name in book.tabs)
    if slate_seats.check(secretary, year):
        yield f"{year}: everybody on the slate that was confirmed may take their seat."
    today = calendar.day_of(secretary.now(), secretary.charter.zone)
    with secretary.ledger.reading() as session:
        for words in slate_seats.seats_in_words(session, year, on=today):
            yield f"{year}: confirmed; enter in the tab Committee: {words}"


def due(session: Session) -> Iterator[Due]:
    """S3-S6. What is still to come of nominations, of confirmed seats, and of ad hoc committees. No names."""
    yield from cycles.due(session)
    for cycle in cycles.all_of(session):
        found = slate_seats.confirmed(session, cycle.year)
        if found is not None and slate_seats.seats_in_words(session, cycle.year):
            what = f"Enter the seats of the slate for {cycle.year} in the tab Committee"
            yield Due(found.on, what, "organisers", (found.key,), f"nominations/{cycle.year}/seats", waits=True)
    yield from no_confidence.due(session)
