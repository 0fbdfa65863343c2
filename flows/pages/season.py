"""The page “season”: each race under way, who stands, which steps are taken, and what is due next, by whom."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

import templates
from core import calendar, candidates
from core.records import Candidate, Race
from flows.duties import findings, races, who_answered
from flows.pages import afterwards, agenda, forums
from flows.secretary import Secretary


def season_page(secretary: Secretary) -> str:
    """E2-E5. The page “season”. Candidates stand in public; how to reach them is in the workbook alone."""
    with secretary.ledger.reading() as session:
        facts = {
            "organisation": secretary.charter.name,
            "as_of": calendar.in_words(secretary.now(), secretary.charter.zone),
            "workbook": secretary.settings.workbook_address,
            "agenda": agenda.of_season(secretary, session),
            "races": [_race(secretary, session, race) for race in races.under_way(session)],
            "afterwards": afterwards.of_season(secretary, session),
        }
    return templates.artifact("season", facts)


def _race(secretary: Secretary, session: Session, race: Race) -> dict[str, Any]:
    contest = races.contest_of(session, race.key)
    return {
        "key": race.key,
        "title": race.title,
        "office": f"{race.office}, {race.district}" if race.district else race.office,
        "election_day": calendar.day_in_words(race.election_day) if race.election_day else "",
        "process": race.process,
        "candidates": [_candidate(secretary, session, race, one) for one in race.candidates],
        "steps": [_step(one) for one in race.steps],
        "missing": list(races.missing(race, charter=secretary.charter)),
        "questionnaire": who_answered.of_race(secretary, session, race),
        "recommendation": race.recommendation,
        "forums": forums.of_race(secretary, session, race.key),
        "ballot": f"{contest.election.title}: {contest.election.state}" if contest else "",
        "next": next_of(secretary, session, race),
    }


def _candidate(secretary: Secretary, session: Session, race: Race, candidate: Candidate) -> dict[str, str]:
    ruling = races.may_be_asked(secretary, session, race, candidate)
    how = "withdrawn" if candidate.withdrawn else ruling.because
    known = findings.facts_in_words(session, candidate, zone=secretary.charter.zone)
    return {
        "label": candidates.label(race.key, candidate.nth),
        "name": candidate.name,
        "how": how,
        "account": known.get("account", ""),
        "website": known.get("website", ""),
    }


def _step(step: Any) -> dict[str, str]:
    how = f"left out: {step.waived_because}" if step.waived_because else f"taken, {step.door} by {step.by}"
    return {"name": step.step, "on": calendar.day_in_words(step.on), "how": how, "link": step.link}


def next_of(secretary: Secretary, session: Session, race: Race) -> dict[str, str]:
    """What has to be done next for a race, by whom, and by which door."""
    contest = races.contest_of(session, race.key)
    if contest is not None:
        return {"what": f"The members vote: {contest.election.state}", "who": "members", "door": contest.election_key}
    if not race.process:
        return {
            "what": "Decide by which process it is taken up, or that it isn't (E2)",
            "who": "committee",
            "door": "process",
        }
    if not races.options(race, charter=secretary.charter):
        return {"what": "Enter who stands", "who": "organisers", "door": "the tab Candidates"}
    lacking = next(races.missing(race, charter=secretary.charter), "")
    waiting = who_answered.waited_for(secretary, session, race) if lacking == "questionnaire" else ""
    if waiting:
        return {"what": waiting, "who": "candidates", "door": "more-time"}
    if lacking:
        own = {"recommendation": "recommend", "questionnaire": "questionnaire"}
        door = own.get(lacking, "forum" if lacking.startswith("forum") else "step")
        return {"what": f"Next step: {lacking}", "who": "organisers", "door": door}
    return {"what": "Draft the ballot", "who": "organisers", "door": "ballot"}
