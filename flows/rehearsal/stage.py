"""The stage: what has to be up for a rehearsal – the sandbox, the dashboard, a worker – and taken down afterwards."""

from __future__ import annotations

import json
import os
import shutil
import sys
import threading
import time
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from flows import serving
from flows.rehearsal import cast, venue
from flows.secretary import Refusal, Secretary
from integrations.sandbox import inbox
from integrations.sandbox.server import Sandbox
from integrations.sandbox.world import World

CURTAIN = datetime(2026, 9, 28, 16, tzinfo=UTC)
"""The day a rehearsal begins, in its own time."""

MARK = "rehearsal.json"

QUIET = {"PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "ERROR"}
"""On stage the console tells the story; Prefect's own log goes to the dashboard."""


def play(*, charter: str, members: int, folder: Path, console: Console) -> None:
    """Play a season from the first reading of the sheets to the announced result, and leave everything to look at."""
    began = time.monotonic()
    _clear(folder)
    log = folder / "prefect.log"
    with ExitStack() as stack:
        sandbox = stack.enter_context(Sandbox(at=CURTAIN))
        settings = _furnish(sandbox, folder, charter=charter, members=members)
        switches = serving.environment(folder / "prefect", port=serving.free_port()) | {
            "CANVASS_HOUSE": str(serving.HOUSE)
        }
        with console.status("Starting the dashboard …"):
            dashboard = stack.enter_context(serving.server(switches, log))
        settings = settings.model_copy(update={"dashboard": dashboard})
        os.environ.update(switches | venue.as_environment(settings) | QUIET)
        ready = _worker_in_background(stack, switches, log)
        console.print(f"The dashboard is up ({time.monotonic() - began:.0f} s). The season begins.\n")
        from flows.rehearsal.season import Season  # noqa: PLC0415  # imports Prefect, which reads its settings then

        season = Season(sandbox, dashboard, console, stage=cast.stage(today=CURTAIN.date(), members=members))
        season.play(worker_is_up=ready)
        sandbox.world.save(folder / "world.json")
        inbox.write_inbox(sandbox.world, folder / "inbox")
        _leave_mark(folder, sandbox=sandbox.url, settings=venue.as_environment(settings))
    season.say_goodbye(folder, seconds=time.monotonic() - began)


def look(*, folder: Path, console: Console) -> None:
    """Open what the last rehearsal left: the dashboard, and the sandbox with its inbox, forms and sheets."""
    mark = folder / MARK
    if not mark.exists():
        raise Refusal(f"There is no rehearsal in {folder}. Play one first: canvass rehearse")
    kept = json.loads(mark.read_text(encoding="utf-8"))
    port = int(kept["sandbox"].rpartition(":")[2])
    os.environ.update(kept["settings"])
    # The same ports as then: letters and pages are full of links.
    dashboard_port = int(kept["settings"]["CANVASS_DASHBOARD"].rpartition(":")[2])
    switches = serving.environment(folder / "prefect", port=dashboard_port) | {"CANVASS_HOUSE": str(serving.HOUSE)}
    serving.refuse_if_taken(port)
    _write_settings(folder, kept["settings"])
    with ExitStack() as stack:
        sandbox = stack.enter_context(Sandbox(port=port, world=World.opened(folder / "world.json")))
        with console.status("Starting the dashboard …"):
            dashboard = stack.enter_context(serving.server(switches, folder / "prefect.log"))
        stack.enter_context(serving.worker(switches, folder / "prefect.log"))
        console.print(f"What needs a person: {dashboard}/artifacts/key/desk")
        console.print(f"All runs:            {dashboard}/runs")
        console.print(f"Everybody's mail:    {sandbox.url}/inbox")
        console.print(f"Forms and sheets:    {sandbox.url}/")
        console.print(f"The command line:    cd {folder} && {_ourselves_from_anywhere()} status", soft_wrap=True)
        console.print("Press Ctrl-C to close.")
        with suppress(KeyboardInterrupt):
            threading.Event().wait()


def _write_settings(folder: Path, settings: dict[str, str]) -> None:
    """Let commands that are given in the rehearsal's folder be about the rehearsal."""
    lines = [f"{name}='{_escaped(value)}'" for name, value in settings.items()]
    (folder / ".env").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")


def ourselves() -> str:
    """How the reader can call this program again: by its name, or by where it lies if the name alone isn't found."""
    here = Path(sys.argv[0])
    if shutil.which("canvass") or here.name != "canvass":
        return "canvass"
    return str(here.relative_to(Path.cwd())) if here.is_relative_to(Path.cwd()) else str(here)


def _ourselves_from_anywhere() -> str:
    known = ourselves()
    return known if known == "canvass" else str(Path(known).resolve())


def _clear(folder: Path) -> None:
    """Make room for a new rehearsal. A folder that no rehearsal made is left alone."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            raise Refusal(
                f"The folder {folder} holds something that no rehearsal made. Name another one: --folder NAME"
            )
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    _leave_mark(folder)


def _leave_mark(folder: Path, **kept: Any) -> None:
    (folder / MARK).write_text(json.dumps(kept, indent=1), encoding="utf-8")


def _furnish(sandbox: Sandbox, folder: Path, *, charter: str, members: int) -> Any:
    settings = venue.settings(sandbox, folder, charter=charter)
    secretary = Secretary.at_work(settings)
    book = venue.furnish(sandbox, secretary, cast.stage(today=CURTAIN.date(), members=members))
    secretary.ledger.close()
    return settings.model_copy(update={"members_book": book})


def _worker_in_background(stack: ExitStack, switches: dict[str, str], log: Path) -> threading.Event:
    """Deploy and start the worker while the season is already under way: it is needed only for the certificate."""
    ready, over = threading.Event(), threading.Event()

    def prepare() -> None:
        serving.deploy(switches, log)
        with serving.worker(switches, log):
            ready.set()
            over.wait()

    worker = threading.Thread(target=prepare, name="worker", daemon=True)
    worker.start()
    stack.callback(worker.join)
    stack.callback(over.set)
    return ready
