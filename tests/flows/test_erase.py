"""Erasing: somebody goes from everywhere, counts stay, and nothing that is under way is disturbed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import func, select

from core.ledger import log_fault
from core.records import Address, Entry, Erasure, Letter, MailFault, Participation, Person, Voted
from flows.duties import roll, stock, wishes
from flows.erase import erase
from flows.pages.desk import desk_page
from flows.secretary import Refusal
from integrations.sandbox.mailchimp_account import LIST_ID, subscriber_hash
from tests.flows.ballots import CLOSES, KEY
from tests.flows.club import ADA, BO, DAY, ESME, FINN, HOUR, MEMBERS, Club, workbook


def cleared(club: Club, *who: str, nth: int = 1) -> None:
    """An organiser clears the cells: the whole row in Members, name and address elsewhere."""
    names = {one: f"Erased {number}" for number, one in enumerate(who, start=nth)}
    for tab, rows in workbook().items():
        club.write(tab, [_cleared(row, names, whole=tab == "Members") if {*row} & {*names} else row for row in rows])


def _cleared(row: list[Any], names: dict[str, str], *, whole: bool) -> list[Any]:
    """A row of somebody's: empty in Members, with the pseudonym and without the address elsewhere."""
    return ["" if whole or "@" in str(cell) else names.get(cell, cell) for cell in row]


def _contacts(club: Club) -> dict[str, Any]:
    found: dict[str, Any] = club.sandbox.world.mailchimp["lists"][LIST_ID]
    return found


def _rows(club: Club, table: type[Any]) -> list[Any]:
    with club.secretary.ledger.reading() as session:
        return list(session.execute(select(table)).scalars())


def _everywhere(club: Club) -> str:
    """Every byte of the book, and all of the outside world except people's own mail."""
    world = club.sandbox.world.dump()
    world["mailchimp"] = {name: what for name, what in world["mailchimp"].items() if name != "inbox"}
    book = b"".join(club.book.on_disk()).decode("latin-1")
    return (book + json.dumps(world, default=str)).casefold()


def test_the_cells_to_clear_are_listed_and_nothing_else_happens(club: Club) -> None:
    """M8. Before the sheets are clear nothing is erased: each row is named with its columns, and nobody is."""
    stock.take_stock(club.secretary)
    said = "\n".join(erase(club.secretary, "M01"))
    assert "Members, row 2, columns A and B and C" in said
    assert said.count("Attendance, row") == 3
    assert "write “Erased 1”" in said
    assert ADA not in said
    assert "@" not in said
    assert {one.number for one in _rows(club, Person)} >= {"M01"}
    assert subscriber_hash(MEMBERS[ADA]) in _contacts(club)["members"]
    assert "M01 asked to be erased" in desk_page(club.secretary)
    before = club.everything()
    erase(club.secretary, "M01")
    assert club.everything() == before


def test_once_the_sheets_are_clear_a_pass_erases_by_itself(club: Club) -> None:
    """M8. Person, addresses, sign-ins, Mailchimp's contact, what was kept to look for them: all gone, and counted."""
    stock.take_stock(club.secretary)
    erase(club.secretary, "M01")
    cleared(club, ADA)
    assert club.tend().troubles == []
    assert "M01" not in {one.number for one in _rows(club, Person)}
    told = _contacts(club)
    assert subscriber_hash(MEMBERS[ADA]) not in told["members"]
    assert subscriber_hash(MEMBERS[ADA]) in told["forgotten"]
    [wish] = _rows(club, Erasure)
    assert (wish.known, wish.swept) == (None, True)
    assert wish.counts == {"address": 1, "person": 1, "participation": 3, "contacts": 1}
    [line] = erase(club.secretary, "M01")
    assert line.startswith("M01 asked on ")
    assert "3 sign-ins, 1 address at Mailchimp." in line
    before = club.everything()
    club.tend()
    erase(club.secretary, "M01")
    assert club.everything() == before


def test_heads_can_still_be_counted(club: Club) -> None:
    """A pseudonym on a sign-in is nobody's: no member's, and no question to anybody; two of them stay two."""
    stock.take_stock(club.secretary)
    heads = stock.take_stock(club.secretary).rows["Attendance"]["used"]
    erase(club.secretary, "M01")
    erase(club.secretary, "M02")
    cleared(club, ADA, BO)
    club.tend()
    after = stock.take_stock(club.secretary)
    assert after.questions == ()
    assert after.rows["Attendance"]["used"] == heads
    assert {one.number for one in after.standings}.isdisjoint({"M01", "M02"})


@pytest.mark.parametrize("moment", ["frozen", "open", "voted", "counted", "announced"])
def test_who_is_on_a_roll_under_way_waits_and_goes_by_itself(club: Club, moment: str) -> None:
    """M8. Until the ballot is over and objections were heard, nothing of theirs is touched; then all of it goes."""
    club.go_to(moment)
    [said] = erase(club.secretary, "M01")
    assert f"once “{KEY}” is over, and objections to it have been heard" in said
    assert "asked to be erased" not in desk_page(club.secretary)
    for when in (CLOSES + 2 * DAY, CLOSES + 3 * DAY):
        if club.sandbox.clock.now() < when:
            club.at(when)
            club.tend()
    assert any(one.number == "M01" and one.name == ADA for one in club.roll())
    if moment in ("voted", "counted"):
        club.certify()
        for later in (1, 4):
            club.later(later * HOUR)
            club.tend()
    if moment in ("voted", "counted", "announced"):
        club.at(CLOSES + 30 * DAY)
        club.tend()
        cleared(club, ADA)
        club.tend()
        assert not any(one.number == "M01" or one.name == ADA for one in club.roll())


def test_counts_of_an_election_stay_and_its_fingerprints_can_be_followed(club: Club) -> None:
    """M8. Roll size, turnout and result are as they were; the log says which roll became which."""
    club.go_to("over")
    election, lines = club.election(), len(club.roll())
    erase(club.secretary, "M01")
    cleared(club, ADA)
    club.tend()
    after = club.election()
    assert (after.roll_size, after.roll_fingerprint, after.intake) == (
        election.roll_size,
        election.roll_fingerprint,
        election.intake,
    )
    assert len(club.roll()) == lines
    with club.secretary.ledger.reading() as session:
        assert session.execute(select(func.count()).select_from(Voted)).scalar_one() == 3
        assert log_fault(session) == ""
        assert roll.fault(session, after) is None
        [told] = session.execute(select(Entry.payload).where(Entry.kind == "roll.erased")).scalars()
    said = json.loads(told)
    assert said["before"] == election.roll_fingerprint
    assert said["roll"] == roll.fingerprint(club.roll())


def test_a_line_changed_behind_our_back_is_still_noticed(club: Club) -> None:
    """After an erasure the roll is held to the fingerprint that the log has for it since."""
    club.go_to("over")
    erase(club.secretary, "M01")
    cleared(club, ADA)
    club.tend()
    with club.secretary.ledger.writing(club.sandbox.clock.now()) as pen:
        roll.entries_of(pen.session, KEY)[3].name = "Somebody Else"
    with club.secretary.ledger.reading() as session:
        assert roll.fault(session, club.election()) is not None


@pytest.mark.parametrize("who", [ADA, BO])
def test_no_byte_of_them_is_left(club: Club, who: str) -> None:
    """M8. After a whole ballot neither the book's files, nor Google, nor Mailchimp say their name or address."""
    club.go_to("over")
    number = f"M{list(MEMBERS).index(who) + 1:02}"
    assert who.casefold() in _everywhere(club)
    erase(club.secretary, number)
    cleared(club, who)
    assert club.tend().troubles == []
    left = _everywhere(club)
    assert who.casefold() not in left
    assert MEMBERS[who] not in left


def test_a_shared_mailbox_stays_the_others(club: Club) -> None:
    """M8. Of a couple with one mailbox one is erased: the other's contact, letters and sign-ins aren't touched."""
    club.go_to("over")
    erase(club.secretary, "M05")
    said = "\n".join(erase(club.secretary, "M05"))
    assert said.count("Attendance, row") == 3  # Finn's rows have the same address, and aren't listed
    cleared(club, ESME)
    assert club.tend().troubles == []
    assert subscriber_hash(MEMBERS[FINN]) in _contacts(club)["members"]
    assert ESME.casefold() not in _everywhere(club)
    assert MEMBERS[FINN] in {one.email for one in _rows(club, Address)}
    assert "M06" in {one.number for one in club.roll()}


def test_letters_forget_the_address_and_keep_their_number(club: Club) -> None:
    """M8. The result went to nine mailboxes: it still did, and the list has one less."""
    club.go_to("over")
    before = club.letter("result")
    erase(club.secretary, "M01")
    cleared(club, ADA)
    club.tend()
    after = club.letter("result")
    assert (after.size, after.delivered) == (before.size, before.delivered)
    assert set(json.loads(before.recipients)) - set(json.loads(after.recipients)) == {MEMBERS[ADA]}


def test_who_wants_to_go_is_put_on_no_new_roll(club: Club) -> None:
    """A wish that waits for the sheets isn't overtaken by the next ballot, and no drift is reported because of it."""
    club.go_to("drafted")
    club.later(HOUR)
    stock.take_stock(club.secretary)
    erase(club.secretary, "M01")
    assert club.freeze() == 10
    assert stock.take_stock(club.secretary).drifts == ()
    cleared(club, ADA)
    club.tend()
    assert _rows(club, Erasure)[0].swept


def test_a_slip_can_be_taken_back_before_it_is_done(club: Club) -> None:
    """Taken back, nothing is kept of the wish; afterwards it is too late, and an unknown number is refused."""
    stock.take_stock(club.secretary)
    erase(club.secretary, "M02")
    wishes.take_back(club.secretary, "M02")
    assert _rows(club, Erasure) == []
    with pytest.raises(Refusal, match="no open wish of M02"):
        wishes.take_back(club.secretary, "M02")
    with pytest.raises(Refusal, match="Nobody has the number M99"):
        erase(club.secretary, "M99")
    erase(club.secretary, "M01")
    cleared(club, ADA)
    club.tend()
    with pytest.raises(Refusal, match="can't be brought back"):
        wishes.take_back(club.secretary, "M01")


def test_mailchimps_bad_day_is_passed_over(club: Club) -> None:
    """Mailchimp fails, and nothing of the book is erased yet; the next pass does all of it."""
    stock.take_stock(club.secretary)
    erase(club.secretary, "M01")
    cleared(club, ADA)
    club.sandbox.faults.plan("5xx", "POST /3.0/lists/{list_id}/members/{subscriber_hash}/actions/delete-permanent")
    assert [one for one in club.tend().troubles if one.startswith("erasures")]
    assert _rows(club, Erasure)[0].known is not None
    club.sandbox.faults.clear()
    assert club.tend().troubles == []
    assert _rows(club, Erasure)[0].swept


def test_why_they_couldnt_be_reached_goes_too(club: Club) -> None:
    """M8. Kit left the mailing list, which the book had noted: that note goes with him."""
    club.go_to("over")
    assert MEMBERS["Kit Imaginary"] in {one.email for one in _rows(club, MailFault)}
    erase(club.secretary, "M11")
    cleared(club, "Kit Imaginary")
    club.tend()
    assert MEMBERS["Kit Imaginary"] not in {one.email for one in _rows(club, MailFault)}
    assert len(_rows(club, Participation)) == 31
    assert all(one.state for one in _rows(club, Letter))
