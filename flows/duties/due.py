"""What is due next in a race that is under way, who has to act, and by which door."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.records import Race
from core.records.elections import COMMITTEE, MEMBERS
from flows.duties import races, recommending, who_answered
from flows.secretary import Secretary

DOORS = {recommending.STEP: "recommendation, or recommend", "questionnaire": "questionnaire"}
"""The doors of steps that have one of their own."""


@dataclass(frozen=True)
class Next:
    """Something to be done, by whom, and by which door: a flow of the dashboard, a tab, or a vote."""

    what: str
    who: str
    door: str


def of_race(secretary: Secretary, session: Session, race: Race) -> Next:
    """E2, E3, E4. What has to be done next: a vote that is under way first, then what the process lacks."""
    vote = _vote(session, race)
    if vote is not None:
        return vote
    if not race.process:
        return Next("Decide by which process it is taken up, or that it isn't (E2)", "committee", "process")
    if not races.options(race, charter=secretary.charter):
        return Next("Enter who stands", "organisers", "the tab Candidates")
    lacking = next(races.missing(race, charter=secretary.charter), "")
    return _step(secretary, session, race, lacking) if lacking else Next("Draft the ballot", "organisers", "ballot")


def _vote(session: Session, race: Race) -> Next | None:
    """A vote of the members, or one of the committee that isn't certified yet."""
    members, committee = (races.contest_of(session, race.key, whose) for whose in (MEMBERS, COMMITTEE))
    if members is not None:
        return Next(f"The members vote: {members.election.state}", "members", members.election_key)
    if committee is not None and race.process and committee.election.state not in races.DECIDED:
        return Next(f"The committee votes: {committee.election.state}", "committee", committee.election_key)
    return None


def _step(secretary: Secretary, session: Session, race: Race, lacking: str) -> Next:
    waiting = who_answered.waited_for(secretary, session, race) if lacking == "questionnaire" else ""
    if waiting:
        return Next(waiting, "candidates", "more-time")
    door = DOORS.get(lacking, "forum" if lacking.startswith("forum") else "step")
    return Next(f"Next step: {lacking}", "organisers", door)
