"""Faults on demand come at the request they were planned for, do what they say, and stop when they are told to."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import requests

from integrations.google import drive, forms
from integrations.google.faults import GoogleFault
from integrations.sandbox import mailchimp
from integrations.sandbox.faults import KINDS, Kind
from tests.sandbox.google_app import Desk, open_desk

CREATE = "POST /v1/forms"


@pytest.fixture(scope="module")
def open_sandbox() -> Iterator[Desk]:
    """One sandbox for this file."""
    with open_desk() as opened:
        drive.find(opened.google, "so that access is there")
        yield opened


@pytest.fixture
def desk(open_sandbox: Desk) -> Desk:
    """The same sandbox with no fault planned."""
    open_sandbox.sandbox.faults.clear()
    return open_sandbox


def create(desk: Desk, name: str) -> GoogleFault | None:
    """Make a form, and give back what went wrong, if anything did."""
    try:
        forms.create(desk.google, name, "Ballot")
    except GoogleFault as fault:
        return fault
    return None


@pytest.mark.parametrize(
    ("kind", "status", "ambiguous", "made"),
    [
        ("timeout before", None, True, 0),
        ("timeout after", None, True, 1),
        ("503 after", 503, True, 1),
        ("5xx", 500, True, 0),
        ("429", 429, False, 0),
        ("empty body", 403, False, 0),
    ],
)
def test_a_fault_happens_as_planned(desk: Desk, kind: Kind, status: int | None, ambiguous: bool, made: int) -> None:  # noqa: FBT001
    """Each kind gives its status, and does or doesn't do what was asked; afterwards all is well again."""
    desk.sandbox.faults.plan(kind, CREATE)
    fault = create(desk, f"faulty {kind}")
    assert fault is not None
    assert (fault.status, fault.ambiguous) == (status, ambiguous)
    assert len(drive.find(desk.google, f"faulty {kind}")) == made
    assert create(desk, f"faulty {kind}") is None
    assert desk.sandbox.faults.met == [(kind, CREATE)]


def test_an_empty_body_really_is_empty(desk: Desk) -> None:
    """No words, and no content type that would promise any."""
    desk.sandbox.faults.plan("empty body")
    answer = desk.raw("GET", "/drive/v3/files")
    assert (answer.status_code, answer.content, answer.headers.get("content-type")) == (403, b"", None)


def test_access_that_ran_out_is_renewed_on_the_way(desk: Desk) -> None:
    """A 401 makes the client ask for a new token and repeat the call, which hadn't been done."""
    before = len(desk.sandbox.world.calls)
    desk.sandbox.faults.plan("401", CREATE)
    assert create(desk, "renewed") is None
    assert desk.sandbox.world.calls[before:] == [CREATE, "POST /token", CREATE]
    assert len(drive.find(desk.google, "renewed")) == 1


def test_a_fault_waits_for_its_turn(desk: Desk) -> None:
    """The third matching request fails, and the fourth, because it was to happen twice in a row."""
    desk.sandbox.faults.plan("429", "GET /drive/*", nth=3, times=2)
    answers = [desk.raw("GET", "/drive/v3/files").status_code for _ in range(5)]
    assert answers == [200, 200, 429, 429, 200]


def test_any_request_may_be_meant(desk: Desk) -> None:
    """Without a label the nth request of all counts, to Mailchimp too, which answers in its own way."""
    desk.sandbox.faults.plan("429", nth=2)
    desk.ok("GET", "/drive/v3/files")
    key = ("anybody", mailchimp.API_KEY)
    answer = desk.session.get(f"{desk.sandbox.url}/mailchimp/3.0/ping", auth=key, timeout=10)
    assert (answer.status_code, answer.headers["content-type"]) == (429, "application/problem+json")
    assert desk.session.get(f"{desk.sandbox.url}/mailchimp/3.0/ping", auth=key, timeout=10).status_code == 200
    assert desk.sandbox.faults.met == [("429", "GET /3.0/ping")]


def test_the_clock_respondents_and_mailboxes_never_fail(desk: Desk) -> None:
    """Faults are for the services only; what people and tests look at goes on."""
    form_id = desk.open_form()
    link = desk.link(form_id)
    desk.sandbox.faults.plan("timeout before", times=100)
    for page in (link, f"{desk.sandbox.url}/_sandbox/clock", f"{desk.sandbox.url}/inbox", f"{desk.sandbox.url}/"):
        assert desk.session.get(page, timeout=10).status_code == 200
    assert desk.sandbox.faults.met == []


def test_clearing_forgets_all_plans(desk: Desk) -> None:
    """One call ends every fault, planned or lasting."""
    desk.sandbox.faults.plan("5xx", times=1000)
    desk.sandbox.faults.delay_visibility(timedelta(minutes=5))
    desk.sandbox.faults.clear()
    assert create(desk, "cleared") is None
    assert len(drive.find(desk.google, "cleared")) == 1


def test_what_is_new_can_be_seen_later(desk: Desk) -> None:
    """A form and a response are there, but stay out of lists for five minutes of sandbox time."""
    form_id = desk.open_form()
    desk.sandbox.faults.delay_visibility(timedelta(minutes=5))
    late_id = forms.create(desk.google, "seen late", "Ballot")
    desk.vote(form_id, "k3y0")
    assert forms.read(desk.google, late_id).paper.title == "Ballot"
    assert drive.find(desk.google, "seen late") == []
    assert forms.responses(desk.google, form_id) == []
    desk.sandbox.clock.advance(timedelta(minutes=5))
    assert drive.find(desk.google, "seen late") == [late_id]
    assert len(forms.responses(desk.google, form_id)) == 1


def test_a_slow_answer_is_an_answer(desk: Desk) -> None:
    """It comes, only later."""
    desk.sandbox.faults.plan("slow", CREATE, seconds=0.05)
    began = time.perf_counter()
    assert create(desk, "slow") is None
    assert time.perf_counter() - began >= 0.05


def test_every_request_is_noted_whether_or_not_it_failed(desk: Desk) -> None:
    """The list of calls is complete, so that the nth call of a run can be found again in the next."""
    before = len(desk.sandbox.world.calls)
    for kind in KINDS:
        desk.sandbox.faults.plan(kind, CREATE)
        desk.raw_quietly("POST", "/v1/forms", {"info": {"title": "x"}})
        desk.sandbox.faults.clear()
    assert desk.sandbox.world.calls[before:] == [CREATE] * len(KINDS)


@pytest.mark.parametrize(
    "plan", [{"kind": "earthquake"}, {"kind": "429", "nth": 0}, {"kind": "429", "sometimes": True}, {"label": "*"}, []]
)
def test_a_plan_that_makes_no_sense_is_refused(desk: Desk, plan: Any) -> None:
    """A misspelt fault must not pass for one that never came."""
    answer = desk.session.post(f"{desk.sandbox.url}/_sandbox/faults", json=plan, timeout=10)
    assert answer.status_code == 400
    assert desk.sandbox.faults.plans == []


def test_another_process_can_plan_faults_and_see_calls(desk: Desk) -> None:
    """The control plane does over HTTP what the object does."""
    door = f"{desk.sandbox.url}/_sandbox/faults"
    requests.post(door, json={"kind": "429", "label": CREATE, "nth": 1}, timeout=10).raise_for_status()
    fault = create(desk, "from afar")
    assert fault is not None
    assert fault.status == 429
    seen = requests.get(f"{desk.sandbox.url}/_sandbox/calls", timeout=10).json()
    assert (seen["calls"][-1], seen["faults met"]) == (CREATE, [["429", CREATE]])
    requests.post(door, json={"kind": "delayed visibility", "seconds": 60}, timeout=10).raise_for_status()
    assert desk.sandbox.world.lag == timedelta(minutes=1)
    requests.delete(door, timeout=10).raise_for_status()
    assert desk.sandbox.world.lag == timedelta(0)
