"""Votes on a recusal: two thirds of the committee may ask a member to keep away from a race."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy.orm import Session

from core.bylaws import committee, conflicts
from core.counting.record import Count
from core.ledger import Pen
from core.records import Contest, Race
from core.records.elections import COMMITTEE
from core.ruling import Ruling
from flows.duties.committee import recusals, seats
from flows.duties.committee.concerned import number_of, who_it_is
from flows.duties.election.matter import Asked, Matter
from flows.duties.election.rules import rules_of
from flows.duties.race import races


def asked(session: Session, number: str, race: str, *, put_by: str, because: str) -> Asked:
    """S11. What the committee is asked about a member and a race; the member doesn't vote on it.

    Raises Refusal for a number that is nobody's, and for a race that isn't there.
    """
    known, who = races.of(session, race), who_it_is(session, number)
    text = (
        f"{who} is asked to keep away from the race “{known.title}”: from the committee's vote, the questionnaire and "
        f"the forum.\nWhy it is put: {because.strip()}\n"
        "It takes two thirds. The member concerned doesn't vote on it."
    )
    about = {"put_by": put_by.strip().upper(), "member": number.strip().upper(), "race": known.key}
    return Asked(f"Recusal of a member from the race: {known.title}", text, about)


def _in_the_way(session: Session, contest: Contest, *, on: date) -> Sequence[Ruling]:
    """S8, S9, S11. It is put by an active member, about one who has a seat, and not while that race is voted on."""
    held, rules = seats.by_member(session), rules_of(contest.election)
    mover, member = number_of(contest, "put_by"), number_of(contest, "member")
    race = races.of(session, number_of(contest, "race"))
    voting = recusals.committees_vote(session, race) is not None
    return (
        committee.may_put(held.get(mover, []), on=on, charter=rules),
        conflicts.may_be_asked_away(race.key, held.get(member, []), on=on, voting=voting, charter=rules),
    )


def _without(session: Session, contest: Contest) -> Collection[str]:
    """S11. Neither the member concerned votes, nor anybody who keeps away from that race by now."""
    race = races.of(session, number_of(contest, "race")).key
    away = {number for number, terms in seats.by_member(session).items() if any(race in one.recused for one in terms)}
    return {number_of(contest, "member"), *away}


def _put_on_record(pen: Pen, contest: Contest, count: Count) -> None:
    """S11. Passed, the member is recused from now on."""
    if count.outcome == "passed":
        recusals.put(
            pen,
            number_of(contest, "member"),
            str(pen.session.get_one(Race, number_of(contest, "race")).key),
            came_from=contest.election_key,
            because="",
            zone=contest.election.zone,
        )


RECUSAL: Matter = Matter(
    recusals.MATTER, "recusal", COMMITTEE, in_the_way=_in_the_way, without=_without, put_on_record=_put_on_record
)
