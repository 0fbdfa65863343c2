"""The sandbox starts, stops, tells the time, shows itself to people, and goes on with a saved world."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests

from integrations import clock
from integrations.google import auth, forms, sheets
from integrations.sandbox import by_hand
from integrations.sandbox.server import Sandbox
from integrations.sandbox.world import World
from tests.sandbox.google_app import PAPER, START, Desk, open_desk, settings_for


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """One sandbox for this file."""
    with open_desk() as opened:
        yield opened


def test_it_can_only_be_reached_from_this_machine(desk: Desk) -> None:
    """It listens at 127.0.0.1 and nowhere else, not even at this machine's other loopback addresses."""
    port = int(desk.sandbox.url.removeprefix("http://127.0.0.1:"))
    with pytest.raises(OSError, match=r"refused|timed out|assign"):
        socket.create_connection(("127.0.0.2", port), timeout=1)


def test_a_new_sandbox_needs_an_instant() -> None:
    """There is no present in a rehearsal unless somebody says so."""
    with pytest.raises(ValueError, match="needs an instant"):
        Sandbox()


def test_a_port_can_be_chosen() -> None:
    """So that a bookmark to a rehearsal stays good."""
    with Sandbox(at=START) as first:
        port = int(first.url.rpartition(":")[2])
    with Sandbox(at=START, port=port) as again:
        assert again.url == first.url
        assert requests.get(again.url, timeout=10).status_code == 200


def test_a_stopped_sandbox_answers_no_more() -> None:
    """Stopping closes the port, even while connections are kept open, and twice does no harm."""
    sandbox = Sandbox(at=START).start()
    with requests.Session() as session:
        assert session.get(sandbox.url, timeout=10).status_code == 200
        sandbox.stop()
        sandbox.stop()
        with pytest.raises(requests.ConnectionError):
            session.get(sandbox.url, timeout=10)


def test_the_clock_stands_still_until_it_is_moved(desk: Desk) -> None:
    """Another process reads and moves it; the time it reads is the one Canvass takes for the present."""
    door = f"{desk.sandbox.url}/_sandbox/clock"
    settings = settings_for(desk.sandbox.url).model_copy(update={"clock": door})
    before = clock.now(settings)
    assert clock.now(settings) == before == desk.sandbox.clock.now()
    requests.put(door, json={"advance_seconds": 90}, timeout=10).raise_for_status()
    assert clock.now(settings) == before + timedelta(seconds=90)
    requests.put(door, json={"now": "2026-12-01T09:00:00-05:00"}, timeout=10).raise_for_status()
    assert clock.now(settings) == datetime(2026, 12, 1, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize("wrong", [{}, {"now": "noon"}, {"now": "2026-12-01T09:00:00"}, {"advance_seconds": "1"}, [1]])
def test_a_clock_is_not_moved_by_nonsense(desk: Desk, wrong: object) -> None:
    """A time without a zone, or no time at all, is refused."""
    before = desk.sandbox.clock.now()
    answer = requests.put(f"{desk.sandbox.url}/_sandbox/clock", json=wrong, timeout=10)
    assert answer.status_code == 400
    assert desk.sandbox.clock.now() == before


def test_the_front_page_leads_everywhere(desk: Desk) -> None:
    """Forms, workbooks and the mailbox are linked, and every link works."""
    form_id = desk.open_form()
    book = sheets.create(desk.google, "Book of <members>", ["Members"], "America/New_York")
    by_hand.type_rows(desk.sandbox.world, book, "Members", [["Name"], ["<b>Ada Example</b>"]])
    html = desk.session.get(desk.sandbox.url, timeout=10).text
    assert PAPER.title in html
    assert "Book of &lt;members&gt;" in html
    public = desk.sandbox.world.google["forms"][form_id]["publicId"]
    for link in (f"/forms/d/e/{public}/viewform", f"/sheets/{book}", "/inbox"):
        assert f'href="{link}"' in html
        assert desk.session.get(f"{desk.sandbox.url}{link}", timeout=10).status_code == 200
    assert "&lt;b&gt;Ada Example&lt;/b&gt;" in desk.session.get(f"{desk.sandbox.url}/sheets/{book}", timeout=10).text
    assert desk.session.get(f"{desk.sandbox.url}/sheets/none", timeout=10).status_code == 404


def test_a_saved_world_goes_on_elsewhere(tmp_path: Path) -> None:
    """Saved and opened again on another port, a form has its responses, and its link leads to the new place."""
    with open_desk() as desk:
        form_id = desk.open_form()
        desk.vote(form_id, "k3y0")
        before = forms.responses(desk.google, form_id)
        desk.sandbox.world.save(tmp_path / "world.json")
    with Sandbox(world=World.opened(tmp_path / "world.json")) as sandbox:
        google = auth.connect(settings_for(sandbox.url))
        assert forms.responses(google, form_id) == before
        assert forms.read(google, form_id).responder_uri.startswith(sandbox.url)
        assert sandbox.clock.now() == START
        google.door.session.close()


def test_a_world_can_be_set_back_while_it_is_served(desk: Desk) -> None:
    """What a crash run did is undone, and everything works on from there."""
    before = desk.sandbox.world.dump()
    form_id = desk.form()
    assert forms.read(desk.google, form_id).paper == PAPER
    desk.sandbox.world.restore(before)
    assert desk.refused("GET", f"/v1/forms/{form_id}")[0] == 404
    assert desk.form() == form_id  # the same things come again in the same order
