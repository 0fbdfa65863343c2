"""Staying up: the server and the worker are started, watched, and started anew when they die."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from core.charter import load
from flows import owner_only, serving
from flows.duties.health import examination, interrupted
from flows.duties.health.findings import Finding
from flows.serving import ServingFault
from integrations import settings
from integrations.scheduler import Scheduler

LOG = "canvass-up.log"


def until_interrupted(home: Path, *, host: str, port: int, password: str, say: Callable[[str], object]) -> None:
    """The dashboard and its worker, with every flow in place, until Ctrl-C.

    Raises ServingFault where starting would do harm: open permissions, releases that break one another, a database that
    isn't ours, or a dashboard that anybody could reach. What is merely wrong is said, and mended at leisure.
    """
    switches = serving.environment(home, host=host, port=port, password=password)
    zone = load(settings.load().charter).zone
    refuse_harm(examination.local(), say)
    owner_only.make_folder(home)
    log = home / LOG
    log.touch(mode=0o600)
    serving.turn_over(log)
    while True:
        with serving.running_server(switches, log) as (address, server):
            put_in_order(switches, log, say)
            serving.deploy(switches, log, zone=zone)
            say(f"The dashboard is at {address} – press Ctrl-C to stop it.")
            serving.work_while(server, switches, log)
        serving.note(log, f"the server ended by itself ({server.returncode}), and is started anew")


def refuse_harm(found: list[Finding], say: Callable[[str], object]) -> None:
    """Say what is wrong; raise ServingFault where it would do harm to start in spite of it."""
    harmful = [one for one in found if one.verdict == "wrong" and one.harms]
    for one in found:
        if one.verdict == "wrong" and not one.harms:
            say(f"{one.group}, {one.name}: {one.what}. {one.mend}")
    if harmful:
        lines = "\n".join(f"  {one.group}, {one.name}: {one.what}\n    → {one.mend}" for one in harmful)
        raise ServingFault(f"Canvass isn't started, since it would do harm:\n{lines}")


def put_in_order(switches: dict[str, str], log: Path, say: Callable[[str], object]) -> None:
    """Runs that were interrupted when the last worker ended are queued anew, before there is a worker."""
    prefect = Scheduler(switches["PREFECT_API_URL"], switches.get("PREFECT_API_AUTH_STRING", ""))
    queued = interrupted.queue_anew(prefect, here=serving.worker_name())
    if queued:
        told = (
            f"queued anew, since they were interrupted: {queued} runs"
            if queued > 1
            else "1 interrupted run is queued anew"
        )
        serving.note(log, told)
        say(f"{told[0].upper()}{told[1:]}.")
