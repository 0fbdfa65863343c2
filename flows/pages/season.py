"""The page “season”: each race under way, who stands, which steps are taken, and what is due next, by whom."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import Session

import templates
from core import calendar, candidates
from core.records import Candidate, Race, StepTaken
from core.records.elections import COMMITTEE
from flows.duties.committee import recommending, recusals
from flows.duties.questionnaire import who_answered
from flows.duties.race import due, findings, race_votes, races, reasons, untaken, withdrawals
from flows.pages import afterwards, agenda, forums, links
from flows.secretary import Secretary


def season_page(secretary: Secretary) -> str:
    """E2-E5. The page “season”. Candidates stand in public; how to reach them is in the workbook alone."""
    with secretary.ledger.reading() as session:
        facts = {
            "organisation": secretary.charter.name,
            "as_of": calendar.in_words(secretary.now(), secretary.charter.zone),
            "workbook": secretary.settings.workbook_address,
            "agenda": agenda.of_season(secretary, session),
            "untaken": untaken.listed(session),
            "races": [_race(secretary, session, race) for race in races.under_way(session)],
            "unheard": links.unheard_of(secretary, session),
            "forums_left": forums.left_standing(secretary, session),
            "afterwards": afterwards.of_season(secretary, session),
        }
    return templates.artifact("season", facts)


def _race(secretary: Secretary, session: Session, race: Race) -> dict[str, Any]:
    contest = race_votes.contest_of(session, race.key)
    today = calendar.day_of(secretary.now(), secretary.charter.zone)
    return {
        "key": race.key,
        "title": race.title,
        "office": f"{race.office}, {race.district}" if race.district else race.office,
        "election_day": calendar.day_in_words(race.election_day) if race.election_day else "",
        "process": race.process,
        "candidates": [_candidate(secretary, session, race, one) for one in race.candidates],
        "steps": [_step(secretary, race, one) for one in race.steps],
        "missing": list(races.missing(race, charter=secretary.charter)),
        "reasons": [asdict(one) for one in reasons.of_race(session, race, zone=secretary.charter.zone)],
        "questionnaire": who_answered.of_race(secretary, session, race),
        "links": links.of_race(secretary, session, race),
        "recommendation": "" if races.is_outdated(race, charter=secretary.charter) else race.recommendation,
        "forums": forums.of_race(secretary, session, race.key),
        "committee": _committee(session, race),
        "away": recusals.of_race(session, race.key, on=today, charter=secretary.charter),
        "ballot": f"{contest.election.title}: {contest.election.state}" if contest else "",
        "next": asdict(due.of_race(secretary, session, race)),
    }


def _committee(session: Session, race: Race) -> str:
    """How the committee's vote on a race stands, and whether its reasons are still to be written."""
    contest = race_votes.contest_of(session, race.key, COMMITTEE)
    if contest is None:
        return ""
    wanting = (
        "" if contest.reasons or contest.election.state in race_votes.DECIDED else "; its reasons are not written yet"
    )
    return f"{contest.election_key}, {contest.election.state}{wanting}"


def _candidate(secretary: Secretary, session: Session, race: Race, candidate: Candidate) -> dict[str, str]:
    ruling = races.may_be_asked(secretary, session, race, candidate)
    left = withdrawals.in_words(session, race, candidate, zone=secretary.charter.zone)
    how = "withdrawn" if candidate.withdrawn else left or ruling.because
    known = findings.facts_in_words(session, candidate, zone=secretary.charter.zone)
    return {
        "label": candidates.label(race.key, candidate.nth),
        "name": candidate.name,
        "how": how,
        "account": known.get("account", ""),
        "website": known.get("website", ""),
    }


def _step(secretary: Secretary, race: Race, step: StepTaken) -> dict[str, str]:
    void = step.step == recommending.STEP and races.is_outdated(race, charter=secretary.charter)
    noted = f". {step.note}" if step.note else ""
    how = f"left out: {step.waived_because}" if step.waived_because else f"taken, {step.door} by {step.by}{noted}"
    if void:
        how += f". It counts no more: “{race.recommendation}” isn't on offer any more"
    return {"name": step.step, "on": calendar.day_in_words(step.on), "how": how, "link": step.link}
