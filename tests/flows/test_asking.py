"""Doors that ask: what is shown before anything happens, and how often a question is asked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.records import Letter
from flows import erase, exempt, freeze_asked, share_asked, withdraw
from flows.cosponsor import record
from flows.duties.membership import stock
from flows.duties.race import reasons
from flows.pages.approval import boxes
from flows.secretary import Refusal
from tests.conftest import ON_SQLITE
from tests.flows.ballots import KEY
from tests.flows.club import CLEO, HOUR, MEMBERS, Club
from tests.flows.terminal import at_the_club

ONE = ON_SQLITE


def _nobody_is_named(page: str) -> bool:
    return not [one for one in (*MEMBERS, *filter(None, MEMBERS.values())) if one in page]


@ONE
def test_before_freezing_everything_that_will_happen_is_shown(club: Club) -> None:
    """M1, E7. How many, by which rule, whom no letter reaches, local time and UTC, mailboxes, and the letter itself."""
    club.go_to("drafted")
    page = freeze_asked.preview(club.secretary, KEY)
    for part in (
        "| Voters on the roll | 11 voters |", "came to 3 of our events (M2)", "| Whom no letter reaches | 3 voters |",
        "Friday, 2 October 2026, 12:00 noon", "16:00 UTC", "22:00 UTC", "| Ballot letters | 6 mailboxes |",
        "Subject: **Your ballot: Autumn endorsements**", "YOUR BALLOT IS OPEN", "**If you say no:**",
    ):  # fmt: skip
        assert part in page
    assert _nobody_is_named(page)
    assert club.election().state == "drafted"
    club.later(HOUR)
    assert freeze_asked.preview(club.secretary, KEY) == page  # the same question until something changes
    assert len({entry.email for entry in _frozen(club) if entry.place and "kit@" not in entry.email}) == 6


def _frozen(club: Club) -> list[Any]:
    club.freeze()
    return club.roll()


@ONE
def test_what_is_frozen_is_asked_about_no_more(club: Club) -> None:
    """E7. Answering twice does it once: the second run finds nothing to ask."""
    club.go_to("frozen")
    assert freeze_asked.preview(club.secretary, KEY) == ""


@ONE
def test_the_command_line_asks_too(club: Club) -> None:
    """E7. A no leaves a draft, a yes freezes; with --yes nothing is asked."""
    club.go_to("drafted")
    assert "Nothing was done" in at_the_club(club, "freeze", KEY, answer="n\n")
    assert club.election().state == "drafted"
    assert "11 voters are on the frozen roll" in at_the_club(club, "freeze", KEY, answer="y\n")


@ONE
def test_before_members_are_told_of_a_list_its_letter_is_shown(club: Club) -> None:
    """M8. To how many, what would be handed over, and from which day; nothing is planned."""
    stock.take_stock(club.secretary)
    record(club.secretary, "Forum", "Tenants of Exampleton", official=True, decided_by="the committee")
    before = club.letters()
    page = share_asked.before_notifying(club.secretary, "Forum", "Tenants of Exampleton")
    assert "mailboxes" in page
    assert "Subject: **" in page
    assert _nobody_is_named(page)
    assert club.letters() == before
    with pytest.raises(Refusal, match="can't go to"):
        share_asked.before_sharing(club.secretary, "Forum", "Tenants of Exampleton")


@ONE
def test_before_an_exception_its_last_moment_is_shown(club: Club) -> None:
    """S2. The last day is said to the minute, here and in UTC; what can't be is refused before anybody is asked."""
    said = {"clause": "S2", "reason": "Ill.", "decided_by": "the committee"}
    page = exempt.preview(club.secretary, "M01", until=date(2026, 12, 31), **said)
    assert "31 December 2026" in page
    assert "05:00 UTC" in page
    with pytest.raises(Refusal, match="is past"):
        exempt.preview(club.secretary, "M01", until=date(2026, 1, 1), **said)


@ONE
def test_before_a_ballot_is_called_off_it_is_shown_what_that_destroys(club: Club) -> None:
    """How many have voted, who is told and how, what is gone for good; it needs a reason and initials."""
    club.go_to("voted")
    page, about = withdraw.preview(club.secretary, KEY, reason="The forms | were wrong.", by="R. O.")
    for part in (
        "| The ballot | “autumn” is open |", "ballots, of 11 who may vote. None of them is counted |",
        "its form with all answers, its key and all links", "Subject: **", "can't be taken back",
    ):  # fmt: skip
        assert part in page
    assert _nobody_is_named(page)
    club.vote(CLEO)
    club.tend()
    later, same = withdraw.preview(club.secretary, KEY, reason="The forms | were wrong.", by="R. O.")
    assert later != page
    assert same == about  # one ballot more is no reason to ask anew
    assert club.election().state == "open"
    with pytest.raises(Refusal, match="needs your initials"):
        withdraw.preview(club.secretary, KEY, reason="The forms were wrong.", by=" ")
    with pytest.raises(Refusal, match="needs a reason"):
        withdraw.preview(club.secretary, KEY, reason="", by="R. O.")
    assert withdraw.withdraw(club.secretary, KEY, reason="The forms were wrong.", by="R. O.")
    with club.secretary.ledger.reading() as session:
        assert f"get a link: {boxes(session.get_one(Letter, f'{KEY}/called-off').size)} |" in page
        [given] = reasons.all_given(session, about=KEY, zone=club.election().zone)
        assert (given.done, given.because, given.by) == ("called off", "The forms were wrong.", "R. O.")
        assert list(reasons.faults(session)) == []
    assert withdraw.preview(club.secretary, KEY, reason="Again.", by="R. O.") == ("", "")


@ONE
def test_a_ballot_whose_key_is_lost_can_still_be_called_off(club: Club) -> None:
    """That is when it is needed most; what nobody can count any more stands in nobody's way."""
    club.go_to("voted")
    for file in club.settings.keys.glob("*"):
        file.unlink()
    page, _ = withdraw.preview(club.secretary, KEY, reason="The key is lost.", by="R. O.")
    assert "Call “Autumn endorsements” off?" in page


@ONE
def test_a_draft_is_called_off_without_a_letter(club: Club) -> None:
    """Nobody has a link, so nobody is told, and nothing is destroyed."""
    club.go_to("drafted")
    page, _ = withdraw.preview(club.secretary, KEY, reason="A slip.", by="R. O.")
    assert "| What is destroyed | nothing: no roll is frozen |" in page
    assert "| Who is told | nobody by letter |" in page
    assert "Ballots that are in" not in page


@ONE
def test_before_somebody_is_erased_the_number_is_asked_about(club: Club) -> None:
    """M8. What the number stands for, in counts that tell a slip and name nobody; nothing is noted before a yes."""
    club.go_to("voted")
    page = erase.preview(club.secretary, "M01")
    for part in (
        "look M01 up in the tab Members",
        "| Lines on rolls | 1 |",
        "once “autumn” is sealed",
        "one, the last",
    ):
        assert part in page
    assert _nobody_is_named(page)
    assert "erasure.requested" not in club.log()
    with pytest.raises(Refusal, match="Nobody has the number M99"):
        erase.preview(club.secretary, "M99")
    erase.erase(club.secretary, "M01")
    assert erase.preview(club.secretary, "M01") == ""
