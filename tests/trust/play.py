"""One run of the season: processes that may die, members who vote, and a sandbox that goes on."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import letters
from core.records import Election, Letter, LogHead, RollEntry
from flows.secretary import OUTAGE, Refusal, Secretary
from tests.trust import acts, members, promises, witness
from tests.trust.chaos import Chaos, Death
from tests.trust.stage import KEY, waves

if TYPE_CHECKING:
    from tests.trust.season import Season

MOST_RESUMES = 12
PAUSE = timedelta(minutes=16)
"""How long until somebody, or the schedule, tries again: longer than the grace of a letter."""


@dataclass
class Memory:
    """What the witness has to remember of a run: the ballots cast, the codes, and the heads the log has had."""

    cast: list[witness.Cast] = field(default_factory=list)
    codes: dict[int, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    heads: list[str] = field(default_factory=list)

    def copy(self) -> Memory:
        """The same, to be kept."""
        return Memory(list(self.cast), dict(self.codes), dict(self.lines), list(self.heads))


@dataclass
class Play:
    """One run. Each act is a new process; whoever dies on it, or is failed by a service, is followed by another.

    `strict`: there is never a second campaign or form of one name, not even for a while.
    """

    season: Season
    chaos: Chaos
    memory: Memory = field(default_factory=Memory)
    strict: bool = False
    violations: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    resumes: int = 0
    processes: int = 0
    attempt: int = 0
    process: Callable[[Play, str], list[str]] = field(default_factory=lambda: in_this_process)

    def ours(self, name: str) -> None:
        """An act of Canvass's, tried again until it is done and nothing hangs in the air."""
        self.attempt = 0
        for _ in range(MOST_RESUMES):
            troubles = self._survive(name)
            head, unsettled = self.look(_standing)
            self.memory.heads.append(head)
            self.violations += promises.loaded_guns(self.season.sandbox.world, strict=self.strict)
            if self.chaos.is_down or not (troubles or (name == "tend" and unsettled)):
                return
            self.season.sandbox.clock.advance(PAUSE)
        self.violations.append(f"not settled after {MOST_RESUMES} passes: {troubles} {unsettled}")

    def once(self, name: str) -> list[str]:
        """One try of an act, as the schedule would start it; what failed it is left to the next."""
        try:
            self.processes += 1
            return self.process(self, name)
        except Death:
            return ["a process died"]
        except OUTAGE as fault:
            return [str(fault)]

    def _survive(self, name: str) -> list[str]:
        for _ in range(MOST_RESUMES):
            self.chaos.overtake = lambda: self._aside(name)
            try:
                self.processes += 1
                return self.process(self, name)
            except Death:
                self.resumes += 1
            except OUTAGE:
                self.season.sandbox.clock.advance(PAUSE)
            except Refusal as letter:
                self.refusals.append(f"{name}: {letter}")
                return []
            except Exception as fault:  # noqa: BLE001  # whatever it is, a process ends with it, and that is a finding
                self._note(f"{name} ended with", fault)
            self.attempt += 1
        self.violations.append(f"{name}: still failing after {MOST_RESUMES} resumes")
        return []

    def _aside(self, name: str) -> None:
        """Another process does the whole act meanwhile. What fails it is its own affair."""
        secretary = self.secretary("aside", beside=True)
        try:
            acts.OURS[name](secretary)
        except OUTAGE:
            pass
        except Exception as fault:  # noqa: BLE001  # as above
            if "database is locked" in str(fault) and self.chaos.passed[-1].label.endswith("file"):
                return  # the first one holds the book while it writes its file: then nobody can overtake it there
            self._note(f"{name}, while it was overtaking, ended with", fault)
        finally:
            secretary.ledger.close()

    def _note(self, what: str, fault: Exception) -> None:
        where = traceback.extract_tb(fault.__traceback__)
        ours = [
            f"{Path(frame.filename).name}:{frame.lineno}" for frame in where if "site-packages" not in frame.filename
        ]
        self.violations.append(f"{what} {type(fault).__name__}: {fault} at {ours[-1]}")

    def secretary(self, process: str, *, beside: bool = False) -> Secretary:
        """A process newly started, at the sandbox's time."""
        season = self.season
        return acts.secretary(
            season.settings, season.sandbox.clock.now, process=f"{season.seed}/{process}", beside=beside
        )

    def look(self, at: Callable[[Any], Any]) -> Any:
        """Look into the book, past all faults."""
        ledger = self.secretary("the witness").ledger
        try:
            with self.chaos.paused(), ledger.reading() as session:
                return at(session)
        finally:
            ledger.close()

    # ── the members ────────────────────────────────────────────────────────────────────────────────

    def vote(self, when: str) -> None:
        """Everybody of a wave votes, a minute after each other."""
        for wave in waves(self.season.seed)[when]:
            self.season.sandbox.clock.advance(timedelta(seconds=20))
            try:
                found = members.vote(
                    self.season.sandbox.world, wave, self.memory.lines, self.memory.codes, mistyped=when == "mistyped"
                )
            except LookupError as fault:
                self.violations.append(f"lost: the vote {when}: {fault}")
            else:
                self.memory.cast.append(found)

    def leave(self) -> None:
        """Somebody unsubscribes."""
        members.leave(self.season.sandbox.world)

    def answer_the_question(self) -> None:
        """An organiser answers who somebody is that only a person can tell."""
        try:
            members.answer_the_question(self.season.sandbox.world, self.season.book_id)
        except LookupError as fault:
            self.violations.append(f"lost: {fault}")

    def add_to_the_sheet(self) -> None:
        """An organiser adds to the members' workbook what should have been there before the roll was frozen."""
        members.add_to_the_sheet(self.season.sandbox.world, self.season.book_id)

    def learn_codes(self) -> None:
        """After the freeze the witness notes the codes, which only the key file tells."""
        entries = self.look(lambda session: session.execute(select(RollEntry)).scalars().all())
        self.memory.codes = self.season.codes_of({one.line: one.epoch for one in entries})
        self.memory.lines = {one.name: one.line for one in entries}

    # ── what has to hold ───────────────────────────────────────────────────────────────────────────

    def scene(self, session: Any) -> witness.Scene:
        """Everything there is to look at."""
        memory, season = self.memory, self.season
        return witness.Scene(
            season.sandbox.world,
            session,
            season.folder,
            memory.codes,
            tuple(memory.cast),
            memory.lines,
            tuple(memory.heads),
        )

    def state(self) -> str:
        """Where the election stands, or nothing if there is none."""
        election = self.look(lambda session: session.get(Election, KEY))
        return "" if election is None else str(election.state)


def _standing(session: Session) -> tuple[str, list[str]]:
    """The head of the log, and the letters that are still on their way."""
    settled = (*letters.FINAL, letters.SENT, letters.HELD)
    unsettled = session.execute(select(Letter.key).where(Letter.state.not_in(settled))).scalars()
    return session.execute(select(LogHead.hash)).scalar_one(), list(unsettled)


def in_this_process(play: Play, name: str) -> list[str]:
    """Do an act here, as a process newly started would. It dies of an exception that nothing in Canvass catches."""
    with play.chaos.paused():
        secretary = play.secretary(str(play.processes))
    try:
        with play.chaos.at_work():
            return acts.OURS[name](secretary)
    finally:
        secretary.ledger.close()
