"""Candidates' links, with the process killed at every call and commit: run again, one new link and one letter."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import select

from core import ledger
from core.records import Letter, NewLink, Reply
from flows import season
from flows.candidate_link import renew
from flows.duties.letter import personal
from tests.conftest import KILLED
from tests.flows.asked import CLIMATE, HOUSING, MAYOR, URSULA, kept, link
from tests.flows.club import DAY, HOUR, MINUTE, Club
from tests.flows.test_candidate_links import WHO, WHY
from tests.flows.test_questionnaires_killed import _ways
from tests.trust.chaos import Chaos, Death


def _renew(club: Club) -> None:
    renew(club.secretary, WHO, **WHY, earlier="not theirs")


def _pass(club: Club) -> None:
    season.carry_on(club.secretary)
    club.tend()


def _answered(club: Club) -> None:
    """Ursula has answered, which nobody has read yet, and then her link goes astray."""
    club.send(link(club, URSULA), {HOUSING: "Build."})
    club.at(kept(club).due_at - 3 * DAY + HOUR)
    club.later(MINUTE)


def _renewed(club: Club) -> None:
    """A new link is on record, and something more came by the old one."""
    _answered(club)
    _renew(club)
    club.send(link(club, URSULA), {CLIMATE: "Heat pumps."})


ACTS: dict[str, tuple[Callable[[Club], None], Callable[[Club], None]]] = {
    "a link is made void": (_answered, _renew),
    "the new one goes out": (_renewed, _pass),
}
"""What is killed: what happens before, and the act itself."""


def _end(club: Club) -> dict[str, Any]:
    noted = club.secretary.keyring.read(personal.key_name(MAYOR))
    with club.secretary.ledger.reading() as session:
        links = [(one.nth, one.epoch, one.earlier) for one in session.execute(select(NewLink)).scalars()]
        replies = sorted((one.nth, one.epoch, len(one.said)) for one in session.execute(select(Reply)).scalars())
        return {
            "log": ledger.log_fault(session),
            "links": links,
            "noted": dict(noted.epochs) if noted else None,
            "replies": replies,
            "letters": sorted((one.key, one.recipients) for one in session.execute(select(Letter)).scalars()),
            "mails": sorted(mail.to for mail in club.mails(f"{MAYOR}.{URSULA}/q-n1")),
        }


def _play(club: Club, act: str, chaos: Chaos) -> dict[str, Any]:
    before, do = ACTS[act]
    club.go_to("issued")
    before(club)
    chaos.overtake = lambda: do(club)
    chaos.begin(0)
    with chaos.at_work(), suppress(Death, Exception):
        do(club)
    do(club)
    for _ in range(3):
        club.later(20 * MINUTE)
        _pass(club)
    return _end(club)


@KILLED
@pytest.mark.parametrize("kind", ["die after", "overtaken"])
@pytest.mark.parametrize("act", ACTS)
def test_killed_or_overtaken_anywhere_it_ends_the_same(issued: Club, act: str, kind: str, every: int) -> None:
    """E4. One new link, noted in the key file, one letter with it, no answer twice and none lost."""
    if "issued" not in issued.kept:
        issued.keep("issued")
    calm = Chaos()
    hoped = _play(issued, act, calm)
    assert hoped["log"] == ""
    assert hoped["links"] == [(URSULA, 1, "not theirs")]
    assert hoped["noted"] == {URSULA: 1}
    assert hoped["mails"] == ["ursula@example.org"]
    found = []
    for point, way in [*_ways(calm.passed, (kind,))][::every]:
        met = _play(issued, act, Chaos({point.place: way}))
        found += [f"{point.place} {way}: another end: {what}" for what in hoped if met[what] != hoped[what]]
    assert found == []
