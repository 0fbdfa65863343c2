"""The sandbox's post: one copy of a letter for each person, filled in for them and put into the inbox."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

from integrations.sandbox.mailchimp_account import Json, audience, open_account, stamp
from integrations.sandbox.merge import render
from integrations.sandbox.world import World

_BODY_END = re.compile(r"</body\s*>", re.IGNORECASE)
_FOOTER_HTML = '<p>*|HTML:LIST_ADDRESS_HTML|*<br><a href="*|UNSUB|*">unsubscribe from this list</a></p>'
_FOOTER_TEXT = "\n\n*|LIST:ADDRESSLINE|*\nUnsubscribe from this list: *|UNSUB|*\n"


def deliver(world: World, campaign: Json, keys: list[str], *, root: str) -> None:
    """Send the campaign to these members now; `root` is where the links of the sandbox's own lead.

    Addresses that begin with "bounce" come back for good, and their members are
    cleaned; those that begin with "full" come back this time. Neither reaches the inbox.
    """
    told = audience(world, campaign["recipients"]["list_id"])
    stop_after = open_account(world)["behaviour"]["stop_after"]
    campaign |= {"status": "sent", "sent_at": stamp(world.clock.now()), "size": len(keys)}
    if stop_after is not None and stop_after < len(keys):
        campaign["status"] = "paused"
        keys = keys[:stop_after]
    letter = _with_footer(campaign)
    fates = {one["email_id"]: one for one in campaign["sent_to"]}
    for key in keys:
        member = told["members"][key]
        fate = _fate(member["email_address"])
        if fate == "hard":
            member["status"] = "cleaned"
        elif fate == "sent":
            open_account(world)["inbox"].append(_copy(world, campaign, letter, _values(world, campaign, member, root)))
        fates[key] = {"email_id": key, "email_address": member["email_address"], "status": fate}
        campaign["emails_sent"] += 1
    campaign["sent_to"] = list(fates.values())


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


def _copy(world: World, campaign: Json, letter: Json, values: dict[str, str]) -> Json:
    """One person's copy, filled in with what the tags stand for."""
    inbox = open_account(world)["inbox"]
    rendered = {name: render(part, values) for name, part in letter["parts"].items()}
    faults = [f"{name}: {fault}" for name, copy in rendered.items() for fault in copy.faults]
    return {name: copy.text for name, copy in rendered.items()} | {
        "n": len(inbox) + 1,
        "to": values["EMAIL"],
        "from_name": campaign["settings"]["from_name"],
        "reply_to": campaign["settings"]["reply_to"],
        "at": stamp(world.clock.now()),
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
