"""Membership rulings over all facts: until when they last, and what never matters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core import charter
from core.bylaws import membership
from core.bylaws.participation import Attended, Participation, Volunteered

JPP = charter.load("jp_progressives")
LEAP_DAY = date(2028, 2, 29)

BESIDE = [date(2027, 2, 28), date(2027, 3, 1), date(2028, 2, 28), LEAP_DAY, date(2028, 3, 1), date(2029, 2, 28)]

days = st.dates(LEAP_DAY - timedelta(days=500), LEAP_DAY + timedelta(days=500)) | st.sampled_from(BESIDE)
attended = st.builds(Attended, days, st.sampled_from(["Meeting", "Forum"]), st.just("Forum"), st.just("row 2"))
volunteered = st.builds(Volunteered, days, st.just("Phone bank"), st.just("row 2"))
participation = st.builds(
    Participation,
    attended=st.lists(attended, max_size=5).map(tuple),
    volunteered=st.lists(volunteered, max_size=1).map(tuple),
    dues_paid=st.sampled_from([True, False, None]),
)


def _may(facts: Participation, on: date) -> bool:
    return membership.may_vote(facts, on=on, charter=JPP).ruling.allowed


def _known(facts: Participation, on: date) -> Participation:
    """What is on record by a day."""
    return replace(
        facts,
        attended=tuple(one for one in facts.attended if one.on <= on),
        volunteered=tuple(one for one in facts.volunteered if one.on <= on),
    )


@given(participation, days)
def test_voting_status_lasts_exactly_as_long_as_it_says(facts: Participation, on: date) -> None:
    """Asked day by day, the vote is there up to the last day named, and gone on the day after (M4)."""
    until = membership.voting_until(facts, on=on, charter=JPP)
    known = _known(facts, on)
    if until is None:
        assert not _may(facts, on)
        return
    assert all(_may(known, on + timedelta(days=ahead)) for ahead in range((until - on).days + 1))
    assert not any(_may(known, until + timedelta(days=ahead)) for ahead in range(1, 400, 7))
    assert not _may(known, until + timedelta(days=1))


@given(participation, days)
def test_dues_change_nothing(facts: Participation, on: date) -> None:
    """Paid, unpaid or unknown: the ruling and its evidence are the same (M5)."""
    rulings = {membership.may_vote(replace(facts, dues_paid=dues), on=on, charter=JPP) for dues in (True, False, None)}
    assert len(rulings) == 1


@given(participation, days, attended)
def test_coming_to_one_more_event_never_costs_the_vote(facts: Participation, on: date, more: Attended) -> None:
    """Whoever may vote may vote with more on record, too (M2)."""
    if _may(facts, on):
        assert _may(replace(facts, attended=(*facts.attended, more)), on)


@given(participation, days)
def test_the_order_of_rows_does_not_matter(facts: Participation, on: date) -> None:
    """The same facts from a sheet sorted the other way give the same ruling (M2, M3)."""
    turned = replace(facts, attended=facts.attended[::-1], volunteered=facts.volunteered[::-1])
    one = membership.may_vote(facts, on=on, charter=JPP)
    assert membership.may_vote(turned, on=on, charter=JPP) == one


@given(participation, days)
def test_a_refusal_says_what_would_be_enough(facts: Participation, on: date) -> None:
    """Who lacks something is told what; who lacks nothing is told nothing; evidence lies in the past year (M2)."""
    found = membership.may_vote(facts, on=on, charter=JPP)
    assert bool(found.missing) is not found.ruling.allowed
    assert all(on - timedelta(days=366) <= one.day <= on for one in found.evidence)
