"""The dashboard's doors: nobody without its password gets in where others could reach it, by whichever way they try."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from prefect.settings import PREFECT_API_URL
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from flows import serving
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
    """Where only this machine can reach it, a password is a choice."""
    assert "PREFECT_SERVER_API_AUTH_STRING" not in serving.environment(tmp_path, host=host)


def test_a_server_that_listens_everywhere_is_asked_here(tmp_path: Path) -> None:
    """In a container it listens at all addresses, and its own programs reach it at this machine's."""
    switches = serving.environment(tmp_path, host="0.0.0.0", password=PASSWORD)  # noqa: S104 - nobody listens
    assert switches["PREFECT_SERVER_API_HOST"] == "0.0.0.0"  # noqa: S104 - as above
    assert switches["PREFECT_API_URL"] == "http://127.0.0.1:4200/api"


def test_a_worker_trusts_no_open_server(tmp_path: Path) -> None:
    """One elsewhere without a password would take runs from anybody; an address that is none gets a letter, too."""
    with pytest.raises(ServingFault, match="has to ask for a password"):
        serving.elsewhere(tmp_path, "http://server:4200", password="")
    for address in ("server:4200", "ftp://server", "http://"):
        with pytest.raises(ServingFault, match="isn't the address of a server"):
            serving.elsewhere(tmp_path, address, password=PASSWORD)
    switches = serving.elsewhere(tmp_path, "http://server:4200/", password=PASSWORD)
    assert switches["PREFECT_API_URL"] == "http://server:4200/api"
    assert switches["PREFECT_API_AUTH_STRING"] == f"canvass:{PASSWORD}"


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
        assert httpx.post(f"{locked}/api/{what}/filter", json={}, auth=auth).status_code in serving.REFUSED, what
    assert httpx.delete(f"{locked}/api/flows/{nobody}", auth=auth).status_code in serving.REFUSED


@pytest.mark.flow
@pytest.mark.xdist_group("prefect")
def test_http_opens_to_the_password(locked: str) -> None:
    """With it the same questions are answered; what changes something needs a token besides, against other sites."""
    mine = ("canvass", PASSWORD)
    assert httpx.get(f"{locked}/api/admin/version", auth=mine).status_code == 200
    refused = httpx.post(f"{locked}/api/flows/", json={"name": "forged"}, auth=mine)
    assert refused.status_code == 403


@pytest.mark.flow
@pytest.mark.xdist_group("prefect")
@pytest.mark.parametrize("path", SOCKETS)
def test_websockets_ask_for_it_too(locked: str, path: str) -> None:
    """Nobody listens to events or logs, or sends any, without it: as an old client, as a new one, with another one."""
    assert asyncio.run(_said(locked, path, old=True)) == "refused"
    for first in (
        {"type": "auth", "token": f"canvass:{PASSWORD}!"},
        {"type": "auth"},
        {"type": "filter", "filter": {}},
    ):
        assert asyncio.run(_said(locked, path, first=first)) == "closed"
    assert asyncio.run(_said(locked, path, first={"type": "auth", "token": f"canvass:{PASSWORD}"})) == "auth_success"


async def _said(address: str, path: str, *, first: object = None, old: bool = False) -> str:
    """How the server answers a websocket's first words."""
    place = f"{address.replace('http', 'ws', 1)}/api/{path}"
    try:
        async with connect(place, subprotocols=None if old else [Subprotocol("prefect")], proxy=None) as socket:
            await socket.send(json.dumps(first))
            answer = json.loads(await asyncio.wait_for(socket.recv(), timeout=30))
            return str(answer["type"])
    except InvalidStatus as fault:
        return "refused" if fault.response.status_code in serving.REFUSED else str(fault)
    except ConnectionClosed:
        return "closed"


@pytest.mark.flow
@pytest.mark.xdist_group("prefect")
def test_an_open_server_is_noticed(prefect_server: None) -> None:
    """Should a version of Prefect forget the password, starting it ends with a letter."""
    with pytest.raises(ServingFault, match="answers without asking for the dashboard's password"):
        serving.refuse_if_open(str(PREFECT_API_URL.value()).removesuffix("/api"))
