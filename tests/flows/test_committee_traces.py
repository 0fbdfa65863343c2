"""What a vote of the committee leaves behind: no name where none belongs, and nothing of a vote before sealing."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.records import Entry
from flows import season
from flows.duties.committee import roll_calls, seats
from flows.duties.membership import stock
from flows.erase import erase
from flows.pages.election import election_page, result_page, turnout_page
from flows.pages.roll import roll_page
from flows.pages.season import season_page
from flows.secretary import Refusal
from tests.flows.club import ADA, BO, CLEO, DAY, HOUR, MEMBERS, Club
from tests.flows.committee import CLOSES, OPENS, SEATS, URSULA, VICTOR, VOTE, certified, counted, open_vote


def test_a_member_of_the_committee_who_is_erased_leaves_lines_and_no_name(seated: Club) -> None:
    """M8. Their seat goes from the book, their line is nobody's, the letter that names them is people's to delete."""
    counted(seated, {ADA: URSULA, BO: URSULA, CLEO: VICTOR})
    certified(seated)
    seated.at(CLOSES + 20 * DAY)
    seated.tend()
    erase(seated.secretary, "M02")
    for _ in range(3):
        assert seated.tend().troubles == []
        seated.later(2 * HOUR)
    assert f"delete the campaigns {VOTE}/result" in "\n".join(erase(seated.secretary, "M02"))
    with seated.secretary.ledger.reading() as session:
        assert "M02" not in seats.by_member(session)
        [called] = roll_calls.by_name(session, seated.election(VOTE))
    assert [one["who"] for one in called["lines"]] == [ADA, roll_calls.ERASED, CLEO]


def test_log_and_pages_hold_no_name_and_no_vote_before_sealing(seated: Club) -> None:
    """P9. Whatever the committee votes, until the ballots are sealed every page and line of the log is the same."""
    seen = []
    for marks in (URSULA, VICTOR):
        seated.go_to("seated")
        open_vote(seated)
        for who in (ADA, BO):
            seated.vote(who, marks, key=VOTE)
        seated.at(OPENS + DAY + HOUR)
        seated.tend()
        pages = [page(seated.secretary, VOTE) for page in (election_page, turnout_page, roll_page)]
        seen.append((pages, season_page(seated.secretary), _log(seated)))
        with pytest.raises(Refusal, match="nobody can see a tally"):
            result_page(seated.secretary, VOTE)
    assert seen[0] == seen[1]
    assert not [name for name in (*MEMBERS, *filter(None, MEMBERS.values())) if name in repr(seen)]


def _log(club: Club) -> list[str]:
    """What the log says, without what a chance or an hour decides."""
    with club.secretary.ledger.reading() as session:
        return [one.payload for one in session.execute(select(Entry).order_by(Entry.seq)).scalars()]


def test_the_sheet_after_freezing_shows_as_drift(seated: Club) -> None:
    """M6, S10. A leave that is written down during the vote changes no roll by itself, and is reported by number."""
    open_vote(seated)
    seated.write("Committee", [*SEATS[:2], ["M02", "2026-01-15", "", "2026-09-01", "", "", "", ""], *SEATS[3:]])
    season.carry_on(seated.secretary)
    [drifted] = stock.take_stock(seated.secretary).drifts
    assert (drifted.key, drifted.extra, drifted.missing) == (VOTE, ("M02",), ())
