"""What partners agreed on stays as it is, whatever one of them says later, and whatever was said before it changed."""

from __future__ import annotations

from datetime import date

from flows import agree
from flows.duties.partnership import dates
from tests.flows import partners_charter as play
from tests.flows.club import MINUTE, Club
from tests.flows.partners_charter import (
    AGREED,
    KEY,
    OUR_FILE,
    OURS,
    TENANTS,
    THEIR_FILE,
    go_on,
    take,
)

BOTH = (OURS, TENANTS)
JUNE, JULY = date(2027, 6, 1), date(2027, 7, 1)


def _said(club: Club, words: str, *who: str) -> None:
    """Partners say something by file, all of those the same, a minute after whatever was before."""
    for one in who:
        club.later(MINUTE)
        take(club, f'partner = "{one}"\n{words}')


def _plan_due(club: Club) -> date | None:
    return {name: due for _, name, due in play.dates(club)}["Plan of the beds"]


def _plan_is_due(day: date) -> str:
    return f'[[deliverables]]\nname = "Plan of the beds"\ndue = {day}'


def _move(club: Club) -> None:
    club.later(MINUTE)
    dates.move(club.secretary, KEY, "Plan of the beds", to=JUNE, because="The soil comes late.")


# ── what organisers moved ──────────────────────────────────────────────────────────────────────────


def test_a_date_that_was_moved_stays_there(partnered: Club) -> None:
    """P12. What all partners stated before it was moved doesn't bring it back, with the next pass nor agreed anew."""
    play.go_to(partnered, "in force")
    _move(partnered)
    go_on(partnered)
    assert _plan_due(partnered) == JUNE
    _said(partnered, 'method = "parallel"', *BOTH)
    assert agree.agree(partnered.secretary, AGREED, named=True)
    go_on(partnered)
    assert _plan_due(partnered) == JUNE


def test_a_date_that_only_one_partner_had_stated_stays_where_it_was_moved(partnered: Club) -> None:
    """P12. Put in force anew for another reason, a day that one stated and none contradicted doesn't come back."""
    play.begun(partnered)
    take(partnered, OUR_FILE)
    take(partnered, THEIR_FILE.replace(play.SHARED, ""))
    assert play.refused(partnered) == ""
    _move(partnered)
    _said(partnered, 'method = "parallel"', *BOTH)
    assert agree.agree(partnered.secretary, AGREED, named=True)
    assert _plan_due(partnered) == JUNE


def test_after_a_move_all_partners_can_state_another_day(partnered: Club) -> None:
    """P12. One of them alone is named as in the way; all of them, after the move and alike, have the last word."""
    play.go_to(partnered, "in force")
    _move(partnered)
    _said(partnered, _plan_is_due(JULY), TENANTS)
    go_on(partnered)
    assert _plan_due(partnered) == JUNE
    assert "on record is 1 June 2027, and not all partners say 1 July 2027 instead (P12)" in play.refused(partnered)
    _said(partnered, _plan_is_due(JULY), OURS)
    go_on(partnered)
    assert _plan_due(partnered) == JULY
