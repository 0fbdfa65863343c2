"""Reach: which members and voters no letter reaches, why, and what to do about each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from core.records import Enrolled, MailFault, Person, RollEntry
from flows.duties.election import roll
from flows.duties.membership.standing import Standings
from flows.secretary import Secretary

PLACES = (1, 2)
"""How many voters one mailbox can serve. A third is listed for organisers instead."""

LEFT_BEFORE = "left before"
"""A new address of somebody who left the mailing list under another one: nobody is enrolled again by a detour."""

REMEDIES = {
    "no address": "Telephone or write to them, and ask for an e-mail address for the tab Members.",
    "third in mailbox": "Ask for an address of their own: a ballot letter has room for two voters of one mailbox.",
    "unsubscribed": "Telephone them. If they want letters again, only they can sign up, on the list's sign-up form.",
    LEFT_BEFORE: (
        "Telephone them: they left the mailing list under an earlier address. If they want letters at the new one, "
        "only they can sign up, on the list's sign-up form."
    ),
    "cleaned": "Telephone them, and ask for another address for the tab Members: mail to this one came back.",
    "bounces": "Telephone them, and ask for another address for the tab Members: their mailbox refused a letter.",
    "pending": "Ask them to confirm their subscription in Mailchimp's e-mail about it, or to sign up anew.",
    "transactional": "Ask them to sign up on the list's sign-up form: they never subscribed.",
    "archived": "Unarchive them at Mailchimp, if they want letters: somebody archived them there.",
}
"""For each reason what an organiser can do, that first."""

WORDS = {
    "cleaned": "mail came back (cleaned)",
    "bounces": "mail came back",
    "pending": "not confirmed yet",
    "transactional": "never subscribed",
    LEFT_BEFORE: "left under an earlier address",
    "left": "left, or mail came back",
    "erased": "data erased at Mailchimp",
    "rejoin": "removed from the list",
    "invalid": "not an e-mail address",
    "fake": "taken for made up",
    "later": "Mailchimp wants to wait",
    "field": "something filled in doesn't fit",
    "unknown": "refused, reason unknown",
}
"""Reasons as people say them, where ours or Mailchimp's word for it wouldn't be understood."""

UNHEARD_OF = "Look them up at Mailchimp: it has them in a state that isn't known here."

OF_A_DELEGATE = (
    "Ask whoever answers for the partner how they are reached, and tell them by telephone what is voted on. Its other "
    "delegate can vote for it."
)
"""What an organiser can do for a partner's delegate, whom no tab lists."""

CORRECT = "Then put it into the tab Members, and: canvass correct {key} {number}"
REISSUE = "Then, while voting is open: canvass reissue {key} {number}"
AFTERWARDS = {
    **dict.fromkeys(("no address", "third in mailbox", "cleaned", "bounces", "invalid", "fake"), CORRECT),
    **dict.fromkeys(("unsubscribed", LEFT_BEFORE, "pending", "transactional", "archived"), REISSUE),
    **dict.fromkeys(("left", "erased", "rejoin", "later"), REISSUE),
}
"""What makes a remedy work for a roll that is frozen already."""


@dataclass(frozen=True)
class Unreached:
    """A member whom no letter reaches. Names and addresses are for the terminal of whoever telephones them."""

    number: str
    name: str = field(repr=False)
    email: str = field(repr=False)
    kind: str
    remedy: str


def members(session: Session) -> list[Unreached]:
    """M1, M4. Every member whom no letter reaches, by number, as the mailing list was last read.

    Of a mailbox that three members use, the third is listed: where all three may vote, one gets no link.
    """
    faults = _faults(session)
    users: Counter[str] = Counter()
    found = []
    for person in _people(session):
        email = person.addresses[0].email if person.addresses else ""
        users[email] += 1
        why = _obstacle(email, crowded=users[email] not in PLACES, faults=faults)
        found += [Unreached(person.number, person.name, email, *why)] if why else []
    return found


def of_member(session: Session, number: str) -> Unreached | None:
    """M4. Why no letter reaches a member at all, and what to do; None if one does, or nobody has that number.

    A third in a mailbox gets letters there: only a ballot letter has no room for them.
    """
    person = session.execute(select(Person).where(Person.number == number)).scalar_one_or_none()
    if person is None:
        return None
    email = person.addresses[0].email if person.addresses else ""
    why = _obstacle(email, crowded=False, faults=_faults(session))
    return Unreached(person.number, person.name, email, *why) if why else None


def crowded(standings: Standings) -> frozenset[str]:
    """M4. Voters for whose ballot their mailbox has no room, as two others vote by it. So a freeze of today has it."""
    users: Counter[str] = Counter()
    found = set()
    for one in standings.today:
        users[one.mailbox] += bool(one.ruling.ruling and one.mailbox)
        if one.ruling.ruling and one.mailbox and users[one.mailbox] not in PLACES:
            found.add(one.number)
    return frozenset(found)


def voters(secretary: Secretary, key: str) -> list[tuple[str, str, str, str, str]]:
    """The voters of an election whom no letter reaches: line, member number, name, why, and what to do.

    This is for the terminal of whoever telephones them. It never goes to the dashboard.
    """
    with secretary.ledger.reading() as session:
        faults = _faults(session)
        entries = [
            (entry, _obstacle(entry.email, crowded=not entry.place, faults=faults))
            for entry in roll.voters_of(session, key)
            if entry.number  # not of people who were erased, or long ago
        ]
    return [_line(key, entry, *why) for entry, why in entries if why is not None]


def left_over(session: Session) -> list[tuple[str, str]]:
    """Addresses that still get the organisation's mail, though no member uses them any more: member number, address.

    Being on the list is enough for a general member (M1), so nobody is archived by itself.
    """
    in_use = {person.addresses[0].email for person in _people(session) if person.addresses}
    subscribed = select(Enrolled).where(Enrolled.status == "subscribed").order_by(Enrolled.number, Enrolled.email)
    return [(one.number, one.email) for one in session.execute(subscribed).scalars() if one.email not in in_use]


def in_words(kind: str) -> str:
    """A reason as people say it."""
    return WORDS.get(kind, kind)


def by_kind(unreached: Iterable[Unreached]) -> list[tuple[str, str, list[str]]]:
    """Reason in words, remedy and member numbers, the commonest first: without names, for the dashboard."""
    numbers: dict[tuple[str, str], list[str]] = {}
    for one in unreached:
        numbers.setdefault((in_words(one.kind), one.remedy), []).append(one.number)
    return [(*why, who) for why, who in sorted(numbers.items(), key=lambda pair: (-len(pair[1]), pair[0]))]


def _people(session: Session) -> Iterable[Person]:
    """Everybody by number, with their addresses, in two questions to the book."""
    return session.execute(select(Person).options(selectinload(Person.addresses)).order_by(Person.number)).scalars()


def _faults(session: Session) -> Mapping[str, MailFault]:
    return {one.email: one for one in session.execute(select(MailFault)).scalars()}


def _obstacle(email: str, *, crowded: bool, faults: Mapping[str, MailFault]) -> tuple[str, str] | None:
    """Why letters don't reach somebody, and what to do; None if they do."""
    if not email:
        return "no address", REMEDIES["no address"]
    fault = faults.get(email)
    if fault:
        return fault.kind, fault.remedy
    return ("third in mailbox", REMEDIES["third in mailbox"]) if crowded else None


def _line(key: str, entry: RollEntry, kind: str, remedy: str) -> tuple[str, str, str, str, str]:
    if entry.votes_for:
        return str(entry.line), entry.number, entry.name, kind, OF_A_DELEGATE
    then = AFTERWARDS.get(kind, "").format(key=key, number=entry.number)
    return str(entry.line), entry.number, entry.name, kind, f"{remedy} {then}".strip()
