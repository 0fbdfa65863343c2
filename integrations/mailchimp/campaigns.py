"""Mailings: the list of those who get one, the letter itself, sending it, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Literal, cast

from integrations.mailchimp.client import Json, Mailchimp, MailchimpFault, listed, without_addresses

BATCH = 500
"""The most addresses Mailchimp adds to or takes from a segment in one call."""

Fate = Literal["sent", "hard", "soft"]


@dataclass(frozen=True)
class Campaign:
    """A mailing as Mailchimp has it. `status`: save, schedule, sending, sent, paused, canceling, canceled, archived.

    `recipient_count` is for how many it is meant, `emails_sent` how many have gone out.
    """

    id: str
    status: str
    title: str
    subject: str
    segment_id: int | None
    recipient_count: int
    emails_sent: int


_FIELDS = ("id", "status", "settings.title", "settings.subject_line", "recipients", "emails_sent")


def batched(addresses: Sequence[str]) -> list[Sequence[str]]:
    """Addresses in portions that Mailchimp takes at once."""
    return [addresses[start : start + BATCH] for start in range(0, len(addresses), BATCH)]


def find_segment(mc: Mailchimp, list_id: str, name: str) -> int | None:
    """The id of the static segment called exactly this, if there is one."""
    segments = listed(
        mc.sdk.lists.list_segments,
        list_id,
        key="segments",
        type="static",
        fields=["segments.id", "segments.name", "total_items"],
    )
    return next((int(segment["id"]) for segment in segments if segment["name"] == name), None)


def make_segment(mc: Mailchimp, list_id: str, name: str, members: Collection[str] = ()) -> int:
    """A new static segment with these addresses. Mailchimp refuses a name that is taken (MailchimpFault, 400).

    It passes over addresses it doesn't know without a word.
    """
    first, *rest = batched(sorted(members)) or [[]]
    segment = int(mc.sdk.lists.create_segment(list_id, {"name": name, "static_segment": first})["id"])
    for some in rest:
        fill_segment(mc, list_id, segment, add=some)
    return segment


def fill_segment(
    mc: Mailchimp, list_id: str, segment_id: int, *, add: Collection[str] = (), remove: Collection[str] = ()
) -> None:
    """Add and remove addresses, 500 at a time; doing it twice changes nothing more.

    Mailchimp passes over addresses it doesn't know without a word: read the members
    afterwards.
    """
    for key, addresses in (("members_to_add", add), ("members_to_remove", remove)):
        for some in batched(sorted(addresses)):
            body = {key: some}
            mc.sdk.lists.batch_segment_members(body, list_id, str(segment_id))  # the SDK takes this body first


def delete_segment(mc: Mailchimp, list_id: str, segment_id: int) -> None:
    """Delete the segment, not its members. One that is already gone is fine."""
    _delete(mc.sdk.lists.delete_segment, list_id, str(segment_id))


def ensure_folder(mc: Mailchimp, name: str) -> str:
    """The id of the campaign folder of this name, which is made if it is missing."""
    folders = listed(mc.sdk.campaignFolders.list, key="folders", fields=["folders.id", "folders.name", "total_items"])
    found = next((str(folder["id"]) for folder in folders if folder["name"] == name), None)
    return found or str(mc.sdk.campaignFolders.create({"name": name})["id"])


def find_campaigns(
    mc: Mailchimp, title: str, *, list_id: str, since: datetime, folder_id: str | None = None
) -> list[Campaign]:
    """All campaigns with exactly this title, in that folder or in any, made since then (with its zone), oldest first.

    Titles aren't unique at Mailchimp, and how soon a new campaign shows up here isn't documented.
    """
    return [one for one in made_since(mc, list_id=list_id, since=since, folder_id=folder_id) if one.title == title]


def made_since(mc: Mailchimp, *, list_id: str, since: datetime, folder_id: str | None = None) -> list[Campaign]:
    """All campaigns to the list made since then (with its zone), in that folder or in any, oldest first."""
    found = listed(
        mc.sdk.campaigns.list,
        key="campaigns",
        list_id=list_id,
        **({} if folder_id is None else {"folder_id": folder_id}),
        since_create_time=since.astimezone(UTC).isoformat(timespec="seconds"),
        sort_field="create_time",
        sort_dir="ASC",
        fields=[f"campaigns.{field}" for field in _FIELDS] + ["total_items"],
    )
    return [_campaign(campaign) for campaign in found]


def create_campaign(  # noqa: PLR0913 - a letterhead has so many lines
    mc: Mailchimp,
    *,
    list_id: str,
    folder_id: str,
    title: str,
    segment_id: int,
    subject: str,
    preview: str,
    from_name: str,
    reply_to: str,
) -> str:
    """A new draft to the segment, with all tracking off; its id.

    Who gets it may be settled now (on Mailchimp's dearer plans): fill the segment first,
    and never point a draft at another segment.
    """
    return str(
        mc.sdk.campaigns.create(
            {
                "type": "regular",
                "recipients": {"list_id": list_id, "segment_opts": {"saved_segment_id": segment_id, "match": "all"}},
                "settings": {
                    "title": title,
                    "subject_line": subject,
                    "preview_text": preview,
                    "from_name": from_name,
                    "reply_to": reply_to,
                    "folder_id": folder_id,
                    "auto_footer": False,
                    "inline_css": False,
                    "fb_comments": False,
                    "auto_tweet": False,
                },
                "tracking": {
                    "opens": False,
                    "html_clicks": False,
                    "text_clicks": False,
                    "goal_tracking": False,
                    "ecomm360": False,
                },
            }
        )["id"]
    )


def set_content(mc: Mailchimp, campaign_id: str, *, html: str, text: str) -> None:
    """Put the letter into the draft, over whatever was there."""
    mc.sdk.campaigns.set_content(campaign_id, {"html": html, "plain_text": text})


def read(mc: Mailchimp, campaign_id: str) -> Campaign:
    """The campaign as it is now. Raises MailchimpFault (404) when there is none."""
    return _campaign(mc.sdk.campaigns.get(campaign_id, fields=list(_FIELDS)))


def checklist(mc: Mailchimp, campaign_id: str) -> tuple[bool, tuple[str, ...]]:
    """Whether Mailchimp would send the draft, and in its words what stands against it."""
    told = mc.sdk.campaigns.get_send_checklist(campaign_id)
    problems = (f"{point['heading']}: {point['details']}" for point in told["items"] if point["type"] == "error")
    return bool(told["is_ready"]), tuple(without_addresses(problem) for problem in problems)


def send(mc: Mailchimp, campaign_id: str) -> None:
    """Ask Mailchimp to send, once. Whatever comes back, or doesn't: `read` tells whether it was sent."""
    mc.sdk.campaigns.send(campaign_id)


def delete(mc: Mailchimp, campaign_id: str) -> None:
    """Delete a draft. One that is already gone is fine."""
    _delete(mc.sdk.campaigns.remove, campaign_id)


def recipients(mc: Mailchimp, campaign_id: str) -> dict[str, Fate]:
    """What became of each casefolded address a sent campaign went to: sent, or bounced hard or soft."""
    told = listed(
        mc.sdk.reports.get_campaign_recipients,
        campaign_id,
        key="sent_to",
        by="email_id",
        fields=["sent_to.email_id", "sent_to.email_address", "sent_to.status", "total_items"],
    )
    return {one["email_address"].casefold(): cast("Fate", one["status"]) for one in told}


def _delete(call: Callable[..., Json], *ids: str) -> None:
    try:
        call(*ids)
    except MailchimpFault as fault:
        if fault.status != HTTPStatus.NOT_FOUND:
            raise


def _campaign(told: Json) -> Campaign:
    recipients = told["recipients"]
    segment = recipients.get("segment_opts") or {}
    return Campaign(
        id=told["id"],
        status=told["status"],
        title=told["settings"]["title"],
        subject=told["settings"]["subject_line"],
        segment_id=segment.get("saved_segment_id"),
        recipient_count=recipients["recipient_count"],
        emails_sent=told["emails_sent"],
    )
