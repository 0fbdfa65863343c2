"""Letters about votes while a vote is under way: nobody is told wrongly that they can, or can't, take part in it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from core.records import Letter
from flows.correct import correct
from flows.duties.election import open_rolls
from flows.duties.election.open_rolls import OpenRoll
from flows.statement import statement
from flows.withdraw import withdraw
from tests.flows.ballots import KEY, OPENS
from tests.flows.club import ADA, DAY, HOUR, LENA, MEMBERS, MINUTE, Club, workbook
from tests.flows.sheets import sign_in, volunteer
from tests.flows.test_telling import delivered, membership, names

EVENING = datetime(2026, 10, 1, 23, 50, tzinfo=UTC)
MORNING = datetime(2026, 10, 2, 13, 10, tzinfo=UTC)
NOT_LISTED = f"statement/ballot/{KEY}/not-listed"


def _text(club: Club, title: str, who: str) -> str:
    [mail] = club.mails(title, to=MEMBERS[who])
    return mail.text


def test_who_reaches_status_during_a_vote_reads_that_it_isnt_for_this_one(club: Club) -> None:
    """M4, M6. Lena helps while voting is open: she is a voting member, and not on the list of voters of that ballot."""
    club.go_to("delivered")
    membership(club)
    delivered(club, 6)
    volunteer(club, LENA, date(2026, 10, 2))
    [letter] = membership(club)
    delivered(club)
    text = _text(club, letter, LENA)
    assert "You are not on the list of voters of “Autumn endorsements” (until 12 October 2026)." in text
    assert "counts for later votes" in text


def test_who_is_on_the_roll_reads_so_whatever_else_the_letter_says(club: Club) -> None:
    """M4, M6. The statement of a voter names the vote that is under way, and its last day; after it, it names none."""
    club.go_to("delivered")
    letter = statement(club.secretary, "M01")
    delivered(club)
    said = "You are on the list of voters of “Autumn endorsements” (until 12 October 2026)."
    assert said in _text(club, letter, ADA)
    club.go_to("over")
    letter = statement(club.secretary, "M01")
    delivered(club)
    assert "list of voters" not in _text(club, letter, ADA)


def _lapses_on_the_seventh(club: Club) -> None:
    """Lena's vote rests on a shift of 7 October 2025; she is on the roll of a ballot that is open until the 12th."""
    volunteer(club, LENA, date(2025, 10, 7))
    membership(club)
    delivered(club, 6)
    club.draft()
    club.freeze()
    club.at(OPENS + MINUTE)
    club.tend()


def test_no_vote_is_said_to_have_ended_while_its_member_still_votes(club: Club) -> None:
    """M4, M6. Lena's status ends on the 7th. She can vote until the 12th, and hears on the 13th, not before."""
    _lapses_on_the_seventh(club)
    for day in range(3, 12):
        club.at(datetime(2026, 10, day, 16, tzinfo=UTC))
        assert [key for key in membership(club) if key.startswith("lapsed")] == []
        club.tend()
    club.at(datetime(2026, 10, 13, 16, tzinfo=UTC))
    club.tend()
    assert membership(club) == ["lapsed/2026-10-13"]
    delivered(club)
    assert names(club, "lapsed/2026-10-13") == {MEMBERS[LENA]: LENA}


def test_whose_status_ended_reads_that_the_open_vote_is_still_theirs(club: Club) -> None:
    """M4, M6. Lena asks on the 8th: “not yet”, and that she is on the list of voters of the vote that is under way."""
    _lapses_on_the_seventh(club)
    club.at(datetime(2026, 10, 8, 16, tzinfo=UTC))
    letter = statement(club.secretary, "M12")
    delivered(club)
    text = _text(club, letter, LENA)
    assert "Not yet. What is missing" in text
    assert "You are on the list of voters of “Autumn endorsements”" in text
    assert "makes no difference to it" in text


def _planned_in_the_evening(club: Club) -> None:
    """The letter to those who aren't on the roll is planned at 7:50, and waits for the morning."""
    club.go_to("furnished")
    membership(club)
    delivered(club, 6)
    club.draft()
    club.freeze()
    club.at(EVENING)
    assert membership(club) == [NOT_LISTED]


def test_nobody_hears_that_they_arent_on_the_roll_of_a_vote_that_was_called_off(club: Club) -> None:
    """M4. The ballot is withdrawn overnight: the letter is given up, and nothing of it is left."""
    _planned_in_the_evening(club)
    withdraw(club.secretary, KEY, reason="The candidates left.")
    club.at(MORNING)
    delivered(club)
    assert club.mails(NOT_LISTED) == []
    letter = club.letter(NOT_LISTED)
    assert letter.state == "missed"
    assert "fields" not in letter.recipients


def test_who_is_added_overnight_doesnt_hear_that_they_arent_on_the_roll(club: Club) -> None:
    """M4, M6. Lena's sheet turns up and she is added: in the morning she gets her ballot, and no other letter."""
    _planned_in_the_evening(club)
    sign_in(club, LENA)
    correct(club.secretary, KEY, "M12", expected="added", reason="A sheet turned up.")
    club.at(MORNING)
    delivered(club)
    club.at(OPENS + MINUTE)
    delivered(club)
    assert club.mails(NOT_LISTED) == []
    assert club.link(LENA)
    assert club.letter(NOT_LISTED).state == "confirmed"


def test_a_roll_that_is_corrected_under_a_letter_is_told_as_it_is_then(club: Club) -> None:
    """M4, M6. The letter was ready but for its words when Lena was added to the roll: it says that she is on it."""
    club.go_to("delivered")
    membership(club)
    delivered(club, 6)
    sign_in(club, LENA)
    [letter] = membership(club)
    club.sandbox.faults.plan("5xx", "PUT /3.0/campaigns/{campaign_id}/content", times=8)
    club.tend()
    club.sandbox.faults.clear()
    assert club.letter(letter).state == "drafted"
    correct(club.secretary, KEY, "M12", expected="added", reason="A sheet turned up.")
    delivered(club)
    assert "You are on the list of voters of “Autumn endorsements”" in _text(club, letter, LENA)


@pytest.mark.parametrize(
    ("mine", "others", "said"),
    [
        ((), (), ""),
        (("Slate",), (), "on the list of voters of “Slate” (until 12 October 2026)"),
        ((), ("Slate",), "not on the list of voters of “Slate” (until 12 October 2026)"),
        (("A", "B"), ("C", "D"), "on the list of voters of “A” and of “B”, not on that of “C” or of “D”"),
        (
            ("Endorsements for the city's autumn elections, first part",),
            ("Endorsements for the state's spring elections",),
            "on the list of voters of “Endorsements…, first part”, not on that of “Endorsements…ng elections”",
        ),
    ],
)
def test_each_vote_under_way_is_named(mine: tuple[str, ...], others: tuple[str, ...], said: str) -> None:
    """M6. On which lists somebody is and on which not; titles are shortened only as far as it takes."""
    rolls = [OpenRoll(title, title, date(2026, 10, 12), frozenset({"M01"})) for title in mine]
    rolls += [OpenRoll(title, title, date(2026, 10, 12), frozenset()) for title in others]
    assert open_rolls.in_words(rolls, ("M01",), longest=100) == said


@pytest.mark.parametrize("on", range(5))
def test_four_long_titles_fit_into_a_field(on: int) -> None:
    """M8. The most votes at a time, with titles as long as they may be, are named within what Mailchimp takes."""
    rolls = [
        OpenRoll(f"V{nth}", f"{nth} {'word ' * 23}", date(2026, 10, 12), frozenset({"M01"} if nth < on else ()))
        for nth in range(4)
    ]
    said = open_rolls.in_words(rolls, ("M01",), longest=100)
    assert len(said) <= 100
    assert said.count("“") == 4


def test_every_ballot_has_its_own_letter(club: Club) -> None:
    """M4. Two ballots whose keys differ by “-2”, and two members of one mailbox on neither roll: four letters."""
    rows = workbook()["Members"]
    both = "lena@example.org"
    club.write("Members", [*rows, ["M88", "Nina Nobody", both]])
    for key in ("ward-6", "ward-6-2"):
        club.draft(key=key)
        club.freeze(key)
    planned = [key for key in membership(club) if key.startswith("statement/ballot/")]
    assert sorted(planned) == [
        "statement/ballot/ward-6-2/not-listed",
        "statement/ballot/ward-6-2/not-listed-2",
        "statement/ballot/ward-6/not-listed",
        "statement/ballot/ward-6/not-listed-2",
    ]
    club.later(DAY)
    delivered(club, 8)
    greeted = sorted(name for key in planned for name in names(club, key).values())
    assert greeted == ["Lena Newcomer"] * 2 + ["Nina Nobody"] * 2
    with club.secretary.ledger.reading() as session:
        assert {session.get_one(Letter, key).state for key in planned} <= {"sent", "confirmed"}
    club.later(2 * HOUR)
