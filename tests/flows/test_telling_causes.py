"""Telling: what happened to a member's vote is said as it was, by its cause, and no decision is taken for a slip."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from core.questions import id_of
from core.records import Enrolled
from flows import excuse as excusing
from flows import exempt as exempting
from flows.confirm import confirm
from flows.duties.membership import stock
from flows.duties.membership.told import in_words as told_words
from flows.membership import keep_up
from flows.rehearsal.cast import EPOCH
from flows.secretary import Refusal
from flows.statement import statement
from tests.flows.club import ADA, BO, DAY, HUGO, INES, KIT, LENA, MEMBERS, Club, workbook
from tests.flows.sheets import sign_out, volunteer
from tests.flows.test_disputes import UPHELD, _hand_in, _read, _write
from tests.flows.test_questions import _answer
from tests.flows.test_telling import delivered, matters, membership, names, told

COMMITTEE = "the Steering Committee"
AUTUMN = "10 September 2026: Autumn meeting"


def _everybody_knows(club: Club) -> None:
    membership(club)
    delivered(club, 6)


def _last(club: Club, planned: list[str], who: str) -> str:
    """What somebody's mail of the letters just planned says."""
    delivered(club)
    [mail] = [mail for key in planned for mail in club.mails(key, to=MEMBERS[who]) if f"Dear {who}," in mail.text]
    assert not mail.faults
    return mail.text


# ── what each letter says ──────────────────────────────────────────────────────────────────────────


def test_a_third_in_a_mailbox_isnt_promised_a_link(club: Club) -> None:
    """M4. Gia and Hugo vote by one mailbox: Ines, the third there, is asked for an address of her own."""
    planned = membership(club)
    delivered(club, 6)
    texts = {
        name: mail.text
        for key in planned
        for mail in club.mails(key, to=MEMBERS[INES])
        for name in (HUGO, INES)
        if f"Dear {name}," in mail.text
    }
    assert "you get a letter with your own ballot link" in texts[HUGO]
    assert "you get a letter with your own ballot link" not in texts[INES]
    assert "reply to this letter with an address of your own" in texts[INES]
    club.later(DAY)
    assert "an address of your own" in _last(club, [statement(club.secretary, "M09")], INES)


def _events(club: Club, *more: tuple[str, date]) -> None:
    rows = [[name, (day - EPOCH).days, "monthly meeting"] for name, day in more]
    club.write("Events", [*workbook()["Events"], *rows])


def test_events_without_a_sheet_are_named(club: Club) -> None:
    """M2, M4. Of a picnic there is no sign-in sheet: letters say that we can't know who came. One to come is no gap."""
    _events(club, ("Picnic", date(2026, 7, 1)), ("Winter party", date(2026, 12, 1)), ("Old do", date(2024, 7, 1)))
    text = _last(club, [statement(club.secretary, "M12")], LENA)
    assert "Of this event we have no sign-in sheet, so we can't know who was there:\n- Picnic, 1 July 2026\n" in text
    assert "Winter party" not in text
    assert "Old do" not in text


def test_an_excused_event_isnt_called_attended(club: Club) -> None:
    """M2, M4. Two lost sheets are excused: Lena reads that they count by decision, and that she came to one."""
    _events(club, ("Picnic", date(2026, 7, 1)), ("Walk", date(2026, 7, 8)))
    stock.take_stock(club.secretary)
    for event in ("Picnic", "Walk"):
        excusing.excuse(club.secretary, event, reason="The clipboard was lost.", decided_by=COMMITTEE)
    text = _last(club, membership(club), LENA)
    assert "- 1 July 2026: excused, as its sign-in sheet is lost: Picnic" in text
    assert "attended 1 event since 1 October 2025 (2 more excused), 3 needed (M2)" in text


def test_a_short_vote_is_warned_of_too(club: Club) -> None:
    """M4. Lena's vote ends in 19 days when she first hears of it. A week later she is warned, once."""
    _everybody_knows(club)
    volunteer(club, LENA, date(2025, 10, 20))
    [reached] = membership(club)
    assert reached.startswith("reached")
    delivered(club)
    told_on = []
    for day in range(1, 22):
        club.at(datetime(2026, 10, 1, 16, tzinfo=UTC) + timedelta(days=day))
        told_on += [(day, key.partition("/")[0]) for key in membership(club)]
        club.tend()
    assert told_on == [(7, "lapses-soon"), (20, "lapsed")]


def test_the_same_news_doesnt_come_twice_on_one_day(club: Club) -> None:
    """M4. On 1 January Lena hears that she reached status, and gets no statement besides; the others get theirs."""
    _everybody_knows(club)
    volunteer(club, LENA, date(2026, 12, 30))
    club.at(datetime(2027, 1, 1, 16, tzinfo=UTC))
    planned = membership(club)
    delivered(club, 8)
    mine = [key for key in planned for name in names(club, key).values() if name == LENA]
    assert mine == ["reached/2027-01-01"]
    assert names(club, "statement/2027-Q1")[MEMBERS[ADA]] == ADA


def test_the_first_letters_lead_to_the_form_for_disputes(club: Club) -> None:
    """M4. The very first reading makes the form before it plans a letter, so no letter lacks its address."""
    reading = keep_up(club.secretary)
    assert reading.troubles == ()
    text = _last(club, list(reading.letters), ADA)
    assert "Tell us what you came to, and when: http" in text


def test_letters_wait_for_the_form(club: Club) -> None:
    """M4. Google has a bad day: nobody is told without a way to object; the next reading makes form and letters."""
    club.sandbox.faults.plan("5xx", "POST /v1/forms", times=99)
    reading = keep_up(club.secretary)
    assert reading.letters == ()
    assert any("Letters to members wait" in one for one in reading.troubles)
    club.sandbox.faults.clear()
    assert keep_up(club.secretary).letters


def test_who_cant_be_written_to_gets_no_statement(club: Club) -> None:
    """M4. Kit unsubscribed: asking for his statement is refused with the reason and what to do, and plans no letter."""
    keep_up(club.secretary)
    before = club.letters()
    with pytest.raises(Refusal, match=r"No letter reaches M11: unsubscribed\. Telephone them.*canvass membership M11"):
        statement(club.secretary, "M11")
    assert club.letters() == before


# ── records that vanished, and decisions that take something back ──────────────────────────────────


def test_whose_records_were_wrong_isnt_told_that_a_year_has_passed(club: Club) -> None:
    """M4. Ada's sign-ins were another's: once that is confirmed, her letter says so, and what still counts."""
    _everybody_knows(club)
    kept = [row for row in workbook()["Attendance"] if row[2] != ADA or row[0] == "Autumn meeting"]
    club.write("Attendance", kept)
    assert membership(club) == []
    confirm(club.secretary, "M01")
    text = _last(club, membership(club), ADA)
    assert "a record was not yours, or was wrong, or a decision about it was changed" in text
    assert "more than a year ago" not in text
    assert f"- {AUTUMN}" in text
    assert "What brings it back: 2 more events, or 1 volunteer activity." in text


def test_several_are_confirmed_at_once_or_none(club: Club) -> None:
    """M4. An event that was entered twice is taken out: an organiser confirms all whom it concerns in one go."""
    _everybody_knows(club)
    sign_out(club, ADA, BO)
    stock.take_stock(club.secretary)
    with pytest.raises(Refusal, match=r"Nothing about M03 waits to be confirmed\. Nothing was changed"):
        confirm(club.secretary, "M01", "M02", "M03")
    assert len(matters(club)) == 2
    said = confirm(club.secretary, "M01", "M02")
    assert said.splitlines()[1].startswith("M02 has no vote for now")
    stock.take_stock(club.secretary)
    assert matters(club) == []


def test_confirming_says_where_no_letter_arrives(club: Club) -> None:
    """M4. Ada left the mailing list after she was told: confirming says to telephone her."""
    _everybody_knows(club)
    sign_out(club, ADA)
    stock.take_stock(club.secretary)
    audience = next(iter(club.sandbox.world.mailchimp["lists"].values()))["members"].values()
    next(one for one in audience if one["email_address"] == MEMBERS[ADA])["status"] = "unsubscribed"
    keep_up(club.secretary)
    said = confirm(club.secretary, "M01")
    assert said == "M01 has no vote for now, but no letter reaches them (unsubscribed): telephone them."


def _excuse_is_lifted(club: Club) -> None:
    for lift in (False, True):
        _events(club, ("Picnic", date(2026, 7, 1)), ("Walk", date(2026, 7, 8)))
        stock.take_stock(club.secretary)
        for event in ("Picnic", "Walk"):
            excusing.excuse(club.secretary, event, reason="The clipboard.", decided_by=COMMITTEE, lift=lift)
        if not lift:
            _everybody_knows(club)


def _exception_is_shortened(club: Club) -> None:
    charter = club.secretary.charter
    allowed = charter.membership.exceptions.model_copy(update={"value": True})
    rules = charter.membership.model_copy(update={"exceptions": allowed})
    club.secretary.charter = charter.model_copy(update={"membership": rules})
    stock.take_stock(club.secretary)
    said: dict[str, Any] = {"clause": "M2", "reason": "Voices.", "decided_by": COMMITTEE}
    exempting.exempt(club.secretary, "M12", until=date(2026, 12, 31), **said)
    _everybody_knows(club)
    exempting.exempt(club.secretary, "M12", until=date(2026, 10, 2), **said)
    club.at(datetime(2026, 10, 3, 16, tzinfo=UTC))


def _dispute_is_decided_anew(club: Club) -> None:
    _read(club)
    _hand_in(club)
    _read(club)
    _write(club, "D1", **{**UPHELD, "Counts_as": "volunteering: Leaflets"}, Date="2026-09-20")
    _read(club)
    _everybody_knows(club)
    _write(club, "D1", Decision="declined", Counts_as="", Date="", Reason="It was another's.")
    _read(club)


@pytest.mark.parametrize("decided", [_excuse_is_lifted, _exception_is_shortened, _dispute_is_decided_anew])
def test_a_decision_that_takes_a_vote_back_is_no_slip(club: Club, decided: Callable[[Club], None]) -> None:
    """M4. What organisers decided needs no confirming: Lena had a vote by it, and hears by letter that it has ended."""
    decided(club)
    assert told(club)["M12"].voting
    found = stock.take_stock(club.secretary)
    assert found.doubts == ()
    planned = membership(club)
    assert [key.partition("/")[0] for key in planned] == ["lapsed"]
    assert f"- {AUTUMN}" in _last(club, planned, LENA)
    assert membership(club) == []


def test_a_decision_hides_no_record_that_vanished(club: Club) -> None:
    """M4. An excuse is lifted while Ada's rows are gone: hers is a matter for a person all the same."""
    _events(club, ("Picnic", date(2026, 7, 1)))
    stock.take_stock(club.secretary)
    excusing.excuse(club.secretary, "Picnic", reason="The clipboard.", decided_by=COMMITTEE)
    _everybody_knows(club)
    sign_out(club, ADA)
    assert [number for number, _ in stock.take_stock(club.secretary).doubts] == ["M01"]
    excusing.excuse(club.secretary, "Picnic", reason="It turned up.", decided_by=COMMITTEE, lift=True)
    assert stock.take_stock(club.secretary).doubts == (("M01", "ends sooner"),)


# ── two lines that are one person ──────────────────────────────────────────────────────────────────


def test_who_is_merged_is_told_once(club: Club) -> None:
    """M1, M4. Ada was told under M01; her other line is kept. She isn't told anew, and nothing looks vanished."""
    _everybody_knows(club)
    headings, *lines = workbook()["Members"]
    rows = [[*headings, "Other e-mails"], *lines, ["M77", ADA, "ada.new@example.org", MEMBERS[ADA]]]
    club.write("Members", rows)
    stock.take_stock(club.secretary)
    _answer(club, "one person, keep M77", question=id_of(("M01", "M77")))
    assert stock.take_stock(club.secretary).doubts == ()
    assert membership(club) == []
    assert {number for number, one in told(club).items() if one.voting} & {"M01", "M77"} == {"M77"}
    club.write("Members", [row for row in rows if row[0] != "M01"])
    assert stock.take_stock(club.secretary).doubts == ()
    assert membership(club) == []


def test_who_left_the_list_before_merging_isnt_enrolled_by_a_detour(club: Club) -> None:
    """M1. Kit unsubscribed under M11. His line M77 is kept and M11 deleted: the new address isn't put on the list."""
    rows = [*workbook()["Members"], ["M77", KIT, ""]]
    club.write("Members", rows)
    keep_up(club.secretary)
    _answer(club, "one person, keep M77")
    keep_up(club.secretary)
    with club.secretary.ledger.reading() as session:
        assert session.get(Enrolled, (MEMBERS[KIT], "M77"))
    club.write("Members", [*(row for row in rows[:-1] if row[0] != "M11"), ["M77", KIT, "kit.new@example.org"]])
    keep_up(club.secretary)
    audience = next(iter(club.sandbox.world.mailchimp["lists"].values()))["members"].values()
    assert "kit.new@example.org" not in {one["email_address"] for one in audience}


def test_a_merged_voter_is_on_the_roll_they_were_on(club: Club) -> None:
    """M4, M6. The roll has Ada as M01. After merging she is M77, and reads that she is on the list of voters."""
    club.go_to("delivered")
    club.write("Members", [*workbook()["Members"], ["M77", ADA, "ada.new@example.org"]])
    stock.take_stock(club.secretary)
    _answer(club, "one person, keep M77")
    keep_up(club.secretary)
    letter = statement(club.secretary, "M77")
    delivered(club, 6)
    [mail] = club.mails(letter)
    assert "You are on the list of voters of “Autumn endorsements”" in mail.text
    assert not [one for key in club.letters() for one in club.mails(key) if "not-listed" in key and ADA in one.text]


def test_a_doubt_says_that_no_decision_explains_it(club: Club) -> None:
    """M4. The organisers' matter names the cause: rows that are gone, or count for somebody else now."""
    _everybody_knows(club)
    sign_out(club, ADA)
    stock.take_stock(club.secretary)
    [matter] = matters(club)
    assert matter.startswith(told_words("M01", "ends sooner"))
    assert "Gone: Attendance, row 2, of 9 April 2026" in matter
    assert "no decision explains it" in matter
