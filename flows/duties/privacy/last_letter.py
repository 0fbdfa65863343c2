"""The last letter: whoever asked to be erased hears that it was noted, and no other letter is sent to them after it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar, letters
from core.directory import name_key
from core.ledger import Pen
from core.records import CommitteeSeat, Letter, MailFault, RollEntry
from core.remains import Known
from flows.duties.letter import outbox
from flows.duties.membership import status_letters, told
from flows.duties.privacy import partnered
from flows.secretary import Secretary

OCCASION = "erasure_received"

UNDER_WAY = (letters.ADDRESSED, letters.DRAFTED, letters.READY, letters.SENDING)
"""A letter in these states is about to go, or may have gone: it is waited for. It takes minutes."""


def key_of(nth: int) -> str:
    """The letter's key. Its dot is in no election's key."""
    return f"erasure.{nth}/received"


def plan(secretary: Secretary, pen: Pen, nth: int, *, number: str, mailbox: str, waits_for: str) -> bool:
    """M8. Tell somebody that they will be erased, in the stroke that notes their wish. Nothing where no letter comes.

    It names them by their number alone: what it says stays at Mailchimp.
    """
    if not mailbox or pen.session.get(MailFault, mailbox) is not None:
        return False
    facts = {
        "organisation": secretary.charter.name,
        "number": number,
        "asked_on": calendar.day_in_words(calendar.day_of(pen.at, secretary.charter.zone)),
        "waits_for": waits_for,
        "reply_to": secretary.settings.mail_reply_to,
    }
    key = status_letters.free_key(pen.session, key_of(nth))  # somebody may have asked, thought better of it, and asked
    pen.session.add(outbox.plan(key, occasion=OCCASION, election=None, at=pen.at, to=[mailbox], facts=facts))
    pen.log("letter.planned", letter=key, size=1)
    return True


def withdraw(pen: Pen, known: Known) -> int:
    """M8. Take somebody off all letters that are only planned, or that wait for a person; one to them alone is off.

    Whoever was to be told about their vote counts as not told: if they think better of it, they hear again.
    """
    waiting = select(Letter).where(Letter.state.in_((letters.PLANNED, letters.HELD)), Letter.occasion != OCCASION)
    changed = 0
    for letter in pen.session.execute(waiting.order_by(Letter.key)).scalars():
        if letters.OCCASIONS[letter.occasion].personal:
            continue
        to = json.loads(letter.recipients)
        left = [one for one in to if not is_theirs(letter, one, known)]
        if len(left) == len(to):
            continue
        told.forget(pen, letter, known.numbers)
        letter.recipients, letter.restarts = json.dumps(left), letter.restarts + 1  # whoever works at it begins anew
        if not left:
            letter.state, letter.held_because, letter.facts = letters.MISSED, "whom it was for asked to be erased", {}
        pen.log("letter.withdrawn", letter=letter.key, size=len(left))
        changed += 1
    return changed


def call_off(pen: Pen, nth: int) -> None:
    """The wish was taken back: the letter that tells of it is off, if it is only planned."""
    mine = select(Letter).where(Letter.occasion == OCCASION, Letter.state == letters.PLANNED)
    for letter in [one for one in pen.session.execute(mine).scalars() if one.key.startswith(key_of(nth))]:
        letter.state, letter.held_because, letter.recipients = letters.MISSED, "the wish was taken back", "[]"
        letter.facts, letter.restarts = {}, letter.restarts + 1
        pen.log("letter.withdrawn", letter=letter.key, size=0)


def is_theirs(letter: Letter, recipient: Any, known: Known) -> bool:
    """Whether a letter goes to somebody here. A mailbox that another member uses too is theirs if it speaks of them."""
    if isinstance(recipient, dict):
        return recipient["number"] in known.numbers
    return recipient in known.own or (recipient in known.shared & known.emails and _speaks_of(letter, known))


def _speaks_of(letter: Letter, known: Known) -> bool:
    said = [words for words in letter.facts.values() if isinstance(words, str)]
    return _is_to_one(letter) and any(name_key(words) in known.names for words in said)


def on_their_way(session: Session, nth: int, known: Known) -> list[str]:
    """M8. The letters that have to be out first: what tells them of it, and any that is being sent to them just now."""
    going = select(Letter).where(Letter.state.not_in((*letters.FINAL, letters.HELD))).order_by(Letter.key)
    numbers = {*known.numbers, *partnered.roll_numbers(session, known.numbers)}
    listed = set(session.execute(select(RollEntry.election_key).where(RollEntry.number.in_(numbers))).scalars())
    found = session.execute(going).scalars()
    return [one.key for one in found if _is_first(one, nth) or _goes_to(one, known, listed)]


def _is_first(letter: Letter, nth: int) -> bool:
    """Whether it is the letter that tells them, and not out yet."""
    return letter.key.startswith(key_of(nth)) and letter.state not in letters.DELIVERED


def _goes_to(letter: Letter, known: Known, listed: set[str]) -> bool:
    kind = letters.OCCASIONS[letter.occasion]
    if kind.personal:
        return letter.state == letters.SENDING and letter.election_key in listed
    # What a letter says to one reader lies in their fields, or in its words, until an hour after it was sent.
    until_settled = kind.status or _is_to_one(letter)
    if letter.occasion == OCCASION:
        return False
    if letter.state not in UNDER_WAY and not (until_settled and letter.state == letters.SENT):
        return False
    return any(is_theirs(letter, one, known) for one in json.loads(letter.recipients))


def at_mailchimp(session: Session, known: Known) -> list[str]:
    """The letters that name them, by key, whose words Mailchimp keeps with the campaign: only people can delete it.

    Those to them alone, and to the committee where it held a roll call with them on the roll, or they had a seat in
    the time that its standing report is about.
    """
    mine = select(Letter).where(Letter.campaign_id != "", Letter.occasion != OCCASION).order_by(Letter.key)
    found = session.execute(mine).scalars().all()
    alone = [one for one in found if _is_to_one(one)]
    named = [one for one in alone if any(is_theirs(one, to, known) for to in json.loads(one.recipients))]
    called = [one for one in found if letters.OCCASIONS[one.occasion].names_voters]
    listed = select(RollEntry.election_key).where(RollEntry.number.in_(known.numbers))
    rolls = set(session.execute(listed).scalars())
    sat = session.execute(select(CommitteeSeat).where(CommitteeSeat.number.in_(known.numbers))).scalars().all()
    reports = [one for one in found if letters.OCCASIONS[one.occasion].reports and _is_about(one, sat)]
    return sorted(one.key for one in (*named, *reports, *(one for one in called if one.election_key in rolls)))


def _is_about(report: Letter, sat: Sequence[CommitteeSeat]) -> bool:
    """Whether somebody with these seats may stand in a standing report."""
    first, last = (report.facts["report"][day] for day in ("first", "last")) if report.facts else ("", "9999")
    return any(one.since.isoformat() <= last and (one.until is None or first <= one.until.isoformat()) for one in sat)


def _is_to_one(letter: Letter) -> bool:
    return letters.OCCASIONS[letter.occasion].audience == "one mailbox"
