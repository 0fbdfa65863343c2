"""A members' workbook that people made themselves: read and written by a service account, all else by the consent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from core.records import Election
from flows.discreet_logs import DISCRETION, GAP
from flows.doors.trying import STEPS
from flows.duties.health import examination
from flows.duties.health.findings import Finding, wrong
from flows.duties.live import trial
from flows.duties.live.trial import Bench
from flows.rehearsal import venue
from integrations import settings as installation
from integrations.google import auth, service_account, sheets
from integrations.sandbox import by_hand
from integrations.sandbox.google_state import DRIVE_FILE, OWNER, google
from integrations.sandbox.server import Sandbox
from integrations.settings import SettingsFault
from tests.books import FileBook
from tests.flows.ballots import KEY, START
from tests.flows.club import Club
from tests.flows.terminal import at_the_club, canvass, refused


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Club]:
    """The club with a workbook that wasn't made by Canvass, shared with a service account as editor."""
    folder, place = tmp_path_factory.mktemp("club"), tmp_path_factory.mktemp("book")
    with Sandbox(at=START) as sandbox:
        key = by_hand.make_service_account(sandbox.world, "members", token_uri=f"{sandbox.url}/google/token")
        changes = {"google_service_account": SecretStr(json.dumps(key))}
        club = Club(sandbox, folder, FileBook(place / "canvass.db"), changes=changes)
        file = google(sandbox.world)["files"][club.settings.members_book]
        file["by_hand"] = True
        by_hand.share(sandbox.world, file["id"], type="user", role="writer", email=key["client_email"])
        club.secretary.google = auth.connect(club.settings)
        club.keep("furnished")
        yield club
        club.secretary.ledger.close()


@pytest.fixture
def own(furnished: Club) -> Club:
    """The same club as it was at first."""
    furnished.go_to("furnished")
    return furnished


def look(club: Club, **changes: Any) -> dict[str, Finding]:
    """What the doctor finds about Google."""
    found = examination.whole(club.settings.model_copy(update=changes), folder=club.folder, running=False)
    return {one.name: one for one in found if one.group == "Google"}


def sharing(club: Club, role: str) -> None:
    """Change in Sheets what the service account may do with the workbook; nothing: it isn't shared."""
    file = google(club.sandbox.world)["files"][club.settings.members_book]
    others = [one for one in file["permissions"] if one.get("emailAddress") == OWNER["emailAddress"]]
    mine = [one for one in file["permissions"] if one not in others]
    file["permissions"] = [*others, *({**one, "role": role} for one in mine if role)]


def test_an_election_is_held_on_it(own: Club) -> None:
    """From the roll to the announcement nothing misses a workbook of Canvass's own; the account is for Sheets alone."""
    own.go_to("announced")
    with own.secretary.ledger.reading() as session:
        assert session.get_one(Election, KEY).state == "announced"
    scopes = {one["scopes"] for one in google(own.sandbox.world)["tokens"].values()}
    assert scopes == {service_account.SCOPE}


def test_the_doctor_says_what_it_goes_by(own: Club) -> None:
    """All is well; that it may write can't be seen by reading, and the doctor only reads."""
    before = len(own.sandbox.world.calls)
    found = look(own)
    assert wrong(found.values()) == []
    assert found["service account"].verdict == "ok"
    assert found["service account's rights"].verdict == "unknown"
    assert {call.partition(" ")[0] for call in own.sandbox.world.calls[before:] if call != "POST /token"} == {"GET"}


def test_a_workbook_that_isnt_shared_is_found(own: Club) -> None:
    """The doctor says with whom it has to be shared, and how that address is found; it names none."""
    sharing(own, "")
    found = look(own)["members' workbook"]
    assert found.verdict == "wrong"
    assert "Editor" in found.mend
    assert "client_email" in found.mend
    assert "@" not in found.what + found.mend


def test_a_key_that_cant_be_used_is_found(own: Club) -> None:
    """One that isn't a key, and one that was deleted at Google; the rest of Google is looked at all the same."""
    found = look(own, google_service_account=SecretStr("{}"))
    assert found["service account"].verdict == "wrong"
    assert found["Forms"].verdict == "ok"
    google(own.sandbox.world)["service_accounts"].clear()
    assert "new key" in look(own)["service account"].mend


def test_a_service_account_that_nobody_needs_is_found(own: Club) -> None:
    """Where Canvass made the workbook the key is one secret too many."""
    google(own.sandbox.world)["files"][own.settings.members_book]["by_hand"] = False
    assert "isn't needed" in look(own)["service account"].what


def test_a_consent_for_more_isnt_made_good_by_it(own: Club) -> None:
    """The consent is still to be for drive.file alone."""
    google(own.sandbox.world)["consent"] = {"scope": f"{DRIVE_FILE} {service_account.SCOPE}", "ends_in": None}
    assert "spreadsheets" in look(own)["scopes"].what


def test_a_key_file_that_others_could_read_is_refused(
    own: Club, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with every secret: nothing begins, and a letter says how to close it. A ballot box refuses it in any case."""
    key = tmp_path / "service-account.json"
    key.write_text(own.settings.google_service_account.get_secret_value())
    key.chmod(0o644)
    told = venue.as_environment(own.settings) | {"CANVASS_GOOGLE_SERVICE_ACCOUNT_FILE": str(key)}
    del told["CANVASS_GOOGLE_SERVICE_ACCOUNT"]
    for name, said in told.items():
        monkeypatch.setenv(name, said)
    with pytest.raises(SettingsFault, match=r"chmod 600 .*service-account\.json"):
        installation.load()
    (finding,) = [one for one in examination.local() if one.harms]
    assert "chmod 600" in finding.what
    key.chmod(0o600)
    assert "Members" in sheets.look(auth.connect(installation.load()), own.settings.members_book).grids
    monkeypatch.setenv("CANVASS_PART", "ballot-box")
    with pytest.raises(SettingsFault, match="CANVASS_GOOGLE_SERVICE_ACCOUNT"):
        installation.load()


def test_tabs_that_it_lacks_are_made_once(own: Club) -> None:
    """`canvass workbook` makes no second workbook: it adds missing tabs with headings, and changes nothing else."""
    book = own.settings.members_book
    before = own.book_of_members()["sheets"][0]["rows"]
    kept = json.dumps(before)
    made = at_the_club(own, "workbook")
    assert "These tabs were made in it: " in made
    assert json.dumps(own.book_of_members()["sheets"][0]["rows"]) == kept
    assert "has every tab" in at_the_club(own, "workbook")
    assert len(google(own.sandbox.world)["books"]) == 1
    assert all(rows for rows in sheets.read_all(own.secretary.google, book).tabs.values())


def test_whoever_sets_up_is_told_whom_to_share_it_with(own: Club) -> None:
    """At the terminal the address is named, since it has to be typed in Sheets."""
    sharing(own, "reader")
    address = json.loads(own.settings.google_service_account.get_secret_value())["client_email"]
    letter = refused(canvass("workbook", settings=venue.as_environment(own.settings)))
    assert f"share the workbook with {address} as Editor" in letter
    unset = venue.as_environment(own.settings) | {"CANVASS_MEMBERS_BOOK": ""}
    assert "after /d/" in refused(canvass("workbook", settings=unset))


@pytest.mark.parametrize(("role", "outcome"), [("writer", "as expected"), ("reader", "failed")])
def test_it_is_tried_live_whether_it_may_write(own: Club, role: str, outcome: str) -> None:
    """A viewer is found out before the first question has to be written; nothing in the workbook changes."""
    sharing(own, role)
    kept = json.dumps(own.book_of_members())
    bench = Bench(own.settings, own.secretary.google, own.secretary.mailchimp, look=lambda _: True)
    step = next(one for one in STEPS if one.title == "the members' workbook")
    (tried,), left = trial.carried_out(bench, [step], lambda _: True)
    assert (tried.outcome, left) == (outcome, [])
    assert json.dumps(own.book_of_members()) == kept


def test_its_key_stands_in_no_log(own: Club) -> None:
    """The filter before the logs knows the private key, as it is and line by line."""
    key = json.loads(own.settings.google_service_account.get_secret_value())["private_key"]
    for line in key.splitlines()[1:-2]:
        assert DISCRETION.without(f"broke at {line} of it") == f"broke at {GAP} of it"
