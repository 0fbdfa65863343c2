"""Sending: a finished draft is told to go, at most twice, and is looked up, never guessed at, after any doubt."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from core import letters
from core.records import Election, Letter, MailFault
from flows.duties.letter import claims, drafting, mailboxes, outbox, steps
from flows.duties.letter.steps import WAIT, Step, Stuck
from flows.duties.membership import reach, status_readers
from flows.duties.partnership import told
from flows.secretary import Secretary
from integrations.mailchimp import campaigns
from integrations.mailchimp.client import MailchimpFault


def decide(secretary: Secretary, letter: Letter) -> Step | None:
    """ready → sending: the intent is on record before the act."""
    if drafting.expired(secretary, letter):
        return drafting.give_up(secretary, letter)
    if _stopped(secretary, letter):
        return WAIT
    if letter.tries >= letters.MOST_TRIES:
        return steps.hold(f"Mailchimp was told {letter.tries} times to send it and hasn't")
    campaign = outbox.own_campaign(secretary, letter)
    if campaign is None or campaign.status != "save":
        return look(secretary, letter)  # an older copy of the book, or a person at Mailchimp, was faster
    if told.now(secretary).partners:
        outbox.words_of(secretary, letter)  # what may be told of partners may have changed since they were written
    with secretary.ledger.reading() as session:
        overtaken = claims.overtaken(session, letter)
    return _refresh(secretary, letter) if overtaken else _send(secretary, letter)


def _stopped(secretary: Secretary, letter: Letter) -> bool:
    """Whether a letter had better wait: for a person to look at the form that its links lead to, or for the morning."""
    if status_readers.asleep(secretary, letter):
        return True
    if not letters.OCCASIONS[letter.occasion].personal:
        return False
    with secretary.ledger.reading() as session:
        held = select(Election.held_because).where(Election.key == letter.election_key)
        return session.execute(held).scalar_one() != ""


def _send(secretary: Secretary, letter: Letter) -> Step | None:
    """Write down that it is told to go, unless its links were changed this very moment; then tell."""
    now = secretary.now()
    send = Step(letters.SENDING, changes={"tries": letter.tries + 1, "posted_at": now, "claimed_at": now})
    if not steps.record(secretary, letter, send, unless=claims.overtaken):
        return WAIT
    return _tell(secretary, letter.key)


def _refresh(secretary: Secretary, letter: Letter) -> Step | None:
    """ready → ready: links were changed since this letter took hold of them, so its own are put there once more."""
    wanted = status_readers.as_of_now(secretary, letter)
    if wanted is None:
        raise Stuck("the election's key file is missing, so its links can't be made. Put it back from its second copy")
    if not claims.claim(secretary, letter, wanted):
        return WAIT
    letter.thorough = True
    if len(mailboxes.prepare(secretary, letter, wanted)) == letter.size:
        return Step(letters.READY, changes={"thorough": True})
    why = "its recipients changed"
    return (
        steps.hold(f"{why} while it was unclear whether it went out")
        if letter.tries
        else drafting.start_over(secretary, letter, why)
    )


def _tell(secretary: Secretary, key: str) -> Step | None:
    """Tell Mailchimp to send. What happened is read from the campaign afterwards, never from the answer."""
    letter = steps.read(secretary, key)
    try:
        campaigns.send(secretary.mailchimp, letter.campaign_id)
    except MailchimpFault:
        return _seen(secretary, letter)
    # It said yes: from now on it is never told again, however long the campaign takes to show it.
    steps.record(secretary, letter, Step(letters.SENDING, changes={"accepted": True}))
    return _seen(secretary, steps.read(secretary, key))


def _seen(secretary: Secretary, letter: Letter) -> Step | None:
    """What a look finds after telling, unless another process has looked meanwhile."""
    step = look(secretary, letter) if letter.state == letters.SENDING else WAIT
    return replace(step, after=letter) if step else WAIT


def look(secretary: Secretary, letter: Letter) -> Step | None:
    """sending → sent, or once more: the campaign itself says whether it went out."""
    campaign = outbox.own_campaign(secretary, letter)
    if campaign is None:
        return steps.hold("its campaign has disappeared from Mailchimp")
    status = campaign.status
    if status in ("sending", "schedule") and status_readers.has(letter):
        return WAIT  # its readers' fields are needed until the last mail is filled in
    if status in ("sending", "sent", "schedule"):
        return Step(letters.SENT)
    if status != "save":
        return steps.hold(f"its campaign is “{status}” at Mailchimp")
    waited = secretary.now() - (letter.posted_at or secretary.now())
    if letter.accepted:
        return WAIT if waited < letters.PATIENCE else steps.hold("Mailchimp accepted it, but it hasn't gone out since")
    return Step(letters.READY) if waited >= letters.GRACE else WAIT


def settle(secretary: Secretary, letter: Letter) -> Step | None:
    """sent → confirmed: bounces noted, leftover drafts and the mailing's list deleted."""
    if letter.posted_at is not None and secretary.now() - letter.posted_at < letters.AFTERCARE:
        return WAIT
    outcome = campaigns.recipients(secretary.mailchimp, letter.campaign_id)
    bounced = sorted(email for email, status in outcome.items() if status == "hard")
    with secretary.ledger.writing(secretary.now()) as pen:
        for email in bounced:
            pen.session.merge(MailFault(email=email, kind="bounces", remedy=reach.REMEDIES["bounces"]))
    if not status_readers.forgotten(secretary, letter, bounced=bounced):
        return WAIT
    for leftover in outbox.namesakes(secretary, letter):
        if leftover.id != letter.campaign_id and leftover.status == "save":
            campaigns.delete(secretary.mailchimp, leftover.id)
    if letter.segment_id is not None:
        campaigns.delete_segment(secretary.mailchimp, secretary.audience, letter.segment_id)
    delivered = sum(fate == "sent" for fate in outcome.values())
    return Step(letters.CONFIRMED, changes={"delivered": delivered, **status_readers.kept_of(letter)})
