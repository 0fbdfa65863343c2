"""A race that ended and is taken up again: nothing is published against somebody who was told not to answer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from flows import process
from flows import questionnaire as issuing
from flows.duties.questionnaire import questionnaires
from tests.flows.asked import HOUSING, MAYOR, URSULA, go_on, kept, reply, steps
from tests.flows.club import HOUR, Club
from tests.flows.test_questionnaires_asking import letters

SAYS = {"because": "It is taken up again.", "by": "R. O."}


@pytest.mark.parametrize("days", [0, 9])
def test_after_a_reopening_nothing_is_published_before_somebody_says_until_when(issued: Club, days: int) -> None:
    """E4, E15. A new last day, or the old one confirmed, lets it go on."""
    reply(issued, URSULA, {HOUSING: "Build them."})
    go_on(issued)
    last = questionnaires.last_local_day(kept(issued), issued.charter.zone)
    process.end(issued.secretary, MAYOR, because="Nobody answers.", ended_by="the committee")
    go_on(issued)
    issued.at(kept(issued).due_at + HOUR)
    go_on(issued)
    process.reopen(issued.secretary, MAYOR, because="They do.")
    for _ in range(2):
        issued.later(HOUR)
        go_on(issued)
    assert kept(issued).finished_at is None
    assert steps(issued) == []
    assert issuing.put_off(issued.secretary, MAYOR, until=last + timedelta(days=days), **SAYS)
    assert not issuing.put_off(issued.secretary, MAYOR, until=last + timedelta(days=days), **SAYS)
    go_on(issued)
    assert (kept(issued).finished_at is None) == bool(days)
    assert (".2/q-until-1" in letters(issued)) == bool(days)
