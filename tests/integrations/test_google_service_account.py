"""The service account: it opens the one workbook that is shared with it, and nothing else goes that way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from google.auth import jwt
from google.auth.crypt import RSASigner
from pydantic import SecretStr

from integrations.google import auth, drive, forms, service_account, sheets
from integrations.google.auth import Google
from integrations.google.faults import GoogleFault
from integrations.google.sheets import Block
from integrations.sandbox import by_hand
from integrations.sandbox.google_state import google
from integrations.sandbox.server import Sandbox
from integrations.settings import Settings, SettingsFault
from tests.sandbox.google_app import START, settings_for

TAB = "Members"
ROWS = [["Name", "Email"], ["Ada Example", "ada@example.org"]]


@dataclass
class Shared:
    """A workbook that people made, the key of a service account that it is shared with, and settings with both."""

    sandbox: Sandbox
    key: dict[str, str]
    book: str

    def settings(self, **changes: Any) -> Settings:
        """Settings with the key of the service account, and the workbook's id."""
        told = {"members_book": self.book, "google_service_account": SecretStr(json.dumps(self.key))}
        return settings_for(self.sandbox.url).model_copy(update=told | changes)

    def connect(self, **changes: Any) -> Google:
        """A connection with these settings."""
        return auth.connect(self.settings(**changes))

    def share(self, role: str) -> None:
        """Share the workbook with the service account, as somebody does in Sheets' own window."""
        by_hand.share(self.sandbox.world, self.book, type="user", role=role, email=self.key["client_email"])


@pytest.fixture
def shared() -> Iterator[Shared]:
    """The workbook, not shared with anybody yet."""
    with Sandbox(at=START) as sandbox:
        key = by_hand.make_service_account(sandbox.world, "members", token_uri=f"{sandbox.url}/google/token")
        book = by_hand.make_workbook(sandbox.world, "Our members", [TAB], zone="America/New_York")
        by_hand.type_rows(sandbox.world, book, TAB, ROWS)
        yield Shared(sandbox, key, book)


def fault_of(google: Google, book: str) -> GoogleFault:
    """The fault that reading runs into."""
    with pytest.raises(GoogleFault) as caught:
        sheets.read(google, book, [TAB])
    return caught.value


def test_it_reads_and_writes_a_workbook_that_is_shared_with_it(shared: Shared) -> None:
    """What people made in Sheets is read, and Canvass can write its questions into it."""
    shared.share("writer")
    connection = shared.connect()
    assert sheets.read(connection, shared.book, [TAB]).tabs[TAB] == ROWS
    sheets.add_tab(connection, shared.book, "Questions")
    sheets.put(connection, shared.book, [Block("Questions", 1, 1, [["Question"]])])
    assert set(sheets.look(connection, shared.book).grids) == {TAB, "Questions"}


def test_without_it_the_workbook_isnt_there(shared: Shared) -> None:
    """With drive.file alone no program sees what people made themselves, by id or in a list."""
    connection = auth.connect(settings_for(shared.sandbox.url))
    assert fault_of(connection, shared.book).status == 404
    assert drive.find(connection, "Our members") == []
    assert not drive.is_there(connection, shared.book)


@pytest.mark.parametrize("role", ["", "reader"])
def test_what_isnt_shared_as_editor_gets_a_letter(shared: Shared, role: str) -> None:
    """The fault says with whom the workbook has to be shared, and how; it names nobody."""
    if role:
        shared.share(role)
    connection = shared.connect()
    with pytest.raises(GoogleFault, match="shared with the service account as editor") as caught:
        sheets.add_tab(connection, shared.book, "Questions")
    assert caught.value.status == 403
    assert shared.key["client_email"] not in str(caught.value)


def test_everything_else_goes_with_the_consent(shared: Shared) -> None:
    """Forms, other workbooks and Drive never see the service account; its own workbook sees nothing else."""
    shared.share("writer")
    connection = shared.connect()
    tokens = google(shared.sandbox.world).setdefault("tokens", {})
    made = sheets.create(connection, "Ours", ["Log"], "America/New_York")
    sheets.write(connection, made, "Log", [["x"]])
    forms.create(connection, "Ballot", "Ballot")
    drive.find(connection, "Ours")
    assert tokens == {}, "nobody asked for access as the service account"
    sheets.read(connection, shared.book, [TAB])
    (token,) = tokens.values()
    assert token == {"address": shared.key["client_email"], "scopes": service_account.SCOPE}


def test_access_of_its_own_is_renewed_when_it_ends(shared: Shared) -> None:
    """A token that Google no longer takes is replaced by another, signed anew."""
    shared.share("writer")
    connection = shared.connect()
    sheets.look(connection, shared.book)
    google(shared.sandbox.world)["tokens"].clear()
    assert TAB in sheets.look(connection, shared.book).grids


def test_a_key_that_was_deleted_is_told_apart(shared: Shared) -> None:
    """Whoever reads the fault knows that it isn't the consent that is gone."""
    shared.share("writer")
    google(shared.sandbox.world)["service_accounts"].clear()
    fault = fault_of(shared.connect(), shared.book)
    assert fault.status == 401
    assert "service account's key" in str(fault)


@pytest.mark.parametrize(
    "content",
    ["no JSON", "[]", "{}", '{"type": "authorized_user"}', "cut"],
)
def test_what_is_no_key_gets_a_letter(shared: Shared, content: str) -> None:
    """The letter says what is wanted and where it comes from, and quotes nothing of what is there."""
    if content == "cut":
        content = json.dumps(shared.key | {"private_key": shared.key["private_key"][:200]})
    with pytest.raises(SettingsFault, match="JSON file that Google's cloud console") as caught:
        shared.connect(google_service_account=SecretStr(content))
    assert shared.key["private_key"][40:80] not in str(caught.value)
    assert caught.value.__suppress_context__


def test_the_key_is_not_shown(shared: Shared) -> None:
    """A connection, the account and the settings tell nothing of it when they are printed."""
    settings = shared.settings()
    found = service_account.read(settings)
    shown = f"{settings!r} {auth.connect(settings)!r} {found!r}"
    assert shared.key["private_key_id"] not in shown
    assert "PRIVATE KEY" not in shown


def test_where_there_is_none_the_consent_does_everything(shared: Shared) -> None:
    """A workbook that Canvass made needs no service account."""
    assert service_account.read(settings_for(shared.sandbox.url)) is None
    assert auth.connect(settings_for(shared.sandbox.url)).shared == {}


# ── the sandbox, which has to be as strict as Google ───────────────────────────────────────────────


def ask(shared: Shared, assertion: str, **more: str) -> requests.Response:
    """Ask for access by somebody's signed word."""
    form = {"grant_type": service_account.GRANT, "assertion": assertion} | more
    return requests.post(f"{shared.sandbox.url}/google/token", data=form, timeout=10)


def signed(shared: Shared, key: dict[str, str] | None = None, **changes: Any) -> str:
    """The word of the service account, with changes."""
    now = int(datetime.now(UTC).timestamp())
    said = {
        "iss": shared.key["client_email"],
        "scope": service_account.SCOPE,
        "aud": f"{shared.sandbox.url}/google/token",
        "iat": now,
        "exp": now + 300,
    } | changes
    signer = RSASigner.from_service_account_info(key or shared.key)  # type: ignore[no-untyped-call]
    return str(jwt.encode(signer, said).decode())  # type: ignore[no-untyped-call]


def test_the_sandbox_takes_a_word_that_is_signed(shared: Shared) -> None:
    """It answers with a token for an hour, and no refresh token."""
    answer = ask(shared, signed(shared))
    assert answer.ok
    assert answer.json().keys() == {"access_token", "expires_in", "token_type"}


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "https://oauth2.googleapis.com/token"},
        {"iss": "another@rehearsal.iam.gserviceaccount.com"},
        {"exp": 1},
        {"exp": 4_000_000_000},
        {"scope": ""},
    ],
)
def test_the_sandbox_takes_no_other_word(shared: Shared, changes: dict[str, Any]) -> None:
    """Meant for somebody else, by somebody else, too old, for too long, or for nothing."""
    answer = ask(shared, signed(shared, **changes))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_the_sandbox_takes_no_other_key(shared: Shared) -> None:
    """Signed with a key of another account it isn't this one's word; nor is it with anything beside it."""
    other = by_hand.make_service_account(shared.sandbox.world, "other", token_uri="")
    assert ask(shared, signed(shared, other)).json()["error"] == "invalid_grant"
    assert ask(shared, signed(shared, other | {"private_key_id": shared.key["private_key_id"]})).status_code == 400
    assert ask(shared, "no word at all").json()["error"] == "invalid_grant"
    assert ask(shared, signed(shared), scope="x").json()["error"] == "invalid_request"


def test_the_sandbox_lets_it_make_nothing(shared: Shared) -> None:
    """A service account has no room in Drive; with the scope of Sheets it has no business with Forms or Drive."""
    token = ask(shared, signed(shared)).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    root = f"{shared.sandbox.url}/google"
    made = requests.post(f"{root}/v4/spreadsheets", json={}, headers=headers, timeout=10)
    listed = requests.get(f"{root}/drive/v3/files", headers=headers, timeout=10)
    assert (made.status_code, listed.status_code) == (403, 403)
    assert "storage quota" in made.text
    assert "scopes" in listed.text
