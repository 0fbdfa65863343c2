"""For whoever leads a season: the same doors as the dashboard's, for candidates' links and for calls to them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from flows.doors.terminal import console, secretary_at_work

app = typer.Typer()

Candidate = Annotated[str, typer.Argument(help="By label, as in the tab Candidates, e.g. mayor-26/1.")]
By = Annotated[str, typer.Option(help="Who says so: somebody's initials.")]


@app.command("candidate-link")
def candidate_link(
    candidate: Candidate,
    because: Annotated[str, typer.Option(help="Why, e.g. “forwarded by mistake”; name nobody.")],
    by: By,
    theirs: Annotated[bool, typer.Option(help="Whether what has come in by the old link is the candidate's.")] = True,
) -> None:
    """Make a candidate's personal link void, and send a new one to the mailbox that the tab Candidates has now."""
    from flows import candidate_link as renewing

    secretary = secretary_at_work()
    earlier: renewing.Whose = "theirs" if theirs else "not theirs"
    news = renewing.renew(secretary, candidate, because=because, by=by, earlier=earlier)
    console.print(renewing.in_words(secretary, candidate, changed=news))


@app.command("old-link")
def old_link(
    candidate: Candidate,
    whose: Annotated[str, typer.Argument(help="theirs or “not theirs”: what came by the link before it was void.")],
    because: Annotated[str, typer.Option(help="How you know; name nobody.")],
    by: By,
) -> None:
    """Say whether what came by a candidate's old link is theirs; what isn't is kept, and doesn't count."""
    from flows import candidate_link as renewing

    news = renewing.say_whose(secretary_at_work(), candidate, whose, because=because, by=by)
    console.print(f"“{candidate}” is on record." if news else "It is on record just so already.")


@app.command()
def told(
    candidate: Candidate,
    about: Annotated[str, typer.Argument(help="What they were told, e.g. “how it ended”.")],
    by: Annotated[str, typer.Option(help="Who told them: somebody's initials.")],
    how: Annotated[
        str, typer.Option(help="telephone, “in person” or otherwise; or “not told after all”.")
    ] = "telephone",
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day; otherwise today.")] = None,
) -> None:
    """Record that somebody told a candidate what no letter did; members needn't wait for that letter any more."""
    from flows import told_by_hand as telling

    news = telling.record(secretary_at_work(), candidate, about, how, by=by, on=on.date() if on else None)
    console.print(telling.in_words(candidate, changed=news))
