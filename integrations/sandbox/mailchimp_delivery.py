"""The sandbox's post: one copy of a letter for each person, filled in for them and put into the inbox."""

from __future__ import annotations

import html
import re
from datetime import datetime, timedelta
from html.parser import HTMLParser

from integrations.sandbox.mailchimp_account import Json, audience, open_account, stamp
from integrations.sandbox.merge import render
from integrations.sandbox.world import World

_BODY_END = re.compile(r"</body\s*>", re.IGNORECASE)
_FOOTER_HTML = '<p>*|HTML:LIST_ADDRESS_HTML|*<br><a href="*|UNSUB|*">unsubscribe from this list</a></p>'
_FOOTER_TEXT = "\n\n*|LIST:ADDRESSLINE|*\nUnsubscribe from this list: *|UNSUB|*\n"


def deliver(world: World, campaign: Json, keys: list[str], *, root: str) -> None:
    """Send the campaign to these members now; `root` is where the links of the sandbox's own lead.

    Their mails are filled in at once, or at the end of sending if the account behaves so.
    Addresses that begin with "bounce" come back for good, and their members are cleaned; those
    that begin with "full" come back this time. Neither reaches the inbox.
    """
    told = audience(world, campaign["recipients"]["list_id"])
    stop_after = open_account(world)["behaviour"]["stop_after"]
    campaign |= {"status": "sent", "sent_at": stamp(world.clock.now()), "size": len(keys)}
    if stop_after is not None and stop_after < len(keys):
        campaign["status"] = "paused"
        keys = keys[:stop_after]
    fates = {one["email_id"]: one for one in campaign["sent_to"]}
    for key in keys:
        member = told["members"][key]
        fate = _fate(member["email_address"])
        if fate == "hard":
            member["status"] = "cleaned"
        elif fate == "sent":
            campaign.setdefault("unrendered", []).append({"key": key, "root": root})
        fates[key] = {"email_id": key, "email_address": member["email_address"], "status": fate}
        campaign["emails_sent"] += 1
    campaign["sent_to"] = list(fates.values())
    if open_account(world)["behaviour"].get("rendering") != "at the end of sending":
        _render(world, campaign, at=world.clock.now())


def arrive(world: World) -> None:
    """Fill in the mails whose sending has ended by now. Nothing is asked of the account before this is done."""
    for campaign in open_account(world)["campaigns"].values():
        if campaign.get("unrendered") and end_of_sending(world, campaign) <= world.clock.now():
            _render(world, campaign, at=end_of_sending(world, campaign))


def end_of_sending(world: World, campaign: Json) -> datetime:
    """When a campaign that was sent begins to show as sent."""
    behaviour = open_account(world)["behaviour"]
    seconds = behaviour["status_lag_seconds"] + behaviour["sending_seconds"]
    return datetime.fromisoformat(campaign["sent_at"]) + timedelta(seconds=seconds)


def _render(world: World, campaign: Json, *, at: datetime) -> None:
    """Put a copy for everybody who waits for one into the inbox, with what their fields hold now."""
    members = audience(world, campaign["recipients"]["list_id"])["members"]
    letter = _with_footer(campaign)
    for waiting in [one for one in campaign.pop("unrendered", []) if one["key"] in members]:
        values = _values(world, campaign, members[waiting["key"]], waiting["root"])
        open_account(world)["inbox"].append(_copy(world, campaign, letter, values, at=at))


def plain(markup: str) -> str:
    """The text of an HTML letter, roughly, for a campaign that came without a text part."""
    reader = _Text()
    reader.feed(markup)
    return "\n".join(line for line in (line.strip() for line in "".join(reader.said).splitlines()) if line)


class _Text(HTMLParser):
    """Collects what is said between the tags, and nothing of styles and scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.quiet = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - HTMLParser's
        self.quiet += tag in {"style", "script", "title"}
        self.said.append("\n" if tag in {"p", "br", "tr", "div", "h1", "h2", "h3", "li"} else "")

    def handle_endtag(self, tag: str) -> None:
        self.quiet -= tag in {"style", "script", "title"}

    def handle_data(self, data: str) -> None:
        if not self.quiet:
            self.said.append(data)


def _fate(email: str) -> str:
    return "hard" if email.lower().startswith("bounce") else "soft" if email.lower().startswith("full") else "sent"


def _with_footer(campaign: Json) -> Json:
    """The letter's parts; Mailchimp's own footer goes under each that has no way to unsubscribe."""
    parts = {"subject": campaign["settings"]["subject_line"], "preview": campaign["settings"]["preview_text"]}
    markup, text = campaign["content"]["html"], campaign["content"]["plain_text"]
    faults = []
    if "*|UNSUB|*" not in markup:
        markup = _BODY_END.sub("", markup) + _FOOTER_HTML + ("</body>" if _BODY_END.search(markup) else "")
        faults.append("html: has no *|UNSUB|*, so Mailchimp's own footer was put under it")
    if "*|UNSUB|*" not in text:
        text += _FOOTER_TEXT
        faults.append("text: has no *|UNSUB|*, so Mailchimp's own footer was put under it")
    return {"parts": parts | {"html": markup, "text": text}, "faults": faults}


def _copy(world: World, campaign: Json, letter: Json, values: dict[str, str], *, at: datetime) -> Json:
    """One person's copy, filled in with what the tags stand for."""
    inbox = open_account(world)["inbox"]
    rendered = {name: render(part, values) for name, part in letter["parts"].items()}
    faults = [f"{name}: {fault}" for name, copy in rendered.items() for fault in copy.faults]
    return {name: copy.text for name, copy in rendered.items()} | {
        "n": len(inbox) + 1,
        "to": values["EMAIL"],
        "from_name": campaign["settings"]["from_name"],
        "reply_to": campaign["settings"]["reply_to"],
        "at": stamp(at),
        "campaign_id": campaign["id"],
        "title": campaign["settings"]["title"],
        "faults": letter["faults"] + faults,
    }


def _values(world: World, campaign: Json, member: Json, root: str) -> dict[str, str]:
    """What each tag stands for in this person's copy. Values go in as they are, also into HTML."""
    list_id = campaign["recipients"]["list_id"]
    told = audience(world, list_id)
    lines = [told["company"], *told["address"]]
    fields = {field["tag"]: member["merge_fields"].get(field["tag"], "") for field in told["fields"]}
    return fields | {
        "EMAIL": member["email_address"],
        "UNSUB": f"{root}/inbox/unsubscribe/{list_id}/{member['id']}",
        "LIST:COMPANY": told["company"],
        "LIST:ADDRESSLINE": ", ".join(lines),
        "HTML:LIST_ADDRESS_HTML": "<br>".join(html.escape(line) for line in lines),
        "CURRENT_YEAR": str(world.clock.now().year),
    }
