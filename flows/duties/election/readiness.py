"""Readiness: what still stands in the way of a drafted vote, of the members or the committee."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from core import calendar
from core.bylaws import candidacy, counting, endorsement
from core.charter import Charter
from core.records import Contest, Election
from core.ruling import Ruling
from flows.duties.committee import recommending
from flows.duties.election import contests as about_races
from flows.duties.election import electorates, life, matters
from flows.duties.election.rules import rules_of
from flows.duties.race import races


def standing_in_the_way(session: Session, election: Election, *, at: datetime) -> list[Ruling]:
    """E1, E2, E3, E11, E13-E15, S9. The rulings that don't allow this vote to be opened, as of an instant.

    Where voting should be open by then: also whether enough of its window is still ahead.
    """
    rules, window, on = rules_of(election), electorates.window_of(election), calendar.day_of(at, election.zone)
    rulings = [electorates.of(election).has_time(window, reason=election.window_reason, charter=rules)]
    if electorates.is_committees(election):
        rulings += recommending.before_vote(session, election)
    else:
        rulings += [counting.drawing_is_named(election.drawn_from, charter=rules), *_of_contests(session, election, on)]
    rulings += matters.in_the_way(session, election, on=on)
    if at > election.opens_at:
        rulings.append(life.window_left(election, at))
    return [ruling for ruling in dict.fromkeys(rulings) if not ruling]


def _of_contests(session: Session, election: Election, on: date) -> Iterator[Ruling]:
    """What is ruled on each contest of the members, by its title."""
    rules = rules_of(election)
    for contest in [one for one in election.contests if not one.matter]:
        found = dict.fromkeys(_before_ballot(session, contest, on=on, rules=rules))  # each thing once
        yield from (
            Ruling(one.allowed, one.clause, f"{contest.title}: {one.because}{_offices(one, rules)}") for one in found
        )


def _before_ballot(session: Session, contest: Contest, *, on: date, rules: Charter) -> Sequence[Ruling]:
    """A race that is on record is ruled on by what the record says; another by what the draft says.

    Raises Refusal for a key that no race has.
    """
    if not contest.race_key:
        said = endorsement.before_ballot(race_of(contest), on=on, charter=rules)
        ours = candidacy.names_our_district(contest.office, contest.title, charter=rules)
        return [*said, ours, *about_races.on_record_as(session, contest, on=on)]
    race = races.of(session, contest.race_key)
    return about_races.standing_in_the_way(session, contest, race, on=on, charter=rules)


def _offices(ruling: Ruling, rules: Charter) -> str:
    """Where an office isn't among the charter's (E1): which are."""
    return f"; the charter lists {endorsement.offices_listed(rules)}" if ruling.clause == "E1" and not ruling else ""


def race_of(contest: Contest) -> endorsement.Race:
    """A contest as the bylaws see it."""
    steps = [
        endorsement.StepOnRecord(one["name"], date.fromisoformat(one["on"]), one["waived_because"])
        for one in contest.steps
    ]
    candidates = len([option for option in contest.options if option["id"].startswith(counting.CANDIDATE)])
    candidates = candidates or max((len(option.get("against", ())) for option in contest.options), default=0)
    return endorsement.Race(contest.office, contest.process, candidates, contest.endorsed_before, tuple(steps))
