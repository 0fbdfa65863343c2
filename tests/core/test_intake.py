"""The fate of every submission: counted, superseded, late, of an unknown code, or malformed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.intake import FATES, NEVER_OFFERED, Intake, Offer, Submission, as_data, instant, sort, without_strange_words

DEADLINE = "2026-10-12T22:00:00.000000000Z"
OFFERED = {
    "10000001": Offer(frozenset({"Ada", "Bo"})),
    "10000002": Offer(frozenset({"Yes", "No"})),
    "10000003": Offer(frozenset()),
    "10000004": Offer(frozenset({"Ada", "Bo"}), several=True),
}
CODES = ("a" * 64, "b" * 64, "c" * 64)

times = st.sampled_from(
    [
        "2026-10-03T00:00:00.000000000Z",
        "2026-10-09T12:30:00.123456789Z",
        "2026-10-12T21:59:59.999999999Z",
        DEADLINE,
        "2026-10-12T22:00:00.000000001Z",
        "2026-10-13T00:00:00.000000000Z",
    ]
)
marks = st.dictionaries(
    st.sampled_from([*OFFERED, "7fffffff"]),
    st.lists(st.sampled_from(["Ada", "Bo", "Yes", "Nobody", ""]), max_size=2).map(tuple),
    max_size=3,
)
submissions = st.lists(
    st.builds(Submission, st.uuids().map(str), times, st.sampled_from([*CODES, "f" * 64]), marks), max_size=12
)


def _sorted(arrived: Iterable[Submission]) -> Intake:
    return sort(arrived, credentials=frozenset(CODES), deadline=DEADLINE, offered=OFFERED)


def _one(**different: object) -> Submission:
    usual = {"response_id": "r1", "submitted": DEADLINE, "code_hash": CODES[0], "marks": {"10000001": ("Ada",)}}
    return Submission(**{**usual, **different})  # type: ignore[arg-type]


@given(submissions)
def test_every_submission_meets_exactly_one_fate(arrived: list[Submission]) -> None:
    """received = counted + superseded + late + unknown + malformed, and each is there as often as it came."""
    sorted_out = _sorted(arrived)
    tally = sorted_out.tally()
    assert tally["received"] == len(arrived) == sum(tally[fate] for fate in FATES)
    assert Counter(one.response_id for one, _ in sorted_out.fates) == Counter(one.response_id for one in arrived)


@given(submissions)
def test_a_code_counts_at_most_once(arrived: list[Submission]) -> None:
    """However many ballots come with one link, one of them counts: the last that is in time and valid."""
    sorted_out = _sorted(arrived)
    counted = {one.code_hash: one for one in sorted_out.counted()}
    assert len(counted) == len(sorted_out.counted())
    for one, fate in sorted_out.fates:
        if fate == "superseded":
            assert counted[one.code_hash].submitted >= one.submitted


@given(submissions, st.randoms(use_true_random=False))
def test_the_order_of_arrival_doesnt_matter(arrived: list[Submission], chance: object) -> None:
    """Google promises no order, so the fates are the same in any."""
    shuffled = list(arrived)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = ({(one.response_id, fate) for one, fate in _sorted(order).fates} for order in (arrived, shuffled))
    assert one == other


@given(submissions)
def test_what_never_counts_never_changes_what_does(arrived: list[Submission]) -> None:
    """Late, unknown and malformed ballots can be left out: the rest is counted as before."""
    sorted_out = _sorted(arrived)
    valid = [one for one, fate in sorted_out.fates if fate in {"counted", "superseded"}]
    assert _sorted(valid).counted() == sorted_out.counted()


@pytest.mark.parametrize(
    ("submission", "fate"),
    [
        (_one(), "counted"),
        (_one(marks={}), "counted"),
        (_one(marks={"10000001": ()}), "counted"),
        (_one(submitted="2026-10-12T22:00:00.000000001Z"), "late"),
        (_one(code_hash="f" * 64), "unknown"),
        (_one(marks={"10000001": ("Yes",)}), "malformed"),
        (_one(marks={"10000001": ("Ada", "Bo")}), "malformed"),
        (_one(marks={"10000001": ("ada",)}), "malformed"),
        (_one(marks={"7fffffff": ("Ada",)}), "malformed"),
        (_one(marks={"10000003": ("Ada",)}), "malformed"),
        (_one(submitted="2026-10-13T00:00:00.000000000Z", code_hash="f" * 64), "late"),
        (_one(code_hash="f" * 64, marks={"10000001": ("Nobody",)}), "unknown"),
    ],
)
def test_one_submission_by_itself(submission: Submission, fate: str) -> None:
    """The fates one by one; what is late is told as late, whatever else is wrong with it."""
    assert [met for _, met in _sorted([submission]).fates] == [fate]


def test_two_at_the_same_instant_are_told_apart_by_their_ids() -> None:
    """Even then one counts, and always the same one."""
    one, other = _one(response_id="r1"), _one(response_id="r2")
    assert [kept.response_id for kept in _sorted([other, one]).counted()] == ["r2"]
    assert [kept.response_id for kept in _sorted([one, other]).counted()] == ["r2"]


# ── words nobody offered ───────────────────────────────────────────────────────────────────────────


@given(marks)
def test_words_that_werent_offered_arent_kept(given_marks: dict[str, tuple[str, ...]]) -> None:
    """Of an answer that the form didn't offer only that is kept; and what it makes of the ballot stays the same."""
    given_marks = {question: words for question, words in given_marks.items() if question in OFFERED}
    kept = without_strange_words(given_marks, OFFERED)
    assert kept.keys() == given_marks.keys()
    words = {word for given in kept.values() for word in given}
    assert words <= {"Ada", "Bo", "Yes", "No", NEVER_OFFERED}
    before, after = (_sorted([_one(marks=one)]).tally() for one in (given_marks, kept))
    assert before == after


def test_a_question_that_isnt_ours_is_left_out() -> None:
    """Somebody added it to the form by hand: it is no part of the ballot, so it can't spoil one."""
    assert without_strange_words({"7fffffff": ("Ada Example",), "10000002": ("Yes",)}, OFFERED) == {
        "10000002": ("Yes",)
    }


# ── Google's times ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("written", "sorts_as"),
    [
        ("2026-10-12T22:00:00Z", "2026-10-12T22:00:00.000000000Z"),
        ("2026-10-12T22:00:00.1Z", "2026-10-12T22:00:00.100000000Z"),
        ("2026-10-12T22:00:00.123456Z", "2026-10-12T22:00:00.123456000Z"),
        ("2026-10-12T22:00:00.123456789Z", "2026-10-12T22:00:00.123456789Z"),
    ],
)
def test_times_of_any_precision_sort_as_text(written: str, sorts_as: str) -> None:
    """Nine decimals, so that a nanosecond after the deadline is after the deadline."""
    assert instant(written) == sorts_as


@given(st.integers(0, 10**9 - 1), st.integers(0, 10**9 - 1), st.integers(0, 9), st.integers(0, 9))
def test_text_order_is_time_order(one: int, other: int, cut_one: int, cut_other: int) -> None:
    """Whatever trailing zeros Google leaves out."""
    first, second = (f"{n:09}"[:cut].rstrip("0") for n, cut in ((one, cut_one), (other, cut_other)))
    whole = "2026-10-12T22:00:00"
    texts = [instant(f"{whole}.{decimals}Z" if decimals else f"{whole}Z") for decimals in (first, second)]
    values = [int(decimals.ljust(9, "0") or 0) for decimals in (first, second)]
    assert (texts[0] < texts[1]) == (values[0] < values[1])


@pytest.mark.parametrize(
    "written",
    [
        "",
        "2026-10-12",
        "2026-10-12T22:00:00",
        "2026-10-12T22:00:00+02:00",
        "2026-10-12T22:00:00.1e3Z",
        "2026-10-12 22:00Z",
    ],
)
def test_another_way_of_writing_a_time_is_refused(written: str) -> None:
    """Guessing a time could count a late ballot: anything else than Google's way is an error."""
    with pytest.raises(ValueError, match="is not a UTC time as Google writes it"):
        instant(written)


def test_a_submission_as_plain_data() -> None:
    """For a reading's digest: everything that makes two readings different."""
    assert as_data(_one()) == {
        "response": "r1",
        "submitted": DEADLINE,
        "code": CODES[0],
        "marks": {"10000001": ["Ada"]},
    }


@pytest.mark.parametrize(
    ("given", "fate"),
    [
        ((), "counted"),
        (("Ada",), "counted"),
        (("Bo", "Ada"), "counted"),
        (("Ada", "Ada"), "malformed"),
        (("Ada", "Yes"), "malformed"),
    ],
)
def test_of_boxes_several_can_be_ticked(given: tuple[str, ...], fate: str) -> None:
    """As many as the form offers, each once; anything else makes the ballot malformed."""
    assert _sorted([_one(marks={"10000004": given})]).tally()[fate] == 1


def test_of_a_choice_one_can_be_taken() -> None:
    """Two answers to a question that takes one make a ballot malformed."""
    assert _sorted([_one(marks={"10000001": ("Ada", "Bo")})]).tally()["malformed"] == 1
