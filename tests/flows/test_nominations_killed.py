"""Nominations, with the process killed at every call and commit: run again, the end is as if nothing had been."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from core import ledger
from core.records import CallAnswer, Letter, Nominee, NomineeStatement
from flows import slate, year
from flows.duties.nomination import slates
from tests.conftest import KILLED
from tests.flows import killed, renewal
from tests.flows.club import ADA, BO, ESME, MEMBERS, Club
from tests.flows.renewal import ACCEPT, OPEN, STATEMENT, YEAR
from tests.trust.chaos import Chaos

FILES = ("Canvass call ", "Canvass nominees ", "JPP nominees ")


def _pass(club: Club) -> None:
    year.carry_on(club.secretary)


def _opened(club: Club) -> None:
    club.at(OPEN)


def _named(club: Club) -> None:
    renewal.nominate(club, BO)
    renewal.nominate(club, ADA, ESME, MEMBERS[ESME])


def _stated(club: Club) -> None:
    renewal.answer(club, ESME, {**STATEMENT, ACCEPT: "Yes, I accept the nomination"})
    renewal.answer(club, BO, STATEMENT)


def _late(club: Club) -> None:
    club.at(datetime(2027, 2, 20, 15, tzinfo=UTC))


def _draft(club: Club) -> None:
    slate.draft_slate(club.secretary, renewal.BALLOT)


ACTS: dict[str, tuple[str, Callable[[Club], None], Callable[[Club], None]]] = {
    "members are called": ("a cycle is opened", _opened, _pass),
    "nominees are listed and asked": ("members are called", _named, _pass),
    "statements are read": ("five are nominated", _stated, _pass),
    "the members' vote is drafted": ("the committee agrees", _late, _draft),
}
"""What is killed: from which moment on, what happens before, and the act itself."""


def _end(club: Club) -> dict[str, Any]:
    """What is to be seen of it in the end: in the book, and outside."""
    files = club.sandbox.world.google["files"].values()
    there = sorted(one["name"] for one in files if one["name"].startswith(FILES) and not one["trashed"])
    with club.secretary.ledger.reading() as session:
        answers = session.execute(select(CallAnswer)).scalars()
        statements = session.execute(select(NomineeStatement)).scalars()
        listed = session.execute(select(Nominee)).scalars()
        return {
            "log": ledger.log_fault(session),
            "files": there,
            "answers": sorted((one.nth, one.member, one.nominated) for one in answers),
            "statements": sorted((one.nth, one.accepts, len(one.said)) for one in statements),
            "nominees": sorted((one.nth, one.number, one.by_self, one.by_other) for one in listed),
            "letters": sorted((one.key, one.recipients) for one in session.execute(select(Letter)).scalars()),
            "agreed": slates.agreed(session, YEAR),
            "tab": renewal.rows(club),
        }


def _play(club: Club, act: str, chaos: Chaos) -> dict[str, Any]:
    """An act with what is to fail, and two passes after it. Another process would do the same act."""
    moment, before, do = ACTS[act]
    renewal.go_to(club, moment)
    before(club)
    killed.played(club, chaos, do, then=[_pass])
    return _end(club)


@KILLED
@pytest.mark.parametrize("act", ACTS)
def test_killed_after_any_call_or_commit_it_ends_the_same(club: Club, act: str, every: int) -> None:
    """S3, S4. One form, one sheet, one row and one letter for each; no answer twice, none lost."""
    struck, complaints = killed.complaints(partial(_play, club, act), ("die after",), every)
    assert complaints == []
    assert struck >= 1


@pytest.mark.crash
@pytest.mark.parametrize("act", ACTS)
def test_overtaken_by_another_process_it_ends_the_same(club: Club, act: str) -> None:
    """S3, S4. Two passes at once, at every call and commit: still one of each."""
    struck, complaints = killed.complaints(partial(_play, club, act), ("overtaken",))
    assert complaints == []
    assert struck >= 1


@pytest.mark.crash
@pytest.mark.parametrize("act", ACTS)
def test_failing_in_any_way_at_any_call_it_ends_the_same(club: Club, act: str) -> None:
    """S3, S4. Killed before, or refused, or done without an answer: the next pass makes it good."""
    _, complaints = killed.complaints(partial(_play, club, act), killed.IN_ANY_WAY)
    assert complaints == []
