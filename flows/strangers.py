"""Strangers: before the dashboard is served, all those who mustn't get in try every way in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import httpx

PATIENCE_SECONDS = 120
REFUSED = (401, 403)

UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
}
"""How a browser asks for a websocket."""

WEBSITE = {"Origin": "https://website.example"}
LED_HERE = {"Host": "website.example"}
"""What a browser sends along for the page of another website, and for one that leads its own name to this machine."""


def let_in(address: str, *, asks_for_a_password: bool) -> Iterator[str]:
    """Who gets in that shouldn't: somebody without the password, or the page of another website.

    Both ways in are tried: a question, and a websocket, by which everything that happens could be listened to.
    """
    if asks_for_a_password:
        yield from _answered(address, "somebody without the dashboard's password", {})
    else:
        yield from _answered(address, "a website that leads its own name here", LED_HERE)
    yield from _answered(address, "the page of another website", WEBSITE)


def _answered(address: str, who: str, headers: Mapping[str, str]) -> Iterator[str]:
    # A question, not a change: what would change something is refused for want of a token, whoever asks.
    for path, also in (("admin/settings", {}), ("events/out", UPGRADE)):
        answer = httpx.get(f"{address}/api/{path}", headers={**headers, **also}, timeout=PATIENCE_SECONDS)
        if answer.status_code not in REFUSED:
            yield f"{who} ({path}: {answer.status_code})"
