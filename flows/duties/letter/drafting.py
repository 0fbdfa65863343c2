"""Drafting: a letter gets its mailing's list and its one campaign, filled and compared – or is given up as too late."""

from __future__ import annotations

from http import HTTPStatus

from sqlalchemy import select

from core import letters
from core.records import Election, Letter
from flows.duties.letter import claims, mailboxes, outbox, steps
from flows.duties.letter.steps import WAIT, Step, Stuck
from flows.duties.membership import status_letters, status_readers
from flows.secretary import Secretary
from integrations.mailchimp import campaigns
from integrations.mailchimp.client import MailchimpFault

TOO_LATE = "its time had passed before it could be sent"
"""Why a letter was given up. It can be told apart from those that nobody wants any more."""


def address(secretary: Secretary, letter: Letter) -> Step | None:
    """planned → addressed: each voter's link lies ready at Mailchimp, and the mailing's list is complete."""
    if expired(secretary, letter):
        return give_up(secretary, letter)
    wanted = status_readers.as_of_now(secretary, letter)
    if wanted is None:
        raise Stuck("the election's key file is missing, so its links can't be made. Put it back from its second copy")
    shares = letters.OCCASIONS[letter.occasion].personal or status_readers.has(letter)
    if status_readers.asleep(secretary, letter) or (shares and not claims.claim(secretary, letter, wanted)):
        return WAIT
    with secretary.ledger.reading() as session:
        letter.thorough = letter.thorough or claims.links_may_lack(session, str(letter.election_key))
    reachable = mailboxes.prepare(secretary, letter, wanted)
    status_readers.missed(secretary, letter, reached=reachable)
    if not reachable:
        if letter.restarts and not status_readers.forgotten(secretary, letter, bounced=()):
            return WAIT
        nobody = {"size": 0, "delivered": 0, **status_readers.kept_of(letter)}
        return Step(letters.CONFIRMED, "nobody is left to write to", nobody)
    segment = outbox.make_or_find_segment(secretary, outbox.segment_name(letter), reachable)
    return Step(letters.ADDRESSED, changes={"segment_id": segment, "size": len(reachable)})


def draft(secretary: Secretary, letter: Letter) -> Step | None:
    """addressed → drafted: one campaign for this letter, made or – after a crash – found again by its title."""
    if expired(secretary, letter):
        return give_up(secretary, letter)
    found = outbox.namesakes(secretary, letter)
    gone = [campaign.id for campaign in found if campaign.status != "save"]
    if gone:
        # Only an older copy of the book can have forgotten a campaign that left its draft. It is ours: adopt it.
        adopted = {"campaign_id": gone[0], "posted_at": secretary.now()}
        return Step(letters.SENDING, "found at Mailchimp as no longer a draft", adopted)
    for stale in found:
        if stale.segment_id != letter.segment_id:  # made by a process that was overtaken
            campaigns.delete(secretary.mailchimp, stale.id)
    drafts = sorted(campaign.id for campaign in found if campaign.segment_id == letter.segment_id)
    try:
        campaign_id = drafts[0] if drafts else outbox.make_campaign(secretary, letter)
    except MailchimpFault as fault:
        if fault.status != HTTPStatus.BAD_REQUEST:
            raise
        return start_over(secretary, letter, f"Mailchimp refuses to make its campaign: {fault.title}")
    return Step(letters.DRAFTED, changes={"campaign_id": campaign_id})


def write(secretary: Secretary, letter: Letter) -> Step | None:
    """drafted → ready: the words are in, and Mailchimp would send exactly this to exactly these."""
    campaign = _filled(secretary, letter)
    if campaign is not None and campaign.status != "save":
        return Step(letters.SENDING, "found at Mailchimp as no longer a draft")
    if campaign is None or campaign.recipient_count != letter.size:
        why = "Mailchimp keeps counting other recipients than were put on its list"
        return start_over(secretary, letter, why)
    objection = _objection(secretary, letter, campaign)
    return steps.hold(objection) if objection else Step(letters.READY)


def _filled(secretary: Secretary, letter: Letter) -> campaigns.Campaign | None:
    """The letter's campaign with the letter in it, or None if Mailchimp has it no more."""
    words = outbox.words_of(secretary, letter)
    try:
        campaigns.set_content(secretary.mailchimp, letter.campaign_id, html=words.html, text=words.text)
    except MailchimpFault:
        # Refused, it may be gone, or sent in the meantime: then that is what there is to know about it.
        campaign = outbox.own_campaign(secretary, letter)
        if campaign is not None and campaign.status == "save":
            raise
        return campaign
    return outbox.own_campaign(secretary, letter)


def _objection(secretary: Secretary, letter: Letter, campaign: campaigns.Campaign) -> str:
    """Why this campaign must not go out as it is, or nothing."""
    if campaign.segment_id != letter.segment_id or campaign.title != letter.key:
        return "the campaign at Mailchimp isn't the one that was made for this letter"
    ready, problems = campaigns.checklist(secretary.mailchimp, letter.campaign_id)
    return "" if ready else "Mailchimp isn't ready to send it: " + "; ".join(problems)


# ── what ends it, or begins it anew ────────────────────────────────────────────────────────────────


def expired(secretary: Secretary, letter: Letter) -> bool:
    """Whether the letter would come too late to be of use. One that may have been sent is never given up."""
    if letter.not_after is None:
        return False
    about = letter.election_key or status_letters.ballot_of(letter)
    with secretary.ledger.reading() as session:
        state = session.execute(select(Election.state).where(Election.key == about)).scalar_one_or_none()
    return state == "withdrawn" or secretary.now() >= letter.not_after


def give_up(secretary: Secretary, letter: Letter) -> Step | None:
    """Too late: delete the draft, which a person might send by accident, and the list, which tells who was meant."""
    found = outbox.namesakes(secretary, letter)
    gone = [campaign.id for campaign in found if campaign.status != "save"]
    if gone:
        adopted = {"campaign_id": gone[0], "posted_at": letter.posted_at or secretary.now()}
        return Step(letters.SENDING, "found at Mailchimp as no longer a draft", adopted)
    for leftover in found:
        campaigns.delete(secretary.mailchimp, leftover.id)
    if letter.segment_id is not None:
        campaigns.delete_segment(secretary.mailchimp, secretary.audience, letter.segment_id)
    if not status_readers.forgotten(secretary, letter, bounced=()):
        return WAIT
    status_readers.missed(secretary, letter, reached=())
    gone_by = {"segment_id": None, **status_readers.kept_of(letter)}
    return Step(letters.MISSED, TOO_LATE, gone_by)


def start_over(secretary: Secretary, letter: Letter, why: str) -> Step:
    """Somebody unsubscribed since the list was made, or removed it: drop the draft, and address the letter anew."""
    if letter.restarts >= letters.MOST_RESTARTS:
        return steps.hold(why)
    if letter.campaign_id:
        campaigns.delete(secretary.mailchimp, letter.campaign_id)
    if letter.segment_id is not None:
        campaigns.delete_segment(secretary.mailchimp, secretary.audience, letter.segment_id)
    anew = {"campaign_id": "", "segment_id": None, "thorough": True, "restarts": letter.restarts + 1}
    return Step(letters.PLANNED, changes=anew)


def keep_back(secretary: Secretary, letter: Letter, why: str) -> None:
    """P11. Hold a letter whose words may not go out; no draft of it is left that somebody might send by accident.

    Released, it begins anew, and its words are looked at again.
    """
    held = Step(letters.HELD, why, {"campaign_id": "", "segment_id": None, "thorough": True})
    if not steps.record(secretary, letter, held):
        return
    for leftover in outbox.namesakes(secretary, letter):
        if leftover.status == "save":
            campaigns.delete(secretary.mailchimp, leftover.id)
    if letter.segment_id is not None:
        campaigns.delete_segment(secretary.mailchimp, secretary.audience, letter.segment_id)
