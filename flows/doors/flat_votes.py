"""For whoever prepares a vote of members and the partners' delegates: drafting it, and what delegates do in it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from flows.doors.committee import OpensAt, between, filled_in
from flows.doors.terminal import console, secretary_at_work

app = typer.Typer()


@app.command("flat-vote")
def flat_vote(
    key: Annotated[str, typer.Argument(help="A short name for files and lists, e.g. garden-budget.")],
    partnership: Annotated[str, typer.Argument(help="The partnership's key.")],
    opens_on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day voting opens.")],
    title: Annotated[str, typer.Option(help="How the question is headed; no names, of people or partners.")],
    text: Annotated[str, typer.Option(help="What is put to the vote, in full.")],
    opens_at: OpensAt = "09:00",
    closes_on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Otherwise as many days later as the charter finds ideal."),
    ] = None,
    closes_at: OpensAt = "18:00",
    short_window_reason: Annotated[str, typer.Option(help="Why voting is open for fewer days than that.")] = "",
) -> None:
    """Draft a vote of members and delegates together. It is frozen, opened, counted and certified like any ballot."""
    from flows import flat_vote as putting

    said = {"key": key, "partnership": partnership, "title": title, "text": text, **between(opens_on, closes_on)}
    window = {"opens_at": opens_at, "closes_at": closes_at, "short_window_reason": short_window_reason}
    drafted, missing = putting.draft_flat_vote(secretary_at_work(), filled_in(putting.FlatVotePut, **said, **window))
    console.print(putting.told(drafted, missing))
    for ruling in missing:
        console.print(f"{ruling.because} ({ruling.clause})", markup=False)


@app.command("stand-aside")
def stand_aside(
    election: Annotated[str, typer.Argument(help="The flat vote's key.")],
    delegate: Annotated[str, typer.Argument(help="The primary delegate's number on its roll, e.g. garden-27/3.")],
    recorded_by: Annotated[str, typer.Option(help="Your initials or role, for the record.")],
) -> None:
    """Record that a primary delegate leaves a flat vote to their backup."""
    from flows import stand_aside as recording

    said = {"election": election, "delegate": delegate, "recorded_by": recorded_by}
    console.print(recording.stand_aside(secretary_at_work(), filled_in(recording.StandingAside, **said)), markup=False)


@app.command("silent-partners")
def silent_partners(election: Annotated[str, typer.Argument(help="The flat vote's key.")]) -> None:
    """List the partners for whom nobody has voted, by name, once it is time to ask them. It names no delegate."""
    from flows.duties.partnership import flat_ballots

    for line in flat_ballots.silent_by_name(secretary_at_work(), election):
        console.print(line, markup=False)
