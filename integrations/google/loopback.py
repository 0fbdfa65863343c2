"""The loopback: a page on this machine alone, to which Google's page of consent sends the browser back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from integrations.google.consenting import ConsentFault

HERE = "127.0.0.1"

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>{title}</title>
<style>body {{ font: 1.1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 4rem auto; padding: 0 1rem }}</style>
</head><body><main><h1>{title}</h1><p>{said}</p></main></body></html>
"""

HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Connection": "close",
}


@dataclass(frozen=True)
class Words:
    """What the browser shows at the end."""

    title: str
    said: str


@dataclass(frozen=True, repr=False)
class Heard:
    """What came back: a code, or Google's word for why there is none."""

    code: str
    refusal: str


Receive = Callable[[Heard], Words]
"""What is done with it, and what the browser shows then. It is asked once."""

STRANGE = Words(
    "This isn't the consent that was asked for",
    "It may be an older page. Open the address that stands in the terminal now.",
)
NOTHING_HERE = Words("There is nothing here", "Go back to the terminal.")


class Loopback:
    """Listens on this machine alone, and tells apart what belongs to the consent that is waited for."""

    def __init__(self, server: _Server) -> None:
        self.address = f"http://{HERE}:{server.server_address[1]}/"
        self._once, self._heard = threading.Lock(), threading.Event()
        self._state = ""
        self._receive: Receive | None = None
        server.loopback = self

    def expect(self, state: str, receive: Receive) -> None:
        """From now on, hand what belongs to `state` to `receive`."""
        self._state, self._receive = state, receive

    def wait(self, *, seconds: float) -> bool:
        """Wait until it has come, and the browser has its page. False where nothing came in time.

        Whatever else comes by – an older page, a browser's look for an icon – is turned away, and waiting goes on.
        """
        return self._heard.wait(seconds)

    def answer(self, path: str) -> tuple[int, Words, bool]:
        """A status, what is shown, and whether that was it."""
        asked = urlsplit(path)
        said = {name: values[0] for name, values in parse_qs(asked.query).items()}
        with self._once:
            if asked.path != "/" or not said.keys() & {"code", "error"}:
                return 404, NOTHING_HERE, False
            if self._receive is None or said.get("state") != self._state:
                return 400, STRANGE, False
            receive, self._receive = self._receive, None
            return 200, receive(Heard(said.get("code", ""), said.get("error", ""))), True

    def note_shown(self) -> None:
        """The browser has its page."""
        self._heard.set()


@contextmanager
def listening(port: int) -> Iterator[Loopback]:
    """A loopback at this port, 0 for any that is free. Raises ConsentFault where the port is taken."""
    try:
        server = _Server((HERE, port), _Handler)
    except OSError:
        raise ConsentFault(
            f"Something else listens at port {port} of this machine, or this account may not, so Google's answer "
            f"couldn't come in. Take another one: canvass consent --port {port + 1}"
        ) from None
    loopback = Loopback(server)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield loopback
    finally:
        server.shutdown()
        server.server_close()


class _Server(ThreadingHTTPServer):
    loopback: Loopback
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = False


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 10  # a browser opens connections ahead of time, and says nothing on them

    def do_GET(self) -> None:
        """Answer a browser."""
        status, words, is_it = self.server.loopback.answer(self.path)
        page = PAGE.format(title=escape(words.title), said=escape(words.said)).encode()
        self.send_response(status)
        for name, value in {**HEADERS, "Content-Length": str(len(page))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(page)
        self.wfile.flush()
        if is_it:
            self.server.loopback.note_shown()

    def log_message(self, *_: Any) -> None:
        """Say nothing: the address holds the code."""
