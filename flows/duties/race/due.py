"""What is due next in a race that is under way, who has to act, and by which door."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from core import calendar
from core.bylaws import candidacy, endorsement
from core.charter import Charter
from core.records import Contest, Election, Race
from core.records.elections import COMMITTEE, MEMBERS
from flows.duties.committee import recommending
from flows.duties.election import readiness
from flows.duties.questionnaire import questionnaires, who_answered
from flows.duties.race import race_votes, races
from flows.secretary import Secretary

DOORS = {recommending.STEP: "recommendation, or recommend", "questionnaire": "questionnaire"}
"""The doors of steps that have one of their own."""


MENDING = {
    "E1": "race",
    "E2": "process",
    "E3": "step, or {anew}",
    "E4": "process",
    "E13": "process",
    "E14": "process",
    "E15": "reopen, or {anew}",
}
"""The doors that mend what a clause finds wrong with a draft; of every other clause: drafting it anew."""

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
    members, committee = (race_votes.contest_of(session, race.key, whose) for whose in (MEMBERS, COMMITTEE))
    under_way = [one for one in (members, committee) if one is not None and race_votes.is_under_way(one.election)]
    if under_way:
        return of_vote(under_way[0])
    amiss = _amiss(race, charter=secretary.charter)
    if amiss is not None:
        return amiss
    lacking = next(races.missing(race, charter=secretary.charter), "")
    if lacking == recommending.STEP and committee is not None and committee.election.state == "drafted":
        return _of_draft(secretary, session, committee.election)
    if lacking:
        return _step(secretary, session, race, lacking)
    if members is not None and members.election.state == "drafted":
        return _of_draft(secretary, session, members.election)
    return of_vote(members) if members is not None else Next("Draft the ballot", "organisers", "ballot")


def _amiss(race: Race, *, charter: Charter) -> Next | None:
    """E1, E2, E13, E14. What a race lacks before any step: a process, somebody who stands, and that both fit it."""
    if not race.process:
        return Next("Decide by which process it is taken up, or that it isn't (E2)", "committee", "process")
    if not races.options(race, charter=charter):
        return Next("Enter who stands", "organisers", "the tab Candidates")
    ours = candidacy.represents_us(race.office, race.district, race.local_because, charter=charter)
    if not ours:
        return Next(f"Correct the race: {ours.because} ({ours.clause})", "organisers", "race")
    fits = endorsement.process_fits(races.as_the_bylaws_see_it(race, charter=charter), charter=charter)
    if not fits:
        what = f"Choose another process, or correct who stands: {fits.because} ({fits.clause})"
        return Next(what, "committee", "process, or the tab Candidates")
    return None


def _of_draft(secretary: Secretary, session: Session, election: Election) -> Next:
    """To freeze a draft; or the first ruling that stands in the way of it, with the door that mends that."""
    found = readiness.standing_in_the_way(session, election, at=secretary.now())
    if not found:
        return Next(f"Freeze the ballot “{election.key}”", "organisers", "freeze")
    anew = "recommendation" if election.electorate == COMMITTEE else "ballot, or draft"
    door = MENDING.get(found[0].clause, "{anew}").format(anew=anew)
    return Next(f"“{election.key}” can't be frozen: {found[0].because} ({found[0].clause})", "organisers", door)


def of_vote(contest: Contest) -> Next:
    """What has to be done next about a vote that is frozen, until its count is certified."""
    election = contest.election
    if election.held_because:
        return Next(f"“{election.key}” is stopped: mend what the desk says, or accept it", "organisers", "accept")
    opens, closes = (calendar.local_in_words(at, election.zone) for at in (election.opens_at, election.closes_at))
    known = {
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
    if lacking == recommending.STEP and races.is_outdated(race, charter=secretary.charter):
        what = f"Next step: recommendation, anew: “{race.recommendation}” isn't on offer any more (E3)"
        return Next(what, "organisers", DOORS[recommending.STEP])
    door = DOORS.get(lacking, "forum" if lacking.startswith("forum") else "step")
    return Next(f"Next step: {lacking}", "organisers", door)
