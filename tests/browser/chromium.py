"""Chromium, as a person would use it, but without a screen: pages are opened, looked at, filled in and clicked.

It is spoken to by its own DevTools protocol, with no library between. Nothing but this machine is reached: there is no
background traffic, and every address but loopback is unknown to it.
"""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest
from websockets.sync.client import ClientConnection, connect

PATIENCE_SECONDS = 60
NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
    "--lang=en",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
MISSING = "Chromium is not installed here. On Debian or Ubuntu: sudo apt install chromium"

_READ = """[document.body.innerText, ...[...document.images].map(one => one.alt)].join(' ').replace(/\\s+/g, ' ')"""
_NAMED = """[...document.querySelectorAll(%s)]
  .filter(one => one.getClientRects().length && !one.disabled)
  .find(one => (one.innerText || one.value || one.getAttribute('aria-label') || '').trim() === %s)"""
_MIDDLE = """(one => {
  one.scrollIntoView({block: 'center', behavior: 'instant'});
  const box = one.getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2];
})(%s)"""


class BrowserFault(AssertionError):
    """What was to be seen in the browser wasn't. The message says what was looked for, and where."""


def pause(seconds: float) -> None:
    """Let another process get on: a browser, a dashboard. Nothing of ours in this process is waited for like that."""
    threading.Event().wait(seconds)


def installed() -> str:
    """The program, if it is there; "" if not."""
    return next(filter(None, map(shutil.which, NAMES)), "")


def needed() -> str:
    """The program. A test that needs it is left out, with the reason, where it isn't installed."""
    return installed() or pytest.skip(MISSING)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser of its own, with nothing remembered, until the block ends."""
    program = needed()
    with tempfile.TemporaryDirectory(prefix="canvass-chromium-", ignore_cleanup_errors=True) as profile:
        words = [program, *QUIET, "--remote-debugging-port=0", f"--user-data-dir={profile}", "about:blank"]
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            yield Browser(_address(Path(profile) / "DevToolsActivePort", process))
        finally:
            process.terminate()
            process.wait(timeout=20)


def _address(note: Path, process: subprocess.Popen[bytes]) -> str:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and process.poll() is None:
        lines = note.read_text().split() if note.exists() else []
        if len(lines) == 2:
            return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
        pause(0.1)
    raise BrowserFault("Chromium didn't start.")


class Browser:
    """A running Chromium, in which tabs are opened."""

    def __init__(self, address: str) -> None:
        self.address = address

    def tab(self, *, width: int = 1200, height: int = 900, dark: bool = False, scale: float = 1) -> Tab:
        """A tab of a size in CSS pixels, in light or dark; `scale` is how many dots a pixel has."""
        return Tab(self.address, width=width, height=height, dark=dark, scale=scale)


class Tab:
    """One tab. `with` closes it."""

    def __init__(self, address: str, *, width: int, height: int, dark: bool, scale: float) -> None:
        self._line: ClientConnection = connect(address, max_size=None, proxy=None)
        self._count = 0
        self._session = ""
        target = self._say("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._say("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._target = target
        self._say("Page.enable")
        size = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": False}
        self._say("Emulation.setDeviceMetricsOverride", **size)
        self._say(
            "Emulation.setEmulatedMedia",
            features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}],
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._say("Target.closeTarget", targetId=self._target)
        self._line.close()

    def _say(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._count += 1
        message = {"id": self._count, "method": method, "params": parameters}
        self._line.send(json.dumps(message | ({"sessionId": self._session} if self._session else {})))
        while True:
            heard = json.loads(self._line.recv(timeout=PATIENCE_SECONDS))
            if heard.get("id") == self._count:
                break
        if "error" in heard:
            raise BrowserFault(f"{method}: {heard['error']['message']}")
        result: dict[str, Any] = heard["result"]
        return result

    def open(self, address: str) -> None:
        """Go to a page, and wait until it is loaded."""
        self._say("Page.navigate", url=address)
        self.wait("document.readyState === 'complete' && location.href !== 'about:blank'", f"{address} to load")

    def ask(self, script: str) -> Any:
        """What an expression of JavaScript in the page gives; a promise is waited for."""
        said = self._say("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in said:
            raise BrowserFault(said["exceptionDetails"].get("exception", {}).get("description", str(said)))
        return said["result"].get("value")

    def wait(self, script: str, what: str, *, seconds: float = PATIENCE_SECONDS) -> Any:
        """Wait until an expression is true in the page, and give its value. `what` says it in words."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            found = self.ask(script)
            if found:
                return found
            pause(0.2)
        raise BrowserFault(f"Waited in vain for {what}. The page says: {self.text()[-1500:]}")

    def text(self) -> str:
        """What can be read on the page, spaces evened out."""
        return re.sub(r"\s+", " ", str(self.ask("document.body ? document.body.innerText : ''")))

    def see(self, words: str, *, seconds: float = PATIENCE_SECONDS) -> None:
        """Wait until words stand on the page, or are what a picture is said to show."""
        self.wait(f"{_READ}.includes({json.dumps(words)})", f"“{words}”", seconds=seconds)

    def click(self, words: str, *, among: str = "button, a, [role=button], [role=tab], [role=option], label") -> None:
        """Click what is named by these words exactly, as soon as it is there, can be seen and isn't disabled."""
        find = _NAMED % (json.dumps(among), json.dumps(words))
        self.wait(f"!!({find})", f"“{words}” to click")
        self._press(find)

    def click_on(self, selector: str) -> None:
        """Click the first element that a selector finds."""
        find = f"document.querySelector({json.dumps(selector)})"
        self.wait(f"!!({find})", selector)
        self._press(find)

    def _press(self, find: str) -> None:
        x, y = self._at_rest(find)
        for kind in ("mousePressed", "mouseReleased"):
            self._say("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def _at_rest(self, find: str) -> tuple[float, float]:
        """Where something is once it has stopped sliding in."""
        before, now = None, self.ask(_MIDDLE % find)
        while now != before:
            pause(0.1)
            before, now = now, self.ask(_MIDDLE % find)
        return now[0], now[1]

    def type(self, selector: str, words: str) -> None:
        """Click into a field, take out what stands there, and type."""
        self.click_on(selector)
        self.ask(f"document.querySelector({json.dumps(selector)}).select?.()")
        self._say("Input.insertText", text=words)

    def settle(self) -> None:
        """Wait until the page has stood still for a moment: fonts, charts and what slides in."""
        before = b""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            now = self.picture()
            if now == before:
                return
            before = now
            pause(0.7)

    def picture(self, *, whole: bool = False, height: int = 0) -> bytes:
        """The page as PNG: what the tab shows, its upper part of a height, or `whole` from top to bottom."""
        clip: dict[str, Any] = {}
        if whole or height:
            size = self._say("Page.getLayoutMetrics")["cssContentSize"]
            tall = min(size["height"], height or size["height"])
            clip = {"clip": {"x": 0, "y": 0, "width": size["width"], "height": tall, "scale": 1}}
        shot = self._say("Page.captureScreenshot", format="png", captureBeyondViewport=bool(clip), **clip)
        return base64.b64decode(shot["data"])
