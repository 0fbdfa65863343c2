"""What letters about votes are called: no two letters share a name, whatever ballots and members are called."""

from __future__ import annotations

from datetime import date
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from core.records import Letter
from flows.duties.membership import status_letters

IDS = (
    "ward-6",
    "ward-6-2",
    "ward",
    "2027-Q1",
    "2027-01-01",
    "ballot",
    "member",
    "person",
    "12",
    "not-listed",
    "statement",
)
DAYS = (date(2027, 1, 1), date(2027, 1, 12))


def _numbered(key: str) -> list[str]:
    """A letter's name, and those of the second and third letter to the same mailboxes."""
    return [key, f"{key}-2", f"{key}-3"]


def test_no_two_letters_share_a_name() -> None:
    """M4. Ballots, members and quarters may be called like each other, or like another with a number behind it."""
    wanted = [status_letters.for_ballot(one) for one in IDS]
    wanted += [status_letters.for_quarter(f"2027-Q{nth}") for nth in range(1, 5)]
    wanted += [status_letters.for_member(one, day) for one, day in product(IDS, DAYS)]
    wanted += [status_letters.for_person(nth, day) for nth, day in product((1, 12), DAYS)]
    wanted += [f"{kind}/{day.isoformat()}" for kind, day in product(("reached", "lapses-soon", "lapsed"), DAYS)]
    wanted += [f"{one}/{step}" for one, step in product(IDS, ("ballot", "reminder-1", "result", "struck-1-0"))]
    called = [name for key in wanted for name in _numbered(key)]
    assert len(set(called)) == len(called)


@given(st.from_regex(r"[a-z0-9][a-z0-9-]{0,39}", fullmatch=True), st.integers(1, 12))
def test_a_letter_says_which_ballot_it_is_about(key: str, nth: int) -> None:
    """M4. The ballot is read from the letter's name again, however it is called, and whichever letter of it it is."""
    name = status_letters.for_ballot(key)
    assert status_letters.ballot_of(Letter(key=name if nth == 1 else f"{name}-{nth}")) == key
    assert len(f"{name}-{nth}") <= 80


def test_other_letters_are_about_no_ballot() -> None:
    """M4. A ballot that is called “statement” has letters of its own, which are about themselves."""
    for name in ("statement/2027-Q1", "statement/ballot", "reached/2027-01-01", "statement/member/M1/2027-01-01"):
        assert status_letters.ballot_of(Letter(key=name)) == ""
