"""Mailchimp: whether the key opens the account, letters can go out from it, and it has room for what is planned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from http import HTTPStatus

from flows.duties.health.findings import Finding, Group
from flows.duties.letter import mailboxes
from flows.duties.membership import status_fields
from integrations.mailchimp import account
from integrations.mailchimp.client import Mailchimp, MailchimpFault, connect
from integrations.settings import Settings

GROUP = Group("Mailchimp")

MAY_SEND = {"owner", "admin", "manager"}
CLOSED = ("disabled", "compliance", "suspended", "deactivated")
"""Words by which a refusal is known for that of an account that Mailchimp has closed."""

FREE_CONTACTS, FREE_SENDS = 250, 500
"""What the free plan allows. Figures of 2026 that move; the pricing page has today's."""

SENDS_PER_CONTACT = 10
"""What the smallest plan that is paid for allows in a month; beyond it Mailchimp bills more."""

A_MONTH = timedelta(days=30)


def look(found: Settings, now: datetime) -> Iterator[Finding]:
    """Reads only. Without a key that opens nothing else is asked."""
    mc = connect(found)
    try:
        there = account.read(mc)
    except MailchimpFault as fault:
        yield refused(fault)
        return
    yield GROUP.ok("key", "it opens the account")
    if there.role in MAY_SEND:
        yield GROUP.ok("role", "the key may send campaigns")
    else:
        what = f"the key's user is {there.role or 'nothing that is known'} there, and can't send campaigns"
        yield GROUP.wrong("role", what, "Make a key as a manager of the account, under Profile, Extras, API keys.")
    try:
        below = account.footer(mc, found.mailchimp_list)
    except MailchimpFault as fault:
        if fault.status != HTTPStatus.NOT_FOUND:
            raise
        mend = "Copy the Audience ID from Audience, Settings, into CANVASS_MAILCHIMP_LIST."
        yield GROUP.wrong("audience", "the account has none of this id", mend)
        return
    yield GROUP.ok("audience", "it is there")
    yield from _footer(below)
    yield from _sender(mc, found)
    yield from _fields(mc, found)
    yield from _plan(there, below, sent=account.sent_since(mc, found.mailchimp_list, now - A_MONTH))


def refused(fault: MailchimpFault) -> Finding:
    """What a refusal at the door means."""
    if fault.status is None:
        return GROUP.unknown("key", "Mailchimp didn't answer", "Try again; look at the network.")
    if any(word in fault.title.casefold() for word in CLOSED):
        what = f"Mailchimp has closed it ({fault.title}). No letter goes out, and no e-mail can say so"
        return GROUP.wrong(
            "account", what, "Sign in at Mailchimp and follow what it says, or write to its compliance team."
        )
    if fault.status == HTTPStatus.UNAUTHORIZED:
        mend = (
            "Make a new key at Mailchimp, under Profile, Extras, API keys, and put it into CANVASS_MAILCHIMP_API_KEY."
        )
        return GROUP.wrong("key", "Mailchimp doesn't know it", mend)
    mend = "Try again in an hour. If it stays so, ask Mailchimp whether it blocks this machine's address."
    return GROUP.unknown("key", f"Mailchimp refused without a reason that is known ({fault.status})", mend)


def _footer(below: account.Footer) -> Iterator[Finding]:
    where = "Audience, Settings, Audience name and defaults"
    if below.has_address:
        yield GROUP.ok("postal address", "it stands under every letter")
    else:
        yield GROUP.wrong(
            "postal address", "every letter must show one, by law", f"Write it at Mailchimp under {where}."
        )
    if below.has_reminder:
        yield GROUP.ok("why they get mail", "the reminder under every letter says it")
    else:
        mend = f"Write it at Mailchimp under {where}: for instance, You are a member of ours."
        yield GROUP.wrong("why they get mail", "the audience has no permission reminder", mend)


def _sender(mc: Mailchimp, found: Settings) -> Iterator[Finding]:
    verified, authenticated = account.domain_of_sender(mc, found.mail_reply_to)
    where = "Mailchimp under Account, Domains"
    if not verified:
        what = "it isn't verified at Mailchimp, which then refuses to send"
        yield GROUP.wrong("sender's domain", what, f"Verify the domain of CANVASS_MAIL_REPLY_TO at {where}.")
    elif not authenticated:
        what = "it is verified, but not authenticated: Gmail and Yahoo may take letters for spam"
        yield GROUP.wrong("sender's domain", what, f"Authenticate it at {where}: two CNAME records, and one for DMARC.")
    else:
        yield GROUP.ok("sender's domain", "it is verified and authenticated")


def _fields(mc: Mailchimp, found: Settings) -> Iterator[Finding]:
    """How many ballots can be under way at a time, by the fields that are free or ours already."""
    there = account.tags(mc, found.mailchimp_list)
    slots = [set(mailboxes.fields_of(slot)) for slot in mailboxes.SLOTS]
    free = account.MOST_FIELDS - len(there)
    lacking = len(set(status_fields.TAGS) - there)
    room, ballots = free - lacking, 0
    for slot in sorted(slots, key=lambda one: len(one - there)):
        room -= len(slot - there)
        if room < 0:
            break
        ballots += 1
    if ballots:
        at_a_time = "1 ballot at a time" if ballots == 1 else f"{ballots} ballots at a time"
        yield GROUP.ok("merge fields", f"{free} of {account.MOST_FIELDS} are free: room for {at_a_time}")
    else:
        what = f"{free} of {account.MOST_FIELDS} are free, too few for a ballot: no roll could be frozen"
        yield GROUP.wrong("merge fields", what, "Delete fields that nobody uses, under Audience, Settings, Merge tags.")


def _plan(there: account.Account, below: account.Footer, *, sent: int) -> Iterator[Finding]:
    free = there.plan == "forever_free"
    most = FREE_SENDS if free else SENDS_PER_CONTACT * below.contacts
    told = f"{below.contacts} contacts; {sent} mails in 30 days"
    if free and below.contacts > FREE_CONTACTS:
        what = f"{told}. The free plan is for {FREE_CONTACTS} contacts, and stops sending beyond"
        yield GROUP.wrong("plan", what, "Choose a plan that is paid for, or archive contacts who are no members.")
    elif most and sent * 5 > most * 4:
        what = f"{told}, of about {most} that the plan allows"
        mend = "Before the next ballot look at Mailchimp under Account, Billing: a ballot takes up to 5 mails a voter."
        yield GROUP.wrong("plan", what, mend)
    else:
        yield GROUP.ok("plan", f"{told}")
