"""Draft: an organiser says what is to be voted on, and when."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated, Any, Literal

from prefect import flow
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import delete
from sqlalchemy.orm import Session

from core import calendar, cells
from core.bylaws import counting, endorsement
from core.calendar import Window
from core.charter import Charter
from core.ledger import Pen
from core.numbers import many
from core.paper import question_id
from core.records import Contest, Election
from core.records.elections import MEMBERS
from core.ruling import Ruling
from flows import faults, screen
from flows.duties import electorates, form, recommending
from flows.duties.rules import rules_of
from flows.secretary import Refusal, Secretary
from templates.inserts import WordingFault

Hour = Literal["08:00", "09:00", "10:00", "12:00", "15:00", "17:00", "18:00", "20:00", "21:00", "22:00"]
Line = Annotated[str, AfterValidator(cells.text)]


def _at(position: int) -> dict[str, Any]:
    """Where a field stands in the dashboard's form; without this they stand in the order of the alphabet."""
    return {"json_schema_extra": {"position": position}}


class Paperwork(BaseModel):
    """What an organiser fills in: nothing unknown, everything in the order of the form."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class StepTaken(Paperwork):
    """A step of the endorsement process that is on record."""

    name: Line = Field(
        description="e.g. candidate meeting, questionnaire, forum, members' feedback, recommendation", **_at(0)
    )
    on: date = Field(description="the day it was completed", **_at(1))
    waived_because: Line = Field("", description="only for steps “where possible”: why it was left out", **_at(2))


class ContestDraft(Paperwork):
    """One race on the ballot."""

    title: Line = Field(min_length=3, max_length=120, description="how the question is headed", **_at(0))
    office: Line = Field(description="as the charter lists it, e.g. Mayor", **_at(1))
    process: Line = Field("full", description="full, abbreviated or re-endorsement", **_at(2))
    endorsed_before: bool = Field(False, description="was a candidate endorsed in an earlier election?", **_at(3))
    candidates: list[Line] = Field(description="names as on the ballot, in the order drawn by lot", **_at(4))
    recommendation: Line = Field(description="whom the committee recommends, or: No endorsement", **_at(5))
    reasons: Line = Field("", description="the committee's reasons, in a sentence or two", **_at(6))
    steps: list[StepTaken] = Field(description="the steps of the process taken so far", **_at(7))
    race: str = Field("", max_length=24, description="the race's key, if it is on record", **_at(8))


class BallotDraft(Paperwork):
    """A ballot to be: its window and its races."""

    key: str = Field(
        pattern=r"^[a-z][a-z0-9-]{2,23}$",
        description="a short name for files and lists, e.g. autumn-2026",
        **_at(0),
    )
    title: Line = Field(
        min_length=3, max_length=120, description="what members read, e.g. Autumn endorsements", **_at(1)
    )
    opens_on: date = Field(description="the day voting opens", **_at(2))
    opens_at: Hour = Field("09:00", description="local time", **_at(3))
    closes_on: date = Field(description="the day voting closes", **_at(4))
    closes_at: Hour = Field("18:00", description="local time", **_at(5))
    short_window_reason: Line = Field(
        "", description="needed if voting is open for less than the charter's ideal", **_at(6)
    )
    contests: list[ContestDraft] = Field(min_length=1, description="one for each race", **_at(7))


def read_file(file: Path) -> BallotDraft:
    """A ballot from a TOML file. Raises Refusal with everything that is wrong in it at once."""
    try:
        return BallotDraft.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refusal(f"{file.name} isn't a TOML file: {error}. docs/ballot.md shows one.") from None
    except ValidationError as error:
        lines = faults.in_paperwork(error, (BallotDraft, ContestDraft, StepTaken))
        raise Refusal(f"{file.name} can't be used:\n" + "\n".join(f"  {line}" for line in lines)) from None


def draft(secretary: Secretary, wanted: BallotDraft) -> list[Ruling]:
    """Write a draft down, or replace one that isn't frozen yet. Returns the rulings that still stand in its way.

    Raises Refusal for a key that is taken, a window that doesn't exist, or a recommendation for nobody on the ballot.
    """
    rules = secretary.charter
    opens, closes = (wanted.opens_on, wanted.opens_at), (wanted.closes_on, wanted.closes_at)
    window = window_between(wanted.key, opens, closes, rules.zone)
    contests = [_contest(wanted.key, position, one, rules) for position, one in enumerate(wanted.contests, start=1)]
    draft = Draft(wanted.key, wanted.title, window, contests, reason=wanted.short_window_reason)
    with secretary.ledger.writing(secretary.now()) as pen:
        election = write_down(pen, draft, rules)
        return standing_in_the_way(pen.session, election, on=calendar.day_of(pen.at, rules.zone))


@dataclass(frozen=True)
class Draft:
    """A vote to be, of whichever electorate: its window, why that is short if it is, and what is voted on."""

    key: str
    title: str
    window: Window
    contests: list[Contest]
    reason: str = ""
    electorate: str = MEMBERS


def write_down(pen: Pen, wanted: Draft, rules: Charter) -> Election:
    """Write a draft into the book, in place of an earlier one. Raises Refusal for a key that is taken."""
    election = pen.session.get(Election, wanted.key)
    if election is None:
        election = Election(key=wanted.key, state="drafted", mail_slot=-1, accepted=[])
        pen.session.add(election)
    elif election.state != "drafted":
        raise Refusal(f"There already is a ballot “{wanted.key}”, and it is {election.state}. Choose another key.")
    before = _content(election)
    election.title, election.zone, election.window_reason = wanted.title, rules.zone, wanted.reason
    election.opens_at, election.closes_at = wanted.window.opens, wanted.window.closes
    election.charter, election.charter_fingerprint = rules.as_data(), rules.fingerprint
    election.electorate = wanted.electorate
    election.ballots = electorates.ballots(wanted.electorate, charter=rules)
    pen.session.flush()
    pen.session.execute(delete(Contest).where(Contest.election_key == wanted.key))
    pen.session.add_all(wanted.contests)
    pen.session.flush()
    pen.session.refresh(election)
    _check_wording(election)
    if _content(election) != before:
        pen.log("election.drafted", election=wanted.key, contests=len(wanted.contests), charter=rules.fingerprint)
    return election


def _check_wording(election: Election) -> None:
    """Refuse now what couldn't stand on the form later, when the roll is frozen and voters wait."""
    try:
        form.paper_of(election)
    except WordingFault as fault:
        raise Refusal(f"“{election.key}” can't be made into a form: {fault}") from None


def _content(election: Election) -> list[Any]:
    """What a draft says, to see whether it changed."""
    window = [election.opens_at, election.closes_at, election.window_reason, election.electorate, election.ballots]
    races = [
        [c.title, c.office, c.process, c.steps, c.recommendation, c.reasons, c.options, c.race_key, c.links]
        for c in election.contests
    ]
    return [election.title, *window, election.charter_fingerprint, races]


def standing_in_the_way(session: Session, election: Election, *, on: date) -> list[Ruling]:
    """E1, E3, E11, E13, E14, S9. The rulings that don't allow this vote to be opened, as of a local day."""
    rules, window = rules_of(election), electorates.window_of(election)
    rulings = [electorates.of(election).has_time(window, reason=election.window_reason, charter=rules)]
    if electorates.is_committees(election):
        rulings += recommending.before_vote(session, election)
    for contest in election.contests if not electorates.is_committees(election) else ():
        found = dict.fromkeys(endorsement.before_ballot(race_of(contest), on=on, charter=rules))  # each thing once
        rulings += [
            Ruling(one.allowed, one.clause, f"{contest.title}: {one.because}{_offices(one, rules)}") for one in found
        ]
    return [ruling for ruling in rulings if not ruling]


def _offices(ruling: Ruling, rules: Charter) -> str:
    """Where an office isn't among the charter's (E1): which are."""
    offices = rules.endorsement.offices
    listed = [*offices.focus, *offices.other, *([endorsement.BALLOT_INITIATIVE] if offices.ballot_initiatives else [])]
    return f"; the charter lists {', '.join(listed)}" if ruling.clause == "E1" and not ruling else ""


def race_of(contest: Contest) -> endorsement.Race:
    """A contest as the bylaws see it."""
    steps = [
        endorsement.StepOnRecord(one["name"], date.fromisoformat(one["on"]), one["waived_because"])
        for one in contest.steps
    ]
    candidates = len([option for option in contest.options if option["id"] != "none"])
    return endorsement.Race(contest.office, contest.process, candidates, contest.endorsed_before, tuple(steps))


def window_between(key: str, opens: tuple[date, str], closes: tuple[date, str], zone: str) -> Window:
    """The window between two days and hours on the clock in a zone. Raises Refusal for one that can't be."""
    first, last = (datetime.combine(day, time.fromisoformat(hour)) for day, hour in (opens, closes))
    try:
        return calendar.window(first, last, zone)
    except calendar.CalendarFault as fault:
        raise Refusal(f"The voting window of “{key}”: {fault}") from None


def _contest(key: str, position: int, wanted: ContestDraft, rules: Charter) -> Contest:
    """A contest with its options, its question ids and the counting rule for so many candidates."""
    paper = endorsement.ballot_form(wanted.candidates, charter=rules)
    if not paper.ruling:
        raise Refusal(f"“{wanted.title}”: {paper.ruling.because} ({paper.ruling.clause}).")
    # The committee may have decided, on record, to recommend nothing.
    if wanted.recommendation not in paper.options and (wanted.recommendation or not wanted.race):
        choices = ", ".join(paper.options)
        raise Refusal(f"“{wanted.title}”: the recommendation must be one of {choices}, not “{wanted.recommendation}”.")
    ids = [*(f"c{n}" for n in range(1, len(wanted.candidates) + 1)), counting.NONE]
    rule = counting.rule_for("endorsement", f"{key}/{position}", charter=rules, candidates=len(wanted.candidates))
    return Contest(
        election_key=key,
        position=position,
        title=wanted.title,
        office=wanted.office,
        process=wanted.process,
        endorsed_before=wanted.endorsed_before,
        steps=[step.model_dump(mode="json") for step in wanted.steps],
        recommendation=wanted.recommendation,
        reasons=wanted.reasons,
        kind="ranked" if paper.ranks > 1 else "single",
        options=[{"id": one, "name": name} for one, name in zip(ids, paper.options, strict=True)],
        question_ids=[question_id(key, position, rank) for rank in range(1, paper.ranks + 1)],
        rule=rule.as_json(),
        race_key=wanted.race,
        links=[],
    )


@flow(name="draft", flow_run_name="Draft: {ballot.title}")
def draft_ballot(ballot: BallotDraft) -> str:
    """Draft a ballot. Nothing goes out: it can be changed until it is frozen.

    Args:
        ballot: The window and the races. Times are local to the organisation.
    """
    secretary = Secretary.at_work()
    missing = draft(secretary, ballot)
    screen.show_election(secretary, ballot.key, missing=missing)
    ahead = f"{many(len(missing), 'ruling')} in its way" if missing else "nothing stands in its way"
    return f"“{ballot.title}” is drafted. It can be frozen next: {ahead}."
