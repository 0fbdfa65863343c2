"""Answers of several races, published at the same time: members get one letter, and each race is told once."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.records import Letter, Questionnaire
from flows import process, season
from flows import questionnaire as issuing
from flows.fact import say
from flows.race import RaceOpened, open_race
from tests.conftest import KILLED
from tests.flows.asked import HOUSING as HOUSES
from tests.flows.asked import MAYOR, ROWS, URSULA, go_on, kept, link, over
from tests.flows.club import HOUR, MINUTE, Club
from tests.flows.test_questionnaires_killed import _ways
from tests.trust.chaos import Chaos, Death

SHERIFF = "sheriff-26"
DIGEST = f"race.{MAYOR}/digest"
XAVER: list[Any] = [SHERIFF, "Xaver Pretence", "xaver@example.org", "xaver.example.org", "OCPF 10003"]


@pytest.fixture
def two(with_candidates: Club) -> Club:
    """Two races whose candidates are asked until the same day."""
    if "two asked" not in with_candidates.kept:
        _ask(with_candidates)
        with_candidates.keep("two asked")
    with_candidates.go_to("two asked")
    return with_candidates


def _ask(club: Club) -> None:
    open_race(club.secretary, RaceOpened(key=SHERIFF, title="Sheriff", office="Sheriff"))
    club.write("Candidates", [*ROWS, XAVER])
    season.carry_on(club.secretary)
    process.choose(club.secretary, SHERIFF, "full", chosen_by="the committee")
    for kind in ("account", "website"):
        say(club.secretary, f"{SHERIFF}/1", kind, "there", by="R. O.", because="seen", door="a test")
    for key in (MAYOR, SHERIFF):
        issuing.issue(club.secretary, key, by="R. O.", issues=["housing"])
    go_on(club)
    club.later(2 * HOUR)
    go_on(club)


def answered(club: Club) -> None:
    """Both races have an answer."""
    club.send(link(club, URSULA), {HOUSES: "Build."})
    [mail] = club.mails(f"{SHERIFF}.1/q-asked")
    club.send(next(one for one in mail.text.splitlines() if "entry." in one), {HOUSES: "Fewer evictions."})


def told(club: Club) -> dict[str, str]:
    """Each race that is published, and the letter that tells of it."""
    with club.secretary.ledger.reading() as session:
        return {one.race_key: one.told_in for one in session.execute(select(Questionnaire)).scalars()}


def to_members(club: Club) -> set[str]:
    """The letters about answers."""
    with club.secretary.ledger.reading() as session:
        mine = select(Letter.key).where(Letter.occasion.in_(("questionnaire_answers", "questionnaire_digest")))
        return set(session.execute(mine).scalars())


def test_members_get_one_letter_about_both(two: Club) -> None:
    """E18. It names each race, who answered, and where all of it is; later passes write no other."""
    answered(two)
    over(two)
    go_on(two)
    assert to_members(two) == {DIGEST}
    assert told(two) == {MAYOR: DIGEST, SHERIFF: DIGEST}
    [mail] = two.mails(DIGEST, to="ada@example.org")
    assert "What the candidates of 2 races answered" in mail.subject
    for words in ("* Mayor", "* Sheriff", "- Ursula Imaginary: Answered", "- Xaver Pretence: Answered"):
        assert words in mail.text
    with two.secretary.ledger.reading() as session:
        links = [one.sheet_link for one in session.execute(select(Questionnaire)).scalars()]
    assert all(one in mail.text for one in links)


def test_one_that_is_published_later_gets_its_own(two: Club) -> None:
    """E18. The sheriff's race has more time: each race is told when it is published, in a letter of its own."""
    answered(two)
    until = kept(two).due_at + timedelta(days=4)
    issuing.put_off(two.secretary, SHERIFF, until=until.date(), because="A debate.", by="R. O.")
    over(two)
    assert to_members(two) == {f"race.{MAYOR}/answers"}
    two.at(until + timedelta(days=1) + HOUR)
    go_on(two)
    assert to_members(two) == {f"race.{MAYOR}/answers", f"race.{SHERIFF}/answers"}


def _end(club: Club) -> dict[str, Any]:
    return {"letters": to_members(club), "told": told(club)}


def _play(club: Club, chaos: Chaos) -> dict[str, Any]:
    club.go_to("two asked")
    answered(club)
    club.at(kept(club).due_at + HOUR)
    chaos.overtake = lambda: None
    chaos.begin(0)
    with chaos.at_work(), suppress(Death, Exception):
        season.carry_on(club.secretary)
    for _ in range(2):
        club.later(20 * MINUTE)
        season.carry_on(club.secretary)
    return _end(club)


@KILLED
def test_killed_anywhere_each_race_is_told_in_one_letter(two: Club, every: int) -> None:
    """E18. Killed after any call or commit and run again: the same one letter."""
    calm = Chaos()
    hoped = _play(two, calm)
    assert hoped == {"letters": {DIGEST}, "told": {MAYOR: DIGEST, SHERIFF: DIGEST}}
    found = []
    for point, kind in [*_ways(calm.passed, ("die after",))][::every]:
        met = _play(two, Chaos({point.place: kind}))
        found += [f"{point.place}: {met}" for _ in (1,) if met != hoped]
    assert found == []
