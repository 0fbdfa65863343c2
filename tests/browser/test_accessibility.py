"""Letters and the pages that voters see can be used by whoever can't see well, reads on a phone, or in the dark."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from integrations.sandbox.server import Sandbox
from tests.books import new_book
from tests.browser.album import ROOT
from tests.browser.chromium import Browser, Tab, chromium
from tests.flows.ballots import START
from tests.flows.club import ADA, Club

pytestmark = pytest.mark.browser

CHECKER = Path(__file__).parent / "axe" / "node_modules" / "axe-core" / "axe.min.js"
LETTERS = sorted((ROOT / "tests" / "templates" / "golden").glob("*.html"))
NARROW = 320
"""The width of a small phone; and what is left of a window of 640 pixels that is enlarged to 200%."""

RUN = """axe.run(document, {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  rules: Object.fromEntries(%s.map(rule => [rule, {enabled: false}])),
}).then(found => found.violations.map(one => one.id + ': ' + one.help + ' – ' + one.nodes.map(
  node => node.target.join(' ') + ' ' + node.html.slice(0, 120)).slice(0, 3).join(' | ')))"""

NOT_FOR_LETTERS = ["landmark-one-main", "region"]
"""A letter is shown inside a mail programme's own page, whose landmarks it must not double."""


@pytest.fixture(scope="module")
def checker() -> str:
    """The program of axe-core. `make accessibility` installs it."""
    if not CHECKER.exists():
        pytest.skip("axe-core is not installed here; `make accessibility` installs it with npm")
    return CHECKER.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def tabs() -> Iterator[dict[str, Tab]]:
    """A narrow tab in light, and one in dark."""
    with chromium() as browser, _narrow(browser, dark=False) as light, _narrow(browser, dark=True) as dark:
        yield {"light": light, "dark": dark}


def _narrow(browser: Browser, *, dark: bool) -> Tab:
    return browser.tab(width=NARROW, height=800, dark=dark)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Where a ballot, somebody's mail, and the way off the list are, on the sandbox, as voting has begun."""
    place = tmp_path_factory.mktemp("club")
    with Sandbox(at=START) as sandbox, new_book("sqlite", place, server="") as book:
        club = Club(sandbox, place, book)
        club.go_to("delivered")
        yield {"ballot": club.link(ADA), "inbox": f"{sandbox.url}/inbox", "front": f"{sandbox.url}/"}
        club.secretary.ledger.close()


def _faults(tab: Tab, checker: str, *, without: Sequence[str] = ()) -> Any:
    """What the checker finds, and whether anything of the page sticks out to the side."""
    tab.ask(f"{checker}; 0")
    wide = tab.ask("document.documentElement.scrollWidth")
    return [*tab.ask(RUN % json.dumps(without)), *([f"it is {wide} pixels wide"] if wide > NARROW else [])]


@pytest.mark.parametrize("light", ["light", "dark"])
@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.stem)
def test_letters(letter: Path, light: str, tabs: dict[str, Tab], checker: str) -> None:
    """No letter breaks a rule of WCAG 2.2 that a program can check, and none is wider than a small phone."""
    tabs[light].open(letter.as_uri())
    assert _faults(tabs[light], checker, without=NOT_FOR_LETTERS) == []


@pytest.mark.parametrize("light", ["light", "dark"])
@pytest.mark.parametrize("page", ["ballot", "inbox", "front"])
def test_pages_of_the_sandbox(page: str, light: str, pages: dict[str, str], tabs: dict[str, Tab], checker: str) -> None:
    """Nor does a page of ours that stands in for Google's. What Google's own pages are like isn't ours to say."""
    tabs[light].open(pages[page])
    assert _faults(tabs[light], checker) == []
