"""The command line: rehearsing, serving, and every door that the dashboard has."""

from __future__ import annotations

import signal
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from flows.doors import (
    afterwards,
    annual,
    auditors,
    backups,
    circumstances,
    committee,
    flat_votes,
    forums,
    installing,
    links,
    machines,
    members,
    notices,
    organisers,
    parallel,
    partners,
    petitions,
    privacy,
    questionnaires,
    races,
    reasons,
    registrars,
    renewal,
    seats,
    years,
)

# Commands import what they need when they run: counting a file shouldn't wait for Prefect to load.

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Canvass runs a volunteer organisation's elections on the tools its members already use.",
)
console = Console()
letters_out = Console(stderr=True)


def _rehearse_folder() -> Path:
    from flows.rehearsal.ourselves import USUAL

    return USUAL


@app.command()
def rehearse(
    charter: Annotated[
        str, typer.Option(help="A bundled charter, or a charter file of your own; otherwise the play's own.")
    ] = "",
    ballot: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="A ballot file of your own, as `canvass draft` takes it."),
    ] = None,
    members: Annotated[int, typer.Option(min=12, max=500, help="How many made-up members take part.")] = 60,
    folder: Annotated[Path, typer.Option(help="Where everything is left to look at.")] = _rehearse_folder(),
    year: Annotated[bool, typer.Option("--year", help="What the committee does from January to March.")] = False,
    partners: Annotated[
        bool,
        typer.Option("--partners", help="What three partners decide, by Make Justice Normal's rules."),
    ] = False,
) -> None:
    """Play a whole endorsement season with made-up people, on this machine only, in about a minute."""
    from flows.rehearsal import stage
    from flows.secretary import Refusal

    if year and partners:
        raise Refusal("One play at a time: leave out --year, or --partners.")
    what: stage.What = "year" if year else "partnership" if partners else "season"
    stage.play(what=what, charter=charter, ballot=ballot, members=members, folder=folder, console=console)


@app.command()
def look(
    folder: Annotated[Path, typer.Option(help="The rehearsal to look at.")] = _rehearse_folder(),
    while_open: Annotated[
        bool, typer.Option("--open", help="Forms, sheets and mail as voting began, without the dashboard.")
    ] = False,
) -> None:
    """Open the dashboard, its worker and the sandbox as the last rehearsal left them, until Ctrl-C."""
    from flows.rehearsal import stage

    show = stage.look_while_open if while_open else stage.look
    show(folder=folder, console=console)


@app.command()
def sandbox(
    port: Annotated[int, typer.Option(help="Port on this machine.")] = 8460,
    world: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="A saved world to open.")] = None,
) -> None:
    """Serve the stand-ins for Google and Mailchimp, for trying things out, until Ctrl-C."""
    from flows import serving
    from integrations.sandbox.server import Sandbox
    from integrations.sandbox.world import World

    serving.refuse_if_taken(port)
    opened = World.opened(world) if world else None
    with Sandbox(at=datetime.now(UTC), port=port, world=opened) as served:
        console.print(f"The sandbox is at {served.url} – press Ctrl-C to stop it.")
        _until_interrupted()


@app.command()
def up(
    port: Annotated[int, typer.Option(help="Port of the dashboard.")] = 4200,
    host: Annotated[
        str, typer.Option(help="Where it listens. Anything but this machine alone needs CANVASS_DASHBOARD_PASSWORD.")
    ] = "127.0.0.1",
    home: Annotated[Path, typer.Option(help="Where Prefect keeps its own database.")] = Path("prefect"),
) -> None:
    """Start the dashboard and its worker, with every flow in place, until Ctrl-C."""
    from flows import staying_up

    try:
        staying_up.until_interrupted(home, host=host, port=port, say=console.print)
    except KeyboardInterrupt:
        console.print("Stopping …")


def _until_interrupted() -> None:
    import threading

    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        console.print("Stopping …")


app.add_typer(installing.app)
app.add_typer(organisers.app)
app.add_typer(races.app)
app.add_typer(committee.app)
app.add_typer(flat_votes.app)
app.add_typer(years.app)
app.add_typer(annual.app)
app.add_typer(seats.app)
app.add_typer(renewal.app)
app.add_typer(partners.app)
app.add_typer(reasons.app)
app.add_typer(forums.app)
app.add_typer(parallel.app)
app.add_typer(links.app)
app.add_typer(afterwards.app)
app.add_typer(questionnaires.app)
app.add_typer(registrars.app)
app.add_typer(petitions.app)
app.add_typer(notices.app)
app.add_typer(members.app)
app.add_typer(privacy.app)
app.add_typer(circumstances.app)
app.add_typer(auditors.app)
app.add_typer(backups.app)
app.add_typer(machines.app)


def main() -> None:
    """Run a command; what goes wrong by anybody's input ends in a letter, not in a traceback."""
    # A service manager's way to end a program: what was started is taken down in order, as with Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    _in_letters(app)


def _in_letters(run: Callable[[], Any]) -> None:
    from flows import faults

    try:
        run()
    except Exception as fault:
        letter = faults.letter(fault)
        if not letter:
            raise
        letters_out.print(letter, highlight=False, markup=False)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
