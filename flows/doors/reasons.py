"""For organisers and auditors: why something was taken back, ended, or set going again."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from flows.doors.terminal import console, secretary_at_work

app = typer.Typer()


@app.command()
def why(
    subject: Annotated[
        str, typer.Argument(help="The key of a race, forum, letter or ballot, or an event's code; left out: all.")
    ] = "",
) -> None:
    """List the reasons given for taking something back, ending it or sending it all the same; hold them to the log."""
    from flows.duties.race import reasons
    from flows.secretary import Refusal

    secretary = secretary_at_work()
    with secretary.ledger.reading() as session:
        asked = {"about": subject.strip(), "zone": secretary.charter.zone}
        found = [*reasons.all_given(session, **asked), *reasons.declined(session, **asked)]
        faults = list(reasons.faults(session))
    if faults:
        raise Refusal(f"The reasons can't be trusted: {'; '.join(faults)}.")
    table = Table("Line of the log", "Day", "About", "What was done", "Why", "Who", "Before")
    for one in found:
        table.add_row(str(one.line or ""), one.on, one.subject, one.done, one.because, one.by, one.before)
    console.print(table if found else "No reason is on record.")
    if found:
        console.print("The lines of the log have their fingerprints. Whether it is whole, says: canvass log")
