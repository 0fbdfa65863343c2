"""The sandbox's static segments: named lists of members, which a campaign can be sent to."""

from __future__ import annotations

from integrations.sandbox import mailchimp_shapes as shapes
from integrations.sandbox.mailchimp_account import (
    PAGED,
    Call,
    Json,
    Operation,
    audience,
    fresh,
    page,
    stamp,
    subscriber_hash,
)
from integrations.sandbox.mailchimp_shapes import Problem

LONGEST_NAME = 50


def list_segments(call: Call) -> Json:
    """All segments, oldest first."""
    told = audience(call.world, call.ids["list_id"])
    return page(call, "segments", [_told(told, segment) for segment in told["segments"].values()])


def make_segment(call: Call) -> Json:
    """A new segment of the members whose addresses are given."""
    told = audience(call.world, call.ids["list_id"])
    _refuse_taken(told, call.body["name"])
    number = 1000 + fresh(call.world)
    at = stamp(call.world.clock.now())
    segment = {"id": number, "name": call.body["name"], "type": "static", "created_at": at, "updated_at": at}
    segment |= {"members": []}
    told["segments"][str(number)] = segment
    _add(told, segment, call.body["static_segment"])
    return _told(told, segment)


def get_segment(call: Call) -> Json:
    """One segment."""
    return _told(audience(call.world, call.ids["list_id"]), _segment(call))


def change_members(call: Call) -> Json:
    """Add and remove members; addresses that aren't on the list are passed over without a word."""
    told, segment = audience(call.world, call.ids["list_id"]), _segment(call)
    added = _add(told, segment, call.body.get("members_to_add", []))
    going = {subscriber_hash(email) for email in call.body.get("members_to_remove", [])}
    removed = [key for key in segment["members"] if key in going]
    segment["members"] = [key for key in segment["members"] if key not in going]
    segment["updated_at"] = stamp(call.world.clock.now())
    return {
        "members_added": [_member(told, key) for key in added],
        "members_removed": [_member(told, key) for key in removed],
        "errors": [],
        "total_added": len(added),
        "total_removed": len(removed),
        "error_count": 0,
    }


def change_segment(call: Call) -> Json:
    """Rename a segment or add to it. As at Mailchimp, nobody leaves it this way."""
    told, segment = audience(call.world, call.ids["list_id"]), _segment(call)
    if call.body.get("name", segment["name"]) != segment["name"]:
        _refuse_taken(told, call.body["name"])
        segment["name"] = call.body["name"]
    _add(told, segment, call.body.get("static_segment", []))
    return _told(told, segment)


def delete_segment(call: Call) -> None:
    """Delete a segment; its members stay on the list."""
    del audience(call.world, call.ids["list_id"])["segments"][str(_segment(call)["id"])]


def list_members(call: Call) -> Json:
    """The members who are subscribed, and others only if they are asked for."""
    told, segment = audience(call.world, call.ids["list_id"]), _segment(call)
    statuses = {"subscribed"} | {status for status in _INCLUDED if call.query.get(f"include_{status}")}
    members = [_member(told, key) for key in segment["members"]]
    return page(call, "members", [member for member in members if member["status"] in statuses])


def mailable(told: Json, keys: list[str]) -> list[str]:
    """Those of the keys whose members would get a campaign now."""
    return [key for key in keys if key in told["members"] and told["members"][key]["status"] == "subscribed"]


def _segment(call: Call) -> Json:
    found: Json | None = audience(call.world, call.ids["list_id"])["segments"].get(call.ids["segment_id"])
    if found is None:
        raise shapes.not_found("segment")
    return found


def _refuse_taken(told: Json, name: str) -> None:
    if any(segment["name"] == name for segment in told["segments"].values()):
        raise Problem(400, "Bad Request", "Sorry, that tag already exists.")


def _add(told: Json, segment: Json, emails: list[str]) -> list[str]:
    """Add those who are on the list and not yet in the segment; the keys of those who were added."""
    keys = dict.fromkeys(subscriber_hash(email) for email in emails)
    there = set(segment["members"])
    added = [key for key in keys if key in told["members"] and key not in there]
    segment["members"] += added
    return added


def _member(told: Json, key: str) -> Json:
    """The member of this key; one that was deleted for good is told without an address."""
    member = told["members"].get(key, {"email_address": "", "status": "deleted"})
    return {"id": key, "email_address": member["email_address"], "status": member["status"]}


def _told(told: Json, segment: Json) -> Json:
    count = len(mailable(told, segment["members"]))
    return {name: value for name, value in segment.items() if name != "members"} | {"member_count": count}


_INCLUDED = ("unsubscribed", "cleaned", "transactional")
_INCLUDE = {f"include_{status}": shapes.read_flag for status in _INCLUDED}
_NAME = shapes.text(longest=LONGEST_NAME, empty=False)
_EMAILS = shapes.many(shapes.text(), most=500)
_CHANGES = {"members_to_add": _EMAILS, "members_to_remove": _EMAILS}
_ALL, _ONE = "/lists/{list_id}/segments", "/lists/{list_id}/segments/{segment_id}"
OPERATIONS = (
    Operation("GET", _ALL, list_segments, query={**PAGED, "type": shapes.read_word("static")}),
    Operation("POST", _ALL, make_segment, shapes.record({"name": _NAME, "static_segment": _EMAILS})),
    Operation("GET", _ONE, get_segment),
    Operation("POST", _ONE, change_members, shapes.record({}, _CHANGES)),
    Operation("PATCH", _ONE, change_segment, shapes.record({}, {"name": _NAME, "static_segment": _EMAILS})),
    Operation("DELETE", _ONE, delete_segment),
    Operation("GET", _ONE + "/members", list_members, query={**PAGED, **_INCLUDE}),
)
