"""For whoever follows up an endorsement: press releases, candidates' reports, and the history of results."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.doors.terminal import console, print_page, secretary_at_work

app = typer.Typer()

Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day, as 2026-02-28; otherwise today.")]


@app.command("release-press")
def release_press(
    race: Annotated[str, typer.Argument(help="The race's key.")],
    by: Annotated[str, typer.Option(help="Approve it: your initials or role. Without this it is only shown.")] = "",
    text: Annotated[Path | None, typer.Option(help="A file with the text as it should be, if it was changed.")] = None,
) -> None:
    """Show the press release about a race, and approve it."""
    from flows.duties.race import press
    from flows.pages.press import press_page
    from flows.secretary import Refusal

    secretary = secretary_at_work()
    if by:
        try:
            said = text.read_text(encoding="utf-8") if text else ""
        except (OSError, UnicodeDecodeError):
            raise Refusal(f"{text} can't be read. Give a text file in UTF-8.") from None
        news = press.approve(secretary, race, approved_by=by, text=said)
        console.print("It is approved." if news else "It was approved before. Nothing changed.")
    print_page(press_page(secretary, race))


@app.command()
def reported(
    candidate: Annotated[str, typer.Argument(help="The number beside the candidate in the tab Candidates.")],
    by: Annotated[str, typer.Option(help="Who records it: somebody's initials.")],
    on: Day = None,
    waived_because: Annotated[str, typer.Option(help="Only if no report is expected any more: why.")] = "",
    note: Annotated[str, typer.Option(help="What the record should say.")] = "",
) -> None:
    """Record that an endorsed candidate reported back to the members. Nobody is asked for it after that."""
    from flows import reported as reporting

    day = on.date() if on else None
    news = reporting.report(
        secretary_at_work(), candidate, by=by, on=day, waived_because=waived_because, note=note
    )  # fmt: skip
    console.print(f"The report of {candidate} is on record." if news else "It is on record just so already.")


@app.command()
def history(
    office: Annotated[str, typer.Option(help="Only of this office, or of a district; a part of it is enough.")] = "",
    candidate: Annotated[str, typer.Option(help="Only races with somebody of this name; a part is enough.")] = "",
    year: Annotated[int | None, typer.Option(help="Only of public elections of this year.")] = None,
) -> None:
    """Show every race that was decided, the newest first: outcome, shares as published, dates and process."""
    from flows.pages.history import history_page

    print_page(history_page(secretary_at_work(), office=office, candidate=candidate, year=year))
