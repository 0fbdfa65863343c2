"""Consenting: an officer is sent to Google's page of consent, and what comes back is exchanged for a refresh token."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import requests
from google_auth_oauthlib.flow import Flow
from oauthlib.oauth2 import OAuth2Error
from pydantic import Field, SecretStr

from integrations import wire
from integrations.google.auth import SCOPE, connect_with
from integrations.google.consent import Consent
from integrations.google.faults import GoogleFault
from integrations.settings import CONSENT_URI, TOKEN_URI, Place

TALKATIVE = ("requests_oauthlib", "oauthlib", "google_auth_oauthlib")
"""Libraries that at their most talkative quote tokens."""

PLAIN_HTTP = "OAUTHLIB_INSECURE_TRANSPORT"
"""What oauthlib wants to see before it goes anywhere without TLS."""

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Client(Place):
    """What a consent takes: the OAuth client, and where Google is. Nothing else has to be set up yet."""

    google_root: str = ""
    google_consent_uri: str = CONSENT_URI
    google_token_uri: str = TOKEN_URI
    google_client_id: str = ""
    google_client_secret: SecretStr = SecretStr("")
    google_refresh_token: SecretStr = SecretStr("")
    google_refresh_token_file: str = Field("", description="where the refresh token lies, if in a file of its own")


class ConsentFault(Exception):
    """Google gave no consent, or none that is of use. The message is a letter to whoever asked for it."""


@dataclass(frozen=True, repr=False)
class Asked:
    """A consent that is asked for: the page to go to, and the word by which the answer is known to belong to it."""

    page: str
    state: str
    flow: Flow


@dataclass(frozen=True, repr=False)
class Given:
    """What came of it. Nothing of this is ever shown, but what `consent` says."""

    refresh_token: str
    access_token: str
    consent: Consent


def ask(client: Client, *, back: str) -> Asked:
    """A page of consent, for just the one scope, that leads back to `back` on this machine. Nothing is asked yet.

    State and PKCE see to it that nobody else's answer is taken for this one, and that nobody else can use this one's.
    Raises ConsentFault where an address isn't safe.
    """
    for library in TALKATIVE:
        logging.getLogger(library).setLevel(logging.WARNING)
    told = {
        "client_id": client.google_client_id,
        "client_secret": client.google_client_secret.get_secret_value(),
        "auth_uri": client.google_consent_uri,
        "token_uri": client.google_token_uri,
    }
    flow = Flow.from_client_config({"installed": told}, scopes=[SCOPE], redirect_uri=back)
    with _plain_on_this_machine(client.google_token_uri), _plain_on_this_machine(client.google_consent_uri):
        page, state = flow.authorization_url(access_type="offline", prompt="consent")
    return Asked(page, state, flow)


def exchange(asked: Asked, code: str) -> Given:
    """The tokens for what came back, and what they are good for. Raises ConsentFault."""
    place = asked.flow.client_config["token_uri"]
    try:
        with _plain_on_this_machine(place):
            told = asked.flow.fetch_token(code=code, include_client_id=True, timeout=wire.TIMEOUT_SECONDS)
    except Warning as granted:  # oauthlib's way to say that it is another scope than was asked for
        told = granted.token  # type: ignore[attr-defined]
    except OAuth2Error as fault:
        raise ConsentFault(_words_of(fault)) from None
    except (requests.RequestException, ValueError):
        raise ConsentFault(UNANSWERED) from None
    scopes, ends = told.get("scope", SCOPE), told.get("refresh_token_expires_in")
    scopes = scopes.split() if isinstance(scopes, str) else scopes
    return Given(
        str(told.get("refresh_token", "")),
        str(told["access_token"]),
        Consent(frozenset(scopes), None if ends is None else timedelta(seconds=int(ends))),
    )


def whose(given: Given, client: Client) -> str:
    """The address of the account that consented, by Drive, which drive.file may ask. Empty where Drive doesn't say."""
    google = connect_with(given.access_token, root=client.google_root)
    try:
        told = google.ask(google.about.get(fields="user(emailAddress)"))
    except GoogleFault:
        return ""
    return str(told.get("user", {}).get("emailAddress", ""))


@contextmanager
def _plain_on_this_machine(place: str) -> Iterator[None]:
    """Let oauthlib speak plain HTTP to a stand-in on this machine, and to nothing else, for the length of a call."""
    if urlsplit(place).scheme == "https":
        yield
        return
    if urlsplit(place).hostname not in LOOPBACK:
        raise ConsentFault(
            "CANVASS_GOOGLE_CONSENT_URI and CANVASS_GOOGLE_TOKEN_URI have to begin with https://, or secrets would go "
            "there in the open. Take both out of the settings; then Google's own are used."
        )
    before = os.environ.get(PLAIN_HTTP)
    os.environ[PLAIN_HTTP] = "1"
    try:
        yield
    finally:
        os.environ.pop(PLAIN_HTTP)
        if before is not None:
            os.environ[PLAIN_HTTP] = before


UNANSWERED = (
    "Google didn't answer when the consent was to be exchanged for a token. Nothing was written. Look at the network, "
    "and begin anew: canvass consent"
)


def _words_of(fault: OAuth2Error) -> str:
    word = str(fault.error or "")
    if word in {"invalid_client", "unauthorized_client"}:
        return (
            "Google doesn't know this OAuth client, or the secret isn't its own. Nothing was written. Copy both again: "
            "Google Auth Platform, Clients, your Desktop client – a secret is shown only when it is made, so make a "
            "new one there (Add secret). Then: canvass consent"
        )
    named = word if word.replace("_", "").isalpha() else "no word"
    return (
        f"Google took the consent back before it could be used ({named}). Nothing was written. A consent can be used "
        "once, and for a few minutes. Begin anew: canvass consent"
    )
