"""Moved dates: whoever was told a last day hears from which to which it moved, and it is never drawn nearer."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from flows.nominations import DatesMoved, move_dates
from flows.secretary import Refusal
from tests.flows import renewal
from tests.flows.club import ADA, BO, CLEO, DEV, ESME, HOUR, MEMBERS, Club
from tests.flows.renewal import ACCEPT, CALL, DUE, STATEMENT, YEAR, go_on

LATER = DatesMoved(year=YEAR, statements_until=date(2027, 2, 12), because="snow", moved_by="R. O.")


@pytest.fixture
def nominated(club: Club) -> Club:
    """Four have nominated themselves, and Esme was nominated by Ada."""
    renewal.go_to(club, "five are nominated")
    return club


def _words(text: str) -> str:
    return " ".join(text.split())


def _moved(club: Club) -> dict[str, list[str]]:
    """The letters about moved statements that reached each of the five, by what their keys end with."""
    return {
        who: [mail.title.partition("/")[2] for mail in club.mails_to(MEMBERS[who]) if "/moved-" in mail.title]
        for who in (ADA, BO, CLEO, DEV, ESME)
    }


def _passes(club: Club, *, times: int = 2) -> None:
    for _ in range(times):
        assert go_on(club) == []
        club.later(2 * HOUR)


def test_members_hear_from_which_day_to_which_it_moved(club: Club) -> None:
    """S3. The letter says both days, also for statements; the reminder that follows speaks of no change any more."""
    renewal.go_to(club, "members are called")
    later = {"closes_on": date(2027, 2, 1), "statements_until": date(2027, 2, 15)}
    assert move_dates(club.secretary, LATER.model_copy(update=later))
    _passes(club)
    [mail] = club.mails(f"{CALL}/moved-1", to=MEMBERS[ADA])
    words = _words(mail.text)
    assert "The last day was 25 January 2027; it is moved to 1 February 2027." in words
    assert "Statements were due by 8 February 2027; that is moved to 15 February 2027." in words
    assert "now until 1 February 2027" in mail.subject
    club.at(datetime(2027, 1, 31, 15, tzinfo=DUE.tzinfo))
    _passes(club)
    [mail] = club.mails(f"{CALL}/last-1", to=MEMBERS[ADA])
    assert "moved" not in mail.text


def test_nominees_hear_that_their_day_moved(nominated: Club) -> None:
    """S3. Each who stands, once for each move, also those who sent everything; who declined hears nothing."""
    for who in (ADA, ESME):
        said = {**STATEMENT, **({ACCEPT: "Yes, I accept the nomination"} if who == ESME else {})}
        assert renewal.answer(nominated, who, said).accepted
    renewal.answer(nominated, DEV, {ACCEPT: "No, I don't stand"})
    _passes(nominated)
    assert move_dates(nominated.secretary, LATER)
    _passes(nominated)
    once = {who: ["moved-1"] if who != DEV else [] for who in (ADA, BO, CLEO, DEV, ESME)}
    assert _moved(nominated) == once
    mail = next(one for one in nominated.mails_to(MEMBERS[BO]) if one.title.endswith("/moved-1"))
    assert "was 8 February 2027; it is moved to 12 February 2027" in _words(mail.text)
    assert renewal.link(nominated, BO) in mail.text
    assert move_dates(nominated.secretary, LATER.model_copy(update={"statements_until": date(2027, 2, 15)}))
    _passes(nominated)
    assert _moved(nominated)[BO] == ["moved-1", "moved-2"]
    assert len([one for one in nominated.letters() if one.startswith(CALL)]) == 1


def test_who_heard_of_a_moved_day_isnt_reminded_at_once(nominated: Club) -> None:
    """S3. A letter of the last days takes the reminder's place."""
    nominated.at(DUE - timedelta(days=2))
    _passes(nominated)
    assert move_dates(nominated.secretary, LATER.model_copy(update={"statements_until": date(2027, 2, 9)}))
    _passes(nominated)
    assert _moved(nominated)[BO] == ["moved-1"]
    reminded = [one for one in nominated.letters() if one.startswith(f"cycle.{YEAR}.2/last-")]
    assert reminded == [f"cycle.{YEAR}.2/last-0209"]  # the one that they had before it moved


def test_a_day_that_members_were_told_isnt_drawn_nearer(club: Club) -> None:
    """S3. Neither for nominations nor for statements, whatever the reason; before anybody was told it is."""
    renewal.go_to(club, "a cycle is opened")
    nearer = LATER.model_copy(update={"closes_on": date(2027, 1, 22), "statements_until": date(2027, 2, 6)})
    with pytest.raises(Refusal, match="close before they open"):
        move_dates(club.secretary, nearer.model_copy(update={"closes_on": date(2027, 1, 10)}))
    assert move_dates(club.secretary, nearer)
    renewal.go_to(club, "members are called")
    for what in ("closes_on", "statements_until"):
        one = {"closes_on": None, "statements_until": None, what: getattr(nearer, what)}
        with pytest.raises(Refusal, match="can be put off, not drawn nearer"):
            move_dates(club.secretary, nearer.model_copy(update=one))
    with pytest.raises(Refusal, match="belong to 2027"):
        move_dates(club.secretary, LATER.model_copy(update={"statements_until": date(2028, 1, 2)}))
