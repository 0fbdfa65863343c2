"""Forums, killed: whatever call or commit of a pass dies, the passes after it end where an undisturbed one does."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.records import Forum, ForumForm, Invitation, Letter, StepTaken
from flows import season
from flows.duties.forum import forum_tabs
from flows.duties.forum.feedback import feedback_tab
from flows.forum import call_off, set_forum
from tests.conftest import KILLED
from tests.flows.club import DAY, MINUTE, Club
from tests.flows.test_forums import (
    COMES,
    DECLINES,
    KEY,
    SETTING,
    deliver,
    forum,
    hold_it,
    make_ready,
    reply,
    say,
    tab,
)
from tests.trust.chaos import Chaos, Death, Point

pytestmark = pytest.mark.filterwarnings("ignore:unclosed", "ignore:Exception ignored in")
"""What a process that died mid-call leaves open."""

FAULTS = ("die before", "die after", "lost reply")
NOT_COMPARED = {"looked_at", "form_id", "link"}
"""What a second form of the same name may differ in: which of the two is kept."""


def _told(club: Club) -> None:
    make_ready(club)
    deliver(club)


def _replied(club: Club) -> None:
    _told(club)
    reply(club, "ursula@example.org", COMES, "Is there a ramp?")
    reply(club, "victor@example.org", DECLINES)


def _near(club: Club) -> None:
    _told(club)
    club.at(forum(club).begins_at - 7 * DAY)


def _moved(club: Club) -> None:
    _told(club)
    set_forum(club.secretary, SETTING.model_copy(update={"place": "Town Hall"}))


def _off(club: Club) -> None:
    _told(club)
    call_off(club.secretary, KEY, because="The hall was flooded.", by="R. O.")


def _held(club: Club) -> None:
    _told(club)
    hold_it(club)


def _over(club: Club) -> None:
    _held(club)
    deliver(club)
    for words in ("alpha", "=1+1", "gamma"):
        say(club, words)
    until = forum(club).feedback_until
    assert until is not None
    club.at(until + MINUTE)


PHASES: Mapping[str, Callable[[Club], None]] = {
    "invited": make_ready,
    "replied": _replied,
    "asked again": _near,
    "moved": _moved,
    "called off": _off,
    "held": _held,
    "feedback over": _over,
}


def _pass(club: Club) -> None:
    """One pass as a process of its own: what it can't do, the next one does."""
    with suppress(Death):
        season.carry_on(club.secretary)
    club.secretary.ledger.close()


def _outcome(club: Club) -> dict[str, Any]:
    """Where things stand: the book, the letters, the tabs, and the forms that people could find at Google."""
    found: dict[str, Any] = {}
    with club.secretary.ledger.reading() as session:
        for table in (Forum, ForumForm, Invitation, StepTaken, Letter):
            columns = [one for one in table.__table__.columns if one.name not in NOT_COMPARED | {"facts"}]
            found[table.__name__] = sorted(map(repr, session.execute(select(*columns))))
    found["tabs"] = [tab(club, name) for name in (forum_tabs.TAB, feedback_tab(forum(club)))]
    world = club.sandbox.world.google
    names = [file["name"] for key, file in world["files"].items() if key in world["forms"] and not file["trashed"]]
    found["forms"] = sorted(names)
    return found


@KILLED
@pytest.mark.parametrize("phase", PHASES)
def test_a_pass_that_dies_anywhere_is_made_good_by_the_next(club: Club, phase: str, every: int) -> None:
    """E6. Every call and commit of every phase dies before and after it is done, or loses its answer, once each."""
    PHASES[phase](club)
    club.keep(phase)
    quiet = Chaos()
    with quiet.at_work():
        _pass(club)
    club.later(timedelta(days=1) + MINUTE)  # a form left behind by a death goes into the bin with the daily look
    _pass(club)
    wanted = _outcome(club)
    points = [one for one in quiet.passed if one.label != "POST /google/token"]
    assert len(points) > 5
    ways = [(point, kind) for point in points for kind in _kinds(point)]
    for point, kind in ways[::every]:
        _die_at(club, phase, point, kind)
        assert _outcome(club) == wanted, f"{kind} at {point}"
    gc.collect()  # what the dead left open is found here, where nobody minds


def _kinds(point: Point) -> list[str]:
    """In which ways a point fails here. After looking, nothing is different."""
    return [one for one in (FAULTS[:1] if point.label.startswith("GET") else FAULTS) if one in point.kinds]


def _die_at(club: Club, phase: str, point: Point, kind: str) -> None:
    club.go_to(phase)
    chaos = Chaos(plan={point.place: kind})
    with chaos.at_work():
        _pass(club)
    assert chaos.struck
    _pass(club)
    club.later(timedelta(days=1) + MINUTE)
    _pass(club)
