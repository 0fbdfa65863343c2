"""Recommend: what the committee recommends to the members in a race, and why, as it decided by consensus."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from core import calendar, cells
from core.bylaws import endorsement
from core.cited import plain
from flows import screen
from flows.duties.race import race_votes, races
from flows.duties.race.races import BY_HAND, Taken
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import UNSAID, WrittenDay, titled


def recommend(
    secretary: Secretary, key: str, recommendation: str, *, reasons: str, decided: str, on: date | None = None
) -> bool:
    """E3, S8. Put the committee's recommendation on record, which is a step of every process. False: it is so already.

    `decided` says how: "by consensus", or with which votes. Raises Refusal for somebody who isn't on the ballot, a day
    to come or before the race was taken up, without reasons, where the committee has voted on it by form, while members
    vote on it, and once they have decided.
    """
    today, rules = calendar.day_of(secretary.now(), secretary.charter.zone), secretary.charter
    if not reasons.strip() or not decided.strip():
        raise Refusal("A recommendation needs the committee's reasons, and how it was decided. Nothing was recorded.")
    if (on or today) > today:
        raise Refusal("That day is still to come. Record a decision when it has been taken.")
    with secretary.ledger.writing(secretary.now()) as pen:
        race = races.of(pen.session, key)
        race_votes.refuse_while_voting(pen.session, race)
        name = races.step_called(race, "recommendation", charter=rules)
        races.refuse_over_another_door(race, name)
        if race.chosen_on is not None and (on or today) < race.chosen_on:
            raise Refusal(
                f"“{race.title}”: the committee took it up on {calendar.day_in_words(race.chosen_on)}, not before."
            )
        withheld = races.withheld(race, charter=rules)
        offered = [*races.options(race, charter=rules), withheld]
        meant = withheld if plain(recommendation) == plain(endorsement.NO_ENDORSEMENT) else recommendation
        found = next((one for one in offered if plain(one) == plain(meant)), None)
        if found is None:
            raise Refusal(f"“{race.title}”: the recommendation must be one of {', '.join(offered)}.")
        same = (race.recommendation, race.reasons) == (found, cells.text(reasons))
        race.recommendation, race.reasons = found, cells.text(reasons)
        step = Taken(name, on or today, BY_HAND, "the committee", note=cells.text(decided))
        taken = races.record_step(pen, race, step)
        if taken or not same:
            races.log_recommendation(pen, race, step)
        return taken or not same


@flow(name="recommend", flow_run_name=named("Recommend: {race:race}"))
def record_recommendation(
    race: Annotated[str, titled("Race")],
    recommendation: Annotated[str, titled("Whom the committee recommends")],
    reasons: Annotated[str, titled("The committee's reasons")],
    decided: Annotated[str, titled("How it was decided")],
    on: Annotated[WrittenDay, titled("Day")] = UNSAID,
) -> str:
    """Record what the committee recommends in a race. For a vote of the committee by form there is another door.

    Args:
        race: The race's key.
        recommendation: Whom, as on the ballot, or: No endorsement.
        reasons: The committee's reasons, in a sentence or two. Members read them in their ballot letter.
        decided: How it was decided: by consensus, or with which votes.
        on: The day; today, if it is left empty. Written as 2026-10-05.
    """
    secretary = Secretary.at_work()
    news = recommend(secretary, race, recommendation, reasons=reasons, decided=decided, on=on)
    screen.show_season(secretary)
    return f"The recommendation for “{race}” is on record." if news else "It is on record just so already."
