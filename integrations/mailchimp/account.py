"""The account at Mailchimp: what its key may do, its plan, its audience's footer, and the domains it may send for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from integrations.mailchimp import campaigns
from integrations.mailchimp.client import Json, Mailchimp, listed

MOST_FIELDS = 30
"""Merge fields that an audience has room for. Premium plans have more; nothing tells which plan it is."""


@dataclass(frozen=True)
class Account:
    """What the key's user is: owner, admin, manager, author, viewer. Plans are monthly, pay_as_you_go, forever_free."""

    role: str
    plan: str


@dataclass(frozen=True)
class Footer:
    """What an audience prints under every letter, whether it is there; and how many people are paid for."""

    has_address: bool
    has_reminder: bool
    contacts: int


def read(mc: Mailchimp) -> Account:
    """The account that the key belongs to. MailchimpFault: 401 for a wrong key, 403 for an account that is closed."""
    told = mc.sdk.root.get_root(fields=["role", "pricing_plan_type"])
    return Account(str(told.get("role", "")), str(told.get("pricing_plan_type", "")))


def footer(mc: Mailchimp, list_id: str) -> Footer:
    """What stands under every letter to the audience. MailchimpFault: 404 where there is no such audience."""
    shown = ["contact", "permission_reminder", "stats.member_count", "stats.unsubscribe_count"]
    told = mc.sdk.lists.get_list(list_id, fields=shown)
    contact, stats = told.get("contact", {}), told["stats"]
    return Footer(
        has_address=all(str(contact.get(part, "")).strip() for part in ("address1", "city")),
        has_reminder=bool(str(told.get("permission_reminder", "")).strip()),
        contacts=int(stats["member_count"]) + int(stats["unsubscribe_count"]),
    )


def domain_of_sender(mc: Mailchimp, address: str) -> tuple[bool, bool]:
    """Whether the domain of a sender's address is verified, and whether it is authenticated (DKIM) as well."""
    found = mc.sdk.verifiedDomains.get_verified_domains_all()["domains"]
    own = address.rpartition("@")[2].casefold()
    mine: Json = next((one for one in found if str(one["domain"]).casefold() == own), {})
    return bool(mine.get("verified")), bool(mine.get("authenticated"))


def tags(mc: Mailchimp, list_id: str) -> set[str]:
    """The tags of the audience's merge fields."""
    return set(_fields(mc, list_id))


def delete_field(mc: Mailchimp, list_id: str, tag: str) -> None:
    """Delete a merge field, with what everybody has in it. One that is already gone is fine."""
    if tag in (there := _fields(mc, list_id)):
        mc.sdk.lists.delete_list_merge_field(list_id, str(there[tag]))


def _fields(mc: Mailchimp, list_id: str) -> dict[str, int]:
    shown = ["merge_fields.merge_id", "merge_fields.tag", "total_items"]
    there = listed(mc.sdk.lists.get_list_merge_fields, list_id, key="merge_fields", by="merge_id", fields=shown)
    return {str(field["tag"]): int(field["merge_id"]) for field in there}


def sent_since(mc: Mailchimp, list_id: str, since: datetime) -> int:
    """How many mails went out to the audience in campaigns made since then (with its zone)."""
    return sum(one.emails_sent for one in campaigns.made_since(mc, list_id=list_id, since=since))
