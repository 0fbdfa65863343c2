"""Remove a race: one that was opened by mistake is taken out again, as long as nothing has come of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import Select

from core.records import (
    Candidate,
    CandidateMeeting,
    Contest,
    Fact,
    ForumRace,
    Letter,
    Questionnaire,
    Race,
    ToldByHand,
)
from flows import screen
from flows.duties.race import races
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import titled
from flows.ways import by_door


def remove(secretary: Secretary, key: str, *, by: str) -> None:
    """E1. Take a race out with who was entered for it and what was found out about them. Nobody hears of it.

    Raises Refusal without anybody who says so, for a race that isn't there, and for one about which anything was
    decided, taken, sent, or drafted: that one is ended, so that whoever has heard of it hears that, too.
    """
    if not by.strip():
        raise Refusal("Say who removes it: somebody's initials. Nothing was removed.")
    with secretary.ledger.writing(secretary.now()) as pen:
        race = races.of(pen.session, key)
        found = list(_standing_in_the_way(pen.session, race))
        if found:
            raise Refusal(
                f"“{race.title}” can't be removed: it has {', '.join(found)}. End it instead "
                f"{by_door('no-endorsement', race.key)}."
            )
        for table in (Fact, Candidate):
            pen.session.execute(delete(table).where(table.race_key == race.key))
        pen.session.expire(race)
        pen.session.delete(race)
        pen.log("race.removed", race=key.strip(), by=by.strip())


def _standing_in_the_way(session: Session, race: Race) -> Iterator[str]:
    """What has come of a race."""
    letters = select(Letter.key).where(Letter.key.startswith(f"{race.key}.", autoescape=True))
    known: tuple[tuple[str, Select[tuple[str]]], ...] = (
        ("letters", letters),
        ("a questionnaire", select(Questionnaire.race_key).where(Questionnaire.race_key == race.key)),
        ("a forum", select(ForumRace.race_key).where(ForumRace.race_key == race.key)),
        ("a note of a call", select(ToldByHand.race_key).where(ToldByHand.race_key == race.key)),
        ("a meeting", select(CandidateMeeting.race_key).where(CandidateMeeting.race_key == race.key)),
        ("a ballot", select(Contest.race_key).where(Contest.race_key == race.key)),
    )
    yield from (what for what, rows in known if session.execute(rows).first() is not None)
    if race.steps:
        yield "steps on record"
    if race.ended_as:
        yield "a decision not to endorse"


@flow(name="remove-race", flow_run_name=named("Remove race: {race:race}"))
def remove_race(race: Annotated[str, titled("Race")], removed_by: Annotated[str, titled("Removed by")]) -> str:
    """Take out a race that was opened by mistake, while nothing has come of it. Its rows in the tab say so afterwards.

    Args:
        race: The race's key.
        removed_by: Your initials.
    """
    secretary = Secretary.at_work()
    remove(secretary, race, by=removed_by)
    screen.show_season(secretary)
    return f"“{race}” is removed."
