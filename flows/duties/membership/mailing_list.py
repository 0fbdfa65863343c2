"""The mailing list kept in step with the roll: who is new on it, who left it or bounced, and who is left over on it.

Only who is missing is sent. Nobody is subscribed against their will, by no detour either, and nobody is archived.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from core.records import Enrolled, MailFault, Person
from flows.duties.letter import mailboxes
from flows.duties.membership import reach, register, voting_tag
from flows.duties.privacy import discretion
from flows.secretary import Secretary
from integrations.mailchimp import audience
from integrations.mailchimp.audience import Contact, Enrolment, Wanted
from integrations.mailchimp.client import MailchimpFault

GONE = "gone"
"""The state of a mailbox that the list knew and has no more, not even archived: its data was erased there."""

OWN_WILL = ("unsubscribed", GONE)
"""Whoever is so under one address isn't put on the list under another: they left, and only they can come back."""

ASKED_AGAIN = ("later",)
"""What Mailchimp refuses for a while only. Other refusals are asked for again by the next letter, not every night."""


@dataclass(frozen=True)
class Plan:
    """What a reading of the list comes to: whom to enrol; and who can't be written to, with reason and remedy."""

    new: tuple[str, ...]
    faults: Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Members:
    """The members' mailboxes as the book has them: first ones, all others on record, and what was found before."""

    first: Mapping[str, str] = field(repr=False)
    others: Mapping[str, frozenset[str]] = field(repr=False)
    held: Mapping[tuple[str, str], str] = field(repr=False)
    refused: Mapping[str, MailFault] = field(repr=False)

    @cached_property
    def known(self) -> frozenset[str]:
        """The mailboxes that were found before."""
        return frozenset(email for email, _ in self.held)

    @cached_property
    def before(self) -> Mapping[str, frozenset[str]]:
        """The mailboxes that were found before, by their member's number."""
        found: dict[str, set[str]] = {}
        for email, number in self.held:
            found.setdefault(number, set()).add(email)
        return {number: frozenset(emails) for number, emails in found.items()}


def keep_in_step(secretary: Secretary, voting: Collection[str]) -> int:
    """M1, M8. Enrol members who are new, note who left or bounced, and keep the voting tag as the charter says.

    `voting` are the numbers of the members who may vote. The whole list is read, one call per 1000 contacts and one for
    the archived; changes go out 500 to a call. Returns how many mailboxes were enrolled or are otherwise than before.
    Raises MailchimpFault where an answer stayed out, after writing down all that is known: the next pass goes on there.
    """
    with secretary.ledger.reading() as session:
        members = _members(session)
    contacts = audience.read(secretary.mailchimp, secretary.audience)
    plan = planned(members, contacts)
    wanted = [Wanted(email, {}, new=True) for email in plan.new]
    answer = audience.enrol(secretary.mailchimp, secretary.audience, wanted)
    changed = _write(secretary, members, contacts, plan, answer)
    if answer.unanswered:
        missing = f"left {len(answer.unanswered)} of {len(plan.new)} contacts unanswered"
        raise MailchimpFault(200, missing, ambiguous=True)
    unwritable = plan.faults.keys() | answer.refused.keys()
    voters = {members.first[number] for number in voting if number in members.first} - unwritable
    return changed + voting_tag.keep(secretary, voters)


def planned(members: Members, contacts: Mapping[str, Contact]) -> Plan:
    """M1, M8. Whom to enrol: members whose mailbox isn't on the list, unless they left it, or were refused for good.

    A member with a new address is enrolled under it; the old one stays as it is, for it may hold a link.
    """
    status = {email: contacts[email].status for email in set(members.first.values()) if email in contacts}
    faults = mailboxes.with_remedies({email: kind for email, kind in status.items() if kind != "subscribed"})
    new = set()
    for number, email in members.first.items():
        refused = members.refused.get(email)
        if email in contacts:
            continue
        if _left_elsewhere(members, number, contacts):
            faults |= mailboxes.with_remedies({email: reach.LEFT_BEFORE})
        elif refused is not None and refused.kind not in (*ASKED_AGAIN, *reach.REMEDIES):
            faults[email] = (refused.kind, refused.remedy)
        else:
            new.add(email)
    return Plan(tuple(sorted(new - faults.keys())), faults)


def _left_elsewhere(members: Members, number: str, contacts: Mapping[str, Contact]) -> bool:
    """Whether a member left the list under another address of theirs, be it one on record or one they had before."""
    email = members.first[number]
    elsewhere = members.before.get(number, frozenset()) | members.others[number]
    states = {_state(one, members, contacts) for one in elsewhere - {email}}
    return not states.isdisjoint(OWN_WILL)


def _state(email: str, members: Members, contacts: Mapping[str, Contact]) -> str:
    """How the list has a mailbox now; one that it had and has no more is gone."""
    if email in contacts:
        return contacts[email].status
    return GONE if email in members.known else ""


def _members(session: Session) -> Members:
    everybody = session.execute(select(Person).options(selectinload(Person.addresses))).scalars().all()
    leaving = discretion.leaving(session)  # they asked to be erased: nobody puts them on the list again
    return Members(
        first={one.number: one.addresses[0].email for one in everybody if one.addresses and one.number not in leaving},
        others={one.number: frozenset(address.email for address in one.addresses[1:]) for one in everybody},
        held={(one.email, one.number): one.status for one in session.execute(select(Enrolled)).scalars()},
        refused={one.email: one for one in session.execute(select(MailFault)).scalars()},
    )


def _write(
    secretary: Secretary, members: Members, contacts: Mapping[str, Contact], plan: Plan, answer: Enrolment
) -> int:
    """Write down what was found and done; nothing, and no line in the log, if it is what was known before."""
    remedies = {**plan.faults, **{email: (why.kind, why.remedy) for email, why in answer.refused.items()}}
    # A mailbox that refused a letter may be on the list as if nothing were wrong. The next letter tries it again.
    bounced = {email for email, one in members.refused.items() if one.kind == "bounces"} - remedies.keys()
    known = set(members.first.values()) - answer.unanswered - bounced
    rows = list(_rows(members, contacts, answer.done))
    with secretary.ledger.writing(secretary.now()) as pen:
        changed = mailboxes.write_faults(pen, known, remedies)
        changed += register.mirror(pen.session, Enrolled, ("email", "number", "status"), rows)
        if changed:
            pen.log("list.kept", members=len(members.first), enrolled=len(answer.done), unreachable=len(remedies))
    return changed


def _rows(members: Members, contacts: Mapping[str, Contact], done: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """What to remember of each mailbox that is or was a member's, until it is off the list and its member, too."""
    current = {(email, number) for number, email in members.first.items() if email in contacts or email in done}
    for email, number in sorted(current | members.held.keys()):
        status = "subscribed" if email in done else _state(email, members, contacts)
        if status == "subscribed" or number in members.others:
            yield email, number, status
