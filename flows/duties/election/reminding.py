"""Reminding: letters to those who haven't voted, and to nobody else: members (E12), or the committee (S9)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from core import secrecy
from core.records import Election, Letter
from core.ruling import Obstacle
from flows.duties.election import announcing, electorates, intake, roll
from flows.duties.election.rules import rules_of
from flows.duties.letter import outbox
from flows.duties.privacy import discretion
from flows.secretary import Secretary


def _planned(secretary: Secretary, election: Election) -> set[int]:
    with secretary.ledger.reading() as session:
        mine = select(Letter.key).where(
            Letter.election_key == election.key, Letter.occasion == electorates.of(election).reminder
        )
        return {int(key.rpartition("-")[2]) for key in session.execute(mine).scalars()}


def due(secretary: Secretary, election: Election) -> int | None:
    """E12, S9. The number of the reminder that is due now, if one is."""
    window, rules = electorates.window_of(election), rules_of(election)
    sent = max(_planned(secretary, election), default=0)
    due = electorates.of(election).reminder_due(window, sent=sent, at=secretary.now(), charter=rules)
    return due.number if due.ruling else None


def times(election: Election) -> tuple[datetime, ...]:
    """E12, S9. When the reminders are due, by the charter that the election was frozen with."""
    return electorates.reminder_times(election)


def remind(secretary: Secretary, election: Election, number: int) -> Obstacle | None:
    """E12, S9. Plan the reminder to those whose code hasn't come in: found with the key, written down locked with it.

    The committee's go on until everybody has voted: with nobody left, there is none.
    """
    key = secretary.keyring.read(election.key)
    if key is None:
        return Obstacle("E12", "the election's key file is missing, so nobody can tell whom to remind")
    voted = intake.voters(secretary, election)
    letter_key = f"{election.key}/reminder-{number}"
    with secretary.ledger.writing(secretary.now()) as pen:
        if pen.session.get(Letter, letter_key) is not None:
            return None
        leaving = discretion.leaving(pen.session)  # they get no letters any more; the link that they have works
        silent = [
            one.line
            for one in roll.voters_of(pen.session, election.key, reachable=True)
            if one.number not in leaving
            and secrecy.hash_of(key.key, election.key, line=one.line, epoch=one.epoch) not in voted
        ]
        if not silent and electorates.is_committees(election):
            return None
        facts = announcing.ballot_facts(secretary, election, log_head=pen.head.hash, reminder=number)
        occasion = electorates.of(election).reminder
        pen.session.add(
            outbox.plan(
                letter_key, occasion=occasion, election=election, at=pen.at, to=silent, facts=facts, key=key.key
            )
        )
        pen.log("letter.planned", letter=letter_key)
    return None
