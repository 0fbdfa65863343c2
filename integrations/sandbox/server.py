"""The rehearsal's outside world, on this machine's loopback: Google, Mailchimp, registers, mailboxes, a clock."""

from __future__ import annotations

import socket
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from email.utils import format_datetime
from types import TracebackType
from typing import Self

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from integrations.sandbox import control, filers, front, google, inbox, mailchimp, respondent, websites
from integrations.sandbox.faults import Faults, guarded
from integrations.sandbox.world import Clock, World

STARTED_WITHIN_SECONDS = 10.0


class _Droppable(H11Protocol):
    """uvicorn's own connection, which besides can be hung up without an answer: a fault on demand."""

    def connection_made(self, transport) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - uvicorn's signature
        super().connection_made(transport)
        self.app_state = {**self.app_state, "drop": transport.abort}


class Sandbox:
    """A strict, stateful stand-in for other people's services, reached over HTTP by the real client libraries.

    It starts on `with Sandbox(at=…) as sandbox:` or `.start()`, at a free port unless told
    one, and never listens to anything but this machine. A new world starts at the instant
    `at`; a saved one, given as `world`, goes on at its own time.
    Everything runs in one thread of its own, one request after the other; look into `world` and
    change it by hand only while no request is under way.
    """

    def __init__(self, *, at: datetime | None = None, port: int = 0, world: World | None = None) -> None:
        if world is None:
            if at is None:
                raise ValueError("A new sandbox needs an instant to start at; a saved world has its own.")
            world = World(Clock(at))
        self.world = world
        self.faults = Faults(self.world)
        self._wanted_port = port
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self.url = ""

    @property
    def clock(self) -> Clock:
        """The sandbox's own time."""
        return self.world.clock

    def start(self) -> Self:
        """Answer requests from now on."""
        # With its protocol named, connections get TCP_NODELAY; without it every answer would wait 40 ms.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self._wanted_port))
        listener.listen()
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        ready = threading.Event()
        config = uvicorn.Config(
            self._app(ready),
            http=_Droppable,
            ws="none",
            lifespan="on",
            loop="asyncio",
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            date_header=False,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [listener]}, name="sandbox", daemon=True
        )
        self._thread.start()
        if not ready.wait(STARTED_WITHIN_SECONDS):
            raise RuntimeError("The sandbox didn't start within ten seconds.")
        return self

    def stop(self) -> None:
        """Answer no more. The world stays as it is and can be saved."""
        if self._server is None or self._thread is None:
            return
        self._server.should_exit = True
        self._thread.join()
        self._server = self._thread = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _app(self, ready: threading.Event) -> Starlette:
        @asynccontextmanager
        async def lifespan(_: Starlette) -> AsyncIterator[None]:
            ready.set()
            yield

        google_routes, mailchimp_routes = google.routes(self.world), mailchimp.routes(self.world)
        for mount in google_routes:
            mount.app = self._guarded(mount.app, google.label)
        for route in mailchimp_routes:
            route.app = self._guarded(route.app, _label_of(route))
        public = [*filers.routes(self.world), *websites.routes(self.world)]
        for route, named in zip(public, (filers.ocpf_label, filers.fec_label, websites.label), strict=True):
            route.app = self._guarded(route.app, named)
        pages = [*front.routes(self.world), *respondent.routes(self.world), *inbox.routes(self.world)]
        pages += control.routes(self.world, self.faults)
        routes = [*google_routes, *mailchimp_routes, *public, *pages]
        return Starlette(routes=routes, lifespan=lifespan, middleware=[Middleware(_dated, clock=self.clock)])

    def _guarded(self, app: ASGIApp, label: Callable[[Scope], str]) -> ASGIApp:
        return guarded(app, label=label, faults=self.faults, calls=self.world.calls)


def _dated(app: ASGIApp, clock: Clock) -> ASGIApp:
    """The same application, with the date on every answer, by the sandbox's clock."""

    async def dated(scope: Scope, receive: Receive, send: Send) -> None:
        async def stamped(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["date"] = format_datetime(clock.now(), usegmt=True)
            await send(message)

        await app(scope, receive, stamped)

    return dated


def _label_of(route: Route) -> Callable[[Scope], str]:
    template = route.path.removeprefix("/mailchimp")
    return lambda scope: f"{scope['method']} {template}"
