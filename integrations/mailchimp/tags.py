"""A tag: a mark that people on the mailing list carry at Mailchimp, and who carries it."""

from __future__ import annotations

from collections.abc import Collection
from itertools import zip_longest

from integrations.mailchimp.campaigns import batched
from integrations.mailchimp.client import Mailchimp, listed


def holders(mc: Mailchimp, list_id: str, tag: int) -> set[str]:
    """The casefolded addresses that carry the tag, whatever their status; only of the archived Mailchimp won't say.

    One call per 1000 of them.
    """
    members = listed(
        mc.sdk.lists.get_segment_members_list,
        list_id,
        str(tag),
        key="members",
        fields=["members.id", "members.email_address", "total_items"],
        include_unsubscribed=True,  # left out, Mailchimp tells of the subscribed only
        include_cleaned=True,
        include_transactional=True,
    )
    return {member["email_address"].casefold() for member in members}


def change(
    mc: Mailchimp, list_id: str, tag: int, *, add: Collection[str] = (), remove: Collection[str] = ()
) -> frozenset[str]:
    """Give the tag to addresses and take it from others, 500 of each at a time. Returns those it wasn't done for.

    Mailchimp passes over addresses it doesn't know without a word, so every one is looked for in the answer.
    """
    missed = {email.casefold() for email in (*add, *remove)}
    for some, others in zip_longest(batched(sorted(add)), batched(sorted(remove)), fillvalue=()):
        body = {"members_to_add": list(some), "members_to_remove": list(others)}
        answer = mc.sdk.lists.batch_segment_members(body, list_id, str(tag))  # the SDK takes this body first
        done = [*answer["members_added"], *answer["members_removed"]]
        missed -= {member["email_address"].casefold() for member in done}
    return frozenset(missed)
