"""For whoever looks after more than one machine or container: the dashboard here, its workers there."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.doors.terminal import console

app = typer.Typer()

Home = Annotated[Path, typer.Option(help="Where Prefect keeps what is its own.")]


@app.command()
def serve(
    host: Annotated[
        str, typer.Option(help="The address to listen at. Any but this machine's own needs a password.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port of the dashboard.")] = 4200,
    home: Home = Path("prefect"),
) -> None:
    """Start the dashboard alone, with every flow in place, until Ctrl-C. `canvass work` does what is asked of it."""
    from flows import staying_up

    try:
        staying_up.serve_until_interrupted(home, host=host, port=port, say=console.print)
    except KeyboardInterrupt:
        console.print("Stopping …")


@app.command()
def work(
    server: Annotated[
        str, typer.Option(help="The dashboard whose runs are carried out here.")
    ] = "http://127.0.0.1:4200",
    home: Home = Path("prefect"),
) -> None:
    """Carry out what a dashboard elsewhere is asked to do, until Ctrl-C. Several machines may, with PostgreSQL."""
    from flows import staying_up

    try:
        staying_up.work_until_interrupted(home, server=server, say=console.print)
    except KeyboardInterrupt:
        console.print("Stopping …")
