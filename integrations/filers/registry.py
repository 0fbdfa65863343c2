"""What OCPF and the FEC say about an account: asked over the network, or read from a file of theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import requests

from core.bylaws.candidacy import FEC, OCPF
from core.bylaws.registration import Registration
from integrations import wire
from integrations.filers import lists
from integrations.filers.faults import FilerFault
from integrations.settings import Settings

DEMO_KEY = "DEMO_KEY"
"""The key that everybody has who has none: 30 calls an hour and 50 a day from one address."""

_REASONS = {
    401: "doesn't take our key",
    403: "doesn't take our key, or refused",
    404: "no longer has what was asked for",
    429: "takes no more calls for now",
}


@dataclass(frozen=True)
class Found:
    """What was found about a number, and where. `as_of` is the time of a file; None for an answer of this moment."""

    registration: Registration
    source: str
    as_of: datetime | None = None


def look_up(settings: Settings, account: str) -> Found:
    """What is known of an account such as "OCPF 12345" or "FEC H0MA00001". Raises FilerFault without an answer."""
    service, _, number = account.partition(" ")
    file = settings.fec_file if service == FEC else settings.ocpf_file
    if file:
        registration, source, as_of = lists.look_up(file, service, number)
        return Found(registration, source, as_of)
    return Found(_at_the_fec(settings, number) if service == FEC else _at_ocpf(settings, number), service)


def _at_ocpf(settings: Settings, number: str) -> Registration:
    """OCPF answers 400 for a number that it doesn't have."""
    answer = _get(settings, OCPF, f"{settings.ocpf_root}/filer/{int(number)}", {})
    if answer.status_code == requests.codes.bad_request and not _is_page(answer):
        return Registration(listed=False)
    told = _read(answer, OCPF)
    active = told.get("isActive")
    if told.get("cpfId") != int(number) or not isinstance(active, bool):
        raise FilerFault(OCPF, "answered something that can't be read")
    return Registration(listed=True, closed=not active or bool(told.get("closedDate")))


def _at_the_fec(settings: Settings, number: str) -> Registration:
    """The FEC answers with a page of no candidates for a number that it doesn't have."""
    key = {"X-Api-Key": settings.fec_key.get_secret_value() or DEMO_KEY}
    told = _read(_get(settings, FEC, f"{settings.fec_root}/v1/candidate/{number}/", key), FEC)
    rows = told.get("results")
    if rows == []:
        return Registration(listed=False)
    mine = [one for one in rows if _is_candidate(one, number)] if isinstance(rows, list) else []
    if not mine:
        raise FilerFault(FEC, "answered something that can't be read")
    letter = (mine[0]["candidate_status"] or "")[:1]  # it is shown, so no more than a letter is taken
    return Registration(True, closed=mine[0].get("candidate_inactive") is True, status=letter)


def _is_candidate(row: Any, number: str) -> bool:
    """Whether this is an answer about a candidate. One without a status is known all the same."""
    ours = isinstance(row, dict) and row.get("candidate_id") == number
    return ours and isinstance(row.get("candidate_status", 0), str | None)


def _get(settings: Settings, service: str, url: str, headers: Mapping[str, str]) -> requests.Response:
    session = wire.session(read_retries=settings.read_retries, backoff_seconds=settings.backoff_seconds)
    try:
        return session.get(url, headers=dict(headers), timeout=wire.TIMEOUT_SECONDS, allow_redirects=False)
    except requests.RequestException as error:
        raise FilerFault(service, f"no answer ({type(error).__name__})") from None


def _read(answer: requests.Response, service: str) -> dict[str, Any]:
    status = answer.status_code
    if status != requests.codes.ok:
        raise FilerFault(service, f"{_REASONS.get(status, 'answered with an error')} (HTTP {status})")
    try:
        told = answer.json()
    except requests.JSONDecodeError:
        told = None
    if not isinstance(told, dict):
        raise FilerFault(service, "answered something that can't be read")
    return told


def _is_page(answer: requests.Response) -> bool:
    """Whether somebody on the way answered, with a page for people."""
    return "html" in answer.headers.get("content-type", "")
