"""An election from the dashboard alone, in a real browser: in its middle the machine dies, and another one finishes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest

from integrations.sandbox.server import Sandbox
from tests.books import new_book
from tests.browser import desk
from tests.browser.chromium import Tab, chromium, needed
from tests.browser.machine import Machine
from tests.flows.ballots import CLOSES, OPENS, START
from tests.flows.club import ADA, BO, CLEO, DEV, ESME, FINN, HOUR, MINUTE, Club

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


@dataclass
class House:
    """The organisation: its members and the world, the machine it runs on, and the organiser's browser."""

    club: Club
    machine: Machine
    tab: Tab

    def start(self, door: str, answers: dict[str, desk.Answer] | None = None) -> None:
        """The organiser goes through a door of the dashboard."""
        desk.start(self.tab, self.machine.dashboard, door, answers)

    def passes(self, *times: datetime) -> None:
        """Time goes by, and at each of these times there is a pass."""
        for when in times:
            self.club.at(when)
            self.start("tend")

    def page(self, key: str) -> None:
        """The organiser looks at the newest version of a page."""
        self.tab.open(f"{self.machine.dashboard}/artifacts/key/{key}")
        self.tab.click_on("a[href*='/artifacts/artifact/']")
        self.tab.see("Details")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """An organisation that has never voted by Canvass, on a machine that has just been set up."""
    needed()
    with ExitStack() as stack:
        sandbox = stack.enter_context(Sandbox(at=START))
        club = Club(sandbox, tmp_path, stack.enter_context(new_book("sqlite", tmp_path, server="")))
        stack.callback(club.secretary.ledger.close)
        machine = Machine(tmp_path / "first", club.settings)
        stack.callback(machine.die)
        machine.up()
        tab = stack.enter_context(stack.enter_context(chromium()).tab(height=1000))
        yield House(club, machine, tab)


def links(house: House) -> dict[str, str]:
    """Each voter's link, as the letters have it."""
    found: dict[str, str] = {}
    for mail in house.club.mails("autumn/ballot"):
        found |= dict(re.findall(r"Dear ([^,]+), [^\n]*\n(http\S+)", mail.text))
    return found


def test_an_election_from_the_dashboard_alone(house: House, tmp_path: Path) -> None:
    """Drafted, frozen, voted, certified, announced in the browser; a machine that dies changes nothing of it."""
    house.start("draft", {"The ballot": BALLOT})
    house.start("freeze", {"Election": "autumn", "Freeze despite open questions": True})
    house.passes(START + 2 * HOUR, OPENS + MINUTE, OPENS + 2 * HOUR)

    vote_in_the_browser(house, links(house)[ADA])
    for voter in (BO, CLEO, DEV, ESME, FINN):
        house.club.send(links(house)[voter], {"Sheriff: your choice": CHOICE})
    house.passes(OPENS + 5 * HOUR)
    house.page("turnout-autumn")
    house.tab.see("6 of 10 have voted")

    backups, stick = tmp_path / "backups", tmp_path / "stick"
    house.machine.run("backup", str(backups))
    house.machine.run("backup-keys", str(stick))
    house.machine.die()
    house.machine = another_machine(house, tmp_path / "second", backups, stick)
    try:
        finish(house)
    finally:
        house.machine.die()


def vote_in_the_browser(house: House, link: str) -> None:
    """A member opens the link in their letter, marks a choice, and sends it."""
    house.club.later(MINUTE)
    house.tab.open(link)
    house.tab.see("Autumn endorsements")
    house.tab.click(CHOICE, among="label")
    house.tab.click("Submit")
    house.tab.see("recorded")


def another_machine(house: House, folder: Path, backups: Path, stick: Path) -> Machine:
    """Nothing is left of the first. The backup is put back on a second one, and the keys from the stick."""
    machine = Machine(folder, house.club.settings)
    (backup,) = backups.glob("canvass-*")
    assert "Its log is whole" in machine.run("restore", str(backup))
    (keys,) = (file for file in stick.iterdir() if file.is_file())
    assert "Put back" in machine.run("restore-keys", str(keys))
    machine.up()
    return machine


def finish(house: House) -> None:
    """Voting closes; the count waits for a person, who certifies it in the browser; the members hear."""
    house.passes(CLOSES + MINUTE, CLOSES + HOUR)
    certified: dict[str, desk.Answer] = {"Decision": "certify", "Officer": "R. O."}
    desk.resume(house.tab, house.machine.dashboard, "Certify: autumn", certified)
    house.passes(CLOSES + 3 * HOUR, CLOSES + 30 * HOUR, CLOSES + 32 * HOUR)
    house.page("election-autumn")
    house.tab.see("Announced")
    house.page("result-autumn")
    house.tab.see("Certified by R. O.")
    house.tab.see(f"{CHOICE} is endorsed")
    house.tab.see("6 of 10 have voted")
    assert house.club.mails("autumn/result")
