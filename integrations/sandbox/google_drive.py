"""The stand-in for Google Drive: files are found, made, filled, labelled, thrown away, and opened to people."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from integrations.sandbox import google_access
from integrations.sandbox.discovery import Refused
from integrations.sandbox.google_query import wanted
from integrations.sandbox.google_state import Call, file, new_digest, new_file, stamp

CHANGEABLE = frozenset({"name", "trashed", "appProperties"})
ROLES = frozenset({"reader", "commenter", "writer"})
GRANTEES = {"user": "emailAddress", "group": "emailAddress", "domain": "domain", "anyone": None}
"""Whom a file may be shared with, and the field that has to name them."""

USUAL_FIELDS = {
    "drive.files.list": "kind,incompleteSearch,nextPageToken,files(kind,id,name,mimeType)",
    "drive.files.get": "kind,id,name,mimeType",
    "drive.files.create": "kind,id,name,mimeType",
    "drive.files.update": "kind,id,name,mimeType",
    "drive.permissions.list": "kind,nextPageToken,permissions(kind,id,type,role)",
    "drive.permissions.create": "kind,id,type,role",
}
"""What Drive answers when it isn't told which fields are wanted. Who can see a view isn't among it."""


def get_about(call: Call) -> dict[str, Any]:
    """Whose account it is. Nothing else is told of it, and nothing without being asked for."""
    if "fields" not in call.params:
        raise Refused(400, "The 'fields' parameter is required for this method.", reason="required")
    return {"kind": "drive#about", "user": {"kind": "drive#user", "me": True, "emailAddress": call.caller.address}}


def list_files(call: Call) -> dict[str, Any]:
    """The files that answer a query, newest first, in pages."""
    is_wanted = wanted(call.params.get("q", ""))
    now = stamp(call.world.clock.now())
    theirs = [one for one in call.state["files"].values() if google_access.is_seen(call.caller, one)]
    found = [one for one in theirs if one["listed_from"] <= now and is_wanted(one)]
    found.reverse()
    start = _page_start(call.params.get("pageToken", "0"))
    end = start + call.params.get("pageSize", 100)
    answer: dict[str, Any] = {
        "kind": "drive#fileList",
        "incompleteSearch": False,
        "files": [_shown(one) for one in found[start:end]],
    }
    if end < len(found):
        answer["nextPageToken"] = str(end)
    return answer


def _page_start(token: str) -> int:
    if not token.isdecimal():
        raise Refused(400, "Invalid Value: pageToken.", reason="invalid")
    return int(token)


def get_file(call: Call) -> dict[str, Any]:
    """One file."""
    return _shown(file(call.world, call.params["fileId"]))


def create_file(call: Call) -> dict[str, Any]:
    """Make an empty file with a name and a media type. Google's own kinds of files are made elsewhere."""
    unknown = call.body.keys() - {"name", "mimeType"}
    if unknown:
        raise Refused(501, f"The sandbox can't set {', '.join(sorted(unknown))} of a new file.")
    mime = call.body.get("mimeType", "application/octet-stream")
    if mime.startswith("application/vnd.google-apps."):
        raise Refused(501, "The sandbox makes forms and workbooks through their own services only.")
    made = new_file(call.world, name=call.body.get("name", "Untitled"), kind="file", mime=mime)
    _fill(made, b"")
    return _shown(made)


def fill_file(call: Call) -> dict[str, Any]:
    """Replace a file's content. A form or workbook has none that could be replaced so."""
    if call.params.get("uploadType") != "media":
        raise Refused(501, "The sandbox takes a file's content only as it is: uploadType=media.")
    found = file(call.world, call.params["fileId"])
    if "content" not in found:
        raise Refused(501, "The sandbox fills no forms and workbooks with a file's content.")
    if call.media_kind != found["mimeType"]:
        raise Refused(501, "The sandbox doesn't change what kind of file one is.")
    _fill(found, call.media)
    return _shown(found)


def _fill(found: dict[str, Any], content: bytes) -> None:
    found["content"] = base64.b64encode(content).decode()
    found["size"] = str(len(content))
    found["md5Checksum"] = hashlib.md5(content, usedforsecurity=False).hexdigest()


def read_by_anybody(found: Mapping[str, Any]) -> bytes | None:
    """What somebody without an account gets who has a file's link; None: nothing, as it isn't open to everybody."""
    is_open = any((one["type"], one.get("view")) == ("anyone", None) for one in found["permissions"])
    return base64.b64decode(found["content"]) if is_open and not found["trashed"] and "content" in found else None


def update_file(call: Call) -> dict[str, Any]:
    """Rename a file, throw it away or fetch it back, or label it."""
    found = file(call.world, call.params["fileId"])
    unknown = call.body.keys() - CHANGEABLE
    if unknown:
        raise Refused(501, f"The sandbox can't change {', '.join(sorted(unknown))} of a file.")
    labels = {**found["appProperties"], **call.body.get("appProperties", {})}
    found.update(call.body)
    found["appProperties"] = labels
    return _shown(found)


def delete_file(call: Call) -> None:
    """Delete a file for good, with whatever it held."""
    found = file(call.world, call.params["fileId"])
    for shelf in ("files", "forms", "books"):
        call.state[shelf].pop(found["id"], None)


def create_permission(call: Call) -> dict[str, Any]:
    """Share a file. Sharing again with the same people in the same view changes their role."""
    found = file(call.world, call.params["fileId"])
    granted = dict(call.body)
    _check_grant(granted)
    for earlier in found["permissions"]:
        if all(earlier.get(key) == granted.get(key) for key in ("type", "emailAddress", "domain", "view")):
            earlier["role"] = granted["role"]
            return _permission(earlier)
    granted["id"] = str(int.from_bytes(new_digest(call.world, "permission")[:8]))
    found["permissions"].append(granted)
    return _permission(granted)


def _check_grant(granted: Mapping[str, Any]) -> None:
    kind, view = granted["type"], granted.get("view")
    if kind not in GRANTEES or granted["role"] not in ROLES:
        raise Refused(400, "The specified type or role is invalid or not supported.", reason="invalid")
    named = GRANTEES[kind]
    if named and named not in granted:
        raise Refused(400, f"A permission of type {kind} needs {named}.", reason="invalid")
    if view not in {None, "published"}:
        raise Refused(400, "The only view of a form is published.", reason="invalid")
    if view and granted["role"] != "reader":
        raise Refused(400, "In the published view the only role is reader.", reason="invalid")
    unknown = granted.keys() - {"type", "role", "view", "emailAddress", "domain", "allowFileDiscovery"}
    if unknown:
        raise Refused(501, f"The sandbox can't share with {', '.join(sorted(unknown))}.")


def list_permissions(call: Call) -> dict[str, Any]:
    """Who has access. Respondents, who see only the published view, are left out unless asked for."""
    view = call.params.get("includePermissionsForView")
    if view not in {None, "published"}:
        raise Refused(400, "Only the published view can be included.", reason="invalid")
    everyone = file(call.world, call.params["fileId"])["permissions"]
    shown = [_permission(one) for one in everyone if one.get("view") in {None, view}]
    return {"kind": "drive#permissionList", "permissions": shown}


def delete_permission(call: Call) -> None:
    """Take access away."""
    found = file(call.world, call.params["fileId"])
    left = [one for one in found["permissions"] if one["id"] != call.params["permissionId"]]
    if len(left) == len(found["permissions"]):
        raise Refused(404, "Permission not found.", reason="notFound")
    found["permissions"] = left


def _shown(found: Mapping[str, Any]) -> dict[str, Any]:
    shown = {
        key: value for key, value in found.items() if key not in {"permissions", "listed_from", "content", "by_hand"}
    }
    shown["permissions"] = [_permission(one) for one in found["permissions"]]
    return shown


def _permission(granted: Mapping[str, Any]) -> dict[str, Any]:
    return {"kind": "drive#permission", **granted}


METHODS: dict[str, Callable[[Call], dict[str, Any] | None]] = {
    "drive.about.get": get_about,
    "drive.files.list": list_files,
    "drive.files.get": get_file,
    "drive.files.create": create_file,
    "drive.files.update": update_file,
    "drive.files.update of media": fill_file,
    "drive.files.delete": delete_file,
    "drive.permissions.create": create_permission,
    "drive.permissions.list": list_permissions,
    "drive.permissions.delete": delete_permission,
}
