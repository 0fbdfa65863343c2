"""The agenda: all about races, ballots, forums, committee and year that is to come, or should have been done by now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import agenda, calendar
from core.agenda import Due
from core.records import Election, Questionnaire, Race
from core.records.elections import MEMBERS, PARTNERS
from flows.duties.annual import due as annual
from flows.duties.committee import due as committee
from flows.duties.election import reminding
from flows.duties.election.rules import rules_of
from flows.duties.forum import forums
from flows.duties.nomination import renewing
from flows.duties.partnership import due as partners
from flows.duties.partnership import told
from flows.duties.questionnaire import questionnaires
from flows.duties.race import afterwards, endings, findings, race_votes, races
from flows.duties.year import due as years
from flows.secretary import Secretary

AHEAD = ("drafted", "frozen", "open", "closed", "sealed", "counted")
"""The states of an election in which something of it is still to come, in their order."""

WHO = {MEMBERS: MEMBERS, PARTNERS: "members and delegates"}
"""Who votes, where it isn't the committee."""


def ahead(secretary: Secretary, session: Session) -> list[Due]:
    """What is due from now on, first what is overdue. Days are local days of the organisation's zone."""
    found = [
        *_of_questionnaires(secretary, session),
        *forums.due(session),
        *_of_ballots(session),
        *afterwards.due(session),
        *endings.due(session),
        *annual.due(session, charter=secretary.charter),
        *renewing.due(session),
        *_of_races(secretary, session),
        *years.due(secretary, session),
        *committee.due(secretary, session),
        *partners.due(session, charter=secretary.charter),
    ]
    return agenda.ahead(map(_neutral(secretary, session), found), now=secretary.now(), zone=secretary.charter.zone)


def _neutral(secretary: Secretary, session: Session) -> Callable[[Due], Due]:
    """P11. The agenda is a page and a calendar for everybody: it names no partner that these may not know."""
    plain = told.as_of(session, at=secretary.now(), charter=secretary.charter).neutral
    return lambda due: replace(due, what=plain(due.what), who=plain(due.who), about=tuple(map(plain, due.about)))


# ── questionnaires ─────────────────────────────────────────────────────────────────────────────────


def _of_questionnaires(secretary: Secretary, session: Session) -> Iterator[Due]:
    for key in questionnaires.under_way(session):
        yield from _of_questionnaire(secretary, session.get_one(Race, key), session.get_one(Questionnaire, key))


def _of_questionnaire(secretary: Secretary, race: Race, asked: Questionnaire) -> Iterator[Due]:
    """Its reminders, its last day, and that the answers are published."""
    about, mark = (race.key,), f"questionnaire/{race.key}"
    rules = secretary.charter.endorsement.questionnaires
    for days in rules.remind_days_before.value if rules else ():
        what = f"Candidates who haven't answered the questionnaire about “{race.title}” are reminded"
        yield Due(asked.due_at - timedelta(days=days), what, "Canvass", about, f"{mark}/reminder-{days}")
    last = questionnaires.last_local_day(asked, secretary.charter.zone)
    yield Due(last, f"Last day to answer the questionnaire about “{race.title}”", "candidates", about, f"{mark}/last")
    ends = questionnaires.ends_at(secretary, asked)
    over = secretary.now() >= ends
    what = f"Answers about “{race.title}” are published"
    yield Due(ends, what, "organisers" if over else "Canvass", about, f"{mark}/published", waits=True)


# ── ballots ────────────────────────────────────────────────────────────────────────────────────────


def _of_ballots(session: Session) -> Iterator[Due]:
    """The votes of members, of a committee, and of whoever else."""
    mine = select(Election).where(Election.state.in_(AHEAD)).order_by(Election.key)
    for election in session.execute(mine).scalars():
        yield from _of_ballot(election)


def _of_ballot(election: Election) -> Iterator[Due]:
    about = tuple(one.race_key for one in election.contests if one.race_key) or (election.key,)
    title, mark = election.title, f"ballot/{election.key}"
    voters = WHO.get(election.electorate, f"the {election.electorate}")
    step = AHEAD.index(election.state)
    if step < AHEAD.index("frozen"):
        what = f"{title}: freeze who may vote, before voting opens"
        yield Due(election.opens_at, what, "organisers", about, f"{mark}/freeze", waits=True)
    if step < AHEAD.index("open"):
        yield Due(election.opens_at, f"{title}: voting opens", voters, about, f"{mark}/opens")
    if step < AHEAD.index("closed"):
        for nth, at in enumerate(reminding.times(election), start=1):
            what = f"{title}: who hasn't voted is reminded"
            yield Due(at, what, "Canvass", about, f"{mark}/reminder-{nth}")
        yield Due(election.closes_at, f"{title}: voting closes", voters, about, f"{mark}/closes")
    counted = election.closes_at + timedelta(minutes=rules_of(election).closing.settling_minutes.value)
    yield Due(counted, f"{title}: look at the count and certify it", "an officer", about, f"{mark}/certify", waits=True)


# ── races ──────────────────────────────────────────────────────────────────────────────────────────


def _of_races(secretary: Secretary, session: Session) -> Iterator[Due]:
    """Election days, and until when what was looked up about candidates counts.

    A race that ended without a vote goes when members have heard of it: that its day is gone would tell everybody.
    """
    going = races.under_way(session)
    for race in [*going, *afterwards.decided(session), *endings.untold_members(session)]:
        if race.election_day is not None:
            mark = f"race/{race.key}/election-day"
            yield Due(race.election_day, f"Election day: {race.title}", "voters", (race.key,), mark)
    for race in going:
        yield from _of_facts(secretary, session, race)


def _of_facts(secretary: Secretary, session: Session, race: Race) -> Iterator[Due]:
    """The last day on which all that was found about a race's candidates counts. A person's word doesn't grow old.

    Canvass looks again in time; if it is overdue, nobody answered, and a person has to say.
    """
    rules = secretary.charter.endorsement.candidacy
    if rules is None or race_votes.is_voted_on(session, race) is not None:
        return
    zone = secretary.charter.zone
    facts = [
        fact for one in races.running(race) for fact in findings.standing(session, one, zone=zone).values()
    ]  # fmt: skip
    ends = [
        calendar.day_of(one.checked_at, zone) + timedelta(days=rules.checked_within_days.value)
        for one in facts
        if one.holds and not one.said_by
    ]
    if ends:
        what = f"Accounts and websites of candidates for “{race.title}”: what was found counts until this day"
        yield Due(min(ends), what, _who_looks(min(ends), secretary), (race.key,), f"race/{race.key}/facts", waits=True)


def _who_looks(last: date, secretary: Secretary) -> str:
    return "organisers" if last < calendar.day_of(secretary.now(), secretary.charter.zone) else "Canvass"
