"""What is at stake: a sign-in is asked about exactly where somebody's vote could depend on whose it is."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from bench.organisation.made import TODAY, Organisation, made
from core import alias_keys, people, short_names, stakes, workbook
from core.bylaws import membership
from core.charter import load
from core.decisions import Answers
from core.directory import name_key
from core.lines import Event, Member, Page, Shift, SignIn
from core.people import NOT_A_MEMBER, TakingPart
from core.stakes import RulingDay
from core.workbook import Book

CHARTER = load("jp_progressives")
DAY = date(2026, 10, 1)
ADA = Member(2, "M01", "Ada Example", (), ("ada@example.org",))
BO = Member(3, "M02", "Bo Sample", (), ("bo@example.org",))
MEETINGS = [Event(row, f"Meeting {row}", DAY - timedelta(days=30 * row), "monthly meeting") for row in range(2, 8)]
SURE, UNSURE = ("Ada Example", "ada@example.org"), ("Ada Example", "new@example.com")
STRANGER = ("Zed Unheard-Of", "zed@example.com")


def _part(*signed: tuple[Event, tuple[str, str]], shifts: tuple[Shift, ...] = ()) -> TakingPart:
    lines = tuple(SignIn(row, event, *who) for row, (event, who) in enumerate(signed, start=2))
    book = Book(
        Page("Members", 2, (ADA, BO)),
        Page("Events", 6, tuple(MEETINGS)),
        Page("Attendance", len(lines), lines),
        Page("Volunteering", len(shifts), shifts),
    )
    return people.take_part(book, Answers())


def _asked(part: TakingPart, *days: date) -> dict[str, int]:
    return stakes.at_stake(part, [RulingDay(day, CHARTER) for day in days or (DAY,)])


def test_what_would_bring_somebody_the_vote_is_asked() -> None:
    """M2. Two events are sure and a third may be hers: that decides."""
    part = _part((MEETINGS[0], SURE), (MEETINGS[1], SURE), (MEETINGS[2], UNSURE))
    assert _asked(part) == {alias_keys.alias_key(*UNSURE): 0}


@pytest.mark.parametrize("sure", [0, 1, 3])
def test_what_changes_nobodys_vote_is_not(sure: int) -> None:
    """M2. Whoever has the vote anyway, and whoever wouldn't have it even so, isn't asked about."""
    assert _asked(_part(*[(event, SURE) for event in MEETINGS[:sure]], (MEETINGS[4], UNSURE))) == {}


def test_several_that_only_together_bring_the_vote_are_asked() -> None:
    """M2. None of them would be enough alone."""
    other = ("Ada", "other@example.com")
    part = _part((MEETINGS[0], SURE), (MEETINGS[1], UNSURE), (MEETINGS[2], other))
    assert _asked(part).keys() == {alias_keys.alias_key(*UNSURE), alias_keys.alias_key(*other)}


def test_the_same_event_again_adds_nothing() -> None:
    """M2. At a meeting where she signed in herself it can only be somebody else, or she a second time."""
    assert _asked(_part((MEETINGS[0], SURE), (MEETINGS[1], SURE), (MEETINGS[1], UNSURE))) == {}


def test_what_is_too_long_ago_is_not_asked() -> None:
    """M2. No rule looks back on it any more; a rule that does, as of a roll's day, asks."""
    old = Event(9, "Old meeting", DAY - timedelta(days=370), "monthly meeting")
    part = _part((MEETINGS[0], SURE), (MEETINGS[1], SURE), (old, UNSURE))
    assert _asked(part) == {}
    roll = DAY - timedelta(days=10)
    assert list(_asked(part, DAY, roll).values()) == [1]


def test_it_is_asked_before_a_vote_ends() -> None:
    """M4. Three events give the vote today; one of them is almost a year old, and what may be hers would replace it."""
    part = _part(
        (MEETINGS[0], SURE),
        (MEETINGS[1], SURE),
        (Event(9, "Old meeting", DAY - timedelta(days=340), "monthly meeting"), SURE),
        (MEETINGS[2], UNSURE),
    )
    assert _asked(part) == {}
    ahead = stakes.to_come(DAY, CHARTER)
    assert ahead.on == DAY + timedelta(days=60)
    assert list(stakes.at_stake(part, [RulingDay(DAY, CHARTER), ahead]).values()) == [1]


def test_somebody_on_no_list_is_asked_about_once_they_would_have_a_vote() -> None:
    """M1, M2, M3. A new face is nobody's question; who came three times, or helped once, is missing in Members."""
    assert _asked(_part((MEETINGS[0], STRANGER), (MEETINGS[1], STRANGER))) == {}
    assert len(_asked(_part(*[(event, STRANGER) for event in MEETINGS[:3]]))) == 1
    assert len(_asked(_part(shifts=(Shift(2, MEETINGS[0].on, "Phone bank", *STRANGER),)))) == 1


def _true(organisation: Organisation, part: TakingPart, asked: set[str]) -> dict[str, str]:
    numbers = {line.who: line.number for line in reversed(organisation.lines)}
    first = {one.alias: one for one in reversed(part.questions) if one.alias in asked}
    return {alias: numbers.get(organisation.meant(one.place), NOT_A_MEMBER) for alias, one in first.items()}


def _votes(part: TakingPart) -> set[str]:
    facts = part.by_member.items()
    return {number for number, one in facts if membership.may_vote(one, on=TODAY, charter=CHARTER).ruling}


def test_somebody_on_no_list_is_one_however_they_sign() -> None:
    """M2. With one address, with none, and with another: three events of one person, who may be missing on the list."""
    ways = [STRANGER, (STRANGER[0], ""), ("Unheard-Of, Zed", "zed@work.example")]
    part = _part(*zip(MEETINGS, ways, strict=False))
    assert len(_asked(part)) == 3
    # Named first, tied by the last row alone: the order of rows makes no difference.
    ways = [("Zed Unheard-Of", ""), ("Z. U.", "zed@example.com"), STRANGER]
    assert len(_asked(_part(*zip(MEETINGS, ways, strict=False)))) == 3


@pytest.mark.parametrize(
    ("listed", "written"),
    [("Robert Li", "Bob Li"), ("Bob Li", "Robert J. Li"), ("Margaret Ng", "Peggy Ng"), ("Beth Li", "Liz Li")],
)
@pytest.mark.parametrize("email", ["", "new@example.com"])
def test_a_short_name_is_asked_about_and_never_matched(listed: str, written: str, email: str) -> None:
    """M2. “Bob Li” may be Robert Li where nobody is called Bob Li; only a person can say so."""
    member = Member(2, "M01", listed, (), ("own@example.org",))
    sure = [SignIn(row, event, listed, "own@example.org") for row, event in enumerate(MEETINGS[:2], start=2)]
    short = SignIn(4, MEETINGS[2], written, email)
    book = Book(Page("Members", 1, (member,)), Page("Events", 6), Page("Attendance", 3, (*sure, short)), Page("V"))
    part = people.take_part(book, Answers())
    assert [one.may_be for one in part.questions] == [("M01",)]
    assert list(_asked(part)) == [alias_keys.alias_of(short)]


def test_the_table_of_short_names_is_small_and_written_as_names_are_compared() -> None:
    """A line a name; what is compared has small letters and no accents."""
    assert len(short_names.TABLE.read_text(encoding="utf-8").splitlines()) <= 150
    assert {"robert", "rob", "bobby"} <= short_names.others("bob")
    assert all(name_key(one) == one for one in short_names.others("jose") | short_names.others("elizabeth"))
    assert short_names.others("nobody") == frozenset()


def test_strangers_with_one_given_name_are_not_one() -> None:
    """M2. Three Zeds with addresses of their own came once each."""
    ways = [("Zed", f"zed{nth}@example.com") for nth in range(3)]
    assert _asked(_part(*zip(MEETINGS, ways, strict=False))) == {}


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_not_asked_changes_nobodys_ruling(seed: int) -> None:
    """M2, M3. With only those questions answered as many may vote as with all, but for what nobody can read."""
    organisation = made(members=200, sign_ins=4000, seed=seed)
    book = workbook.read(organisation.tabs)
    before = people.take_part(book, Answers())
    asked = set(stakes.at_stake(before, [RulingDay(TODAY, CHARTER)]))
    every = {one.alias for one in before.questions}
    assert len(asked) < len(every) / 4
    some = people.take_part(book, Answers(_true(organisation, before, asked)))
    all_ = people.take_part(book, Answers(_true(organisation, before, every)))
    assert _votes(before) < _votes(some) <= _votes(all_)
    assert len(_votes(some)) >= 0.98 * len(_votes(all_))


def test_what_is_asked_does_not_depend_on_the_order_of_rows() -> None:
    """M2. The same sheets in another order ask about the same people."""
    organisation = made(members=60, sign_ins=900, seed=3)
    first = workbook.read(organisation.tabs)
    tabs = {tab: [rows[0], *Random(4).sample(rows[1:], len(rows) - 1)] for tab, rows in organisation.tabs.items()}
    asked = [_asked(people.take_part(book, Answers()), TODAY).keys() for book in (first, workbook.read(tabs))]
    assert asked[0] == asked[1]


def test_answering_one_question_asks_no_other() -> None:
    """M2. Whatever is answered first: answers only make less of what is left matter."""
    organisation = made(members=60, sign_ins=900, seed=5)
    book = workbook.read(organisation.tabs)
    before = people.take_part(book, Answers())
    asked = set(_asked(before, TODAY))
    one = Random(6).choice(sorted(asked))
    after = people.take_part(book, Answers(_true(organisation, before, {one})))
    assert set(_asked(after, TODAY)) <= asked - {one}
