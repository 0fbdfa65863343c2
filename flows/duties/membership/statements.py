"""Statements: “Can I vote, and why?” – for everybody once a quarter, for those not on a roll, and for whoever asks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar, letters, notices
from core.charter import Charter
from core.ledger import Pen
from core.records import Election, Letter
from flows.duties.election import open_rolls, roll
from flows.duties.election.rules import rules_of
from flows.duties.membership import status_letters, told
from flows.duties.membership.standing import Standing, Standings
from flows.duties.membership.status_letters import Mailing

STATUS = tuple(name for name, occasion in letters.OCCASIONS.items() if occasion.status)

_SHORT_NUMBER = re.compile(r"[A-Za-z0-9.-]{1,16}")


@dataclass(frozen=True)
class Statement:
    """A statement that is due: to whom, and as which mailing."""

    to: tuple[Standing, ...]
    mailing: Mailing


def due(session: Session, members: Standings, *, at: datetime, charter: Charter) -> list[Statement]:
    """M4. The statements that are due and not planned yet; none outside of the hours for letters."""
    if not notices.in_letter_hours(at, charter):
        return []
    quarter = _for_the_quarter(session, members, at=at, charter=charter)
    return [one for one in (*quarter, *_for_ballots(session, members, at=at)) if one.to]


def _for_the_quarter(session: Session, members: Standings, *, at: datetime, charter: Charter) -> Iterable[Statement]:
    """M4. Everybody with a mailbox whom no letter told within the week. Of vanished records a person hears first."""
    on = calendar.day_of(at, charter.zone)
    key = status_letters.for_quarter(notices.quarter(on))
    if session.get(Letter, key) is not None:
        return
    told_at = select(Letter.planned_at).where(Letter.occasion.in_(STATUS)).order_by(Letter.planned_at).limit(1)
    began = session.execute(told_at).scalar_one_or_none()
    since = calendar.day_of(began, charter.zone) if began is not None else None
    if notices.statement_due(on, since=since, charter=charter):
        passed_over = {number for number, _ in told.doubts(session, members, on=on)}
        passed_over |= {number for number, one in told.known(session).items() if notices.just_heard(one, on=on)}
        to = tuple(one for one in members.today if one.mailbox and one.number not in passed_over)
        yield Statement(to, Mailing(key, "statement", on, charter, more={"ballot": "", "closes": "", "asked": False}))


def _for_ballots(session: Session, members: Standings, *, at: datetime) -> Iterable[Statement]:
    """M4. For each roll that can still be corrected: the members who aren't on it, as of the day it was frozen.

    Whom today's sheets would have put on it is the organisers' to add: they get a ballot then. Of whom records
    vanished, a person hears first.
    """
    votes = select(Election).where(
        Election.state.in_(open_rolls.UNDER_WAY), Election.closes_at > at, open_rolls.IS_MEMBERS
    )
    for election in session.execute(votes.order_by(Election.key)).scalars():
        key = status_letters.for_ballot(election.key)
        if session.get(Letter, key) is not None:
            continue
        rules, today = rules_of(election), calendar.day_of(at, election.zone)
        on = calendar.day_of(roll.frozen_at(session, election.key), election.zone)
        passed_over = {number for number, _ in told.doubts(session, members, on=today)}
        passed_over |= {one.number for one in roll.voters_of(session, election.key)}
        to = tuple(
            one
            for number, one in members.as_of(on, rules).items()
            if one.mailbox and not one.ruling.ruling and passed_over.isdisjoint(members.numbers_of(number))
        )
        closes = calendar.in_words(election.closes_at, election.zone)
        more = {"ballot": election.title, "closes": closes, "asked": False}
        yield Statement(to, Mailing(key, "statement", on, rules, election.closes_at, more=more))


def plan(pen: Pen, members: Standings, *, charter: Charter) -> list[str]:
    """M4. Plan the statements that are due. Returns their letters' keys."""
    found = due(pen.session, members, at=pen.at, charter=charter)
    return [key for one in found for key, _ in status_letters.plan(pen, members, one.to, one.mailing)]


def for_one(standing: Standing, *, at: datetime, charter: Charter) -> Mailing:
    """M4. The statement that a member has asked for; asked twice on a day, it is the same one."""
    on = calendar.day_of(at, charter.zone)
    key = status_letters.for_person(standing.person_id, on)
    if _SHORT_NUMBER.fullmatch(standing.number):
        key = status_letters.for_member(standing.number, on)
    return Mailing(key, "statement", on, charter, more={"ballot": "", "closes": "", "asked": True})
