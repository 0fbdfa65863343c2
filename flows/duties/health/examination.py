"""The examination: everything that has to be in order, looked at without changing anything."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from pydantic import ValidationError

from flows.duties.health import backups, dashboard, database, google, machine, mailchimp, versions
from flows.duties.health.findings import Check, Finding, Group, of_all
from flows.duties.setting_up.questions import SETTINGS
from integrations import clock, scheduler
from integrations import settings as installation
from integrations.scheduler import Scheduler
from integrations.settings import Desk, Settings, SettingsFault

Examined = list[Finding]
Now = Callable[[], datetime]


def whole(
    found: Settings | None = None, *, folder: Path = Path(), running: bool = True, prefect: Scheduler | None = None
) -> Examined:
    """Everything, the services included. `running`: the dashboard ought to be up; it is at `prefect`, or as set."""
    there, faults = _settings(found, folder)
    if there is None:
        return [*faults, *of_all(_without_them(folder))]
    asked: list[tuple[Group, Check]] = [
        *_local(there, folder),
        (machine.GROUP, partial(machine.clocks, there)),
        (google.GROUP, partial(google.look, there)),
    ]
    if there.part != "ballot-box":  # which has neither: it knows nobody, and a timer runs it
        asked += [
            (mailchimp.GROUP, lambda: mailchimp.look(there, clock.now(there))),
            (dashboard.GROUP, partial(dashboard.look, prefect or scheduler.of(there), running=running)),
        ]
    return list(of_all(asked))


def local(found: Settings | None = None, *, folder: Path = Path(), running: bool = False) -> Examined:
    """What can be seen on this machine in a second, without asking anybody. `running`: its dashboard is asked, too."""
    there, faults = _settings(found, folder)
    if there is None:
        return [*faults, *of_all(_without_them(folder))]
    asked = _local(there, folder)
    if running and there.part != "ballot-box":
        asked.append((dashboard.GROUP, partial(dashboard.look, scheduler.of(there))))
    return list(of_all(asked))


def _local(there: Settings, folder: Path) -> list[tuple[Group, Check]]:
    return [
        (machine.SETTINGS, partial(machine.settings, there)),
        *_inside(there, folder),
    ]


def _without_them(folder: Path) -> list[tuple[Group, Check]]:
    """What can be looked at though settings are missing; nothing of it needs a key to anything outside."""
    try:
        there = Desk()
    except (SettingsFault, ValidationError):
        return [(versions.GROUP, versions.look)]
    return [(machine.SETTINGS, partial(machine.charter, there)), *_inside(there, folder)]


def _inside(there: Desk, folder: Path) -> list[tuple[Group, Check]]:
    return [
        (machine.SETTINGS, partial(machine.names, folder)),
        (machine.GROUP, partial(machine.secrets, there, folder)),
        (machine.GROUP, partial(machine.disk, there)),
        (database.GROUP, partial(database.look, there)),
        (versions.GROUP, versions.look),
        *([(backups.GROUP, partial(backups.look, there))] if there.part != "ballot-box" else []),
    ]


def _settings(found: Settings | None, folder: Path) -> tuple[Settings | None, Examined]:
    """The settings, as far as they can be read; the workbook may still be missing."""
    if found is not None:
        return found, []
    try:
        return installation.load_before_the_workbook(), []
    except SettingsFault as fault:
        lines = [line.strip() for line in str(fault).splitlines() if line.startswith("  ")]
        if not all(": " in line for line in lines or ("",)):  # such as: a file that others can read. It says what to do
            said = " ".join(str(fault).split())
            return None, [machine.SETTINGS.wrong("values", said, "Then look again: canvass doctor", harms=True)]
        named = [line.partition(": ") for line in lines]
        return None, [machine.SETTINGS.wrong(name, what, _mend(name, folder)) for name, _, what in named]


def _mend(setting: str, folder: Path) -> str:
    """How to get a setting that is missing. `canvass init` writes nothing over, so it helps only where no file is."""
    if setting in BY_COMMAND:
        return BY_COMMAND[setting]
    name = setting.removeprefix("CANVASS_").lower()
    where = next((f" {one.about}" for one in SETTINGS if one.name == name), "")
    is_set_up = (folder / ".env").exists() or "CANVASS_CHARTER" in os.environ  # as services hand it over
    asked = "" if is_set_up else ", or let yourself be asked: canvass init"
    return f"Write it into the settings (.env){asked}.{where}"


BY_COMMAND = {
    "CANVASS_GOOGLE_REFRESH_TOKEN": "Consent once as the organisation: canvass consent",
    "CANVASS_MEMBERS_BOOK": "Let it be made: canvass workbook",
}
"""Settings that a command gets, once the others are there."""
