"""Questionnaires, with the process killed at every call and commit: run again, the end is as if nothing had been."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import select

from core import ledger
from core.records import Asked, Letter, Race, Reply
from flows import questionnaire as issuing
from flows import season
from tests.conftest import KILLED
from tests.flows.asked import CLIMATE, DECLINES, HOUSING, MAYOR, URSULA, VICTOR, answers, bank, kept, link
from tests.flows.club import HOUR, Club
from tests.trust.chaos import Chaos, Death, Point

FILES = ("Canvass questionnaire mayor-26", "Answers: Mayor (mayor-26)")


def _issue(club: Club) -> None:
    issuing.issue(club.secretary, MAYOR, by="R. O.", issues=["housing", "climate"])


def _pass(club: Club) -> None:
    season.carry_on(club.secretary)


def _answered(club: Club) -> None:
    club.send(link(club, URSULA), {HOUSING: "Build.", CLIMATE: "x" * 60_000})
    club.send(link(club, VICTOR), DECLINES)


def _over(club: Club) -> None:
    _answered(club)
    club.at(kept(club).due_at + HOUR)


def _nothing(_: Club) -> None:
    """There is nothing to do before."""


ACTS: dict[str, tuple[str, Callable[[Club], None], Callable[[Club], None]]] = {
    "the bank is made": ("before the bank", _nothing, _pass),
    "it is issued": ("candidates", _nothing, _issue),
    "the form is made and candidates are asked": ("candidates", _issue, _pass),
    "answers are read": ("issued", _answered, _pass),
    "answers are published": ("issued", _over, _pass),
}
"""What is killed: from which moment on, what happens before, and the act itself."""


def _end(club: Club) -> dict[str, Any]:
    """What is to be seen of it in the end: in the book, and outside."""
    files = club.sandbox.world.google["files"].values()
    there = sorted(one["name"] for one in files if one["name"] in FILES and not one["trashed"])
    with club.secretary.ledger.reading() as session:
        asked = sorted((one.nth, one.asked_at is not None) for one in session.execute(select(Asked)).scalars())
        replies = sorted((one.nth, len(one.said), one.declines) for one in session.execute(select(Reply)).scalars())
        race = session.get(Race, MAYOR)
        return {
            "log": ledger.log_fault(session),
            "files": there,
            "asked": asked,
            "replies": replies,
            "steps": [(one.step, one.note) for one in race.steps] if race else [],
            "letters": sorted((one.key, one.recipients) for one in session.execute(select(Letter)).scalars()),
        }


def _play(club: Club, act: str, chaos: Chaos) -> dict[str, Any]:
    """An act with what is to fail, and two passes after it. Another process would do the same act."""
    moment, before, do = ACTS[act]
    club.go_to(moment)
    before(club)
    chaos.overtake = lambda: do(club)
    chaos.begin(0)
    with chaos.at_work(), suppress(Death, Exception):
        do(club)
    do(club)
    _pass(club)
    found = _end(club)
    found["bank"] = bank(club)
    if act == "answers are published":
        found["answers"] = answers(club)
        sheet = club.sandbox.world.google["files"][kept(club).sheet_id]  # another process's lies in the bin
        found["open to"] = [(one["type"], one["role"]) for one in sheet["permissions"]]
    return found


def _ways(points: list[Point], kinds: tuple[str, ...]) -> Iterator[tuple[Point, str]]:
    yield from ((point, kind) for point in points for kind in kinds if kind in point.kinds)


def _complaints(club: Club, act: str, kinds: tuple[str, ...], every: int = 1) -> tuple[int, list[str]]:
    """How often it was killed, and after which kills the end was another one."""
    calm = Chaos()
    hoped = _play(club, act, calm)
    assert hoped["log"] == ""
    found, struck = [], 0
    for point, kind in [*_ways(calm.passed, kinds)][::every]:
        chaos = Chaos({point.place: kind})
        met = _play(club, act, chaos)
        struck += len(chaos.struck)
        found += [f"{point.place} {kind}: another end: {what}" for what in hoped if met[what] != hoped[what]]
    return struck, found


@pytest.fixture
def moments(issued: Club) -> Club:
    """The club, with every moment from which an act here begins."""
    if "before the bank" not in issued.kept:
        issued.go_to("candidates")
        book = issued.book_of_members()
        book["sheets"] = [one for one in book["sheets"] if one["title"] != "Question bank"]
        issued.keep("before the bank")
    return issued


@KILLED
@pytest.mark.parametrize("act", ACTS)
def test_killed_after_any_call_or_commit_it_ends_the_same(moments: Club, act: str, every: int) -> None:
    """E4. One form, one sheet, one letter to each; no answer twice, none lost."""
    struck, complaints = _complaints(moments, act, ("die after",), every)
    assert complaints == []
    assert struck >= 1


@KILLED
@pytest.mark.parametrize("act", ACTS)
def test_overtaken_by_another_process_it_ends_the_same(moments: Club, act: str, every: int) -> None:
    """E4. Two passes at once, at every call and commit: still one of each."""
    struck, complaints = _complaints(moments, act, ("overtaken",), every)
    assert complaints == []
    assert struck >= 1


@pytest.mark.crash
@pytest.mark.parametrize("act", ACTS)
def test_failing_in_any_way_at_any_call_it_ends_the_same(moments: Club, act: str) -> None:
    """E4. Killed before, or refused, or done without an answer: the next pass makes it good."""
    _, complaints = _complaints(moments, act, ("die before", "lost reply", "timeout", "429", "503"))
    assert complaints == []
