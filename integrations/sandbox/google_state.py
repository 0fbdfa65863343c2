"""What the stand-in for Google remembers: files and who may see them, and the times it writes on things."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from integrations.sandbox.discovery import Refused
from integrations.sandbox.world import World

OWNER = {"id": "owner", "type": "user", "role": "owner", "emailAddress": "elections@example.org"}

DRIVE_FILE = "https://www.googleapis.com/auth/drive.file"

TOKEN = "access-to-the-sandbox"  # noqa: S105 - it opens nothing but the sandbox
"""What the organisation's account gets in by. Others get tokens of their own."""

REVOKED = "revoked"
"""A refresh token that the sandbox takes for one whose consent was withdrawn."""

CONSENT = {"scope": DRIVE_FILE, "ends_in": None}
"""What was consented to, unless the world says otherwise: just what is needed, in a screen that is published."""

GENEROSITY = 100
"""The sandbox's clock stands still, so that a whole rehearsal may fall into one of its minutes. Hence the factor."""

PER_MINUTE = {
    "forms.read": 390,
    "forms.responses": 180,
    "forms.write": 150,
    "sheets.read": 60,
    "sheets.write": 60,
    "drive.read": 12_000,
    "drive.write": 12_000,
}
"""Google's quotas for one account. Drive's are not published a minute and an account; the figure is a guess."""


@dataclass(frozen=True)
class Caller:
    """Who makes a call, by address: somebody who consented, or a service account; and what their token is good for."""

    address: str
    scopes: frozenset[str]


@dataclass(frozen=True)
class Call:
    """One accepted request: the world it acts on, its checked parameters, the sandbox's own address, and whose it is.

    What it brings is in `body`, or, where a file's content is sent as it is, in `media`, of the type `media_kind`.
    """

    world: World
    params: dict[str, Any]
    body: dict[str, Any]
    address: str
    caller: Caller
    media: bytes = b""
    media_kind: str = ""

    @property
    def state(self) -> dict[str, Any]:
        """Google's part of the world."""
        return google(self.world)


def google(world: World) -> dict[str, Any]:
    """Google's part of the world, furnished if it is new."""
    if "files" not in world.google:
        world.google.update(
            files={},
            forms={},
            books={},
            made=0,
            minute={"at": "", "counts": {}},
            quotas={group: GENEROSITY * figure for group, figure in PER_MINUTE.items()},
            last_submission={"clock": "", "given": "", "same": 0},
        )
    return world.google


def new_digest(world: World, kind: str) -> bytes:
    """Bytes that never came before in this world, and that come again when it is lived through again."""
    state = google(world)
    state["made"] += 1
    return hashlib.sha256(f"{kind}|{state['made']}".encode()).digest()


def new_file(world: World, *, name: str, kind: str, mime: str = "") -> dict[str, Any]:
    """A file in Drive, owned by the organisation's account and shared with nobody.

    `kind` is form or spreadsheet, or anything else for a file of the media type `mime`.
    """
    file_id = "1" + base64.urlsafe_b64encode(new_digest(world, kind)).decode().rstrip("=")
    now = world.clock.now()
    file = {
        "kind": "drive#file",
        "id": file_id,
        "name": name,
        "mimeType": mime or f"application/vnd.google-apps.{kind}",
        "trashed": False,
        "createdTime": stamp(now),
        "appProperties": {},
        "permissions": [dict(OWNER)],
        "listed_from": stamp(now + world.lag),
    }
    google(world)["files"][file_id] = file
    return file


def file(world: World, file_id: str) -> dict[str, Any]:
    """The file of that id; 404 where there is none."""
    found: dict[str, Any] | None = google(world)["files"].get(file_id)
    if found is None:
        raise Refused(404, "Requested entity was not found.", reason="notFound")
    return found


def stamp(at: datetime) -> str:
    """An instant as Google writes it: UTC, here always with microseconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def submission_time(world: World) -> str:
    """The time Google puts on a response: no two are alike, and the clock's own instant comes first.

    Later ones at the same instant are a microsecond apart, and every third of them
    has nanoseconds, because Google's times may have them.
    """
    state = google(world)["last_submission"]
    now, before, given = stamp(world.clock.now()), state["clock"], state["given"]
    same = state["same"] + 1 if now == before else 0
    given = max(now, _later(given)) if given and before <= now else now
    state.update(clock=now, given=given, same=same)
    return f"{given[:-1]}{100 + same % 900}Z" if same % 3 == 2 else given


def _later(text: str) -> str:
    return stamp(datetime.fromisoformat(text) + timedelta(microseconds=1))


def only(given: Mapping[str, Any], known: set[str], what: str) -> None:
    """Refuse, rather than ignore, what Google knows and the sandbox doesn't."""
    unknown = given.keys() - known
    if unknown:
        raise Refused(501, f"The sandbox doesn't know {', '.join(sorted(unknown))} in {what} of a workbook.")
