"""The stand-ins for OCPF and for the FEC's API: who has an account there, and how they are asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from integrations.sandbox.world import World

STATUSES = {"C": "present candidate", "F": "future candidate", "N": "not yet a candidate", "P": "prior candidate"}

DEMO_KEY, PER_HOUR = "DEMO_KEY", 30
"""The key that anybody may try out with, and how often an hour."""

_VERBS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def register(world: World, number: int, *, closed_on: str = "") -> None:
    """Open an account with OCPF, or close it on a day, written as 11/3/2026."""
    world.public["ocpf"][str(number)] = {
        "cpfId": number,
        "fullName": "Somebody Invented",
        "committeeName": "Invented Committee",
        "isActive": not closed_on,
        "closedDate": closed_on or None,
    }


def register_federally(world: World, number: str, *, status: str = "C", inactive: bool = False) -> None:
    """Put a candidate on the FEC's list, or give them another status; "" for none."""
    if status and status not in STATUSES:
        raise ValueError(f"A status is one of {', '.join(STATUSES)}.")
    world.public["fec"][number] = {
        "candidate_id": number,
        "name": "INVENTED, SOMEBODY",
        "candidate_status": status or None,
        "candidate_inactive": inactive,
        "office": number[:1],
        "active_through": world.clock.now().year,
    }


def routes(world: World) -> list[Route]:
    """All paths under /ocpf and /fec. Each request is noted in `world.calls`, be it refused or not."""

    async def ocpf(request: Request) -> Response:
        world.calls.append(ocpf_label(request.scope))
        return _ocpf(world, request)

    async def fec(request: Request) -> Response:
        world.calls.append(fec_label(request.scope))
        return _fec(world, request)

    return [
        Route("/ocpf/{path:path}", ocpf, methods=_VERBS),
        Route("/fec/{path:path}", fec, methods=_VERBS),
    ]


def ocpf_label(scope: Mapping[str, Any]) -> str:
    """How a request to OCPF is called in plans of faults."""
    return f"{scope['method']} /ocpf/{'filer/{cpfId}' if scope['path'].startswith('/ocpf/filer/') else '…'}"


def fec_label(scope: Mapping[str, Any]) -> str:
    """How a request to the FEC is called in plans of faults."""
    known = scope["path"].startswith("/fec/v1/candidate/")
    return f"{scope['method']} /fec/{'v1/candidate/{candidate_id}/' if known else '…'}"


def _ocpf(world: World, request: Request) -> Response:
    what, _, number = request.path_params["path"].partition("/")
    if request.method != "GET" or what != "filer" or "/" in number:
        return JSONResponse([])  # so OCPF is said to answer for paths that it doesn't have
    if request.query_params or not number.isdecimal() or str(int(number)) != number:
        return JSONResponse({"status": 400, "title": "Bad Request"}, 400)
    filer = world.public["ocpf"].get(number)
    return JSONResponse({"status": 400, "title": "Bad Request"}, 400) if filer is None else JSONResponse(filer)


def _fec(world: World, request: Request) -> Response:
    number = request.path_params["path"].removeprefix("v1/candidate/").removesuffix("/")
    if refused := _gate(world, request.headers.get("x-api-key", "")):
        return refused
    if request.method != "GET" or request.url.path != f"/fec/v1/candidate/{number}/" or "/" in number:
        return JSONResponse({"message": "The sandbox has no such path.", "status": 404}, 404)
    if request.query_params or len(number) != 9 or number[0] not in "HSP":
        return JSONResponse({"message": "A candidate's number is needed, and nothing more.", "status": 422}, 422)
    rows = [row for row in [world.public["fec"].get(number)] if row]
    page = {"count": len(rows), "page": 1, "pages": len(rows), "per_page": 20}
    return JSONResponse({"api_version": "1.0", "pagination": page, "results": rows})


def _gate(world: World, key: str) -> Response | None:
    """api.data.gov stands before the FEC: it asks for a key, and counts."""
    if not key:
        return _closed(403, "API_KEY_MISSING")
    if key not in {DEMO_KEY, *world.public["keys"]}:
        return _closed(403, "API_KEY_INVALID")
    if key != DEMO_KEY:
        return None
    since = (world.clock.now() - timedelta(hours=1)).isoformat()
    world.public["asked"] = [at for at in world.public["asked"] if at > since]
    if len(world.public["asked"]) >= PER_HOUR:
        return _closed(429, "OVER_RATE_LIMIT")
    world.public["asked"].append(world.clock.now().isoformat())
    return None


def _closed(status: int, code: str) -> Response:
    return JSONResponse({"error": {"code": code, "message": "The sandbox's gate is closed to this key."}}, status)
