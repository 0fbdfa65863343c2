"""Partnerships, with the process killed at every call and commit: run again, the end is as if nothing had been."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from core import ledger
from core.records import Delegate, Letter, PartnerAnswer, PartnershipDate
from flows import agree, partners, partnership
from flows.duties.partnership import partner_links
from tests.conftest import KILLED
from tests.flows import killed
from tests.flows import partners_charter as play
from tests.flows.club import MEMBERS, Club
from tests.flows.partners_charter import AGREED, LANTERN, MAILBOXES, MOSS, PAT, RAE, WORK, answer, form_answers
from tests.trust.chaos import Chaos

BO = ("Bo Sample", "bo@example.org")


def _pass(club: Club) -> None:
    partners.carry_on(club.secretary)


def _nothing(_club: Club) -> None:
    pass


def _answered(club: Club) -> None:
    answer(club, MAILBOXES[RAE], form_answers(BO, MOSS, WORK))
    answer(club, MAILBOXES[PAT], form_answers(*LANTERN))


def _affirmed(club: Club) -> None:
    play.affirm(club, MEMBERS["Ada Example"])
    answer(club, MAILBOXES[PAT], form_answers(("Nova Lantern", "nova@example.org"), LANTERN[1]))


def _agree(club: Club) -> None:
    agree.agree(club.secretary, AGREED, named=True)
    _pass(club)


def _hand_over(club: Club) -> None:
    tenants = play.WANTED.partners[0].model_copy(update={"contact": "Quill Madeup", "email": "quill@example.org"})
    partnership.begin(club.secretary, play.WANTED.model_copy(update={"partners": [tenants]}))
    _pass(club)


ACTS: dict[str, tuple[str, Callable[[Club], None], Callable[[Club], None]]] = {
    "the form is made and both are asked": ("begun", _nothing, _pass),
    "answers are read and put on record": ("asked", _answered, _pass),
    "it is put in force and told": ("settled", _nothing, _agree),
    "a partner has another contact": ("asked", _nothing, _hand_over),
    "a delegate affirms, and another is replaced": ("in force", _affirmed, _pass),
}
"""What is killed: from which moment on, what happens before, and the act itself."""


def _end(club: Club) -> dict[str, Any]:
    """What is to be seen of it in the end: in the book, and outside."""
    files = club.sandbox.world.google["files"].values()
    there = sorted(one["name"] for one in files if one["name"].startswith("Canvass ") and not one["trashed"])
    with club.secretary.ledger.reading() as session:
        said = session.execute(select(PartnerAnswer)).scalars()
        named = session.execute(select(Delegate)).scalars()
        due = session.execute(select(PartnershipDate)).scalars()
        return {
            "log": ledger.log_fault(session),
            "files": there,
            "answers": sorted((one.nth, len(one.said)) for one in said),
            "delegates": sorted(
                (one.nth, one.partner, one.rank, one.name, one.number, one.replaced_at is None, str(one.affirmed_on))
                for one in named
            ),
            "dates": sorted((one.nth, one.kind, one.name, str(one.due)) for one in due),
            "letters": sorted((one.key, one.recipients) for one in session.execute(select(Letter)).scalars()),
            "links": [(one.nth, one.epoch) for one in partner_links.of(session, play.KEY)],
            "in force": play.of(club).partnership.agreed_at is not None,
        }


def _play(club: Club, act: str, chaos: Chaos) -> dict[str, Any]:
    """An act with what is to fail, and two passes after it. Another process would do the same act."""
    moment, before, do = ACTS[act]
    play.go_to(club, moment)
    before(club)
    killed.played(club, chaos, do, then=[_pass, _pass])
    return _end(club)


@KILLED
@pytest.mark.parametrize("act", ACTS)
def test_killed_after_any_call_or_commit_it_ends_the_same(partnered: Club, act: str, every: int) -> None:
    """P1, P2, P4. One form, one row and one letter for each; no answer twice, none lost."""
    struck, complaints = killed.complaints(partial(_play, partnered, act), ("die after",), every)
    assert complaints == []
    assert struck >= 1


@pytest.mark.crash
@pytest.mark.parametrize("act", ACTS)
def test_overtaken_by_another_process_it_ends_the_same(partnered: Club, act: str) -> None:
    """P1, P2, P4. Two passes at once, at every call and commit: still one of each."""
    struck, complaints = killed.complaints(partial(_play, partnered, act), ("overtaken",))
    assert complaints == []
    assert struck >= 1


@pytest.mark.crash
@pytest.mark.parametrize("act", ACTS)
def test_failing_in_any_way_at_any_call_it_ends_the_same(partnered: Club, act: str) -> None:
    """P1, P2, P4. Killed before, or refused, or done without an answer: the next pass makes it good."""
    _, complaints = killed.complaints(partial(_play, partnered, act), killed.IN_ANY_WAY)
    assert complaints == []
