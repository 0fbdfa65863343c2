"""The outbox: letters planned, and their lists and campaigns at Mailchimp made or found again."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

import templates
from core import letters, secrecy
from core.bylaws.partnership_publicity import Audience
from core.records import Election, Letter
from core.records.elections import PARTNERS
from flows.duties.committee import roll_calls, standing_report
from flows.duties.letter import personal
from flows.duties.partnership import told
from flows.secretary import Secretary
from integrations.mailchimp import campaigns
from integrations.mailchimp.client import MailchimpFault

LOOKBACK = timedelta(days=100)
"""How long ago a letter that belongs to no ballot is looked for at Mailchimp, in case the book has forgotten it."""

NOT_FOUND = 404
"""Mailchimp's answer for what it has no more."""


def recipients(secretary: Secretary, letter: Letter) -> list[Any] | None:
    """The frozen recipients: roll lines for personal letters, mailboxes for others. None: the key is missing."""
    if not letters.OCCASIONS[letter.occasion].personal:
        return list(json.loads(letter.recipients))
    key = secretary.keyring.read(letter.election_key or "")
    if key is None:
        return None
    return list(
        secrecy.unseal(key.key, letter.key, letter.recipients) if letter.sealed else json.loads(letter.recipients)
    )


def numbers_only(letter: Letter) -> str:
    """The recipients of a letter about members' status, as they are kept once it is out: without what it told them."""
    return json.dumps([{"number": one["number"], "email": one["email"]} for one in json.loads(letter.recipients)])


def segment_name(letter: Letter) -> str:
    """What the mailing's list is called, so that it is found again."""
    return f"[canvass] {letter.key}"


def make_or_find_segment(secretary: Secretary, name: str, members: Collection[str]) -> int:
    """The mailing's list with these mailboxes on it.

    Making it first saves a call; if a crashed pass made it already, it is found by its name and filled.
    """
    try:
        return campaigns.make_segment(secretary.mailchimp, secretary.audience, name, members)
    except MailchimpFault as fault:
        found = None if fault.ambiguous else campaigns.find_segment(secretary.mailchimp, secretary.audience, name)
        if found is None:
            raise
    campaigns.fill_segment(secretary.mailchimp, secretary.audience, found, add=members)
    return found


def own_campaign(secretary: Secretary, letter: Letter) -> campaigns.Campaign | None:
    """The letter's own campaign, or None if Mailchimp has it no more."""
    try:
        return campaigns.read(secretary.mailchimp, letter.campaign_id)
    except MailchimpFault as fault:
        if fault.status != NOT_FOUND:
            raise
        return None


def namesakes(secretary: Secretary, letter: Letter) -> list[campaigns.Campaign]:
    """Every campaign with this letter's title, in whatever folder: two processes that begin at once make one each.

    An older copy of the book plans a letter anew that went out long ago. No election has letters before it opens; of
    the others, a statement is the one whose name stays the same for longest, for a quarter.
    """
    with secretary.ledger.reading() as session:
        opened = select(Election.opens_at).where(Election.key == letter.election_key)
        since = session.execute(opened).scalar_one_or_none() or letter.planned_at
    if letter.election_key is None:
        since -= LOOKBACK
    return campaigns.find_campaigns(
        secretary.mailchimp, letter.key, list_id=secretary.audience, since=since - timedelta(days=1)
    )


def words_of(secretary: Secretary, letter: Letter) -> templates.Letter:
    """The words of a letter. A link of its reader's is made now, from its key file: the book never holds one.

    Who voted how in a roll call is looked up now, too: names stand on the roll, and nowhere else. So is what the
    standing report says of the committee's members.

    Raises LinkLost where that key is missing, and NotToBeTold where they name a partner that its readers may not know.
    """
    facts = dict(letter.facts)
    own = facts.pop(told.TO_PARTNER, None)
    if letters.OCCASIONS[letter.occasion].linked:
        facts["link"] = personal.link(secretary.keyring, facts["link"])
    if letters.OCCASIONS[letter.occasion].names_voters:
        with secretary.ledger.reading() as session:
            facts["roll_call"] = roll_calls.by_name(session, session.get_one(Election, letter.election_key))
    if letters.OCCASIONS[letter.occasion].reports:
        days = [date.fromisoformat(facts["report"][day]) for day in ("first", "last")]
        with secretary.ledger.reading() as session:
            facts["report"] = standing_report.in_words(session, *days, charter=secretary.charter, named=True)
    words = templates.render(letter.occasion, facts)
    told.check_letter(
        secretary, (words.subject, words.preview, words.html, words.text), to=_readers(secretary, letter), own=own
    )
    return words


def _readers(secretary: Secretary, letter: Letter) -> list[Audience]:
    """P11. Whose knowledge a letter keeps to. One about a vote that delegates take part in is for them, too."""
    kind = letters.OCCASIONS[letter.occasion].readers
    if kind == "organisers":
        return []
    about = select(Election.electorate).where(Election.key == letter.election_key)
    with secretary.ledger.reading() as session:
        voters = session.execute(about).scalar_one_or_none()
    return [kind, "partners"] if voters == PARTNERS and kind != "partners" else [kind]


def make_campaign(secretary: Secretary, letter: Letter) -> str:
    """A new draft for a letter whose list is complete. Returns its id."""
    words = words_of(secretary, letter)
    if letter.segment_id is None:
        raise RuntimeError(f"{letter.key} has no list to be sent to")
    return campaigns.create_campaign(
        secretary.mailchimp,
        list_id=secretary.audience,
        folder_id=secretary.mail_folder,
        title=letter.key,
        segment_id=letter.segment_id,
        subject=words.subject,
        preview=words.preview,
        from_name=secretary.settings.mail_from_name,
        reply_to=secretary.settings.mail_reply_to,
    )


def plan(
    letter_key: str,
    *,
    occasion: str,
    election: Election | None,
    at: datetime,
    to: list[Any],
    facts: Mapping[str, Any],
    key: bytes | None = None,
    not_after: datetime | None = None,
) -> Letter:
    """A letter's row: its recipients are frozen now, locked where they would tell who hasn't voted.

    One that belongs to no election never comes too late, unless `not_after` says so.
    """
    kind = letters.OCCASIONS[occasion]
    plain = json.dumps(to)
    sealed = secrecy.seal(key, letter_key, to) if kind.sealed and key else plain
    return Letter(
        key=letter_key,
        occasion=occasion,
        election_key=election.key if election else None,
        state=letters.PLANNED,
        planned_at=at,
        not_after=election.closes_at if kind.personal and election else not_after,
        facts=dict(facts),
        recipients=sealed,
        sealed=kind.sealed,
        thorough=not kind.sealed,
        size=len(to),
    )
