"""The sandbox's Mailchimp refuses what the real one may refuse, and remembers what it did."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from integrations.mailchimp import audience, campaigns
from integrations.mailchimp.client import connect
from integrations.sandbox import inbox, mailchimp
from integrations.sandbox.server import Sandbox
from integrations.sandbox.world import World
from tests.sandbox.mailchimp_app import LIST, Office, open_office, settings_for

ADA = {"email_address": "ada@example.org", "status": "subscribed"}


@pytest.fixture
def office() -> Iterator[Office]:
    """A sandbox with Ada on its list."""
    with open_office() as opened:
        opened.join("ada@example.org")
        yield opened


def member(email: str) -> str:
    """The path of one member."""
    return f"/lists/{LIST}/members/{mailchimp.subscriber_hash(email)}"


@pytest.mark.parametrize("key", ["", "wrong-us1", mailchimp.API_KEY + "0"])
def test_only_the_key_opens(office: Office, key: str) -> None:
    """Any user's name will do, but only one key."""
    told = office.raw("GET", "/ping", key=key)
    assert (told.status_code, told.json()["title"]) == (401, "API Key Invalid")


@pytest.mark.parametrize("header", ["", "Basic", "Basic !!!", "Bearer 0123456789abcdef0123456789abcdef-us1"])
def test_other_ways_of_showing_a_key_are_refused(office: Office, header: str) -> None:
    """Malformed or foreign authorisation is 401, not a crash."""
    url = f"{office.sandbox.url}/mailchimp/3.0/ping"
    assert requests.get(url, headers={"Authorization": header}, timeout=10).status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "body", "field"),
    [
        (
            "POST",
            "/campaigns",
            {"type": "regular", "recipients": {"list_id": LIST, "segments_opts": {}}},
            "recipients.segments_opts",
        ),
        ("POST", "/campaigns", {"type": "regular"}, "recipients"),
        ("POST", "/campaigns", {"type": "variate", "recipients": {"list_id": LIST}}, "type"),
        (
            "POST",
            "/campaigns",
            {"type": "regular", "recipients": {"list_id": LIST, "segment_opts": {"saved_segment_id": 1}}},
            "recipients.segment_opts.match",
        ),
        (
            "POST",
            "/campaigns",
            {"type": "regular", "recipients": {"list_id": LIST}, "settings": {"subject_line": "x" * 151}},
            "settings.subject_line",
        ),
        (
            "POST",
            "/campaigns",
            {"type": "regular", "recipients": {"list_id": LIST}, "settings": {"folder_id": "nowhere"}},
            "settings.folder_id",
        ),
        (
            "POST",
            "/campaigns",
            {"type": "regular", "recipients": {"list_id": LIST}, "settings": {"subject_line": "a\r\nBcc: b"}},
            "settings.subject_line",
        ),
        ("POST", f"/lists/{LIST}", {"members": [ADA] * 501}, "members"),
        ("POST", f"/lists/{LIST}", {"members": [{"status": "subscribed"}]}, "members.item:0.email_address"),
        ("POST", f"/lists/{LIST}", {"members": [ADA | {"status": "archived"}]}, "members.item:0.status"),
        (
            "POST",
            f"/lists/{LIST}",
            {"members": [ADA | {"merge_fields": {"FNAME": 7}}]},
            "members.item:0.merge_fields.FNAME",
        ),
        ("PUT", member("ada@example.org"), {"email_address": "ada@example.org", "tags": ["x"]}, "tags"),
        ("POST", f"/lists/{LIST}/segments", {"name": "x" * 51, "static_segment": []}, "name"),
        ("POST", f"/lists/{LIST}/segments", {"name": "x", "static_segment": "ada@example.org"}, "static_segment"),
        ("POST", f"/lists/{LIST}/merge-fields", {"name": "x", "type": "text", "tag": "TAGTOOLONGX"}, "tag"),
        ("POST", f"/lists/{LIST}/merge-fields", {"name": "x", "type": "text", "tag": "lower"}, "tag"),
        ("POST", "/campaign-folders", {"name": ""}, "name"),
        ("GET", "/ping", {"hello": True}, ""),
    ],
)
def test_bodies_that_do_not_fit_are_refused_by_field(
    office: Office, method: str, path: str, body: Any, field: str
) -> None:
    """Unknown, missing and wrong fields are 400 in Mailchimp's problem form, and the field is named."""
    told = office.raw(method, path, body=body)
    assert told.status_code == 400
    assert told.headers["content-type"] == "application/problem+json"
    assert (told.json()["title"], told.json()["status"]) == ("Invalid Resource", 400)
    assert field in [error["field"] for error in told.json()["errors"]]


@pytest.mark.parametrize(
    ("path", "query"),
    [
        (f"/lists/{LIST}/members", {"count": "1001"}),
        (f"/lists/{LIST}/members", {"count": "-1"}),
        (f"/lists/{LIST}/members", {"stauts": "subscribed"}),
        (f"/lists/{LIST}/members", {"status": "gone"}),
        ("/campaigns", {"since_create_time": "2026-03-01T00:00:00"}),
        ("/campaigns", {"since_create_time": "yesterday"}),
        ("/ping", {"count": "1"}),
    ],
)
def test_queries_that_do_not_fit_are_refused(office: Office, path: str, query: dict[str, str]) -> None:
    """A misspelled or impossible parameter is never passed over."""
    told = office.raw("GET", path, **query)
    assert told.status_code == 400
    assert [error["field"] for error in told.json()["errors"]] == list(query)


@pytest.mark.parametrize(
    ("spelled", "status"), [("true", 200), ("True", 200), ("false", 200), ("1", 400), ("yes", 400)]
)
def test_flags_are_read_as_clients_spell_them(office: Office, spelled: str, status: int) -> None:
    """Python's True passes, as the SDK sends it; other spellings don't."""
    told = office.raw("POST", f"/lists/{LIST}", body={"members": [ADA]}, skip_duplicate_check=spelled)
    assert told.status_code == status


def test_what_is_not_there(office: Office) -> None:
    """Unknown paths, methods and ids are 404 in the same form."""
    paths = [("GET", "/automations"), ("DELETE", "/ping"), ("GET", "/lists/other"), ("GET", "/campaigns/none")]
    paths += [("GET", f"/lists/{LIST}/segments/9"), ("GET", member("nobody@example.org")), ("GET", "/reports/none")]
    told = [office.raw(method, path) for method, path in paths]
    assert [answer.status_code for answer in told] == [404] * len(paths)
    assert {answer.headers["content-type"] for answer in told} == {"application/problem+json"}


def test_broken_json_is_refused(office: Office) -> None:
    """A body that can't be read is 400."""
    url = f"{office.sandbox.url}/mailchimp/3.0/lists/{LIST}"
    told = requests.post(url, data="{", auth=("x", mailchimp.API_KEY), timeout=10)
    assert (told.status_code, told.json()["title"]) == (400, "JSON Parse Error")


def test_only_the_fields_that_were_asked_for_are_answered(office: Office) -> None:
    """A field list reaches into entries, and leaves the rest out."""
    told = office.raw("GET", f"/lists/{LIST}/members", fields="members.email_address,total_items").json()
    assert told == {"members": [{"email_address": "ada@example.org"}], "total_items": 1}


def test_each_call_is_noted_without_ids(office: Office) -> None:
    """Labels hold placeholders, so that faults can be planned by them; refused calls are noted too."""
    office.sandbox.world.calls.clear()
    office.raw("GET", member("ada@example.org"))
    office.raw("GET", "/ping", key="wrong")
    office.raw("GET", "/automations")
    expected = ["GET /3.0/lists/{list_id}/members/{subscriber_hash}", "GET /3.0/ping", "GET /3.0/…"]
    assert office.sandbox.world.calls == expected


def test_merge_fields_have_to_exist_and_fit(office: Office) -> None:
    """An unknown tag or a value over 255 bytes fails that member alone; 255 bytes pass."""
    for fields, errors in (({"NOPE": "x"}, 1), ({"FNAME": "é" * 128}, 1), ({"FNAME": "é" * 127 + "e"}, 0)):
        body = {"members": [ADA | {"merge_fields": fields}], "update_existing": True}
        told = office.raw("POST", f"/lists/{LIST}", body=body)
        assert (told.status_code, told.json()["error_count"]) == (200, errors)


def test_a_list_has_thirty_fields(office: Office) -> None:
    """Five are there from the beginning. The thirty-first is refused, and so is a tag that is taken."""
    statuses = [
        office.raw(
            "POST", f"/lists/{LIST}/merge-fields", body={"name": "x", "type": "text", "tag": f"F{n}"}
        ).status_code
        for n in range(26)
    ]
    assert statuses == [200] * 25 + [400]
    taken = office.raw("POST", f"/lists/{LIST}/merge-fields", body={"name": "x", "type": "text", "tag": "F1"})
    assert taken.status_code == 400


def test_a_field_that_is_required_is_required_of_new_people_only(office: Office) -> None:
    """Unless the request says to skip that."""
    body = {"name": "Town", "type": "text", "tag": "TOWN", "required": True}
    assert office.raw("POST", f"/lists/{LIST}/merge-fields", body=body).status_code == 200
    batch = {"members": [ADA, ADA | {"email_address": "bo@example.org"}], "update_existing": True}
    strict = office.raw("POST", f"/lists/{LIST}", body=batch).json()
    assert (strict["total_updated"], strict["errors"][0]["field"]) == (1, "TOWN")
    lenient = office.raw("POST", f"/lists/{LIST}", body=batch, skip_merge_validation="true").json()
    assert (lenient["total_created"], lenient["error_count"]) == (1, 0)


def test_batches_tell_repeated_and_existing_people(office: Office) -> None:
    """Twice is an error unless duplicates are skipped; known is an error unless updates are allowed."""
    twice = {"members": [ADA, ADA], "update_existing": True}
    assert office.raw("POST", f"/lists/{LIST}", body=twice).json()["error_count"] == 1
    assert office.raw("POST", f"/lists/{LIST}", body=twice, skip_duplicate_check="true").json()["error_count"] == 0
    exists = office.raw("POST", f"/lists/{LIST}", body={"members": [ADA]}).json()["errors"][0]
    assert exists["error_code"] == "ERROR_CONTACT_EXISTS"


def test_a_member_s_life(office: Office) -> None:
    """Joined, changed, archived, brought back, deleted for good: and then never again through the API."""
    bo = member("bo@example.org")
    assert (
        office.raw("PUT", bo, body={"email_address": "bo@example.org", "status_if_new": "pending"}).json()["status"]
        == "pending"
    )
    assert office.raw("PATCH", bo, body={"status": "subscribed"}).json()["status"] == "subscribed"
    assert office.raw("DELETE", bo).status_code == 204
    assert office.raw("DELETE", bo).status_code == 404
    assert office.raw("GET", bo).json()["status"] == "archived"
    assert (
        office.raw("PUT", bo, body={"email_address": "bo@example.org", "status": "subscribed"}).json()["status"]
        == "subscribed"
    )
    assert office.raw("POST", bo + "/actions/delete-permanent").status_code == 204
    assert office.raw("GET", bo).status_code == 404
    back = office.raw("POST", f"/lists/{LIST}/members", body=ADA | {"email_address": "bo@example.org"})
    assert (back.status_code, back.json()["title"]) == (400, "Forgotten Email Not Subscribed")


def test_members_are_added_once(office: Office) -> None:
    """Adding somebody who is there is refused, in whatever capitals."""
    told = office.raw("POST", f"/lists/{LIST}/members", body=ADA | {"email_address": "ADA@example.org"})
    assert (told.status_code, told.json()["title"]) == (400, "Member Exists")


@pytest.mark.parametrize("archived", [False, True])
def test_who_left_cannot_be_subscribed_by_others(office: Office, *, archived: bool) -> None:
    """Compliance: not by changing the status, not through the archive. Asking them (pending) is allowed."""
    ada = member("ada@example.org")
    office.raw("PATCH", ada, body={"status": "unsubscribed"})
    if archived:
        office.raw("DELETE", ada)
    told = office.raw("PUT", ada, body={"email_address": "ada@example.org", "status": "subscribed"})
    assert (told.status_code, told.json()["title"]) == (400, "Member In Compliance State")
    assert office.raw("PATCH", ada, body={"status": "pending"}).json()["status"] == "pending"


def test_patching_a_segment_lets_nobody_out(office: Office) -> None:
    """As at Mailchimp: the list that is put adds, and never removes."""
    office.join("bo@example.org")
    made = office.segment("voters", "ada@example.org")
    path = f"/lists/{LIST}/segments/{made}"
    told = office.raw("PATCH", path, body={"name": "electors", "static_segment": ["bo@example.org"]}).json()
    assert (told["name"], told["member_count"]) == ("electors", 2)


def test_a_segment_counts_only_the_subscribed(office: Office) -> None:
    """Others are in it, and told only when they are asked for."""
    office.join("bo@example.org")
    made = office.segment("voters", "ada@example.org", "bo@example.org")
    office.raw("PATCH", member("bo@example.org"), body={"status": "unsubscribed"})
    path = f"/lists/{LIST}/segments/{made}"
    assert office.raw("GET", path).json()["member_count"] == 1
    assert office.raw("GET", path + "/members").json()["total_items"] == 1
    assert office.raw("GET", path + "/members", include_unsubscribed="true").json()["total_items"] == 2


def test_the_account_goes_on_from_a_saved_world(office: Office, tmp_path: Path) -> None:
    """Saved half way and opened again, the draft can be sent, and the people are the same."""
    draft = office.draft(office.segment("all", "ada@example.org"))
    file = tmp_path / "world.json"
    office.sandbox.world.save(file)
    campaigns.send(office.mc, draft)
    with Sandbox(world=World.opened(file)) as again:
        other = Office(again, connect(settings_for(f"{again.url}/mailchimp")))
        assert inbox.mails(again.world) == []
        campaigns.send(other.mc, draft)
        assert other.mailed() == ["ada@example.org"]
        assert audience.read(other.mc, LIST).keys() == {"ada@example.org"}


def test_opening_an_open_account_changes_nothing(office: Office) -> None:
    """Whoever starts the sandbox on a saved world keeps what is in it."""
    before = json.dumps(office.sandbox.world.mailchimp, sort_keys=True)
    mailchimp.open_account(office.sandbox.world, list_id="other", name="Others")
    assert json.dumps(office.sandbox.world.mailchimp, sort_keys=True) == before


def test_unknown_behaviour_is_refused(office: Office) -> None:
    """A misspelled wish would rehearse the wrong thing."""
    with pytest.raises(ValueError, match="second_sent"):
        mailchimp.behave(office.sandbox.world, second_sent="again")


def test_the_account_says_what_it_is(office: Office) -> None:
    """The key's role, the plan and the domains can be asked for, and nothing else of it can be set or asked."""
    told = office.raw("GET", "/").json()
    assert (told["role"], told["pricing_plan_type"], told["total_subscribers"]) == ("owner", "monthly", 1)
    assert office.raw("GET", "/?count=1").status_code == 400
    assert office.raw("POST", "/verified-domains", body={"verification_email": "x@example.org"}).status_code == 404
    mailchimp.behave(office.sandbox.world, role="viewer", domains=("a.example.org",), authenticated=())
    assert office.raw("GET", "/").json()["role"] == "viewer"
    assert office.raw("GET", "/verified-domains").json()["domains"] == [
        {"domain": "a.example.org", "verified": True, "authenticated": False}
    ]


def test_a_closed_account_refuses_everything(office: Office) -> None:
    """Reading and writing alike, with the right key; opened again it has forgotten nothing."""
    mailchimp.behave(office.sandbox.world, closed=True)
    for method, path in (("GET", "/ping"), ("GET", "/"), ("GET", f"/lists/{LIST}")):
        told = office.raw(method, path)
        assert (told.status_code, told.json()["title"]) == (403, "User Disabled")
    mailchimp.behave(office.sandbox.world, closed=False)
    assert office.raw("GET", member("ada@example.org")).status_code == 200


def test_a_merge_field_is_deleted_with_what_stood_in_it(office: Office) -> None:
    """Nobody has it any more; deleting it again is 404."""
    made = office.raw("POST", f"/lists/{LIST}/merge-fields", body={"tag": "TRY", "name": "Try", "type": "text"}).json()
    assert "TRY" in office.raw("GET", member("ada@example.org")).json()["merge_fields"]
    place = f"/lists/{LIST}/merge-fields/{made['merge_id']}"
    assert office.raw("DELETE", place).status_code == 204
    assert "TRY" not in office.raw("GET", member("ada@example.org")).json()["merge_fields"]
    assert office.raw("DELETE", place).status_code == 404
