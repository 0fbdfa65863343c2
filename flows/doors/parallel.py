"""For whoever works with partners: votes that they hold in parallel, their reports, and what they do next."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from flows.doors.committee import OpensAt, filled_in
from flows.doors.terminal import console, print_page, secretary_at_work

app = typer.Typer()

Key = Annotated[str, typer.Argument(help="The parallel vote's key, e.g. mural-27.")]
By = Annotated[str, typer.Option(help="Who records it: somebody's initials.")]
Day = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day, as 2027-03-12.")]
SomeDay = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day of the partners' votes.")]


@app.command("parallel-vote")
def parallel_vote(
    key: Key,
    partnership: Annotated[str, typer.Option(help="The partnership's key.")] = "",
    title: Annotated[str, typer.Option(help="How the question is headed; it names no partner and no person.")] = "",
    text: Annotated[str, typer.Option(help="The question in full, the same for all partners' members.")] = "",
    choice: Annotated[
        list[str] | None, typer.Option(help="What can be decided; several times. Else Yes and No.")
    ] = None,
    last_day: SomeDay = None,
    our_vote_opens_on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="To draft our own vote: the day it opens.")
    ] = None,
    opens_at: OpensAt = "09:00",
    closes_at: OpensAt = "18:00",
    short_window_reason: Annotated[str, typer.Option(help="Why our own vote is open for so short a time.")] = "",
    our_election: Annotated[str, typer.Option(help="Or the key of a vote of ours that exists already.")] = "",
    by: Annotated[str, typer.Option(help="Who begins it: somebody's initials.")] = "",
) -> None:
    """Begin a vote in which each partner decides by its own process; with the key alone, show how it stands."""
    from flows import parallel_vote as asking
    from flows.pages import parallel

    secretary = secretary_at_work()
    if not partnership and last_day is None:
        print_page(parallel.vote_page(secretary, key))
        return
    days = {"last_day": last_day, "our_vote_opens_on": our_vote_opens_on}
    said = {what: day.date() for what, day in days.items() if day is not None}
    wanted = filled_in(
        asking.ParallelVoteAsked,
        **{"key": key, "partnership": partnership, "title": title, "text": text, "asked_by": by, **said},
        **({"choices": choice} if choice else {}),
        opens_at=opens_at,
        closes_at=closes_at,
        short_window_reason=short_window_reason,
        our_election=our_election,
    )
    news, election, missing = asking.ask(secretary, wanted)
    console.print(asking.told(wanted, news=news, election=election))
    for ruling in missing:
        console.print(f"{ruling.because} ({ruling.clause})")


@app.command("parallel-vote-moved")
def parallel_vote_moved(
    key: Key, last_day: Day, because: Annotated[str, typer.Option(help="Why; it is kept.")], by: By
) -> None:
    """Move the last day of a parallel vote, with a reason. Delegates are told, and report later."""
    from flows import parallel_changed as changing

    wanted = filled_in(changing.LastDayMoved, key=key, last_day=last_day.date(), because=because, moved_by=by)
    news = changing.move(secretary_at_work(), wanted)
    console.print(f"The last day of “{key}” is moved." if news else "It is that day already.")


@app.command("parallel-vote-off")
def parallel_vote_off(
    key: Key, because: Annotated[str, typer.Option(help="Why; delegates who heard of it read it.")], by: By
) -> None:
    """Call a parallel vote off, with a reason: its form closes, and delegates who have heard of it are told."""
    from flows import parallel_changed as changing

    secretary = secretary_at_work()
    wanted = filled_in(changing.ParallelVoteOff, key=key, because=because, by=by)
    news = changing.call_off(secretary, wanted)
    with secretary.ledger.reading() as session:
        console.print(changing.told_off(session, wanted, news=news))


@app.command()
def report(
    key: Key,
    partner: Annotated[int, typer.Option(help="The partner's number in the partnership.")],
    by: By,
    decision: Annotated[str, typer.Option(help="What it decided: one of the choices.")] = "",
    took_part: Annotated[int | None, typer.Option(help="How many took part.")] = None,
    could: Annotated[int | None, typer.Option(help="How many could have taken part.")] = None,
    percentage: Annotated[
        list[str] | None, typer.Option(help="A choice's percentage; once for each, in the order of the choices.")
    ] = None,
    feedback: Annotated[str, typer.Option(help="What the other delegates should know; name nobody.")] = "",
    take_back: Annotated[
        bool, typer.Option("--take-back", help="What was recorded last of this partner was a mistake.")
    ] = False,
) -> None:
    """Record what a partner's delegate reported about a parallel vote by telephone, in place of the form."""
    from flows import parallel_report as recording

    wanted = filled_in(
        recording.ReportGiven,
        key=key,
        partner=partner,
        decision=decision,
        percentages=percentage or [],
        took_part="" if took_part is None else str(took_part),
        could="" if could is None else str(could),
        feedback=feedback,
        recorded_by=by,
        take_back=take_back,
    )
    console.print(recording.in_words(wanted, news=recording.record(secretary_at_work(), wanted)))


@app.command("next-step")
def next_step(
    key: Key,
    step: Annotated[str, typer.Option(help="What the partners do next; name nobody.")],
    on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day on which the delegates agreed.")],
    by: By,
) -> None:
    """Record the next step that the delegates of all partners agreed on in a meeting. The next pass tells it."""
    from flows import next_step as recording

    wanted = filled_in(recording.StepAgreed, key=key, step=step, on=on.date(), recorded_by=by)
    news = recording.record(secretary_at_work(), wanted)
    console.print("The next step is on record; the next pass tells it." if news else "It is on record just so already.")
