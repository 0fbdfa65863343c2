"""Freezing: what stands in its way is said in a letter, and once frozen a roll doesn't change any more."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import select, text

from core.records import Credential, RollEntry
from flows.duties.letter import mailboxes
from flows.duties.membership import reach, stock
from flows.freeze import freeze
from flows.secretary import Refusal
from tests.flows.ballots import CLOSES, KEY, MAYOR, OPENS, SHERIFF
from tests.flows.club import (
    ADA,
    BO,
    DAY,
    HOUR,
    INES,
    JUN,
    KIT,
    LENA,
    MEMBERS,
    MINUTE,
    WITH_LINK,
    Club,
    workbook,
)

SHORT = {"opens_on": "2026-10-06", "opens_at": "18:00"}
"""A window of six days: long enough, but short of the charter's ideal."""


def _refused(club: Club, key: str = KEY) -> str:
    with pytest.raises(Refusal) as refusal:
        freeze(club.secretary, key)
    assert club.log().count("roll.frozen") == 0
    return str(refusal.value)


# ── what stands in its way ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", [step["name"] for step in MAYOR["steps"]])
def test_a_missing_step_is_named_with_its_clause(club: Club, name: str) -> None:
    """E3, E4. Without one of the steps of the process on record nothing is frozen, and the letter names the step."""
    steps = [step for step in MAYOR["steps"] if step["name"] != name]
    club.draft(contests=[{**MAYOR, "steps": steps}, SHERIFF])
    letter = _refused(club)
    assert f"Mayor: the full process lacks: {name}" in letter
    assert "(E3)" in letter
    assert "Sheriff" not in letter


def test_a_step_of_tomorrow_isnt_on_record_today(club: Club) -> None:
    """E3. A step dated after the day of freezing doesn't count yet."""
    steps = [*MAYOR["steps"][:-1], {"name": "recommendation", "on": "2026-10-02"}]
    club.draft(contests=[{**MAYOR, "steps": steps}])
    assert "lacks: recommendation (by 1 October 2026) (E3)" in _refused(club)
    club.later(DAY - 10 * HOUR)
    assert freeze(club.secretary, KEY) == 11


def test_everything_in_the_way_is_said_at_once(club: Club) -> None:
    """An organiser gets one letter with all faults, not one fault a day."""
    club.draft(
        closes_on="2026-10-05",
        contests=[
            {**MAYOR, "steps": []},
            {**SHERIFF, "endorsed_before": False},
            {**SHERIFF, "title": "Mascot", "office": "Mascot"},
        ],
    )
    letter = _refused(club)
    assert letter.startswith(f"“{KEY}” can't be frozen yet:\n")
    assert re.findall(r"\((\w+)\)$", letter, re.MULTILINE) == ["E11", "E3", "E14", "E1"]


def test_a_window_below_the_minimum_is_refused(club: Club) -> None:
    """E11. Five days are the least, whatever the reason."""
    club.draft(closes_on="2026-10-07", closes_at="10:00", short_window_reason="Somebody is in a hurry.")
    assert "voting is open for 4 days 22 hours, 5 days needed (E11)" in _refused(club)


def test_a_short_window_needs_a_reason(club: Club) -> None:
    """E11. Below ten days the record needs a reason; with one it is frozen."""
    club.draft(**SHORT)
    assert "less than 10 days needs a reason, and none is given (E11)" in _refused(club)
    club.draft(**SHORT, short_window_reason="The primary is on the 20th.")
    assert freeze(club.secretary, KEY) == 11


def test_freezing_after_the_window_began_needs_enough_of_it_ahead(club: Club) -> None:
    """E11. What has passed of the window is lost to voters: five days must be left, and fewer are refused."""
    club.draft()
    club.at(CLOSES - 5 * DAY + MINUTE)
    assert "voting would open late, with less than the 5 days that voters are owed (E11)" in _refused(club)
    club.at(CLOSES - 5 * DAY)
    assert freeze(club.secretary, KEY) == 11


def test_freezing_after_closing_is_refused_with_a_remedy(club: Club) -> None:
    """A window that has passed altogether can't be frozen; the letter says to draft the ballot anew."""
    club.draft()
    club.at(CLOSES)
    assert "voting could open; draft it anew (E11)" in _refused(club)


def test_a_tab_that_cant_be_read_stops_freezing(club: Club) -> None:
    """A workbook with a heading gone is refused as a whole: a roll of half the members would be worse than none."""
    club.go_to("drafted")
    club.write("Attendance", [["Event", "Date", "Something else"], ["Forum", 46177, "Ada Example"]])
    letter = _refused(club)
    assert "Attendance" in letter
    assert "Name" in letter
    club.write("Attendance", workbook()["Attendance"])
    assert freeze(club.secretary, KEY) == 11


def test_a_ballot_nobody_drafted_is_refused(club: Club) -> None:
    """A mistyped key doesn't freeze anything."""
    assert _refused(club, "autum") == "There is no ballot “autum”. Draft it first."


def test_a_fifth_ballot_waits_for_a_place(club: Club) -> None:
    """Four ballots can be under way at once; the fifth is told to wait, and goes when one of the four is done."""
    for n in range(1, len(mailboxes.SLOTS) + 2):
        club.draft(key=f"ballot-{n}")
    for n in range(1, len(mailboxes.SLOTS) + 1):
        assert freeze(club.secretary, f"ballot-{n}") == 11
    with pytest.raises(Refusal, match="4 ballots are under way already"):
        freeze(club.secretary, "ballot-5")
    assert club.election("ballot-5").state == "drafted"
    assert [club.election(f"ballot-{n}").mail_slot for n in (1, 2, 3, 4)] == [0, 1, 2, 3]
    club.tend()
    for when in (OPENS + MINUTE, CLOSES + MINUTE, CLOSES + HOUR):
        club.at(when)
        club.tend()
    club.draft(key="ballot-5", opens_on="2026-10-14", closes_on="2026-10-25")
    assert freeze(club.secretary, "ballot-5") == 11
    assert club.election("ballot-5").mail_slot == 0


# ── who is on it ───────────────────────────────────────────────────────────────────────────────────


def test_the_roll_says_who_may_vote_by_which_ruling(club: Club) -> None:
    """M1, M2. Eleven came to three meetings and are on the roll with the rows that say so; who came once is not."""
    club.go_to("frozen")
    roll = club.roll()
    assert [entry.number for entry in roll] == [f"M{n:02}" for n in range(1, 12)]
    assert {entry.clause for entry in roll} == {"M2"}
    assert [one["place"] for one in roll[0].evidence] == [
        "Attendance, row 2",
        "Attendance, row 13",
        "Attendance, row 24",
    ]


def test_two_share_a_mailbox_and_a_third_is_told_apart(club: Club) -> None:
    """A mailbox serves two voters; the third of a household is on the roll, and listed for a telephone call."""
    club.go_to("frozen")
    places = {entry.name: entry.place for entry in club.roll()}
    assert [places[name] for name in ("Esme Pretend", "Finn Pretend")] == [1, 2]
    assert [places[name] for name in ("Gia Notional", "Hugo Notional", INES)] == [1, 2, 0]


def test_who_cant_be_reached_is_listed_with_a_remedy(club: Club) -> None:
    """No address, the third in a mailbox, and who unsubscribed: each keeps the vote and is listed with what to do."""
    club.go_to("delivered")
    listed = {name: kind for _, _, name, kind, remedy in reach.voters(club.secretary, KEY) if remedy}
    assert listed == {INES: "third in mailbox", JUN: "no address", KIT: "unsubscribed"}
    assert sorted(name for names in club.named("ballot").values() for name in names) == sorted(WITH_LINK)


def test_each_voter_has_one_credential_that_knows_no_line(club: Club) -> None:
    """As many hashes as voters, kept sorted, so that their order says nothing about lines."""
    club.go_to("frozen")
    with club.secretary.ledger.reading() as session:
        as_they_lie = session.execute(select(Credential.code_hash).order_by(text(club.book.order))).scalars().all()
    assert len(set(as_they_lie)) == 11
    assert list(as_they_lie) == sorted(as_they_lie)


# ── and that it stays so ───────────────────────────────────────────────────────────────────────────


def _frozen_facts(club: Club) -> Any:
    election = club.election()
    roll = [
        {column.name: getattr(entry, column.name) for column in RollEntry.__table__.columns} for entry in club.roll()
    ]
    return roll, election.roll_size, election.roll_fingerprint, election.seed_commitment


def _edited(tabs: Mapping[str, list[list[Any]]], chance: Random) -> tuple[str, list[list[Any]]]:
    """One edit as organisers make them: a row changed, deleted, inserted, or all of them in another order."""
    tab = chance.choice([name for name, rows in tabs.items() if len(rows) > 2])
    rows = deepcopy(tabs[tab])
    at = chance.randrange(1, len(rows))
    kind = chance.choice(("change", "delete", "insert", "reorder"))
    if kind == "change":
        rows[at][chance.randrange(len(rows[at]))] = chance.choice(
            ("", "Somebody Else", "else@example.org", 46000, "M01")
        )
    elif kind == "delete":
        del rows[at]
    elif kind == "insert":
        rows.insert(at, ["M99", "Newly Written", "newly@example.org", ""][: len(rows[0])])
    else:
        rows[1:] = chance.sample(rows[1:], len(rows) - 1)
    return tab, rows


def test_no_later_edit_to_the_sheets_changes_a_frozen_roll(club: Club) -> None:
    """M1. Fifty random edits, each read by Canvass: the roll, its size and its fingerprint stay what was frozen."""
    club.go_to("frozen")
    frozen, tabs, chance, noticed = _frozen_facts(club), workbook(), Random(5), 0
    for _ in range(50):
        tab, tabs[tab] = _edited(tabs, chance)
        club.write(tab, tabs[tab])
        lines = len(club.log())
        stock.take_stock(club.secretary)
        noticed += len(club.log()) > lines
        assert _frozen_facts(club) == frozen
    assert noticed > 25, "the edits hardly changed anything, so this test showed nothing"


def test_who_is_deleted_from_the_sheets_still_gets_the_ballot(club: Club) -> None:
    """Emptied sheets after freezing keep nobody from voting, at the address of the day of freezing."""
    club.go_to("made")
    emptied = workbook({"Someone New": "new@example.org"})
    for tab, rows in emptied.items():
        club.write(tab, rows)
    stock.take_stock(club.secretary)
    club.at(OPENS + timedelta(minutes=1))
    club.tend()
    assert sorted(name for names in club.named("ballot").values() for name in names) == sorted(WITH_LINK)
    assert club.vote(ADA).accepted


def test_open_questions_hold_freezing_back_until_somebody_says_so(club: Club) -> None:
    """M2. An answer could give Lena a vote: the organiser hears of it before the roll is fixed, not afterwards."""
    tabs = workbook()
    unsure = [[event, "", "L. Newc.", MEMBERS[LENA]] for event in ("Spring meeting", "Forum")]
    club.write("Attendance", [*tabs["Attendance"], *unsure])
    club.draft()
    with pytest.raises(Refusal, match=r"1 question who somebody is could give somebody a vote today\. .*--despite-q"):
        club.freeze()
    assert club.roll() == []
    assert club.freeze(despite_questions=True) == 11


def test_two_lines_that_may_be_one_person_are_no_two_ballots(club: Club) -> None:
    """M2. While nobody has said whether they are one person, freezing would give somebody two ballots: refused."""
    tabs = workbook()
    twice = [[event, "", BO, "bo.too@example.org"] for event in ("Spring meeting", "Forum", "Autumn meeting")]
    club.write("Attendance", [*tabs["Attendance"], *twice])
    club.write("Members", [*tabs["Members"], ["M77", BO, "bo.too@example.org"]])
    club.draft()
    with pytest.raises(Refusal, match="somebody could get two ballots by it:\n  M02 and M77 have the same name"):
        club.freeze(despite_questions=True)
    assert club.roll() == []
