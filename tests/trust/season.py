"""A small season, played through the real clients against the sandbox, with faults wherever they are planned."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import requests
from sqlalchemy import select

from core import ledger as book
from core import letters
from core.records import Certificate, Credential, Election, Entry, Letter, Pile, Response, RollEntry, Voted
from flows import certify, freeze, tend
from flows.draft import BallotDraft, draft
from flows.rehearsal import cast, venue
from flows.secretary import OUTAGE, Secretary
from integrations.sandbox import inbox
from integrations.sandbox.respondent import answer
from integrations.sandbox.server import Sandbox
from integrations.sandbox.world import World
from tests.trust.chaos import Chaos, Death

START = datetime(2026, 10, 1, 16, tzinfo=UTC)
KEY = "autumn"
MOST_RESUMES = 12

BALLOT = {
    "key": KEY,
    "title": "Autumn endorsements",
    "opens_on": "2026-10-02",
    "opens_at": "12:00",
    "closes_on": "2026-10-12",
    "closes_at": "18:00",
    "contests": [
        {
            "title": "Mayor",
            "office": "Mayor",
            "candidates": ["Ursula Imaginary", "Victor Invented", "Wanda Madeup"],
            "recommendation": "Ursula Imaginary",
            "reasons": "Fictional, but convincing.",
            "steps": [
                {"name": name, "on": "2026-09-15"}
                for name in ("candidate meeting", "questionnaire", "forum", "members' feedback", "recommendation")
            ],
        },
        {
            "title": "Sheriff",
            "office": "Sheriff",
            "process": "re-endorsement",
            "endorsed_before": True,
            "candidates": ["Xaver Pretence", "Yolanda Makebelieve"],
            "recommendation": "No endorsement",
            "steps": [{"name": name, "on": "2026-09-16"} for name in ("review of the record", "recommendation")],
        },
    ],
}
VOTES: Mapping[str, tuple[Mapping[str, str], ...]] = {
    "early": (
        {"Mayor: 1st choice": "Ursula Imaginary", "Mayor: 2nd choice": "Wanda Madeup", "Sheriff: your choice": "Xaver Pretence"},
        {"Mayor: 1st choice": "Victor Invented", "Mayor: 3rd choice": "Ursula Imaginary"},
        {"Mayor: 1st choice": "No endorsement", "Sheriff: your choice": "No endorsement"},
    ),
    "late in the window": (
        {"Mayor: 1st choice": "Wanda Madeup", "Mayor: 2nd choice": "Wanda Madeup", "Sheriff: your choice": "Xaver Pretence"},
        {"Mayor: 1st choice": "Ursula Imaginary", "Sheriff: your choice": "Yolanda Makebelieve"},
    ),
}


@dataclass
class Outcome:
    """How a run ended: its digest, what broke, and how often the process was started anew."""

    digest: dict[str, Any]
    violations: list[str] = field(default_factory=list)
    resumes: int = 0
    points: int = 0


class Season:
    """The venue, furnished once; each run starts from the same world and the same empty book."""

    def __init__(self, sandbox: Sandbox, folder: Path, *, seed: int = 0) -> None:
        self.sandbox = sandbox
        self.folder = folder
        self.seed = seed
        self.people = cast.stage(today=START.date(), members=12, seed=seed)
        folder.mkdir(parents=True, exist_ok=True)
        self.settings = venue.settings(sandbox, folder, charter="jp_progressives")
        secretary = Secretary.at_work(self.settings)
        found = venue.furnish(sandbox, secretary, self.people)
        secretary.ledger.close()
        self.settings = self.settings.model_copy(update={"members_book": found})
        self.world = sandbox.world.dump()
        self.empty_book = folder / "empty.db"
        shutil.copy(folder / "canvass.db", self.empty_book)

    def run(self, chaos: Chaos, *, more_faults: Callable[[Season], None] = lambda _: None) -> Outcome:
        """Play the season once from the beginning, with the faults that `chaos` has planned."""
        self._begin()
        more_faults(self)
        play = Play(self, chaos)
        for when, act in self.script(play):
            self.sandbox.clock.set(max(when, self.sandbox.clock.now()))
            act()
        return play.outcome()

    def _begin(self) -> None:
        self.sandbox.faults.clear()
        self.sandbox.world.restore(self.world)
        for name in ("canvass.db", "canvass.db-wal", "canvass.db-shm"):
            (self.folder / name).unlink(missing_ok=True)
        shutil.copy(self.empty_book, self.folder / "canvass.db")
        for kept in ("keys", "packs"):
            shutil.rmtree(self.folder / kept, ignore_errors=True)

    def script(self, play: Play) -> list[tuple[datetime, Callable[[], None]]]:
        """What happens when."""
        opens = datetime(2026, 10, 2, 16, tzinfo=UTC)
        closes = datetime(2026, 10, 12, 22, tzinfo=UTC)
        minute, hour, day = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
        return [
            (START, play.draft),
            (START + hour, play.freeze),
            (START + 2 * hour, play.tend),
            (opens + minute, play.tend),
            (opens + 5 * hour, lambda: play.vote("early")),
            (opens + 6 * hour, play.tend),
            (opens + 4 * day, play.tend),
            (opens + 4 * day + 5 * hour, play.tend),
            (opens + 5 * day, lambda: play.vote("late in the window")),
            (opens + 7 * day, play.tend),
            (opens + 7 * day + 5 * hour, play.tend),
            (closes - day + minute, play.tend),
            (closes - day + 5 * hour, play.tend),
            (closes - 5 * hour, lambda: play.vote_again("early")),
            (closes + minute, play.tend),
            (closes + 6 * hour, play.tend),
            (closes + 12 * hour, play.tend),
            (closes + 13 * hour, play.certify),
            (closes + 14 * hour, play.tend),
            (closes + 20 * hour, play.tend),
            (closes + 20 * day, play.tend),
        ]


class Play:
    """One run: the process that may die, and the world that goes on."""

    def __init__(self, season: Season, chaos: Chaos) -> None:
        self.season = season
        self.chaos = chaos
        self.sandbox = season.sandbox
        self.resumes = 0
        self.violations: list[str] = []
        self.secretary = self._secretary()
        self.drawn = 0

    def _secretary(self) -> Secretary:
        """A process started anew: nothing is remembered but the book, the key files and the services."""
        with self.chaos.paused():
            found = Secretary.at_work(self.season.settings)
        found.now = self.sandbox.clock.now
        found.chance = lambda size: hashlib.shake_128(f"{self.season.seed}/{size}".encode()).digest(size)
        return found

    def _survive(self, act: Callable[[Secretary], Any]) -> Any:
        """Do an act of Canvass's; if the process dies on it, or a service fails it, start anew and do it again."""
        for _ in range(MOST_RESUMES):
            try:
                with self.chaos.at_work():
                    return act(self.secretary)
            except Death:
                self.resumes += 1
                self.secretary.ledger.close()
                self.secretary = self._secretary()
            except OUTAGE:
                self.sandbox.clock.advance(timedelta(minutes=16))
        raise AssertionError(f"still failing after {MOST_RESUMES} resumes")

    def draft(self) -> None:
        self._survive(lambda secretary: draft(secretary, BallotDraft.model_validate(BALLOT)))

    def freeze(self) -> None:
        self._survive(lambda secretary: freeze.freeze(secretary, KEY))

    def certify(self) -> None:
        self._survive(lambda secretary: certify.certify(secretary, KEY, officer="the officer"))

    def tend(self) -> None:
        """A pass, and as many more as it takes until nothing hangs in the air."""
        for _ in range(MOST_RESUMES):
            report = self._survive(tend.tend)
            if not report.troubles and not self._on_its_way():
                return
            self.sandbox.clock.advance(timedelta(minutes=16))
        self.violations.append(f"not settled after {MOST_RESUMES} passes: {report.troubles} {self._on_its_way()}")

    def _on_its_way(self) -> list[str]:
        with self.secretary.ledger.reading() as session:
            settled = (*letters.FINAL, letters.SENT)
            return list(session.execute(select(Letter.key).where(Letter.state.not_in(settled))).scalars())

    # ── the members ────────────────────────────────────────────────────────────────────────────────

    def _links(self) -> list[str]:
        """Every personal link that arrived, in the order of mailboxes."""
        mails = [mail for mail in inbox.mails(self.sandbox.world) if mail.title == f"{KEY}/ballot"]
        found = []
        for mail in sorted(mails, key=lambda mail: mail.to):
            found += re.findall(r"http\S+entry\.\d+=\w+", mail.text)
        return list(dict.fromkeys(found))

    def vote(self, when: str) -> None:
        links = self._links()
        skip = 0 if when == "early" else len(VOTES["early"])
        for link, marks in zip(links[skip:], VOTES[when], strict=False):
            self.sandbox.clock.advance(timedelta(minutes=1))
            assert answer(requests.Session(), link, marks).accepted

    def vote_again(self, when: str) -> None:
        """Somebody changes their vote, and somebody's code is mistyped."""
        links = self._links()
        self.sandbox.clock.advance(timedelta(minutes=1))
        assert answer(requests.Session(), links[0], VOTES[when][2]).accepted
        mistyped = links[1][:-3] + "000"
        assert answer(requests.Session(), mistyped, VOTES[when][0]).accepted

    # ── what has to hold ───────────────────────────────────────────────────────────────────────────

    def outcome(self) -> Outcome:
        with self.chaos.paused():
            return Outcome(self.digest(), self.violations + self.broken(), self.resumes, len(self.chaos.points))

    def digest(self) -> dict[str, Any]:
        """The end state, as far as it must not depend on what failed on the way."""
        world: World = self.sandbox.world
        delivered = Counter((mail.to, mail.title, mail.subject) for mail in inbox.mails(world))
        with self.secretary.ledger.reading() as session:
            election = session.get_one(Election, KEY)
            return {
                "mail": sorted((*who, number) for who, number in delivered.items()),
                "state": election.state,
                "held": election.held_because,
                "intake": election.intake,
                "roll": election.roll_fingerprint,
                "form": election.form_fingerprint,
                "erased": [election.links_erased, election.form_erased],
                "counts": [contest.count for contest in election.contests],
                "piles": sorted((p.position, p.ranking, p.votes) for p in session.execute(select(Pile)).scalars()),
                "voted": sorted(session.execute(select(Voted.line)).scalars()),
                "roll size": len(session.execute(select(RollEntry.line)).all()),
                "left behind": [len(session.execute(select(t)).all()) for t in (Response, Credential)],
                "letters": sorted((o.key, o.state, o.size, o.delivered) for o in session.execute(select(Letter)).scalars()),
                "certified": [one.officer for one in session.execute(select(Certificate)).scalars()],
                "keys": sorted(path.name for path in (self.season.folder / "keys").glob("*")),
                "packs": _files(self.season.folder / "packs"),
                "google": _google(world),
                "mailchimp": _mailchimp(world),
            }

    def broken(self) -> list[str]:
        """The promises, each by itself, so that a difference says what it means."""
        found = []
        per_letter = Counter((mail.to, mail.title) for mail in inbox.mails(self.sandbox.world))
        found += [f"{title} came {number} times" for (_, title), number in per_letter.items() if number != 1]
        found += [f"{mail.title}: {mail.faults}" for mail in inbox.mails(self.sandbox.world) if mail.faults]
        with self.secretary.ledger.reading() as session:
            fault = book.log_fault(session)
            steps = Counter(session.execute(select(Entry.kind).where(Entry.kind.like("election.%"))).scalars())
            election = session.get_one(Election, KEY)
            tally = dict(election.intake or {})
            voted = len(session.execute(select(Voted.line)).all())
        found += [fault] if fault else []
        found += [f"{kind} is in the log {n} times" for kind, n in steps.items() if n != 1 and kind in _ONCE]
        if tally.get("counted") != voted:
            found.append(f"{tally.get('counted')} ballots counted, {voted} lines took part")
        if tally and tally["received"] != sum(tally[fate] for fate in ("counted", "superseded", "late", "unknown", "malformed")):
            found.append("received isn't the sum of the fates")
        return found


_ONCE = {f"election.{state}" for state in ("frozen", "open", "closed", "sealed", "counted", "certified", "announced")}


def _files(folder: Path) -> dict[str, str]:
    """The packs' files. The head of the log may differ: it also tells of every repetition."""
    return {
        str(path.relative_to(folder)): re.sub(r'"log_head": "\w+"', "", path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "SHA256SUMS"
    }


def _google(world: World) -> Any:
    """Files that aren't in the bin, by name, and how they are shared."""
    files = [one for one in world.google["files"].values() if not one.get("trashed")]
    return sorted(json.dumps([one["name"], one["mimeType"]]) for one in files)


def _mailchimp(world: World) -> Any:
    """Leftovers: drafts, segments, and links that are still in somebody's fields."""
    audience = next(iter(world.mailchimp["lists"].values()))
    filled = sum(bool(value) for member in audience["members"].values() for tag, value in member["merge_fields"].items() if tag not in ("FNAME", "LNAME"))
    drafts = [one["settings"]["title"] for one in world.mailchimp["campaigns"].values() if one["status"] == "save"]
    return {"segments": len(audience["segments"]), "drafts": drafts, "filled": filled}
