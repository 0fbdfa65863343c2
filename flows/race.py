"""Race: an organiser opens a race that the organisation may endorse for, or puts right what was said about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from core import calendar
from core.bylaws import candidacy, endorsement
from core.charter import Charter
from core.cited import plain
from core.records import Race
from flows import screen
from flows.draft import Line, Paperwork, _at
from flows.duties.questionnaire import questionnaires
from flows.duties.race import race_votes, races
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import DayIfAny, no_day, titled
from flows.ways import by_door

CALLED = {
    "title": "the title",
    "office": "the office",
    "district": "the district",
    "local_because": "why the district is ours",
    "election_day": "the election day",
}
"""How an answer calls what changed."""


class RaceOpened(Paperwork):
    """An office or an initiative on which there will be a public election."""

    key: str = Field(
        pattern=r"^[a-z][a-z0-9-]{2,23}$",
        description="a short name for lists and sheets, e.g. mayor-26",
        **_at(0, "Short name (key)"),
    )
    title: Line = Field(
        min_length=3,
        max_length=120,
        description="as on the ballot, e.g. Mayor of Boston",
        **_at(1, "Title, as on the ballot"),
    )
    office: Line = Field(
        description="as the charter lists it, e.g. Mayor; or: Ballot initiative",
        **_at(2, "Office, as the charter lists it"),
    )
    district: Line = Field(
        "",
        max_length=80,
        description="for offices with districts, e.g. District 6",
        **_at(3, "District, for offices with districts"),
    )
    local_because: Line = Field(
        "",
        max_length=300,
        description="only for a district that the charter doesn't list: why it is ours",
        **_at(4, "Why a district that isn't listed is ours"),
    )
    election_day: DayIfAny = Field(
        default_factory=no_day,
        description="the day of the public election; left empty, what is on record stays",
        **_at(5, "Day of the public election"),
    )


def open_race(secretary: Secretary, wanted: RaceOpened) -> list[str]:
    """E1. Put a race on record, or change what was said about it. Returns what changed, in words; nothing if nothing.

    What is left empty for a race on record stays as it is. Raises Refusal for an office or a district that isn't the
    organisation's, a district where the office has none, another office once there are candidates or a process, and a
    new day that is over; while members vote on it, and once they have decided. The election day can be put right even
    then, as E17 hangs on it.
    """
    with secretary.ledger.writing(secretary.now()) as pen:
        race = pen.session.get(Race, wanted.key)
        said = _said(race, wanted)
        _refuse_what_isnt_ours(secretary.charter, wanted.key, said)
        decided = race is not None and race_votes.decided_in(pen.session, race) is not None
        if not decided and (race is None or race.election_day != said["election_day"]):
            _refuse_a_day_that_is_over(wanted, calendar.day_of(pen.at, secretary.charter.zone))
        if race is None:
            pen.session.add(Race(key=wanted.key, opened_at=pen.at, **said))
            pen.log("race.opened", race=wanted.key)
            return ["opened"]
        changed = [what for what, value in said.items() if getattr(race, what) != value]
        if not changed:
            return []
        if not (decided and changed == ["election_day"]):
            race_votes.refuse_while_voting(pen.session, race)
        _refuse_another_office(race, wanted.office)
        news = [f"{CALLED[what]}: {_shown(getattr(race, what))} → {_shown(said[what])}" for what in changed]
        for what in changed:
            setattr(race, what, said[what])
        pen.log("race.changed", race=wanted.key)
    return news


def _refuse_another_office(race: Race, office: str) -> None:
    """E1. Candidates stand for an office, and a process, with its letters, was chosen for it."""
    there = [*(["candidates"] if race.candidates else []), *([f"the {race.process} process"] if race.process else [])]
    if plain(office) != plain(race.office) and there:
        raise Refusal(
            f"“{race.key}” is about {race.office} and has {' and '.join(there)}, so it isn't made one about {office}. "
            f"Open another race under another key; this one can end {by_door('no-endorsement', race.key)}, "
            f"or be removed while nothing has come of it {by_door('remove-race', race.key)}."
        )


def _said(race: Race | None, wanted: RaceOpened) -> dict[str, Any]:
    """What is to stand on record: of a known race, what is left empty stays. Another office has another district."""
    said = wanted.model_dump(exclude={"key"})
    if race is None:
        return said
    said["election_day"] = said["election_day"] or race.election_day
    if race.office == wanted.office and wanted.district in ("", race.district):
        said |= {what: said[what] or getattr(race, what) for what in ("district", "local_because")}
    return said


def _refuse_what_isnt_ours(charter: Charter, key: str, said: Mapping[str, Any]) -> None:
    office, district = said["office"], said["district"]
    ours = candidacy.represents_us(office, district, said["local_because"], charter=charter)
    if not ours:
        known = endorsement.represents_us(office, charter=charter)
        which = "" if known else f" The charter lists {endorsement.offices_listed(charter)}."
        raise Refusal(f"“{key}” can't be taken up: {ours.because} ({ours.clause}).{which}")
    if district and charter.endorsement.offices.districts_of(office) is None:
        raise Refusal(f"“{key}”: {office} has no districts (E1). Leave {district} out.")


def _shown(value: object) -> str:
    shown = calendar.day_in_words(value) if isinstance(value, date) else str(value or "")
    return shown or "nothing"


def _refuse_a_day_that_is_over(wanted: RaceOpened, today: date) -> None:
    if wanted.election_day is not None and wanted.election_day < today:
        day = calendar.day_in_words(wanted.election_day)
        raise Refusal(f"“{wanted.key}”: {day} is over. Give the day of the public election, or leave it empty.")


def to_mend(secretary: Secretary, key: str) -> str:
    """E4. What has to be mended since the election day was changed: a questionnaire's last day. "" if nothing."""
    with secretary.ledger.reading() as session:
        found = questionnaires.to_bring_forward(secretary, session, races.of(session, key))
    return f"{found} {by_door('more-time', key)}." if found else ""


@flow(name="race", flow_run_name=named("Race: {race.title}"))
def take_up(race: Annotated[RaceOpened, titled("Race")]) -> str:
    """Open a race, or correct it. Candidates are entered in the tab *Candidates* of the members' workbook.

    Args:
        race: The office, its district, and the day of the public election.
    """
    secretary = Secretary.at_work()
    news = open_race(secretary, race)
    screen.show_season(secretary)
    amiss = to_mend(secretary, race.key)
    if not news or amiss or news != ["opened"]:
        said = "is on record just so already" if not news else f"is on record: {'; '.join(news)}"
        return f"“{race.title}” {said}. {amiss}".rstrip()
    return (
        f"“{race.title}” is on record. Enter its candidates in the tab Candidates, under {race.key}. "
        "Next, the committee decides by which process it is taken up."
    )
