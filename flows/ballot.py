"""Ballot: the races that are ready, put on one ballot. Everything else about them is on record already."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from core.numbers import many
from core.records import Race
from core.ruling import Ruling
from flows import screen
from flows.draft import BallotDraft, ContestDraft, Hour, Line, Paperwork, StepTaken, _at, beside, draft
from flows.duties.election import contests
from flows.duties.race import races
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import titled


class BallotOfRaces(Paperwork):
    """A ballot to be: its window, and the races on it."""

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
    races: list[Line] = Field(
        min_length=1, description="the races' keys, in the order of the ballot", **_at(2, "Races, by their keys")
    )
    opens_on: date = Field(description="the day voting opens", **_at(3, "Day on which voting opens"))
    opens_at: Hour = Field("09:00", description="local time", **_at(4, "Hour at which voting opens"))
    closes_on: date = Field(description="the day voting closes", **_at(5, "Day on which voting closes"))
    closes_at: Hour = Field("18:00", description="local time", **_at(6, "Hour at which voting closes"))
    short_window_reason: Line = Field(
        "",
        description="needed if voting is open for less than the charter's ideal",
        **_at(7, "Why voting is open for so short a time"),
    )
    lot_from: Line = Field(
        "",
        max_length=200,
        description="if the charter wants lots drawn in public: which drawing",
        **_at(8, "Drawing that lots come from"),
    )


def draft_races(secretary: Secretary, wanted: BallotOfRaces) -> list[Ruling]:
    """Draft a ballot of these races, from what is on record about them. Returns the rulings that stand in its way.

    Drafted again, it takes over what changed since. Raises Refusal for a race that isn't there, or that has nobody to
    vote on, and as `draft` does.
    """
    return draft(secretary, by_record(secretary, wanted))


def by_record(secretary: Secretary, wanted: BallotOfRaces) -> BallotDraft:
    """E3, E7. The draft of these races as it follows from what is on record. Raises Refusal as above."""
    with secretary.ledger.reading() as session:
        drafted = [_contest(secretary, races.of(session, key)) for key in dict.fromkeys(wanted.races)]
    said = wanted.model_dump(exclude={"races"})
    return BallotDraft(**said, contests=drafted)


def _contest(secretary: Secretary, race: Race) -> ContestDraft:
    offered = races.voted_on(race)
    if not offered:
        raise Refusal(f"“{race.title}” has nobody to vote on: enter its candidates in the tab Candidates.")
    return ContestDraft(
        title=race.title,
        office=race.office,
        process=race.process or contests.UNDECIDED,
        endorsed_before=any(one.endorsed_before for one in races.running(race)),
        candidates=offered,
        recommendation=races.recommendation(race, charter=secretary.charter),
        reasons=race.reasons,
        steps=[StepTaken(name=one.step, on=one.on, waived_because=one.waived_because) for one in race.steps],
        race=race.key,
    )


@flow(name="ballot", flow_run_name=named("Ballot: {ballot.title}"))
def draft_ballot_of_races(ballot: Annotated[BallotOfRaces, titled("The ballot")]) -> str:
    """Draft a ballot of races that are on record. Nothing goes out: it can be drafted anew until it is frozen.

    Args:
        ballot: The window and the races. Times are local to the organisation.
    """
    secretary = Secretary.at_work()
    missing = draft_races(secretary, ballot)
    screen.show_election(secretary, ballot.key, missing=missing)
    screen.show_season(secretary)
    ahead = f"{many(len(missing), 'ruling')} in its way" if missing else "nothing stands in its way"
    return "\n".join([f"“{ballot.title}” is drafted. It can be frozen next: {ahead}.", *beside(secretary, ballot.key)])
