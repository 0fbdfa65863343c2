"""The voting tag: at Mailchimp it says who may vote, if the charter wants that, and else it isn't there at all."""

from __future__ import annotations

from collections.abc import Collection

from flows.duties.letter import outbox
from flows.secretary import Secretary
from integrations.mailchimp import campaigns, tags
from integrations.mailchimp.client import MailchimpFault

TAG = "Voting member (Canvass)"
"""Its name. With ours in it, no tag that people made themselves is ever changed or deleted."""


def keep(secretary: Secretary, mailboxes: Collection[str]) -> int:
    """M8. Exactly these mailboxes carry the tag; without a word in the charter there is no tag. Returns the changes.

    One call where nothing is to be done, and one more per 1000 who carry it. Raises MailchimpFault where somebody was
    passed over; the next pass tries again.
    """
    mc, audience = secretary.mailchimp, secretary.audience
    found = campaigns.find_segment(mc, audience, TAG)
    if not secretary.charter.membership.voting_status_at_mailchimp.value:
        return _take_away(secretary, found)
    tag = found or outbox.make_or_find_segment(secretary, TAG, ())
    held = tags.holders(mc, audience, tag) if found else set()
    add, remove = set(mailboxes) - held, held - set(mailboxes)
    missed = tags.change(mc, audience, tag, add=add, remove=remove)
    if missed:
        raise MailchimpFault(200, f"passed over {len(missed)} mailbox(es) of the tag “{TAG}”", ambiguous=True)
    if add or remove:
        _log(secretary, added=len(add), removed=len(remove))
    return len(add) + len(remove)


def _take_away(secretary: Secretary, found: int | None) -> int:
    """Delete the tag, and with it what it said of everybody."""
    if found is None:
        return 0
    campaigns.delete_segment(secretary.mailchimp, secretary.audience, found)
    with secretary.ledger.writing(secretary.now()) as pen:
        pen.log("tag.removed")
    return 1


def _log(secretary: Secretary, **numbers: int) -> None:
    with secretary.ledger.writing(secretary.now()) as pen:
        pen.log("tag.changed", **numbers)
