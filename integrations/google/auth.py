"""The organisation's way into Google: one account, one consent, and only the files Canvass itself has made."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import requests
from google.auth.exceptions import GoogleAuthError
from google.auth.transport.requests import AuthorizedSession
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build_from_document
from googleapiclient.discovery_cache import get_static_doc
from googleapiclient.errors import HttpError
from httplib2 import Response

from integrations import wire
from integrations.google.faults import GoogleFault, refused, unanswered
from integrations.settings import Settings

SCOPE = "https://www.googleapis.com/auth/drive.file"
"""Only files that Canvass made or was handed; it covers every call to Forms, Sheets and Drive made here."""


@dataclass(frozen=True, repr=False)
class Google:
    """A connection to Forms, Sheets and Drive, for one thread at a time."""

    forms: Any
    responses: Any
    books: Any
    values: Any
    files: Any
    permissions: Any
    door: Door

    def ask(self, request: Any) -> dict[str, Any]:
        """Carry out one request, such as `google.forms.get(formId=…)`. Raises GoogleFault."""
        reading = request.method == "GET"
        call = str(request.methodId)
        try:
            answer: dict[str, Any] = request.execute(http=self.door) or {}
        except HttpError as error:
            raise refused(call, status=error.resp.status, reading=reading, word=_word(error.content)) from None
        except (OSError, ValueError):  # no answer, or one that isn't JSON
            raise unanswered(call, reading=reading) from None
        except GoogleAuthError:
            raise unanswered("renewing access", reading=True) from None
        return answer


@dataclass(frozen=True, repr=False)
class Door:
    """What the client library takes for its HTTP connection: requests' session, with our timeouts and retries."""

    session: requests.Session

    def request(
        self, uri: str, method: str = "GET", body: Any = None, headers: Mapping[str, str] | None = None, **_: Any
    ) -> tuple[Response, bytes]:
        """One request, in the manner of httplib2. Redirects aren't followed: they would carry our key elsewhere."""
        answer = self.session.request(
            method, uri, data=body, headers=headers, timeout=wire.TIMEOUT_SECONDS, allow_redirects=False
        )
        told = {name: value for name, value in answer.headers.items() if name.lower() != "content-encoding"}
        return Response({**told, "status": answer.status_code}), answer.content


def connect(settings: Settings) -> Google:
    """A connection as the organisation's account. Access is asked for at the first call, and renewed when it ends."""
    renewing = wire.mount(
        requests.Session(), read_retries=settings.read_retries, backoff_seconds=settings.backoff_seconds
    )
    credentials = Credentials(token=None, scopes=[SCOPE], refresh_handler=_renewal(settings, renewing))  # type: ignore[no-untyped-call]  # google-auth has no types
    session = AuthorizedSession(credentials)  # type: ignore[no-untyped-call]  # google-auth has no types
    wire.mount(session, read_retries=settings.read_retries, backoff_seconds=settings.backoff_seconds)
    return Google(**_collections(settings.google_root), door=Door(session))


@lru_cache
def _collections(root: str) -> dict[str, Any]:
    """What requests are built with. Making these takes longer than a call does, so it is done once."""
    forms, books = _service("forms", "v1", root).forms(), _service("sheets", "v4", root).spreadsheets()
    drive = _service("drive", "v3", root)
    return {
        "forms": forms,
        "responses": forms.responses(),
        "books": books,
        "values": books.values(),
        "files": drive.files(),
        "permissions": drive.permissions(),
    }


def _service(name: str, version: str, root: str) -> Any:
    """A service from the description that comes with the client library; nothing is fetched."""
    document = json.loads(get_static_doc(name, version))
    if root:
        document["rootUrl"] = f"{root}/"
    return build_from_document(document, http=_UNUSED)


_UNUSED = Door(requests.Session())
"""Requests are built without a connection, and carried out through that of whoever asks."""


def _renewal(settings: Settings, session: requests.Session) -> Callable[..., tuple[str, datetime]]:
    """How a new access token is got. The client library's own way sleeps for seconds before each repetition."""

    def renew(_: Any, scopes: list[str]) -> tuple[str, datetime]:
        asked = {
            "grant_type": "refresh_token",
            "client_id": settings.google_client_id,
            "client_secret": settings.google_client_secret.get_secret_value(),
            "refresh_token": settings.google_refresh_token.get_secret_value(),
            "scope": " ".join(scopes),
        }
        try:
            answer = session.post(
                settings.google_token_uri, data=asked, timeout=wire.TIMEOUT_SECONDS, allow_redirects=False
            )
        except requests.RequestException:
            raise unanswered("renewing access", reading=True) from None
        if not answer.ok:
            # 400 is how an OAuth server says that the consent is gone.
            status = 401 if answer.status_code == 400 else answer.status_code
            raise refused("renewing access", status=status, reading=True, word=_word(answer.content))
        told = answer.json()
        ends = datetime.now(UTC).replace(tzinfo=None) + timedelta(seconds=int(told["expires_in"]))
        return told["access_token"], ends

    return renew


def _word(content: bytes) -> str:
    """Google's own name for an error, such as RESOURCE_EXHAUSTED. Its message may quote people, so it stays out."""
    try:
        error = json.loads(content)["error"]
        word = error["errors"][0]["reason"] if isinstance(error, dict) and error.get("errors") else error
        word = word["status"] if isinstance(word, dict) else word
    except (ValueError, KeyError, TypeError, IndexError):
        return ""
    return word if isinstance(word, str) and word.replace("_", "").isalnum() and len(word) < 40 else ""


__all__ = ["SCOPE", "Google", "GoogleFault", "connect"]
