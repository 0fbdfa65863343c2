"""An older copy of the book, put back at a later time; and the person who then goes on as well as they can."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from core import letters
from core.records import Election, Letter, Response
from flows.duties.election import holds, life
from flows.secretary import Refusal
from tests.trust import acts, promises
from tests.trust.chaos import Chaos
from tests.trust.play import PAUSE, Play
from tests.trust.season import ACTS, Season
from tests.trust.stage import CLOSES, HOUR, KEY, START
from tests.trust.witness import Scene

CERTIFIED = CLOSES + 13 * HOUR
OURS = tuple(number for number, act in enumerate(ACTS) if act.name in acts.OURS)
PAIRS = tuple((copied, at) for at in OURS for copied in OURS if copied < at)
"""Every earlier copy at every later act of Canvass's own; what members do in between doesn't touch the book."""


@dataclass(frozen=True)
class Restored:
    """How a season went on with an older book: where it ended, why it is held, and what is wrong with it."""

    state: str
    held: str
    wrong: list[str]

    @property
    def readable(self) -> bool:
        """Whether it ended as it should have, or tells a person why it can't."""
        return bool(self.held) or self.state == "announced"


def restore(season: Season, *, copied: int, at: int) -> Restored:
    """Put the book that was copied before one act back before a later one, and go on to the season's end."""
    play = season.begin(Chaos(), start=at)
    season.book.put_back(season.moments[copied].book)
    play.memory.heads.clear()
    for number in range(at, len(ACTS)):
        if ACTS[number].name in ("tend", "freeze", "certify"):
            _put_right(play)
        season.act(play, number)
    for _ in range(3):
        season.sandbox.clock.advance(PAUSE)
        _put_right(play)
        play.ours("tend")
    restored: Restored = play.look(lambda session: _restored(play, session))
    return restored


def _put_right(play: Play) -> None:
    """Do again what organisers had done already, and accept – carelessly – whatever stops the election."""
    now, state = play.season.sandbox.clock.now(), play.state()
    if not state:
        play.ours("draft")
    if state in ("", "drafted") and now > START + HOUR:
        play.ours("freeze")
    if state == "counted" and now > CERTIFIED:
        play.ours("certify")
    secretary = play.secretary("a careless person")
    try:
        finding = life.read(secretary, KEY).held_finding
        holds.accept(secretary, KEY, finding=finding, reason="Looked at.")
    except (Refusal, NoResultFound):
        pass
    finally:
        secretary.ledger.close()


def _restored(play: Play, session: Session) -> Restored:
    scene = play.scene(session)
    election = session.get(Election, KEY)
    held = [one.held_because for one in scene.rows(Letter) if one.state == letters.HELD] + play.refusals
    if election is not None and election.held_because:
        held.append(election.held_because)
    wrong = [one for one in play.violations if not one.startswith("not settled")] + promises.doubled(scene.mails())
    wrong += promises.lost(scene) if election is not None and election.intake else _out_of_reach(scene)
    return Restored("" if election is None else election.state, "; ".join(dict.fromkeys(held)), wrong)


def _out_of_reach(scene: Scene) -> list[str]:
    """Ballots not counted must still lie in their form, or in the book; or the result was published before."""
    if (scene.folder / "packs" / KEY / "manifest.json").exists():
        return []
    forms = [one for one in scene.world.google["forms"].values() if len(one["responses"]) == len(scene.cast)]
    if forms or len(scene.rows(Response)) == len(scene.cast):
        return []
    return ["lost: the ballots are neither counted, nor in the form, nor in the book"]
