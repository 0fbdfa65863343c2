"""Drafted: a vote to be, of members or the committee, in the book until it is frozen, and drafted anew in its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from core import calendar
from core.calendar import Window
from core.charter import Charter
from core.ledger import Pen
from core.records import Contest, Election, Race
from core.records.elections import MEMBERS
from flows.duties.election import contests as about_races
from flows.duties.election import electorates, form, publicity
from flows.duties.partnership import told
from flows.secretary import Refusal
from templates.inserts import WordingFault


@dataclass(frozen=True)
class Draft:
    """A vote to be, of whichever electorate: its window, why that is short if it is, and what is voted on.

    `lot_from` is the drawing from which lots will come, where they are drawn in public.
    """

    key: str
    title: str
    window: Window
    contests: list[Contest]
    reason: str = ""
    electorate: str = MEMBERS
    lot_from: str = ""


def write_down(pen: Pen, wanted: Draft, rules: Charter) -> Election:
    """Write a draft into the book, in place of an earlier one. Raises Refusal for a key that is taken."""
    election = pen.session.get(Election, wanted.key)
    if election is None:
        election = Election(key=wanted.key, state="drafted", mail_slot=-1, accepted=[])
        pen.session.add(election)
    elif election.state != "drafted":
        raise Refusal(f"There already is a ballot “{wanted.key}”, and it is {election.state}. Choose another key.")
    before = _content(election)
    election.title, election.zone, election.window_reason = wanted.title, rules.zone, wanted.reason
    election.opens_at, election.closes_at = wanted.window.opens, wanted.window.closes
    election.drawn_from = wanted.lot_from
    election.charter, election.charter_fingerprint = rules.as_data(), rules.fingerprint
    election.electorate = wanted.electorate
    election.ballots = electorates.ballots(wanted.electorate, about=wanted.contests, charter=rules)
    pen.session.flush()
    pen.session.execute(delete(Contest).where(Contest.election_key == wanted.key))
    pen.session.add_all(wanted.contests)
    pen.session.flush()
    pen.session.refresh(election)
    link(pen.session, election)
    _check_wording(election)
    publicity.refuse_untellable(told.as_of(pen.session, at=pen.at, charter=rules), election)
    if _content(election) != before:
        pen.log("election.drafted", election=wanted.key, contests=len(wanted.contests), charter=rules.fingerprint)
    return election


def link(session: Session, election: Election) -> None:
    """Let each contest about a race lead members to what there is to look up by now. E7."""
    for contest in election.contests if not electorates.is_committees(election) else ():
        race = session.get(Race, contest.race_key) if contest.race_key else None
        if race is not None:
            contest.links = about_races.links_of(session, race)


def _check_wording(election: Election) -> None:
    """Refuse now what couldn't stand on the form later, when the roll is frozen and voters wait."""
    try:
        form.paper_of(election)
    except WordingFault as fault:
        raise Refusal(f"“{election.key}” can't be made into a form: {fault}") from None


def _content(election: Election) -> list[Any]:
    """What a draft says, to see whether it changed."""
    window = [election.opens_at, election.closes_at, election.window_reason, election.drawn_from]
    window += [election.electorate, election.ballots]
    races = [
        [
            *(c.title, c.office, c.process, c.steps, c.recommendation, c.reasons, c.options, c.race_key, c.links),
            *(c.matter, c.text, c.about),
        ]
        for c in election.contests
    ]
    return [election.title, *window, election.charter_fingerprint, races]


def window_between(key: str, opens: tuple[date, str], closes: tuple[date, str], zone: str) -> Window:
    """The window between two days and hours on the clock in a zone. Raises Refusal for one that can't be."""
    first, last = (datetime.combine(day, time.fromisoformat(hour)) for day, hour in (opens, closes))
    try:
        return calendar.window(first, last, zone)
    except calendar.CalendarFault as fault:
        raise Refusal(f"The voting window of “{key}”: {fault}") from None
