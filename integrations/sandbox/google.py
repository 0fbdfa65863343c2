"""The stand-in for Google's servers: a request is recognised, checked, carried out and answered as Google would."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from integrations.sandbox import (
    discovery,
    google_access,
    google_cells,
    google_drive,
    google_forms,
    google_masks,
    google_oauth,
    google_shapes,
    google_sheets,
)
from integrations.sandbox.discovery import Method, Refused
from integrations.sandbox.google_oauth import as_json
from integrations.sandbox.google_state import CONSENT, REVOKED, TOKEN, Call, google, stamp
from integrations.sandbox.world import World

__all__ = ["CONSENT", "PREFIX", "REVOKED", "TOKEN", "answered", "label", "routes"]

PREFIX = "/google"
METHODS: dict[str, Callable[[Call], dict[str, Any] | None]] = {
    **google_forms.METHODS,
    **google_drive.METHODS,
    **google_sheets.METHODS,
    **google_cells.METHODS,
}


def routes(world: World) -> list[Mount]:
    """Google's services, the page of consent, and the place where tokens are given out, all below /google."""

    async def door(scope: Scope, receive: Receive, send: Send) -> None:
        world.calls.append(label(scope))
        request = Request(scope, receive)
        body = await request.body()
        path = _path(scope)
        if path in google_oauth.PLACES:
            answer = google_oauth.answered(world, request, path=path, body=body.decode())
        else:
            answer = answered(world, request, path=path, body=body)
        await answer(scope, receive, send)

    app: ASGIApp = door
    return [Mount(PREFIX, app=app)]


def label(scope: Scope) -> str:
    """How a request to Google is named in records and fault plans."""
    found = discovery.match(scope["method"], _path(scope))
    return found[0].label if found else f"{scope['method']} {_path(scope)}"


def _path(scope: Scope) -> str:
    raw: bytes = scope["raw_path"]
    return raw.decode("ascii").removeprefix(PREFIX)


def answered(world: World, request: Request, *, path: str, body: bytes) -> Response:
    """Google's answer to one request, be it a refusal."""
    try:
        found = discovery.match(request.method, path)
        if found is None:
            raise Refused(404, f"There is no {request.method} {path} in the Forms, Sheets and Drive services.")
        return _carried_out(world, request, found=found, body=body)
    except Refused as refusal:
        return as_json(refusal.as_json(), status=refusal.code)


def _carried_out(world: World, request: Request, *, found: tuple[Method, dict[str, str]], body: bytes) -> Response:
    method, in_path = found
    caller = google_access.admit(world, request)
    _spend(world, method)
    google_access.refuse_what_is_not_theirs(world, caller, method, in_path)
    name = f"{method.id} of media" if method.takes_media else method.id
    if name not in METHODS:
        raise Refused(501, f"The sandbox doesn't do {name}: Canvass doesn't need it.")
    params = in_path | discovery.query(method, parse_qsl(request.url.query, keep_blank_values=True))
    content = None if method.takes_media else _read(body)
    google_shapes.check_request(method, content)
    call = Call(world, params, content or {}, f"{request.url.scheme}://{request.url.netloc}", caller)
    if method.takes_media:
        call = replace(call, media=body, media_kind=request.headers.get("content-type", ""))
    answer = METHODS[name](call)
    if answer is None:
        return Response(status_code=204)
    google_shapes.check_response(method, answer)
    fields = params.get("fields") or google_drive.USUAL_FIELDS.get(method.id)
    return as_json(google_masks.cut(method, fields, answer) if fields else answer)


def _read(body: bytes) -> Any:
    if not body:
        return None
    try:
        return json.loads(body)
    except ValueError:
        raise Refused(400, "Invalid JSON payload received.") from None


def _spend(world: World, method: Method) -> None:
    """Count the call against this minute's quota of its kind."""
    state = google(world)
    service = method.id.partition(".")[0]
    group = f"{service}.{'read' if method.verb == 'GET' else 'write'}"
    group = "forms.responses" if method.id == "forms.forms.responses.list" else group
    minute = stamp(world.clock.now())[:16]
    if state["minute"]["at"] != minute:
        state["minute"] = {"at": minute, "counts": {}}
    counts = state["minute"]["counts"]
    counts[group] = counts.get(group, 0) + 1
    if counts[group] <= state["quotas"][group]:
        return
    if service == "drive":
        raise Refused(403, "User Rate Limit Exceeded.", reason="userRateLimitExceeded")
    raise Refused(429, f"Quota exceeded for quota metric {group}, per minute and user.")
