"""A play in acts, each on its day: its clock, its letters and its votes, and how people fill in forms and tabs there."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Generic, TypeVar

from prefect.events.worker import EventsWorker
from prefect.logging.handlers import APILogWorker
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from core.charter import Charter
from core.paper import Paper
from core.records import Election
from flows.certify import certify
from flows.freeze import freeze_ballot
from flows.rehearsal import ourselves
from flows.rehearsal.teller import Teller
from flows.tend import tend_everything
from integrations.google import sheets
from integrations.sandbox import by_hand, inbox
from integrations.sandbox.respondent import answer
from integrations.sandbox.server import Sandbox

MORNING = time(9, 30)

VOTERS = 9
"""No more than so many vote by each form, whoever has a link: more would take time and show nothing else."""

Marks = Callable[[int], Mapping[str, str | Sequence[str]]]
"""What the voter of each number, from 0 on, ticks in a form."""


class Acted(Teller, ABC):
    """What is played act by act, as far as the acts need it. `title` is what it is called when it is over."""

    title = "It"

    def __init__(self, sandbox: Sandbox, console: Console, *, charter: Charter) -> None:
        super().__init__(sandbox, console, zone=charter.zone)
        self.world = sandbox.world

    @property
    def book(self) -> str:
        """The members' workbook."""
        return self.secretary.settings.members_book

    def play(self, acts: Sequence[Act[Any]]) -> None:
        """The acts, first to last, each on its day."""
        with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
            for act in acts:
                self.morning(act.on)
                with self.telling(act.what) as say:
                    say(act.play(self))
        # Logs and events still on their way to the dashboard have to arrive before it is taken down.
        APILogWorker.drain_all()
        EventsWorker.drain_all()

    def morning(self, day: date) -> None:
        """Let time pass until the morning of a local day."""
        self.at(datetime.combine(day, MORNING, self.zone))

    def letters_out(self) -> None:
        """What is planned goes out, within two hours."""
        tend_everything()
        self.at(self.sandbox.clock.now() + timedelta(hours=2))
        tend_everything()

    # ── what people type ───────────────────────────────────────────────────────────────────────────

    def add_tab(self, tab: str, rows: Sequence[Sequence[by_hand.Typed]]) -> None:
        """Organisers add a tab to the workbook."""
        sheets.add_tab(self.secretary.google, self.book, tab)
        by_hand.type_rows(self.world, self.book, tab, rows)

    def type_under(self, tab: str, headings: Sequence[str], rows: Sequence[Sequence[by_hand.Typed]]) -> None:
        """Organisers type rows below all that stands in a tab, each cell under the heading that it is meant for."""
        there, *below = self.rows(tab)
        laid = [[dict(zip(headings, row, strict=False)).get(str(heading)) for heading in there] for row in rows]
        by_hand.type_rows(self.world, self.book, tab, laid, top=2 + len(below))

    def type_beside(self, tab: str, said: Mapping[str, Mapping[str, by_hand.Typed]], *, column: str) -> None:
        """Organisers type into the rows of a tab that are told apart by a column, under the headings that they name."""
        there, *below = self.rows(tab)
        at = there.index(column)
        laid = [[said.get(str(row[at]), {}).get(str(heading)) for heading in there] for row in below]
        by_hand.type_rows(self.world, self.book, tab, laid, top=2)

    def rows(self, tab: str) -> list[list[sheets.Cell]]:
        """A tab as it stands, headings first."""
        return sheets.read(self.secretary.google, self.book, (tab,)).tabs[tab]

    def fill_in(self, link: str, paper: Paper, words: Sequence[str]) -> None:
        """Somebody opens a form and answers its questions: the last ones in their order, with what comes first left."""
        titles = [question.title for question in paper.questions()]
        receipt = answer(self.sandbox.url, link, dict(zip(titles[-len(words) :], words, strict=True)))
        if not receipt.accepted:
            raise RuntimeError(f"a form didn't take an answer: {receipt.said}")

    # ── votes ──────────────────────────────────────────────────────────────────────────────────────

    def hold_vote(self, key: str, marks: Marks) -> str:
        """Hold one vote that is drafted. Returns the sentence that decides."""
        return self.hold_votes({key: marks})

    def hold_votes(self, marks: Mapping[str, Marks]) -> str:
        """Freeze votes that are drafted for the same days, vote, close, count and certify. Returns what decides."""
        for key in marks:
            freeze_ballot(key, despite_questions=True)  # organisers have answered the one that they could
        window = self.election(next(iter(marks)))
        for minutes_later in (2, 122):
            self.at(window.opens_at + timedelta(minutes=minutes_later))
            tend_everything()
        for key, ticks in marks.items():
            for nth, link in enumerate(self.links(f"{key}/ballot")[:VOTERS]):
                answer(self.sandbox.url, link, ticks(nth))
        for minutes_later in (3, 25):
            self.at(window.closes_at + timedelta(minutes=minutes_later))
            tend_everything()
        for key in marks:
            certify(self.secretary, key, officer="R. O.", note="Rehearsed.")
        return "\n".join(self.sentence(key) for key in marks)

    def links(self, title: str) -> list[str]:
        """The personal links in letters of that title."""
        mails = [mail for mail in inbox.mails(self.world) if mail.title == title]
        return list(dict.fromkeys(link for mail in mails for link in re.findall(r"http\S+entry\.\d+=\w+", mail.text)))

    def letters(self, title: str) -> int:
        """How many letters of that title have arrived."""
        return sum(mail.title == title for mail in inbox.mails(self.world))

    def names(self) -> dict[str, tuple[str, str]]:
        """Everybody's name and address in the tab Members, by number."""
        _, *rows = self.rows("Members")
        return {str(row[0]): (str(row[1]), str(row[3])) for row in rows}

    def sentence(self, key: str) -> str:
        """The sentence that decides a vote that is counted."""
        return str(dict(self.election(key).contests[0].count or {})["sentence"])

    def election(self, key: str) -> Election:
        """A vote as it is on record."""
        with self.secretary.ledger.reading() as session:
            return session.get_one(Election, key)

    @abstractmethod
    def decided(self) -> list[str]:
        """What was decided in it, line by line."""

    def say_goodbye(self, folder: Path, *, seconds: float) -> None:
        """What was decided, and where to look."""
        lines = [
            *(self.decided() or ["Nothing was decided."]),
            "",
            f"Everybody's mail:       {folder / 'inbox' / 'index.html'}",
            f"Dashboard and forms:    {ourselves.by_name()} look{ourselves.in_folder(folder)}",
            "",
            f"{self.title} took {seconds:.0f} s: {sum(self.took.values()):.0f} s on stage, the rest starting up.",
        ]
        self.console.print(Panel(Text("\n".join(lines)), title=f"{self.title} is over", expand=False))


Play = TypeVar("Play", bound=Acted)


@dataclass(frozen=True)
class Act(Generic[Play]):
    """Something that is done: on which local day, what the console says of it, and who does what."""

    on: date
    what: str
    play: Callable[[Play], str]
