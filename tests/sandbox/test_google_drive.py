"""The stand-in for Google Drive shows and shares files as the real one does, and refuses what it doesn't understand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest

from integrations.sandbox import google as google_sandbox
from tests.sandbox.google_app import Desk, open_desk

RESPONDENTS = {"type": "anyone", "role": "reader", "view": "published"}


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """One sandbox for this file; every test makes files of its own."""
    with open_desk() as opened:
        yield opened


def names(desk: Desk, query: str) -> list[str]:
    """The names of the files that answer a query, newest first."""
    return [file["name"] for file in desk.ok("GET", "/drive/v3/files", q=query)["files"]]


def shown(desk: Desk, file_id: str, **query: str) -> list[dict[str, Any]]:
    """Who has access to a file, as far as the query lets it be seen."""
    listed: list[dict[str, Any]] = desk.ok("GET", f"/drive/v3/files/{file_id}/permissions", **query)["permissions"]
    return listed


def test_files_are_found_by_exact_name(desk: Desk) -> None:
    """A quotation mark in a name is escaped, and a part of a name finds nothing."""
    desk.form(paper=None, name="Ada's ballot")
    assert names(desk, r"name = 'Ada\'s ballot' and trashed = false") == ["Ada's ballot"]
    assert names(desk, "name = 'ballot'") == []


def test_files_in_the_bin_are_found_only_when_asked_for(desk: Desk) -> None:
    """`trashed = false` leaves them out; Drive's list by itself doesn't."""
    form_id = desk.form(paper=None, name="thrown away")
    desk.ok("PATCH", f"/drive/v3/files/{form_id}", {"trashed": True})
    assert names(desk, "name = 'thrown away' and trashed = false") == []
    assert names(desk, "name = 'thrown away' and trashed=true") == ["thrown away"]
    assert names(desk, "name = 'thrown away'") == ["thrown away"]


def test_files_are_found_by_our_own_labels(desk: Desk) -> None:
    """Labels add up, and both key and value have to agree."""
    form_id = desk.form(paper=None, name="labelled")
    desk.ok("PATCH", f"/drive/v3/files/{form_id}", {"appProperties": {"election": "meadow", "kind": "ballot"}})
    desk.ok("PATCH", f"/drive/v3/files/{form_id}", {"appProperties": {"kind": "practice"}})
    query = "appProperties has {{ key='{}' and value='{}' }} and mimeType = 'application/vnd.google-apps.form'"
    assert names(desk, query.format("election", "meadow")) == ["labelled"]
    assert names(desk, query.format("kind", "practice")) == ["labelled"]
    assert names(desk, query.format("kind", "ballot")) == []


@pytest.mark.parametrize(
    "query",
    [
        "name contains 'x'",
        "title = 'x'",
        "name = 'x' or name = 'y'",
        "name = 'x' and",
        "name = 'x",
        "trashed = no",
        "(",
    ],
)
def test_a_query_that_is_not_understood_is_refused(desk: Desk, query: str) -> None:
    """A query that is guessed at would find the wrong file, or miss the right one."""
    assert desk.refused("GET", "/drive/v3/files", q=query)[0] == 400


def test_lists_come_in_pages(desk: Desk) -> None:
    """Each file is on exactly one page while nothing changes."""
    for _ in range(3):
        desk.form(paper=None, name="one of three")
    seen: list[str] = []
    token: dict[str, str] = {}
    while True:
        page = desk.ok("GET", "/drive/v3/files", q="name = 'one of three'", pageSize=2, fields="*", **token)
        seen += [file["id"] for file in page["files"]]
        if "nextPageToken" not in page:
            break
        token = {"pageToken": page["nextPageToken"]}
    assert len(seen) == len(set(seen)) == 3


def test_only_asked_for_fields_are_answered(desk: Desk) -> None:
    """Drive shows four fields of a file unless it is told which; a field it doesn't know is refused."""
    form_id = desk.form(paper=None)
    path = f"/drive/v3/files/{form_id}"
    assert set(desk.ok("GET", path)) == {"kind", "id", "name", "mimeType"}
    assert desk.ok("GET", path, fields="trashed,permissions(role)") == {
        "trashed": False,
        "permissions": [{"role": "owner"}],
    }
    assert desk.ok("GET", path, fields="permissions/role") == {"permissions": [{"role": "owner"}]}
    for wrong in ("labels", "id,", "permissions(role", "id)", "permissions(roles)"):
        assert desk.refused("GET", path, fields=wrong)[0] == 400, wrong


def test_respondents_are_listed_only_when_their_view_is_asked_for(desk: Desk) -> None:
    """Whoever checks sharing without asking for the published view doesn't see that the form is public."""
    form_id = desk.form()
    desk.ok("POST", f"/drive/v3/files/{form_id}/permissions", RESPONDENTS)
    assert [one["role"] for one in shown(desk, form_id)] == ["owner"]
    everyone = shown(desk, form_id, includePermissionsForView="published", fields="permissions(type,role,view)")
    assert everyone == [{"type": "user", "role": "owner"}, RESPONDENTS]


def test_the_published_view_knows_readers_only(desk: Desk) -> None:
    """Writing through the published view is refused; without a view it is Drive's ordinary, dangerous link sharing."""
    form_id = desk.form()
    path = f"/drive/v3/files/{form_id}/permissions"
    assert desk.refused("POST", path, {**RESPONDENTS, "role": "writer"})[0] == 400
    desk.ok("POST", path, {"type": "anyone", "role": "writer"})
    assert [(one["type"], one["role"]) for one in shown(desk, form_id)] == [("user", "owner"), ("anyone", "writer")]


@pytest.mark.parametrize(
    "grant",
    [
        {"type": "anyone"},
        {"role": "reader"},
        {"type": "user", "role": "reader"},
        {"type": "everybody", "role": "reader"},
        {"type": "anyone", "role": "publishedReader"},
        {"type": "anyone", "role": "reader", "view": "all"},
        {"type": "anyone", "role": "reader", "permissionDetails": []},
    ],
    ids=str,
)
def test_a_grant_has_to_be_complete_and_known(desk: Desk, grant: dict[str, Any]) -> None:
    """Who and what have to be said, in Drive's words."""
    form_id = desk.form(paper=None)
    assert desk.refused("POST", f"/drive/v3/files/{form_id}/permissions", grant)[0] == 400
    assert len(shown(desk, form_id)) == 1


def test_granting_again_changes_the_role(desk: Desk) -> None:
    """The same people in the same view have one permission, not two."""
    form_id = desk.form(paper=None)
    for role in ("reader", "writer"):
        grant = {"type": "user", "role": role, "emailAddress": "ada@example.org"}
        desk.ok("POST", f"/drive/v3/files/{form_id}/permissions", grant, sendNotificationEmail="false")
    assert [one["role"] for one in shown(desk, form_id)] == ["owner", "writer"]


def test_access_is_taken_away_once(desk: Desk) -> None:
    """A permission that isn't there can't be deleted."""
    form_id = desk.form()
    made = desk.ok("POST", f"/drive/v3/files/{form_id}/permissions", RESPONDENTS)
    path = f"/drive/v3/files/{form_id}/permissions/{made['id']}"
    assert desk.raw("DELETE", path).status_code == 204
    assert desk.refused("DELETE", path)[0] == 404


def test_only_some_of_a_file_can_be_changed_here(desk: Desk) -> None:
    """What the sandbox can't do to a file it says, and what isn't a field of a file Google refuses."""
    form_id = desk.form(paper=None)
    assert desk.refused("PATCH", f"/drive/v3/files/{form_id}", {"description": "x"})[0] == 501
    assert desk.refused("PATCH", f"/drive/v3/files/{form_id}", {"title": "x"})[0] == 400
    desk.ok("PATCH", f"/drive/v3/files/{form_id}", {"name": "renamed"})
    assert desk.ok("GET", f"/v1/forms/{form_id}")["info"]["documentTitle"] == "renamed"


def test_drive_has_its_own_way_of_saying_too_many(desk: Desk) -> None:
    """Over quota Drive answers 403 with a reason, not 429."""
    quotas = desk.sandbox.world.google["quotas"]
    generous, quotas["drive.read"] = quotas["drive.read"], 0
    answer = desk.raw("GET", "/drive/v3/files")
    quotas["drive.read"] = generous
    assert answer.status_code == 403
    assert answer.json()["error"]["errors"][0]["reason"] == "userRateLimitExceeded"


def media(desk: Desk, file_id: str, content: bytes, *, kind: str = "text/calendar", upload: str = "media") -> int:
    """Send a file's content as it is. Returns the status."""
    answer = desk.session.request(
        "PATCH",
        f"{desk.sandbox.url}/google/upload/drive/v3/files/{file_id}",
        data=content,
        params={"uploadType": upload},
        headers={"Authorization": f"Bearer {google_sandbox.TOKEN}", "Content-Type": kind},
        timeout=10,
    )
    return answer.status_code


def test_a_file_is_made_empty_and_filled(desk: Desk) -> None:
    """Its size and checksum are Drive's; its content is in no answer, and nobody has it before it is shared."""
    made = desk.ok("POST", "/drive/v3/files", {"name": "season.ics", "mimeType": "text/calendar"}, fields="id,size")
    assert made["size"] == "0"
    assert media(desk, made["id"], b"BEGIN") == 200
    shown = desk.ok("GET", f"/drive/v3/files/{made['id']}", fields="*")
    assert (shown["size"], shown["md5Checksum"]) == ("5", hashlib.md5(b"BEGIN", usedforsecurity=False).hexdigest())
    assert "content" not in shown
    there = f"{desk.sandbox.url}/files/{made['id']}"
    assert desk.session.get(there, timeout=10).status_code == 404
    desk.ok("POST", f"/drive/v3/files/{made['id']}/permissions", {"type": "anyone", "role": "reader"})
    assert desk.session.get(there, timeout=10).content == b"BEGIN"
    desk.ok("PATCH", f"/drive/v3/files/{made['id']}", {"trashed": True})
    assert desk.session.get(there, timeout=10).status_code == 404


def test_content_goes_only_where_it_can(desk: Desk) -> None:
    """Not into a form, not as another type, not in several parts, and into no file that isn't there."""
    made = desk.ok("POST", "/drive/v3/files", {"name": "season.ics", "mimeType": "text/calendar"})["id"]
    assert media(desk, desk.form(paper=None, name="a form"), b"x") == 501
    assert media(desk, made, b"x", kind="text/html") == 501
    assert media(desk, made, b"x", upload="multipart") == 501
    assert media(desk, "nowhere", b"x") == 404
    assert desk.raw("POST", "/upload/drive/v3/files", {}, uploadType="media").status_code == 501
    google_kind = {"name": "f", "mimeType": "application/vnd.google-apps.form"}
    assert desk.raw("POST", "/drive/v3/files", google_kind).status_code == 501
    assert desk.raw("POST", "/drive/v3/files", {"name": "f", "starred": True}).status_code == 501
