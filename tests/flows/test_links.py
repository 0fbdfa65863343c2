"""Whatever is late, reissued or corrected: a letter carries the links that count, of those it is for."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.records import Credential, Response
from flows.correct import correct
from flows.duties.election import roll
from flows.reissue import reissue
from flows.secretary import Refusal
from integrations.sandbox import mailchimp_account
from integrations.sandbox.mailchimp_account import LIST_ID
from tests.flows.ballots import CLOSES, KEY, OPENS
from tests.flows.club import ADA, CLEO, ESME, FINN, HOUR, MEMBERS, MINUTE, Club, workbook

ADA_IS, CLEO_IS, ESME_IS, FINN_IS = "M01", "M03", "M05", "M06"
SEND = "POST /3.0/campaigns/*/actions/send"
A_WHILE = 20 * MINUTE
"""Longer than a letter waits before it believes that it didn't go out."""


def _once_refused(club: Club, label: str = SEND) -> None:
    """A pass in which Mailchimp fails one call."""
    club.sandbox.faults.plan("5xx", label, times=1)
    club.tend()
    club.sandbox.faults.clear()


def _settle(club: Club) -> None:
    for _ in range(3):
        club.later(A_WHILE)
        assert not club.tend().troubles


def _named(club: Club, letter: str) -> list[str]:
    return [name for names in club.named(letter).values() for name in names]


# ── letters that meet ──────────────────────────────────────────────────────────────────────────────


def test_a_ballot_letter_that_waited_names_the_whole_household(club: Club) -> None:
    """Finn's link is reissued while the ballot letter waits: it still goes to both, with the links that count."""
    club.go_to("made")
    club.at(OPENS + MINUTE)
    _once_refused(club)
    club.later(MINUTE)
    letter = reissue(club.secretary, KEY, FINN_IS)
    _settle(club)
    assert club.named("ballot")["pair@example.org"] == [ESME, FINN]
    assert club.named(letter) == {"pair@example.org": [FINN]}
    assert club.link(FINN) == club.link(FINN, letter=letter.partition("/")[2])
    assert len(club.mails("ballot")) == len({mail.to for mail in club.mails("ballot")})


def test_two_new_links_in_one_household(club: Club) -> None:
    """Each letter names the one it is for, though the first of them waits."""
    club.go_to("delivered")
    letters = [reissue(club.secretary, KEY, member) for member in (ESME_IS, FINN_IS)]
    club.later(MINUTE)
    _once_refused(club)
    _settle(club)
    assert [_named(club, letter) for letter in letters] == [[ESME], [FINN]]


def test_a_reminder_that_waited_names_who_hasnt_voted(club: Club) -> None:
    """Finn has voted and loses his link: the reminder, which had waited, is still for Esme alone."""
    club.go_to("delivered")
    club.vote(FINN)
    club.at(club.reminder_times()[0])
    _once_refused(club)
    club.later(MINUTE)
    letter = reissue(club.secretary, KEY, FINN_IS)
    _settle(club)
    assert club.named("reminder-1")["pair@example.org"] == [ESME]
    assert _named(club, letter) == [FINN]


def test_a_reminder_carries_the_newest_link(club: Club) -> None:
    """Cleo's link is reissued, but the letter with the new one is held up: the reminder doesn't carry the void one."""
    club.go_to("delivered")
    void = club.link(CLEO)
    club.at(club.reminder_times()[0] - 10 * MINUTE)
    letter = reissue(club.secretary, KEY, CLEO_IS)
    club.sandbox.faults.plan("5xx", "POST /3.0/lists/*", times=3)
    club.tend()
    club.sandbox.faults.clear()
    club.at(club.reminder_times()[0])
    club.tend()
    _settle(club)
    assert club.link(CLEO, letter="reminder-1") == club.link(CLEO, letter=letter.partition("/")[2]) != void


# ── corrections in a household ─────────────────────────────────────────────────────────────────────


def test_who_is_struck_is_in_no_reminder(club: Club) -> None:
    """Esme is struck: the reminder to the mailbox that she shared is for Finn alone."""
    club.go_to("delivered")
    club.write("Attendance", [row for row in workbook()["Attendance"] if row[2] != ESME])
    correct(club.secretary, KEY, ESME_IS, expected="struck", reason="Somebody else had signed.")
    club.tend()
    club.at(club.reminder_times()[0])
    club.tend()
    assert club.named("reminder-1")["pair@example.org"] == [FINN]


def test_who_moved_out_is_reminded_at_the_new_mailbox_only(club: Club) -> None:
    """Esme has a mailbox of her own by now: nothing about her comes to the one that she shared."""
    club.go_to("delivered")
    tabs = workbook({**MEMBERS, ESME: "esme@example.org"})
    for tab in ("Members", "Attendance"):
        club.write(tab, tabs[tab])
    correct(club.secretary, KEY, ESME_IS, expected="readdressed", reason="She moved out.")
    club.tend()
    club.at(club.reminder_times()[0])
    club.tend()
    named = club.named("reminder-1")
    assert (named["pair@example.org"], named["esme@example.org"]) == ([FINN], [ESME])


def test_something_else_than_expected_is_refused(club: Club) -> None:
    """Somebody is re-sorting the sheet while an organiser enters a new mailbox: nobody is struck by that."""
    club.go_to("delivered")
    club.write("Attendance", [row for row in workbook()["Attendance"] if row[2] != ADA])
    with pytest.raises(Refusal, match="M01 would be struck on the roll of “autumn”, not readdressed"):
        correct(club.secretary, KEY, ADA_IS, expected="readdressed", reason="A new mailbox.")
    assert len(roll_of(club)) == 11


def roll_of(club: Club) -> list[str]:
    """The names of those who may vote."""
    return [one.name for one in club.roll() if not one.struck]


# ── the key file ahead of the book ─────────────────────────────────────────────────────────────────


def test_a_reissue_that_died_half_way_is_finished(club: Club) -> None:
    """The key file has Cleo's new code, the book doesn't: the next look finds out, and her new link goes out."""
    club.go_to("delivered")
    void = club.link(CLEO)
    club.secretary.keyring.reissue(KEY, line=3, epoch=1)
    club.later(2 * HOUR)
    assert not club.tend().troubles
    assert club.named("reissue-3-1") == {"cleo@example.org": [CLEO]}
    club.send(void)
    club.send(club.link(CLEO, letter="reissue-3-1"))
    club.at(CLOSES + MINUTE)
    club.tend()
    club.at(CLOSES + HOUR)
    club.tend()
    tally = club.election().intake
    assert tally is not None
    assert (tally["counted"], tally["unknown"]) == (1, 1)


def test_an_older_book_unstrikes_nobody(club: Club) -> None:
    """Ada is struck, then an older book is put back: the ballot stops until the correction is done again."""
    club.go_to("delivered")
    older = club.book.copy()
    club.write("Attendance", [row for row in workbook()["Attendance"] if row[2] != ADA])
    correct(club.secretary, KEY, ADA_IS, expected="struck", reason="Somebody else had signed.")
    club.tend()
    club.secretary.ledger.close()
    club.book.put_back(older)
    club.at(club.reminder_times()[0])
    (trouble,) = club.tend().troubles
    assert "the roll was corrected, and this copy of the book doesn't know it" in trouble
    with pytest.raises(Refusal, match="the roll was corrected"):
        reissue(club.secretary, KEY, ADA_IS)
    correct(club.secretary, KEY, ADA_IS, expected="struck", reason="Once more.")
    assert not club.tend().troubles
    assert ADA not in _named(club, "reminder-1")


def test_an_older_book_gives_nobody_anothers_code(club: Club) -> None:
    """With Lena's addition forgotten, another can't be put on her line; done again, her link of then counts."""
    club.go_to("delivered")
    club.write("Members", workbook({**MEMBERS, "Mo Afterthought": "mo@example.org"})["Members"])
    older = club.book.copy()
    late = [
        ["Spring meeting", 46121, "Lena Newcomer", "lena@example.org"],
        ["Forum", 46177, "Lena Newcomer", "lena@example.org"],
    ]
    mo = [
        [code, day, "Mo Afterthought", "mo@example.org"]
        for code, day in (("Spring meeting", 46121), ("Forum", 46177), ("Autumn meeting", 46275))
    ]
    club.write("Attendance", [*workbook()["Attendance"], *late, *mo])
    correct(club.secretary, KEY, "M12", expected="added", reason="A sheet turned up.")
    club.tend()
    link = club.link("Lena Newcomer", letter="ballot-12-0")
    club.secretary.ledger.close()
    club.book.put_back(older)
    with pytest.raises(Refusal, match="Another correction of the roll of “autumn” was begun"):
        correct(club.secretary, KEY, "M13", expected="added", reason="Another sheet.")
    correct(club.secretary, KEY, "M12", expected="added", reason="A sheet turned up.")
    assert not club.tend().troubles
    assert len(club.mails("ballot-12-0")) == 1
    club.send(link)
    club.at(CLOSES + MINUTE)
    club.tend()
    club.at(CLOSES + HOUR)
    club.tend()
    assert club.election().intake["counted"] == 1  # type: ignore[index]


# ── what is left of links ──────────────────────────────────────────────────────────────────────────


def test_links_that_mailchimp_keeps_arent_called_erased(club: Club) -> None:
    """P9. A contact whose fields it refuses to blank is told of in every pass; the result goes out all the same."""
    club.go_to("closed")
    box = mailchimp_account.subscriber_hash("ada@example.org")
    forgotten = club.sandbox.world.mailchimp["lists"][LIST_ID]["forgotten"]
    forgotten.append(box)
    club.at(CLOSES + HOUR)
    assert any("refused to blank the fields “Canvass A” of 1 contact(s)" in one for one in club.tend().troubles)
    assert not club.election().links_erased
    club.certify()
    for later in (3 * HOUR, 5 * HOUR):
        club.at(CLOSES + later)
        club.tend()
    assert (club.election().state, club.election().links_erased) == ("announced", False)
    forgotten.remove(box)
    assert not club.tend().troubles
    assert club.election().links_erased


def test_a_void_ballot_keeps_no_choices(club: Club) -> None:
    """P9. After a reissue the book doesn't tell what the voter had chosen: the answer is kept, its marks aren't."""
    club.go_to("voted")
    reissue(club.secretary, KEY, ADA_IS)
    with club.secretary.ledger.reading() as session:
        valid = set(session.execute(select(Credential.code_hash)).scalars())
        answers = session.execute(select(Response)).scalars().all()
    assert [one.marks for one in answers if one.code_hash not in valid] == [{}]
    assert all(one.marks for one in answers if one.code_hash in valid)
    assert roll.check(club.secretary, club.election()) is None
