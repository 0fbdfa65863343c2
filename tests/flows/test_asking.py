"""Doors that ask: what is shown before anything happens, and how often a question is asked."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from prefect import Flow
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.exceptions import Pause
from prefect.flow_engine import run_flow
from prefect.flow_runs import resume_flow_run
from prefect.states import Failed

from flows import asking, certify, exempt, freeze_asked, pages_shown, runs_shown, share_asked
from flows.cosponsor import record
from flows.duties.election import drawing
from flows.duties.membership import stock
from flows.rehearsal import venue
from flows.secretary import Refusal
from tests.conftest import ON_SQLITE
from tests.flows.ballots import KEY
from tests.flows.club import HOUR, MEMBERS, Club
from tests.flows.terminal import at_the_club
from tests.flows.test_drawing import waiting  # noqa: F401 - a fixture

ONE = ON_SQLITE


def _nobody_is_named(page: str) -> bool:
    return not [one for one in (*MEMBERS, *filter(None, MEMBERS.values())) if one in page]


@ONE
def test_before_freezing_everything_that_will_happen_is_shown(club: Club) -> None:
    """M1, E7. How many, by which rule, whom no letter reaches, local time and UTC, mailboxes, and the letter itself."""
    club.go_to("drafted")
    page = freeze_asked.preview(club.secretary, KEY)
    for part in (
        "| Voters on the roll | 11 voters |", "came to 3 of our events (M2)", "| Whom no letter reaches | 3 voters |",
        "Friday, 2 October 2026, 12:00 noon", "16:00 UTC", "22:00 UTC", "| Ballot letters | 6 mailboxes |",
        "Subject: **Your ballot: Autumn endorsements**", "YOUR BALLOT IS OPEN", "**If you say no:**",
    ):  # fmt: skip
        assert part in page
    assert _nobody_is_named(page)
    assert club.election().state == "drafted"
    club.later(HOUR)
    assert freeze_asked.preview(club.secretary, KEY) == page  # the same question until something changes
    assert len({entry.email for entry in _frozen(club) if entry.place and "kit@" not in entry.email}) == 6


def _frozen(club: Club) -> list[Any]:
    club.freeze()
    return club.roll()


@ONE
def test_what_is_frozen_is_asked_about_no_more(club: Club) -> None:
    """E7. Answering twice does it once: the second run finds nothing to ask."""
    club.go_to("frozen")
    assert freeze_asked.preview(club.secretary, KEY) == ""


@ONE
def test_the_command_line_asks_too(club: Club) -> None:
    """E7. A no leaves a draft, a yes freezes; with --yes nothing is asked."""
    club.go_to("drafted")
    assert "Nothing was done" in at_the_club(club, "freeze", KEY, answer="n\n")
    assert club.election().state == "drafted"
    assert "11 voters are on the frozen roll" in at_the_club(club, "freeze", KEY, answer="y\n")


@ONE
def test_before_members_are_told_of_a_list_its_letter_is_shown(club: Club) -> None:
    """M8. To how many, what would be handed over, and from which day; nothing is planned."""
    stock.take_stock(club.secretary)
    record(club.secretary, "Forum", "Tenants of Exampleton", official=True, decided_by="the committee")
    before = club.letters()
    page = share_asked.before_notifying(club.secretary, "Forum", "Tenants of Exampleton")
    assert "mailboxes" in page
    assert "Subject: **" in page
    assert _nobody_is_named(page)
    assert club.letters() == before
    with pytest.raises(Refusal, match="can't go to"):
        share_asked.before_sharing(club.secretary, "Forum", "Tenants of Exampleton")


@ONE
def test_before_an_exception_its_last_moment_is_shown(club: Club) -> None:
    """S2. The last day is said to the minute, here and in UTC; what can't be is refused before anybody is asked."""
    said = {"clause": "S2", "reason": "Ill.", "decided_by": "the committee"}
    page = exempt.preview(club.secretary, "M01", until=date(2026, 12, 31), **said)
    assert "31 December 2026" in page
    assert "05:00 UTC" in page
    with pytest.raises(Refusal, match="is past"):
        exempt.preview(club.secretary, "M01", until=date(2026, 1, 1), **said)


# ── on a real server ───────────────────────────────────────────────────────────────────────────────


def _started(client: SyncPrefectClient, door: Flow[..., Any], **parameters: Any) -> FlowRun:
    flow_id = client.create_flow(door)
    deployment = client.create_deployment(flow_id=flow_id, name=door.name, tags=[asking.ASKS_FIRST])
    return client.create_flow_run_from_deployment(deployment, parameters=parameters)


def _carried_out(client: SyncPrefectClient, door: Flow[..., Any], run: FlowRun) -> FlowRun:
    """What a worker does with a run that is due; the run as it is afterwards."""
    found = client.read_flow_run(run.id)
    with suppress(Pause):
        run_flow(door, flow_run=found, parameters=found.parameters, return_type="state")
    return client.read_flow_run(run.id)


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
        first = _carried_out(client, door, _started(client, door, election=KEY))
        assert first.name == "Freeze: Autumn endorsements (autumn)"
        assert first.state_type is StateType.PAUSED
        assert _answered(client, door, first, "not yet").state_type is StateType.PAUSED
        assert [one["what"] for one in runs_shown.needs(client, "")] == [f"The run “{first.name}” waits for an answer"]
        assert _answered(client, door, first, "leave it").state_type is StateType.COMPLETED
        assert club.election().state == "drafted"
        again = _lapsed_and_asked_again(client, door)
        assert _answered(client, door, again, "do it").state_type is StateType.COMPLETED
        assert club.election().state == "frozen"
        last = _carried_out(client, door, _started(client, door, election=KEY))
        assert last.state_type is StateType.COMPLETED  # nothing is left to ask
        assert runs_shown.needs(client, "") == []
        assert {"desk", "pages", "roll-autumn"} <= {one.key for one in pages_shown.shown(client, "")}


@ONE
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
        run = _carried_out(client, door, _started(client, door, election=KEY))
        drawing.record(waiting.secretary, KEY, drawn="4 17 22 31 40")
        assert _answered(client, door, run, "certify", officer="R. O.").state_type is StateType.PAUSED
        assert waiting.election().state == "counted"
        assert _answered(client, door, run, "certify", officer="R. O.").state_type is StateType.COMPLETED
        assert waiting.election().state == "certified"
        late = _carried_out(client, door, _started(client, door, election=KEY))
        assert late.state_type is StateType.COMPLETED  # nothing is left to ask


def _answered(client: SyncPrefectClient, door: Flow[..., Any], run: FlowRun, decision: str, **more: str) -> FlowRun:
    resume_flow_run(run.id, run_input={"decision": decision, **more})
    return _carried_out(client, door, run)


def _lapsed_and_asked_again(client: SyncPrefectClient, door: Flow[..., Any]) -> FlowRun:
    run = _carried_out(client, door, _started(client, door, election=KEY))
    client.set_flow_run_state(run.id, Failed(message="The flow was paused and never resumed."), force=True)
    before = {one.id for one in client.read_flow_runs()}
    asking.again()
    asking.again()
    [new] = [one for one in client.read_flow_runs() if one.id not in before]
    assert new.parameters["election"] == KEY
    return _carried_out(client, door, new)
