"""Telling: on the sandbox, who gets which letter about their vote, when, and what it says."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from core.records import MailFault, Matter, ToldStatus
from flows.confirm import confirm
from flows.duties.membership import status_fields, stock, telling
from flows.duties.membership.told import in_words as told_words
from flows.secretary import Refusal
from flows.statement import statement
from integrations.sandbox.mailchimp_account import LIST_ID, behave
from tests.flows.club import ADA, BO, ESME, FINN, GIA, HOUR, HUGO, INES, KIT, LENA, MEMBERS, MINUTE, Club, workbook


def membership(club: Club) -> list[str]:
    """One reading of the sheets, with the letters that it plans."""
    return telling.tell(club.secretary, stock.take_stock(club.secretary))


def delivered(club: Club, passes: int = 4) -> None:
    """Passes every twenty minutes, until letters to one mailbox have followed each other."""
    for _ in range(passes):
        report = club.tend()
        assert (report.troubles, report.broken) == ([], [])
        club.later(20 * MINUTE)


def told(club: Club) -> dict[str, ToldStatus]:
    """What everybody knows, by member number."""
    with club.secretary.ledger.reading() as session:
        return {one.number: one for one in session.execute(select(ToldStatus)).scalars()}


def matters(club: Club, kind: str = "status") -> list[str]:
    """What waits for a person."""
    with club.secretary.ledger.reading() as session:
        return list(session.execute(select(Matter.text).where(Matter.kind == kind)).scalars())


def kept(club: Club) -> list[str]:
    """What Mailchimp holds in status fields."""
    members = club.sandbox.world.mailchimp["lists"][LIST_ID]["members"].values()
    held = [one["merge_fields"].get(tag, "") for one in members for tag in status_fields.TAGS]
    return [value for value in held if value]


def names(club: Club, title: str) -> dict[str, str]:
    """Whom each mail of a letter greets: mailbox → name."""
    return {mail.to: mail.text.partition("Dear ")[2].partition(",")[0] for mail in club.mails(title)}


def test_every_voting_member_is_told_once(club: Club) -> None:
    """M4. The first reading tells every voting member that a letter reaches, under their name; the second nobody."""
    planned = membership(club)
    assert planned == ["reached/2026-10-01", "reached/2026-10-01-2", "reached/2026-10-01-3"]
    delivered(club, 6)
    everybody = [name for title in planned for name in names(club, title).values()]
    assert sorted(everybody) == sorted([ADA, BO, "Cleo Specimen", "Dev Fictional", ESME, FINN, GIA, HUGO, INES])
    before = club.everything()
    assert membership(club) == []
    assert club.everything() == before


def test_the_letter_says_what_counted_and_until_when(club: Club) -> None:
    """M2, M4. It names the dated events, the rule, the last day with what is on record, and how to put it right."""
    membership(club)
    delivered(club)
    [mail] = club.mails("reached/2026-10-01", to=MEMBERS[ADA])
    for words in (
        "- 10 September 2026: Autumn meeting",
        "- 9 April 2026: Spring meeting",
        "attended 3 events since 1 October 2025, 3 needed (M2).",
        "until 9 April 2027",
        "1 more event, or 1 volunteer activity, by then.",
        "Reply to this letter",
        "You get this letter because",
    ):
        assert words in mail.text, mail.text
    assert not mail.faults


def test_nothing_is_left_at_mailchimp(club: Club) -> None:
    """M8. Once the letters are out, no status field holds anything, and the book keeps only who they went to."""
    membership(club)
    delivered(club, 1)
    assert kept(club)
    club.later(2 * HOUR)
    delivered(club)
    assert kept(club) == []
    letter = club.letter("reached/2026-10-01")
    assert letter.state == "confirmed"
    assert "meeting" not in letter.recipients


def test_whom_no_letter_reaches_isnt_told(club: Club) -> None:
    """M4. Kit unsubscribed and is listed; when he takes mail again, he is told. Jun has no address."""
    membership(club)
    delivered(club)
    assert not told(club)["M11"].voting
    assert not told(club)["M10"].voting
    assert membership(club) == []
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        pen.session.delete(pen.session.get_one(MailFault, MEMBERS[KIT]))
    audience = club.sandbox.world.mailchimp["lists"][LIST_ID]["members"]
    next(one for one in audience.values() if one["email_address"] == MEMBERS[KIT])["status"] = "subscribed"
    assert len(membership(club)) == 1
    delivered(club)
    assert told(club)["M11"].voting
    assert len(club.mails("reached/2026-10-01-4", to=MEMBERS[KIT])) == 1


def _everybody_knows(club: Club) -> None:
    membership(club)
    delivered(club, 6)


def _signs_in(club: Club, *rows: list[Any]) -> None:
    """Rows that organisers add below the others."""
    club.write("Attendance", [*workbook()["Attendance"], *rows])


def _lena_reaches_it() -> list[list[Any]]:
    """The sign-ins that Lena lacked."""
    return [[row[0], row[1], LENA, MEMBERS[LENA]] for row in workbook()["Attendance"][1:] if row[2] == ADA][:2]


def test_who_reaches_status_is_told_that_day(club: Club) -> None:
    """M4. A sign-in that is added makes Lena a voting member; one letter, to her alone."""
    _everybody_knows(club)
    _signs_in(club, *_lena_reaches_it())
    assert membership(club) == ["reached/2026-10-01-4"]
    assert membership(club) == []
    delivered(club)
    assert names(club, "reached/2026-10-01-4") == {MEMBERS[LENA]: LENA}


def test_a_warning_thirty_days_before(club: Club) -> None:
    """M4. The vote lasts until 9 April. On 10 March nobody is warned; on 11 March, 29 days before, all are."""
    _everybody_knows(club)
    club.at(datetime(2027, 3, 10, 16, tzinfo=UTC))
    assert [key for key in membership(club) if not key.startswith("statement")] == []
    club.at(datetime(2027, 3, 11, 16, tzinfo=UTC))
    assert membership(club) == ["lapses-soon/2027-03-11", "lapses-soon/2027-03-11-2", "lapses-soon/2027-03-11-3"]
    delivered(club, 6)
    [mail] = club.mails("lapses-soon/2027-03-11", to=MEMBERS[ADA])
    assert "What keeps it: 1 more event, or 1 volunteer activity, by 9 April 2027." in mail.text
    club.at(datetime(2027, 3, 12, 16, tzinfo=UTC))
    assert membership(club) == []


def test_an_end_that_the_calendar_explains_is_told(club: Club) -> None:
    """M4. A day later the first meeting is more than a year ago: the vote has lapsed, and a letter says what helps."""
    _everybody_knows(club)
    club.at(datetime(2027, 4, 9, 16, tzinfo=UTC))
    membership(club)
    delivered(club, 6)
    club.at(datetime(2027, 4, 10, 16, tzinfo=UTC))
    lapsed = [key for key in membership(club) if key.startswith("lapsed")]
    assert lapsed == ["lapsed/2027-04-10", "lapsed/2027-04-10-2", "lapsed/2027-04-10-3"]
    delivered(club, 6)
    [mail] = club.mails("lapsed/2027-04-10", to=MEMBERS[ADA])
    assert "What brings it back: 1 more event, or 1 volunteer activity." in mail.text
    assert membership(club) == []


def test_records_that_vanish_are_for_organisers_first(club: Club) -> None:
    """M4. Somebody deletes Ada's sign-ins: she gets no letter, organisers have a matter; put back, all is as before."""
    _everybody_knows(club)
    club.write("Attendance", [row for row in workbook()["Attendance"] if row[2] != ADA])
    assert membership(club) == []
    gone = "Attendance, row 2, of 9 April 2026; Attendance, row 13, of 4 June 2026"
    assert matters(club) == [
        f"{told_words('M01', 'ends sooner')} Gone: {gone}; Attendance, row 24, of 10 September 2026."
    ]
    assert matters(club, "gone") == []
    assert membership(club) == []
    club.write("Attendance", workbook()["Attendance"])
    assert membership(club) == []
    assert matters(club) == []


def test_a_later_end_that_vanished_is_seen_too(club: Club) -> None:
    """M4. Ada came again, so her vote lasts longer; that row is deleted. She can vote, and hears nothing yet."""
    _everybody_knows(club)
    [_, autumn] = [row for row in workbook()["Attendance"][1:] if row[2] == ADA][1:]
    club.write("Events", [*workbook()["Events"], ["Extra meeting", autumn[1] + 7, "monthly meeting"]])
    _signs_in(club, ["Extra meeting", autumn[1] + 7, ADA, MEMBERS[ADA]])
    assert membership(club) == []
    assert told(club)["M01"].until == date(2027, 6, 4)
    club.write("Attendance", workbook()["Attendance"])
    assert membership(club) == []
    assert len(matters(club)) == 1


def test_an_organiser_confirms_what_vanished(club: Club) -> None:
    """M4. The rows were wrong: once that is confirmed, and not before, Ada is told that her vote has ended."""
    _everybody_knows(club)
    club.write("Attendance", [row for row in workbook()["Attendance"] if row[2] != ADA])
    membership(club)
    with pytest.raises(Refusal, match="Nothing about M02"):
        confirm(club.secretary, "M02")
    assert confirm(club.secretary, " M01 ") == (
        "M01 has no vote for now, and is told with the next reading, or once open votes close."
    )
    assert membership(club) == ["lapsed/2026-10-01"]
    assert matters(club) == []
    delivered(club)
    assert names(club, "lapsed/2026-10-01") == {MEMBERS[ADA]: ADA}


def test_a_member_who_vanishes_gets_no_letter(club: Club) -> None:
    """M4. Ada's line is deleted from the tab Members: a matter, no letter. Put back, she isn't told anew."""
    _everybody_knows(club)
    members = workbook()["Members"]
    club.write("Members", [row for row in members if row[1] != ADA])
    assert membership(club) == []
    assert matters(club) == [told_words("M01", "vanished")]
    club.write("Members", members)
    assert (membership(club), matters(club)) == ([], [])
    club.write("Members", [row for row in members if row[1] != ADA])
    assert confirm(club.secretary, "M01") == "M01 is forgotten."
    assert "M01" not in told(club)


def test_a_sheet_that_cant_be_read_tells_nobody_anything(club: Club) -> None:
    """M4. With a needed column gone nobody has lapsed, and nobody has reached anything."""
    _everybody_knows(club)
    club.at(datetime(2027, 4, 10, 16, tzinfo=UTC))
    club.write("Attendance", [["Event", "When it was"], *[row[:2] for row in workbook()["Attendance"][1:]]])
    assert stock.take_stock(club.secretary).refused
    assert membership(club) == []


def test_letters_keep_civil_hours(club: Club) -> None:
    """M4. At three in the night nothing is planned, and what was planned in the evening waits for the morning."""
    club.at(datetime(2026, 10, 2, 7, tzinfo=UTC))  # 3 am
    assert membership(club) == []
    club.at(datetime(2026, 10, 2, 23, 58, tzinfo=UTC))  # 7:58 pm
    assert membership(club)
    club.at(datetime(2026, 10, 3, 0, 1, tzinfo=UTC))  # 8:01 pm
    club.tend()
    assert club.mails("reached/2026-10-02") == []
    assert kept(club) == []
    club.at(datetime(2026, 10, 3, 13, 0, tzinfo=UTC))  # 9 am
    club.tend()
    assert len(club.mails("reached/2026-10-02")) == 6


def test_members_not_on_a_roll_are_told_in_time(club: Club) -> None:
    """M4, M6. Lena isn't on the frozen roll: she is told of which ballot, why, and until when it can be put right."""
    _everybody_knows(club)
    club.go_to("frozen")
    planned = membership(club)
    assert "statement/ballot/autumn/not-listed" in planned
    assert "statement/ballot/autumn/not-listed" not in membership(club)
    delivered(club)
    assert names(club, "statement/ballot/autumn/not-listed") == {MEMBERS[LENA]: LENA}
    [mail] = club.mails("statement/ballot/autumn/not-listed")
    assert "before voting closes on Monday, 12 October 2026, 6:00 pm" in mail.text
    assert "What was missing for it: 2 more events, or 1 volunteer activity." in mail.text
    assert "- 10 September 2026: Autumn meeting" in mail.text


def test_everybody_hears_once_a_quarter(club: Club) -> None:
    """M4. Not in the quarter in which voting members were told first; in the next everybody gets a statement, once."""
    _everybody_knows(club)
    club.at(datetime(2026, 12, 31, 16, tzinfo=UTC))
    assert membership(club) == []
    club.at(datetime(2027, 1, 1, 16, tzinfo=UTC))
    assert membership(club) == ["statement/2027-Q1", "statement/2027-Q1-2", "statement/2027-Q1-3"]
    assert membership(club) == []
    delivered(club, 6)
    [ada] = club.mails("statement/2027-Q1", to=MEMBERS[ADA])
    [lena] = club.mails("statement/2027-Q1", to=MEMBERS[LENA])
    assert "Yes, you can vote. Because: attended 3 events" in ada.text
    assert "Not yet. What is missing: 2 more events, or 1 volunteer activity." in lena.text
    assert [mail.faults for mail in (ada, lena)] == [(), ()]


def test_who_asks_is_told(club: Club) -> None:
    """M4. One member's statement goes to them alone; asked twice on a day it is one letter; a stranger is refused."""
    assert statement(club.secretary, "M12") == statement(club.secretary, "M12") == "statement/member/M12/2026-10-01"
    delivered(club)
    assert names(club, "statement/member/M12/2026-10-01") == {MEMBERS[LENA]: LENA}
    with pytest.raises(Refusal, match="No letter reaches M10: no address"):
        statement(club.secretary, "M10")
    with pytest.raises(Refusal, match="has no M99"):
        statement(club.secretary, "M99")


HOSTILE = "*|EMAIL|* <b>|*IF:STNEED*|"


def test_no_event_or_name_becomes_a_tag(club: Club) -> None:
    """M8. Events and names full of Mailchimp's signs, of markup, or far too long stay words, and fit."""
    tabs = workbook({**MEMBERS, ADA: MEMBERS[ADA]})
    tabs["Members"][1][1] = f"Ada {HOSTILE}"
    tabs["Volunteering"] += [
        [46270, f"{HOSTILE} {'🗳' * 200}", "Ada", MEMBERS[ADA]],
        [46271, "Ä" * 400, "Ada", MEMBERS[ADA]],
    ]
    for tab, rows in tabs.items():
        club.write(tab, rows)
    membership(club)
    delivered(club)
    [mail] = club.mails("reached/2026-10-01", to=MEMBERS[ADA])
    assert not mail.faults
    assert "Dear Ada * EMAIL * b *IF:STNEED*," in mail.text
    assert MEMBERS[ADA] not in mail.text
    assert "<b>" not in mail.html
    assert "ÄÄ…" in mail.text


def test_the_older_records_are_summed_up(club: Club) -> None:
    """M4. Of more records than there are fields the newest are named, and the last line says how many came before."""
    rows = [[46200 + day, f"Shift {day}", ADA, MEMBERS[ADA]] for day in range(5)]
    club.write("Volunteering", [*workbook()["Volunteering"], *rows])
    membership(club)
    delivered(club)
    [mail] = club.mails("reached/2026-10-01", to=MEMBERS[ADA])
    assert "- and 5 earlier" in mail.text
    assert mail.text.count("\n- ") == len(status_fields.LINES)


@pytest.mark.parametrize("minutes", [2, 40, 90])
def test_a_slow_sending_mixes_nobody_up(club: Club, minutes: int) -> None:
    """M4. However long Mailchimp fills a letter in, the next one to the same mailboxes waits, and no name is blank."""
    behave(club.sandbox.world, sending_seconds=minutes * 60, rendering="at the end of sending")
    planned = membership(club)
    for _ in range(24):
        club.tend()
        club.later(HOUR / 3)
    everybody = [name for title in planned for name in names(club, title).values()]
    assert sorted(everybody) == sorted([ADA, BO, "Cleo Specimen", "Dev Fictional", ESME, FINN, GIA, HUGO, INES])
