"""Step: an organiser records that a step of a race's process was taken, or why one was left out."""

from __future__ import annotations

from datetime import date

from prefect import flow

from core import calendar, cells
from flows import screen
from flows.duties import links, races
from flows.duties.races import Taken
from flows.secretary import Refusal, Secretary

ELSEWHERE = {"recommendation": "canvass recommend"}
"""Steps that have a door of their own, because more than a day belongs to them."""


def record(
    secretary: Secretary,
    key: str,
    step: str,
    *,
    by: str,
    on: date | None = None,
    waived_because: str = "",
    note: str = "",
    link: str = "",
) -> bool:
    """E3, E4, E6, E13, E14. Put a step of a race's process on record, or why it was waived. False: it is so already.

    `link` leads members to what there is to see of it: a recording, written answers. Raises Refusal for a step that the
    process doesn't have, one that may not be waived, a day to come, and without anybody who says so.
    """
    today, rules = calendar.day_of(secretary.now(), secretary.charter.zone), secretary.charter
    if not by.strip():
        raise Refusal("Say who records it: somebody's initials. Nothing was recorded.")
    if (on or today) > today:
        raise Refusal("That day is still to come. Record a step when it has been taken.")
    address = links.shown(link)
    with secretary.ledger.writing(secretary.now()) as pen:
        race = races.of(pen.session, key)
        name = races.step_called(race, step, charter=rules)
        if name in ELSEWHERE:
            raise Refusal(f"A {name} is recorded with its reasons. Use this instead: {ELSEWHERE[name]} {race.key}")
        waived = cells.text(waived_because)
        if waived and not races.may_be_waived(race, name, charter=rules):
            raise Refusal(f"“{race.title}”: {name} can't be left out in the {race.process} process (E4).")
        taken = Taken(name, on or today, "recorded", by.strip(), waived, cells.text(note), address)
        return races.record_step(pen, race, taken)


@flow(name="step", flow_run_name="Step: {race}, {step}")
def record_step(
    race: str,
    step: str,
    recorded_by: str,
    on: date | None = None,
    waived_because: str = "",
    note: str = "",
    link: str = "",
) -> str:
    """Record a step of a race's process that was taken, or why it was left out.

    Args:
        race: The race's key.
        step: The step, as the charter names it, e.g. candidate meeting. The page “season” lists what is missing.
        recorded_by: Your initials.
        on: The day it was completed; today, if it is left empty.
        waived_because: Only for steps “where possible”: why it was left out.
        note: What the record should say, in a sentence. Members can read it.
        link: Where members can see it, e.g. a recording.
    """
    secretary = Secretary.at_work()
    news = record(
        secretary, race, step, by=recorded_by, on=on, waived_because=waived_because, note=note, link=link
    )  # fmt: skip
    screen.show_season(secretary)
    return f"“{race}”: {step} is on record." if news else "It is on record just so already."
