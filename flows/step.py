"""Step: an organiser records that a step of a race's process was taken, or why one was left out."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from core import calendar, cells
from core.cited import plain
from core.records import Race, StepTaken
from flows import screen
from flows.duties.committee import recusals
from flows.duties.letter import links
from flows.duties.race import race_votes, races, reasons
from flows.duties.race.races import BY_HAND, Taken
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import UNSAID, WrittenDay, titled

ELSEWHERE = {"recommendation": "recommend"}
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
    process doesn't have, one that may not be waived or that was taken by a vote, a questionnaire or a forum, a day to
    come, and without anybody who says so.
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
        recusals.refuse(secretary, pen.session, [race.key], by)
        if name in ELSEWHERE:
            raise Refusal(
                f"A {name} is recorded with its reasons. Use its door "
                f"*{ELSEWHERE[name]}*, or canvass {ELSEWHERE[name]} {race.key}"
            )
        waived = cells.text(waived_because)
        if waived and not races.may_be_waived(race, name, charter=rules):
            raise Refusal(f"“{race.title}”: {name} can't be left out in the {race.process} process (E4).")
        races.refuse_over_another_door(race, name)
        taken = Taken(name, on or today, BY_HAND, by.strip(), waived, cells.text(note), address)
        return races.record_step(pen, race, taken)


def withdraw(secretary: Secretary, key: str, step: str, *, because: str, by: str) -> bool:
    """E3, E4. Take back a step that was recorded, or waived, by mistake. False: it isn't on record.

    A recommendation goes with its reasons; what was on record is kept beside why it isn't any more. Raises Refusal
    without a reason and somebody who gives it, for a step that a questionnaire, a forum or a vote took by itself, and
    once the race is voted on, or over.
    """
    if not because.strip() or not by.strip():
        raise Refusal("Say why it is taken back, and who says so. Nothing was changed.")
    with secretary.ledger.writing(secretary.now()) as pen:
        race = races.of(pen.session, key)
        if race.key not in {one.key for one in races.under_way(pen.session)}:
            raise Refusal(f"“{race.title}” is over. Its record stays as it is.")
        race_votes.refuse_while_voting(pen.session, race)
        kept = next((one for one in race.steps if plain(one.step) == plain(step)), None)
        if kept is None:
            return False
        if kept.door != BY_HAND:
            raise Refusal(f"“{race.title}”: {kept.step} was taken by a {kept.door}, and stays as long as that does.")
        told = {"race": race.key, "step": kept.step, "on": kept.on.isoformat()}
        before = _in_words(race, kept)
        reasons.keep(pen, "step.withdrawn", race.key, because=because, by=by, part=kept.step, before=before, **told)
        if kept.step in ELSEWHERE:
            race.recommendation, race.reasons = "", ""
        pen.session.delete(kept)
        pen.session.flush()
        pen.session.expire(race, ["steps"])
    return True


def _in_words(race: Race, step: StepTaken) -> str:
    """What was on record of a step."""
    how = f"left out: {step.waived_because}" if step.waived_because else "taken"
    what = f"{race.recommendation}: {race.reasons}" if step.step in ELSEWHERE else ""
    return "; ".join(filter(None, (f"{step.on.isoformat()}, {how}, by {step.by}", what, step.note, step.link)))


def taken_back(key: str, step: str, *, changed: bool) -> str:
    """What whoever takes a step back is told."""
    return f"“{key}”: {step} is taken back." if changed else "It isn't on record. Nothing changed."


@flow(name="step", flow_run_name=named("Step: {race:race} – {step}"))
def record_step(
    race: Annotated[str, titled("Race")],
    step: Annotated[str, titled("Step")],
    recorded_by: Annotated[str, titled("Recorded by")],
    on: Annotated[WrittenDay, titled("Completed on")] = UNSAID,
    waived_because: Annotated[str, titled("Why it was left out")] = "",
    note: Annotated[str, titled("Note for the record")] = "",
    link: Annotated[str, titled("Where members can see it")] = "",
    withdrawn_because: Annotated[str, titled("Only to take it back: why it was a slip")] = "",
) -> str:
    """Record a step of a race's process that was taken, or why it was left out; or take that back.

    Args:
        race: The race's key.
        step: The step, as the charter names it, e.g. candidate meeting. The page “season” lists what is missing.
        recorded_by: Your initials.
        on: The day it was completed; today, if it is left empty. Written as 2026-10-05.
        waived_because: Only for steps “where possible”: why it was left out.
        note: What the record should say, in a sentence. Members can read it.
        link: Where members can see it, e.g. a recording.
        withdrawn_because: If it was recorded by mistake: why. Then it is taken back, and nothing else is recorded.
    """
    secretary = Secretary.at_work()
    if withdrawn_because.strip():
        gone = withdraw(secretary, race, step, because=withdrawn_because, by=recorded_by)
        screen.show_season(secretary)
        return taken_back(race, step, changed=gone)
    news = record(
        secretary, race, step, by=recorded_by, on=on, waived_because=waived_because, note=note, link=link
    )  # fmt: skip
    screen.show_season(secretary)
    return f"“{race}”: {step} is on record." if news else "It is on record just so already."
