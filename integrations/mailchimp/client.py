"""The line to Mailchimp: every refusal is heard, nothing is said twice, and no address leaks into an error."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from mailchimp_marketing import Client
from mailchimp_marketing.api_client import ApiClientError

from integrations import wire
from integrations.settings import KEY, Settings, SettingsFault

Json = dict[str, Any]

PAGE = 1000
"""The most entries Mailchimp gives per page."""

_ADDRESS = re.compile(r"\S+@\S+")
_FIELD = re.compile(r"[A-Za-z0-9_.:\[\]]{1,80}")


class MailchimpFault(Exception):
    """Mailchimp refused, or could not be understood.

    `status` is the HTTP status, None when no answer arrived. `ambiguous` means that a
    write may have taken place all the same: look before doing it again. `where` is the
    call with placeholders for ids, so that no person can be told from it.
    """

    def __init__(self, status: int | None, title: str, ambiguous: bool, where: str = "") -> None:  # noqa: FBT001 - pickle
        super().__init__(status, title, ambiguous, where)  # what pickle hands back to us
        self.status = status
        self.title = title
        self.ambiguous = ambiguous
        self.where = where

    def __str__(self) -> str:
        told = f"Mailchimp, {self.where or 'a call'}: {self.title}"
        if self.status is not None:
            told += f" (HTTP {self.status})"
        return told + (". It may have taken place all the same: look before repeating it." if self.ambiguous else ".")


@dataclass(frozen=True)
class Mailchimp:
    """One Mailchimp account. `sdk` is the official client, made safe by `connect`."""

    sdk: Any


def connect(settings: Settings) -> Mailchimp:
    """The account that the settings name. Nothing is sent yet.

    Raises SettingsFault when the key doesn't say its data centre.
    """
    key = settings.mailchimp_api_key.get_secret_value()
    centre = key.rpartition("-")[2]
    if not KEY.fullmatch(key):
        raise SettingsFault(
            "CANVASS_MAILCHIMP_API_KEY is not a whole key: it should be letters and digits, a dash, and the data "
            "centre, such as -us1. Copy it again from Mailchimp: Profile, Extras, API keys."
        )
    sdk = Client({"api_key": key})
    policy = {"read_retries": settings.read_retries, "backoff_seconds": settings.backoff_seconds}
    _make_safe(sdk, key=key, policy=policy)
    root = settings.mailchimp_root.rstrip("/") or f"https://{centre}.api.mailchimp.com"
    if urlsplit(root).scheme not in {"http", "https"}:
        raise SettingsFault("CANVASS_MAILCHIMP_ROOT should be an address beginning with https:// or http://, or empty.")
    sdk.api_client.host = f"{root}/3.0"
    sdk.api_client.server = ""  # else the client replaces the word "server" anywhere in an address, ids included
    return Mailchimp(sdk)


def listed(call: Callable[..., Json], *ids: str | int, key: str, by: str = "id", **query: object) -> list[Json]:
    """Everything a paged call has to tell, in pages of 1000.

    Raises MailchimpFault when entries came or went between two pages: whoever is
    missing from such a reading would look new.
    """
    found: list[Json] = []
    while True:
        page = call(*ids, count=PAGE, offset=len(found), **query)
        found += page[key]
        if not page[key] or len(found) >= page["total_items"]:
            break
    if len({entry[by] for entry in found}) != page["total_items"]:
        raise MailchimpFault(200, f"the {key} changed while they were being read; read them again", ambiguous=False)
    return found


def without_addresses(text: str) -> str:
    """`text` with a dash for every e-mail address in it."""
    return _ADDRESS.sub("–", text)


def _make_safe(sdk: Any, *, key: str, policy: dict[str, Any]) -> None:
    """Put our own request under all of the SDK's calls, and take our faults out of its wrapping again.

    The SDK returns error replies without a readable body as if they were successes, and
    opens a connection per call (3.0.80).
    """
    call_as_shipped = sdk.api_client.call_api

    def request(method: str, url: str, query: Any = None, headers: Any = None, body: Any = None) -> requests.Response:
        try:
            answer = wire.session(**policy).request(
                method,
                url,
                params=[(name, _worded(value)) for name, value in query or ()],
                data=None if body is None else json.dumps(body),
                headers=headers,
                auth=("canvass", key),
                timeout=wire.TIMEOUT_SECONDS,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise MailchimpFault(None, f"no answer ({type(error).__name__})", ambiguous=True) from None
        _check(answer)
        return answer

    def call_api(path: str, method: str, *rest: Any, **named: Any) -> Json:
        try:
            answer = call_as_shipped(path, method, *rest, **named)
        except ApiClientError as error:
            fault = error.text
        else:
            return answer if isinstance(answer, dict) else {}  # a Response stands for an empty answer, checked above
        if isinstance(fault, MailchimpFault):
            fault = MailchimpFault(fault.status, fault.title, fault.ambiguous, where=f"{method} {path}")
        raise fault

    sdk.api_client.request = request
    sdk.api_client.call_api = call_api


def _check(answer: requests.Response) -> None:
    """Pass on answers that are what they claim to be; raise MailchimpFault for all others."""
    status = answer.status_code
    if status == requests.codes.no_content:
        return
    try:
        told = answer.json()
    except requests.JSONDecodeError:
        told = None
    done = 200 <= status < 300
    if done and isinstance(told, dict) and "application/json" in answer.headers.get("content-type", ""):
        return
    if done:  # but what was done can't be read
        raise MailchimpFault(status, "answered something that can't be read", ambiguous=True)
    if not isinstance(told, dict) or not told.get("title"):
        page = "text/html" in answer.headers.get("content-type", "")
        reason = "refused with a web page, as a firewall does" if page else "refused without a reason"
        raise MailchimpFault(status, reason, ambiguous=True)
    raise MailchimpFault(status, _title(told), ambiguous=status >= 500)


def _title(told: Json) -> str:
    """Mailchimp's own heading of the problem, and the fields it names; never its details, which quote addresses."""
    fields = [str(error.get("field")) for error in told.get("errors") or () if isinstance(error, dict)]
    named = ", ".join(field for field in fields[:5] if _FIELD.fullmatch(field))
    return without_addresses(str(told["title"]))[:120] + (f" (see {named})" if named else "")


def _worded(value: object) -> str:
    """A query's value; booleans as Mailchimp writes them."""
    return str(value).lower() if isinstance(value, bool) else str(value)
