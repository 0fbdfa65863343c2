"""Race: an organiser opens a race that the organisation may endorse for, or puts right what was said about it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from prefect import flow
from pydantic import Field

from core import calendar
from core.bylaws import candidacy, endorsement
from core.records import Race
from flows import screen
from flows.draft import Line, Paperwork, _at
from flows.duties.questionnaire import questionnaires
from flows.duties.race import races
from flows.secretary import Refusal, Secretary
from flows.titles import titled
from flows.ways import by_door


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
    election_day: date | None = Field(
        None, description="the day of the public election", **_at(5, "Day of the public election")
    )


def open_race(secretary: Secretary, wanted: RaceOpened) -> bool:
    """E1. Put a race on record, or change what was said about it. False: nothing changed.

    Raises Refusal for an office or a district that isn't the organisation's, a district where the office has none, and
    a new day that is over; while members vote on it, and once they have decided.
    """
    ours = candidacy.represents_us(wanted.office, wanted.district, wanted.local_because, charter=secretary.charter)
    if not ours:
        known = endorsement.represents_us(wanted.office, charter=secretary.charter)
        which = "" if known else f" The charter lists {endorsement.offices_listed(secretary.charter)}."
        raise Refusal(f"“{wanted.key}” can't be taken up: {ours.because} ({ours.clause}).{which}")
    if wanted.district and secretary.charter.endorsement.offices.districts_of(wanted.office) is None:
        raise Refusal(f"“{wanted.key}”: {wanted.office} has no districts (E1). Leave {wanted.district} out.")
    said = wanted.model_dump(exclude={"key"})
    with secretary.ledger.writing(secretary.now()) as pen:
        race = pen.session.get(Race, wanted.key)
        if race is None or race.election_day != wanted.election_day:
            _refuse_a_day_that_is_over(wanted, calendar.day_of(pen.at, secretary.charter.zone))
        if race is None:
            pen.session.add(Race(key=wanted.key, opened_at=pen.at, **said))
            pen.log("race.opened", race=wanted.key)
            return True
        if all(getattr(race, what) == value for what, value in said.items()):
            return False
        races.refuse_while_voting(pen.session, race)
        for what, value in said.items():
            setattr(race, what, value)
        pen.log("race.changed", race=wanted.key)
    return True


def _refuse_a_day_that_is_over(wanted: RaceOpened, today: date) -> None:
    if wanted.election_day is not None and wanted.election_day < today:
        day = calendar.day_in_words(wanted.election_day)
        raise Refusal(f"“{wanted.key}”: {day} is over. Give the day of the public election, or leave it empty.")


def to_mend(secretary: Secretary, key: str) -> str:
    """E4. What has to be mended since the election day was changed: a questionnaire's last day. "" if nothing."""
    with secretary.ledger.reading() as session:
        found = questionnaires.to_bring_forward(secretary, session, races.of(session, key))
    return f"{found} {by_door('more-time', key)}." if found else ""


@flow(name="race", flow_run_name="Race: {race.title}")
def take_up(race: Annotated[RaceOpened, titled("Race")]) -> str:
    """Open a race, or correct it. Candidates are entered in the tab *Candidates* of the members' workbook.

    Args:
        race: The office, its district, and the day of the public election.
    """
    secretary = Secretary.at_work()
    news = open_race(secretary, race)
    screen.show_season(secretary)
    amiss = to_mend(secretary, race.key)
    if not news or amiss:
        return f"“{race.title}” is on record{' just so already' if not news else ''}. {amiss}".rstrip()
    return (
        f"“{race.title}” is on record. Enter its candidates in the tab Candidates, under {race.key}. "
        "Next, the committee decides by which process it is taken up."
    )
