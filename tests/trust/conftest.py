"""What the trust tests share: a sandbox and the seasons played on it, and one table of what was found at the end."""

from __future__ import annotations

import gc
import os
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest

from integrations.sandbox.server import Sandbox
from tests.books import new_book
from tests.conftest import TEST_POSTGRES
from tests.trust.nursery import Nursery
from tests.trust.season import Season
from tests.trust.stage import START

Seasons = Callable[..., Season]

os.environ["no_proxy"] = "127.0.0.1"
"""Else requests goes through all of the environment, twice, before each call."""


@pytest.fixture(scope="session")
def _sandbox() -> Iterator[Sandbox]:
    with Sandbox(at=START) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def seasons(_sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seasons]:
    """A season by its seed and its kind of book, furnished and played without faults once in each worker."""
    known: dict[tuple[int, str], Season] = {}
    books = ExitStack()

    def season(seed: int = 0, kind: str = "sqlite") -> Season:
        if (seed, kind) not in known:
            folder = Path(tmp_path_factory.mktemp(f"season-{seed}-{kind}"))
            book = books.enter_context(new_book(kind, folder, server=TEST_POSTGRES))
            gc.freeze()  # what is there by now stays; looking through it again and again costs a tenth of the time
            known[seed, kind] = Season(_sandbox, folder, seed=seed, book=book)
        return known[seed, kind]

    with books:
        yield season


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Processes that can be killed."""
    quiet = Nursery()
    yield quiet
    quiet.close()


@dataclass
class Tally:
    """What a family of runs came to."""

    family: str
    points: int = 0
    runs: int = 0
    struck: int = 0
    complaints: list[str] = field(default_factory=list)

    def note(self, what: str, complaints: list[str], *, struck: int = 0) -> None:
        """Count a run, and keep what was wrong with it."""
        self.runs += 1
        self.struck += struck
        self.complaints += [f"{what}: {one}" for one in complaints]

    def figures(self) -> dict[str, int]:
        """The numbers for the table."""
        kinds = [one.partition(": ")[2].partition(" ")[0].rstrip(":") for one in self.complaints]
        found = Counter(kind if kind in ("doubled", "lost") else "other" for kind in kinds)
        counted = {"points": self.points, "runs": self.runs, "faults": self.struck}
        return counted | {kind: found[kind] for kind in ("doubled", "lost", "other")}


@pytest.fixture
def tally(request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> Iterator[Tally]:
    """Counts a test's runs for the table at the end."""
    counted = Tally(request.function.__name__.removeprefix("test_").replace("_", " "))
    began = time.monotonic()
    yield counted
    record_property("trust", [counted.family, counted.figures(), time.monotonic() - began])


_figures: dict[str, Counter[str]] = defaultdict(Counter)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Gather the numbers, wherever the test ran."""
    if report.when != "teardown":
        return
    for name, value in report.user_properties:
        if name == "trust":
            family, figures, seconds = cast("tuple[str, dict[str, int], float]", value)
            points = max(_figures[family]["points"], figures["points"])
            _figures[family].update({**figures, "seconds": round(seconds)})
            _figures[family]["points"] = points


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """The table: how much was tried, and how often anything was doubled, lost or different."""
    if not _figures or hasattr(config, "workerinput"):
        return
    columns = ("points", "runs", "faults", "doubled", "lost", "other", "seconds")
    widest = max(map(len, _figures))
    terminalreporter.section("trust")
    terminalreporter.write_line(" " * widest + "".join(f"{name:>9}" for name in columns))
    for family, figures in _figures.items():
        terminalreporter.write_line(f"{family:<{widest}}" + "".join(f"{figures[name]:>9}" for name in columns))
