"""The sandbox's campaigns: drafts in folders, whom each is for, and the letter in it."""

from __future__ import annotations

from datetime import datetime, timedelta

from integrations.sandbox import mailchimp_shapes as shapes
from integrations.sandbox.mailchimp_account import (
    PAGED,
    Call,
    Json,
    Operation,
    audience,
    fresh,
    fresh_id,
    open_account,
    page,
    stamp,
)
from integrations.sandbox.mailchimp_delivery import plain
from integrations.sandbox.mailchimp_sending import NEEDED, find, recipients, segment_members, shown_status
from integrations.sandbox.mailchimp_shapes import Problem
from integrations.sandbox.world import World


def list_folders(call: Call) -> Json:
    """The campaign folders."""
    return page(call, "folders", open_account(call.world)["folders"])


def make_folder(call: Call) -> Json:
    """A new folder. Two may have the same name."""
    made = {"id": fresh_id(call.world), "name": call.body["name"], "count": 0}
    open_account(call.world)["folders"].append(made)
    return made


def list_campaigns(call: Call) -> Json:
    """Campaigns, by time of creation."""
    found = [one for one in open_account(call.world)["campaigns"].values() if _is_asked_for(call, one)]
    if call.query.get("sort_dir") == "DESC":
        found.reverse()
    told = page(call, "campaigns", found)
    return told | {"campaigns": [_told(call.world, one) for one in told["campaigns"]]}


def make_campaign(call: Call) -> Json:
    """A new draft. Whom it goes to is settled here, if the account behaves like the dearer plans."""
    made = {
        "id": fresh_id(call.world),
        "web_id": fresh(call.world),
        "type": call.body["type"],
        "create_time": stamp(call.world.clock.now()),
        "status": "save",
        "recipients": call.body["recipients"],
        "settings": {"title": "", "subject_line": "", "preview_text": ""} | call.body.get("settings", {}),
        "tracking": call.body.get("tracking", {}),
        "content": {"html": "", "plain_text": ""},
        "sent_at": None,
        "sent_to": [],
        "size": 0,
        "emails_sent": 0,
    }
    _refuse_strangers(call.world, made)
    made["snapshot"] = segment_members(call.world, made)
    open_account(call.world)["campaigns"][made["id"]] = made
    return _told(call.world, made)


def get_campaign(call: Call) -> Json:
    """One campaign."""
    return _told(call.world, find(call))


def change_campaign(call: Call) -> Json:
    """Change a draft. A change of its segment doesn't change the people it was settled to go to."""
    campaign = _draft(call)
    changed = campaign | {
        "recipients": call.body.get("recipients", campaign["recipients"]),
        "settings": campaign["settings"] | call.body.get("settings", {}),
        "tracking": campaign["tracking"] | call.body.get("tracking", {}),
    }
    _refuse_strangers(call.world, changed)
    campaign.update(changed)
    return _told(call.world, campaign)


def delete_campaign(call: Call) -> None:
    """Delete a draft."""
    del open_account(call.world)["campaigns"][_draft(call)["id"]]


def get_content(call: Call) -> Json:
    """The letter."""
    content: Json = find(call)["content"]
    return content


def set_content(call: Call) -> Json:
    """Put a letter into the draft; a missing text part is made out of the HTML."""
    campaign = _draft(call)
    html = call.body["html"]
    campaign["content"] = {"html": html, "plain_text": call.body.get("plain_text") or plain(html)}
    content: Json = campaign["content"]
    return content


def _draft(call: Call) -> Json:
    campaign = find(call)
    if campaign["status"] != "save":
        raise Problem(400, "Bad Request", "Only a campaign that has not been sent can be changed or deleted.")
    return campaign


def _is_asked_for(call: Call, campaign: Json) -> bool:
    """Whether the campaign passes the filters of the query."""
    created = datetime.fromisoformat(campaign["create_time"])
    visible = created + timedelta(seconds=open_account(call.world)["behaviour"]["list_lag_seconds"])
    return (
        call.query.get("list_id") in {None, campaign["recipients"]["list_id"]}
        and call.query.get("folder_id") in {None, campaign["settings"].get("folder_id")}
        and call.query.get("status") in {None, shown_status(call.world, campaign)}
        and created >= call.query.get("since_create_time", created)
        and visible <= call.world.clock.now()
    )


def _refuse_strangers(world: World, campaign: Json) -> None:
    """Refuse a campaign that names a list, segment or folder which isn't there."""
    told = audience(world, campaign["recipients"]["list_id"])
    options = campaign["recipients"].get("segment_opts")
    if options and str(options["saved_segment_id"]) not in told["segments"]:
        raise shapes.invalid([{"field": "recipients.segment_opts.saved_segment_id", "message": "no such segment"}])
    folder = campaign["settings"].get("folder_id")
    if folder and all(there["id"] != folder for there in open_account(world)["folders"]):
        raise shapes.invalid([{"field": "settings.folder_id", "message": "no such folder"}])


def _told(world: World, campaign: Json) -> Json:
    status = shown_status(world, campaign)
    hidden = {"snapshot", "content", "sent_to", "sent_at", "size", "unrendered"}
    count = campaign["size"] if campaign["sent_at"] else len(recipients(world, campaign))
    return {name: value for name, value in campaign.items() if name not in hidden} | {
        "status": status,
        "send_time": campaign["sent_at"] or "",
        "emails_sent": 0 if status == "save" else campaign["emails_sent"],
        "recipients": campaign["recipients"] | {"recipient_count": count},
    }


_LINE = shapes.text(longest=150, one_line=True)
_SETTINGS = {
    **dict.fromkeys(("title", "subject_line", "preview_text", "from_name", "reply_to", "to_name"), _LINE),
    **dict.fromkeys(("auto_footer", "inline_css", "fb_comments", "auto_tweet"), shapes.flag),
    "folder_id": shapes.text(),
}
_TRACKED = ("opens", "html_clicks", "text_clicks", "goal_tracking", "ecomm360")
_TRACKING = shapes.record({}, dict.fromkeys(_TRACKED, shapes.flag))
_SEGMENT = shapes.record({"saved_segment_id": shapes.whole, "match": shapes.one_of("all", "any")})
_RECIPIENTS = shapes.record({"list_id": shapes.text()}, {"segment_opts": _SEGMENT})
_NEW = shapes.record(
    {"type": shapes.one_of("regular"), "recipients": _RECIPIENTS},
    {"settings": shapes.record({}, _SETTINGS), "tracking": _TRACKING},
)
_CHANGE = shapes.record(
    {},
    {
        "recipients": _RECIPIENTS,
        "settings": shapes.record({name: _SETTINGS[name] for name in NEEDED}, _SETTINGS),
        "tracking": _TRACKING,
    },
)
_FILTERS: dict[str, shapes.Reading] = {
    "list_id": str,
    "folder_id": str,
    "status": shapes.read_word("save", "paused", "schedule", "sending", "sent"),
    "since_create_time": shapes.read_instant,
    "sort_field": shapes.read_word("create_time"),
    "sort_dir": shapes.read_word("ASC", "DESC"),
}
_CONTENT = shapes.record({"html": shapes.text()}, {"plain_text": shapes.text()})
_ALL, _ONE = "/campaigns", "/campaigns/{campaign_id}"
OPERATIONS = (
    Operation("GET", "/campaign-folders", list_folders, query=PAGED),
    Operation("POST", "/campaign-folders", make_folder, shapes.record({"name": shapes.text(empty=False, longest=100)})),
    Operation("GET", _ALL, list_campaigns, query={**PAGED, **_FILTERS}),
    Operation("POST", _ALL, make_campaign, _NEW),
    Operation("GET", _ONE, get_campaign),
    Operation("PATCH", _ONE, change_campaign, _CHANGE),
    Operation("DELETE", _ONE, delete_campaign),
    Operation("GET", _ONE + "/content", get_content),
    Operation("PUT", _ONE + "/content", set_content, _CONTENT),
)
