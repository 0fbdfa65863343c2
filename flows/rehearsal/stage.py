"""The stage: what has to be up for a rehearsal – the sandbox, the dashboard, a worker – and taken down afterwards."""

from __future__ import annotations

import json
import os
import shutil
import sys
import threading
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from rich.console import Console

from flows import owner_only, pages_shown, placing, serving
from flows.rehearsal import cast, ourselves, venue
from flows.secretary import Refusal, Secretary
from integrations.sandbox import inbox
from integrations.sandbox.server import Sandbox
from integrations.sandbox.world import World
from integrations.settings import Settings

if TYPE_CHECKING:
    from flows.rehearsal.programme import Programme

What: TypeAlias = Literal["season", "year", "partnership"]
"""Which play is put on stage."""

MARK = "rehearsal.json"
WHILE_OPEN = "world-open.json"

QUIET = {"PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "ERROR"}
"""On stage the console tells the story; Prefect's own log goes to the dashboard."""


def play(
    *, what: What = "season", charter: str, ballot: Path | None, members: int, folder: Path, console: Console
) -> None:
    """Play a season from the first reading of the sheets to the announced result, and leave everything to look at.

    Or what the committee does in a year from January to March; or what partners decide together. Without a `charter`
    it is played by its own.
    """
    began = time.monotonic()
    _refuse_strange(folder)
    log = folder / "prefect.log"
    with ExitStack() as stack:
        switches = serving.environment(folder / "prefect", port=serving.free_port())
        aside = Path(stack.enter_context(TemporaryDirectory(prefix="canvass-rehearsal-")))
        # Prefect reads its settings when it is imported. What it keeps for this process needn't last.
        os.environ.update(switches | QUIET | {"PREFECT_HOME": str(aside)})
        from flows.rehearsal import plays, programme  # noqa: PLC0415  # imports Prefect

        charter = charter or plays.CHARTERS[what]
        played = plays.PLAYS[what].announced(charter, ballot)
        sandbox = stack.enter_context(Sandbox(at=played.begins))
        charter = programme.keep(charter, aside)
        if isinstance(played, programme.OfASeason):
            programme.refuse_unless_ready(venue.settings(sandbox, aside, charter=charter), played)
        _clear(folder)
        settings = venue.settings(sandbox, folder, charter=programme.keep(charter, folder))
        settings = furnish(sandbox, settings, played, members=members)
        with console.status("Starting the dashboard …"):
            dashboard = stack.enter_context(serving.server(switches, log))
        settings = settings.model_copy(update={"dashboard": dashboard})
        os.environ.update(venue.as_environment(settings))
        ready = _worker_in_background(stack, switches, log, zone=played.charter.zone)
        console.print(f"The dashboard is up ({time.monotonic() - began:.0f} s). The {what} begins.\n")
        over = plays.PLAYS[what].put_on(sandbox, console, played, ready, folder / WHILE_OPEN)
        sandbox.world.save(folder / "world.json")
        inbox.write_inbox(sandbox.world, folder / "inbox")
        _leave_mark(folder, sandbox=sandbox.url, settings=venue.as_environment(settings))
    over.say_goodbye(folder, seconds=time.monotonic() - began)


def look(*, folder: Path, console: Console) -> None:
    """Open what the last rehearsal left: the dashboard, and the sandbox with its inbox, forms and sheets."""
    kept = _kept(folder)
    port = int(kept["sandbox"].rpartition(":")[2])
    os.environ.update(kept["settings"])
    # The same ports as then: letters and pages are full of links.
    dashboard_port = int(kept["settings"]["CANVASS_DASHBOARD"].rpartition(":")[2])
    switches = serving.environment(folder / "prefect", port=dashboard_port)
    serving.refuse_if_taken(port)
    _write_settings(folder, kept["settings"])
    with ExitStack() as stack:
        sandbox = stack.enter_context(Sandbox(port=port, world=World.opened(folder / "world.json")))
        with console.status("Starting the dashboard …"):
            dashboard = stack.enter_context(serving.server(switches, folder / "prefect.log"))
        stack.enter_context(serving.worker(switches, folder / "prefect.log"))
        console.print(f"What needs a person: {pages_shown.served(dashboard, 'desk')}")
        console.print(f"All runs:            {dashboard}/runs")
        console.print(f"Everybody's mail:    {sandbox.url}/inbox")
        console.print(f"Forms and sheets:    {sandbox.url}/")
        console.print(f"The command line:    cd {folder} && {ourselves.from_anywhere()} status", soft_wrap=True)
        console.print("Press Ctrl-C to close.")
        with suppress(KeyboardInterrupt):
            threading.Event().wait()


def look_while_open(*, folder: Path, console: Console) -> None:
    """Open the forms, the sheets and the mail as they were when voting had just begun. Nothing done there is kept."""
    port = int(_kept(folder)["sandbox"].rpartition(":")[2])
    if not (folder / WHILE_OPEN).exists():
        again = f"canvass rehearse{ourselves.in_folder(folder)}"
        raise Refusal(f"The rehearsal in {folder} kept nothing of the open ballot. Play it once more: {again}")
    serving.refuse_if_taken(port)
    with Sandbox(port=port, world=World.opened(folder / WHILE_OPEN)) as sandbox:
        console.print(f"Everybody's mail:    {sandbox.url}/inbox")
        console.print(f"Forms and sheets:    {sandbox.url}/")
        console.print("Voting is open: follow the link in somebody's letter, and vote. Nothing you do here is kept.")
        console.print("Press Ctrl-C to close.")
        with suppress(KeyboardInterrupt):
            threading.Event().wait()


def _kept(folder: Path) -> dict[str, Any]:
    """What the rehearsal in a folder noted down. Raises Refusal where none came to its end."""
    mark = folder / MARK
    if not mark.exists():
        raise Refusal(f"There is no rehearsal in {folder}. Play one first: canvass rehearse{ourselves.in_folder(folder)}")
    kept: dict[str, Any] = json.loads(mark.read_text(encoding="utf-8"))
    if not kept:
        again = f"canvass rehearse{ourselves.in_folder(folder)}"
        raise Refusal(f"The rehearsal in {folder} didn't come to its end. Play it once more: {again}")
    return kept


def _write_settings(folder: Path, settings: dict[str, str]) -> None:
    """Let commands that are given in the rehearsal's folder be about the rehearsal."""
    lines = [f"{name}='{_escaped(value)}'" for name, value in settings.items()]
    owner_only.write(folder / ".env", "\n".join(lines) + "\n")


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")


def _refuse_strange(folder: Path) -> None:
    """A folder that no rehearsal made is left alone."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise Refusal(f"The folder {folder} holds something that no rehearsal made. Name another one: --folder NAME")


def _clear(folder: Path) -> None:
    """Make room for a new rehearsal."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    _leave_mark(folder)


def _leave_mark(folder: Path, **kept: Any) -> None:
    (folder / MARK).write_text(json.dumps(kept, indent=1), encoding="utf-8")


def furnish(sandbox: Sandbox, settings: Settings, played: Programme, *, members: int) -> Settings:
    """Members, workbook and mailing list, as the charter wants them. Returns the settings that came of it."""
    rules = played.charter.membership
    made_up = cast.stage(
        today=played.today,
        members=members,
        events=rules.events_needed.value,
        shifts=rules.volunteering_needed.value,
        warning=rules.lapse_warning_days.value,
    )
    secretary = Secretary.at_work(settings)
    book = venue.furnish(sandbox, secretary, made_up)
    secretary.ledger.close()
    sender = f"{' '.join(played.charter.name.split())[:100]} (rehearsal)"
    return settings.model_copy(update={"members_book": book, "mail_from_name": sender})


def _worker_in_background(stack: ExitStack, switches: dict[str, str], log: Path, *, zone: str) -> threading.Event:
    """Deploy and start the worker while the season is already under way: it is needed only for the certificate."""
    ready, over = threading.Event(), threading.Event()

    def prepare() -> None:
        placing.deploy(switches, log, zone=zone)
        with serving.worker(switches, log):
            ready.set()
            over.wait()

    worker = threading.Thread(target=prepare, name="worker", daemon=True)
    worker.start()
    stack.callback(worker.join)
    stack.callback(over.set)
    return ready
