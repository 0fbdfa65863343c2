"""A pass over the season: what is broken in one place keeps nothing else waiting, and isn't kept quiet."""

from __future__ import annotations

from sqlalchemy import update

from core.records import Questionnaire
from flows import questionnaire, season
from tests.flows.asked import MAYOR
from tests.flows.club import Club


def test_a_broken_duty_stops_no_other_and_is_told(with_candidates: Club) -> None:
    """E4, S9. A record that nothing can make sense of breaks one duty; the committee's tab is read all the same."""
    club = with_candidates
    questionnaire.issue(club.secretary, MAYOR, by="R. O.", issues=["housing"])
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        pen.session.execute(update(Questionnaire).values(questions=[{"no": "such question"}]))
    club.write("Committee", [["Member id", "From"], ["M01", "2026-01-15"]])
    report = season.carry_on(club.secretary)
    assert report.troubles == ["questionnaires: something in Canvass is broken (KeyError)"]
    assert len(report.broken) == 1
    assert "1 row taken over from the tab Committee." in report.news


def test_without_a_race_under_way_no_tab_is_read(club: Club) -> None:
    """E5, S9. Nothing is taken from the tabs then, so Google isn't asked for them each half hour."""
    before = len(club.sandbox.world.calls)
    season.carry_on(club.secretary)
    assert [one for one in club.sandbox.world.calls[before:] if "values" in one] == []
