"""Newcomers: people who have only the documents set up an organisation from nothing, on the sandbox's addresses."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flows import serving
from integrations.sandbox.server import Sandbox
from tests.browser.album import ROOT
from tests.browser.chromium import Tab
from tests.browser.machine import Machine
from tests.flows.club import ADA, BO, CLEO, DEV, ESME, FINN, GIA, HUGO, MEMBERS

INSTALLING, RUNNING, TRYING = (ROOT / "docs" / f"{name}.md" for name in ("install", "deployment", "sandbox"))

MEETINGS = {"Spring meeting": date(2026, 4, 9), "Forum": date(2026, 6, 4), "Autumn meeting": date(2026, 9, 10)}
VOTERS = (ADA, BO, CLEO, DEV, ESME, FINN, GIA, HUGO)
"""Eight people, of whom two share a mailbox, and two more another. Each came to all meetings."""

ANSWERS = {
    "name": "Riverbend Progressives",
    "short_name": "RBP",
    "dues_paid_to": "Riverbend Progressives",
    "mail_from_name": "Riverbend Progressives",
    "mail_reply_to": "votes@example.org",
}
"""What `canvass init` asks that is the organisation's own; the rest is the sandbox's, or as in the bundled charter."""

LEADS_THERE = "http://127.0.0.1:8460"
"""The sandbox's address in its document."""

SECRETS = {"CANVASS_GOOGLE_CLIENT_SECRET", "CANVASS_GOOGLE_REFRESH_TOKEN", "CANVASS_MAILCHIMP_API_KEY"}


def commands(document: Path, section: str) -> list[str]:
    """The commands of Canvass that a section of a document gives, in their order."""
    part = document.read_text(encoding="utf-8").partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    return re.findall(r"^\$ \.venv/bin/canvass (.+)$", part, re.MULTILINE)


def follow(document: Path, section: str, ways: Mapping[str, Callable[[], object]]) -> None:
    """Give the commands of a section one after the other, each in the way that is known for it, and none besides."""
    for line in commands(document, section):
        ways[line.split()[0]]()


@dataclass
class Newcomer:
    """Somebody at a new machine, with the documents beside them and a browser open."""

    machine: Machine
    sandbox: Sandbox
    tab: Tab
    workbook: str = ""

    def found(self) -> None:
        """Docs: Installing, “From nothing to the dashboard”."""
        ways = {
            "init": self.answer,
            "consent": self.consent,
            "workbook": self.make_workbook,
            "doctor": self.ask_doctor,
            "verify-live": lambda: self.machine.run("verify-live"),
            "up": self.machine.up,
        }
        follow(INSTALLING, "From nothing to the dashboard", ways)

    def answer(self) -> None:
        """The questions of `canvass init`, answered beforehand; and the lines by which the sandbox stands in."""
        trial = self._trial()
        usual = {one: trial[f"CANVASS_{one.upper()}"] for one in ("google_client_id", "mailchimp_list")}
        answers = [f"--answer={name}={said}" for name, said in {**usual, **ANSWERS}.items()]
        self.machine.run("init", "--no-questions", *answers, secrets={name: trial[name] for name in SECRETS})
        leads = [f"{name}={said}" for name, said in trial.items() if said.startswith(self.sandbox.url)]
        self.machine.set(*leads, f"CANVASS_DASHBOARD={self.machine.dashboard}")

    def consent(self) -> None:
        """An officer consents at Google's page, as the organisation."""
        asked = self.machine.begin("consent", "--no-browser", "--yes", "--port", str(serving.free_port()))
        self.tab.open(asked.says(r"http\S+/o/oauth2/\S+"))
        self.tab.click("Continue")
        self.tab.see("Canvass has heard from Google")
        asked.says("The consent is kept in .env")

    def _trial(self) -> dict[str, str]:
        """The settings that docs/sandbox.md gives."""
        block = TRYING.read_text(encoding="utf-8").partition("```ini sandbox.env\n")[2].partition("```")[0]
        return dict(line.split("=", 1) for line in block.replace(LEADS_THERE, self.sandbox.url).splitlines())

    def make_workbook(self) -> None:
        """Canvass makes the workbook; its id goes into `.env`, and organisers fill it in."""
        said = self.machine.run("workbook")
        (line,) = re.findall(r"CANVASS_MEMBERS_BOOK=\S+", said)
        self.machine.set(line)
        (address,) = re.findall(r"It is at (\S+)", said)
        self.tab.open(address)
        numbers = {name: f"M{nth:02}" for nth, name in enumerate(VOTERS, start=1)}
        self.paste("Members", [[numbers[name], name, "", MEMBERS[name]] for name in VOTERS])
        self.paste("Events", [[event, str(day), "monthly meeting"] for event, day in MEETINGS.items()])
        came = [[event, str(day), name, MEMBERS[name]] for event, day in MEETINGS.items() for name in VOTERS]
        self.paste("Attendance", came)

    def paste(self, tab: str, rows: list[list[str]]) -> None:
        """Put rows below a tab's headings, as they come from the clipboard."""
        form = f"form:has(input[value='{tab}'])"
        self.tab.type(f"{form} [name=cell]", "A2")
        self.tab.type(f"{form} [name=words]", "\n".join("\t".join(row) for row in rows))
        self.tab.click_on(f"{form} button")
        self.tab.see(f"A2 of {tab} was written.")

    def ask_doctor(self) -> None:
        """Nothing is wrong. It ends with 1 if anything is."""
        self.sees(", 0 wrong, ", "doctor")

    def put_back(self, backup: Path, stick: Path) -> None:
        """Docs: Running, “Putting a backup back”, on a machine that has nothing but the program and its settings."""
        for file in (stick / "settings").iterdir():
            shutil.copy2(file, self.machine.folder / file.name)
        (keys,) = stick.glob("canvass-keys-*.json")
        ways = {
            "restore": lambda: self.sees("Its log is whole", "restore", str(backup)),
            "restore-keys": lambda: self.sees("Put back", "restore-keys", str(keys)),
            "up": self.machine.up,
        }
        follow(RUNNING, "Putting a backup back", ways)

    def sees(self, words: str, *command: str) -> None:
        """Give a command, and read its answer."""
        assert words in self.machine.run(*command)


def lock_away(machine: Machine, backups: Path, stick: Path) -> Path:
    """Docs: Running, “Backups”: the book in one place; keys, settings and charter in another. Returns the backup."""
    machine.run("backup", str(backups))
    machine.run("backup-keys", str(stick))
    settings = stick / "settings"
    settings.mkdir()
    for file in (machine.env, *machine.folder.glob("*.toml")):
        shutil.copy2(file, settings / file.name)
    (made,) = backups.glob("canvass-*")
    return made
