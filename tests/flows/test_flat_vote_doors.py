"""The doors of a flat vote, at the command line and in the dashboard."""

from __future__ import annotations

import pytest
from prefect.client.orchestration import get_client

from core.records import Election
from flows import flat_vote, stand_aside
from flows.entrance import Refused
from flows.rehearsal import venue
from tests.conftest import ON_SQLITE
from tests.flows import partners_flat
from tests.flows.ballots import CLOSES
from tests.flows.club import HOUR, Club
from tests.flows.partners_flat import GARDEN, HARBOUR, LANTERN, ORLA, TITLE, VOTE
from tests.flows.terminal import at_the_club, canvass, refused

PUT = (
    *("flat-vote", "budget", GARDEN, "--opens-on", "2026-10-02", "--opens-at", "12:00", "--closes-on", "2026-10-12"),
    *("--title", TITLE, "--text", "Shall the garden have 2,000 dollars?"),
)


@ON_SQLITE
def test_from_the_question_to_who_is_silent(flat_club: Club) -> None:
    """P2, P7. An organiser puts a flat vote, freezes it, lists its roll, records who stands aside, asks who is silent.

    Names are shown on the command line, where organisers look up whom to call.
    """
    partners_flat.go_to(flat_club, "agreed")
    flat_club.later(HOUR)
    drafted = f"The flat vote “{VOTE}” is drafted. It can be frozen next: nothing stands in its way.\n"
    assert at_the_club(flat_club, *PUT) == drafted
    frozen = at_the_club(flat_club, "freeze", VOTE, "--yes")
    assert frozen.startswith(f"16 voters are on the frozen roll of “{VOTE}”, and 14 ballots can count.")
    listed = at_the_club(flat_club, "roll", VOTE)
    assert f"{GARDEN}/4" in listed
    assert ORLA in listed
    aside = ("stand-aside", VOTE, f"{GARDEN}/5", "--recorded-by", "the secretary")
    assert at_the_club(flat_club, *aside).startswith(f"{GARDEN}/5 stands aside in “{VOTE}” since ")
    partners_flat.go_to(flat_club, "flat open")
    assert "it isn't time yet to say so" in at_the_club(flat_club, "silent-partners", VOTE)
    flat_club.at(CLOSES - HOUR)
    assert at_the_club(flat_club, "silent-partners", VOTE).splitlines() == [
        f"{LANTERN}: neither delegate has voted",
        f"{HARBOUR}: neither delegate has voted",
    ]


@ON_SQLITE
def test_refusals_are_letters(flat_club: Club, club: Club) -> None:
    """P1, P2, P7. Unknown keys, a form filled in wrongly and a charter without partners end in letters."""
    partners_flat.go_to(flat_club, "agreed")
    settings = venue.as_environment(flat_club.settings)
    assert "There is no partnership “meadow-1”." in refused(
        canvass("flat-vote", "budget", "meadow-1", *PUT[3:], settings=settings)
    )
    assert "There is no flat vote “autumn”." in refused(canvass("silent-partners", "autumn", settings=settings))
    wrong = canvass("flat-vote", "Budget!", GARDEN, *PUT[3:], settings=settings)
    assert "key" in refused(wrong)
    without = canvass(*PUT, settings=venue.as_environment(club.settings))
    assert "The charter has no section [partnership]" in refused(without)


@ON_SQLITE
def test_the_dashboards_doors_do_the_same(
    flat_club: Club, monkeypatch: pytest.MonkeyPatch, prefect_server: None
) -> None:
    """P2, P7. The flows say what the commands say, and show the vote's page."""
    partners_flat.go_to(flat_club, "agreed")
    for name, value in venue.as_environment(flat_club.settings).items():
        monkeypatch.setenv(name, value)
    wanted = flat_vote.FlatVotePut.model_validate(
        {"key": "budget", "partnership": GARDEN, "title": TITLE, "text": "Shall we?", "opens_on": "2026-10-02"}
    )
    assert "is drafted" in flat_vote.draft_a_flat_vote(wanted)
    flat_club.freeze(VOTE)
    aside = {"election": VOTE, "delegate": f"{GARDEN}/5", "recorded_by": "the secretary"}
    said = stand_aside.record_that_one_stands_aside(stand_aside.StandingAside.model_validate(aside))
    assert said.startswith(f"{GARDEN}/5 stands aside")


@ON_SQLITE
def test_a_private_partners_name_stays_in_no_run(
    flat_club: Club, monkeypatch: pytest.MonkeyPatch, prefect_server: None
) -> None:
    """P11. Words that name it are refused in the dashboard before anything is done. No run has them, nor its name."""
    partners_flat.go_to(flat_club, "agreed")
    for name, value in venue.as_environment(flat_club.settings).items():
        monkeypatch.setenv(name, value)
    words = {"title": "Harbour Garden Collective's budget", "text": "Shall they have 2,000?", "opens_on": "2026-10-02"}
    wanted = flat_vote.FlatVotePut.model_validate({"key": "budget", "partnership": GARDEN, **words})
    with pytest.raises(Refused, match="on the command line, where names may stand"):
        flat_vote.draft_a_flat_vote(wanted)
    with flat_club.secretary.ledger.reading() as session:
        assert session.get(Election, VOTE) is None
    with get_client(sync_client=True) as client:
        runs = [run for run in client.read_flow_runs() if run.name.startswith("Flat vote: ")]
    assert {} in [run.parameters for run in runs]
    assert not [run for run in runs if "harbour" in run.model_dump_json().casefold()]
    typed = wanted.model_copy(update={"title": TITLE, "text": "Shall harbour-garden Collective have 2,000 dollars?"})
    with pytest.raises(Refused, match="on the command line, where names may stand"):
        flat_vote.draft_a_flat_vote(typed)
    assert flat_vote.draft_flat_vote(flat_club.secretary, typed)[0] == VOTE
