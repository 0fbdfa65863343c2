"""Telling in trouble: an older copy of the book, a busy Mailchimp, two letters at once – and what it costs."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from flows.confirm import confirm
from flows.draft import BallotDraft, draft
from flows.duties.membership import status_fields, stock, telling
from flows.freeze import freeze
from flows.secretary import Refusal
from flows.statement import statement
from integrations.sandbox import inbox
from integrations.sandbox.mailchimp_account import LIST_ID
from tests.flows.ballots import BALLOT, KEY
from tests.flows.club import ADA, DAY, HOUR, JUN, KIT, LENA, MEMBERS, MINUTE, Club, workbook


def membership(club: Club) -> list[str]:
    """One reading of the sheets, with the letters that it plans."""
    return telling.tell(club.secretary, stock.take_stock(club.secretary))


def delivered(club: Club, passes: int = 6) -> None:
    """Passes every twenty minutes, until letters to one mailbox have followed each other."""
    for _ in range(passes):
        club.tend()
        club.later(20 * MINUTE)


def greeted(club: Club) -> Counter[tuple[str, str]]:
    """How often each name was greeted by which kind of letter."""
    return Counter(
        (mail.title.partition("/")[0], mail.text.partition("Dear ")[2].partition(",")[0])
        for mail in inbox.mails(club.sandbox.world)
    )


def older_book(club: Club, act: object) -> None:
    """Put the book back to what it was before an act, which stays done everywhere else."""
    club.secretary.ledger.close()
    copy = club.book.copy()
    act()  # type: ignore[operator]
    club.secretary.ledger.close()
    club.book.put_back(copy)


def test_an_older_book_tells_nobody_again(club: Club) -> None:
    """M4. The book is put back to before anybody was told, and it is the next day: the letters at Mailchimp count.

    That Kit can't be written to is forgotten as well; so a letter to him is planned, and reaches nobody.
    """
    stock.take_stock(club.secretary)

    def _tell() -> None:
        membership(club)
        delivered(club)

    older_book(club, _tell)
    before = greeted(club)
    club.later(DAY)
    assert membership(club) == ["reached/2026-10-02"]
    delivered(club)
    assert club.letter("reached/2026-10-02").size == 0
    assert greeted(club) == before
    assert set(before.values()) == {1}
    assert membership(club) == []
    assert club.letter("reached/2026-10-01").state == "confirmed"


def test_an_older_book_still_tells_whom_nothing_reached(club: Club) -> None:
    """M4. Who reached status only after the lost letters went out is told, by a letter of its own."""
    stock.take_stock(club.secretary)

    def _tell() -> None:
        membership(club)
        delivered(club)

    older_book(club, _tell)
    lacking = [[row[0], row[1], LENA, MEMBERS[LENA]] for row in workbook()["Attendance"][1:] if row[2] == ADA][:2]
    club.write("Attendance", [*workbook()["Attendance"], *lacking])
    assert membership(club) == ["reached/2026-10-01-4"]
    delivered(club)
    assert greeted(club)["reached", LENA] == 1
    assert set(greeted(club).values()) == {1}


def test_an_older_book_sends_no_second_statement(club: Club) -> None:
    """M4. A quarter's statement has one name throughout: it is found at Mailchimp a month later, and adopted."""
    membership(club)
    delivered(club)
    club.at(datetime(2027, 1, 1, 16, tzinfo=UTC))

    def _tell() -> None:
        membership(club)
        delivered(club)

    older_book(club, _tell)
    before = greeted(club)
    club.at(datetime(2027, 2, 1, 16, tzinfo=UTC))
    assert membership(club)[0] == "statement/2027-Q1"
    delivered(club)
    assert greeted(club) == before
    assert club.letter("statement/2027-Q1").state == "confirmed"


def test_ballots_and_letters_about_votes_do_not_touch(club: Club) -> None:
    """M8. While voting is open, members are told of their votes, and every link stays where it was."""
    club.go_to("delivered")

    def _links() -> list[dict[str, str]]:
        members = club.sandbox.world.mailchimp["lists"][LIST_ID]["members"].values()
        return [
            {tag: value for tag, value in one["merge_fields"].items() if tag not in status_fields.TAGS}
            for one in members
        ]

    before = _links()
    assert membership(club)
    delivered(club)
    assert _links() == before
    assert greeted(club)["reached", ADA] == 1


def test_an_idle_reading_asks_mailchimp_nothing(club: Club) -> None:
    """M4. When nobody has news, Mailchimp isn't asked; and a letter that waits for the morning costs a pass no call."""
    membership(club)
    delivered(club)
    club.later(2 * HOUR)
    club.tend()
    club.tend()
    club.sandbox.world.calls.clear()
    assert membership(club) == []
    assert [call for call in club.sandbox.world.calls if "mailchimp" in call] == []
    club.sandbox.world.calls.clear()
    club.tend()
    assert club.sandbox.world.calls == []


def test_a_letter_that_waits_for_the_morning_costs_nothing(club: Club) -> None:
    """M4. Planned at 7:58 in the evening, the letter asks nobody anything before nine."""
    club.at(datetime(2026, 10, 2, 23, 58, tzinfo=UTC))
    assert membership(club)
    club.at(datetime(2026, 10, 3, 4, tzinfo=UTC))
    club.sandbox.world.calls.clear()
    club.tend()
    assert club.sandbox.world.calls == []


def test_calls_do_not_grow_with_people(club: Club) -> None:
    """M4. Ten times as many members are told with the same calls, of each kind as many."""
    few = _calls_of_a_first_letter(club, 6)
    club.go_to("furnished")
    assert _calls_of_a_first_letter(club, 60) == few


def _calls_of_a_first_letter(club: Club, people: int) -> Counter[str]:
    """What the first pass asks of Mailchimp for so many voting members, each with a mailbox."""
    everybody = {f"Member {n} Example": f"member{n}@example.org" for n in range(people + 1)}
    for tab, rows in workbook(everybody).items():
        club.write(tab, rows)
    membership(club)
    club.sandbox.world.calls.clear()
    club.tend()
    return Counter(call for call in club.sandbox.world.calls if "mailchimp" in call)


def test_nobody_loses_a_vote_by_a_slip(club: Club) -> None:
    """M4. Rows of a voting member are gone: neither freezing nor a letter takes the vote before somebody has looked."""
    membership(club)
    delivered(club)
    tabs = workbook()
    club.write("Attendance", [row for row in tabs["Attendance"] if row[2] != ADA])
    found = stock.take_stock(club.secretary)
    assert [number for number, _ in found.doubts] == ["M01"]
    draft(club.secretary, BallotDraft.model_validate(BALLOT))
    with pytest.raises(Refusal, match="M01 has a vote that ends sooner"):
        freeze(club.secretary, KEY)
    with pytest.raises(Refusal, match="canvass confirm M01"):
        statement(club.secretary, "M01")
    confirm(club.secretary, "M01")
    assert freeze(club.secretary, KEY) == 10


@pytest.mark.parametrize(("who", "number"), [(JUN, "M10"), (KIT, "M11")])
def test_nobody_whom_no_letter_reaches_loses_a_vote_by_a_slip(club: Club, who: str, number: str) -> None:
    """M4. Jun has no address, Kit unsubscribed: their vote is remembered though they were never told of it."""
    membership(club)
    delivered(club)
    tabs = workbook()
    club.write("Attendance", [row for row in tabs["Attendance"] if row[2] != who])
    assert membership(club) == []
    draft(club.secretary, BallotDraft.model_validate(BALLOT))
    with pytest.raises(Refusal, match=f"{number} has a vote that ends sooner"):
        freeze(club.secretary, KEY)
    said = confirm(club.secretary, number)
    assert said.startswith(f"{number} has no vote for now, but no letter reaches them")
    assert freeze(club.secretary, KEY) == 10
    assert not stock.take_stock(club.secretary).doubts


@pytest.mark.parametrize(("who", "number"), [(JUN, "M10"), (KIT, "M11")])
def test_a_member_whom_no_letter_reaches_does_not_vanish_unseen(club: Club, who: str, number: str) -> None:
    """M4. Their line in the tab Members is gone while their vote lasts; once confirmed, they are forgotten."""
    membership(club)
    delivered(club)
    club.write("Members", [row for row in workbook()["Members"] if row[1] != who])
    membership(club)
    assert stock.take_stock(club.secretary).doubts == ((number, "vanished"),)
    assert confirm(club.secretary, number) == f"{number} is forgotten."
    assert not stock.take_stock(club.secretary).doubts


def test_a_roll_of_nobody_is_not_frozen(club: Club) -> None:
    """M2. An event that was renamed in one tab only would leave nobody who may vote: that is no election."""
    club.write("Attendance", workbook()["Attendance"][:1])
    draft(club.secretary, BallotDraft.model_validate(BALLOT))
    with pytest.raises(Refusal, match="nobody may vote"):
        freeze(club.secretary, KEY)
