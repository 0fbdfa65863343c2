"""Voters of a flat vote, and as what they vote: our members, and beside them the delegates of our partners."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from textwrap import shorten

from sqlalchemy.orm import Session

from core.bylaws import partnership_roles as roles
from core.bylaws.membership import Evidence, MembershipRuling
from core.bylaws.partnership_roles import Credentials
from core.charter import Charter
from core.cited import plain
from core.directory import name_key
from core.records import Delegate, Election, RollEntry
from core.records.partnerships import BACKUP, PRIMARY
from core.ruling import Ruling
from flows.duties.election import roll
from flows.duties.election.rules import rules_of
from flows.duties.membership.standing import Standing, Standings
from flows.duties.partnership import hats, partnerships
from flows.duties.partnership.partnerships import Settled

MEMBER, DELEGATE = "member", "delegate"
"""The two hats, as the charter's voter roles have them."""

LONGEST = 100
"""To how many characters a partner's name is shortened beside a delegate's: a field at Mailchimp holds no more."""


def partnership_of(election: Election) -> str:
    """The key of the partnership whose flat vote an election is."""
    about = (one.about or {} for one in election.contests)
    return next(str(one["partnership"]) for one in about if "partnership" in one)


def voters(session: Session, election: Election, members: Standings, on: date) -> dict[str, Standing]:
    """P4, P7. Voting members, and beside them each partner's two delegates, whoever may wear both hats in both.

    Our own delegates have no line as such: in a flat vote our members speak for us. Once the roll is frozen, delegates
    and hats are those of that moment: nobody named, nothing approved, affirmed or taken back later changes it. Who is a
    member goes by the sheets.
    """
    rules = rules_of(election)
    could = {
        number: replace(one, voter_role=MEMBER) for number, one in members.as_of(on, rules).items() if one.ruling.ruling
    }
    settled = partnerships.of(session, partnership_of(election))
    drafted = election.state == "drafted"
    at = None if drafted else roll.frozen_at(session, election.key)
    frozen = {one.number: one for one in roll.entries_of(session, election.key)}
    delegates: dict[str, Standing] = {}
    without = set()
    for one in serving(settled, at=at):
        member = _as_member(one, could)
        is_member, line = member is not None, frozen.get(hats.number_of(one))
        on_record = hats.of(one, is_member=is_member) if drafted else hats.as_frozen(line, is_member=is_member)
        worn = roles.credentials(on_record, frozen_on=on, charter=rules)
        if member is not None and MEMBER not in worn.hats:
            without.add(member.number)
        if DELEGATE in worn.hats:
            kept = hats.evidence(on_record, partnership=settled.key)
            delegates[hats.number_of(one)] = _standing(settled, one, member, worn, kept, charter=rules)
    return {number: one for number, one in could.items() if number not in without} | delegates


def serving(settled: Settled, *, at: datetime | None = None) -> Iterator[Delegate]:
    """P2, P7. Who votes for the partners at an instant, or now: each partner's two delegates, and none of ours."""
    ours = {one.nth for one in settled.partners if one.ours}
    for one in settled.delegates:
        if one.partner in ours or one.rank not in (PRIMARY, BACKUP):
            continue
        named = at is None or one.named_at <= at
        replaced = one.replaced_at is not None and (at is None or one.replaced_at <= at)
        if named and not replaced:
            yield one


def _as_member(delegate: Delegate, could: Mapping[str, Standing]) -> Standing | None:
    """The voting member that a delegate is: by their number; without one, by name and mailbox together."""
    if delegate.number:
        return could.get(delegate.number)
    who = name_key(delegate.name), _mailbox(delegate)
    return next((one for one in could.values() if (name_key(one.name), one.mailbox.casefold()) == who), None)


def _standing(
    settled: Settled,
    delegate: Delegate,
    member: Standing | None,
    worn: Credentials,
    kept: tuple[Evidence, ...],
    *,
    charter: Charter,
) -> Standing:
    because = f"votes for a partner, as its {delegate.rank} delegate: {worn.ruling.because}"
    return Standing(
        person_id=member.person_id if member else 0,
        number=hats.number_of(delegate),
        name=delegate.name,
        mailbox=_mailbox(delegate),
        ruling=MembershipRuling(Ruling(True, "P7", because), kept, ""),
        voter_role=role_of(settled, delegate, charter=charter),
        votes_for=f"{settled.key}/{delegate.partner}",
        delegated_as=delegate.rank,
    )


def _mailbox(delegate: Delegate) -> str:
    return delegate.email.strip().casefold()


def role_of(settled: Settled, delegate: Delegate, *, charter: Charter) -> str:
    """P3. A delegate's voter role, under the name that it has among the weights."""
    known = {plain(one): one for one in roles.weights(settled.adaptations("voter"), charter=charter)}
    return known.get(plain(delegate.voter_role), delegate.voter_role)


def delegate_of(entry: RollEntry) -> tuple[str, int]:
    """The partnership and the number in it of the delegate whose line this is."""
    key, _, nth = entry.number.rpartition("/")
    return key, int(nth)


def partner_of(entry: RollEntry) -> tuple[str, int]:
    """The partnership and the number in it of the partner that a line votes for."""
    key, _, nth = entry.votes_for.rpartition("/")
    return key, int(nth)


def addressed(session: Session, entry: RollEntry, entries: list[RollEntry]) -> str:
    """P7, P11. How a letter calls a voter: where one mailbox has links for two hats, with the hat of each.

    A delegate is told for whom they vote: they know it, and it stands in their own mailbox alone.
    """
    if entry.votes_for:
        key, nth = partner_of(entry)
        return f"{entry.name} (for {shorten(partnerships.of(session, key).name_of(nth), LONGEST, placeholder='…')})"
    if entry.voter_role and any(one.votes_for and one.email == entry.email for one in entries):
        return f"{entry.name} (as member)"
    return entry.name
