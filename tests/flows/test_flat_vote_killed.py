"""A flat vote, with the process killed at every call and commit: run again, the end is as if nothing had been."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import select

from core import ledger
from core.records import Letter, Pile, RolePile, StoodAside, Voted
from flows import certify, stand_aside
from flows.stand_aside import StandingAside
from tests.conftest import KILLED
from tests.flows import partners_flat
from tests.flows.ballots import CLOSES
from tests.flows.club import ADA, BO, DEV, ESME, FINN, HOUR, MINUTE, Club
from tests.flows.partners_flat import BACKUP_OF_HARBOUR, FOR_HARBOUR, FOR_LANTERN, GARDEN, NO, VOTE, YES
from tests.trust.chaos import Chaos, Death


def _weighing(club: Club) -> None:
    partners_flat.found(club, adapted={"delegate": 2})
    partners_flat.draft(club)


def _drafted(club: Club) -> None:
    _at(club, "weighing", "furnished", _weighing)
    club.later(HOUR)


def _closed(club: Club) -> None:
    _at(club, "closed, weighing", "furnished", _voted)


def _voted(club: Club) -> None:
    partners_flat.opened(club, adapted={"delegate": 2})
    for who, marks in {ADA: YES, BO: YES, DEV: YES, ESME: NO, FINN: NO, FOR_LANTERN: YES}.items():
        partners_flat.vote(club, who, marks)
    partners_flat.vote(club, BACKUP_OF_HARBOUR, NO)
    partners_flat.vote(club, FOR_HARBOUR, YES)
    club.at(CLOSES + MINUTE)
    club.tend()
    club.at(CLOSES + HOUR)


def _counted(club: Club) -> None:
    _closed(club)
    club.tend()
    club.later(HOUR)


def _open(club: Club) -> None:
    partners_flat.go_to(club, "flat open")


def _at(club: Club, moment: str, before: str, act: Callable[[Club], None]) -> None:
    if moment not in club.kept:
        club.go_to(before)
        act(club)
        club.keep(moment)
    club.go_to(moment)


def _aside(club: Club) -> None:
    wanted = {"election": VOTE, "delegate": f"{GARDEN}/5", "recorded_by": "the secretary"}
    stand_aside.stand_aside(club.secretary, StandingAside.model_validate(wanted))


ACTS: dict[str, tuple[Callable[[Club], None], Callable[[Club], Any]]] = {
    "the roll is frozen": (_drafted, lambda club: club.freeze(VOTE)),
    "a delegate stands aside": (_open, _aside),
    "ballots are sealed and counted": (_closed, lambda club: club.tend()),
    "the result is certified": (_counted, lambda club: certify.certify(club.secretary, VOTE, officer="the officer")),
}
"""What is killed: from which moment on, and the act itself."""


def _end(club: Club) -> dict[str, Any]:
    """What is to be seen of it in the end, in the book and beside it."""
    election = club.election(VOTE)
    with club.secretary.ledger.reading() as session:
        roles = session.execute(select(RolePile.position, RolePile.cast_by, RolePile.ranking, RolePile.votes)).tuples()
        return {
            "log": ledger.log_fault(session),
            "state": (election.state, election.roll_size, election.roll_fingerprint, election.intake),
            "counts": [contest.count for contest in election.contests],
            "piles": sorted(session.execute(select(Pile.ranking, Pile.votes)).tuples()),
            "roles": sorted(roles),
            "voted": sorted(session.execute(select(Voted.line)).scalars()),
            "aside": sorted(session.execute(select(StoodAside.nth)).scalars()),
            "letters": sorted((one.key, one.recipients) for one in session.execute(select(Letter)).scalars()),
            "packs": sorted(one.name for one in club.settings.packs.glob("*/*")),
        }


def _play(club: Club, act: str, chaos: Chaos) -> dict[str, Any]:
    """An act with what is to fail, and once more by a process that was started anew; then a pass."""
    before, do = ACTS[act]
    before(club)
    chaos.overtake = lambda: do(club)
    chaos.begin(0)
    with chaos.at_work(), suppress(Death, Exception):
        do(club)
    do(club)
    club.later(MINUTE)
    club.tend()
    return _end(club)


def _complaints(club: Club, act: str, kinds: tuple[str, ...], every: int = 1) -> tuple[int, list[str]]:
    """How often it was killed, and after which kills the end was another one."""
    calm = Chaos()
    hoped = _play(club, act, calm)
    assert hoped["log"] == ""
    found, struck = [], 0
    ways = [(point, kind) for point in calm.passed for kind in kinds if kind in point.kinds]
    for point, kind in ways[::every]:
        chaos = Chaos({point.place: kind})
        met = _play(club, act, chaos)
        struck += len(chaos.struck)
        found += [f"{point.place} {kind}: another end: {what}" for what in hoped if met[what] != hoped[what]]
    return struck, found


@KILLED
@pytest.mark.parametrize("act", ACTS)
def test_killed_after_any_call_or_commit_it_ends_the_same(flat_club: Club, act: str, every: int) -> None:
    """S3, S4, P2, P7. One roll, one word that somebody stands aside, one box by role, one result; none lost."""
    struck, complaints = _complaints(flat_club, act, ("die after",), every)
    assert complaints == []
    assert struck >= 1


@pytest.mark.crash
@pytest.mark.parametrize("act", ACTS)
def test_overtaken_by_another_process_it_ends_the_same(flat_club: Club, act: str) -> None:
    """S3, S4. Two at once, at every call and commit: still one of each."""
    struck, complaints = _complaints(flat_club, act, ("overtaken",))
    assert complaints == []
    assert struck >= 1
