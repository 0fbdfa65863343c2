"""Who may do what at the stand-in for Google: by what a token is good for, and by who may see a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from integrations.sandbox.discovery import Method, Refused
from integrations.sandbox.google_state import CONSENT, DRIVE_FILE, OWNER, TOKEN, Caller, google
from integrations.sandbox.world import World

NAMED_BY = ("fileId", "spreadsheetId", "formId")
"""The parameters by which a call names the file that it is about."""

MAKERS = frozenset({"drive.files.create", "forms.forms.create", "sheets.spreadsheets.create"})
SERVICE_ACCOUNTS = ".gserviceaccount.com"
"""How the addresses of service accounts end."""


def admit(world: World, request: Request) -> Caller:
    """Whose token it is. 401 where nobody's."""
    state = google(world)
    said = request.headers.get("authorization", "").removeprefix("Bearer ")
    if said == TOKEN:
        return Caller(OWNER["emailAddress"], frozenset(state.get("consent", CONSENT)["scope"].split()))
    token = state.get("tokens", {}).get(said)
    if token is None:
        raise Refused(401, "Request had invalid authentication credentials.")
    return Caller(token["address"], frozenset(token["scopes"].split()))


def refuse_what_is_not_theirs(world: World, caller: Caller, method: Method, params: Mapping[str, Any]) -> None:
    """403 where the token isn't good for such a call, or the file isn't shared so; 404 for one that they can't see.

    With drive.file alone nobody sees a file that wasn't made through the API.
    """
    allowing = method.scopes & caller.scopes
    if not allowing:
        raise Refused(403, "Request had insufficient authentication scopes.", reason="ACCESS_TOKEN_SCOPE_INSUFFICIENT")
    if method.id in MAKERS and caller.address.endswith(SERVICE_ACCOUNTS):
        raise Refused(403, "The user's Drive storage quota has been exceeded.", reason="storageQuotaExceeded")
    named = next((params[one] for one in NAMED_BY if one in params), "")
    found = google(world)["files"].get(named)
    if found is None:
        return  # each service says in its own way that there is none
    if found.get("by_hand") and allowing == {DRIVE_FILE}:
        raise Refused(404, "Requested entity was not found.", reason="notFound")
    roles = _roles(caller, found)
    if not roles or (method.verb != "GET" and not roles & {"owner", "writer"}):
        raise Refused(403, "The caller does not have permission")


def is_seen(caller: Caller, found: Mapping[str, Any]) -> bool:
    """Whether a file stands in somebody's list."""
    return bool(_roles(caller, found)) and not (found.get("by_hand") and caller.scopes == {DRIVE_FILE})


def _roles(caller: Caller, found: Mapping[str, Any]) -> set[str]:
    """What somebody may do with a file: as themselves, and as anybody who has its link."""
    mine = [
        one
        for one in found["permissions"]
        if one.get("emailAddress") == caller.address or (one["type"] == "anyone" and not one.get("view"))
    ]
    return {str(one["role"]) for one in mine}
