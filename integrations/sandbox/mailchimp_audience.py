"""The sandbox's mailing list: who may join it, who may not come back, and which fields their letters may use."""

from __future__ import annotations

import re
from typing import Any

from integrations.sandbox import mailchimp_shapes as shapes
from integrations.sandbox.mailchimp_account import (
    BEHAVIOUR,
    PAGED,
    Call,
    Json,
    Operation,
    audience,
    open_account,
    page,
    stamp,
    subscriber_hash,
)
from integrations.sandbox.mailchimp_shapes import Problem

STATUSES = ("subscribed", "unsubscribed", "cleaned", "pending", "transactional")
MOST_FIELDS = 30
MOST_BYTES = 255

_EMAIL = re.compile(r"[^@\s<>(),;:\"]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_TAG = re.compile(r"[A-Z][A-Z0-9_]{0,9}")
_MERGE = shapes.mapping(shapes.text())
_STATUS = shapes.one_of(*STATUSES)
_EMAIL_TYPE = shapes.one_of("html", "text")
_DETAILS = {"status": _STATUS, "merge_fields": _MERGE, "email_type": _EMAIL_TYPE}
_SKIP = {"skip_merge_validation": shapes.read_flag}


def get_list(call: Call) -> Json:
    """The audience itself."""
    told = audience(call.world, call.ids["list_id"])
    statuses = [member["status"] for member in told["members"].values()]
    stats = {"member_count": statuses.count("subscribed"), "unsubscribe_count": statuses.count("unsubscribed")}
    stats["cleaned_count"] = statuses.count("cleaned")
    form = {"subscribe_url_short": f"https://eepurl.example.org/{told['id']}"}
    return {
        "id": told["id"],
        "name": told["name"],
        **form,
        "contact": _contact(told),
        "permission_reminder": open_account(call.world)["behaviour"].get("reminder", BEHAVIOUR["reminder"]),
        "stats": stats | {"cleaned_count": statuses.count("cleaned")},
    }


def _contact(told: Json) -> Json:
    """The postal address that stands under every letter."""
    lines: list[str] = told["address"]
    address1, city = ([*lines, "", ""])[:2]
    return {"company": told["company"], "address1": address1, "city": city, "country": "US"}


def list_members(call: Call) -> Json:
    """Members in order of joining; the archived only when their status is asked for."""
    members = audience(call.world, call.ids["list_id"])["members"].values()
    statuses = {call.query["status"]} if "status" in call.query else set(STATUSES)
    return page(call, "members", [_told(one) for one in members if one["status"] in statuses])


def get_member(call: Call) -> Json:
    """One member, by the hash of their address."""
    return _told(_member(call))


def add_member(call: Call) -> Json:
    """Put an address on the list that isn't on it."""
    told = audience(call.world, call.ids["list_id"])
    if subscriber_hash(call.body["email_address"]) in told["members"]:
        raise Problem(400, "Member Exists", f"{call.body['email_address']} is already a list member.")
    return _told(_put(call, told, call.body)[0])


def set_member(call: Call) -> Json:
    """Add a member, or change the one who is there."""
    if call.ids["subscriber_hash"] != subscriber_hash(call.body["email_address"]):
        raise Problem(400, "Invalid Resource", "The address and the hash in the path don't belong together.")
    return _told(_put(call, audience(call.world, call.ids["list_id"]), call.body)[0])


def change_member(call: Call) -> Json:
    """Change a member who is there."""
    entry = {"email_address": _member(call)["email_address"], **call.body}
    return _told(_put(call, audience(call.world, call.ids["list_id"]), entry)[0])


def archive_member(call: Call) -> None:
    """Archive a member: they get no more mail, but can be brought back."""
    member = _member(call)
    if member["status"] == "archived":
        raise shapes.not_found("member")
    member["archived_from"], member["status"] = member["status"], "archived"


def forget_member(call: Call) -> None:
    """Delete a member for good: nobody but they themselves can bring this address back."""
    member = _member(call)
    if member["email_address"].lower().startswith("kept"):
        raise Problem(405, "Method Not Allowed", "This list member cannot be removed. Please contact support.")
    told = audience(call.world, call.ids["list_id"])
    del told["members"][member["id"]]
    told["forgotten"].append(member["id"])
    reports = [one for campaign in open_account(call.world)["campaigns"].values() for one in campaign["sent_to"]]
    for theirs in [one for one in reports if one["email_id"] == member["id"]]:
        theirs["email_address"] = ""


def batch_members(call: Call) -> Json:
    """Add or change up to 500 members. Answers 200 even when some of them failed: see `errors`."""
    told = audience(call.world, call.ids["list_id"])
    new: list[Json] = []
    updated: list[Json] = []
    errors: list[Json] = []
    seen: set[str] = set()
    for entry in call.body["members"]:
        key = subscriber_hash(entry["email_address"])
        if key in seen and call.query.get("skip_duplicate_check"):
            continue
        try:
            _refuse_repeated(call, entry["email_address"], twice=key in seen, there=key in told["members"])
            member, created = _put(call, told, entry)
            (new if created else updated).append(_told(member))
        except Problem as problem:
            errors.append(_failed(entry["email_address"], problem))
        seen.add(key)
    counts = {"total_created": len(new), "total_updated": len(updated), "error_count": len(errors)}
    return {"new_members": new, "updated_members": updated, "errors": errors, **counts}


def list_fields(call: Call) -> Json:
    """The merge fields."""
    return page(call, "merge_fields", audience(call.world, call.ids["list_id"])["fields"])


def add_field(call: Call) -> Json:
    """A new merge field."""
    told = audience(call.world, call.ids["list_id"])
    fields = told["fields"]
    tag = call.body.get("tag", f"MMERGE{len(fields) + 1}")
    if not _TAG.fullmatch(tag):
        raise shapes.invalid([{"field": "tag", "message": "should have up to 10 capitals, digits and underscores"}])
    if any(there["tag"] == tag for there in fields):
        raise Problem(400, "Invalid Resource", f'A Merge Field with the tag "{tag}" already exists for this list.')
    if len(fields) >= MOST_FIELDS:
        raise Problem(400, "Bad Request", f"A list can have {MOST_FIELDS} merge fields.")
    made = {"merge_id": max(there["merge_id"] for there in fields) + 1, "required": False, "public": False}
    fields.append(made | call.body | {"tag": tag})
    for member in told["members"].values():
        member["merge_fields"][tag] = ""
    added: Json = fields[-1]
    return added


def delete_field(call: Call) -> None:
    """Take a merge field out, with what everybody had in it. Mailchimp's own e-mail field isn't among these."""
    told = audience(call.world, call.ids["list_id"])
    mine = next((one for one in told["fields"] if str(one["merge_id"]) == call.ids["merge_id"]), None)
    if mine is None:
        raise shapes.not_found("merge field")
    told["fields"].remove(mine)
    for member in told["members"].values():
        member["merge_fields"].pop(mine["tag"], None)


def unsubscribe(told: Json, member_id: str) -> None:
    """What the unsubscribe link does. The API can't undo it."""
    told["members"][member_id]["status"] = "unsubscribed"


def _refuse_repeated(call: Call, email: str, *, twice: bool, there: bool) -> None:
    if twice:
        raise Problem(400, "Bad Request", f"{email} is in this batch more than once.")
    if there and not call.body.get("update_existing"):
        raise Problem(400, "Member Exists", f"{email} is already a list member.")


def _member(call: Call) -> Json:
    found: Json | None = audience(call.world, call.ids["list_id"])["members"].get(call.ids["subscriber_hash"])
    if found is None:
        raise shapes.not_found("member")
    return found


def _put(call: Call, told: Json, entry: Json) -> tuple[Json, bool]:
    """Bring one member up to date or add them, or say why not; and whether they are new."""
    email, key, at = entry["email_address"], subscriber_hash(entry["email_address"]), stamp(call.world.clock.now())
    if not _EMAIL.fullmatch(email):
        raise Problem(400, "Invalid Resource", "Please provide a valid email address.")
    if email.lower().startswith("fake"):
        raise Problem(400, "Invalid Resource", f"{email} looks fake or invalid, please enter a real email address.")
    if key in told["forgotten"]:
        detail = f"{email} was permanently deleted and cannot be re-imported."
        raise Problem(400, "Forgotten Email Not Subscribed", detail)
    member = told["members"].get(key)
    lenient = member is not None or bool(call.query.get("skip_merge_validation"))
    merge = _checked_fields(told, entry, lenient=lenient)
    if member is None:
        blank = {field["tag"]: "" for field in told["fields"]}
        made = {"id": key, "email_address": email, "status": _first_status(entry), "merge_fields": blank | merge}
        told["members"][key] = made | {"last_changed": at}
        return told["members"][key], True
    _change_status(member, entry.get("status"))
    member["merge_fields"] |= merge
    member["last_changed"] = at
    return member, False


def _first_status(entry: Json) -> str:
    status: str | None = entry.get("status") or entry.get("status_if_new")
    if status is None:
        raise Problem(400, "Invalid Resource", "A new member needs a status.")
    if entry["email_address"].lower().startswith("busy"):
        detail = f"{entry['email_address']} has signed up to a lot of lists very recently; try again later."
        raise Problem(400, "Invalid Resource", detail)
    return status


def _change_status(member: Json, status: str | None) -> None:
    """Whoever left, or whose mail came back, can't be subscribed by anybody but themselves."""
    if status is None:
        return
    was = member["archived_from"] if member["status"] == "archived" else member["status"]
    if status == "subscribed" and was in {"unsubscribed", "cleaned"}:
        detail = f"{member['email_address']} is in a compliance state due to unsubscribe, bounce, or compliance review."
        raise Problem(400, "Member In Compliance State", detail)
    member["status"] = status


def _checked_fields(told: Json, entry: Json, *, lenient: bool) -> dict[str, str]:
    merge: dict[str, str] = entry.get("merge_fields", {})
    tags = {field["tag"] for field in told["fields"]}
    wrong = [tag for tag, value in merge.items() if tag not in tags or len(value.encode()) > MOST_BYTES]
    if not lenient:
        wrong += [field["tag"] for field in told["fields"] if field["required"] and not merge.get(field["tag"])]
    if wrong:
        errors = [{"field": tag, "message": "is unknown, too long, or missing"} for tag in wrong]
        raise Problem(400, "Invalid Resource", "Your merge fields were invalid.", errors)
    return merge


def _failed(email: str, problem: Problem) -> Json:
    field: dict[str, Any] = next(iter(problem.document.get("errors", [])), {"field": "", "message": ""})
    code = "ERROR_CONTACT_EXISTS" if problem.document["title"] == "Member Exists" else "ERROR_GENERIC"
    said = {"email_address": email, "error": problem.document["detail"], "error_code": code}
    return said | {"field": field["field"], "field_message": field["message"]}


def _told(member: Json) -> Json:
    return {name: value for name, value in member.items() if name != "archived_from"}


_EMAIL_ONLY = {"email_address": shapes.text()}
_ENTRY = shapes.record(_EMAIL_ONLY, _DETAILS | {"status_if_new": _STATUS})
_BATCH = shapes.record(
    {"members": shapes.many(_ENTRY, most=500)}, {"update_existing": shapes.flag, "sync_tags": shapes.flag}
)
_FIELD = shapes.record(
    {"name": shapes.text(empty=False, longest=50), "type": shapes.one_of("text")},
    {"tag": shapes.text(), "public": shapes.flag, "required": shapes.flag},
)
_LIST, _MEMBERS = "/lists/{list_id}", "/lists/{list_id}/members"
_ONE = _MEMBERS + "/{subscriber_hash}"
OPERATIONS = (
    Operation("GET", _LIST, get_list),
    Operation("POST", _LIST, batch_members, _BATCH, _SKIP | {"skip_duplicate_check": shapes.read_flag}),
    Operation("GET", _MEMBERS, list_members, query={**PAGED, "status": shapes.read_word(*STATUSES, "archived")}),
    Operation("POST", _MEMBERS, add_member, shapes.record(_EMAIL_ONLY | {"status": _STATUS}, _DETAILS), _SKIP),
    Operation("GET", _ONE, get_member),
    Operation("PUT", _ONE, set_member, _ENTRY, _SKIP),
    Operation("PATCH", _ONE, change_member, shapes.record({}, _DETAILS), _SKIP),
    Operation("DELETE", _ONE, archive_member),
    Operation("POST", _ONE + "/actions/delete-permanent", forget_member),
    Operation("GET", _LIST + "/merge-fields", list_fields, query=PAGED),
    Operation("POST", _LIST + "/merge-fields", add_field, _FIELD),
    Operation("DELETE", _LIST + "/merge-fields/{merge_id}", delete_field),
)
