"""After a slate failed: another is asked for on desk, year and page until members have confirmed one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from flows import ad_hoc, slate
from flows.duties.year import plans
from flows.pages.desk import desk_page
from flows.pages.nominations import nominations_page
from flows.pages.year import year_page
from tests.flows import renewal
from tests.flows.club import ADA, BO, CLEO, DEV, ESME, Club
from tests.flows.renewal import BALLOT, COMMITTEES_KEY, CONSENSUS, MEMBERS_KEY, YEAR, go_on

TWO_OF_FOUR = dict.fromkeys((ADA, BO), "Yes") | dict.fromkeys((DEV, ESME), "No")
MISSING = f"No slate for {YEAR} is confirmed"
STEPS = ("slate agreed", "slate's ballot opens", "slate's ballot closes")
SLATE = "M01, M02, M03, M04, M05"


@pytest.fixture
def failed(club: Club) -> Club:
    """Members have voted on the slate and didn't confirm it; the ad hoc committee's work has ended."""
    renewal.go_to(club, "the committee agrees")
    plans.set_meeting(club.secretary, YEAR, date(YEAR, 3, 12))
    assert {*STEPS} & set(_done(club)) == {"slate agreed"}
    assert MISSING not in desk_page(club.secretary)
    renewal.voted(club, TWO_OF_FOUR)
    assert ad_hoc.seat(club.secretary, MEMBERS_KEY, representatives=["M01"], voting_members=["M07"])
    assert ad_hoc.end(club.secretary, MEMBERS_KEY, outcome="A new slate is sought.", by="R. O.")
    assert go_on(club) == []
    return club


def _done(club: Club) -> dict[str, date]:
    with club.secretary.ledger.reading() as session:
        plan = plans.of(session, YEAR, charter=club.secretary.charter)
    assert plan is not None
    return dict(plan.done)


def test_a_slate_that_failed_is_none(failed: Club) -> None:
    """S4, S5. Its steps are open; the desk asks for another, with the last day; the page says what became of it."""
    assert {*STEPS} & set(_done(failed)) == set()
    desk = desk_page(failed.secretary)
    assert MISSING in desk
    assert "closes by 31 March 2027; later takes a reason (S4)" in desk
    assert "canvass consensus 2027" in desk
    failed.later(timedelta(days=2))
    page = year_page(failed.secretary)
    assert "slate's ballot opens" in page
    assert "by 26 March 2027 at the latest" in page
    assert "Overdue since 2 March 2027: slate's ballot opens" in desk_page(failed.secretary)
    page = nominations_page(failed.secretary, YEAR)
    assert f"Members voted on: {SLATE}, in “{MEMBERS_KEY}”, and didn't confirm it (S5)." in page
    assert f"What the committee agreed to in “{COMMITTEES_KEY}” counts no more: {SLATE}." in page


def test_it_is_asked_for_until_one_is_confirmed(failed: Club) -> None:
    """S4, S5. Step by step: what is under way, what comes next, and nothing once members have confirmed one."""
    sought = CONSENSUS.model_copy(update={"opens_on": date(2027, 3, 15), "closes_on": date(2027, 3, 18)})
    second, missing = slate.seek_consensus(failed.secretary, sought)
    assert missing == []
    opens, closes = datetime(2027, 3, 15, 13, tzinfo=UTC), datetime(2027, 3, 18, 22, tzinfo=UTC)
    failed.at(opens - timedelta(hours=1))
    failed.freeze(second)
    assert f"Under way: “{second}” is frozen" in desk_page(failed.secretary)
    assert f"The committee's vote on {SLATE}, “{second}”, is frozen." in nominations_page(failed.secretary, YEAR)
    renewal._pass(failed, opens - timedelta(minutes=30), opens + timedelta(minutes=1), opens + timedelta(hours=2))
    for who in (ADA, BO, "Hugo Notional"):
        failed.vote(who, {renewal.AGREES: "Yes"}, key=second)
    renewal._pass(failed, closes + timedelta(minutes=1), closes + timedelta(hours=1))
    assert failed.certify(second)
    renewal._pass(failed, closes + timedelta(hours=3))
    assert "put its slate to the members" in desk_page(failed.secretary)
    assert _done(failed)["slate agreed"] == date(2027, 3, 18)
    ballot = BALLOT.model_copy(update={"opens_on": date(2027, 3, 20), "closes_on": date(2027, 3, 30)})
    key, missing = slate.draft_slate(failed.secretary, ballot)
    assert (key, missing) == (f"{MEMBERS_KEY}-2", [])
    opens, closes = datetime(2027, 3, 20, 13, tzinfo=UTC), datetime(2027, 3, 30, 22, tzinfo=UTC)
    renewal.vote(failed, key, renewal.CONFIRMS, dict.fromkeys((ADA, BO, CLEO), "Yes"), opens=opens, closes=closes)
    assert MISSING not in desk_page(failed.secretary)
    done = _done(failed)
    assert (done["slate's ballot opens"], done["slate's ballot closes"]) == (date(2027, 3, 20), date(2027, 3, 30))
