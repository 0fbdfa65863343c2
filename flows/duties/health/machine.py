"""The machine: its settings, who can read what is secret, room on the disk, and whether its clock is right."""

from __future__ import annotations

import difflib
import os
import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import requests
from sqlalchemy.engine import make_url

from core.charter import CharterFault, load
from flows.duties.health.findings import Finding, Group
from integrations import clock, heard
from integrations.settings import SECRETS, Desk, Place, Settings, misspelt

GROUP = Group("This machine")
SETTINGS = Group("Settings")

OTHERS = 0o077
"""What the owner's group, and everybody else, may do with a file."""

LEAST_FREE = 500 * 1024 * 1024
"""Bytes. A season takes a tenth of it; Prefect's own database grows by about a gigabyte a year."""

MOST_SKEW = timedelta(seconds=30)
"""Half a minute early or late is no harm: when a ballot came is told by Google's clock, never by ours."""


def settings(found: Settings) -> Iterator[Finding]:
    """Whether the settings say what they should, as far as that can be seen without asking anybody."""
    faults = misspelt(found)
    for name, why, mend in faults:
        yield SETTINGS.wrong(f"CANVASS_{name.upper()}", why, mend)
    if not faults:
        yield SETTINGS.ok("values", "everything that is needed is there, and has the right form")
    yield from charter(found)


def names(folder: Path = Path()) -> Iterator[Finding]:
    """Names in .env that are no setting: nobody reads them, and nobody would say so."""
    env = folder / ".env"
    text = env.read_text("utf-8") if env.exists() else ""
    written = re.findall(r"^\s*(?:export\s+)?(CANVASS_\w+)\s*=", text, re.MULTILINE)
    known = [f"CANVASS_{name.upper()}" for name in Settings.model_fields]
    known += [f"CANVASS_{name.upper()}_FILE" for name in SECRETS]
    for name in sorted({*written} - {*known}):
        near = difflib.get_close_matches(name, known, n=1)
        mend = f"Perhaps {near[0]} was meant." if near else "Take it out; docs/install.md lists all settings."
        yield SETTINGS.wrong(name, "it stands in .env, and is no setting", mend)


def charter(found: Desk) -> Iterator[Finding]:
    """Whether the charter can be used, and this machine knows its zone."""
    try:
        rules = load(found.charter)
    except CharterFault as fault:
        first, more = fault.faults[0], len(fault.faults) - 1
        also = f", and {more} more" if more else ""
        yield SETTINGS.wrong("charter", f"{first.key} {first.what}{also}", f"{first.remedy} Then look again.")
        return
    try:
        ZoneInfo(rules.zone)
    except (ZoneInfoNotFoundError, OSError):
        yield SETTINGS.wrong("zone", f"this machine doesn't know {rules.zone}", "Install tzdata.", harms=True)
        return
    yield SETTINGS.ok("charter", f"it can be used; its clocks are those of {rules.zone}")


def secrets(found: Place, folder: Path = Path()) -> Iterator[Finding]:
    """Whether nobody but this account can read the settings and the key files, and keys can be written."""
    env = folder / ".env"
    if not env.exists():
        yield GROUP.ok(".env", "there is none here; the settings come from the environment")
    elif env.stat().st_mode & OTHERS:
        yield GROUP.wrong(".env", "others on this machine can read it, with its keys", "chmod 600 .env", harms=True)
    else:
        yield GROUP.ok(".env", "only its owner can read it")
    yield from _keys(found.keys)


def _keys(folder: Path) -> Iterator[Finding]:
    name = "folder of keys"
    if not folder.exists():
        above = next(one for one in folder.absolute().parents if one.exists())
        if os.access(above, os.W_OK | os.X_OK):
            yield GROUP.ok(name, "it isn't there yet, and is made with the first key")
        else:
            yield GROUP.wrong(name, "it isn't there, and can't be made", "Name another folder in CANVASS_KEYS.")
        return
    open_files = [file for file in (folder, *folder.iterdir()) if file.stat().st_mode & OTHERS]
    if open_files:
        what = f"others on this machine can look into it ({len(open_files)} places)"
        yield GROUP.wrong(name, what, f"chmod -R go= {folder.name}", harms=True)
    elif not os.access(folder, os.W_OK | os.X_OK):
        yield GROUP.wrong(name, "Canvass can't write into it", f"chmod 700 {folder.name}", harms=True)
    else:
        yield GROUP.ok(name, "only its owner can look into it, and Canvass can write there")


def disk(found: Place) -> Iterator[Finding]:
    """Whether there is room where things are written."""
    url = make_url(found.database_url)
    places = {"keys": found.keys, "packs": found.packs, "backups": found.backups}
    if url.get_backend_name() == "sqlite" and url.database:
        places["database"] = Path(url.database)
    tight = sorted(name for name, place in places.items() if _free(place) < LEAST_FREE)
    if tight:
        what = f"less than {LEAST_FREE // 1024**2} MB are free where it keeps {' and '.join(tight)}"
        yield GROUP.wrong("disk", what, "Make room: old logs and backups first, never keys.")
    else:
        yield GROUP.ok("disk", f"{min(map(_free, places.values())) // 1024**2} MB are free")


def _free(place: Path) -> int:
    there = next(one for one in (place.absolute(), *place.absolute().parents) if one.exists())
    return shutil.disk_usage(there).free


def clocks(found: Settings) -> Iterator[Finding]:
    """Whether the clock that Canvass goes by agrees with Google's and Mailchimp's, as they put it on their answers."""
    for service, address in heard.doors(found).items():
        name = f"clock beside {service}’s"
        try:
            theirs = heard.date_of(address)
            ours = clock.now(found)
        except (requests.RequestException, OSError):
            yield GROUP.unknown(name, "no answer", "Look whether this machine reaches the Internet.")
            continue
        if theirs is None:
            yield GROUP.unknown(name, "its answer has no date")
        elif abs(ours - theirs) > MOST_SKEW:
            off = int(abs(ours - theirs).total_seconds())
            what = f"it is {off} seconds {'fast' if ours > theirs else 'slow'}"
            yield GROUP.wrong(name, what, "Let the machine set its clock by the network: timedatectl set-ntp true")
        else:
            yield GROUP.ok(name, "they agree")
