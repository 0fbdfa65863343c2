"""For organisers: what members handed in, disputes and requests, and how a dispute is decided."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from flows.doors.terminal import console, print_page, secretary_at_work

app = typer.Typer()

Verdict = Literal["upheld", "declined"]


@app.command()
def requests() -> None:
    """Read what members handed in, and what organisers decided in the workbook. Running it twice does no harm."""
    from flows import handed_in
    from flows.pages import requests as pages

    secretary = secretary_at_work()
    report = handed_in.read_requests(secretary)
    print_page(pages.requests_page(secretary))
    for line in [report.in_words(), *report.troubles]:
        console.print(line)


@app.command()
def decide(
    dispute: Annotated[str, typer.Argument(help="Its number in the tab Disputes, such as D3.")],
    decision: Annotated[
        Literal["upheld", "declined"], typer.Option(prompt="Upheld or declined", help="Are they right?")
    ],
    reason: Annotated[str, typer.Option(prompt="Why", help="In a sentence. The member reads it.")],
    by: Annotated[str, typer.Option(prompt="Your initials or role", help="Who decides, for record and letter.")],
    counts_as: Annotated[str, typer.Option(help='An event, or "volunteering: Activity", if it is upheld.')] = "",
    on: Annotated[str, typer.Option(help="The day of the volunteering, as 2026-02-28.")] = "",
    replacing: Annotated[int, typer.Option(help="If it was decided before: the number of that decision.")] = 0,
) -> None:
    """Decide what a member says is missing or wrong about what they took part in. They get a letter with the reason."""
    from flows import decide as deciding

    done = deciding.decide(
        secretary_at_work(),
        dispute,
        decision=decision,
        reason=reason,
        by=by,
        counts_as=counts_as,
        on=on,
        replacing=replacing,
    )
    console.print(done, soft_wrap=True)
