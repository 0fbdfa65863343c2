"""The sandbox's page of consent and its tokens are as strict as Google's: who asks, what for, and back to where."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from integrations.sandbox.google_state import DRIVE_FILE, OWNER, google
from integrations.sandbox.server import Sandbox
from tests.sandbox.google_app import START

VERIFIER = "v" * 64
BACK = "http://127.0.0.1:8710/"


@dataclass
class Asker:
    """A program that asks for consent, and the person before the page."""

    sandbox: Sandbox
    session: requests.Session

    def request(self, **changes: str) -> dict[str, str]:
        """What the program asks with."""
        digest = hashlib.sha256(VERIFIER.encode()).digest()
        asked = {
            "client_id": "client",
            "redirect_uri": BACK,
            "response_type": "code",
            "scope": DRIVE_FILE,
            "state": "s1",
            "access_type": "offline",
            "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
            "code_challenge_method": "S256",
        } | changes
        return {name: said for name, said in asked.items() if said}

    def page(self, **changes: str) -> requests.Response:
        """The page as it opens."""
        place = f"{self.sandbox.url}/google/o/oauth2/v2/auth"
        return self.session.get(place, params=self.request(**changes), timeout=10)

    def answer(self, answer: str = "allow", **changes: str) -> dict[str, list[str]]:
        """What the program hears back when the person presses a button."""
        said = {"account": OWNER["emailAddress"], "answer": answer, "scope": DRIVE_FILE}
        sent = self.session.post(self.page(**changes).url, data=said, allow_redirects=False, timeout=10)
        assert sent.status_code == 302, sent.text
        assert sent.headers["location"].startswith(BACK)
        return parse_qs(urlsplit(sent.headers["location"]).query)

    def token(self, code: str, **changes: str) -> requests.Response:
        """The token for a code."""
        form = {
            "grant_type": "authorization_code",
            "client_id": "client",
            "client_secret": "secret",
            "code": code,
            "code_verifier": VERIFIER,
            "redirect_uri": BACK,
        } | changes
        return self.session.post(f"{self.sandbox.url}/google/token", data=form, timeout=10)


@pytest.fixture(scope="module")
def asker() -> Iterator[Asker]:
    """A program, and a sandbox that knows one client."""
    with Sandbox(at=START) as sandbox, requests.Session() as session:
        google(sandbox.world)["clients"] = {"client": "secret"}
        yield Asker(sandbox, session)


def test_a_person_sees_what_is_asked_for_and_says_yes(asker: Asker) -> None:
    """Account and scope stand on the page; the code that comes back is good for tokens, and these open Drive."""
    page = asker.page()
    assert page.ok
    assert DRIVE_FILE in page.text
    assert OWNER["emailAddress"] in page.text
    heard = asker.answer()
    assert heard["state"] == ["s1"]
    told = asker.token(heard["code"][0]).json()
    assert told["scope"] == DRIVE_FILE
    about = f"{asker.sandbox.url}/google/drive/v3/about"
    headers = {"Authorization": f"Bearer {told['access_token']}"}
    shown = asker.session.get(about, params={"fields": "user(emailAddress)"}, headers=headers, timeout=10).json()
    assert shown == {"user": {"emailAddress": OWNER["emailAddress"]}}
    assert asker.session.get(about, headers=headers, timeout=10).status_code == 400, "Drive wants to know which fields"


def test_a_no_comes_back_as_a_word(asker: Asker) -> None:
    """With the state, and without a code."""
    assert asker.answer("deny") == {"state": ["s1"], "error": ["access_denied"]}


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"redirect_uri": "https://elsewhere.example.org/"}, "redirect_uri_mismatch"),
        ({"redirect_uri": "http://192.0.2.1:80/"}, "redirect_uri_mismatch"),
        ({"client_id": "another"}, "invalid_client"),
        ({"state": ""}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"response_type": "token"}, "invalid_request"),
        ({"access_type": "sometimes"}, "invalid_request"),
        ({"unheard": "of"}, "invalid_request"),
    ],
    ids=str,
)
def test_a_request_that_isnt_fit_is_shown_to_the_person(asker: Asker, changes: dict[str, str], word: str) -> None:
    """And nobody is sent anywhere."""
    page = asker.page(**changes)
    assert page.status_code in {400, 401}
    assert "Access blocked" in page.text
    assert word in page.text
    assert page.history == []


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": "w" * 64},
        {"redirect_uri": "http://127.0.0.1:8711/"},
        {"client_secret": "guess"},
        {"code": "guess"},
        {"scope": "more"},
    ],
    ids=str,
)
def test_a_code_is_good_for_whoever_asked_and_nobody_else(asker: Asker, changes: dict[str, Any]) -> None:
    """Not without the verifier, not for another address, not without the client's secret."""
    code = asker.answer()["code"][0]
    assert asker.token(**{"code": code, **changes}).status_code in {400, 401}


def test_a_code_is_good_once(asker: Asker) -> None:
    """Whoever sees it go by can't use it again."""
    code = asker.answer()["code"][0]
    assert asker.token(code).ok
    assert asker.token(code).json()["error"] == "invalid_grant"


def test_access_while_away_has_to_be_asked_for(asker: Asker) -> None:
    """Otherwise there is no refresh token; with it, it is good for what was agreed to and no more."""
    assert "refresh_token" not in asker.token(asker.answer(access_type="")["code"][0]).json()
    refresh = asker.token(asker.answer()["code"][0]).json()["refresh_token"]
    form = {"grant_type": "refresh_token", "client_id": "client", "client_secret": "secret", "refresh_token": refresh}
    place = f"{asker.sandbox.url}/google/token"
    assert asker.session.post(place, data=form, timeout=10).json()["scope"] == DRIVE_FILE
    more = form | {"scope": f"{DRIVE_FILE} openid"}
    assert asker.session.post(place, data=more, timeout=10).json()["error"] == "invalid_scope"
