"""Sharing: the one way out for the member list, closed unless an official co-sponsor and notice are on record."""

from __future__ import annotations

import csv
import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from core import letters
from core.records import Entry, Handover, Letter
from flows.cosponsor import record
from flows.duties.membership import stock
from flows.erase import erase
from flows.objection import object_to_sharing
from flows.secretary import Refusal
from flows.share import LIST, notify, share
from tests.flows.club import ADA, BO, DAY, HOUR, JUN, KIT, LENA, MEMBERS, MINUTE, Club, workbook

FORUM, AUTUMN, TENANTS = "Forum", "Autumn meeting", "Tenants of Exampleton"


@pytest.fixture
def partnered(club: Club) -> Club:
    """The club with its sheets read and the tenants as official co-sponsors of the forum."""
    stock.take_stock(club.secretary)
    record(club.secretary, FORUM, TENANTS, official=True, decided_by="the committee")
    return club


def _told(club: Club) -> None:
    notify(club.secretary, FORUM, TENANTS)
    club.tend()
    club.later(2 * HOUR)
    club.tend()


def _rows(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


def _logged(club: Club, kind: str) -> list[str]:
    with club.secretary.ledger.reading() as session:
        return list(session.execute(select(Entry.payload).where(Entry.kind == kind)).scalars())


def test_a_list_goes_to_a_cosponsor_after_notice(partnered: Club) -> None:
    """M8. Three days after the letter the list is written: who came to the event, was told, and nobody else."""
    _told(partnered)
    partnered.later(3 * DAY)
    found = share(partnered.secretary, "forum", TENANTS.upper())
    rows = _rows(found.file)
    assert rows[0] == ["Name", "E-mail"]
    # Jun has no mailbox and Kit left the list, so neither could be told; Lena wasn't at the forum.
    assert {name for name, _ in rows[1:]} == set(MEMBERS) - {JUN, KIT, LENA}
    assert found.left_out == {"members haven't been told of it": 2}
    assert stat.S_IMODE(found.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(found.file.parent.stat().st_mode) == 0o700


def test_what_went_to_whom_is_logged_without_names(partnered: Club) -> None:
    """M8. Partner, event, number of lines, columns, the file's fingerprint and the letter are in the log; nobody is."""
    _told(partnered)
    partnered.later(3 * DAY)
    found = share(partnered.secretary, FORUM, TENANTS)
    [said] = _logged(partnered, "list.shared")
    for one in (FORUM, TENANTS, found.fingerprint, '"size":9', '"columns":["name","e-mail"]', '"notices":["sharing/'):
        assert one in said
    assert "@" not in said
    assert not [name for name in MEMBERS if name in said]


def test_sharing_twice_logs_once(partnered: Club) -> None:
    """A second call writes the same file and no line; after an objection it is another list, with its own line."""
    _told(partnered)
    partnered.later(3 * DAY)
    first = share(partnered.secretary, FORUM, TENANTS)
    before = partnered.everything()
    assert share(partnered.secretary, FORUM, TENANTS) == first
    assert partnered.everything() == before
    first.file.unlink()  # the process died before it was written
    assert share(partnered.secretary, FORUM, TENANTS).file.read_bytes()
    object_to_sharing(partnered.secretary, "M01")
    again = share(partnered.secretary, FORUM, TENANTS)
    assert again.size == first.size - 1
    assert ADA not in again.file.read_text(encoding="utf-8")
    assert len(_logged(partnered, "list.shared")) == 2


@pytest.mark.parametrize(
    ("spoil", "because"),
    [
        (lambda club: record(club.secretary, FORUM, TENANTS, official=False, decided_by="x"), "a supporting partner"),
        (lambda club: club.sandbox.clock.advance(-3 * DAY), "it can be handed over from"),
        (lambda club: club.sandbox.clock.advance(-DAY), "it can be handed over from"),
    ],
)
def test_without_part_or_notice_nothing_leaves(partnered: Club, spoil: Callable[[Club], object], because: str) -> None:
    """M8. A supporting partner, or notice of less than three days: a letter says why, and no file is there."""
    _told(partnered)
    partnered.later(3 * DAY)
    spoil(partnered)
    with pytest.raises(Refusal, match=because):
        share(partnered.secretary, FORUM, TENANTS)
    assert not list((partnered.folder / "shares").rglob("*.csv"))
    assert not _logged(partnered, "list.shared")


def test_only_for_the_event_they_cosponsored(partnered: Club) -> None:
    """M8. Co-sponsors of the forum get nothing of the autumn meeting, nor does an organisation nobody recorded."""
    _told(partnered)
    partnered.later(3 * DAY)
    for act, event, partner in ((share, AUTUMN, TENANTS), (notify, AUTUMN, TENANTS), (share, FORUM, "Friends")):
        with pytest.raises(Refusal, match="nobody has recorded it as an official co-sponsor of this event"):
            act(partnered.secretary, event, partner)
    with pytest.raises(Refusal, match="no event “Ball”"):
        share(partnered.secretary, "Ball", TENANTS)


def test_a_letter_that_is_only_planned_is_no_notice(partnered: Club) -> None:
    """M8. What counts is what Mailchimp sent: a letter still on its way, or held, has told nobody."""
    notify(partnered.secretary, FORUM, TENANTS)
    partnered.later(4 * DAY)
    with pytest.raises(Refusal, match="haven't been told"):
        share(partnered.secretary, FORUM, TENANTS)


def test_the_notice_says_what_why_and_how_to_be_left_out(partnered: Club) -> None:
    """M8. One letter to each mailbox of those who came: the organisation, the event, the data, the day, the way out."""
    key, size = notify(partnered.secretary, FORUM, TENANTS)
    assert size == 7  # mailboxes of eleven who came: one has none, five share two
    partnered.tend()
    mails = partnered.mails(key)
    assert len(mails) == 6  # Kit left the list
    for word in (TENANTS, FORUM, "your name and your e-mail address", "official co-sponsor", "you are left out"):
        assert word in mails[0].text
    assert len(key) < 40


def test_telling_twice_tells_once_and_later_only_whoever_is_new(partnered: Club) -> None:
    """A second notice goes to nobody; when a sign-in turns up, to that member alone, and their own days count."""
    _told(partnered)
    before = partnered.everything()
    assert notify(partnered.secretary, FORUM, TENANTS) == ("", 0)
    assert partnered.everything() == before
    tabs = workbook()
    partnered.write("Attendance", [*tabs["Attendance"], [FORUM, tabs["Attendance"][12][1], LENA, MEMBERS[LENA]]])
    key, size = notify(partnered.secretary, FORUM, TENANTS)
    assert (key[-2:], size) == ("-2", 1)
    partnered.tend()
    partnered.later(2 * DAY)
    partnered.later(DAY - 2 * HOUR)
    early = share(partnered.secretary, FORUM, TENANTS)
    assert BO in early.file.read_text(encoding="utf-8")


def test_who_objects_is_on_no_list_and_gets_no_notice(partnered: Club) -> None:
    """M8. An objection holds for every event, before and after a notice, until it is taken back."""
    object_to_sharing(partnered.secretary, "M02")
    _told(partnered)
    assert not partnered.mails(next(one for one in partnered.letters() if one.startswith("sharing/")), to=MEMBERS[BO])
    partnered.later(3 * DAY)
    assert BO not in share(partnered.secretary, FORUM, TENANTS).file.read_text(encoding="utf-8")
    before = partnered.everything()
    object_to_sharing(partnered.secretary, "M02")
    assert partnered.everything() == before
    object_to_sharing(partnered.secretary, "M02", withdrawn=True)
    notify(partnered.secretary, FORUM, TENANTS)
    partnered.tend()
    partnered.later(4 * DAY)
    assert BO in share(partnered.secretary, FORUM, TENANTS).file.read_text(encoding="utf-8")
    with pytest.raises(Refusal, match="Nobody has the number M99"):
        object_to_sharing(partnered.secretary, "M99")


def test_a_cosponsor_is_recorded_once(partnered: Club) -> None:
    """Recording the same again is no change; recording the other part is one, and the later one counts."""
    before = partnered.everything()
    record(partnered.secretary, "forum", TENANTS, official=True, decided_by="the committee")
    assert partnered.everything() == before
    with pytest.raises(Refusal, match="still to come"):
        record(partnered.secretary, FORUM, TENANTS, official=True, decided_by="x", decided_on=date(2030, 1, 1))
    with pytest.raises(Refusal, match="who decided"):
        record(partnered.secretary, FORUM, TENANTS, official=True, decided_by=" ")


def test_a_charter_without_the_article_shares_nothing(partnered: Club) -> None:
    """M8. An organisation that hasn't decided what leaves hands nothing over."""
    whole = partnered.secretary.charter
    partnered.secretary.charter = whole.model_copy(update={"privacy": None})
    try:
        with pytest.raises(Refusal, match=r"no article \[privacy\]"):
            share(partnered.secretary, FORUM, TENANTS)
    finally:
        partnered.secretary.charter = whole


def test_a_name_that_looks_like_a_formula_is_harmless(partnered: Club) -> None:
    """No spreadsheet runs what somebody wrote as their name."""
    formula = '=HYPERLINK("https://evil.example.org")'
    for tab in ("Members", "Attendance"):
        partnered.write(tab, [[formula if cell == ADA else cell for cell in row] for row in workbook()[tab]])
    _told(partnered)
    partnered.later(3 * DAY + MINUTE)
    said = _rows(share(partnered.secretary, FORUM, TENANTS).file)
    assert any(name.startswith("'=HYPERLINK") for name, _ in said)
    assert LIST == "members.csv"


def test_the_book_knows_what_was_handed_over(partnered: Club) -> None:
    """M8. The table of lists holds counts and fingerprints, so that members can ask what went where."""
    _told(partnered)
    partnered.later(3 * DAY)
    found = share(partnered.secretary, FORUM, TENANTS)
    with partnered.secretary.ledger.reading() as session:
        [row] = session.execute(select(Handover)).scalars()
        [letter] = session.execute(select(Letter).where(Letter.occasion == "sharing_notice")).scalars()
    assert (row.event_code, row.partner, row.size, row.fingerprint) == (FORUM, TENANTS, 9, found.fingerprint)
    assert row.notices == [letter.key]
    assert letter.state == letters.CONFIRMED


def _a_year_later(club: Club, days: int = 365) -> None:
    """The tab Events has the forum on another day: this year's, or the day was put right."""
    rows = workbook()
    events = [[one[0], one[1] + days, *one[2:]] if one[0] == FORUM else one for one in rows["Events"]]
    attendance = [one for one in rows["Attendance"] if one[0] != FORUM]
    club.write("Events", events)
    club.write("Attendance", [*attendance, *([FORUM, "", who, MEMBERS[who]] for who in (BO, LENA))])
    club.later(days * DAY)


@pytest.mark.parametrize("days", [1, 365])
def test_last_years_part_and_notice_open_nothing_this_year(partnered: Club, days: int) -> None:
    """M8. A co-sponsor of last year's forum gets nothing of this year's; with a part in it, notice comes first."""
    _told(partnered)
    partnered.later(3 * DAY)
    first = share(partnered.secretary, FORUM, TENANTS)
    _a_year_later(partnered, days)
    with pytest.raises(Refusal, match="on record for the event of that name of 4 June 2026"):
        share(partnered.secretary, FORUM, TENANTS)
    record(partnered.secretary, FORUM, TENANTS, official=True, decided_by="the committee")
    with pytest.raises(Refusal, match="members haven't been told of it"):
        share(partnered.secretary, FORUM, TENANTS)
    key, size = notify(partnered.secretary, FORUM, TENANTS)
    assert (key.count("-"), size) == (0, 2)
    partnered.tend()
    partnered.later(2 * HOUR)
    partnered.tend()
    partnered.later(3 * DAY)
    second = share(partnered.secretary, FORUM, TENANTS)
    assert second.file != first.file
    assert {name for name, _ in _rows(second.file)[1:]} == {BO, LENA}
    with partnered.secretary.ledger.reading() as session:
        days_of = [one.held_on for one in session.execute(select(Handover).order_by(Handover.held_on)).scalars()]
    assert days_of == [date(2026, 6, 4), date(2026, 6, 4) + days * DAY]


def test_an_erasure_lists_the_files_that_somebody_is_on(partnered: Club) -> None:
    """M8. A list that was handed over isn't reached: whom to ask, and which file lies here, by event and day."""
    _told(partnered)
    partnered.later(3 * DAY)
    found = share(partnered.secretary, FORUM, TENANTS)
    said = "\n".join(erase(partnered.secretary, "M01"))
    assert f"handed a list for “{FORUM}” of 4 June 2026, to delete their line" in said
    assert f"Delete that list here, if it still lies in the folder {found.file.parent.name} of shares." in said
    assert "of shares" not in "\n".join(erase(partnered.secretary, "M12"))  # Lena wasn't at the forum
