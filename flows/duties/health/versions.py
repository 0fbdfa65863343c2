"""Versions: releases of Prefect, FastAPI and SQLAlchemy that break one another without saying so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from platform import python_version

from packaging.version import Version

from flows.duties.health.findings import Finding, Group

GROUP = Group("Programs")

LOOKED_AT = ("prefect", "fastapi", "sqlalchemy", "mailchimp-marketing")
AGAIN = "Install what the lock file names: .venv/bin/pip install --require-hashes -r requirements.txt"


def installed() -> dict[str, str]:
    """The releases that are installed, by package; one that isn't there is left out."""
    found = {}
    for package in LOOKED_AT:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def look(found: Mapping[str, str] | None = None, python: str = "") -> Iterator[Finding]:
    """Whether these releases work together; by default those that are installed."""
    there = {name: Version(said) for name, said in (installed() if found is None else found).items()}
    missing = [package for package in LOOKED_AT if package not in there]
    if missing:
        yield GROUP.wrong("packages", f"{', '.join(missing)} isn't installed", AGAIN, harms=True)
        return
    yield from _python(Version(python or python_version()))
    yield from _prefect(there)
    if there["mailchimp-marketing"] == Version("3.0.80"):
        yield GROUP.ok("Mailchimp's client", "the one that Canvass is written for")
    else:
        what = f"{there['mailchimp-marketing']} is another program under the same name"
        yield GROUP.wrong("Mailchimp's client", what, AGAIN, harms=True)


def _python(there: Version) -> Iterator[Finding]:
    if there < Version("3.11"):
        yield GROUP.wrong("Python", f"{there} is too old", "Install Python 3.11 or newer.", harms=True)
    else:
        yield GROUP.ok("Python", str(there))


def _prefect(there: Mapping[str, Version]) -> Iterator[Finding]:
    """Tried with 3.8.8: FastAPI from 0.155 on keeps the server from starting, SQLAlchemy 2.1 its schedules silent."""
    prefect, fastapi, sqlalchemy = there["prefect"], there["fastapi"], there["sqlalchemy"]
    clashes = []
    if prefect < Version("3.9") and fastapi >= Version("0.151"):
        clashes.append(f"with FastAPI {fastapi} Prefect {prefect} doesn't start")
    if prefect < Version("3.9") and sqlalchemy >= Version("2.1"):
        clashes.append(f"with SQLAlchemy {sqlalchemy} schedules of Prefect {prefect} start nothing, and nobody is told")
    if prefect != Version("3.8.8"):
        clashes.append(f"Prefect {prefect} isn't the one that Canvass was tried with, 3.8.8")
    for nth, clash in enumerate(clashes, start=1):
        yield GROUP.wrong(f"Prefect ({nth})" if nth > 1 else "Prefect", clash, AGAIN, harms=True)
    if not clashes:
        yield GROUP.ok("Prefect", f"{prefect}, with FastAPI {fastapi} and SQLAlchemy {sqlalchemy}: they work together")
