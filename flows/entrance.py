"""Entrance: how each door of the dashboard is declared. What can't be done as asked ends as refused, not as failed."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn, ParamSpec, TypeVar

import prefect
from prefect import Flow, get_run_logger
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.responses import SetStateStatus
from prefect.context import FlowRunContext
from prefect.exceptions import Abort

from core.bylaws.partnership import NoPartners
from core.calendar import CalendarFault
from flows.discreet_logs import DISCRETION
from flows.secretary import PartFault, Refusal

P = ParamSpec("P")
R = TypeVar("R")

REFUSED = "Refused"
"""The name of the state, as the dashboard shows it."""

AS_ASKED = (Refusal, CalendarFault, NoPartners)
"""What can't be done as it was asked. Whoever asked can mend it; nothing in Canvass, and no service, is at fault."""


class Refused(Abort):
    """A run has ended as refused. Prefect ends it quietly, in the state that it is in by now."""

    def __init__(self, letter: str, state: State[Any]) -> None:
        super().__init__(letter)
        self.state = state


def flow(**how: Any) -> Callable[[Callable[P, R]], Flow[P, R]]:
    """Prefect's own `flow`, for a door: a refusal ends the run with its letter as the state's message.

    Such a run counts as cancelled: it did nothing, so it is no success, and nothing is broken, so it is no failure and
    no notice goes out. A pass that Prefect started by the clock has nobody who would read that: it fails, as before.
    """

    def declare(act: Callable[P, R]) -> Flow[P, R]:
        door: Flow[P, R] = prefect.flow(**how)(act)
        door.fn = _refusing(act)  # so late, so that Prefect reads form, name and place of the act itself
        return door

    return declare


def _refusing(act: Callable[P, R]) -> Callable[P, R]:
    @wraps(act)
    def carried_out(*words: P.args, **more: P.kwargs) -> R:
        try:
            return act(*words, **more)
        except PartFault:
            raise  # something lies on a machine where it mustn't: that has to be loud
        except AS_ASKED as letter:
            context = FlowRunContext.get()
            if context is None or context.flow_run is None or context.flow_run.auto_scheduled:
                raise
            _end(context.flow_run, letter)

    # Prefect looks the types of a door's fields up where its act stands, and would look here.
    carried_out.__signature__ = inspect.signature(act, eval_str=True)  # type: ignore[attr-defined]
    return carried_out


def _end(run: FlowRun, letter: Exception) -> NoReturn:
    """End a run as refused. Raises the letter itself where Prefect doesn't take that state."""
    said = DISCRETION.without(str(letter))
    get_run_logger().warning(said)
    with get_client(sync_client=True) as client:
        answer = client.set_flow_run_state(run.id, State(type=StateType.CANCELLED, name=REFUSED, message=said))
    if answer.status is not SetStateStatus.ACCEPT or answer.state is None:
        raise letter
    raise Refused(said, answer.state) from None
