"""The stand-ins for OCPF, the FEC and the web are strict: what isn't asked rightly is refused, and all is noted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import requests

from integrations.sandbox import filers, websites
from integrations.sandbox.server import Sandbox
from integrations.sandbox.world import Clock, World

AT = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)
KEY = {"X-Api-Key": filers.DEMO_KEY}


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """One account, one candidate, one website."""
    with Sandbox(at=AT) as opened:
        filers.register(opened.world, 10001)
        filers.register_federally(opened.world, "H0MA00001")
        websites.put_up(opened.world, "ursula.example.org")
        yield opened


@pytest.mark.parametrize("path", ["filer/010001", "filer/abc", "filer/", "filer/10001?all=true", "filer/10003"])
def test_ocpf_refuses_what_is_no_number_of_its(sandbox: Sandbox, path: str) -> None:
    """400, as it is said to for numbers out of its range."""
    assert requests.get(f"{sandbox.url}/ocpf/{path}", timeout=10).status_code == 400


@pytest.mark.parametrize(("method", "path"), [("GET", "filers/all"), ("POST", "filer/10001"), ("GET", "filer/1/2")])
def test_ocpf_answers_nothing_for_paths_it_doesnt_have(sandbox: Sandbox, method: str, path: str) -> None:
    """An empty list, which is no proof of anything."""
    assert requests.request(method, f"{sandbox.url}/ocpf/{path}", timeout=10).json() == []


def test_the_fec_asks_for_a_key(sandbox: Sandbox) -> None:
    """None is refused, and so is a wrong one; one of our own isn't counted."""
    address = f"{sandbox.url}/fec/v1/candidate/H0MA00001/"
    assert requests.get(address, timeout=10).json()["error"]["code"] == "API_KEY_MISSING"
    wrong = requests.get(address, headers={"X-Api-Key": "mine"}, timeout=10)
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (403, "API_KEY_INVALID")
    sandbox.world.public["keys"].append("mine")
    for _ in range(filers.PER_HOUR + 1):
        assert requests.get(address, headers={"X-Api-Key": "mine"}, timeout=10).status_code == 200


def test_the_trial_key_is_counted_by_the_hour(sandbox: Sandbox) -> None:
    """Thirty calls an hour by the sandbox's clock."""
    address = f"{sandbox.url}/fec/v1/candidate/H0MA00001/"
    statuses = [requests.get(address, headers=KEY, timeout=10).status_code for _ in range(filers.PER_HOUR + 1)]
    assert statuses == [200] * filers.PER_HOUR + [429]
    sandbox.clock.advance(timedelta(hours=1, seconds=1))
    assert requests.get(address, headers=KEY, timeout=10).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("v1/candidate/H0MA00001", 404),
        ("v1/candidates/", 404),
        ("v1/candidate/H0MA1/", 422),
        ("v1/candidate/C00000001/", 422),
        ("v1/candidate/H0MA00001/?cycle=2026", 422),
        ("v1/candidate/H0MA00009/", 200),
    ],
)
def test_the_fec_takes_a_candidates_number_alone(sandbox: Sandbox, path: str, status: int) -> None:
    """Other paths and parameters are refused; an unknown number is a page of nobody."""
    answer = requests.get(f"{sandbox.url}/fec/{path}", headers=KEY, timeout=10)
    assert answer.status_code == status
    assert status != 200 or answer.json()["results"] == []


def test_nobody_answers_under_a_name_that_nobody_has(sandbox: Sandbox) -> None:
    """The connection ends without a word; so it does under https, for a site without."""
    websites.put_up(sandbox.world, "plain.example.org", secure=False)
    for place in ("https/nobody.example.org/", "https/plain.example.org:443/"):
        with pytest.raises(requests.ConnectionError):
            requests.get(f"{sandbox.url}/web/{place}", timeout=10)
    assert requests.get(f"{sandbox.url}/web/http/plain.example.org:80/x", timeout=10).status_code == 200
    assert sandbox.world.calls == ["GET /web/nobody.example.org", *2 * ["GET /web/plain.example.org"]]


def test_accounts_and_sites_are_saved_with_the_world(sandbox: Sandbox) -> None:
    """And a world that was saved before there were any has none."""
    kept = sandbox.world.dump()
    other = World(Clock(AT))
    other.restore(kept)
    assert other.public == sandbox.world.public
    del kept["public"]
    other.restore(kept)
    assert other.public["ocpf"] == {}
