"""Faults on demand: the sandbox drops, refuses, delays or forgets to answer exactly the requests it is told to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from fnmatch import fnmatchcase
from typing import Any, Literal, get_args

from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from integrations.sandbox.discovery import STATUS_NAMES
from integrations.sandbox.world import World

Kind = Literal[
    "timeout before",  # the connection drops and nothing was done
    "timeout after",  # it was done, then the connection drops without an answer
    "503 after",  # it was done, but the answer says it wasn't
    "401",
    "429",
    "5xx",
    "empty body",  # 403 without a word, as from a proxy on the way
    "slow",  # done and answered, `seconds` of real time later
]
KINDS: tuple[Kind, ...] = get_args(Kind)

_STATUS: dict[Kind, int] = {"503 after": 503, "401": 401, "429": 429, "5xx": 500, "empty body": 403}
_DONE_FIRST: frozenset[Kind] = frozenset({"timeout after", "503 after"})
_DROPPED: frozenset[Kind] = frozenset({"timeout before", "timeout after"})


@dataclass
class Plan:
    """One planned fault: from the `nth` matching request on, `times` in a row.

    `label` is a shell pattern over labels such as "POST /v1/forms/{formId}:batchUpdate";
    "*" counts every API request. Requests are counted from the moment of planning.
    """

    kind: Kind
    label: str = "*"
    nth: int = 1
    times: int = 1
    seconds: float = 0.0
    seen: int = 0


class Faults:
    """The planned faults of one sandbox, and those that came to pass as (kind, label)."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.plans: list[Plan] = []
        self.met: list[tuple[Kind, str]] = []

    def plan(self, kind: Kind, label: str = "*", *, nth: int = 1, times: int = 1, seconds: float = 0.0) -> None:
        """Let requests fail that are still to come."""
        if kind not in KINDS or nth < 1 or times < 1:
            raise ValueError(f"A fault is one of {', '.join(KINDS)}, from the first request or a later one on.")
        self.plans.append(Plan(kind, label, nth, times, seconds))

    def delay_visibility(self, by: timedelta) -> None:
        """From now on new files and responses stay out of lists for a while of sandbox time."""
        self._world.lag = by

    def clear(self) -> None:
        """Plan nothing, delay nothing, remember nothing."""
        self.plans.clear()
        self.met.clear()
        self._world.lag = timedelta(0)

    def as_json(self) -> list[dict[str, Any]]:
        """The plans as plain data."""
        return [asdict(plan) for plan in self.plans]

    def due(self, label: str) -> Plan | None:
        """The fault this request meets, if any. Asking counts the request."""
        met = None
        for plan in self.plans:
            if not fnmatchcase(label, plan.label):
                continue
            plan.seen += 1
            if met is None and plan.nth <= plan.seen < plan.nth + plan.times:
                met = plan
        if met is not None:
            self.met.append((met.kind, label))
        return met


def guarded(app: ASGIApp, *, label: Callable[[Scope], str], faults: Faults, calls: list[str]) -> ASGIApp:
    """The same application, with the planned faults coming true.

    The application notes the requests that reach it in `calls`; those that a fault keeps
    from it are noted here.
    """

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        name = label(scope)
        plan = faults.due(name)
        if plan is None:
            await app(scope, receive, send)
        elif plan.kind == "slow":
            await asyncio.sleep(plan.seconds)
            await app(scope, receive, send)
        elif plan.kind in _DONE_FIRST:
            await app(scope, receive, _unheard)
            await _fail(plan.kind, scope, receive, send)
        else:
            calls.append(name)
            await _fail(plan.kind, scope, receive, send)

    return guard


async def _fail(kind: Kind, scope: Scope, receive: Receive, send: Send) -> None:
    if kind not in _DROPPED:
        await _answer(kind, scope)(scope, receive, send)
        return
    scope["state"]["drop"]()
    while (await receive())["type"] != "http.disconnect":
        pass


async def _unheard(_: Message) -> None:
    """Take the place of a connection on which nobody hears the answer."""


def _answer(kind: Kind, scope: Scope) -> Response:
    status = _STATUS[kind]
    if kind == "empty body":
        return Response(status_code=status)
    if scope["path"].startswith("/google"):
        error = {"code": status, "message": "A fault was asked for.", "status": STATUS_NAMES[status]}
        return JSONResponse({"error": error}, status_code=status)
    problem = {"title": "A fault was asked for", "status": status, "detail": "A fault was asked for.", "instance": ""}
    return JSONResponse(problem, status_code=status, media_type="application/problem+json")
