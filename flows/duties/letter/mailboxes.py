"""The mailboxes: whose letter goes where, and which links it carries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import letters, secrecy
from core.ledger import Pen
from core.records import Address, Candidate, Election, Letter, MailFault, RollEntry
from flows.duties.election import roll
from flows.duties.letter import claims
from flows.duties.membership import reach, status_fields
from flows.duties.membership.reach import PLACES
from flows.duties.partnership import flat_voters
from flows.secretary import Secretary
from integrations.mailchimp import audience
from integrations.mailchimp.audience import Contact
from integrations.mailchimp.client import MailchimpFault

SLOTS = ("A", "B", "C", "D")
"""How many elections can be open at once: each has its own fields at Mailchimp, which never mix."""


def fields_of(slot: str) -> dict[str, str]:
    """The fields of a slot at Mailchimp: tag → name. For each voter of a mailbox a name and a code."""
    return {tag: f"Canvass {slot}: {what} {place}" for place in PLACES for tag, what in _tags(slot, place).items()}


def voters_of(slot: str) -> list[dict[str, str]]:
    """The same fields as the letters' templates want them."""
    return [{"name_tag": f"{slot}N{place}", "code_tag": f"{slot}C{place}"} for place in PLACES]


def _tags(slot: str, place: int) -> dict[str, str]:
    return {f"{slot}N{place}": "voter", f"{slot}C{place}": "code"}


def make_room(secretary: Secretary, slot: str = "") -> None:
    """Make the fields of letters about votes, and of a ballot's slot, before anything rests on them.

    Raises FieldFault where the audience has no room for them, which a person has to make.
    """
    tags = (*status_fields.TAGS, *(fields_of(slot) if slot else ()))
    audience.ensure_fields(secretary.mailchimp, secretary.audience, _names(tags))


def prepare(secretary: Secretary, letter: Letter, to: Sequence[Any]) -> set[str]:
    """Make Mailchimp ready for a letter's recipients, and return the mailboxes that can be reached.

    Only what differs is sent. Who can't be reached is recorded with the reason and the remedy.
    """
    if letters.OCCASIONS[letter.occasion].status:
        return _reconcile(secretary, {one["email"]: one["fields"] for one in to})
    if not letters.OCCASIONS[letter.occasion].personal:
        return _reconcile(secretary, {email: {} for email in to})
    links = _links(secretary, letter, frozenset(to))
    if letter.thorough:
        return _reconcile(secretary, links.fields)
    # A reminder, and nobody's code became another: the links lie there since the ballot letter. Only where two
    # voters use one mailbox is there a link to take away, of the one who has voted.
    refused = _enrol(secretary, {email: (links.fields[email], False) for email in links.shared})
    return set(links.fields) - _faults(secretary, links.fields) - refused.keys()


@dataclass(frozen=True)
class Links:
    """What each mailbox should hold; `shared` are those that more than one voter uses."""

    fields: Mapping[str, Mapping[str, str]]
    shared: frozenset[str]


def _links(secretary: Secretary, letter: Letter, lines: frozenset[int]) -> Links:
    """For each mailbox the fields it should hold: a voter who isn't among the recipients has empty ones there."""
    key = secretary.keyring.read(letter.election_key or "")
    if key is None:
        raise LookupError(f"{letter.election_key}: the key file is missing")
    with secretary.ledger.reading() as session:
        slot = SLOTS[session.get_one(Election, letter.election_key).mail_slot]
        entries = roll.voters_of(session, str(letter.election_key), reachable=True)
        called = {one.line: flat_voters.addressed(session, one, entries) for one in entries if one.line in lines}
    boxes = {entry.email: dict.fromkeys(fields_of(slot), "") for entry in entries if entry.line in lines}
    for entry in entries:
        if entry.line in lines:
            boxes[entry.email][f"{slot}N{entry.place}"] = audience.harmless(called[entry.line])
            boxes[entry.email][f"{slot}C{entry.place}"] = secrecy.code(key.key, line=entry.line, epoch=entry.epoch)
    voters = Counter(entry.email for entry in entries)
    return Links(boxes, frozenset(email for email in boxes if voters[email] > 1))


def _faults(secretary: Secretary, emails: Collection[str]) -> set[str]:
    with secretary.ledger.reading() as session:
        return set(session.execute(select(MailFault.email)).scalars()) & set(emails)


def _reconcile(secretary: Secretary, wanted: Mapping[str, Mapping[str, str]]) -> set[str]:
    """Read the whole audience, send only the differences, and record anew who of these can't be reached."""
    if any(wanted.values()):
        tags = {tag for fields in wanted.values() for tag in fields}
        audience.ensure_fields(secretary.mailchimp, secretary.audience, _names(tags))
    contacts = audience.read(secretary.mailchimp, secretary.audience)
    with secretary.ledger.reading() as session:
        faults = faults_of(session, wanted, contacts)
    changes = {
        email: (dict(fields), email not in contacts)
        for email, fields in wanted.items()
        if email not in faults and (email not in contacts or _differs(contacts[email].fields, fields))
    }
    refused = _enrol(secretary, changes)
    remedies = with_remedies(faults) | refused
    with secretary.ledger.writing(secretary.now()) as pen:
        write_faults(pen, wanted, remedies)
        pen.log("audience.reconciled", wanted=len(wanted), changed=len(changes), unreachable=len(remedies))
    return set(wanted) - set(remedies)


def faults_of(session: Session, mailboxes: Collection[str], contacts: Mapping[str, Contact]) -> dict[str, str]:
    """Which of these mailboxes mustn't be written to, by the list as it was read: mailbox → kind of fault.

    One that isn't on the list, of somebody who left it under another address, isn't put there by a letter either.
    """
    left = select(MailFault.email).where(MailFault.kind == reach.LEFT_BEFORE)
    withheld = set(session.execute(left).scalars()) - contacts.keys()
    status = {email: contacts[email].status for email in mailboxes if email in contacts}
    return {email: kind for email, kind in status.items() if kind != "subscribed"} | {
        email: reach.LEFT_BEFORE for email in mailboxes if email in withheld
    }


def with_remedies(faults: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Each fault with what a person can do about it: mailbox → (kind, remedy)."""
    return {email: (kind, reach.REMEDIES.get(kind, reach.UNHEARD_OF)) for email, kind in faults.items()}


def write_faults(pen: Pen, mailboxes: Collection[str], remedies: Mapping[str, tuple[str, str]]) -> int:
    """Why which of these mailboxes can't be written to, as of now. What is known of others stays.

    Returns how many changed. That one can be written to again is logged: a reminder then looks whether its links are
    there, since a letter before it may have passed it over.
    """
    known = {one.email: one for one in pen.session.execute(select(MailFault)).scalars() if one.email in mailboxes}
    changed, news = 0, remedies.keys() - known.keys()
    nobodys = news - _somebodys(pen.session, news) if news else set()
    for email, (kind, remedy) in [(email, why) for email, why in remedies.items() if email not in nobodys]:
        fault = known.pop(email, None) or MailFault(email=email, kind="", remedy="")
        changed += (fault.kind, fault.remedy) != (kind, remedy)
        fault.kind, fault.remedy = kind, remedy
        pen.session.add(fault)
    for mended in known.values():
        pen.session.delete(mended)
    if known:
        pen.log(claims.MENDED, mailboxes=len(known))
    return changed + len(known)


def _somebodys(session: Session, mailboxes: Collection[str]) -> set[str]:
    """Which are a member's, a candidate's, or on a roll. Of others nothing is noted: they may just be erased."""
    everybodys = (session.execute(select(one.email)).scalars() for one in (Address, Candidate, RollEntry))
    return {email for emails in everybodys for email in emails} & set(mailboxes)


def _names(tags: Iterable[str]) -> dict[str, str]:
    known = {tag: name for slot in SLOTS for tag, name in fields_of(slot).items()} | dict(status_fields.TAGS)
    return {tag: known[tag] for tag in known if tag in set(tags)}


def _differs(held: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    return any(held.get(tag, "") != value for tag, value in wanted.items())


def _enrol(secretary: Secretary, changes: Mapping[str, tuple[Mapping[str, str], bool]]) -> dict[str, tuple[str, str]]:
    """Send the changes in batches. Returns those who were refused: mailbox → (kind, remedy)."""
    if not changes:
        return {}
    asked = [audience.Wanted(email, dict(fields), new) for email, (fields, new) in sorted(changes.items())]
    result = audience.enrol(secretary.mailchimp, secretary.audience, asked)
    if result.unanswered:
        raise MailchimpFault(200, f"left {len(result.unanswered)} of {len(asked)} contacts unanswered", ambiguous=True)
    return {email: (refusal.kind, refusal.remedy) for email, refusal in result.refused.items()}


def erase_links(secretary: Secretary, election: Election) -> int:
    """Blank an election's fields in every mailbox that holds one, also of those who left since. Returns how many.

    Raises MailchimpFault where it is refused: then they aren't erased, and a person has to do it.
    """
    tags = fields_of(SLOTS[election.mail_slot])
    contacts = audience.read(secretary.mailchimp, secretary.audience)
    full = [email for email, contact in contacts.items() if any(contact.fields.get(tag) for tag in tags)]
    blank = dict.fromkeys(tags, "")
    refused = _enrol(secretary, dict.fromkeys(full, (blank, False)))
    if refused:
        fields = f"Canvass {SLOTS[election.mail_slot]}"
        left = f"refused to blank the fields “{fields}” of {len(refused)} contact(s); do it there"
        raise MailchimpFault(None, left, ambiguous=False)
    return len(full)


def erase_status(secretary: Secretary, mailboxes: Collection[str]) -> None:
    """M8. Blank the status fields of these mailboxes, also of those who left since: what somebody came to is theirs.

    Raises MailchimpFault where that is refused; the next pass tries again.
    """
    contacts = audience.read(secretary.mailchimp, secretary.audience)
    full = [
        one for one in mailboxes if one in contacts and any(contacts[one].fields.get(tag) for tag in status_fields.TAGS)
    ]
    refused = _enrol(secretary, dict.fromkeys(full, (status_fields.BLANK, False)))
    if refused:
        left = f"refused to blank the fields “Canvass status” of {len(refused)} contact(s); do it there"
        raise MailchimpFault(None, left, ambiguous=False)
