"""What is due next in a race that is under way, who has to act, and by which door."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from core import calendar
from core.records import Contest, Race
from core.records.elections import COMMITTEE, MEMBERS
from flows.duties.committee import recommending
from flows.duties.questionnaire import questionnaires, who_answered
from flows.duties.race import races
from flows.secretary import Secretary

DOORS = {recommending.STEP: "recommendation, or recommend", "questionnaire": "questionnaire"}
"""The doors of steps that have one of their own."""


BY_ITSELF = "none: it happens by itself"
"""Where nobody has to do anything."""


@dataclass(frozen=True)
class Next:
    """Something to be done, by whom, and by which door: a flow of the dashboard, a tab, or a vote."""

    what: str
    who: str
    door: str


def of_race(secretary: Secretary, session: Session, race: Race) -> Next:
    """E2, E3, E4. What has to be done next: by a vote under way, for what the process lacks, or about a draft."""
    members, committee = (races.contest_of(session, race.key, whose) for whose in (MEMBERS, COMMITTEE))
    under_way = [one for one in (members, committee) if one is not None and races.is_under_way(one.election)]
    if under_way:
        return of_vote(under_way[0])
    if not race.process:
        return Next("Decide by which process it is taken up, or that it isn't (E2)", "committee", "process")
    if not races.options(race, charter=secretary.charter):
        return Next("Enter who stands", "organisers", "the tab Candidates")
    lacking = next(races.missing(race, charter=secretary.charter), "")
    if lacking == recommending.STEP and committee is not None and committee.election.state == "drafted":
        return of_vote(committee)
    if lacking:
        return _step(secretary, session, race, lacking)
    return of_vote(members) if members is not None else Next("Draft the ballot", "organisers", "ballot")


def of_vote(contest: Contest) -> Next:
    """What has to be done next about a vote, of the members or the committee, until its count is certified."""
    election = contest.election
    if election.held_because:
        return Next(f"“{election.key}” is stopped: mend what the desk says, or accept it", "organisers", "accept")
    opens, closes = (calendar.local_in_words(at, election.zone) for at in (election.opens_at, election.closes_at))
    known = {
        "drafted": Next(f"Freeze the ballot “{election.key}”", "organisers", "freeze"),
        "frozen": Next(f"The ballot “{election.key}” opens on {opens}", "Canvass", BY_ITSELF),
        "open": Next(f"Vote on “{election.key}” until {closes}", election.electorate, "the link in each ballot letter"),
        "counted": _certify(contest),
    }
    return known.get(election.state, Next(f"The ballots of “{election.key}” are counted", "Canvass", BY_ITSELF))


def _certify(contest: Contest) -> Next:
    """The committee's reasons have to be there before its vote can be certified."""
    key, is_committees = contest.election_key, contest.election.electorate == COMMITTEE
    if is_committees and not contest.reasons.strip():
        return Next(f"Write down the committee's reasons; then certify the count of “{key}”", "organisers", "reasons")
    return Next(f"Look at the count of “{key}”, and certify it", "an officer", "certify")


def _step(secretary: Secretary, session: Session, race: Race, lacking: str) -> Next:
    amiss = questionnaires.to_bring_forward(secretary, session, race)
    if amiss:
        return Next(amiss, "organisers", "more-time")
    waiting = who_answered.waited_for(secretary, session, race) if lacking == "questionnaire" else ""
    if waiting:
        return Next(waiting, "candidates", "more-time")
    door = DOORS.get(lacking, "forum" if lacking.startswith("forum") else "step")
    return Next(f"Next step: {lacking}", "organisers", door)
