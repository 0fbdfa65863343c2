"""The sandbox's sending: whom a campaign goes to, whether it may go, what shows of it, and the report afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta

from integrations.sandbox import mailchimp_shapes as shapes
from integrations.sandbox.mailchimp_account import PAGED, Call, Json, Operation, audience, open_account, page
from integrations.sandbox.mailchimp_delivery import deliver, end_of_sending
from integrations.sandbox.mailchimp_segments import mailable
from integrations.sandbox.mailchimp_shapes import Problem
from integrations.sandbox.world import World

NEEDED = ("subject_line", "from_name", "reply_to")
"""The settings without which nothing is sent."""


def get_checklist(call: Call) -> Json:
    """Whether the draft could be sent, point by point."""
    points = _points(call.world, find(call))
    items = [
        {"type": "success" if good else "error", "id": 500 + number, "heading": heading, "details": details}
        for number, (good, heading, details) in enumerate(points)
    ]
    return {"is_ready": all(good for good, _, _ in points), "items": items}


def send(call: Call) -> None:
    """Send the draft. What a second sending does isn't documented, so it is set by the account's behaviour."""
    campaign = find(call)
    again = open_account(call.world)["behaviour"]["second_send"]
    if campaign["status"] == "sent" and again == "ignore":
        return
    if campaign["status"] != "save" and not (campaign["status"] == "sent" and again == "again"):
        raise Problem(400, "Bad Request", "Cannot send this campaign: it is not a draft.")
    if bad := [f"{heading}: {details}" for good, heading, details in _points(call.world, campaign) if not good]:
        raise Problem(400, "Bad Request", "Your Campaign is not ready to send. " + " ".join(bad))
    deliver(call.world, campaign, recipients(call.world, campaign), root=call.root)


def get_report(call: Call) -> Json:
    """How a sent campaign went."""
    campaign = _reported(call)
    fates = [one["status"] for one in campaign["sent_to"]]
    told = {"id": campaign["id"], "emails_sent": campaign["emails_sent"], "send_time": campaign["sent_at"]}
    bounces = {"hard_bounces": fates.count("hard"), "soft_bounces": fates.count("soft"), "syntax_errors": 0}
    return told | {"bounces": bounces}


def list_sent_to(call: Call) -> Json:
    """What became of every address."""
    return page(call, "sent_to", _reported(call)["sent_to"])


def halt(world: World, campaign_id: str, status: str = "paused") -> None:
    """Stop a campaign from outside, as a person or a compliance review does: it becomes paused or canceled."""
    if status not in {"paused", "canceled"}:
        raise ValueError("a campaign is halted as paused or canceled")
    open_account(world)["campaigns"][campaign_id]["status"] = status


def find(call: Call) -> Json:
    """The campaign that the path names."""
    found: Json | None = open_account(call.world)["campaigns"].get(call.ids["campaign_id"])
    if found is None:
        raise shapes.not_found("campaign")
    return found


def _reported(call: Call) -> Json:
    campaign = find(call)
    if shown_status(call.world, campaign) == "save":
        raise shapes.not_found("report")
    return campaign


def shown_status(world: World, campaign: Json) -> str:
    """The status that is told: a sent campaign may look like a draft for a while, and then as if on its way."""
    if campaign["status"] != "sent":
        return str(campaign["status"])
    behaviour = open_account(world)["behaviour"]
    looks_sending = datetime.fromisoformat(campaign["sent_at"]) + timedelta(seconds=behaviour["status_lag_seconds"])
    now = world.clock.now()
    return "save" if now < looks_sending else "sending" if now < end_of_sending(world, campaign) else "sent"


def segment_members(world: World, campaign: Json) -> list[str]:
    """The keys of those in the campaign's segment now; of everybody, if it has none."""
    told = audience(world, campaign["recipients"]["list_id"])
    options = campaign["recipients"].get("segment_opts")
    if options is None:
        return list(told["members"])
    segment = told["segments"].get(str(options["saved_segment_id"]))
    return list(segment["members"]) if segment else []


def recipients(world: World, campaign: Json) -> list[str]:
    """Whom the campaign goes to if it is sent now."""
    settled = open_account(world)["behaviour"]["snapshot"] == "create"
    keys = campaign["snapshot"] if settled else segment_members(world, campaign)
    return mailable(audience(world, campaign["recipients"]["list_id"]), keys)


def _points(world: World, campaign: Json) -> list[tuple[bool, str, str]]:
    settings, told = campaign["settings"], audience(world, campaign["recipients"]["list_id"])
    options = campaign["recipients"].get("segment_opts")
    there = options is None or str(options["saved_segment_id"]) in told["segments"]
    return [
        (there, "List", "The segment must not have been deleted."),
        (bool(recipients(world, campaign)), "Recipients", "There must be somebody to send it to."),
        *[(bool(settings.get(name)), "Setup", f"There must be a {name}.") for name in NEEDED],
        (bool(campaign["content"]["html"]), "Content", "There must be content."),
    ]


_ONE, _REPORT = "/campaigns/{campaign_id}", "/reports/{campaign_id}"
OPERATIONS = (
    Operation("GET", _ONE + "/send-checklist", get_checklist),
    Operation("POST", _ONE + "/actions/send", send),
    Operation("GET", _REPORT, get_report),
    Operation("GET", _REPORT + "/sent-to", list_sent_to, query=PAGED),
)
