"""For whoever keeps the year: the annual meeting's day, steps that are moved or done, and what a late start leaves."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from flows.doors.committee import filled_in
from flows.doors.terminal import console, print_page, secretary_at_work

app = typer.Typer()


@app.command()
def plan(
    year: Annotated[int, typer.Argument(help="The year of the annual meeting.")],
    annual_meeting: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Set the day of the annual meeting.")
    ] = None,
    move: Annotated[str, typer.Option(help="Move this step to another day (--to), with a reason (--because).")] = "",
    to: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day it is moved to.")] = None,
    because: Annotated[str, typer.Option(help="Why; with nobody's name.")] = "",
    done: Annotated[str, typer.Option(help="Record that this step is done (--day), and how (--note).")] = "",
    day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="When; otherwise today.")] = None,
    note: Annotated[str, typer.Option(help="How it was done; with nobody's name.")] = "",
    take_back: Annotated[
        str, typer.Option(help="Take back that this step was moved, or recorded as done (--because).")
    ] = "",
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Show what could still be done on this day.")
    ] = None,
) -> None:
    """Plan a year, and see what of it is done, what is due, and what can still be done in time."""
    from flows import plan as planning
    from flows.duties.year import plans

    secretary = secretary_at_work()
    if annual_meeting or move or done or take_back:
        done_on = day.date() if day else plans.today(secretary) if done else None
        days = {"annual_meeting": annual_meeting.date() if annual_meeting else None, "to": to.date() if to else None}
        said = {
            "year": year,
            "step": move or done or take_back,
            "take_back": bool(take_back),
            "done_on": done_on,
            "because": because or note,
        }
        wanted = filled_in(planning.YearPlanned, **said, **days)
        console.print(planning.plan_year(secretary, wanted), markup=False)
        return
    for line in planning.in_words(secretary, year, on=on.date() if on else None):
        console.print(line, markup=False)


@app.command()
def year() -> None:
    """Show the page “year”: what is due, what is done, what ends on the committee, and what comes too late."""
    from flows.pages.year import year_page

    print_page(year_page(secretary_at_work()))
