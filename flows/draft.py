"""Draft: an organiser says what is to be voted on, and when."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from core import cells
from core.charter import Charter
from core.counting.rule import CountFault
from core.numbers import many
from core.paper import question_id
from core.records import Contest
from core.ruling import Ruling
from flows import faults, screen
from flows.duties.election import contests as about_races
from flows.duties.election import terms
from flows.duties.election.drafted import Draft, window_between, write_down
from flows.duties.election.readiness import standing_in_the_way
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import at, titled

Hour = Literal["08:00", "09:00", "10:00", "12:00", "15:00", "17:00", "18:00", "20:00", "21:00", "22:00"]
Line = Annotated[str, AfterValidator(cells.text)]


def _at(position: int, heading: str) -> dict[str, Any]:
    """Where a field stands in the dashboard's form, and how it is headed."""
    return at(position, heading)


class Paperwork(BaseModel):
    """What an organiser fills in: nothing unknown, everything in the order of the form."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class StepTaken(Paperwork):
    """A step of the endorsement process that is on record."""

    name: Line = Field(
        description="e.g. candidate meeting, questionnaire, forum, members' feedback, recommendation",
        **_at(0, "Step of the process"),
    )
    on: date = Field(description="the day it was completed", **_at(1, "Day on which it was completed"))
    waived_because: Line = Field(
        "", description="only for steps “where possible”: why it was left out", **_at(2, "Why it was left out")
    )


class ContestDraft(Paperwork):
    """One race on the ballot."""

    title: Line = Field(
        min_length=3, max_length=120, description="how the question is headed", **_at(0, "Title, as members read it")
    )
    office: Line = Field(description="as the charter lists it, e.g. Mayor", **_at(1, "Office, as the charter lists it"))
    process: Line = Field(
        "full", description="full, abbreviated or re-endorsement", **_at(2, "Process of the endorsement")
    )
    endorsed_before: bool = Field(
        False,
        description="was a candidate endorsed in an earlier election?",
        **_at(3, "Was a candidate endorsed before?"),
    )
    candidates: list[Line] = Field(
        description="names as on the ballot, in the order drawn by lot", **_at(4, "Candidates, as on the ballot")
    )
    recommendation: Line = Field(
        description="whom the committee recommends, or: No endorsement", **_at(5, "What the committee recommends")
    )
    reasons: Line = Field(
        "", description="the committee's reasons, in a sentence or two", **_at(6, "The committee's reasons")
    )
    steps: list[StepTaken] = Field(description="the steps of the process taken so far", **_at(7, "Steps taken so far"))
    race: str = Field(
        "",
        max_length=24,
        description="the race's key; needed if it is on record",
        **_at(8, "Race on record, by its key"),
    )


class BallotDraft(Paperwork):
    """A ballot to be: its window and its races."""

    key: str = Field(
        pattern=r"^[a-z][a-z0-9-]{2,23}$",
        description="a short name for files and lists, e.g. autumn-2026",
        **_at(0, "Short name (key)"),
    )
    title: Line = Field(
        min_length=3,
        max_length=120,
        description="what members read, e.g. Autumn endorsements",
        **_at(1, "Title, as members read it"),
    )
    opens_on: date = Field(description="the day voting opens", **_at(2, "Day on which voting opens"))
    opens_at: Hour = Field("09:00", description="local time", **_at(3, "Hour at which voting opens"))
    closes_on: date = Field(description="the day voting closes", **_at(4, "Day on which voting closes"))
    closes_at: Hour = Field("18:00", description="local time", **_at(5, "Hour at which voting closes"))
    short_window_reason: Line = Field(
        "",
        description="needed if voting is open for less than the charter's ideal",
        **_at(6, "Why voting is open for so short a time"),
    )
    lot_from: Line = Field(
        "",
        max_length=200,
        description="if the charter wants lots drawn in public: which drawing, e.g. numbers game of 14 October",
        **_at(7, "Drawing that lots come from"),
    )
    contests: list[ContestDraft] = Field(min_length=1, description="one for each race", **_at(8, "Races on the ballot"))


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

    Raises Refusal for a key that is taken, a window that doesn't exist, a recommendation for nobody on the ballot, and
    a race that members vote on, or have decided about, on another ballot.
    """
    rules = secretary.charter
    opens, closes = (wanted.opens_on, wanted.opens_at), (wanted.closes_on, wanted.closes_at)
    window = window_between(wanted.key, opens, closes, rules.zone)
    contests = [_contest(wanted.key, position, one, rules) for position, one in enumerate(wanted.contests, start=1)]
    draft = Draft(
        wanted.key, wanted.title, window, contests, reason=wanted.short_window_reason, lot_from=wanted.lot_from
    )
    with secretary.ledger.writing(secretary.now()) as pen:
        for race in filter(None, (one.race for one in wanted.contests)):
            about_races.refuse_another_ballot(pen.session, race, ballot=wanted.key)
        election = write_down(pen, draft, rules)
        return standing_in_the_way(pen.session, election, at=pen.at)


def beside(secretary: Secretary, key: str) -> list[str]:
    """E7. What an organiser should know of other drafts that have a race of this one too."""
    with secretary.ledger.reading() as session:
        return about_races.drafted_beside(session, key)


def _contest(key: str, position: int, wanted: ContestDraft, rules: Charter) -> Contest:
    """A contest with its options, its question ids and the counting rule for so many candidates."""
    try:
        found = terms.of(
            f"{key}/{position}",
            office=wanted.office,
            process=wanted.process,
            candidates=wanted.candidates,
            charter=rules,
        )
    except (terms.NoTerms, CountFault) as fault:
        raise Refusal(f"“{wanted.title}”: {fault}") from None
    # The committee may have decided, on record, to recommend nothing.
    if wanted.recommendation not in found.choices and (wanted.recommendation or not wanted.race):
        choices = ", ".join(found.choices)
        raise Refusal(f"“{wanted.title}”: the recommendation must be one of {choices}, not “{wanted.recommendation}”.")
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
        kind=found.kind,
        options=found.options,
        question_ids=[question_id(key, position, rank) for rank in range(1, found.ranks + 1)],
        rule=found.rule,
        race_key=wanted.race,
        links=[],
    )


@flow(name="draft", flow_run_name=named("Draft: {ballot.title}"))
def draft_ballot(ballot: Annotated[BallotDraft, titled("The ballot")]) -> str:
    """Draft a ballot. Nothing goes out: it can be changed until it is frozen.

    Args:
        ballot: The window and the races. Times are local to the organisation.
    """
    secretary = Secretary.at_work()
    missing = draft(secretary, ballot)
    screen.show_election(secretary, ballot.key, missing=missing)
    ahead = f"{many(len(missing), 'ruling')} in its way" if missing else "nothing stands in its way"
    return "\n".join([f"“{ballot.title}” is drafted. It can be frozen next: {ahead}.", *beside(secretary, ballot.key)])
