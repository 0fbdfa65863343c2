"""The post: every letter goes out once, whatever fails on the way.

A campaign at Mailchimp can leave its draft state only once. So each letter owns one recorded
campaign, is told to go at most twice – always that same campaign – and is looked up, never
guessed at, after any doubt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from http import HTTPStatus

from sqlalchemy import select

import templates
from core import letters
from core.records import Election, Letter, MailFault
from flows.duties import claims, mailboxes, outbox, reach, readers, steps
from flows.duties.steps import WAIT, Step, Stuck
from flows.secretary import OUTAGE, Secretary
from integrations.mailchimp import campaigns
from integrations.mailchimp.client import MailchimpFault


def deliver(secretary: Secretary, troubles: list[str]) -> tuple[int, list[Exception]]:
    """Bring every letter that isn't finished as far as it can go now.

    Returns how many steps were taken, and what is broken in Canvass itself. One letter's trouble doesn't keep the
    others waiting: it is added to `troubles`.
    """
    with secretary.ledger.reading() as session:
        unfinished = select(Letter.key).where(Letter.state.not_in((*letters.FINAL, letters.HELD)))
        keys = session.execute(unfinished.order_by(Letter.planned_at, Letter.key)).scalars().all()
    taken, broken = 0, list[Exception]()
    for key in keys:
        try:
            taken += _deliver_one(secretary, key)
        except (*OUTAGE, Stuck) as fault:
            troubles.append(f"{key}: {fault}")
        except Exception as fault:  # noqa: BLE001  # the others first; the pass fails afterwards
            broken.append(fault)
    return taken, broken


def _deliver_one(secretary: Secretary, key: str) -> int:
    """Take one letter from step to step until it is done or has to wait."""
    taken = 0
    while True:
        letter = steps.read(secretary, key)
        take = STEPS.get(letter.state)
        step = take(secretary, letter) if take else WAIT
        if step is None or not steps.record(secretary, step.after or letter, step):
            return taken
        taken += 1


def _expired(secretary: Secretary, letter: Letter) -> bool:
    """Whether the letter would come too late to be of use. One that may have been sent is never given up."""
    if letter.not_after is None:
        return False
    with secretary.ledger.reading() as session:
        state = session.execute(select(Election.state).where(Election.key == letter.election_key)).scalar_one_or_none()
    return state == "withdrawn" or secretary.now() >= letter.not_after


def _stopped(secretary: Secretary, letter: Letter) -> bool:
    """Whether a letter had better wait: for a person to look at the form that its links lead to, or for the morning."""
    if readers.asleep(secretary, letter):
        return True
    if not letters.OCCASIONS[letter.occasion].personal:
        return False
    with secretary.ledger.reading() as session:
        held = select(Election.held_because).where(Election.key == letter.election_key)
        return session.execute(held).scalar_one() != ""


def _give_up(secretary: Secretary, letter: Letter) -> Step | None:
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
    if not readers.forgotten(secretary, letter, bounced=()):
        return WAIT
    gone_by = {"segment_id": None, **readers.kept_of(letter)}
    return Step(letters.MISSED, "its time had passed before it could be sent", gone_by)


# ── the steps ──────────────────────────────────────────────────────────────────────────────────────


def _address(secretary: Secretary, letter: Letter) -> Step | None:
    """planned → addressed: each voter's link lies ready at Mailchimp, and the mailing's list is complete."""
    if _expired(secretary, letter):
        return _give_up(secretary, letter)
    wanted = outbox.recipients(secretary, letter)
    if wanted is None:
        raise Stuck("the election's key file is missing, so its links can't be made. Put it back from its second copy")
    shares = letters.OCCASIONS[letter.occasion].personal or readers.has(letter)
    if readers.asleep(secretary, letter) or (shares and not claims.claim(secretary, letter, wanted)):
        return WAIT
    with secretary.ledger.reading() as session:
        letter.thorough = letter.thorough or claims.links_may_lack(session, str(letter.election_key))
    reachable = mailboxes.prepare(secretary, letter, wanted)
    readers.missed(secretary, letter, reached=reachable)
    if not reachable:
        nobody = {"size": 0, "delivered": 0, **readers.kept_of(letter)}
        return Step(letters.CONFIRMED, "nobody is left to write to", nobody)
    segment = outbox.make_or_find_segment(secretary, outbox.segment_name(letter), reachable)
    return Step(letters.ADDRESSED, changes={"segment_id": segment, "size": len(reachable)})


def _draft(secretary: Secretary, letter: Letter) -> Step | None:
    """addressed → drafted: one campaign for this letter, made or – after a crash – found again by its title."""
    if _expired(secretary, letter):
        return _give_up(secretary, letter)
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
        return _start_over(secretary, letter, f"Mailchimp refuses to make its campaign: {fault.title}")
    return Step(letters.DRAFTED, changes={"campaign_id": campaign_id})


def _write(secretary: Secretary, letter: Letter) -> Step | None:
    """drafted → ready: the words are in, and Mailchimp would send exactly this to exactly these."""
    campaign = _filled(secretary, letter)
    if campaign is not None and campaign.status != "save":
        return Step(letters.SENDING, "found at Mailchimp as no longer a draft")
    if campaign is None or campaign.recipient_count != letter.size:
        why = "Mailchimp keeps counting other recipients than were put on its list"
        return _start_over(secretary, letter, why)
    objection = _objection(secretary, letter, campaign)
    return steps.hold(objection) if objection else Step(letters.READY)


def _filled(secretary: Secretary, letter: Letter) -> campaigns.Campaign | None:
    """The letter's campaign with the letter in it, or None if Mailchimp has it no more."""
    words = templates.render(letter.occasion, letter.facts)
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


def _start_over(secretary: Secretary, letter: Letter, why: str) -> Step:
    """Somebody unsubscribed since the list was made, or removed it: drop the draft, and address the letter anew."""
    if letter.restarts >= letters.MOST_RESTARTS:
        return steps.hold(why)
    if letter.campaign_id:
        campaigns.delete(secretary.mailchimp, letter.campaign_id)
    if letter.segment_id is not None:
        campaigns.delete_segment(secretary.mailchimp, secretary.audience, letter.segment_id)
    anew = {"campaign_id": "", "segment_id": None, "thorough": True, "restarts": letter.restarts + 1}
    return Step(letters.PLANNED, changes=anew)


def _decide(secretary: Secretary, letter: Letter) -> Step | None:
    """ready → sending: the intent is on record before the act."""
    if _expired(secretary, letter):
        return _give_up(secretary, letter)
    if _stopped(secretary, letter):
        return WAIT
    if letter.tries >= letters.MOST_TRIES:
        return steps.hold(f"Mailchimp was told {letter.tries} times to send it and hasn't")
    campaign = outbox.own_campaign(secretary, letter)
    if campaign is None or campaign.status != "save":
        return _look(secretary, letter)  # an older copy of the book, or a person at Mailchimp, was faster
    with secretary.ledger.reading() as session:
        overtaken = claims.overtaken(session, letter)
    return _refresh(secretary, letter) if overtaken else _send(secretary, letter)


def _send(secretary: Secretary, letter: Letter) -> Step | None:
    """Write down that it is told to go, unless its links were changed this very moment; then tell."""
    now = secretary.now()
    send = Step(letters.SENDING, changes={"tries": letter.tries + 1, "posted_at": now, "claimed_at": now})
    if not steps.record(secretary, letter, send, unless=claims.overtaken):
        return WAIT
    return _tell(secretary, letter.key)


def _refresh(secretary: Secretary, letter: Letter) -> Step | None:
    """ready → ready: links were changed since this letter took hold of them, so its own are put there once more."""
    wanted = outbox.recipients(secretary, letter)
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
        else _start_over(secretary, letter, why)
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
    step = _look(secretary, letter) if letter.state == letters.SENDING else WAIT
    return replace(step, after=letter) if step else WAIT


def _look(secretary: Secretary, letter: Letter) -> Step | None:
    """sending → sent, or once more: the campaign itself says whether it went out."""
    campaign = outbox.own_campaign(secretary, letter)
    if campaign is None:
        return steps.hold("its campaign has disappeared from Mailchimp")
    status = campaign.status
    if status in ("sending", "schedule") and readers.has(letter):
        return WAIT  # its readers' fields are needed until the last mail is filled in
    if status in ("sending", "sent", "schedule"):
        return Step(letters.SENT)
    if status != "save":
        return steps.hold(f"its campaign is “{status}” at Mailchimp")
    waited = secretary.now() - (letter.posted_at or secretary.now())
    if letter.accepted:
        return WAIT if waited < letters.PATIENCE else steps.hold("Mailchimp accepted it, but it hasn't gone out since")
    return Step(letters.READY) if waited >= letters.GRACE else WAIT


def _settle(secretary: Secretary, letter: Letter) -> Step | None:
    """sent → confirmed: bounces noted, leftover drafts and the mailing's list deleted."""
    if letter.posted_at is not None and secretary.now() - letter.posted_at < letters.AFTERCARE:
        return WAIT
    outcome = campaigns.recipients(secretary.mailchimp, letter.campaign_id)
    bounced = sorted(email for email, status in outcome.items() if status == "hard")
    with secretary.ledger.writing(secretary.now()) as pen:
        for email in bounced:
            pen.session.merge(MailFault(email=email, kind="bounces", remedy=reach.REMEDIES["bounces"]))
    if not readers.forgotten(secretary, letter, bounced=bounced):
        return WAIT
    for leftover in outbox.namesakes(secretary, letter):
        if leftover.id != letter.campaign_id and leftover.status == "save":
            campaigns.delete(secretary.mailchimp, leftover.id)
    if letter.segment_id is not None:
        campaigns.delete_segment(secretary.mailchimp, secretary.audience, letter.segment_id)
    delivered = sum(fate == "sent" for fate in outcome.values())
    return Step(letters.CONFIRMED, changes={"delivered": delivered, **readers.kept_of(letter)})


STEPS: Mapping[str, Callable[[Secretary, Letter], Step | None]] = {
    letters.PLANNED: _address,
    letters.ADDRESSED: _draft,
    letters.DRAFTED: _write,
    letters.READY: _decide,
    letters.SENDING: _look,
    letters.SENT: _settle,
}
