"""The dashboard's doors: nobody without its password gets in where others could reach it, by whichever way they try."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from prefect.settings import PREFECT_API_URL
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from flows import serving, strangers
from flows.doorkeeper import THIS_MACHINE, Doorkeeper
from flows.serving import ServingFault

PASSWORD = "canary-password-4k7w"
SOCKETS = ("events/in", "events/out", "logs/out", "task_runs/subscriptions/scheduled")
ELSEWHERE = ("0.0.0.0", "::", "192.0.2.1", "canvass.example.org", "127.0.0.1.example.org", "")  # noqa: S104 - none is used


@pytest.mark.parametrize("host", ELSEWHERE)
def test_no_dashboard_for_everybody(tmp_path: Path, host: str) -> None:
    """An address that others could reach is refused before anything starts, unless there is a password."""
    with pytest.raises(ServingFault, match=r"open to everybody who can reach .*CANVASS_DASHBOARD_PASSWORD"):
        serving.environment(tmp_path, host=host)
    switches = serving.environment(tmp_path, host=host, password=PASSWORD)
    assert switches["PREFECT_SERVER_API_AUTH_STRING"] == f"canvass:{PASSWORD}"
    assert switches["PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED"] == "true"


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.0.0.2"])
def test_this_machine_alone_needs_none(tmp_path: Path, host: str) -> None:
    """Where only this machine can reach it, a password is a choice; that no other website gets in is none."""
    switches = serving.environment(tmp_path, host=host)
    assert "PREFECT_SERVER_API_AUTH_STRING" not in switches
    assert switches["PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED"] == "true"
    assert f"{switches['PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS']}/api" == switches["PREFECT_API_URL"]


def test_pages_are_known_where_organisers_see_them(tmp_path: Path) -> None:
    """Behind a proxy the dashboard has another address; whatever this machine alone is called adds none."""
    seen = serving.environment(tmp_path, password=PASSWORD, dashboard="https://canvass.example.org/runs")
    own = "http://127.0.0.1:4200"
    assert seen["PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS"] == f"{own},https://canvass.example.org"
    local = serving.environment(tmp_path, dashboard="http://localhost:5000")
    assert local["PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS"] == own


async def _house(scope: Scope, receive: Receive, send: Send) -> None:
    """What stands behind the doorkeeper, and lets everybody in."""
    if scope["type"] == "http":
        await PlainTextResponse("in")(scope, receive, send)
    else:
        await send({"type": "websocket.accept"})


def _said(kind: str, *names: str, **told: str) -> Message:
    """How a doorkeeper of these names first answers a comer of this kind, who tells these headers."""
    keeper = Doorkeeper(_house, origins=["https://canvass.example.org"], names=names)
    headers = [(name.encode(), value.encode()) for name, value in {"host": "127.0.0.1:4200", **told}.items()]
    said = list[Message]()

    async def receive() -> Message:
        return {"type": f"{kind}.connect"}

    async def send(message: Message) -> None:
        said.append(message)

    asyncio.run(keeper({"type": kind, "method": "GET", "path": "/", "headers": headers}, receive, send))
    return said[0]


COMERS = [
    ({}, True),
    ({"origin": "http://127.0.0.1:4200"}, True),
    ({"host": "localhost:5000", "origin": "http://localhost:5000"}, True),
    ({"host": "[::1]:4200", "origin": "http://[::1]:4200"}, True),
    ({"origin": "https://canvass.example.org"}, True),
    ({"origin": "http://127.0.0.1:3000"}, False),
    ({"origin": "http://localhost:4200"}, False),
    ({"origin": "https://website.example"}, False),
    ({"origin": "https://canvass.example.org.website.example"}, False),
    ({"origin": "null"}, False),
    ({"origin": ""}, False),
    ({"origin": "http://[website"}, False),
    ({"host": "website.example", "origin": "http://website.example"}, False),
    ({"host": "website.example"}, False),
    ({"host": "127.0.0.1.website.example:4200"}, False),
    ({"host": "[website"}, False),
    ({"host": ""}, False),
]


@pytest.mark.parametrize(("told", "comes_in"), COMERS)
def test_only_the_dashboards_own_pages_come_in(told: dict[str, str], *, comes_in: bool) -> None:
    """A question and a websocket of another website are refused, though it leads its own name to this machine.

    What comes from no page does come in: programs, and an organiser who follows a link. No page may show it in a frame.
    """
    own = (*THIS_MACHINE, "canvass.example.org")
    asked, listened = _said("http", *own, **told), _said("websocket", *own, **told)
    assert asked["status"] == (200 if comes_in else 403)
    assert ((b"x-frame-options", b"DENY") in asked["headers"]) is comes_in
    assert listened["type"] == ("websocket.accept" if comes_in else "websocket.close")


def test_behind_a_password_it_may_be_called_anything() -> None:
    """Containers call each other by names; another website's pages don't come in all the same."""
    assert _said("http", host="server:4200")["status"] == 200
    assert _said("http", host="server:4200", origin="https://website.example")["status"] == 403


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real dashboard with a password."""
    home = tmp_path_factory.mktemp("locked")
    switches = serving.environment(home, port=serving.free_port(), password=PASSWORD)
    with serving.server(switches, home / "log.txt") as address:
        yield address


@pytest.mark.flow
@pytest.mark.xdist_group("prefect")
@pytest.mark.parametrize("auth", [None, ("canvass", "another"), ("admin", PASSWORD), ("", "")])
def test_http_asks_for_the_password(locked: str, auth: tuple[str, str] | None) -> None:
    """Whatever is read is refused; whatever is changed, too, and the token that it would take isn't handed out."""
    nobody = "00000000-0000-4000-8000-000000000000"
    for what in ("admin/version", "admin/settings", "csrf-token?client=somebody", f"flow_runs/{nobody}", "hello"):
        assert httpx.get(f"{locked}/api/{what}", auth=auth).status_code == 401, what
    for what in ("flow_runs", "deployments", "logs", "artifacts", "block_documents", "variables", "work_pools"):
        assert httpx.post(f"{locked}/api/{what}/filter", json={}, auth=auth).status_code in strangers.REFUSED, what
    assert httpx.delete(f"{locked}/api/flows/{nobody}", auth=auth).status_code in strangers.REFUSED


@pytest.mark.flow
@pytest.mark.xdist_group("prefect")
def test_http_opens_to_the_password(locked: str) -> None:
    """With it the same questions are answered; what changes something needs a token besides, against other sites."""
    mine = ("canvass", PASSWORD)
    assert httpx.get(f"{locked}/api/admin/version", auth=mine).status_code == 200
    refused = httpx.post(f"{locked}/api/flows/", json={"name": "forged"}, auth=mine)
    assert refused.status_code == 403
    assert httpx.get(f"{locked}/api/admin/version", auth=mine, headers={"Origin": locked}).status_code == 200


@pytest.mark.flow
@pytest.mark.xdist_group("prefect")
def test_other_websites_stay_outside_though_the_password_is_known(locked: str) -> None:
    """A browser that remembers the password sends it along for whoever asks; so that alone isn't enough."""
    forged = {"origin": "https://website.example"}
    told = httpx.get(f"{locked}/api/admin/version", auth=("canvass", PASSWORD), headers=forged)
    assert (told.status_code, told.headers.get("access-control-allow-origin")) == (403, None)
    asked = httpx.options(f"{locked}/api/flows/", headers=forged | {"Access-Control-Request-Method": "POST"})
    assert (asked.status_code, asked.headers.get("access-control-allow-origin")) == (403, None)
    assert list(strangers.let_in(locked, asks_for_a_password=True)) == []


@pytest.mark.flow
@pytest.mark.xdist_group("prefect")
@pytest.mark.parametrize("path", SOCKETS)
def test_websockets_ask_for_it_too(locked: str, path: str) -> None:
    """Nobody listens to events or logs, or sends any, without it: as an old client, as a new one, with another one."""
    assert asyncio.run(_answered(locked, path, old=True)) == "refused"
    for first in (
        {"type": "auth", "token": f"canvass:{PASSWORD}!"},
        {"type": "auth"},
        {"type": "filter", "filter": {}},
    ):
        assert asyncio.run(_answered(locked, path, first=first)) == "closed"
    assert (
        asyncio.run(_answered(locked, path, first={"type": "auth", "token": f"canvass:{PASSWORD}"})) == "auth_success"
    )


async def _answered(address: str, path: str, *, first: object = None, old: bool = False) -> str:
    """How the server answers a websocket's first words."""
    place = f"{address.replace('http', 'ws', 1)}/api/{path}"
    try:
        async with connect(place, subprotocols=None if old else [Subprotocol("prefect")], proxy=None) as socket:
            await socket.send(json.dumps(first))
            answer = json.loads(await asyncio.wait_for(socket.recv(), timeout=30))
            return str(answer["type"])
    except InvalidStatus as fault:
        return "refused" if fault.response.status_code in strangers.REFUSED else str(fault)
    except ConnectionClosed:
        return "closed"


@pytest.mark.flow
@pytest.mark.xdist_group("prefect")
@pytest.mark.parametrize("asks", [True, False])
def test_an_open_server_is_noticed(prefect_server: None, *, asks: bool) -> None:
    """Should Prefect forget the password one day, or the doorkeeper not stand there, starting ends with a letter."""
    address = str(PREFECT_API_URL.value()).removesuffix("/api")
    who = "somebody without the dashboard's password" if asks else "a website that leads its own name here"
    with pytest.raises(ServingFault, match=f"answers {who} .*the page of another website .*isn't served"):
        serving.refuse_if_open(address, asks_for_a_password=asks)
