"""The stand-in for the web: the few sites that somebody put up, and nothing under any other name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from integrations.sandbox.world import World

PAGE = "<!doctype html><title>A campaign</title><h1>Vote for somebody invented</h1>"


def put_up(
    world: World,
    host: str,
    *,
    status: int = 200,
    kind: str = "text/html; charset=utf-8",
    leads_to: str = "",
    secure: bool = True,
) -> None:
    """Put a site up, or change it: what it answers, of which kind, or to which address it leads.

    One that isn't `secure` answers under http alone.
    """
    world.public["sites"][host] = {"status": status, "kind": kind, "leads_to": leads_to, "secure": secure}


def take_down(world: World, host: str) -> None:
    """Take a site off the web: its name leads nowhere any more."""
    del world.public["sites"][host]


def routes(world: World) -> list[Route]:
    """All paths under /web: the scheme, the host with its port, and the site's own path."""

    async def site(request: Request) -> Response:
        world.calls.append(label(request.scope))
        scheme, _, rest = request.path_params["path"].partition("/")
        found = world.public["sites"].get(rest.partition("/")[0].partition(":")[0])
        if found is None or (scheme == "https" and not found["secure"]):
            return await _hang_up(request)
        if found["leads_to"]:
            return RedirectResponse(found["leads_to"], 302)
        if not found["kind"]:
            return Response(status_code=found["status"])
        return HTMLResponse(PAGE, found["status"], {"content-type": found["kind"]})

    return [Route("/web/{path:path}", site)]


def label(scope: Mapping[str, Any]) -> str:
    """How a request to a site is called in plans of faults: GET /web/example.org."""
    host = scope["path"].removeprefix("/web/").partition("/")[2].partition("/")[0]
    return f"{scope['method']} /web/{host.partition(':')[0]}"


async def _hang_up(request: Request) -> Response:
    """Nobody is there: the connection ends without an answer."""
    request.scope["state"]["drop"]()
    while (await request.receive())["type"] != "http.disconnect":
        pass
    return Response()
