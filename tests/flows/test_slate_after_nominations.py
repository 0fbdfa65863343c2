"""A slate comes after nominations: as long as somebody can be nominated, or write, none is settled without a reason."""

from __future__ import annotations

from datetime import date

import pytest

from flows import slate
from flows.duties.nomination import slates
from flows.duties.race import reasons
from flows.nominations import CalledOff, DatesMoved, call_off, move_dates, open_cycle
from flows.pages.nominations import nominations_page
from flows.secretary import Refusal
from tests.conftest import ON_SQLITE
from tests.flows import renewal
from tests.flows.club import Club
from tests.flows.renewal import BALLOT, COMMITTEES_KEY, CONSENSUS, MEMBERS_KEY, WANTED, YEAR
from tests.flows.terminal import at_the_club

PUT_OFF = DatesMoved(
    year=YEAR,
    closes_on=date(2027, 2, 24),
    statements_until=date(2027, 2, 26),
    because="Snow.",
    moved_by="R. O.",
)
EARLY = "nominations are open through 24 February 2027, and statements are due on 26 February 2027"


@pytest.fixture
def ready(club: Club) -> Club:
    """All five are ready to be put forward, and nominations are over."""
    renewal.go_to(club, "the slate is ready")
    return club


@pytest.fixture
def agreed(club: Club) -> Club:
    """The committee has agreed to a slate of five."""
    renewal.go_to(club, "the committee agrees")
    return club


def _kept(club: Club, about: str) -> list[str]:
    with club.secretary.ledger.reading() as session:
        found = reasons.all_given(session, about=about, zone=club.secretary.charter.zone)
        assert list(reasons.faults(session)) == []
    return [f"{one.done}: {one.because}" for one in found]


def test_the_committee_agrees_once_nominations_are_over(ready: Club) -> None:
    """S3. While members can nominate, the vote can be drafted and not be frozen; a reason is kept, once."""
    assert move_dates(ready.secretary, PUT_OFF)
    key, missing = slate.seek_consensus(ready.secretary, CONSENSUS)
    assert [(one.clause, one.because) for one in missing] == [
        ("S3", f"{EARLY}; a slate before that needs a reason, and none is given")
    ]
    with pytest.raises(Refusal, match="nominations are open through 24 February"):
        ready.freeze(key)
    reasoned = CONSENSUS.model_copy(update={"because": "Nobody else wants to."})
    for _ in range(2):
        assert slate.seek_consensus(ready.secretary, reasoned) == (key, [])
    assert _kept(ready, key) == ["put forward while nominations or statements aren't over: Nobody else wants to."]


def test_a_reason_holds_for_the_days_for_which_it_was_given(ready: Club) -> None:
    """S3. If nominations are put off once more, the draft needs another."""
    assert move_dates(ready.secretary, PUT_OFF)
    reasoned = CONSENSUS.model_copy(update={"because": "Nobody else wants to."})
    assert slate.seek_consensus(ready.secretary, reasoned) == (COMMITTEES_KEY, [])
    assert move_dates(ready.secretary, PUT_OFF.model_copy(update={"statements_until": date(2027, 3, 2)}))
    with pytest.raises(Refusal, match="statements are due on 2 March 2027; a slate before that needs a reason"):
        ready.freeze(COMMITTEES_KEY)


def test_what_was_agreed_for_a_reason_counts(ready: Club) -> None:
    """S3, S4. The committee's vote stands; the members' own needs a reason, too, as long as nominations are open."""
    moved = PUT_OFF.model_copy(update={"closes_on": date(2027, 3, 6), "statements_until": date(2027, 3, 6)})
    assert move_dates(ready.secretary, moved)
    reasoned = CONSENSUS.model_copy(update={"because": "Nobody else wants to."})
    slate.seek_consensus(ready.secretary, reasoned)
    renewal.held(ready)
    _, missing = slate.draft_slate(ready.secretary, BALLOT)
    assert [one.clause for one in missing] == ["S3"]
    key, missing = slate.draft_slate(ready.secretary, BALLOT.model_copy(update={"because": "It is late."}))
    assert (key, missing) == (MEMBERS_KEY, [])
    assert len(_kept(ready, MEMBERS_KEY)) == 1


def test_what_was_agreed_before_nominations_were_put_off_counts_no_more(agreed: Club) -> None:
    """S3, S4. A slate of whoever was nominated by then is to be agreed on anew, once the new days are over."""
    key, missing = slate.draft_slate(agreed.secretary, BALLOT)
    assert missing == []
    assert move_dates(agreed.secretary, PUT_OFF)
    with pytest.raises(Refusal, match="the committee hasn't agreed to the slate"):
        agreed.freeze(key)
    with pytest.raises(Refusal, match="hasn't agreed to a slate for 2027 yet, or not anew"):
        slate.draft_slate(agreed.secretary, BALLOT)
    with agreed.secretary.ledger.reading() as session:
        assert slates.agreed(session, YEAR) == []
    assert "The committee agreed to" not in nominations_page(agreed.secretary, YEAR)


def test_what_was_agreed_before_nominations_were_called_off_counts_no_more(agreed: Club) -> None:
    """S3, S4. Also where it was agreed early, for a reason: opened again, nominations are others."""
    assert call_off(agreed.secretary, CalledOff(year=YEAR, because="A slip.", by="R. O."))
    again = {"closes_on": date(2027, 3, 1), "statements_until": date(2027, 3, 16)}
    assert open_cycle(agreed.secretary, WANTED.model_copy(update=again))
    with pytest.raises(Refusal, match="hasn't agreed to a slate for 2027 yet, or not anew"):
        slate.draft_slate(agreed.secretary, BALLOT)


def test_days_arent_moved_while_a_slate_is_voted_on(agreed: Club) -> None:
    """S3, S4. Nobody is nominated for a slate that is settled: the vote is withdrawn first."""
    key, _ = slate.draft_slate(agreed.secretary, BALLOT)
    agreed.freeze(key)
    with pytest.raises(Refusal, match="“slate-2027” is the members' vote on the slate for 2027: it is frozen"):
        move_dates(agreed.secretary, PUT_OFF)


@ON_SQLITE
def test_the_reason_is_given_at_the_command_line(ready: Club) -> None:
    """S3. At both doors."""
    assert move_dates(ready.secretary, PUT_OFF)
    assert "24 February 2027" in at_the_club(ready, "consensus", "2027", "--opens-on", "2027-02-15")
    said = at_the_club(ready, "consensus", "2027", "--opens-on", "2027-02-15", "--because", "Nobody else wants to.")
    assert "24 February 2027" not in said
