"""Marks that nobody thought of: cleaning finds just the ballots that need it, and loses none."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from core.counting.count import count
from core.counting.marks import OVERVOTE, Marks, Treatment, cleaned
from core.counting.rule import CountingRule

NAMES = ("Ada Example", "Bo Sample", "Cy Specimen")
RULE = CountingRule(threshold=Fraction(3, 5), strict=True, contest="c", clause="")

treatments = st.builds(
    Treatment,
    overvote=st.sampled_from(["exhaust", "skip"]),
    max_skipped=st.sampled_from([None, 0, 1]),
    duplicate=st.sampled_from(["skip", "exhaust"]),
)


@st.composite
def some_marks(draw: st.DrawFn) -> Marks:
    """Ballots of up to five ranks with any marks, each kind cast up to three times."""
    ranks = draw(st.integers(1, 5))
    row = st.lists(st.sampled_from(["", OVERVOTE, *NAMES]), min_size=ranks, max_size=ranks)
    rows = draw(st.lists(row, min_size=1, max_size=12))
    return Marks.of(NAMES, rows, draw(st.lists(st.integers(1, 3), min_size=len(rows), max_size=len(rows))))


@settings(max_examples=200)
@given(some_marks(), treatments)
def test_every_ballot_that_needs_it_is_cleaned(marks: Marks, treatment: Treatment) -> None:
    """The rankings and the treatments are those found by looking at every ballot, mark by mark."""
    rankings, treated, blank = Counter[tuple[int, ...]](), Counter[str](), 0
    for times, row in marks.rows():
        ranking, reasons = cleaned(row, treatment, overvote=marks.overvote)
        rankings[ranking] += times if row else 0
        treated.update(dict.fromkeys(reasons, times))
        blank += 0 if row else times
    ballots = marks.ballots(treatment)
    found = Counter[tuple[int, ...]]()
    for votes, row in zip(ballots.votes.tolist(), ballots.ranks.tolist(), strict=True):
        found[tuple(mark for mark in row if mark)] += votes
    assert (found, dict(ballots.treatments), ballots.blank) == (+rankings, dict(treated), blank)
    assert all(not any(row[row.index(0) :]) for row in ballots.ranks.tolist())


@settings(max_examples=200)
@given(some_marks(), treatments)
def test_every_marked_ballot_is_accounted_for(marks: Marks, treatment: Treatment) -> None:
    """Cast, spoiled and blank ballots are all there are; in each round those marked stand for somebody or nobody."""
    counted = count(marks.ballots(treatment), RULE)
    assert counted.cast + counted.spoiled + counted.blank == int(marks.times.sum())
    for past in counted.rounds:
        assert sum(past.tally.values()) + past.exhausted == counted.cast + counted.spoiled
        assert sum(past.exhausted_by.values()) <= past.exhausted
