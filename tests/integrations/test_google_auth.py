"""The way into Google: one consent, few retries, and faults that name nobody."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from datetime import timedelta

import pytest

from integrations.google import auth, consent, drive, forms, sheets
from integrations.google.faults import GoogleFault
from integrations.sandbox.faults import Kind
from integrations.sandbox.google import REVOKED
from tests.sandbox.google_app import Desk, open_desk, settings_for


@pytest.fixture(scope="module")
def open_sandbox() -> Iterator[Desk]:
    """One sandbox for this file."""
    with open_desk() as opened:
        yield opened


@pytest.fixture
def desk(open_sandbox: Desk) -> Iterator[Desk]:
    """The same sandbox with no fault planned, and a connection that has access already."""
    open_sandbox.sandbox.faults.clear()
    drive.find(open_sandbox.google, "so that access is there")
    open_sandbox.sandbox.world.calls.clear()
    yield open_sandbox
    open_sandbox.sandbox.faults.clear()


def fault_of(desk: Desk) -> GoogleFault:
    """The fault that making a form runs into."""
    with pytest.raises(GoogleFault) as caught:
        forms.create(desk.google, "Ballot", "Ballot")
    return caught.value


def test_access_is_asked_for_once(desk: Desk) -> None:
    """A connection gets one token at its first call and goes on with it."""
    google = auth.connect(settings_for(desk.sandbox.url))
    assert desk.sandbox.world.calls == []
    drive.find(google, "one")
    drive.find(google, "two")
    assert desk.sandbox.world.calls == ["POST /token", "GET /drive/v3/files", "GET /drive/v3/files"]
    google.door.session.close()


def test_a_withdrawn_consent_is_told_apart(desk: Desk) -> None:
    """An officer has to consent again; nothing was done, and no secret is in the message."""
    google = auth.connect(settings_for(desk.sandbox.url, refresh_token=REVOKED))
    with pytest.raises(GoogleFault, match="consent") as caught:
        forms.create(google, "Ballot", "Ballot")
    assert (caught.value.status, caught.value.ambiguous) == (401, False)
    assert REVOKED not in str(caught.value)
    google.door.session.close()


@pytest.mark.parametrize("kind", ["timeout before", "timeout after", "5xx", "429", "empty body"])
def test_a_failed_renewal_has_changed_nothing(desk: Desk, kind: Kind) -> None:
    """Whatever happens while access is renewed, the call itself wasn't made; and nobody sleeps over it."""
    google = auth.connect(settings_for(desk.sandbox.url))
    desk.sandbox.faults.plan(kind, "POST /token")
    with pytest.raises(GoogleFault, match="renewing access") as caught:
        forms.create(google, "Ballot", "Ballot")
    assert not caught.value.ambiguous
    assert desk.sandbox.world.calls == ["POST /token"]
    google.door.session.close()


def test_only_files_of_our_own_are_asked_for() -> None:
    """The narrowest consent that does the work, for which Google demands no audit."""
    assert auth.SCOPE == "https://www.googleapis.com/auth/drive.file"


def test_reads_are_repeated_and_writes_never(desk: Desk) -> None:
    """A read survives two faults in a row; a write fails at the first and is left to the next pass."""
    google = auth.connect(settings_for(desk.sandbox.url, read_retries=3))
    desk.sandbox.faults.plan("timeout before", "GET /drive/*")
    desk.sandbox.faults.plan("5xx", "GET /drive/*", nth=2)
    assert drive.find(google, "none") == []
    assert desk.sandbox.world.calls == ["POST /token", *["GET /drive/v3/files"] * 3]
    desk.sandbox.faults.clear()
    kinds: tuple[Kind, ...] = ("timeout before", "5xx", "429")
    for kind in kinds:
        desk.sandbox.world.calls.clear()
        desk.sandbox.faults.plan(kind, "POST /v1/forms")
        with pytest.raises(GoogleFault):
            forms.create(google, "Ballot", "Ballot")
        assert desk.sandbox.world.calls == ["POST /v1/forms"]
    google.door.session.close()


def test_a_fault_travels_between_processes(desk: Desk) -> None:
    """Prefect pickles what a task raises; the fault comes out as it went in."""
    desk.sandbox.faults.plan("timeout after", "POST /v1/forms")
    fault = fault_of(desk)
    again = pickle.loads(pickle.dumps(fault))  # noqa: S301 - our own
    assert (again.status, again.reason, again.ambiguous) == (fault.status, fault.reason, fault.ambiguous)
    assert str(again) == str(fault)
    assert "may have been done" in str(again)


def test_a_fault_says_what_to_do_and_names_nobody(desk: Desk) -> None:
    """Google's own message may quote what was sent; ours has the call and Google's name of the error only."""
    secret = "Ada Example <ada@example.org>"
    book = sheets.create(desk.google, "Members", ["Members"], "America/New_York")
    with pytest.raises(GoogleFault) as caught:
        desk.google.ask(desk.google.values.get(spreadsheetId=book, range=f"'{secret}'!A1"))
    assert str(caught.value).startswith("Google refused the request")
    assert str(caught.value).endswith("(sheets.spreadsheets.values.get: 400 INVALID_ARGUMENT).")
    for part in ("Ada", "example.org", book):
        assert part not in repr(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(("form_id", "reason"), [("none", "no such file")])
def test_what_is_not_found_is_told_so(desk: Desk, form_id: str, reason: str) -> None:
    """An unknown file isn't an ambiguous write, it is a file that isn't there."""
    with pytest.raises(GoogleFault, match=reason) as caught:
        forms.publish(desk.google, form_id)
    assert (caught.value.status, caught.value.ambiguous) == (404, False)


def test_drive_s_way_of_saying_too_many_is_understood(desk: Desk) -> None:
    """A 403 with that reason is a matter of waiting, not of permission."""
    quotas = desk.sandbox.world.google["quotas"]
    generous, quotas["drive.read"] = quotas["drive.read"], 0
    with pytest.raises(GoogleFault, match="no more calls this minute"):
        drive.find(desk.google, "any")
    quotas["drive.read"] = generous
    desk.sandbox.faults.plan("empty body", "GET /drive/*")
    with pytest.raises(GoogleFault, match="doesn't allow this"):
        drive.find(desk.google, "any")


def test_secrets_are_not_shown(desk: Desk) -> None:
    """A connection printed into a log tells nothing."""
    assert "secret" not in repr(desk.google)
    assert "consent" not in repr(desk.google)


def test_a_consent_says_what_it_is_good_for(desk: Desk) -> None:
    """Its scopes, beyond and short of what is needed, and when Google names an end; nothing can be asked beyond it."""
    world, settings = desk.sandbox.world, settings_for(desk.sandbox.url)
    usual = consent.read(settings)
    assert (usual.lacks, usual.beyond, usual.lasts) == (False, [], None)
    world.google["consent"] = {"scope": f"{auth.SCOPE} https://www.googleapis.com/auth/forms.body", "ends_in": 3600}
    other = consent.read(settings)
    assert (other.lacks, other.beyond, other.lasts) == (False, ["forms.body"], timedelta(hours=1))
    world.google["consent"] = {"scope": "openid", "ends_in": None}
    assert consent.read(settings).lacks
    with pytest.raises(GoogleFault):
        drive.find(auth.connect(settings), "anything")
    del world.google["consent"]
    with pytest.raises(GoogleFault) as caught:
        consent.read(settings_for(desk.sandbox.url, refresh_token=REVOKED))
    assert caught.value.status == 401
