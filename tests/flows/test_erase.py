"""Erasing: somebody goes from everywhere, counts stay, and nothing that is under way is disturbed."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from sqlalchemy import func, select

from core import kept_out
from core.alias_keys import alias_key, alias_of
from core.ledger import log_fault
from core.questions import mark_of
from core.records import (
    Address,
    Alias,
    Entry,
    Erasure,
    KeptOut,
    Letter,
    MailFault,
    Matter,
    Participation,
    Person,
    Petition,
    Voted,
)
from core.workbook import read
from flows import membership
from flows.correct import correct
from flows.duties.election import roll
from flows.duties.membership import stock, telling
from flows.duties.petition import standing_forms
from flows.duties.privacy import marks, wishes
from flows.erase import erase
from flows.erased import erased
from flows.handed_in import read_requests
from flows.pages.desk import desk_page
from flows.secretary import Refusal
from flows.statement import statement
from integrations.sandbox import inbox
from integrations.sandbox.mailchimp_account import LIST_ID, subscriber_hash
from tests.flows.ballots import CLOSES, KEY, OPENS
from tests.flows.club import ADA, BO, DAY, ESME, FINN, HOUR, KIT, MEMBERS, MINUTE, Club, workbook

NUMBERS = {f"M{nth:02}" for nth in range(1, len(MEMBERS) + 1)}

FORGET = "POST /3.0/lists/{list_id}/members/{subscriber_hash}/actions/delete-permanent"


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


def _gone(club: Club, *numbers: str) -> None:
    """They ask, the last letter goes out, and a pass erases them."""
    for number in numbers:
        erase(club.secretary, number)
    for _ in range(3):
        assert club.tend().troubles == []
        club.later(HOUR + MINUTE)


def test_what_people_have_to_clear_is_listed_and_nobody_is_named(club: Club) -> None:
    """M8. Each row of the sheets is named with its columns, the last letter is planned, and asking again is no news."""
    stock.take_stock(club.secretary)
    said = "\n".join(erase(club.secretary, "M01"))
    assert "M01 will be erased by itself, once the letter “erasure.1/received” is out." in said
    assert "Members, row 2, columns A and B and C" in said
    assert said.count("Attendance, row") == 3
    assert "write “Erased 1”" in said
    assert ADA not in said
    assert "@" not in said
    assert {one.number for one in _rows(club, Person)} >= {"M01"}
    before = club.everything()
    erase(club.secretary, "M01")
    assert club.everything() == before


def test_the_sheets_hold_nothing_up(club: Club) -> None:
    """M8. Person, addresses, sign-ins, Mailchimp's contact, what was kept to look for them: all gone, and counted."""
    stock.take_stock(club.secretary)
    erase(club.secretary, "M01")
    assert club.tend().troubles == []
    assert "M01" not in {one.number for one in _rows(club, Person)}
    told = _contacts(club)
    assert subscriber_hash(MEMBERS[ADA]) not in told["members"]
    assert subscriber_hash(MEMBERS[ADA]) in told["forgotten"]
    [wish] = _rows(club, Erasure)
    assert (wish.known, wish.swept) == (None, True)
    assert wish.counts == {"address": 1, "person": 1, "participation": 3, "letter": 1, "contacts": 1}
    line, *rest = erase(club.secretary, "M01")
    assert line.startswith("M01 asked on ")
    assert "3 sign-ins, 1 letter's list of recipients, 1 address at Mailchimp." in line
    assert "  Members, row 2, columns A and B and C" in rest
    club.later(2 * HOUR)
    club.tend()
    before = club.everything()
    club.tend()
    erase(club.secretary, "M01")
    assert club.everything() == before


def test_the_last_letter_is_the_only_one(club: Club) -> None:
    """M8. They hear that they are erased, by their number and not by name; what was planned for them is withdrawn."""
    telling.tell(club.secretary, stock.take_stock(club.secretary))
    reached = club.letter("reached/2026-10-01")
    erase(club.secretary, "M01")
    assert len(json.loads(club.letter(reached.key).recipients)) == len(json.loads(reached.recipients)) - 1
    _gone(club)
    [mail] = [one for one in inbox.mails(club.sandbox.world, MEMBERS[ADA]) if one.title]
    assert mail.title == "erasure.1/received"
    assert "(member number M01)" in mail.text
    assert "soon after this letter is on its way" in mail.text
    assert ADA not in mail.text
    assert "reached/2026-10-01" in {one.title for one in inbox.mails(club.sandbox.world, MEMBERS[BO])}


def test_a_letter_to_them_alone_that_is_only_planned_is_off(club: Club) -> None:
    """M8. A statement they asked for, and that no pass has begun yet, is withdrawn, and none is planned any more."""
    stock.take_stock(club.secretary)
    key = statement(club.secretary, "M01")
    erase(club.secretary, "M01")
    assert (club.letter(key).state, club.letter(key).recipients) == ("missed", "[]")
    with pytest.raises(Refusal, match="M01 asked to be erased, and gets no letters any more"):
        statement(club.secretary, "M01")
    assert not [
        one for one in telling.tell(club.secretary, stock.take_stock(club.secretary)) if _is_for(club, one, ADA)
    ]


def _is_for(club: Club, key: str, who: str) -> bool:
    return any(one["email"] == MEMBERS[who] for one in json.loads(club.letter(key).recipients))


def test_a_letter_that_is_being_sent_is_waited_for(club: Club) -> None:
    """M8. Mailchimp hasn't said yet whether a letter to them went out: nothing of theirs is touched until then."""
    telling.tell(club.secretary, stock.take_stock(club.secretary))
    club.sandbox.faults.plan("5xx", "POST /3.0/campaigns/{campaign_id}/actions/send")
    club.tend()
    assert club.letter("reached/2026-10-01").state in ("ready", "sending")
    said = "\n".join(erase(club.secretary, "M01"))
    assert "the letter “reached/2026-10-01” is out" in said
    club.tend()
    assert "M01" in {one.number for one in _rows(club, Person)}
    club.sandbox.faults.clear()
    _gone(club)
    assert "M01" not in {one.number for one in _rows(club, Person)}


def test_rows_that_stay_bring_nobody_back(club: Club) -> None:
    """M8. Nothing was cleared: nobody is made a member anew, asked about, written to, or put on the mailing list."""
    stock.take_stock(club.secretary)
    _gone(club, "M01")
    found = membership.keep_up(club.secretary)
    assert found.troubles == ()
    assert "M01" not in {one.number for one in found.stock.standings}
    assert found.stock.questions == ()
    assert subscriber_hash(MEMBERS[ADA]) not in _contacts(club)["members"]
    assert {one.text for one in _rows(club, Matter) if one.kind == "erased"} == {"Members: 1.", "Attendance: 3."}
    desk = desk_page(club.secretary)
    assert "2 tabs with rows of people who were erased" in desk
    assert "M01 is erased, but for what only people can delete" in desk
    assert ADA not in desk
    before = club.everything()
    membership.keep_up(club.secretary)
    assert club.everything() == before


def test_the_marks_are_no_plain_hashes_and_their_key_is_not_in_the_book(club: Club) -> None:
    """M8. Whoever has the book alone can't try names or addresses against it."""
    stock.take_stock(club.secretary)
    _gone(club, "M01")
    held = {one.mark for one in _rows(club, KeptOut)}
    key = club.secretary.keyring.read(marks.KEY)
    assert key is not None
    assert kept_out.mark(key.key, "e-mail", MEMBERS[ADA]) in held
    assert not any(key.key.hex().encode() in part or key.key in part for part in club.book.on_disk())
    plain = {hashlib.sha256(one.encode()).hexdigest() for one in (ADA.casefold(), MEMBERS[ADA], "M01")}
    assert not plain & held


def test_without_the_key_of_the_marks_nothing_is_read(club: Club) -> None:
    """M8. In doubt nobody is taken up again: the sheets wait, with a letter, until it is back, or given up."""
    stock.take_stock(club.secretary)
    _gone(club, "M01")
    file = club.settings.keys / f"{marks.KEY}.key"
    kept = file.read_bytes()
    with pytest.raises(Refusal, match=r"The key file “erased\.people\.key” is there"):
        erased(club.secretary, key_lost=True)
    file.unlink()
    [letter] = stock.take_stock(club.secretary).refused
    assert "“erased.people.key” is missing" in letter
    assert "M01" not in {one.number for one in _rows(club, Person)}
    file.write_bytes(kept)
    assert stock.take_stock(club.secretary).refused == ()
    file.unlink()
    erased(club.secretary, key_lost=True)
    assert "M01" in {one.number for one in stock.take_stock(club.secretary).standings}


def test_the_rest_is_on_the_desk_until_somebody_says_it_is_done(club: Club) -> None:
    """M8. Listed by number until confirmed; before the erasure there is nothing to confirm."""
    stock.take_stock(club.secretary)
    erase(club.secretary, "M01")
    with pytest.raises(Refusal, match="M01 isn't erased yet"):
        erased(club.secretary, "M01", done=True)
    _gone(club)
    assert any("canvass erased M01 --done" in one for one in erased(club.secretary, "M01"))
    cleared(club, ADA)
    assert "Members, row" not in "".join(erased(club.secretary, "M01"))
    [line] = erased(club.secretary, "M01", done=True)
    assert line.startswith("M01 asked on ")
    assert "M01 is erased" not in desk_page(club.secretary)
    before = club.everything()
    assert erased(club.secretary, "M01", done=True) == [line]
    assert club.everything() == before
    assert erased(club.secretary) == [line]
    with pytest.raises(Refusal, match="Nobody with the number M02 asked"):
        erased(club.secretary, "M02")


def test_whoever_comes_back_is_a_member_again(club: Club) -> None:
    """M8. Somebody who was erased joins anew: an organiser says so, and their rows count from the next reading on."""
    stock.take_stock(club.secretary)
    erase(club.secretary, "M01")
    with pytest.raises(Refusal, match="isn't erased yet"):
        erased(club.secretary, "M01", came_back=True)
    _gone(club)
    erased(club.secretary, "M01", came_back=True)
    assert "M01" in {one.number for one in stock.take_stock(club.secretary).standings}
    assert _rows(club, KeptOut) == []


def test_a_number_is_not_given_to_somebody_else(club: Club) -> None:
    """M8. A new member under the number of somebody who was erased is kept out, with a letter: they need their own."""
    stock.take_stock(club.secretary)
    _gone(club, "M01")
    rows = workbook()["Members"]
    rows[1] = ["M01", "Nia Newcomer", "nia@example.org"]
    club.write("Members", rows)
    found = stock.take_stock(club.secretary)
    assert [one for one in found.set_aside if "was that of somebody who was erased" in one]
    assert "M01" not in {one.number for one in found.standings}


def test_heads_can_still_be_counted(club: Club) -> None:
    """A pseudonym on a sign-in is nobody's: no member's, and no question to anybody; two of them stay two."""
    stock.take_stock(club.secretary)
    heads = stock.take_stock(club.secretary).rows["Attendance"]["used"]
    _gone(club, "M01", "M02")
    cleared(club, ADA, BO)
    after = stock.take_stock(club.secretary)
    assert after.questions == ()
    assert after.rows["Attendance"]["used"] == heads
    assert {one.number for one in after.standings}.isdisjoint({"M01", "M02"})


@pytest.mark.parametrize("moment", ["frozen", "open", "voted"])
def test_who_is_on_a_roll_waits_until_it_is_sealed(club: Club, moment: str) -> None:
    """M8. Until then nothing of theirs is touched, and organisers and they read until when; then all of it goes."""
    club.go_to(moment)
    said, *_ = erase(club.secretary, "M01")
    assert f"once “{KEY}” is sealed, soon after voting closes on Monday, 12 October 2026, 6:00 pm" in said
    assert "M01" not in desk_page(club.secretary)
    club.tend()
    [mail] = club.mails("erasure.1/received")
    assert "If you have a link to it, it works until then." in mail.text
    assert any(one.number == "M01" and one.name == ADA for one in club.roll())
    if moment == "voted":
        for when in (CLOSES + MINUTE, CLOSES + HOUR):
            club.at(when)
            club.tend()
        assert club.election().state == "counted"
        assert not any(one.number == "M01" or one.name == ADA for one in club.roll())


def test_who_waits_for_a_ballot_gets_no_more_letters_of_it_and_can_vote(club: Club) -> None:
    """E12, M8. No ballot letter after the wish, and no reminder; a link that they have counts until the end."""
    club.go_to("frozen")
    erase(club.secretary, "M01")
    club.at(OPENS + MINUTE)
    club.tend()
    assert club.mails("ballot", to=MEMBERS[BO])
    assert not club.mails("ballot", to=MEMBERS[ADA])
    club.go_to("delivered")
    erase(club.secretary, "M01")
    erase(club.secretary, "M02")
    club.vote(ADA)
    for when in club.reminder_times():
        club.at(when)
        club.tend()
    assert {mail.to for mail in club.mails("reminder-1")}.isdisjoint({MEMBERS[ADA], MEMBERS[BO]})
    for when in (CLOSES + MINUTE, CLOSES + HOUR):
        club.at(when)
        club.tend()
    assert (club.election().intake or {})["counted"] == 1
    assert {one.number for one in club.roll()}.isdisjoint({"M01", "M02"})


@pytest.mark.parametrize("moment", ["counted", "certified", "announced"])
def test_a_sealed_ballot_goes_on_without_them(club: Club, moment: str) -> None:
    """M8. Erased between sealing and the end: the count is certified and announced, and stays as it was."""
    club.go_to(moment)
    before = club.election()
    _gone(club, "M01")
    assert not any(one.number == "M01" or one.name == ADA for one in club.roll())
    club.certify()
    for later in (1, 4):
        club.later(later * HOUR)
        assert club.tend().troubles == []
    club.at(CLOSES + 30 * DAY)
    assert club.tend().troubles == []
    after = club.election()
    assert after.state == "announced"
    assert (after.roll_size, after.roll_fingerprint, after.intake) == (
        before.roll_size,
        before.roll_fingerprint,
        before.intake,
    )
    if moment == "counted":
        assert not club.mails("result", to=MEMBERS[ADA])


def test_whoever_asked_cannot_be_put_on_a_roll(club: Club) -> None:
    """M6, M8. A correction that would add them is refused, with the way out; striking them isn't."""
    rows = workbook()["Members"]
    club.write("Members", [row for row in rows if row[0] != "M01"])
    club.draft()
    club.later(HOUR)
    club.freeze(despite_questions=True)  # what Ada signed is a stranger's for now
    club.write("Members", rows)
    stock.take_stock(club.secretary)
    erase(club.secretary, "M01")
    with pytest.raises(Refusal, match="canvass erase M01 --take-back"):
        correct(club.secretary, KEY, "M01", expected="added", reason="Their line was lost.")
    wishes.take_back(club.secretary, "M01")
    assert "is on the roll" in correct(club.secretary, KEY, "M01", expected="added", reason="Their line was lost.")


def test_counts_of_an_election_stay_and_its_fingerprints_can_be_followed(club: Club) -> None:
    """M8. Roll size, turnout and result are as they were; the log says which roll became which."""
    club.go_to("over")
    election, lines = club.election(), len(club.roll())
    _gone(club, "M01")
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
    _gone(club, "M01")
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
    _gone(club, number)
    cleared(club, who)
    left = _everywhere(club)
    assert who.casefold() not in left
    assert MEMBERS[who] not in left


def test_a_shared_mailbox_stays_the_others(club: Club) -> None:
    """M8. Of a couple with one mailbox one is erased: the other's contact, letters and sign-ins aren't touched."""
    club.go_to("over")
    said = "\n".join(erase(club.secretary, "M05"))
    assert said.count("Attendance, row") == 3  # Finn's rows have the same address, and aren't listed
    _gone(club)
    found = stock.take_stock(club.secretary)
    assert "M05" not in {one.number for one in found.standings}
    assert "M06" in {one.number for one in found.standings if one.ruling.ruling}
    cleared(club, ESME)
    assert subscriber_hash(MEMBERS[FINN]) in _contacts(club)["members"]
    assert ESME.casefold() not in _everywhere(club)
    assert MEMBERS[FINN] in {one.email for one in _rows(club, Address)}
    assert "M06" in {one.number for one in club.roll()}


def test_letters_forget_the_address_and_keep_their_number(club: Club) -> None:
    """M8. The result went to nine mailboxes: it still did, and the list has one less."""
    club.go_to("over")
    before = club.letter("result")
    _gone(club, "M01")
    after = club.letter("result")
    assert (after.size, after.delivered) == (before.size, before.delivered)
    assert set(json.loads(before.recipients)) - set(json.loads(after.recipients)) == {MEMBERS[ADA]}


def test_who_wants_to_go_is_put_on_no_new_roll(club: Club) -> None:
    """A wish isn't overtaken by the next ballot, and no drift or doubt is reported because of it."""
    club.go_to("drafted")
    club.later(HOUR)
    stock.take_stock(club.secretary)
    erase(club.secretary, "M01")
    assert club.freeze() == 10
    assert stock.take_stock(club.secretary).drifts == ()
    club.tend()
    assert _rows(club, Erasure)[0].swept


def test_a_slip_can_be_taken_back_before_it_is_done(club: Club) -> None:
    """Taken back, nothing is kept of the wish and its letter is off; afterwards it is too late; nobody is refused."""
    stock.take_stock(club.secretary)
    erase(club.secretary, "M02")
    wishes.take_back(club.secretary, "M02")
    assert _rows(club, Erasure) == []
    assert club.letter("erasure.1/received").state == "missed"
    with pytest.raises(Refusal, match="no open wish of M02"):
        wishes.take_back(club.secretary, "M02")
    with pytest.raises(Refusal, match="Nobody has the number M99"):
        erase(club.secretary, "M99")
    erase(club.secretary, "M01")
    club.tend()
    assert club.mails("erasure.1/received-2")
    assert not club.mails("erasure.1/received")
    with pytest.raises(Refusal, match="can't be brought back"):
        wishes.take_back(club.secretary, "M01")


def test_mailchimps_bad_day_is_passed_over(club: Club) -> None:
    """Mailchimp fails, and nothing of the book is erased yet; the next pass does all of it."""
    stock.take_stock(club.secretary)
    erase(club.secretary, "M01")
    club.sandbox.faults.plan("5xx", FORGET)
    assert [one for one in club.tend().troubles if one.startswith("erasures")]
    assert _rows(club, Erasure)[0].known is not None
    club.sandbox.faults.clear()
    assert club.tend().troubles == []
    assert _rows(club, Erasure)[0].swept


def test_what_mailchimp_refuses_to_delete_is_on_the_list(club: Club) -> None:
    """M8. A refusal holds nothing up: the book forgets them, and organisers read that a contact is left there."""
    rows = workbook()["Members"]
    rows[1] = ["M01", ADA, "kept.by.mailchimp@example.org"]
    club.write("Members", rows)
    membership.keep_up(club.secretary)
    _gone(club, "M01")
    assert _rows(club, Erasure)[0].swept
    said = "\n".join(erased(club.secretary, "M01"))
    assert "Mailchimp refused to delete 1 contact of theirs for good: do it there." in said


def test_why_they_couldnt_be_reached_goes_too(club: Club) -> None:
    """M8. Kit left the mailing list, which the book had noted: that note goes with him, and no letter was tried."""
    club.go_to("over")
    assert MEMBERS[KIT] in {one.email for one in _rows(club, MailFault)}
    erase(club.secretary, "M11")
    assert "erasure.1/received" not in club.letters()
    club.tend()
    assert MEMBERS[KIT] not in {one.email for one in _rows(club, MailFault)}
    assert len(_rows(club, Participation)) == 31
    assert all(one.state for one in _rows(club, Letter))


def test_what_they_handed_in_goes_from_book_and_tabs(club: Club) -> None:
    """M4, M8. A dispute of theirs keeps its number; Canvass rewrites its tabs; the form's answer is for people."""
    club.go_to("furnished")
    membership.keep_up(club.secretary)
    read_requests(club.secretary)
    _dispute(club, ADA, MEMBERS[ADA])
    _dispute(club, "Adda Exampel", MEMBERS[ADA])
    _dispute(club, BO, MEMBERS[BO])
    read_requests(club.secretary)
    club.tend()
    club.later(2 * HOUR)
    said = "\n".join(erase(club.secretary, "M01"))
    assert "in the forms, delete the answers that have become D1" in said
    _gone(club)
    cleared(club, ADA)
    book = json.dumps(club.sandbox.world.google["books"]).casefold()
    assert ADA.casefold() not in book
    assert MEMBERS[ADA] not in book
    first, *_ = [one for one in _rows(club, Petition) if one.nth == 1]
    assert (first.name, first.email, first.said, first.member, first.sender) == ("", "", {}, "", "erased")
    assert {one.member for one in _rows(club, Petition) if one.nth == 3} == {"M02"}
    before = club.everything()
    assert read_requests(club.secretary).received == 0
    assert club.everything()["book"] == before["book"]


def _dispute(club: Club, name: str, email: str) -> None:
    with club.secretary.ledger.reading() as session:
        link = standing_forms.link(session, "dispute")
    what = "Which event did you come to, or where did you help?"
    assert club.send(link, {"Your name": name, "Your e-mail address": email, what: "The forum"}).accepted


def test_what_was_handed_in_and_not_read_yet_is_forgotten_on_arrival(club: Club) -> None:
    """M8. An answer from before they were erased is counted, and nothing of it kept; a later one is asked about."""
    stock.take_stock(club.secretary)
    read_requests(club.secretary)
    _dispute(club, ADA, MEMBERS[ADA])
    _gone(club, "M01")
    assert read_requests(club.secretary).received == 1
    [before] = _rows(club, Petition)
    assert (before.name, before.email, before.said, before.sender) == ("", "", {}, "erased")
    club.later(2 * DAY)
    _dispute(club, ADA, MEMBERS[ADA])
    assert read_requests(club.secretary).received == 1
    assert {one.sender for one in _rows(club, Petition)} == {"erased", "unknown"}


def test_whoever_waits_for_a_ballot_gets_no_letter_about_a_dispute(club: Club) -> None:
    """M4, M8. Asked, and still on a roll: what they hand in meanwhile is listed, and not acknowledged."""
    club.go_to("frozen")
    read_requests(club.secretary)
    erase(club.secretary, "M01")
    _dispute(club, ADA, MEMBERS[ADA])
    _dispute(club, BO, MEMBERS[BO])
    assert read_requests(club.secretary).letters == 1
    [received] = [one for one in club.letters() if one.startswith("dispute.")]
    assert club.letter(received).recipients == json.dumps([MEMBERS[BO]])


def test_whoever_thinks_better_of_it_hears_what_was_withdrawn(club: Club) -> None:
    """M4, M8. They were to be told that they can vote; the wish came and went; then they are told after all."""
    telling.tell(club.secretary, stock.take_stock(club.secretary))
    erase(club.secretary, "M01")
    wishes.take_back(club.secretary, "M01")
    [key] = telling.tell(club.secretary, stock.take_stock(club.secretary))
    assert _is_for(club, key, ADA)


def test_mailchimp_forgets_former_addresses_and_none_that_was_only_typed(club: Club) -> None:
    """M8. Deleting a contact can't be undone: it is done for addresses on record as theirs alone, old ones too."""
    membership.keep_up(club.secretary)
    rows = workbook()["Members"]
    rows[1] = ["M01", ADA, "ada.new@example.org"]
    club.write("Members", rows)
    club.write("Attendance", [*workbook()["Attendance"], ["Forum", 46177, "A. E.", "household@example.org"]])
    membership.keep_up(club.secretary)
    contacts = _contacts(club)["members"]
    other = {**contacts[subscriber_hash(MEMBERS[BO])], "email_address": "household@example.org"}
    contacts[subscriber_hash("household@example.org")] = other | {"id": subscriber_hash("household@example.org")}
    with club.secretary.ledger.writing(club.sandbox.clock.now()) as pen:
        key = alias_key("A. E.", "household@example.org")
        pen.session.add(Alias(mark=mark_of(key), key=key, number="M01", at=pen.at))
    said = "\n".join(erase(club.secretary, "M01"))
    assert said.count("Attendance, row") == 4
    _gone(club)
    gone = {subscriber_hash(MEMBERS[ADA]), subscriber_hash("ada.new@example.org")}
    assert gone <= set(_contacts(club)["forgotten"])
    assert subscriber_hash("household@example.org") in _contacts(club)["members"]
    rows.append(["M13", "Zoe Newcomer", "household@example.org"])
    club.write("Members", rows)
    assert {"M13"} == {one.number for one in stock.take_stock(club.secretary).standings} - NUMBERS


def test_one_word_that_was_answered_goes_at_its_occasion_alone(club: Club) -> None:
    """M8. “Rosie” at the forum was Ada, says an answer: that row is kept out and listed, and another Rosie's isn't."""
    rows = [*workbook()["Attendance"], ["Forum", 46177, "Rosie", ""], ["Autumn meeting", "", "Rosie", ""]]
    club.write("Attendance", rows)
    stock.take_stock(club.secretary)
    [forum] = [one for one in read(workbook() | {"Attendance": rows}).there() if (one.name, one.row) == ("Rosie", 36)]
    key = alias_of(forum)
    with club.secretary.ledger.writing(club.sandbox.clock.now()) as pen:
        pen.session.add(Alias(mark=mark_of(key), key=key, number="M01", at=pen.at))
    for said in ("\n".join(erase(club.secretary, "M01")), _listed_when_gone(club)):
        assert "Attendance, row 36, column C" in said
        assert "Attendance, row 37" not in said
    assert key not in {one.key for one in _rows(club, Alias)}
    stock.take_stock(club.secretary, anew=True)
    assert "Attendance: 4." in {one.text for one in _rows(club, Matter) if one.kind == "erased"}


def _listed_when_gone(club: Club) -> str:
    _gone(club)
    return "\n".join(erased(club.secretary, "M01"))


def test_without_the_key_nobody_else_is_erased(club: Club) -> None:
    """M8. Whom nobody could keep out afterwards isn't erased: the pass says why, and the next one tries again."""
    stock.take_stock(club.secretary)
    _gone(club, "M01")
    file = club.settings.keys / f"{marks.KEY}.key"
    kept = file.read_bytes()
    file.unlink()
    erase(club.secretary, "M02")
    report = club.tend()
    assert [one for one in report.troubles if "erased.people.key" in one]
    assert report.broken == []
    file.write_bytes(kept)
    _gone(club)
    assert all(one.swept for one in _rows(club, Erasure))


def test_questions_about_them_go_from_the_tab(club: Club) -> None:
    """M8. A row that asks who they are is emptied; where they are suggested their name goes, also from the choices."""
    # Ada's vote depends on both: she signed in so that it is sure once only.
    rows = [row for row in workbook()["Attendance"] if row[2] != ADA or row[0] == "Spring meeting"]
    rows.append(["Forum", 46177, "Ada Exampel", ""])
    rows.append(["Autumn meeting", "", "Totally Unknown", MEMBERS[ADA]])
    club.write("Attendance", rows)
    assert len(stock.take_stock(club.secretary).questions) == 2
    assert ADA in json.dumps(_tab(club, "Questions"))
    _gone(club, "M01")
    left = json.dumps(_tab(club, "Questions"))
    assert ADA not in left
    assert MEMBERS[ADA] not in left
    assert "Ada Exampel" in left  # it may be somebody else: an organiser says who


def _tab(club: Club, name: str) -> dict[str, Any]:
    book = club.sandbox.world.google["books"][club.settings.members_book]
    found: dict[str, Any] = next(one for one in book["sheets"] if one["title"] == name)
    return found
