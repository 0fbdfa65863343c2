"""The stand-in for Mailchimp's Marketing API: as strict as the real one may be, and with the same memory."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from integrations.sandbox import (
    mailchimp_audience,
    mailchimp_campaigns,
    mailchimp_segments,
    mailchimp_sending,
    mailchimp_standing,
)
from integrations.sandbox.mailchimp_account import (
    API_KEY,
    LIST_ID,
    Call,
    Json,
    Operation,
    behave,
    open_account,
    select,
    subscriber_hash,
)
from integrations.sandbox.mailchimp_delivery import arrive
from integrations.sandbox.mailchimp_sending import halt
from integrations.sandbox.mailchimp_shapes import Problem, invalid
from integrations.sandbox.world import World

__all__ = ["API_KEY", "LIST_ID", "behave", "halt", "open_account", "routes", "subscriber_hash"]

PREFIX = "/mailchimp"
_VERBS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def _ping(_: Call) -> Json:
    return {"health_status": "Everything's Chimpy!"}


OPERATIONS: tuple[Operation, ...] = (
    Operation("GET", "/ping", _ping),
    *mailchimp_standing.OPERATIONS,
    *mailchimp_audience.OPERATIONS,
    *mailchimp_segments.OPERATIONS,
    *mailchimp_campaigns.OPERATIONS,
    *mailchimp_sending.OPERATIONS,
)


def routes(world: World) -> list[Route]:
    """All paths under /mailchimp, which answer out of `world.mailchimp`; the account is opened if there is none.

    Each request is noted in `world.calls` as its method and its path with placeholders, be it refused or not.
    """
    open_account(world)
    by_path: dict[str, dict[str, Operation]] = defaultdict(dict)
    for operation in OPERATIONS:
        by_path[operation.path][operation.method] = operation
    known = [
        Route(f"{PREFIX}/3.0{path}", _endpoint(world, path, operations), methods=_VERBS)
        for path, operations in by_path.items()
    ]
    return [*known, Route(f"{PREFIX}/{{unknown:path}}", _endpoint(world, "/…", {}), methods=_VERBS)]


def _endpoint(world: World, path: str, operations: dict[str, Operation]) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        world.calls.append(f"{request.method} /3.0{path}")
        arrive(world)
        try:
            told = _act(world, request, operations.get(request.method), await request.body())
        except Problem as problem:
            return JSONResponse(problem.document, problem.status, media_type="application/problem+json")
        return Response(status_code=204) if told is None else JSONResponse(told)

    return answer


def _act(world: World, request: Request, operation: Operation | None, body: bytes) -> Json | None:
    """Let a request through the door if it has the key and the shape, and do what it asks."""
    if not _has_key(world, request):
        raise Problem(401, "API Key Invalid", "The key is missing or wrong, or belongs to another data centre.")
    mailchimp_standing.refuse_if_closed(world)
    if operation is None:
        raise Problem(404, "Resource Not Found", "The sandbox has no such path, or none with this method.")
    query = _read_query(request, operation)
    paths = query.pop("fields", None)
    root = f"{request.url.scheme}://{request.url.netloc}"
    told = operation.act(Call(world, dict(request.path_params), query, _read_body(operation, body), root))
    return select(told, paths) if paths and told is not None else told


def _has_key(world: World, request: Request) -> bool:
    """Whether the request carries our key as a basic password; the user's name may be anything."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    try:
        password = base64.b64decode(secret, validate=True).partition(b":")[2]
    except (binascii.Error, ValueError):
        return False
    return scheme.lower() == "basic" and hmac.compare_digest(password, open_account(world)["api_key"].encode())


def _read_query(request: Request, operation: Operation) -> dict[str, Any]:
    readings = {**operation.query, **({"fields": _words} if operation.method == "GET" else {})}
    errors, query = [], {}
    for name, value in request.query_params.multi_items():
        if name not in readings or name in query:
            errors.append({"field": name, "message": "is unknown here, or given twice"})
            continue
        try:
            query[name] = readings[name](value)
        except ValueError as error:
            errors.append({"field": name, "message": str(error)})
    if errors:
        raise invalid(errors)
    return query


def _read_body(operation: Operation, body: bytes) -> Json:
    """The body, checked. A call that takes none may still carry the word null, which the SDK sends."""
    try:
        told = json.loads(body or b"null")
    except ValueError:
        raise Problem(400, "JSON Parse Error", "We encountered an unspecified JSON parsing error.") from None
    if operation.body is None:
        if told is not None:
            raise invalid([{"field": "", "message": "this call takes no body"}])
        return {}
    if errors := list(operation.body(told, "")):
        raise invalid(errors)
    body_told: Json = told
    return body_told


def _words(value: str) -> list[str]:
    return value.split(",")
