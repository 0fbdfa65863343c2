"""Trying: `canvass verify-live` at a terminal, which asks before each step and writes down what came of it."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import typer

from core import calendar
from flows.doors.terminal import console
from flows.duties.health import versions
from flows.duties.live import google_trial, mailchimp_trial, trial
from flows.duties.live.trial import Bench, Step
from flows.secretary import Refusal
from integrations import settings as installation
from integrations.google import auth
from integrations.mailchimp import client

STEPS = (*google_trial.STEPS, *mailchimp_trial.STEPS)


def try_out(*, really: bool, file: Path) -> None:
    """List the steps; or try them, and write the report. Ends with 1 where anything is other than Canvass goes by."""
    found = installation.load_before_the_workbook()
    if not really:
        for step in STEPS:
            console.print(f"{step.service}, {step.title}: {step.does}. Otherwise: {step.hangs}.")
        console.print(
            f"\nNothing was done. With --really you are asked about each; what it makes is called “{trial.NAME}”."
        )
        return
    _refuse_unwritable(file)
    bench = Bench(found, auth.connect(found), client.connect(found), look=_look)
    tried, left = trial.carried_out(bench, STEPS, _may)
    words = trial.report(tried, left, on=calendar.day_in_words(date.today()), versions=versions.installed())  # noqa: DTZ011  by the clock on the wall
    file.write_text(words, encoding="utf-8")
    console.print(
        f"\n{words}\nThis is in {file}, too: put it into an issue, so that the next organisation needn't guess."
    )
    if left or any(one.outcome in {"otherwise", "failed"} for one in tried):
        raise typer.Exit(1)


def _refuse_unwritable(file: Path) -> None:
    """Raises Refusal where the report couldn't be kept; asked first, since a trial isn't done again in a moment."""
    there = file if file.exists() else file.absolute().parent
    if file.is_dir() or not os.access(there, os.W_OK):
        raise Refusal(f"The report {file} can't be written. Nothing was tried; name another place: --report FILE")


def _may(step: Step) -> bool:
    console.print(f"\n{step.service}, {step.title}: {step.does}.")
    return typer.confirm("Shall it be tried?", default=True)


def _look(asked: str) -> bool | None:
    console.print(asked)
    said = typer.prompt("yes, no, or Enter if you can't look", default="", show_default=False).strip().casefold()
    return {"yes": True, "y": True, "no": False, "n": False}.get(said)
