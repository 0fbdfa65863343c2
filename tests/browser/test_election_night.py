"""Whoever has only the documents sets Canvass up, holds an election from the dashboard, and survives a dead machine."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import pytest
import requests

from flows import serving
from integrations.sandbox import inbox
from integrations.sandbox.respondent import answer
from integrations.sandbox.server import Sandbox
from tests.browser import desk
from tests.browser.chromium import Tab, chromium, needed
from tests.browser.machine import Machine
from tests.browser.newcomers import VOTERS, Newcomer, lock_away
from tests.flows.ballots import CLOSES, OPENS, START
from tests.flows.club import HOUR, MINUTE

pytestmark = pytest.mark.browser

BALLOT: desk.Answer = {
    "Short name (key)": "autumn",
    "Title, as members read it": "Autumn endorsements",
    "Day on which voting opens": date(2026, 10, 2),
    "Hour at which voting opens": "12:00",
    "Day on which voting closes": date(2026, 10, 12),
    "Hour at which voting closes": "18:00",
    "Races on the ballot": [
        {
            "Title, as members read it": "Sheriff",
            "Office, as the charter lists it": "Sheriff",
            "Process of the endorsement": "re-endorsement",
            "Was a candidate endorsed before?": True,
            "Candidates, as on the ballot": ["Xaver Pretence", "Yolanda Makebelieve"],
            "What the committee recommends": "No endorsement",
            "Steps taken so far": [
                {"Step of the process": "review of the record", "Day on which it was completed": date(2026, 9, 16)},
                {"Step of the process": "recommendation", "Day on which it was completed": date(2026, 9, 16)},
            ],
        }
    ],
}
"""The ballot as an organiser types it into the form of the door “draft”."""

CHOICE = "Xaver Pretence"
FREEZING = ("Freeze “Autumn endorsements”?", "8 voters", "6 mailboxes", "If you say yes:", "If you say no:")
"""What an organiser reads before anything is fixed."""


@dataclass
class House:
    """The outside world, the machine that the organisation has by now, and the organiser's browser."""

    sandbox: Sandbox
    tab: Tab
    machine: Machine
    took: dict[str, float] = field(default_factory=dict)

    def start(self, door: str, answers: dict[str, desk.Answer] | None = None, *, until: str = "Completed") -> None:
        """The organiser goes through a door of the dashboard."""
        desk.start(self.tab, self.machine.dashboard, door, answers, until=until)

    def passes(self, *times: datetime) -> None:
        """Time goes by, and at each of these times there is a pass."""
        for when in times:
            self.sandbox.clock.set(when)
            self.start("tend")

    def page(self, key: str, *says: str) -> None:
        """The organiser looks at the newest version of a page, and finds words there."""
        self.tab.open(f"{self.machine.dashboard}/artifacts/key/{key}")
        self.tab.click_on("a[href*='/artifacts/artifact/']")
        for words in ("Details", *says):
            self.tab.see(words)

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """A part of the evening, whose length is told at the end."""
        began = time.monotonic()
        yield
        self.took[name] = time.monotonic() - began


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A sandbox on which nothing is yet, a machine with the program on it, and a browser."""
    needed()
    with ExitStack() as stack:
        sandbox = stack.enter_context(Sandbox(at=START))
        tab = stack.enter_context(stack.enter_context(chromium()).tab(height=1000))
        opened = House(sandbox, tab, Machine(tmp_path / "first", serving.free_port()))
        stack.callback(lambda: opened.machine.die())  # noqa: PLW0108 - whichever it is by then
        yield opened


def links(house: House) -> dict[str, str]:
    """Each voter's link, as the letters have it."""
    found: dict[str, str] = {}
    for mail in inbox.mails(house.sandbox.world):
        if mail.title == "autumn/ballot":
            found |= dict(re.findall(r"Dear ([^,]+), [^\n]*\n(http\S+)", mail.text))
    return found


def test_an_election_from_the_dashboard_alone(house: House, tmp_path: Path) -> None:
    """From an empty folder to a calm desk: set up, drafted, approved, voted, certified, announced; on two machines."""
    backups, stick = tmp_path / "backups", tmp_path / "stick"
    with house.part("set up by the documents"):
        Newcomer(house.machine, house.sandbox, house.tab).found()
    with house.part("drafted and frozen"):
        prepare(house)
    with house.part("voted"):
        vote(house)
    with house.part("another machine"):
        backup = lock_away(house.machine, backups, stick)
        house.machine.die()
        house.machine = Machine(tmp_path / "second", house.machine.port)
        Newcomer(house.machine, house.sandbox, house.tab).put_back(backup, stick)
    with house.part("certified and announced"):
        finish(house)
    print(*(f"{name}: {seconds:.0f} s" for name, seconds in house.took.items()), sep="\n")  # noqa: T201  # shown with -rP


def prepare(house: House) -> None:
    """The ballot is drafted. Freezing shows what it will do, is put off once, and then approved."""
    house.start("draft", {"The ballot": BALLOT})
    house.start("freeze", {"Ballot, by its key": "autumn"}, until=desk.WAITS)
    desk.answer(house.tab, {"Your decision": "not yet"}, seeing=FREEZING, until=desk.WAITS)
    house.page("election-autumn", "Drafted")
    desk.find(house.tab, house.machine.dashboard, "Freeze: Autumn endorsements (autumn)")
    desk.answer(house.tab, {"Your decision": "do it"}, seeing=FREEZING)
    house.page("roll-autumn", "8 of 8")


def vote(house: House) -> None:
    """Voting opens, letters go out, six of eight vote, one of them in a browser; the turnout can be watched."""
    house.passes(START + 2 * HOUR, OPENS + MINUTE, OPENS + 2 * HOUR)
    found = links(house)
    assert set(found) == set(VOTERS)
    vote_in_the_browser(house, found[VOTERS[0]])
    for voter in VOTERS[1:6]:
        house.sandbox.clock.advance(MINUTE)
        with requests.Session() as browser:
            answer(browser, found[voter], {"Sheriff: your choice": CHOICE})
    house.passes(OPENS + 5 * HOUR)
    house.page("turnout-autumn", "6 of 8 have voted")


def vote_in_the_browser(house: House, link: str) -> None:
    """A member opens the link in their letter, marks a choice, and sends it."""
    house.sandbox.clock.advance(MINUTE)
    house.tab.open(link)
    house.tab.see("Autumn endorsements")
    house.tab.click(CHOICE, among="label")
    house.tab.click("Submit")
    house.tab.see("recorded")


def finish(house: House) -> None:
    """Voting closes; the count waits for a person, who certifies it in the browser; members hear, and all is calm."""
    house.passes(CLOSES + MINUTE, CLOSES + HOUR)
    desk.find(house.tab, house.machine.dashboard, "Certify: Autumn endorsements (autumn)")
    certified: dict[str, desk.Answer] = {"Your decision": "certify", "Who certifies": "R. O."}
    desk.answer(house.tab, certified, seeing=(f"{CHOICE} is endorsed", "Certify “Autumn endorsements”?"))
    house.passes(CLOSES + 3 * HOUR, CLOSES + 30 * HOUR, CLOSES + 32 * HOUR)
    house.page("election-autumn", "Announced")
    house.page("result-autumn", "Certified by R. O.", f"{CHOICE} is endorsed", "6 of 8 have voted")
    assert any(mail.title == "autumn/result" for mail in inbox.mails(house.sandbox.world))
    house.page("desk", "Nothing. Everything under way runs by itself.", "Nothing is open.")
