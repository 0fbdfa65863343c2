"""The next step: an organiser records what the delegates of all partners agreed on in a meeting."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from pydantic import Field

from core import calendar, parallel, secrecy
from core.ledger import Pen
from core.records import ParallelAnswer, ParallelVote
from core.records.partnerships import STEP
from flows import free_words, screen
from flows.draft import Line, Paperwork, _at
from flows.duties.partnership import next_steps, parallel_votes
from flows.duties.partnership.parallel_votes import NOBODY, ON, RECORDED_BY
from flows.entrance import flow
from flows.parallel_vote import Key
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import titled


class StepAgreed(Paperwork):
    """What the delegates of all partners agreed on, and when."""

    key: Key = Field(description="the parallel vote's key", **_at(0, "The parallel vote, by its key"))
    step: Line = Field(
        min_length=3,
        max_length=parallel.LONGEST_STEP,
        description="what the partners do next, in a sentence or two; delegates and our members read it; name nobody",
        **_at(1, "The next step"),
    )
    on: date = Field(description="the day of the meeting", **_at(2, "Day on which they agreed"))
    recorded_by: Line = Field(min_length=1, description="your initials", **_at(3, "Your initials"))


def record(secretary: Secretary, wanted: StepAgreed) -> bool:
    """P6. Put the step on record that all delegates agreed on together. False: it is on record just so.

    The next pass settles and tells it. A slip in what was recorded is put right the same way while
    objections are heard, with a letter to all who read it. Raises Refusal for a vote that is over or whose
    reports aren't side by side yet, and for a day that is still to come, or before the last day of the votes was over.
    """
    with secretary.ledger.writing(secretary.now()) as pen:
        vote = parallel_votes.vote_of(pen.session, wanted.key)
        if vote.settled_at is not None and vote.settled == wanted.step:
            return False
        if vote.settled_at is not None and vote.withdrawn_at is None:
            return _correct(secretary, pen, vote, wanted)
        parallel_votes.refuse_over(vote)
        if vote.compared_at is None:
            raise Refusal(f"The reports of “{vote.key}” aren't side by side yet; the delegates decide after that (P6).")
        if not vote.last_day < wanted.on <= calendar.day_of(pen.at, secretary.charter.zone):
            raise Refusal("That day is still to come, or isn't after the last day of the votes. Nothing was recorded.")
        said = _said(wanted)
        standing = parallel_votes.standing(pen.session, wanted.key, charter=secretary.charter)
        mine = [one.said for one in standing.answers if one.kind == STEP]
        if mine and mine[-1] == said:
            return False
        _write(pen, wanted.key, said)
        pen.log("parallel.agreed", vote=wanted.key)
    return True


def _correct(secretary: Secretary, pen: Pen, vote: ParallelVote, wanted: StepAgreed) -> bool:
    """P6. Put right what an organiser recorded, while objections are heard; all who read it get a letter."""
    standing = parallel_votes.standing(pen.session, vote.key, charter=secretary.charter)
    recorded = [one for one in standing.answers if one.kind == STEP and RECORDED_BY in one.said]
    if not any(one.said.get(parallel.STEP) == vote.settled for one in recorded) or vote.settled_at is None:
        parallel_votes.refuse_over(vote)
    days = secretary.charter.closing.objection_days.value
    if vote.settled_at is not None and pen.at > vote.settled_at + timedelta(days=days):
        raise Refusal(
            f"The next step after “{vote.key}” was decided more than {days} days ago: nothing changes any more."
        )
    _write(pen, vote.key, _said(wanted))
    next_steps.correct(secretary, pen, standing, wanted.step)
    return True


def _said(wanted: StepAgreed) -> dict[str, str]:
    return {parallel.STEP: wanted.step, RECORDED_BY: wanted.recorded_by, ON: wanted.on.isoformat()}


def _write(pen: Pen, key: str, said: dict[str, str]) -> None:
    pen.session.add(
        ParallelAnswer(
            parallel_key=key,
            turn=parallel_votes.next_turn(pen.session, key),
            kind=STEP,
            nth=NOBODY,
            answer_id=f"meeting/{secrecy.fingerprint(said)[:16]}",
            answered=parallel_votes.instant_of(pen.at),
            handed_in=pen.at,
            said=said,
        )
    )


@flow(name="next-step", flow_run_name=named("Next step after a parallel vote: {step.key:parallel}"))
def record_next_step(step: Annotated[StepAgreed, titled("The next step")]) -> str:
    """Record the next step that the delegates of all partners agreed on in a meeting. The next pass tells it.

    Args:
        step: What they agreed on, and when.
    """
    secretary = Secretary.at_work()
    free_words.refuse_named(secretary, step)
    news = record(secretary, step)
    screen.show_partners(secretary)
    return "The next step is on record; the next pass tells it." if news else "It is on record just so already."
