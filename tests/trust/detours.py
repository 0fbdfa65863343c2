"""Ways off the main road: an election that is called off, and a voter who gets a new link."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from core import ledger, secrecy
from core.records import Credential, Election, Letter, Response, RollEntry
from integrations.sandbox import inbox
from tests.trust import promises
from tests.trust.chaos import Chaos, Place, Point
from tests.trust.play import Play
from tests.trust.season import ACTS, Season
from tests.trust.stage import DAY, HOUR, KEY, LOSES_LINK

START = next(number for number, act in enumerate(ACTS) if act.name == "vote in the middle")


@dataclass(frozen=True)
class Detour:
    """Acts that follow the main road's first half, and what has to be at their end."""

    acts: tuple[tuple[timedelta, str], ...]
    wrong: Callable[[Season, Session], list[str]]

    def play(self, season: Season, plan: Mapping[Place, str]) -> tuple[list[str], tuple[Point, ...]]:
        """What is wrong at the end, and the points that were passed. Acts are numbered from 0."""
        chaos = Chaos(plan)
        play = season.begin(chaos, start=START)
        for number, (later, name) in enumerate(self.acts):
            chaos.begin(number)
            season.sandbox.clock.set(max(ACTS[START].when + later, season.sandbox.clock.now()))
            play.ours(name)
        found = play.look(lambda session: self._found(season, play, session))
        missed = [] if len(chaos.struck) == len(plan) else ["another end: the fault never struck"]
        return [*found, *missed], tuple(chaos.passed)

    def _found(self, season: Season, play: Play, session: Session) -> list[str]:
        log = ledger.log_fault(session)
        twice = promises.doubled(inbox.mails(season.sandbox.world))
        return [*play.violations, *twice, *([log] if log else []), *self.wrong(season, session)]


def _still_there(season: Season, session: Session) -> list[str]:
    """What must be gone after calling off – answers, hashes, key, links, form – and what must not have gone out."""
    world = season.sandbox.world
    election = session.get_one(Election, KEY)
    mails = Counter(one.title for one in inbox.mails(world))
    open_letters = [one.key for one in session.query(Letter) if one.state not in ("confirmed", "missed")]
    told = json.dumps([one["members"] for one in world.mailchimp["lists"].values()])
    key = season.moments[START].memory.codes
    checks = {
        "it is withdrawn": election.state == "withdrawn",
        "no answer is kept": not session.query(Response).count() and not session.query(Credential).count(),
        "the key is destroyed": not list((season.folder / "keys").glob("*")),
        "no link is left": not any(code in told for code in key.values()),
        "the form is gone": not world.google["forms"],
        "letters are at rest": not open_letters,
        "only two letters went out": set(mails) == {f"{KEY}/ballot", f"{KEY}/reminder-1"},
        "no list is left": not any(one["segments"] for one in world.mailchimp["lists"].values()),
    }
    return [f"left behind: not so that {what}" for what, holds in checks.items() if not holds]


def _wrong_link(season: Season, session: Session) -> list[str]:
    """The new link came once, to its voter alone; it counts, and the old one doesn't."""
    [entry] = [one for one in session.query(RollEntry) if one.number == LOSES_LINK]
    sent = [one for one in inbox.mails(season.sandbox.world) if "/reissue-" in one.title]
    known = {one.code_hash for one in session.query(Credential)}
    codes = season.codes_of({one.line: one.epoch for one in session.query(RollEntry)})
    old = season.moments[START].memory.codes[entry.line]
    checks = {
        "one letter went out": [one.to for one in sent] == [entry.email],
        "it has the new link": all(codes[entry.line] in one.text and old not in one.text for one in sent),
        "the codes that count are those of the roll": known
        == {secrecy.code_hash(KEY, code) for code in codes.values()},
        "the link is new": codes[entry.line] != old,
    }
    return [f"lost: not so that {what}" for what, holds in checks.items() if not holds]


DETOURS: Mapping[str, Detour] = {
    "called off": Detour(((HOUR, "withdraw"), (2 * HOUR, "tend"), (5 * DAY, "tend")), _still_there),
    "new link": Detour(((HOUR, "reissue"), (2 * HOUR, "tend"), (4 * HOUR, "tend")), _wrong_link),
}
