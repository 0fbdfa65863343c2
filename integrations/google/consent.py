"""The organisation's consent at Google: what it allows, and whether Google says when it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import requests

from integrations import wire
from integrations.google.auth import SCOPE
from integrations.google.faults import refused, unanswered
from integrations.settings import Settings


@dataclass(frozen=True)
class Consent:
    """What an officer agreed to. `lasts` is for how long from now on; None where Google names no end."""

    scopes: frozenset[str]
    lasts: timedelta | None

    @property
    def lacks(self) -> bool:
        """Whether something is missing that Canvass needs."""
        return SCOPE not in self.scopes

    @property
    def beyond(self) -> list[str]:
        """What it allows that Canvass doesn't need, by the last word of each scope."""
        return sorted(scope.rpartition("/")[2] for scope in self.scopes - {SCOPE})


def read(settings: Settings) -> Consent:
    """What the refresh token is good for. No scope is named in asking, so the answer has all of them.

    Raises GoogleFault: 401 where the consent is gone.
    """
    asked = {
        "grant_type": "refresh_token",
        "client_id": settings.google_client_id,
        "client_secret": settings.google_client_secret.get_secret_value(),
        "refresh_token": settings.google_refresh_token.get_secret_value(),
    }
    try:
        answer = wire.session(read_retries=0).post(
            settings.google_token_uri, data=asked, timeout=wire.TIMEOUT_SECONDS, allow_redirects=False
        )
    except requests.RequestException:
        raise unanswered("renewing access", reading=True) from None
    if not answer.ok:
        status = 401 if answer.status_code == requests.codes.bad_request else answer.status_code
        raise refused("renewing access", status=status, reading=True)
    told = answer.json()
    ends = told.get("refresh_token_expires_in")
    return Consent(
        frozenset(str(told.get("scope", "")).split()), None if ends is None else timedelta(seconds=int(ends))
    )
