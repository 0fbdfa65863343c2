"""After a recall: the row says its last day, as every letter and page does, and nothing more is asked for."""

from __future__ import annotations

from datetime import date

import pytest

from flows import recall, resign, season
from flows.duties.committee import due, minutes
from flows.pages.committee import committee_page
from flows.pages.desk import desk_page
from flows.secretary import Refusal
from tests.flows.club import Club
from tests.flows.test_conflicts import GONE, RECALL, YES_NO, _said, _vote_on, seated
from tests.flows.test_motions import NOBODY_RECUSED

__all__ = ["seated"]
LAST = date(2026, 10, 4)
"""The day before the officer certifies."""


@pytest.fixture
def recalled(seated: Club) -> Club:
    """Three of four recalled Dev."""
    key, _ = recall.draft_recall(seated.secretary, RECALL)
    _vote_on(seated, key, GONE, dict.fromkeys(YES_NO[:3], "Yes"))
    season.carry_on(seated.secretary)
    return seated


def _write_until(club: Club, until: str) -> None:
    rows = [[*row] for row in NOBODY_RECUSED]
    rows[4][2] = until
    club.write("Committee", rows)
    season.carry_on(club.secretary)


@pytest.mark.parametrize("until", ["2026-10-04", "2026-10-05"], ids=["its last day", "the day of the certificate"])
def test_once_the_row_says_when_it_ended_nothing_is_asked(recalled: Club, until: str) -> None:
    """S6. The tab names the last day; written, or with the day after it, no resignation is asked for by any page."""
    assert "The recall ended this term: write 2026-10-04 under Until" in _said(recalled, "M04")
    _write_until(recalled, until)
    assert "recalled on 5 October 2026" in _said(recalled, "M04")
    assert "under Until" not in _said(recalled, "M04")
    assert "ended before their term: M04" not in desk_page(recalled.secretary)
    assert "M04: the tab Committee lets" not in committee_page(recalled.secretary)
    with recalled.secretary.ledger.reading() as session:
        assert not [one.what for one in due.due(recalled.secretary, session) if "M04" in one.what]


def test_nobody_resigns_from_a_seat_that_a_recall_ended(recalled: Club) -> None:
    """S6. On its last day they had the seat; but how it ended is on record, and the minutes say nothing else."""
    for until in ("", "2026-10-04"):
        _write_until(recalled, until)
        with pytest.raises(Refusal, match=r"M04 was recalled on 5 October 2026 \(S6\).*Nothing was recorded"):
            resign.resign(recalled.secretary, "M04", on=LAST, because="The tab says so.", by="R. O.")
    with recalled.secretary.ledger.reading() as session:
        assert [one.title for one in minutes.lines(session)] == ["Recall of a member of the committee"]


def test_a_seat_that_ended_before_the_recall_can_still_be_resigned_from(recalled: Club) -> None:
    """S6. An earlier day under Until ended it, not the recall: then the desk asks why, and it can be recorded."""
    _write_until(recalled, "2026-09-20")
    assert "Seats that ended before their term: M04" in desk_page(recalled.secretary)
    assert resign.resign(recalled.secretary, "M04", on=date(2026, 9, 20), because="Told late.", by="R. O.")
    assert "ended before their term: M04" not in desk_page(recalled.secretary)
