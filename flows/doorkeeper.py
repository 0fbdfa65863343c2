"""The doorkeeper: Prefect's dashboard answers its own pages and Canvass's programs, and no other website's."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

THIS_MACHINE = ("127.0.0.1", "::1", "localhost")
"""What a browser on this machine, or at the near end of a tunnel, calls it."""

REFUSAL = "This page isn't the dashboard's own, or the dashboard isn't called so. CANVASS_DASHBOARD says its address."


class Doorkeeper:
    """Stands before the dashboard, for requests and websockets alike.

    `origins`: the addresses whose pages are the dashboard's own, beside whichever one it is asked at. `names`: what it
    may be called; empty: anything, since it asks everybody for a password. A name that isn't its own is how a website
    passes itself off as the dashboard, by leading its own name to this machine.
    """

    def __init__(self, app: ASGIApp, *, origins: Sequence[str], names: Sequence[str]) -> None:
        self.app, self.names = app, frozenset(names)
        self.origins = frozenset(_place(one) for one in origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let in who may come in, and say so that no other page may show the dashboard inside itself."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif self.may_come_in(Headers(scope=scope)):
            await self.app(scope, receive, _in_no_frame(send))
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": REFUSAL})
        else:
            await PlainTextResponse(REFUSAL, status_code=403)(scope, receive, send)

    def may_come_in(self, headers: Headers) -> bool:
        """Whether this comes from no website, or from a page of the dashboard's own."""
        host, origin = headers.get("host", "").lower(), headers.get("origin")
        if self.names and _name(host) not in self.names:
            return False
        return origin is None or _place(origin) in self.origins | {host}


def _place(origin: str) -> str:
    """Host and port of an address, as browsers write them. A page of no address, “null”, has none."""
    try:
        return urlsplit(origin).netloc.lower() or "nowhere"
    except ValueError:  # what stands in brackets is no address
        return "nowhere"


def _name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:  # what stands in brackets is no address
        return ""


def _in_no_frame(send: Send) -> Send:
    """A page that shows the dashboard inside itself could make an organiser press what they don't see."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["X-Frame-Options"] = "DENY"
            headers["Content-Security-Policy"] = "frame-ancestors 'none'"
        await send(message)

    return sent


def dashboard() -> ASGIApp:
    """Prefect's server with the doorkeeper before it, set up by Prefect's own switches. For uvicorn to start."""
    from prefect.server.api.server import create_app  # noqa: PLC0415  # imports all of Prefect's server
    from prefect.settings import get_current_settings  # noqa: PLC0415

    api = get_current_settings().server.api
    origins = api.cors_allowed_origins.split(",")
    asks = api.auth_string is not None
    own = {api.host, *THIS_MACHINE, *(_name(_place(one)) for one in origins)}
    return Doorkeeper(create_app(final=True), origins=origins, names=() if asks else sorted(own))
