"""Retention: what is old enough goes, what anything under way needs stays, and the sheets' old rows are listed."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.alias_keys import alias_key
from core.numbers import runs
from core.questions import mark_of
from core.records import (
    Alias,
    Correction,
    Decision,
    Enrolled,
    Entry,
    Erasure,
    Exemption,
    KeptOut,
    Letter,
    Objection,
    Pair,
    Participation,
    Petition,
    ToldStatus,
    Voted,
)
from flows import membership
from flows.duties.election import roll
from flows.duties.membership import stock
from flows.duties.privacy import marks, retention
from flows.duties.privacy.retention import Tidying
from flows.erase import erase
from flows.erased import erased
from flows.objection import object_to_sharing
from flows.pages.desk import desk_page
from tests.flows.ballots import CLOSES, KEY
from tests.flows.club import ADA, BO, DAY, MEMBERS, Club, workbook
from tests.flows.test_erase import cleared

YEAR = timedelta(days=366)


def _rows(club: Club, table: type[Any]) -> list[Any]:
    with club.secretary.ledger.reading() as session:
        return list(session.execute(select(table)).scalars())


def _says(club: Club, what: str) -> bool:
    return any(what.encode() in part for part in club.book.on_disk())


def test_nothing_is_old_at_first(club: Club) -> None:
    """A young club forgets nothing, writes no line, and has no old rows in its sheets."""
    stock.take_stock(club.secretary)
    before = club.everything()
    assert retention.preview(club.secretary) == retention.carry_out(club.secretary)
    assert club.everything() == before
    assert retention.in_words(retention.carry_out(club.secretary), done=True) == [
        "Nothing has been kept longer than the charter says."
    ]


@pytest.mark.parametrize("moment", ["frozen", "open", "voted", "counted", "certified", "announced"])
def test_nothing_goes_that_is_under_way(club: Club, moment: str) -> None:
    """M8. However late, roll and letters of a ballot that isn't over, or may be objected to, stay as they are."""
    club.go_to(moment)
    club.at(CLOSES + 5 * YEAR)
    found = retention.carry_out(club.secretary)
    assert (found.counts["rolls with names"], found.counts["lists of recipients"]) == (0, 0)
    assert [one.name for one in club.roll()][:2] == [ADA, BO]


def test_recipients_go_first_and_the_roll_after_a_year(club: Club) -> None:
    """M8. After 90 days lists of recipients, after a year the roll's names: counts, turnout and result stay."""
    club.go_to("over")
    election = club.election()
    club.at(CLOSES + 100 * DAY)
    found = retention.carry_out(club.secretary)
    assert found.counts["lists of recipients"] == len(_rows(club, Letter))
    assert {one.recipients for one in _rows(club, Letter)} == {"[]"}
    assert found.counts["rolls with names"] == 0
    assert _says(club, ADA)
    club.at(CLOSES + YEAR + 2 * DAY)
    assert retention.carry_out(club.secretary).counts["rolls with names"] == 1
    assert {(one.name, one.number, one.email) for one in club.roll()} == {("", "", "")}
    after = club.election()
    assert (after.roll_size, after.intake, len(_rows(club, Voted))) == (election.roll_size, election.intake, 3)
    with club.secretary.ledger.reading() as session:
        assert roll.fault(session, after) is None
        [said] = session.execute(select(Entry.payload).where(Entry.kind == "roll.erased")).scalars()
    assert json.loads(said)["before"] == election.roll_fingerprint
    assert json.loads(said)["lines"] == len(club.roll())


def test_old_sign_ins_go_and_dont_come_back(club: Club) -> None:
    """M8. Three years on the book forgets them, also if the sheets don't; those rows are listed, with no name."""
    stock.take_stock(club.secretary)
    assert len(_rows(club, Participation)) == 34
    club.at(CLOSES + 3 * YEAR)
    dry = retention.preview(club.secretary)
    assert dry.counts["sign-ins"] == 34
    assert len(_rows(club, Participation)) == 34
    assert retention.carry_out(club.secretary).counts == dry.counts
    assert _rows(club, Participation) == []
    stock.take_stock(club.secretary)
    assert _rows(club, Participation) == []
    said = retention.in_words(dry, done=False)
    assert said[0] == "Would be forgotten: 34 sign-ins, 1 answers who somebody is."
    assert said[-1] == "  Attendance: 34 (2–35)"
    assert not [name for name in MEMBERS if name in "\n".join(said)]


def test_the_border_is_a_day(club: Club) -> None:
    """M8. Of two events a day apart the older one goes on its day, and the younger one stays."""
    stock.take_stock(club.secretary)
    spring = date(2026, 4, 9)
    club.at(CLOSES.replace(year=spring.year + 3, month=4, day=9))
    assert retention.carry_out(club.secretary).counts["sign-ins"] == 0
    club.later(DAY)
    assert retention.carry_out(club.secretary).counts["sign-ins"] == 11


def test_carrying_it_out_twice_changes_nothing(club: Club) -> None:
    """The second run finds nothing, and leaves no line in the log."""
    club.go_to("over")
    club.at(CLOSES + 4 * YEAR)
    retention.carry_out(club.secretary)
    before = club.everything()
    again = retention.carry_out(club.secretary)
    assert set(again.counts.values()) == {0}
    assert club.everything() == before


def test_no_byte_of_a_roll_is_left(club: Club) -> None:
    """M8. With the members gone from the sheets, four years later the book's files say nobody's name or address."""
    club.go_to("over")
    club.write("Members", workbook()["Members"][:1])
    club.write("Attendance", workbook()["Attendance"][:1])
    stock.take_stock(club.secretary)
    club.at(CLOSES + 4 * YEAR)
    retention.carry_out(club.secretary)  # the rolls' names first,
    retention.carry_out(club.secretary)  # then the note on a mailbox that is on no roll any more,
    club.later(91 * DAY)
    retention.carry_out(club.secretary)  # and last what the mailing list had of mailboxes that are nobody's
    assert not [one for name, email in MEMBERS.items() for one in (name, email) if one and _says(club, one)]
    assert _rows(club, Correction) == []
    assert club.election(KEY).state == "announced"


def test_rows_are_told_in_runs() -> None:
    """Neighbouring rows are told as from and to."""
    told = retention.in_words(Tidying({}, ("Attendance: 3 (2–3, 9)",)), done=True)
    assert told[-1] == "  Attendance: 3 (2–3, 9)"
    assert runs([9, 2, 3, 2]) == "2–3, 9"


def _add(club: Club, *records: Any) -> None:
    with club.secretary.ledger.writing(club.sandbox.clock.now()) as pen:
        pen.session.add_all(records)


def test_what_was_decided_about_people_goes_after_three_years(club: Club) -> None:
    """M4, M8. Disputes lose their sender and their words, exceptions go; number, day and decision of a dispute stay."""
    stock.take_stock(club.secretary)
    at = club.sandbox.clock.now()
    dispute = {"kind": "dispute", "answered": "", "handed_in": at, "email": "", "said": {"what": "the forum"}}
    told = {"decision": "upheld", "event": "Forum", "activity": "", "decided_by": "R. O.", "decided_at": at}
    _add(
        club,
        Petition(nth=1, answer_id="one", name=ADA, member="M01", sender="member", state="upheld", **dispute),
        Petition(nth=2, answer_id="two", name=BO, member="M02", sender="member", state="upheld", **dispute),
        Decision(dispute=1, turn=1, reason=f"{ADA} was there.", decided_on=at.date(), **told),
        Decision(dispute=2, turn=1, reason=f"{BO} was there.", decided_on=at.date() + YEAR, **told),
        Exemption(number="M01", clause="S2", since=at.date(), until=at.date(), reason=ADA, decided_by="R. O.", at=at),
    )
    club.at(at + 1096 * DAY)
    found = retention.carry_out(club.secretary).counts
    assert (found["disputes and requests"], found["exceptions"]) == (0, 0)
    club.later(DAY)
    found = retention.carry_out(club.secretary).counts
    assert (found["disputes and requests"], found["exceptions"]) == (1, 1)
    one, two = sorted(_rows(club, Petition), key=lambda petition: petition.nth)
    assert (one.name, one.member, one.said, one.sender, one.state) == ("", "", {}, "erased", "upheld")
    assert (two.name, two.member) == (BO, "M02")  # it was decided a year later
    assert {one.dispute: one.reason for one in _rows(club, Decision)} == {1: "", 2: f"{BO} was there."}
    assert _rows(club, Exemption) == []


def test_answers_stay_as_long_as_a_sign_in_needs_them(club: Club) -> None:
    """M4, M8. Nobody is asked again who a line is that still counts; an answer of which no line has need goes."""
    stock.take_stock(club.secretary)
    at = club.sandbox.clock.now()
    here, gone = alias_key("Addie", "addie@example.org"), alias_key("Nobody", "nobody@example.org")
    _add(club, *(Alias(mark=mark_of(one), key=one, number="M01", at=at) for one in (here, gone)))
    _add(club, Pair(mark="1" * 64, first="M01", other="M02", kept="", at=at))
    _add(club, Pair(mark="2" * 64, first="M01", other="M99", kept="", at=at))
    late = at + 1097 * DAY
    events, rows = workbook()["Events"], workbook()["Attendance"]
    serial = (late.date() - date(1899, 12, 30)).days
    club.write("Events", [*events, ["Late meeting", serial, "monthly meeting"]])
    club.write("Attendance", [*rows, ["Late meeting", serial, "Addie", "addie@example.org"]])
    club.at(late)
    found = retention.carry_out(club.secretary).counts
    assert (found["answers who somebody is"], found["answers about two members"]) == (2, 1)
    assert [one.key for one in _rows(club, Alias)] == [here]
    assert [one.other for one in _rows(club, Pair)] == ["M02"]


def test_whoever_left_the_list_of_members_is_forgotten_everywhere(club: Club) -> None:
    """M8. Gone from the tab Members: the list's memory after 90 days, what they were told and objected to in years."""
    membership.keep_up(club.secretary)
    object_to_sharing(club.secretary, "M01")
    object_to_sharing(club.secretary, "M02")
    club.write("Members", [row for row in workbook()["Members"] if row[0] != "M01"])
    stock.take_stock(club.secretary)
    begun = retention.carry_out(club.secretary)
    assert set(begun.counts.values()) == {0}
    club.later(91 * DAY)
    assert retention.carry_out(club.secretary).counts["mailboxes of former members"] == 1
    assert "M01" not in {one.number for one in _rows(club, Enrolled)}
    assert "M02" in {one.number for one in _rows(club, Enrolled)}
    club.later(1300 * DAY)
    found = retention.carry_out(club.secretary).counts
    assert (found["what former members were told"], found["objections of former members"]) == (1, 1)
    assert [one.number for one in _rows(club, Objection)] == ["M02"]
    assert "M01" not in {one.number for one in _rows(club, ToldStatus)}


def test_whoever_comes_back_in_time_is_remembered(club: Club) -> None:
    """M1, M8. A member who was off the list for a month has no clock running any more."""
    membership.keep_up(club.secretary)
    club.write("Members", [row for row in workbook()["Members"] if row[0] != "M01"])
    stock.take_stock(club.secretary)
    retention.carry_out(club.secretary)
    club.write("Members", workbook()["Members"])
    stock.take_stock(club.secretary)
    club.later(91 * DAY)
    assert retention.carry_out(club.secretary).counts["mailboxes of former members"] == 0
    assert {one.gone_on for one in _rows(club, Enrolled)} == {None}


def test_an_erasure_itself_is_forgotten_and_its_number_is_free(club: Club) -> None:
    """M8. After three years nobody knows any more who was erased: marks and number go, the count of erasures stays.

    Nobody has said that the rest is done, so the book doesn't say it either.
    """
    _erased(club)
    cleared(club, ADA)
    club.later(1096 * DAY)
    assert retention.carry_out(club.secretary).counts["erasures"] == 0
    club.later(DAY)
    assert retention.carry_out(club.secretary).counts["erasures"] == 1
    assert _rows(club, KeptOut) == []
    assert [(one.nth, one.number, one.confirmed_at) for one in _rows(club, Erasure)] == [(1, None, None)]
    assert "is erased, but for what only people can delete" not in desk_page(club.secretary)
    assert retention.carry_out(club.secretary).counts["erasures"] == 0


def _erased(club: Club) -> None:
    stock.take_stock(club.secretary)
    erase(club.secretary, "M01")
    assert club.tend().troubles == []


def test_marks_stay_as_long_as_they_keep_a_row_out(club: Club) -> None:
    """M8. Whoever was erased isn't brought back after three years by a row that is still in the sheets."""
    _erased(club)
    club.later(1100 * DAY)
    assert retention.carry_out(club.secretary).counts["erasures"] == 0
    assert "M01" not in {one.number for one in stock.take_stock(club.secretary).standings}
    assert "M01 is erased, but for what only people can delete" in desk_page(club.secretary)
    file = club.settings.keys / f"{marks.KEY}.key"
    kept = file.read_bytes()
    file.unlink()
    cleared(club, ADA)
    assert retention.carry_out(club.secretary).counts["erasures"] == 0  # nobody can tell whose rows there are
    file.write_bytes(kept)
    assert retention.carry_out(club.secretary).counts["erasures"] == 1


def test_what_is_left_to_people_stays_on_the_desk_until_they_say_it_is_done(club: Club) -> None:
    """M8. A contact that Mailchimp refused to delete is still there after three years: only people can end that."""
    rows = workbook()["Members"]
    rows[1] = ["M01", ADA, "kept.by.mailchimp@example.org"]
    club.write("Members", rows)
    membership.keep_up(club.secretary)
    _erased(club)
    cleared(club, ADA)
    club.later(1100 * DAY)
    assert retention.carry_out(club.secretary).counts["erasures"] == 0
    erased(club.secretary, "M01", done=True)
    assert retention.carry_out(club.secretary).counts["erasures"] == 1
