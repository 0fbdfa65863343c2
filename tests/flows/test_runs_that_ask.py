"""Runs that ask, on a real server: how often, until when, and what becomes of one that can't be done as asked."""

from __future__ import annotations

from typing import Any

import pytest
from prefect import Flow
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.states import Failed

from flows import asking, certify, entrance, freeze_asked, pages_shown, runs_shown, settled
from flows.duties.election import drawing
from flows.rehearsal import venue
from flows.secretary import Refusal
from tests.conftest import ON_SQLITE
from tests.flows.ballots import KEY
from tests.flows.club import Club
from tests.flows.doors_asked import answered, carried_out, scheduled, started
from tests.flows.test_drawing import waiting  # noqa: F401 - a fixture

ONE = ON_SQLITE


def _needs(club: Club, client: SyncPrefectClient) -> list[str]:
    return [one["what"] for one in runs_shown.needs(club.secretary, client, "")]


@ONE
@pytest.mark.flow
@pytest.mark.xdist_group("prefect")
def test_a_run_waits_for_its_answer_and_is_asked_again(
    club: Club, prefect_server: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """E7. It is named for people, changes nothing before a yes, asks again after “not yet”, and once left unanswered.

    A question that lapsed gets one new run, however often that is looked at.
    """
    club.go_to("drafted")
    for name, value in venue.as_environment(club.settings).items():
        monkeypatch.setenv(name, value)
    door = freeze_asked.ask_to_freeze
    with get_client(sync_client=True) as client:
        first = carried_out(client, door, started(client, door, election=KEY))
        assert first.name == "Freeze: Autumn endorsements (autumn)"
        assert first.state_type is StateType.PAUSED
        assert answered(client, door, first, "not yet").state_type is StateType.PAUSED
        assert _needs(club, client) == [f"The run “{first.name}” waits for an answer"]
        assert answered(client, door, first, "leave it").state_type is StateType.COMPLETED
        assert club.election().state == "drafted"
        again = _lapsed_and_asked_again(client, door)
        assert answered(client, door, again, "do it").state_type is StateType.COMPLETED
        assert club.election().state == "frozen"
        last = carried_out(client, door, started(client, door, election=KEY))
        assert last.state_type is StateType.COMPLETED  # nothing is left to ask
        assert _needs(club, client) == []
        assert {"desk", "pages", "roll-autumn"} <= {one.key for one in pages_shown.shown(client, "")}


def _lapsed_and_asked_again(client: SyncPrefectClient, door: Flow[..., Any]) -> FlowRun:
    run = carried_out(client, door, started(client, door, election=KEY))
    client.set_flow_run_state(run.id, Failed(message="The flow was paused and never resumed."), force=True)
    before = {one.id for one in client.read_flow_runs()}
    asking.again()
    asking.again()
    [new] = [one for one in client.read_flow_runs() if one.id not in before]
    assert new.parameters["election"] == KEY
    return carried_out(client, door, new)


@ONE
@pytest.mark.flow
@pytest.mark.xdist_group("prefect")
def test_what_cant_be_done_as_asked_ends_as_refused(
    club: Club, prefect_server: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A slip of the keyboard is no failure: the run says what is wrong, without a traceback, and no desk counts it.

    Nor is it a success: what failed before isn't made good by it. A pass that nobody started still fails.
    """
    club.go_to("drafted")
    for name, value in venue.as_environment(club.settings).items():
        monkeypatch.setenv(name, value)
    door = freeze_asked.ask_to_freeze
    with get_client(sync_client=True) as client:
        before = _needs(club, client)
        run = carried_out(client, door, started(client, door, election="autum"))
        assert (run.state_type, run.state_name) == (StateType.CANCELLED, "Refused")
        assert run.state is not None
        assert run.state.message == "There is no ballot “autum”. Draft it first."
        assert _needs(club, client) == before
        assert "There is no ballot “autum”" in caplog.text
        assert [one for one in caplog.records if one.exc_info] == []
        by_the_clock = carried_out(client, door, scheduled(client, door, election="autum"))
        assert by_the_clock.state_type is StateType.FAILED
        client.delete_flow_run(by_the_clock.id)


@ONE
@pytest.mark.flow
@pytest.mark.xdist_group("prefect")
def test_a_run_whose_question_is_settled_asks_no_more(
    club: Club, prefect_server: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A count that is certified on the command line leaves no run that asks about it; one that still has to stays."""
    club.go_to("counted")
    for name, value in venue.as_environment(club.settings).items():
        monkeypatch.setenv(name, value)
    door = certify.certify_count
    with get_client(sync_client=True) as client:
        before = _needs(club, client)
        run = carried_out(client, door, started(client, door, election=KEY))
        assert settled.end(club.secretary) == 0
        assert {*_needs(club, client)} - {*before} == {f"The run “{run.name}” waits for an answer"}
        club.certify()
        assert _needs(club, client) == before  # at once, and not with the next pass
        assert settled.end(club.secretary) == 1
        ended = client.read_flow_run(run.id)
        assert (ended.state_type, ended.state_name) == (StateType.CANCELLED, "Settled")
        assert settled.end(club.secretary) == 0


@ONE
@pytest.mark.parametrize(
    ("door", "moment", "typed", "settled_by_now"),
    [
        ("freeze", "drafted", {"election": KEY}, False),
        ("freeze", "frozen", {"election": KEY}, True),
        ("extend", "voted", {"election": KEY}, False),
        ("extend", "closed", {"election": KEY}, True),
        ("withdraw", "counted", {"election": KEY}, False),
        ("certify", "counted", {"election": KEY}, False),
        ("certify", "over", {"election": KEY}, True),
        ("certify", "over", {}, False),
        ("certify", "over", {"election": "unknown"}, False),
        ("erase", "voted", {"member": "M01"}, False),
        ("release-press", "over", {"race": "unknown"}, False),
    ],
)
def test_a_question_is_settled_once_it_cant_be_answered(
    club: Club, door: str, moment: str, typed: dict[str, str], *, settled_by_now: bool
) -> None:
    """In doubt it stands: a run that still asks does no harm, one that is ended too soon would."""
    club.go_to(moment)
    with club.secretary.ledger.reading() as session:
        assert settled.QUESTIONS[door](session, typed) is settled_by_now


def test_outside_a_run_a_refusal_is_itself() -> None:
    """Whoever calls what a door does hears the letter; there is no run to be ended."""

    @entrance.flow(name="refusing")
    def refusing(key: str) -> str:
        raise Refusal(f"There is no “{key}”.")

    with pytest.raises(Refusal, match="There is no “spring”"):
        refusing.fn("spring")
    assert list(refusing.parameters.properties) == ["key"]


@pytest.mark.flow
@pytest.mark.xdist_group("prefect")
def test_an_answer_to_another_count_is_asked_for_anew(
    waiting: Club,  # noqa: F811
    prefect_server: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """E16. An officer certifies a page that waited for a lot, which somebody entered since: the run asks anew."""
    for name, value in venue.as_environment(waiting.settings).items():
        monkeypatch.setenv(name, value)
    door = certify.certify_count
    with get_client(sync_client=True) as client:
        run = carried_out(client, door, started(client, door, election=KEY))
        drawing.record(waiting.secretary, KEY, drawn="4 17 22 31 40")
        assert answered(client, door, run, "certify", officer="R. O.").state_type is StateType.PAUSED
        assert waiting.election().state == "counted"
        assert answered(client, door, run, "certify", officer="R. O.").state_type is StateType.COMPLETED
        assert waiting.election().state == "certified"
        late = carried_out(client, door, started(client, door, election=KEY))
        assert late.state_type is StateType.COMPLETED  # nothing is left to ask
