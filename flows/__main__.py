"""The command line: every door that the dashboard has, and the tools for auditors."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.markdown import Markdown
from rich.table import Table

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

SHORTEST_MARK = 16
"""Letters show this many digits of a fingerprint; fewer could fit by chance."""

Denominator = Literal["cast", "continuing"]
Key = Annotated[str, typer.Argument(help="The ballot's key, as given when it was drafted.")]


def _secretary() -> Any:
    from flows.secretary import Secretary

    return Secretary.at_work()


def _secretary_for(key: str) -> Any:
    """The secretary, if there is a ballot of that key."""
    from flows.pages import election
    from flows.secretary import Refusal

    secretary = _secretary()
    known = [row[0] for row in election.overview(secretary)]
    if key not in known:
        raise Refusal(f"There is no ballot “{key}”. The keys so far: {', '.join(known) or 'none'}.")
    return secretary


def _rehearse_folder() -> Path:
    return Path("rehearsal")


@app.command()
def rehearse(
    charter: Annotated[str, typer.Option(help="A bundled charter, or a charter file of your own.")] = "jp_progressives",
    members: Annotated[int, typer.Option(min=12, max=500, help="How many made-up members take part.")] = 60,
    folder: Annotated[Path, typer.Option(help="Where everything is left to look at.")] = _rehearse_folder(),
) -> None:
    """Play a whole endorsement season with made-up people, on this machine only, in about a minute."""
    from flows.rehearsal import stage

    stage.play(charter=charter, members=members, folder=folder, console=console)


@app.command()
def look(folder: Annotated[Path, typer.Option(help="The rehearsal to look at.")] = _rehearse_folder()) -> None:
    """Open the dashboard and the sandbox as the last rehearsal left them, until Ctrl-C."""
    from flows.rehearsal import stage

    stage.look(folder=folder, console=console)


@app.command()
def sandbox(
    port: Annotated[int, typer.Option(help="Port on this machine.")] = 8460,
    world: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="A saved world to open.")] = None,
) -> None:
    """Serve the stand-ins for Google and Mailchimp, for trying things out, until Ctrl-C."""
    from integrations.sandbox.server import Sandbox
    from integrations.sandbox.world import World

    opened = World.opened(world) if world else None
    with Sandbox(at=datetime.now(UTC), port=port, world=opened) as served:
        console.print(f"The sandbox is at {served.url} – press Ctrl-C to stop it.")
        _until_interrupted()


@app.command()
def up(
    port: Annotated[int, typer.Option(help="Port of the dashboard.")] = 4200,
    home: Annotated[Path, typer.Option(help="Where Prefect keeps its own database.")] = Path("prefect"),
) -> None:
    """Start the dashboard and its worker, with every flow in place, until Ctrl-C."""
    from flows import serving
    from integrations import settings

    settings.load()
    home.mkdir(parents=True, exist_ok=True)
    password = os.environ.get("CANVASS_DASHBOARD_PASSWORD", "")
    switches = serving.environment(home, port=port, password=password) | {"CANVASS_HOUSE": str(serving.HOUSE)}
    log = home / "canvass-up.log"
    with serving.server(switches, log) as address:
        serving.deploy(switches, log)
        console.print(f"The dashboard is at {address} – press Ctrl-C to stop it.")
        try:
            serving.work_until_interrupted(switches, log)
        except KeyboardInterrupt:
            console.print("Stopping …")


def _until_interrupted() -> None:
    import threading

    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        console.print("Stopping …")


@app.command()
def membership() -> None:
    """Read the members' workbook, and say who may vote today and why."""
    from flows.duties import stock
    from flows.pages import roll

    secretary = _secretary()
    _print_page(roll.membership_page(secretary, stock.take_stock(secretary)))


@app.command()
def draft(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The ballot, as a TOML file.")],
) -> None:
    """Draft a ballot from a file. Nothing goes out; it can be changed until it is frozen."""
    from flows import draft as drafting

    ballot = drafting.read_file(file)
    missing = drafting.draft(_secretary(), ballot)
    console.print(f"“{ballot.title}” is drafted.")
    for ruling in missing:
        console.print(f"  Before it can be frozen: {ruling.because} ({ruling.clause})")


@app.command()
def freeze(key: Key) -> None:
    """Fix who may vote, by today's records. The ballot then runs by itself."""
    from flows import freeze as freezing

    console.print(f"{freezing.freeze(_secretary(), key)} voters are on the frozen roll of “{key}”.")


@app.command()
def tend() -> None:
    """Bring every election and letter to where it should be now. Running it twice does no harm."""
    from flows import tend as tending

    report = tending.tend(_secretary())
    for line in [*report.steps, *report.troubles] or ["Nothing was due."]:
        console.print(line)
    if report.broken:
        raise ExceptionGroup("something in Canvass is broken", report.broken)


@app.command()
def certify(
    key: Key,
    officer: Annotated[str, typer.Option(prompt="Your initials or role", help="Who certifies, for the record.")],
    note: Annotated[str, typer.Option(help="Anything the record should say.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask again.")] = False,
) -> None:
    """Look at a count, and certify it. The result then goes out to all members."""
    from flows import certify as certifying
    from flows.pages import election

    secretary = _secretary_for(key)
    _print_page(election.result_page(secretary, key))
    if yes or typer.confirm("Certify this count? The result is then sent to all members."):
        certifying.certify(secretary, key, officer=officer, note=note)
        console.print(f"The count of “{key}” is certified. The result goes out with the next pass.")


@app.command()
def withdraw(key: Key, reason: Annotated[str, typer.Option(prompt="Why", help="For the record.")]) -> None:
    """Call a ballot off before its ballots are sealed. Nothing is counted."""
    from flows import withdraw as withdrawing

    withdrawing.withdraw(_secretary(), key, reason=reason)
    console.print(f"“{key}” is withdrawn.")


@app.command()
def roll(key: Key) -> None:
    """List a frozen roll: line, member number and name, the ruling and its reason."""
    from flows.pages import roll as rolls

    table = Table("Line", "Member", "Name", "Clause", "Because")
    for row in rolls.lines(_secretary_for(key), key):
        table.add_row(*row)
    console.print(table)


@app.command()
def reissue(
    key: Key, line: Annotated[int, typer.Argument(help="The voter's line; `canvass roll` lists them.")]
) -> None:
    """Send a voter a new link. The old one, and any ballot cast with it, no longer counts."""
    from flows import reissue as reissuing

    letter = reissuing.reissue(_secretary(), key, line)
    console.print(f"The letter “{letter}” goes out with the next pass.")


@app.command()
def accept(
    key: Key, reason: Annotated[str, typer.Option(prompt="Why is this acceptable", help="For the record.")]
) -> None:
    """Accept what stopped a ballot, so that it goes on."""
    from flows.duties import holds

    console.print(f"Accepted: {holds.accept(_secretary(), key, reason=reason)}")


@app.command()
def status() -> None:
    """Where every election stands, and what needs a person."""
    from flows.pages import desk, election

    secretary = _secretary()
    _print_page(desk.desk_page(secretary))
    table = Table("Ballot", "State", "Closes", "Voters")
    for row in election.overview(secretary):
        table.add_row(*row)
    console.print(table)


@app.command()
def unreachable(key: Key) -> None:
    """List the voters of a ballot whom e-mail doesn't reach: names, for telephoning, with reason and remedy."""
    from flows.duties import mailboxes

    table = Table("Line", "Member", "Name", "Why", "What to do")
    for row in mailboxes.unreachable(_secretary_for(key), key):
        table.add_row(*row)
    console.print(table)


@app.command()
def count(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True,
            dir_okay=False,
            help="A CSV with the columns “1st choice”, “2nd choice” …: one ballot per line.",
        ),
    ],
    threshold: Annotated[str, typer.Option(help="The share it takes, as 60% or 3/5.")] = "60%",
    strict: Annotated[
        bool, typer.Option("--strict/--at-least", help="More than the threshold, or at least it.")
    ] = True,
    denominator: Annotated[
        Denominator, typer.Option(help="Share of the ballots cast, or of those still continuing.")
    ] = "cast",
    no_endorsement: Annotated[
        str | None,
        typer.Option(
            help="The option that withholds; it is never eliminated. Found by itself if called “No endorsement”."
        ),
    ] = None,
    seed: Annotated[str, typer.Option(help="Seed of the lots that break ties.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole record of the count as JSON.")] = False,
) -> None:
    """Count a file of ranked ballots, round by round."""
    from core import ballot_files, tally_sheet

    result = ballot_files.count_file(
        file, threshold=threshold, strict=strict, denominator=denominator, no_endorsement=no_endorsement, seed=seed
    )
    if as_json:
        typer.echo(json.dumps(result.as_json(), ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(tally_sheet.describe(result)))


@app.command()
def verify(
    pack: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="The folder of a recount pack.")],
) -> None:
    """Check a recount pack, count its ballots again, and say in plain words what that proves."""
    from core import recount

    verification = recount.verify(pack)
    typer.echo("\n".join(verification.lines))
    if not verification.ok:
        raise typer.Exit(1)


@app.command(name="log")
def check_log(
    since: Annotated[
        str, typer.Option(help="The log's mark from an earlier letter, or a whole fingerprint of it.")
    ] = "",
) -> None:
    """Check that the log is whole: no line changed, taken out or added in between."""
    from core import ledger

    secretary = _secretary()
    with secretary.ledger.reading() as session:
        fault = ledger.log_fault(session, since=_fingerprint(session, since) if since else ledger.GENESIS)
    if fault:
        _refuse(f"The log can't be trusted: {fault}.")
    console.print(f"The log is whole. Its newest fingerprint: {secretary.ledger.head()}")


def _fingerprint(session: Any, mark: str) -> str:
    """The whole fingerprint of which a letter shows the beginning, in groups of four; what fits none stays as it is."""
    from sqlalchemy import select

    from core.records import Entry

    typed = "".join(mark.split()).lower()
    whole = session.execute(select(Entry.hash)).scalars()
    return next((one for one in whole if len(typed) >= SHORTEST_MARK and one.startswith(typed)), typed)


@app.command()
def clauses(
    write: Annotated[Path | None, typer.Option(help="Write the page to this file.")] = None,
) -> None:
    """Print what each clause of the documents asks, how it is kept, and what proves it."""
    from core import clauses as catalogue

    page = catalogue.as_markdown()
    if write is None:
        typer.echo(page)
    else:
        write.write_text(page, encoding="utf-8")


def _print_page(page: str) -> None:
    """A dashboard page on the terminal: its pictures are left out, their words stay."""
    import re

    console.print(Markdown(re.sub(r"!\[([^\]]*)\]\(data:[^)]*\)", r"\1", page)))


def _refuse(letter: str) -> None:
    letters_out.print(letter, style="bold", highlight=False, markup=False)
    raise typer.Exit(1)


def main() -> None:
    """Run a command; what goes wrong by anybody's input ends in a letter, not in a traceback."""
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
