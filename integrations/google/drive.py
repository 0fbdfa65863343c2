"""The organisation's files at Google Drive: found by name, labelled, opened to respondents, thrown away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from googleapiclient.http import MediaIoBaseUpload

from integrations.google.auth import Google
from integrations.google.faults import GoogleFault

_SHOWN = "nextPageToken,permissions(id,type,role,view)"


@dataclass(frozen=True)
class Access:
    """One grant of access to a file: to whom in kind, and what they may do. Nobody is named."""

    id: str
    type: str
    role: str
    view: str = ""

    @property
    def is_respondents(self) -> bool:
        """Whether this lets everybody with the link answer the form, and do nothing else."""
        return (self.type, self.role, self.view) == ("anyone", "reader", "published")


def find(google: Google, name: str) -> list[str]:
    """The ids of all files of exactly this name that aren't in the bin."""
    quoted = name.replace("\\", "\\\\").replace("'", "\\'")
    asked = {"q": f"name = '{quoted}' and trashed = false", "fields": "nextPageToken,files(id,name)", "pageSize": 100}
    found: list[str] = []
    while True:
        page = google.ask(google.files.list(**asked))
        found += [file["id"] for file in page.get("files", []) if file["name"] == name]
        if not page.get("nextPageToken"):
            return found
        asked["pageToken"] = page["nextPageToken"]


def is_there(google: Google, file_id: str) -> bool:
    """Whether there is such a file, and not in the bin."""
    try:
        return not google.ask(google.files.get(fileId=file_id, fields="id,trashed")).get("trashed")
    except GoogleFault as fault:
        if fault.status != 404:
            raise
        return False


def create(google: Google, name: str, *, kind: str) -> str:
    """Make an empty file of a media type, such as text/calendar. Returns its id."""
    made = google.ask(google.files.create(body={"name": name, "mimeType": kind}, fields="id"))
    return str(made["id"])


def put(google: Google, file_id: str, content: bytes, *, kind: str) -> None:
    """Let a file hold this and nothing else. Its id and link stay."""
    media = MediaIoBaseUpload(BytesIO(content), mimetype=kind, resumable=False)
    google.ask(google.files.update(fileId=file_id, media_body=media, fields="id"))


def label(google: Google, file_id: str, labels: Mapping[str, str]) -> None:
    """Put labels of our own on a file, which nobody else sees."""
    google.ask(google.files.update(fileId=file_id, body={"appProperties": dict(labels)}, fields="id"))


def open_to_respondents(google: Google, form_id: str) -> None:
    """Let everybody with the link answer the form. Done before, it isn't done again.

    Raises GoogleFault if the form is then open to the public in any other way, for instance
    for editing, or isn't open to respondents after all.
    """
    if not any(one.is_respondents for one in _access(google, form_id)):
        body = {"type": "anyone", "role": "reader", "view": "published"}
        google.ask(google.permissions.create(fileId=form_id, body=body, fields="id"))
    public = [one for one in _access(google, form_id) if one.type in {"anyone", "domain"}]
    if [one.is_respondents for one in public] != [True]:
        found = ", ".join(f"{one.type} as {one.role} in view {one.view or 'all'}" for one in public) or "nobody"
        raise GoogleFault(
            None,
            f"The form must be open to anyone as reader in view published, and in no other way; it is open to {found}. "
            "Remove every other kind of link sharing from the form",
        )


def open_to_readers(google: Google, file_id: str) -> None:
    """Let everybody with the link read a file. Done before, it isn't done again.

    Raises GoogleFault if the public could do anything else with it, such as edit it, or can't read it after all.
    """
    if not any((one.type, one.role, one.view) == ("anyone", "reader", "") for one in _access(google, file_id)):
        body = {"type": "anyone", "role": "reader"}
        google.ask(google.permissions.create(fileId=file_id, body=body, fields="id"))
    public = [(one.type, one.role) for one in _access(google, file_id) if one.type in {"anyone", "domain"}]
    if public != [("anyone", "reader")]:
        found = ", ".join(f"{who} as {role}" for who, role in public) or "nobody"
        raise GoogleFault(
            None,
            f"The file must be open to anyone as reader, and in no other way; it is open to {found}. "
            "Remove every other kind of link sharing from it",
        )


def is_open(google: Google, form_id: str) -> bool:
    """Whether everybody with the link can answer the form, and the public can do nothing else with it."""
    public = [one for one in _access(google, form_id) if one.type in {"anyone", "domain"}]
    return [one.is_respondents for one in public] == [True]


def sharing(google: Google, form_id: str) -> list[Access]:
    """Who has access besides the owner and the respondents; for a ballot form that must be nobody."""
    return [one for one in _access(google, form_id) if one.role != "owner" and not one.is_respondents]


def _access(google: Google, file_id: str) -> list[Access]:
    asked = {"fileId": file_id, "includePermissionsForView": "published", "fields": _SHOWN, "pageSize": 100}
    found: list[Access] = []
    while True:
        page = google.ask(google.permissions.list(**asked))
        found += [Access(**one) for one in page.get("permissions", [])]
        if not page.get("nextPageToken"):
            return found
        asked["pageToken"] = page["nextPageToken"]


def trash(google: Google, file_id: str) -> None:
    """Put a file into the bin, from where its owner can take it back for thirty days."""
    google.ask(google.files.update(fileId=file_id, body={"trashed": True}, fields="id"))


def erase(google: Google, file_id: str) -> None:
    """Delete a file for good, past the bin. One that is already gone is fine."""
    try:
        google.ask(google.files.delete(fileId=file_id))
    except GoogleFault as fault:
        if fault.status != 404:
            raise
