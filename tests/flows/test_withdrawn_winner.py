"""A winner who gave up during the vote: nobody is endorsed who has withdrawn, and readers hear why."""

from __future__ import annotations

import pytest

from core.records import Letter
from flows import certify, process, season
from flows.duties.race import press
from flows.pages.desk import desk_page
from flows.pages.election import result_page
from flows.pages.history import history_page
from flows.pages.season import season_page
from flows.secretary import Refusal
from flows.withdraw import withdraw
from tests.flows.ballot_of_races import COUNCIL, KEY, MAYOR, reach
from tests.flows.club import Club
from tests.flows.test_races import race, tab

PUBLIC = "JP Progressives makes no endorsement for Mayor, as Ursula Imaginary withdrew on"
SAYS = {"because": "She gave up.", "ended_by": "the committee"}


def gave_up(club: Club) -> str:
    """The ballots are counted, and Ursula, who won, is ticked as withdrawn. Returns what the desk says."""
    reach(club, "races counted")
    [head, ursula, *others] = tab(club)
    club.write("Candidates", [head, [*ursula[:6], "yes", *ursula[7:]], *others])
    season.carry_on(club.secretary)
    return desk_page(club.secretary)


def test_once_the_ballots_are_sealed_the_advice_is_another(club: Club) -> None:
    """E15. Tab, desk and page say that it can't be withdrawn, and what is left; `withdraw` says so, too."""
    desk = gave_up(club)
    assert "canvass certify november" in desk.partition("Ursula Imaginary withdrew from “Mayor”")[2]
    for said in (str(tab(club)[1][8]), season_page(club.secretary)):
        assert "its ballots are sealed: certify it" in said
        assert "let it run" not in said
    with pytest.raises(Refusal, match="“november” is counted: once its ballots are sealed"):
        withdraw(club.secretary, KEY, reason="She gave up.")


def test_nobody_is_endorsed_who_has_withdrawn(club: Club) -> None:
    """E15, E16. Result letter, public sentence, press draft and history say on which day they withdrew."""
    gave_up(club)
    assert "nobody is endorsed, or congratulated, who has withdrawn" in result_page(club.secretary, KEY)
    certify.certify(club.secretary, KEY, officer="the officer")
    with club.secretary.ledger.reading() as session:
        [mayor, *others] = session.get_one(Letter, f"{KEY}/result").facts["contests"]
        draft = press.draft(club.secretary, session, race(club))
    assert mayor["statement"].startswith(PUBLIC)
    assert not any("withdrew" in one for one in others)
    for said in (draft, season_page(club.secretary), history_page(club.secretary)):
        assert "Ursula Imaginary withdrew on" in said
    assert PUBLIC in draft
    assert "We asked, and listened." not in draft


def test_the_committee_may_end_such_a_race_after_it_is_certified(club: Club) -> None:
    """E15. Only where nobody is left whom members endorsed; history says both, once; and it isn't taken up again."""
    gave_up(club)
    certify.certify(club.secretary, KEY, officer="the officer")
    assert process.end(club.secretary, MAYOR, **SAYS)
    assert not process.end(club.secretary, MAYOR, **SAYS)
    with pytest.raises(Refusal, match="is decided by the members"):
        process.end(club.secretary, COUNCIL, **SAYS)
    with pytest.raises(Refusal, match="is decided by the members"):
        process.reopen(club.secretary, MAYOR, because="She is back.")
    season.carry_on(club.secretary)
    page = history_page(club.secretary)
    assert page.count("## Mayor") == 1
    assert "No endorsement: She gave up. (decided by the committee)" in page
    with club.secretary.ledger.reading() as session:
        assert not session.query(Letter).filter(Letter.occasion.in_(("ended", "ended_members"))).count()
