"""Settled: a run that asks what was answered elsewhere meanwhile is ended, and is nobody's to answer any more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowFilter, FlowFilterId, FlowRunFilter
from prefect.client.schemas.filters import FlowRunFilterState as OfState
from prefect.client.schemas.filters import FlowRunFilterStateType as OfType
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.sorting import FlowRunSort
from sqlalchemy.orm import Session

from core.records import Election
from flows.duties.privacy import wishes
from flows.duties.race import press
from flows.secretary import Secretary

SETTLED = "Settled"
"""The name of the state, as the dashboard shows it."""

WHY = "What this run asked was settled elsewhere, such as on the command line. Nothing is left to answer here."

OVER = ("certified", "announced", "withdrawn")


def _is(states: Sequence[str]) -> Callable[[Session, Mapping[str, Any]], bool]:
    def asks(session: Session, typed: Mapping[str, Any]) -> bool:
        election = session.get(Election, str(typed.get("election")))
        return election is not None and election.state in states

    return asks


QUESTIONS: Mapping[str, Callable[[Session, Mapping[str, Any]], bool]] = {
    "freeze": _is(("frozen", "open", "closed", "sealed", "counted", *OVER)),
    "extend": _is(("closed", "sealed", "counted", *OVER)),
    "withdraw": _is(OVER),
    "certify": _is(OVER),
    "release-press": lambda session, typed: press.approved(session, str(typed.get("race"))) is not None,
    "erase": lambda session, typed: wishes.of(session, str(typed.get("member", ""))) is not None,
}
"""By door: when what its run asks can't be answered any more, or has been. Of other doors nobody can tell."""


def waiting(client: SyncPrefectClient) -> list[FlowRun]:
    """The runs that wait for somebody's answer, the newest first."""
    paused = FlowRunFilter(state=OfState(type=OfType(any_=[StateType.PAUSED])))
    return client.read_flow_runs(flow_run_filter=paused, sort=FlowRunSort.START_TIME_DESC, limit=200)


def among(secretary: Secretary, client: SyncPrefectClient, runs: Sequence[FlowRun]) -> set[UUID]:
    """Which of these runs ask what is settled.

    They are read before the book: a run that asks what came up only just now is none of them.
    """
    if not runs:
        return set()
    mine = FlowFilter(id=FlowFilterId(any_=sorted({one.flow_id for one in runs})))
    doors = {one.id: one.name for one in client.read_flows(flow_filter=mine)}
    with secretary.ledger.reading() as session:
        return {
            one.id
            for one in runs
            if (asks := QUESTIONS.get(doors.get(one.flow_id, ""))) and asks(session, one.parameters)
        }


def end(secretary: Secretary) -> int:
    """End every run whose question is settled; done again, it finds none. Returns how many."""
    with get_client(sync_client=True) as client:
        found = among(secretary, client, waiting(client))
        for run in found:
            client.set_flow_run_state(run, State(type=StateType.CANCELLED, name=SETTLED, message=WHY))
    return len(found)
