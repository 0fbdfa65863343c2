"""Afterwards: candidates hear first how a race ended, then the members; and who is endorsed is asked to report back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.agenda import Due
from core.bylaws import afterwards
from core.bylaws.afterwards import ReportDue
from core.charter import Charter
from core.ledger import Pen
from core.numbers import many
from core.records import Candidate, Certificate, Election, Letter, Race, ReportBack
from flows.duties.election.rules import rules_of
from flows.duties.letter import to_candidates
from flows.duties.race import outcomes, race_votes, races, withdrawals
from flows.duties.race.outcomes import Outcome
from flows.secretary import Secretary

# ── how a vote ended ───────────────────────────────────────────────────────────────────────────────


def tell_candidates(secretary: Secretary, pen: Pen, election: Election) -> datetime | None:
    """E16. Plan a letter to each candidate of an election's races: how it ended, and to the endorsed what they may say.

    Returns from when on members may hear of it; None: at once, as no race was voted on, or the charter says so.
    """
    rules = rules_of(election)
    hear = afterwards.members_hear(pen.at, charter=rules)
    later = hear if hear > pen.at else None
    found = outcomes.of_election(pen.session, election)
    about = [(one, pen.session.get_one(Race, one.race_key)) for one in election.contests if one.race_key]
    concerned = [(race, found[one.position], who) for one, race in about for who in races.running(race)]
    for race, outcome, candidate in concerned:
        withdrew = withdrawals.since(pen.session, candidate, zone=election.zone) is not None
        endorsed = outcome.has_endorsed(candidate) and not withdrew  # nobody is congratulated who has given up
        facts = _outcome_facts(secretary, election, candidate, outcome, later)
        more = {"report_back": _report_back(race, rules)} if endorsed else {}
        to_candidates.plan(pen, candidate, "outcome", "endorsed" if endorsed else "outcome", facts | more)
    return later if about else None


def _outcome_facts(
    secretary: Secretary, election: Election, candidate: Candidate, outcome: Outcome, later: datetime | None
) -> dict[str, Any]:
    return {
        "organisation": election.charter["name"],
        "candidate": candidate.name,
        "race_title": outcome.title,
        "vote": dict(outcome.told),
        "members_hear": calendar.local_in_words(later, election.zone) if later else "",
        "reply_to": secretary.settings.mail_reply_to,
    }


def _report_back(race: Race, rules: Charter) -> str:
    """From when on an endorsed candidate is asked to report back, or nothing where that can't be said."""
    first = afterwards.first_report(race.election_day, charter=rules) if race.election_day else None
    return calendar.day_in_words(first) if first else ""


def when_told(secretary: Secretary, key: str) -> str:
    """When an election's result goes out, in a sentence for whoever certified it."""
    with secretary.ledger.reading() as session:
        letter, zone = session.get(Letter, f"{key}/result"), session.get_one(Election, key).zone
        if letter is None or letter.not_before is None:
            return "The result goes out with the next pass."
        hear = calendar.local_in_words(letter.not_before, zone)
    return f"The candidates hear with the next pass, and the members on {hear}."


# ── reporting back ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Report:
    """An endorsed candidate, whether they are to be asked now to report back, and whether they have."""

    race: Race
    candidate: Candidate
    outcome: Outcome
    due: ReportDue
    is_recorded: bool
    first: date | None

    @property
    def is_awaited(self) -> bool:
        """Whether they are, or will be, asked to report back."""
        return self.first is not None and not self.is_recorded


def ask_for_reports(secretary: Secretary) -> list[str]:
    """E17. Ask endorsed candidates to report back, each month until it is on record. Returns what is new."""
    on = calendar.day_of(secretary.now(), secretary.charter.zone)
    with secretary.ledger.reading() as session:
        if not any(one.due.ruling for one in reports(session, on=on)):
            return []
    asked = 0
    with secretary.ledger.writing(secretary.now()) as pen:
        for one in [report for report in reports(pen.session, on=on) if report.due.ruling and report.candidate.email]:
            asked += _ask(secretary, pen, one)
    return [f"{many(asked, 'endorsed candidate')} asked to report back."] if asked else []


def _ask(secretary: Secretary, pen: Pen, report: Report) -> bool:
    facts = {
        "organisation": secretary.charter.name,
        "candidate": report.candidate.name,
        "race_title": report.race.title,
        "statement": report.outcome.statement,
        "election_day": calendar.day_in_words(report.race.election_day) if report.race.election_day else "",
        "again": report.due.number > 1,
        "reply_to": secretary.settings.mail_reply_to,
    }
    return to_candidates.plan(pen, report.candidate, f"report-{report.due.number}", "report_back", facts)


def reports(session: Session, *, on: date) -> Iterator[Report]:
    """E17. Every endorsed candidate of a race that was decided, and whether they are due on a local day."""
    for race in decided(session):
        outcome, contest = outcomes.of_race(session, race), race_votes.contest_of(session, race.key)
        if outcome is not None and contest is not None:
            charter = rules_of(contest.election)
            zone, winners = contest.election.zone, outcomes.endorsed(race, outcome)
            left = [one for one in winners if withdrawals.since(session, one, zone=zone) is None]
            yield from (_report(session, race, one, outcome, charter, on) for one in left)


def _report(session: Session, race: Race, candidate: Candidate, outcome: Outcome, charter: Charter, on: date) -> Report:
    recorded = session.get(ReportBack, (race.key, candidate.nth)) is not None
    asked = _asked(session, candidate)
    due = afterwards.report_due(race.election_day, recorded=recorded, asked=asked, on=on, charter=charter)
    first = afterwards.first_report(race.election_day, charter=charter) if race.election_day else None
    return Report(race, candidate, outcome, due, recorded, first)


def _asked(session: Session, candidate: Candidate) -> int:
    """The number of the last letter in which a candidate was asked to report back."""
    before = to_candidates.letter_key(candidate, "report-")
    mine = session.execute(select(Letter.key).where(Letter.key.startswith(before, autoescape=True))).scalars()
    return max((int(key.removeprefix(before)) for key in mine), default=0)


def decided(session: Session) -> list[Race]:
    """The races about which members have decided, by election day and key."""
    found = [one for one in session.execute(select(Race)).scalars() if _is_decided(session, one)]
    return sorted(found, key=lambda one: (one.election_day or date.max, one.key))


def _is_decided(session: Session, race: Race) -> bool:
    contest = race_votes.contest_of(session, race.key)
    return contest is not None and contest.election.state in race_votes.DECIDED


def due(session: Session) -> list[Due]:
    """E16, E17. What is still to come of decided races: when members hear, and when candidates report back.

    Everybody may read this: who reports back, and so is endorsed, stands there only once members have heard of it.
    """
    found = [*_members_to_hear(session)]
    for one in reports(session, on=date.min):
        if one.first is not None and not one.is_recorded and _is_announced(session, one.race):
            what = f"{one.candidate.name} is asked to report back on “{one.race.title}”"
            mark = f"race/{one.race.key}/report-{one.candidate.nth}"
            found.append(Due(one.first, what, "the candidate, and organisers", (one.race.key,), mark, waits=True))
    return found


def _members_to_hear(session: Session) -> Iterator[Due]:
    """Of races with a vote, until the letter is out."""
    for race in decided(session):
        heard = members_heard(session, race)
        if heard is not None and not _is_announced(session, race):
            what = f"Members hear the result of “{race.title}”"
            yield Due(heard, what, "Canvass", (race.key,), f"race/{race.key}/members-hear")


def _is_announced(session: Session, race: Race) -> bool:
    """Whether the letter that tells members of the result is out."""
    contest = race_votes.contest_of(session, race.key)
    return contest is not None and contest.election.state == "announced"


def members_heard(session: Session, race: Race) -> datetime | None:
    """When members hear, or heard, how a race ended that they voted on."""
    contest = race_votes.contest_of(session, race.key)
    certificate = session.get(Certificate, contest.election_key) if contest else None
    if contest is None or certificate is None:
        return None
    return afterwards.members_hear(certificate.at, charter=rules_of(contest.election))
