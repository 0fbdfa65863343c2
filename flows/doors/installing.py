"""For whoever looks after the installation: setting it up, looking whether all is in order, trying it live."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.doors.terminal import console

app = typer.Typer()


@app.command()
def doctor(
    running: Annotated[
        bool, typer.Option("--running", help="The dashboard ought to be up: that it isn't is wrong, not unknown.")
    ] = False,
    quick: Annotated[bool, typer.Option("--quick", help="This machine only; no service is asked.")] = False,
) -> None:
    """Look whether everything is in order, and say what isn't and how to mend it. Changes nothing."""
    from flows.duties.health import examination
    from flows.duties.health.findings import in_one_line, wrong

    found = examination.local() if quick else examination.whole(running=running)
    group = ""
    for one in found:
        if one.group != group:
            group = one.group
            console.print(f"\n{group}")
        console.print(f"  {one.verdict:<8} {one.name}: {one.what}")
        if one.mend and one.verdict != "ok":
            console.print(f"           → {one.mend}")
    console.print(f"\n{in_one_line(found)}.")
    if wrong(found):
        raise typer.Exit(1)
