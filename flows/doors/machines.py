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
    import threading

    from core.charter import load
    from flows import owner_only, serving
    from integrations.settings import Desk

    found = Desk()
    zone = load(found.charter).zone
    owner_only.make_folder(home)
    switches = serving.environment(
        home,
        host=host,
        port=port,
        password=found.dashboard_password.get_secret_value(),
        database=found.prefect_database_url.get_secret_value(),
    )
    log = home / "canvass-serve.log"
    with serving.server(switches, log) as address:
        serving.deploy(switches, log, zone=zone)
        console.print(f"The dashboard is at {address} – press Ctrl-C to stop it.")
        try:
            threading.Event().wait()
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
    from flows import owner_only, serving
    from integrations import settings

    found = settings.load()  # what is missing is named now, and not by every run
    owner_only.make_folder(home)
    switches = serving.elsewhere(home, server, password=found.dashboard_password.get_secret_value())
    console.print(f"Working for {server} – press Ctrl-C to stop.")
    try:
        serving.work_until_interrupted(switches, home / "canvass-work.log")
    except KeyboardInterrupt:
        console.print("Stopping …")
