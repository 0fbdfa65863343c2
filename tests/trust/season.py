"""The season: a venue furnished once, the acts in their order, and runs that begin wherever the first fault lies."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flows.rehearsal import venue
from flows.secretary import Secretary
from integrations.keyring import Keyring
from integrations.sandbox import mailchimp
from integrations.sandbox.server import Sandbox
from tests.books import Book, FileBook
from tests.trust import members, promises, witness
from tests.trust.chaos import Chaos, Place, Point
from tests.trust.play import Memory, Play
from tests.trust.stage import CLOSES, DAY, HOUR, MINUTE, OPENS, START, stage


@dataclass(frozen=True)
class Act:
    """Something that happens at a time: an act of Canvass's own by its name, or of somebody else."""

    when: datetime
    name: str
    do: Callable[[Play], None]


def _ours(when: datetime, name: str) -> Act:
    return Act(when, name, lambda play: play.ours(name))


def _vote(when: datetime, wave: str) -> Act:
    return Act(when, f"vote {wave}", lambda play: play.vote(wave))


ACTS: tuple[Act, ...] = (
    _ours(START, "draft"),
    _ours(START + 20 * MINUTE, "read"),
    Act(START + 40 * MINUTE, "answer", Play.answer_the_question),
    _ours(START + HOUR, "freeze"),
    Act(START + HOUR, "note the codes", Play.learn_codes),
    _ours(START + 2 * HOUR, "tend"),
    _ours(OPENS + MINUTE, "tend"),
    _vote(OPENS + 5 * HOUR, "on the first day"),
    _ours(OPENS + 5 * HOUR + 4 * MINUTE, "tend"),
    Act(OPENS + 30 * HOUR, "leave", Play.leave),
    Act(OPENS + 31 * HOUR, "edit", Play.add_to_the_sheet),
    _vote(OPENS + 4 * DAY - 20 * MINUTE, "just before a reminder"),
    _ours(OPENS + 4 * DAY, "tend"),
    _vote(OPENS + 5 * DAY, "in the middle"),
    _ours(OPENS + 7 * DAY, "tend"),
    _ours(CLOSES - DAY + MINUTE, "tend"),
    _vote(CLOSES - 5 * HOUR, "changed"),
    _vote(CLOSES - 4 * HOUR, "mistyped"),
    _vote(CLOSES - 2 * MINUTE, "in the last minutes"),
    _vote(CLOSES + MINUTE, "too late"),
    _ours(CLOSES + 2 * MINUTE, "tend"),
    _ours(CLOSES + 10 * MINUTE, "tend"),
    _ours(CLOSES + 40 * MINUTE, "tend"),
    _ours(CLOSES + 75 * MINUTE, "tend"),
    _ours(CLOSES + 13 * HOUR, "certify"),
    _ours(CLOSES + 14 * HOUR, "tend"),
    _ours(CLOSES + 20 * HOUR, "tend"),
    _ours(CLOSES + 20 * DAY, "tend"),
)


@dataclass(frozen=True)
class Climate:
    """How the services behave while nothing fails.

    `lag`: how long a new answer or file stays out of Google's lists. `page`: the most answers Google gives at once.
    `mailchimp`: see the sandbox's BEHAVIOUR.
    """

    lag: timedelta = timedelta(0)
    page: int = 5000
    mailchimp: Mapping[str, object] = field(default_factory=dict)


CLIMATES = (
    Climate(),
    Climate(
        lag=8 * MINUTE,
        page=2,
        mailchimp={"status_lag_seconds": 240, "sending_seconds": 600, "snapshot": "send", "second_send": "ignore"},
    ),
    Climate(lag=5 * MINUTE, page=3, mailchimp={"status_lag_seconds": 700, "list_lag_seconds": 600}),
)
"""Seeds differ in people, votes and climate. All of it stays within what the protocol waits for."""


@dataclass(frozen=True)
class Moment:
    """Everything as it was before an act: world, book, key files and packs, and what the witness remembers."""

    world: dict[str, Any]
    book: Any
    files: Mapping[Path, bytes]
    memory: Memory


@dataclass
class Outcome:
    """How a run ended: its digest, the promises it broke, how often a process was followed by another, what struck."""

    digest: dict[str, Any]
    violations: list[str]
    resumes: int
    struck: list[tuple[str, str]]

    def differences(self, other: Outcome) -> dict[str, tuple[Any, Any]]:
        """Where two end states differ."""
        return {
            what: (self.digest[what], other.digest[what])
            for what in self.digest
            if self.digest[what] != other.digest[what]
        }


class Season:
    """The venue, furnished once. Every run begins from the same world and the same empty book, or later on the way."""

    def __init__(
        self, sandbox: Sandbox, folder: Path, *, seed: int = 0, book: Book | None = None, climate: Climate | None = None
    ) -> None:
        self.sandbox, self.folder, self.seed = sandbox, folder, seed
        self.climate = climate or CLIMATES[seed % len(CLIMATES)]
        folder.mkdir(parents=True, exist_ok=True)
        self.book = book or FileBook(folder / "canvass.db")
        settings = venue.settings(sandbox, folder, charter="jp_progressives")
        settings = settings.model_copy(update={"database_url": self.book.url})
        sandbox.world.restore({"clock": START.isoformat(), "google": {}, "mailchimp": {}})
        self._set_climate()
        secretary = Secretary.at_work(settings)
        self.book_id = venue.furnish(sandbox, secretary, stage(seed))
        secretary.ledger.close()
        self.settings = settings.model_copy(update={"members_book": self.book_id})
        self.moments = [self.moment(Memory())]
        self.undisturbed = self._rehearse()

    def _set_climate(self) -> None:
        world = self.sandbox.world
        world.lag, world.largest_page = self.climate.lag, self.climate.page
        mailchimp.open_account(world)
        mailchimp.behave(world, **self.climate.mailchimp)

    def moment(self, memory: Memory) -> Moment:
        """Everything as it is now."""
        files = {
            file: file.read_bytes()
            for name in ("keys", "packs", "shares")
            for file in (self.folder / name).rglob("*")
            if file.is_file()
        }
        return Moment(self.sandbox.world.dump(), self.book.copy(), files, memory.copy())

    def go_to(self, moment: Moment) -> None:
        """Put everything back to how it was."""
        self.sandbox.faults.clear()
        self.sandbox.world.restore(moment.world)
        self._set_climate()
        self.book.put_back(moment.book)
        for name in ("keys", "packs", "shares"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        for file, content in moment.files.items():
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file.write_bytes(content)

    def _rehearse(self) -> Outcome:
        """The run in which nothing fails. It lists all points by itself, and keeps every moment before an act."""
        chaos = Chaos()
        outcome = self.play(chaos, keep=True)
        self.points: tuple[Point, ...] = tuple(chaos.passed)
        return outcome

    def play(self, chaos: Chaos, *, start: int = 0, keep: bool = False, hurried: bool = False) -> Outcome:
        """Play from the act numbered `start` on, with the faults that `chaos` has planned.

        A hurried run ends with the act in which the first promise is broken.
        """
        play = self.begin(chaos, start=start)
        for number in range(start, len(ACTS)):
            self.act(play, number)
            if keep:
                self.moments.append(self.moment(play.memory))
            if hurried and play.violations:
                break
        outcome: Outcome = play.look(lambda session: self.outcome(play, session))
        return outcome

    def begin(self, chaos: Chaos, *, start: int) -> Play:
        """Everything as it was before an act, and a run that takes it up there."""
        beginning = self.moments[start]
        self.go_to(beginning)
        lag = self.climate.lag or "list_lag_seconds" in self.climate.mailchimp
        strict = not lag and "overtaken" not in chaos.plan.values()
        return Play(self, chaos, beginning.memory.copy(), strict=strict)

    def act(self, play: Play, number: int) -> None:
        """One act, at its time or, if the run is late, at once."""
        act = ACTS[number]
        play.chaos.begin(number)
        self.sandbox.clock.set(max(act.when, self.sandbox.clock.now()))
        act.do(play)

    def outcome(self, play: Play, session: Any) -> Outcome:
        """How a run has ended, as far as it went."""
        scene = play.scene(session)
        violations = list(dict.fromkeys(play.violations + promises.broken(scene)))
        return Outcome(witness.digest(scene), violations, play.resumes, play.chaos.struck)

    def fail(self, plan: Mapping[Place, str], *, hurried: bool = False) -> Outcome:
        """The season with these faults, played from the act in which the first of them lies."""
        return self.play(Chaos(plan), start=min(act for act, *_ in plan), hurried=hurried)

    def codes_of(self, epochs: Mapping[int, int]) -> dict[int, str]:
        """The codes that count now, by line, as only whoever holds the key file can tell."""
        return members.codes(Keyring(self.settings.keys), epochs)
