"""Parallel votes, with the process killed at every call and commit: run again, the end is as if nothing had been."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from core import ledger
from core.records import Letter
from flows import partners
from tests.conftest import KILLED
from tests.flows import killed
from tests.flows import partners_parallel as play
from tests.flows.club import Club
from tests.flows.partners_parallel import HAL, LATE, LOU, UMA
from tests.trust.chaos import Chaos


def _pass(club: Club) -> None:
    partners.carry_on(club.secretary)


def _nothing(_club: Club) -> None:
    """The moment is all there is to it."""


def _begin(club: Club) -> None:
    play.begin(club, **play.OWN)


def _begin_and_pass(club: Club) -> None:
    _begin(club)
    _pass(club)


def _late(club: Club) -> None:
    play.send(club, LOU, play.YES)
    club.at(LATE)


def _differ(club: Club) -> None:
    for who, words in ((UMA, "June"), (LOU, "June"), (HAL, "September")):
        play.send(club, who, play.stepped(words))


def _say_the_same(club: Club) -> None:
    for who in (UMA, LOU, HAL):
        play.send(club, who, play.stepped("We paint it in August"))


ACTS: dict[str, tuple[str, Callable[[Club], None], Callable[[Club], None]]] = {
    "the vote is begun, and told": ("the partnership is agreed", _nothing, _begin_and_pass),
    "reports are read and compared": ("ours is counted", _late, _pass),
    "delegates differ": ("the reports are side by side", _differ, _pass),
    "the step is settled": ("the reports are side by side", _say_the_same, _pass),
}
"""What is killed: from which moment on, what happens before, and the act itself."""


def _end(club: Club) -> dict[str, Any]:
    """What is to be seen of it in the end: in the book, and outside."""
    files = club.sandbox.world.google["files"].values()
    there = sorted(one["name"] for one in files if one["name"].startswith("Canvass parallel") and not one["trashed"])
    vote = play.vote(club)
    with club.secretary.ledger.reading() as session:
        letters = session.execute(select(Letter)).scalars()
        return {
            "log": ledger.log_fault(session),
            "files": there,
            "answers": sorted((one.turn, one.kind, one.nth, str(one.said)) for one in play.answers(club)),
            "vote": (vote.ready, vote.closed, vote.compared_at is None, vote.settled, vote.our_election),
            "letters": sorted((one.key, one.recipients, str(one.facts.get("rows"))) for one in letters),
        }


def _play(club: Club, act: str, chaos: Chaos) -> dict[str, Any]:
    """An act with what is to fail, and two passes after it. Another process would do the same act."""
    moment, before, do = ACTS[act]
    play.go_to(club, moment)
    before(club)
    killed.played(club, chaos, do, then=[_pass])
    return _end(club)


@KILLED
@pytest.mark.parametrize("act", ACTS)
def test_killed_after_any_call_or_commit_it_ends_the_same(partnered: Club, act: str, every: int) -> None:
    """P6. One form, one row for each version, one letter for each of those it is for; no answer twice, none lost."""
    struck, complaints = killed.complaints(partial(_play, partnered, act), ("die after",), every)
    assert complaints == []
    assert struck >= 1


@pytest.mark.crash
@pytest.mark.parametrize("act", ACTS)
def test_overtaken_by_another_process_it_ends_the_same(partnered: Club, act: str) -> None:
    """P6. Two passes at once, at every call and commit: still one of each."""
    struck, complaints = killed.complaints(partial(_play, partnered, act), ("overtaken",))
    assert complaints == []
    assert struck >= 1


@pytest.mark.crash
@pytest.mark.parametrize("act", ACTS)
def test_failing_in_any_way_at_any_call_it_ends_the_same(partnered: Club, act: str) -> None:
    """P6. Killed before, or refused, or done without an answer: the next pass makes it good."""
    _, complaints = killed.complaints(partial(_play, partnered, act), killed.IN_ANY_WAY)
    assert complaints == []
