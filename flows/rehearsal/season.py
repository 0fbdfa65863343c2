"""The season: what organisers, members and the clock do, act by act, through the doors that real ones use."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
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
from rich.panel import Panel
from rich.text import Text
from sqlalchemy import func, select

from core.records import Election, Letter
from flows.ballot import BallotOfRaces, draft_ballot_of_races
from flows.draft import draft_ballot
from flows.duties.election import reminding
from flows.duties.membership import stock
from flows.duties.election.rules import rules_of
from flows.freeze import freeze_ballot
from flows.membership import read_membership
from flows import run_names
from flows.rehearsal import answering, newcomer, other_sheets, ourselves, petitioners, voters
from flows.rehearsal.campaigns import CAMPAIGNS
from flows.rehearsal.patience import asking, wait
from flows.rehearsal.programme import OfASeason
from flows.rehearsal.run_up import RunUp
from flows.rehearsal.teller import Teller
from flows.season import carry_on_the_season
from flows.handed_in import read_requests, read_what_came
from flows.tend import tend_everything
from integrations.sandbox import inbox
from integrations.sandbox.respondent import answer
from integrations.sandbox.server import Sandbox

SHARES = (0.45, 0.5)
"""How many of those who haven't voted do so before the first reminder, and before each of the others."""


class Season(Teller):
    """One season on stage, told to the console as it goes."""

    def __init__(self, sandbox: Sandbox, console: Console, *, programme: OfASeason) -> None:
        super().__init__(sandbox, console, zone=programme.charter.zone)
        self.programme = programme
        self.key = programme.ballot.key
        self.races: tuple[voters.Race, ...] = ()
        self.chance = Random(11)  # noqa: S311  # a rehearsal has to go the same way each time

    def play(self, *, worker_is_up: threading.Event, while_open: Path) -> None:
        """All acts, first to last. As soon as voting is open, the world is saved to `while_open`, to be looked at later."""
        with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
            election = self._act_one()
            self.sandbox.world.save(while_open)
            self._voting(election)
            with self.telling("Waiting for the worker, which shows officers what to certify"):
                wait(worker_is_up.is_set, "the worker")
            self._counting(election)
            with self.telling("An officer looks at the count, and certifies it") as say:
                self._certify()
                run = run_names.in_words("Certify: {election:ballot}", {"election": self.key}, self.secretary)
                say(f"The run “{run}” paused and asked; the officer resumed it with the answer.")
            self._announcing()
        # Logs and events still on their way to the dashboard have to arrive before it is taken down.
        APILogWorker.drain_all()
        EventsWorker.drain_all()

    def _act_one(self) -> Election:
        """The roll, the draft, the frozen roll, the form, the ballot letters."""
        with self.telling("Reading the members' workbook") as say:
            say(read_membership())
            say(other_sheets.READ)
        with self.telling("An organiser answers a question") as say:
            say(answering.pick(self.sandbox.world, self.secretary.settings.members_book))
        self._petitioning()
        if self.programme.run_up:
            RunUp(self, self.programme.ballot.opens_on).play()
        with self.telling("Drafting the ballot") as say:
            say(self._draft())
        with self.telling("Freezing the roll") as say:
            say(freeze_ballot(self.key))
        election = self._election()
        with self.telling("Making the form; opening the vote") as say:
            tend_everything()
            self.at(election.opens_at + timedelta(minutes=2))
            tend_everything()
            say(f"The form is published; {self._letters('ballot')} mailboxes got a personal link.")
        return election

    def _draft(self) -> str:
        """The ballot as it is in the file; or the races that are ready, with everything that is on record about them."""
        ballot = self.programme.ballot
        if not self.programme.run_up:
            return str(draft_ballot(ballot))
        races = [one.key for one in CAMPAIGNS]
        return str(draft_ballot_of_races(BallotOfRaces(races=races, **ballot.model_dump(exclude={"contests"}))))

    def _petitioning(self) -> None:
        """A dispute and a request come in; an organiser decides the dispute in the workbook."""
        with self.telling("Members hand in a dispute and a request") as say:
            read_requests(self.secretary)  # which makes the forms
            event = petitioners.hand_in(self.sandbox, self.secretary, stock.take_stock(self.secretary))
            say(read_what_came())
            petitioners.decide(self.sandbox, self.secretary, counts_as=event)
            say(read_what_came())

    def _voting(self, election: Election) -> None:
        """Members vote in waves, with everything that goes wrong in real life; reminders go to those who haven't."""
        self.races, closes, links = voters.races(election), election.closes_at, self._links()
        silent = links
        for number, due in enumerate(reminding.times(election), start=1):
            silent = self._wave(number, silent, due=due)
            if number == 1:
                self._news()
        with self.telling("Voting closes") as say:
            self._halfway_to(closes)
            self._vote(silent[:2])
            self.at(closes + timedelta(seconds=30))
            late = answer(requests.Session(), (silent[2:] or links)[0], voters.late_marks(self.races)).accepted
            self.at(closes + timedelta(minutes=3))
            tend_everything()
            say(f"The form is closed. {'One ballot came half a minute late.' if late else ''}")

    def _wave(self, number: int, links: list[str], *, due: datetime) -> list[str]:
        """Some of those who haven't voted do, then a reminder goes out. Returns the links that weren't used."""
        with self.telling(f"Members vote; reminder {number}") as say:
            self._halfway_to(due)
            tend_everything()
            share = SHARES[0 if number == 1 else 1]
            voting = [link for link in links if self.chance.random() < share]
            self._vote(voting)
            if number == 1:
                self._mishaps(voting)
            self.at(due + timedelta(minutes=2))
            tend_everything()
            self._refuse_if_voters_were_reminded(number, used={*self._links()} - {*links} | {*voting})
            reached = self._letters(f"reminder-{number}")
            say(f"{len(voting)} voted; reminder {number} went to {reached} mailboxes, to nobody who had voted.")
        return [link for link in links if link not in voting]

    def _news(self) -> None:
        """Somebody volunteers and so reaches voting status; another's vote ends soon. Both have a letter that day."""
        with self.telling("Members hear of their own vote") as say:
            self.at(newcomer.by_day(self.sandbox.clock.now(), self.zone))
            newcomer.volunteers(self.secretary, self.sandbox.world)
            read_membership()
            tend_everything()
            told = {what: self._told(what) for what in ("reached", "lapses_soon", "statement")}
            say(
                f"{told['reached']} members were told that they can vote, and {told['lapses_soon']} that their vote "
                f"ends soon; {told['statement']} that they aren't on the roll, and why."
            )

    def _told(self, occasion: str) -> int:
        with self.secretary.ledger.reading() as session:
            mine = select(func.sum(Letter.size)).where(Letter.occasion == occasion)
            return session.execute(mine).scalar_one() or 0

    def _counting(self, election: Election) -> None:
        with self.telling("Sealing and counting") as say:
            settling = timedelta(minutes=rules_of(election).closing.settling_minutes.value)
            self.at(election.closes_at + settling + timedelta(minutes=10))
            tend_everything()
            fates = dict(self._election().intake or {})
            parts = " + ".join(f"{fates[fate]} {words}" for fate, words in _FATES.items())
            say(f"The key is destroyed. {fates['received']} received = {parts}.")

    def _announcing(self) -> None:
        with self.telling("Announcing") as say:
            for hours in (1, 2, 24, 2):
                tend_everything()
                self.at(self.sandbox.clock.now() + timedelta(hours=hours))
            tend_everything()
            first = ""
            if self.programme.run_up:
                carry_on_the_season()
                heard = sum(mail.title.endswith("/outcome") for mail in inbox.mails(self.sandbox.world))
                first = f"{heard} candidates heard first. "
            say(f"{first}{self._letters('result')} mailboxes got the result; the recount pack is written.")

    # ── what people do ─────────────────────────────────────────────────────────────────────────────

    def _refuse_if_voters_were_reminded(self, number: int, *, used: set[str]) -> None:
        """A reminder holds nobody's link with which a ballot has come in. A rehearsal that finds one is over."""
        wrong = used.intersection(self._links(f"reminder-{number}"))
        if wrong:
            raise RuntimeError(f"reminder {number} went to {len(wrong)} voter(s) whose ballot had come in")

    def _links(self, letter: str = "ballot") -> list[str]:
        """The personal links, out of the mail that arrived."""
        mails = [mail for mail in inbox.mails(self.sandbox.world) if mail.title == f"{self.key}/{letter}"]
        return list(dict.fromkeys(link for mail in mails for link in re.findall(r"http\S+entry\.\d+=\w+", mail.text)))

    def _vote(self, links: Sequence[str]) -> None:
        for link in links:
            answer(requests.Session(), link, voters.marks(self.races, self.chance))

    def _mishaps(self, voted: list[str]) -> None:
        """Somebody changes their vote, a forwarded link is used again, a code is mistyped."""
        self._vote(voted[:2])
        self._vote([f"{link[:-4]}0000" for link in voted[-1:]])

    def _certify(self) -> None:
        """The officer opens the run that asks, and answers its form."""
        run = wait(lambda: asking(self.key), "the run that asks for the certificate")
        resume_flow_run(run.id, run_input={"decision": "certify", "officer": "R. O.", "note": "Rehearsed."})
        wait(lambda: self._election().state != "counted", "the certificate")

    # ── the end ────────────────────────────────────────────────────────────────────────────────────

    def say_goodbye(self, folder: Path, *, seconds: float) -> None:
        """What happened, and where to look."""
        pack = folder / "packs" / self.key
        results = [
            Text.assemble((contest.title, "bold"), f": {dict(contest.count or {})['sentence']}")
            for contest in self._election().contests
        ]
        lines = [
            *([_MADE_UP] if self.programme.own else []),
            "",
            f"Everybody's mail:       {folder / 'inbox' / 'index.html'}",
            f"The recount pack:       {pack}",
            f"Recount it yourself:    {ourselves.by_name()} verify {pack}",
            f"Dashboard and forms:    {ourselves.by_name()} look{ourselves.in_folder(folder)}",
            f"Vote yourself:          {ourselves.by_name()} look --open{ourselves.in_folder(folder)}",
            "",
            f"The season took {seconds:.0f} s: {sum(self.took.values()):.0f} s on stage, the rest starting up.",
        ]
        words = Text("\n").join([*results, *map(Text, lines)])
        self.console.print(Panel(words, title="The season is over", expand=False))

    def _halfway_to(self, when: datetime) -> None:
        now = self.sandbox.clock.now()
        self.at(now + (when - now) / 2)

    def _election(self) -> Election:
        with self.secretary.ledger.reading() as session:
            return session.get_one(Election, self.key)

    def _letters(self, which: str) -> int:
        with self.secretary.ledger.reading() as session:
            mine = select(func.sum(Letter.size)).where(Letter.key == f"{self.key}/{which}")
            return session.execute(mine).scalar_one() or 0


_FATES = {
    "counted": "counted",
    "superseded": "replaced",
    "late": "late",
    "unknown": "with an unknown code",
    "malformed": "malformed",
}
_MADE_UP = "Made-up members voted, by lot: this says nothing about anybody on your ballot."
