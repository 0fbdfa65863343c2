"""The sandbox's own doors for another process: its clock, its faults, and what was called."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from integrations.sandbox.faults import Faults
from integrations.sandbox.world import World

CLOCK_HELP = 'Send {"now": "2026-11-05T18:00:00Z"} or {"advance_seconds": 3600}.'
FAULT_HELP = 'Send for instance {"kind": "timeout after", "label": "POST /v1/forms", "nth": 1}; see docs/sandbox.md.'


def routes(world: World, faults: Faults) -> list[Route]:
    """Everything under /_sandbox. Faults never happen here."""

    async def clock(request: Request) -> Response:
        if request.method == "PUT":
            try:
                _move(world, await request.json())
            except (KeyError, TypeError, ValueError):
                return JSONResponse({"error": CLOCK_HELP}, status_code=400)
        return JSONResponse({"now": world.clock.now().isoformat()})

    async def plan(request: Request) -> Response:
        try:
            _plan(faults, await request.json())
        except (KeyError, TypeError, ValueError):
            return JSONResponse({"error": FAULT_HELP}, status_code=400)
        return JSONResponse({"faults": faults.as_json()})

    async def clear(_: Request) -> Response:
        faults.clear()
        return JSONResponse({"faults": []})

    async def calls(_: Request) -> Response:
        return JSONResponse({"calls": world.calls, "faults met": faults.met})

    return [
        Route("/_sandbox/clock", clock, methods=["GET", "PUT"]),
        Route("/_sandbox/faults", plan, methods=["POST"]),
        Route("/_sandbox/faults", clear, methods=["DELETE"]),
        Route("/_sandbox/calls", calls),
    ]


def _move(world: World, asked: dict[str, Any]) -> None:
    if "advance_seconds" in asked:
        world.clock.advance(timedelta(seconds=asked["advance_seconds"]))
    else:
        world.clock.set(datetime.fromisoformat(asked["now"]))


def _plan(faults: Faults, asked: dict[str, Any]) -> None:
    if asked["kind"] == "delayed visibility":
        faults.delay_visibility(timedelta(seconds=asked["seconds"]))
    else:
        faults.plan(asked.pop("kind"), **asked)
