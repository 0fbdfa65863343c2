"""The organisation's way into Google: one account, one consent, and only the files Canvass itself has made.

A members' workbook that people made themselves has a way of its own, where there is a service account for it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import requests
from google.auth.exceptions import GoogleAuthError
from google.auth.transport.requests import AuthorizedSession
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build_from_document
from googleapiclient.discovery_cache import get_static_doc
from googleapiclient.errors import HttpError
from httplib2 import Response

from integrations import wire
from integrations.google import service_account
from integrations.google.faults import GoogleFault, refused, unanswered
from integrations.google.service_account import ServiceAccount
from integrations.settings import Settings

SCOPE = "https://www.googleapis.com/auth/drive.file"
"""Only files that Canvass made or was handed; it covers every call to Forms, Sheets and Drive made here."""


@dataclass(frozen=True, repr=False)
class Google:
    """A connection to Forms, Sheets and Drive, for one thread at a time.

    `shared` has the doors of workbooks that are shared with a service account, by id; everything else goes by `door`.
    """

    about: Any
    forms: Any
    responses: Any
    books: Any
    values: Any
    files: Any
    permissions: Any
    door: Door
    shared: Mapping[str, Door] = field(default_factory=dict)

    def ask(self, request: Any) -> dict[str, Any]:
        """Carry out one request, such as `google.forms.get(formId=…)`. Raises GoogleFault."""
        reading = request.method == "GET"
        call = str(request.methodId)
        door = self._door_of(request)
        try:
            answer: dict[str, Any] = request.execute(http=door) or {}
        except HttpError as error:
            word, other = _word(error.content), door is not self.door
            raise refused(
                call, status=error.resp.status, reading=reading, word=word, by_service_account=other
            ) from None
        except (OSError, ValueError):  # no answer, or one that isn't JSON
            raise unanswered(call, reading=reading) from None
        except GoogleAuthError:
            raise unanswered("renewing access", reading=True) from None
        return answer

    def _door_of(self, request: Any) -> Door:
        """A service account is for calls to Sheets about a workbook that is shared with it, and for nothing else."""
        about = _WORKBOOK.search(urlsplit(request.uri).path) if self.shared else None
        return self.shared.get(about[1], self.door) if about else self.door


_WORKBOOK = re.compile(r"/v4/spreadsheets/([^/:]+)")
"""Where in an address the id of a workbook stands."""


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
    """A connection as the organisation's account. Access is asked for at the first call, and renewed when it ends.

    Raises SettingsFault where there is a key of a service account that can't be used.
    """
    account = service_account.read(settings)
    return Google(
        **_collections(settings.google_root),
        door=_door(settings, _consent(settings)),
        shared={settings.members_book: _door(settings, _word_of(account, settings))} if account else {},
    )


def connect_with(access: str, *, root: str) -> Google:
    """A connection with an access token that is at hand; it isn't renewed."""
    session = AuthorizedSession(Credentials(token=access))  # type: ignore[no-untyped-call]  # google-auth has no types
    return Google(**_collections(root), door=Door(wire.mount(session, read_retries=0, backoff_seconds=0.0)))


def _door(settings: Settings, renew: Callable[..., tuple[str, datetime]]) -> Door:
    credentials = Credentials(token=None, scopes=[SCOPE], refresh_handler=renew)  # type: ignore[no-untyped-call]  # google-auth has no types
    session = AuthorizedSession(credentials)  # type: ignore[no-untyped-call]  # google-auth has no types
    return Door(wire.mount(session, read_retries=settings.read_retries, backoff_seconds=settings.backoff_seconds))


@lru_cache
def _collections(root: str) -> dict[str, Any]:
    """What requests are built with. Making these takes longer than a call does, so it is done once."""
    forms, books = _service("forms", "v1", root).forms(), _service("sheets", "v4", root).spreadsheets()
    drive = _service("drive", "v3", root)
    return {
        "about": drive.about(),
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


def _consent(settings: Settings) -> Callable[..., tuple[str, datetime]]:
    """How a new access token is got with the organisation's consent."""
    asked = {
        "grant_type": "refresh_token",
        "client_id": settings.google_client_id,
        "client_secret": settings.google_client_secret.get_secret_value(),
        "refresh_token": settings.google_refresh_token.get_secret_value(),
        "scope": SCOPE,
    }
    return _renewal(settings, lambda: asked)


def _word_of(account: ServiceAccount, settings: Settings) -> Callable[..., tuple[str, datetime]]:
    """How a new access token is got by a service account: it signs anew each time."""
    return _renewal(settings, lambda: account.grant(settings.google_token_uri), by_service_account=True)


def _renewal(
    settings: Settings, grant: Callable[[], Mapping[str, str]], *, by_service_account: bool = False
) -> Callable[..., tuple[str, datetime]]:
    """How a new access token is got. The client library's own way sleeps for seconds before each repetition."""
    session = wire.mount(
        requests.Session(), read_retries=settings.read_retries, backoff_seconds=settings.backoff_seconds
    )

    def renew(*_: Any, **__: Any) -> tuple[str, datetime]:
        try:
            answer = session.post(
                settings.google_token_uri, data=grant(), timeout=wire.TIMEOUT_SECONDS, allow_redirects=False
            )
        except requests.RequestException:
            raise unanswered("renewing access", reading=True) from None
        if not answer.ok:
            # 400 is how an OAuth server says that the consent is gone.
            status, word = 401 if answer.status_code == 400 else answer.status_code, _word(answer.content)
            raise refused(
                "renewing access", status=status, reading=True, word=word, by_service_account=by_service_account
            )
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


__all__ = ["SCOPE", "Google", "GoogleFault", "connect", "connect_with"]
