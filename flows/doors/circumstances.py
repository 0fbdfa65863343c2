"""For organisers of partnerships: what is reached or moved, what has come to pass, and delegates who are away."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from flows.doors.committee import filled_in
from flows.doors.terminal import console, secretary_at_work

app = typer.Typer()

Partnership = Annotated[str, typer.Argument(help="The partnership's key, such as garden-27.")]
WhatIsDue = Annotated[
    str, typer.Argument(help="The goal or deliverable: its number or name, as `canvass partners` has it.")
]
By = Annotated[str, typer.Option(help="Your initials or role, for the record.")]


@app.command()
def partners() -> None:
    """Show the page “partners”, with the numbers of what is due, of circumstances and of delegates."""
    from flows.doors.terminal import print_page
    from flows.pages.partners import partners_page

    print_page(partners_page(secretary_at_work(), inside=True))


@app.command()
def reached(
    partnership: Partnership,
    what: WhatIsDue,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="When; otherwise today.")] = None,
    take_back: Annotated[bool, typer.Option("--take-back", help="It isn't reached after all (--because).")] = False,
    because: Annotated[str, typer.Option(help="Why that is taken back; all partners read it.")] = "",
) -> None:
    """Record that a partnership's goal or deliverable is reached (P12). All partners get a letter."""
    from flows import partner_date

    said = {"on": on.date() if on else None, "take_back": take_back, "because": because}
    wanted = filled_in(partner_date.DateReached, partnership=partnership, what=what, **said)
    console.print(partner_date.record_reached(secretary_at_work(), wanted))


@app.command()
def move_date(
    partnership: Partnership,
    what: WhatIsDue,
    to: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day on which it is due now.")],
    because: Annotated[str, typer.Option(help="Why; all partners read it. Name nobody.")],
) -> None:
    """Move a partnership's goal or deliverable to another day, with a reason (P12). All partners get a letter."""
    from flows import partner_date

    wanted = filled_in(
        partner_date.DateMoved, partnership=partnership, what=what, to=to.date(), because=because
    )  # fmt: skip
    console.print(partner_date.record_moved(secretary_at_work(), wanted))


@app.command()
def circumstance(
    partnership: Partnership,
    what: Annotated[str, typer.Argument(help="The circumstance: its number or name, as `canvass partners` has it.")],
    by: By,
    over: Annotated[bool, typer.Option("--over", help="It was so, and isn't any more.")] = False,
) -> None:
    """Record that what partners foresaw has come to pass (P10). What they agreed on for it goes to all of them."""
    from flows import circumstance as met

    wanted = filled_in(met.CircumstanceMet, partnership=partnership, circumstance=what, over=over, by=by)
    console.print(met.record_circumstance(secretary_at_work(), wanted))


@app.command()
def absent(
    partnership: Partnership,
    delegate: Annotated[int, typer.Argument(help="The delegate's number, as `canvass partners` has it.")],
    by: By,
    first: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="The first day on which they are away.")
    ] = None,
    last: Annotated[
        datetime | None,
        typer.Option("--until", formats=["%Y-%m-%d"], help="The last day; left out: until they are back."),
    ] = None,
    back: Annotated[bool, typer.Option("--back", help="They are back today, or aren't going away.")] = False,
) -> None:
    """Record that a delegate is away (P2, P10): the backup votes meanwhile. Both delegates get a letter."""
    from flows import circumstance as met

    days = {"first": first.date() if first else None, "last": last.date() if last else None}
    wanted = filled_in(met.DelegateAway, partnership=partnership, delegate=delegate, back=back, by=by, **days)
    console.print(met.record_absence(secretary_at_work(), wanted))
