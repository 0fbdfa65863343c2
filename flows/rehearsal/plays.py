"""The plays: which there are, what is announced of each, and how it is put on stage."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from rich.console import Console

from flows.rehearsal import partners, programme, year
from flows.rehearsal.partners_stage import Partnered
from flows.rehearsal.programme import OfASeason, Programme
from flows.rehearsal.season import Season
from flows.rehearsal.stage import What
from flows.rehearsal.years_stage import AYear
from integrations.sandbox.server import Sandbox

CHARTERS: Mapping[What, str] = {
    "season": "jp_progressives",
    "year": "jp_progressives",
    "partnership": "make_justice_normal",
}
"""By whose rules a play is played, unless somebody names another charter."""


class Over(Protocol):
    """What was played to its end."""

    def say_goodbye(self, folder: Path, *, seconds: float) -> None:
        """What came of it, and where to look."""


@dataclass(frozen=True)
class Play:
    """A play. `announced` says what will be played by a charter, or refuses; `put_on` plays it from first to last.

    `put_on` is handed what was announced, an event that is set once the worker is up, and where to keep the sandbox as
    it is while voting is open.
    """

    announced: Callable[[str, Path | None], Programme]
    put_on: Callable[[Sandbox, Console, Programme, threading.Event, Path], Over]


def _season(sandbox: Sandbox, console: Console, played: Programme, ready: threading.Event, while_open: Path) -> Over:
    if not isinstance(played, OfASeason):
        raise TypeError("a season needs its ballot")
    on_stage = Season(sandbox, console, programme=played)
    on_stage.play(worker_is_up=ready, while_open=while_open)
    return on_stage


def _year(sandbox: Sandbox, console: Console, played: Programme, _ready: threading.Event, _while_open: Path) -> Over:
    on_stage = AYear(sandbox, console, charter=played.charter)
    on_stage.play(year.ACTS)
    return on_stage


def _partners(sandbox: Sandbox, console: Console, played: Programme, _: threading.Event, _while_open: Path) -> Over:
    on_stage = Partnered(sandbox, console, charter=played.charter)
    on_stage.play(partners.ACTS)
    return on_stage


PLAYS: Mapping[What, Play] = {
    "season": Play(programme.announced, _season),
    "year": Play(programme.of_a_year, _year),
    "partnership": Play(programme.of_partners, _partners),
}
