"""The season: what organisers, members and the clock do, act by act, through the doors that real ones use."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import requests
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterTags
from prefect.client.schemas.objects import FlowRun
from prefect.events.worker import EventsWorker
from prefect.flow_runs import resume_flow_run
from prefect.logging.handlers import APILogWorker
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from sqlalchemy import func, select

from core.records import Election, Letter
from flows.draft import BallotDraft, draft_ballot
from flows.duties import life, reminding
from flows.freeze import freeze_ballot
from flows.membership import read_membership
from flows.rehearsal.cast import Stage
from flows.rehearsal.stage import ourselves
from flows.secretary import Secretary
from flows.tend import tend_everything
from integrations.sandbox import inbox
from integrations.sandbox.respondent import answer
from integrations.sandbox.server import Sandbox

KEY = "autumn"
PATIENCE_SECONDS = 90

MAYOR = ("Ursula Imaginary", "Victor Invented", "Wanda Madeup", "Xenia Pretence")
SHERIFF = ("Yannick Makebelieve", "Zoe Hypothetical")

BALLOT: Mapping[str, Any] = {
    "key": KEY,
    "title": "Autumn endorsements",
    "opens_on": "2026-10-01",
    "opens_at": "09:00",
    "closes_on": "2026-10-11",
    "closes_at": "18:00",
    "contests": [
        {
            "title": "Mayor",
            "office": "Mayor",
            "candidates": MAYOR,
            "recommendation": "Ursula Imaginary",
            "reasons": "Her answers on housing were the most concrete, and she came to all three forums.",
            "steps": [
                {"name": "candidate meeting", "on": "2026-08-20"},
                {"name": "questionnaire", "on": "2026-09-02"},
                {"name": "forum", "on": "2026-09-14"},
                {"name": "members' feedback", "on": "2026-09-18"},
                {"name": "recommendation", "on": "2026-09-24"},
            ],
        },
        {
            "title": "Sheriff",
            "office": "Sheriff",
            "process": "re-endorsement",
            "endorsed_before": True,
            "candidates": SHERIFF,
            "recommendation": "Zoe Hypothetical",
            "reasons": "Endorsed four years ago; her record held up.",
            "steps": [
                {"name": "review of the record", "on": "2026-09-10"},
                {"name": "recommendation", "on": "2026-09-24"},
            ],
        },
    ],
}


class Season:
    """One season on stage, told to the console as it goes."""

    def __init__(self, sandbox: Sandbox, dashboard: str, console: Console, *, stage: Stage) -> None:
        self.sandbox = sandbox
        self.dashboard = dashboard
        self.console = console
        self.stage = stage
        self.secretary = Secretary.at_work()
        self.chance = Random(11)  # noqa: S311  # a rehearsal has to go the same way each time
        self.took: dict[str, float] = {}

    def play(self, *, worker_is_up: threading.Event) -> None:
        """All acts, first to last."""
        with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
            opens, closes = self._act_one()
            self._voting(opens, closes)
            with self._telling("Waiting for the worker, which shows officers what to certify"):
                _wait(worker_is_up.is_set, "the worker")
            self._counting(closes)
            with self._telling("An officer looks at the count, and certifies it") as say:
                self._certify()
                say("The run “Certify: autumn” paused and asked; the officer resumed it with the answer.")
            self._announcing(closes)
        # Logs and events still on their way to the dashboard have to arrive before it is taken down.
        APILogWorker.drain_all()
        EventsWorker.drain_all()

    def _act_one(self) -> tuple[datetime, datetime]:
        """The roll, the draft, the frozen roll, the form, the ballot letters."""
        with self._telling("Reading the members' workbook") as say:
            say(read_membership())
        with self._telling("Drafting the ballot") as say:
            say(draft_ballot(BallotDraft.model_validate(BALLOT)))
        with self._telling("Freezing the roll") as say:
            say(freeze_ballot(KEY))
        election = self._election()
        with self._telling("Making the form; opening the vote") as say:
            tend_everything()
            self._at(election.opens_at + timedelta(minutes=2))
            tend_everything()
            say(f"The form is published; {self._letters('ballot')} mailboxes got a personal link.")
        return election.opens_at, election.closes_at

    def _voting(self, opens: datetime, closes: datetime) -> None:
        """Members vote in waves, with everything that goes wrong in real life; reminders go to those who haven't."""
        links = self._links()
        waves = {1: 0.45, 2: 0.5, 3: 0.5}
        for number, share in waves.items():
            links = self._wave(number, share, links, at=opens + (closes - opens) * (number - 1) / 4)
        with self._telling("Voting closes") as say:
            self._at(closes - timedelta(hours=3))
            self._vote(links[:2])
            self._at(closes + timedelta(seconds=30))
            late = answer(requests.Session(), links[2], {"Mayor: 1st choice": MAYOR[0]}).accepted
            self._at(closes + timedelta(minutes=3))
            tend_everything()
            say(f"The form is closed. {'One ballot came half a minute late.' if late else ''}")

    def _wave(self, number: int, share: float, links: list[str], *, at: datetime) -> list[str]:
        """Some of those who haven't voted do, then a reminder goes out. Returns the links that weren't used."""
        with self._telling(f"Members vote; reminder {number}") as say:
            self._at(at + timedelta(hours=7))
            tend_everything()
            voting = [link for link in links if self.chance.random() < share]
            self._vote(voting)
            if number == 1:
                self._mishaps(voting)
            self._at(_reminder(self.secretary, number) + timedelta(minutes=2))
            tend_everything()
            reached = self._letters(f"reminder-{number}")
            say(f"{len(voting)} voted; reminder {number} went to {reached} mailboxes, to nobody who had voted.")
        return [link for link in links if link not in voting]

    def _counting(self, closes: datetime) -> None:
        with self._telling("Sealing and counting") as say:
            self._at(closes + timedelta(minutes=25))
            tend_everything()
            fates = dict(self._election().intake or {})
            parts = " + ".join(f"{fates[fate]} {words}" for fate, words in _FATES.items())
            say(f"The key is destroyed. {fates['received']} received = {parts}.")

    def _announcing(self, closes: datetime) -> None:
        with self._telling("Announcing") as say:
            tend_everything()
            self._at(closes + timedelta(hours=30))
            tend_everything()
            say(f"{self._letters('result')} mailboxes got the result; the recount pack is written.")

    # ── what people do ─────────────────────────────────────────────────────────────────────────────

    def _links(self) -> list[str]:
        """The personal links, out of the mail that arrived."""
        mails = [mail for mail in inbox.mails(self.sandbox.world) if mail.title == f"{KEY}/ballot"]
        return list(dict.fromkeys(link for mail in mails for link in re.findall(r"http\S+entry\.\d+=\w+", mail.text)))

    def _vote(self, links: list[str]) -> None:
        for link in links:
            answer(requests.Session(), link, self._marks())

    def _marks(self) -> dict[str, str]:
        """A ballot as members fill it in: mostly whole, sometimes short, with a gap, or naming somebody twice."""
        ranked = sorted((*MAYOR, "No endorsement"), key=lambda name: self.chance.random() * _APPEAL[name])
        ranked = ranked[: self.chance.choice((1, 2, 3, 5))]
        mood = self.chance.randrange(12)
        if mood == 0:
            ranked = [ranked[0], ranked[0], *ranked[1:]][:5]
        ranks = list(range(1, len(ranked) + 1))
        if mood == 1 and len(ranked) < len(MAYOR):
            ranks = [1, *range(3, len(ranked) + 2)]
        marks = {f"Mayor: {_ORDINAL[rank]} choice": name for rank, name in zip(ranks, ranked, strict=True)}
        if mood != 2:
            marks["Sheriff: your choice"] = self.chance.choices((*SHERIFF, "No endorsement"), (3, 14, 2))[0]
        return marks

    def _mishaps(self, voted: list[str]) -> None:
        """Somebody changes their vote, a forwarded link is used again, a code is mistyped."""
        answer(requests.Session(), voted[0], self._marks())
        answer(requests.Session(), voted[1], self._marks())
        answer(requests.Session(), f"{voted[2][:-4]}0000", self._marks())

    def _certify(self) -> None:
        """The officer opens the run that asks, and answers its form."""
        run = _wait(lambda: _asking(paused=True), "the run that asks for the certificate")
        resume_flow_run(run.id, run_input={"decision": "certify", "officer": "R. O.", "note": "Rehearsed."})
        _wait(lambda: self._election().state != "counted", "the certificate")

    # ── the telling ────────────────────────────────────────────────────────────────────────────────

    @contextmanager
    def _telling(self, what: str) -> Iterator[Callable[[str], None]]:
        """A line while something happens, and one that says what came of it."""
        began = time.monotonic()
        said: list[str] = []
        with self.console.status(f"{what} …"):
            yield said.append
        self.took[what] = time.monotonic() - began
        now = self.sandbox.clock.now().strftime("%d %b %H:%M")
        self.console.print(f"[green]✓[/] [dim]{now}[/]  [bold]{what}[/] [dim]({self.took[what]:.1f} s)[/]")
        for words in said:
            self.console.print(Padding(words, (0, 0, 0, 4)), highlight=False)

    def say_goodbye(self, folder: Path, *, seconds: float) -> None:
        """What happened, and where to look."""
        election = self._election()
        lines = [f"[bold]{contest.title}[/]: {dict(contest.count or {})['sentence']}" for contest in election.contests]
        lines += [
            "",
            f"Everybody's mail:       {folder / 'inbox' / 'index.html'}",
            f"The recount pack:       {folder / 'packs' / KEY}",
            f"Recount it yourself:    {ourselves()} verify {folder / 'packs' / KEY}",
            f"Dashboard and forms:    {ourselves()} look",
            "",
            f"The season took {seconds:.0f} s: {sum(self.took.values()):.0f} s on stage, the rest starting up.",
        ]
        self.console.print(Panel("\n".join(lines), title="The season is over", expand=False, highlight=False))

    def _at(self, when: datetime) -> None:
        self.sandbox.clock.set(max(when, self.sandbox.clock.now()))

    def _election(self) -> Election:
        with self.secretary.ledger.reading() as session:
            return session.get_one(Election, KEY)

    def _letters(self, which: str) -> int:
        with self.secretary.ledger.reading() as session:
            return session.execute(select(func.sum(Letter.size)).where(Letter.key == f"{KEY}/{which}")).scalar_one()


_FATES = {
    "counted": "counted",
    "superseded": "replaced",
    "late": "late",
    "unknown": "with an unknown code",
    "malformed": "malformed",
}
_ORDINAL = ("", "1st", "2nd", "3rd", "4th", "5th")
_APPEAL = dict(zip((*MAYOR, "No endorsement"), (0.5, 1.1, 1.2, 1.6, 1.9), strict=True))
"""The smaller, the earlier a made-up voter ranks them."""


def _reminder(secretary: Secretary, number: int) -> datetime:
    election = life.read(secretary, KEY)
    return reminding.times(election)[number - 1]


def _asking(*, paused: bool) -> FlowRun | None:
    """The run that waits for the officer's answer, as soon as it does."""
    with get_client(sync_client=True) as client:
        runs = client.read_flow_runs(flow_run_filter=FlowRunFilter(tags=FlowRunFilterTags(all_=[f"certify:{KEY}"])))
    return next((run for run in runs if run.state is not None and run.state.is_paused() == paused), None)


def _wait(until: Callable[[], Any], what: str) -> Any:
    """Wait for something that another process does."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if found := until():
            return found
        time.sleep(0.3)
    raise TimeoutError(
        f"Waited {PATIENCE_SECONDS} s for {what} in vain; prefect.log in the rehearsal's folder says why."
    )
