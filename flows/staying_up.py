"""Staying up: the server and the worker are started, watched, and started anew when they die."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from core.charter import load
from flows import owner_only, placing, server_log, serving
from flows.caretaker import Caretaker, Say
from flows.duties.health import examination
from flows.duties.health.findings import Finding
from flows.serving import ServingFault
from integrations import settings
from integrations.settings import Desk

LOG = "canvass-up.log"
SERVERS_LOG = "canvass-serve.log"
WORKERS_LOG = "canvass-work.log"


def until_interrupted(home: Path, *, host: str, port: int, say: Say) -> None:
    """The dashboard and its worker, with every flow in place, until Ctrl-C.

    Raises ServingFault where starting would do harm: open permissions, releases that break one another, a database that
    isn't ours, or a dashboard that anybody could reach. What is merely wrong is said, and mended at leisure.
    """
    found = settings.load()
    switches = _switches(found, home, host=host, port=port)
    zone = load(found.charter).zone
    refuse_harm(examination.local(), say)
    log = _begun(home, LOG)
    while True:
        with serving.running_server(switches, log) as (address, server):
            placing.deploy(switches, log, zone=zone)
            say(f"The dashboard is at {address} – press Ctrl-C to stop it.")
            serving.work_while(partial(serving.lives, server), switches, log, Caretaker.of(switches, log, say))
        server_log.note(log, f"the server ended by itself ({server.returncode}), and is started anew")


def serve_until_interrupted(home: Path, *, host: str, port: int, say: Say) -> None:
    """The dashboard alone, with every flow in place, until Ctrl-C. It needs no key, so none is looked for.

    Raises ServingFault for a dashboard that anybody could reach.
    """
    found = settings.Desk()
    switches = _switches(found, home, host=host, port=port)
    zone = load(found.charter).zone
    log = _begun(home, SERVERS_LOG)
    while True:
        with serving.running_server(switches, log) as (address, server):
            placing.deploy(switches, log, zone=zone)
            say(f"The dashboard is at {address} – press Ctrl-C to stop it.")
            serving.watch(partial(serving.lives, server), log)
        server_log.note(log, f"the server ended by itself ({server.returncode}), and is started anew")


def work_until_interrupted(home: Path, *, server: str, say: Say) -> None:
    """A worker for a dashboard elsewhere, until Ctrl-C. Raises ServingFault where starting would do harm."""
    found = settings.load()  # what is missing is named now, and not by every run
    switches = serving.elsewhere(home, server, password=found.dashboard_password.get_secret_value())
    refuse_harm(examination.local(), say)
    log = _begun(home, WORKERS_LOG)
    say(f"Working for {server} – press Ctrl-C to stop.")
    serving.work_while(lambda: True, switches, log, Caretaker.of(switches, log, say))


def _switches(found: Desk, home: Path, *, host: str, port: int) -> dict[str, str]:
    password, database = found.dashboard_password.get_secret_value(), found.prefect_database_url.get_secret_value()
    return serving.environment(
        home, host=host, port=port, password=password, database=database, dashboard=found.dashboard
    )


def _begun(home: Path, name: str) -> Path:
    """The log in a folder of our own, which nobody else can read."""
    owner_only.make_folder(home)
    log = home / name
    log.touch(mode=0o600)
    server_log.turn_over(log)
    return log


def refuse_harm(found: list[Finding], say: Say) -> None:
    """Say what is wrong; raise ServingFault where it would do harm to start in spite of it."""
    harmful = [one for one in found if one.verdict == "wrong" and one.harms]
    for one in found:
        if one.verdict == "wrong" and not one.harms:
            say(f"{one.group}, {one.name}: {one.what}. {one.mend}")
    if harmful:
        lines = "\n".join(f"  {one.group}, {one.name}: {one.what}\n    → {one.mend}" for one in harmful)
        raise ServingFault(f"Canvass isn't started, since it would do harm:\n{lines}")
