"""On record: delegates, what is due, what may go wrong, and adapted roles, as the partners' answers have them now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import calendar
from core.cited import plain
from core.ledger import Pen
from core.numbers import many
from core.partner_form import RANKS
from core.records import AdaptedRole, Delegate, PartnershipCircumstance, PartnershipDate
from flows.duties.partnership import answers, hats, partnerships, stated
from flows.duties.partnership.answers import Said
from flows.duties.partnership.partnerships import Settled
from flows.duties.partnership.stated import CIRCUMSTANCES, KINDS, ROLES, Item
from flows.secretary import Secretary


def keep(secretary: Secretary) -> list[str]:
    """P2, P3, P4, P10, P12. Bring every partnership's records to what its partners said last. Twice is once."""
    if secretary.charter.partnership is None:
        return []
    with secretary.ledger.reading() as session:
        going = partnerships.under_way(session)
    changed = {key: _kept(secretary, key) for key in going}
    return [
        f"{key}: {many(number, 'thing')} put on record as partners state it."
        for key, number in changed.items()
        if number
    ]


def _kept(secretary: Secretary, key: str) -> int:
    with secretary.ledger.writing(secretary.now()) as pen:
        return bring_up_to_date(pen, key, zone=secretary.charter.zone)


def bring_up_to_date(pen: Pen, key: str, *, zone: str, in_force: bool | None = None) -> int:
    """P2, P3, P4, P10, P12. Write down what changed. Returns how many things.

    Once a partnership is in force only days and responses that all partners state alike change, unless `in_force` says
    that it is being put in force anew. Delegates are each partner's own affair, but not what their votes weigh.
    """
    changed = sum(1 for _ in _changes(pen.session, key, at=pen.at, zone=zone, in_force=in_force))
    if changed:
        pen.session.flush()
        pen.log("partners.recorded", partnership=key, number=changed)
    return changed


def _changes(session: Session, key: str, *, at: Any, zone: str, in_force: bool | None) -> Iterator[str]:
    settled = partnerships.of(session, key)
    stands = settled.partnership.agreed_at is not None if in_force is None else in_force
    said = answers.last(session, key)
    yield from _delegates(session, settled, said, at=at, zone=zone, stands=stands)
    session.flush()
    yield from hats.affirmations(settled, said, zone=zone)
    for question in (*KINDS, CIRCUMSTANCES):
        yield from _due_or_foreseen(session, settled, question, stands=stands)
    if not stands:
        yield from _roles(session, settled)


# ── delegates ──────────────────────────────────────────────────────────────────────────────────────


def _delegates(
    session: Session, settled: Settled, said: dict[int, dict[str, Said]], *, at: Any, zone: str, stands: bool
) -> Iterator[str]:
    for partner, rank in product((one.nth for one in settled.partners), RANKS):
        before = [one for one in settled.delegates if (one.partner, one.rank) == (partner, rank)]
        latest = before[-1] if before else None
        if latest is not None and latest.replaced_at is None and not latest.email:
            latest.replaced_at = at  # erased: they are nobody's delegate any more
            yield "replaced"
        named = said.get(partner, {}).get(rank)
        if named is None or _is_past(named, latest):
            continue
        if latest is not None and latest.replaced_at is None and _is_same(latest, named.value):
            yield from _correct(latest, named, zone=zone, stands=stands)
        else:
            yield from _name(session, settled, (partner, rank), named, at=at, zone=zone, stands=stands)


def _is_past(named: Said, latest: Delegate | None) -> bool:
    """Whether an answer is older than somebody who was erased since: it mustn't bring back whoever was there before."""
    return latest is not None and not latest.email and named.at <= latest.named_at


def _is_same(delegate: Delegate, said: dict[str, Any]) -> bool:
    return plain(delegate.name) == plain(said["name"]) and delegate.email.casefold() == said["email"].casefold()


def _name(
    session: Session, settled: Settled, place: tuple[int, str], named: Said, *, at: Any, zone: str, stands: bool
) -> Iterator[str]:
    """Somebody new is a delegate; who was it before is replaced."""
    partner, rank = place
    before = [one for one in settled.delegates if (one.partner, one.rank) == place]
    for one in before:
        one.replaced_at = one.replaced_at or at
    mine = select(func.max(Delegate.nth)).where(Delegate.partnership_key == settled.key)
    nth = (session.execute(mine).scalar_one() or 0) + 1
    approved = _approval(named, zone=zone)
    session.add(
        Delegate(
            partnership_key=settled.key,
            nth=nth,
            partner=partner,
            rank=rank,
            name=named.value["name"],
            email=named.value["email"],
            voter_role=before[-1].voter_role if stands and before else named.value["voter_role"],
            responsibility=named.value["responsibility"],
            named_at=at,
            approved_on=approved,
            approved_by=named.value["approved_by"] if approved else "",
        )
    )
    session.flush()
    yield "named"


def _approval(named: Said, *, zone: str) -> date | None:
    return calendar.day_of(named.at, zone) if named.value["also_member"] else None


def _correct(delegate: Delegate, named: Said, *, zone: str, stands: bool) -> Iterator[str]:
    """P3, P4. The same person with other roles, or with or without their organisation's approval."""
    wanted: dict[str, Any] = {"responsibility": named.value["responsibility"]}
    if not stands:
        wanted["voter_role"] = named.value["voter_role"]
    approved = _approval(named, zone=zone)
    if approved is None or delegate.approved_on is None or delegate.approved_by != named.value["approved_by"]:
        wanted |= {"approved_on": approved, "approved_by": named.value["approved_by"] if approved else ""}
    changed = {what: value for what, value in wanted.items() if getattr(delegate, what) != value}
    for what, value in changed.items():
        setattr(delegate, what, value)
    if changed:
        yield "corrected"


# ── what they share ────────────────────────────────────────────────────────────────────────────────


def _due_or_foreseen(session: Session, settled: Settled, question: str, *, stands: bool) -> Iterator[str]:
    """P10, P12. What may be recorded is; what nobody names any more goes, as long as nothing is in force."""
    named = stated.items(settled, question)
    for one in named:
        if one.said and stated.ruling(settled, one, in_force=stands):
            yield from _record(session, settled, one)
    if not stands:
        kept = {id(one.row) for one in named if one.row is not None}
        for row in _dropped(settled, question, kept):
            session.delete(row)
            yield "dropped"
        session.flush()


def _record(session: Session, settled: Settled, item: Item) -> Iterator[str]:
    if item.question == CIRCUMSTANCES:
        wanted: dict[str, Any] = {"response": item.value["response"]}
    else:
        wanted = {"due": date.fromisoformat(item.value["due"])}
    if item.row is None:
        table: Any = PartnershipCircumstance if item.question == CIRCUMSTANCES else PartnershipDate
        mine = select(func.max(table.nth)).where(table.partnership_key == settled.key)
        nth = (session.execute(mine).scalar_one() or 0) + 1
        kind = {} if item.question == CIRCUMSTANCES else {"kind": KINDS[item.question]}
        session.add(table(partnership_key=settled.key, nth=nth, name=item.name, **kind, **wanted))
        session.flush()
        yield "recorded"
        return
    changed = {what: value for what, value in wanted.items() if getattr(item.row, what) != value}
    for what, value in changed.items():
        setattr(item.row, what, value)
    if changed:
        yield "changed"


def _dropped(settled: Settled, question: str, kept: set[int]) -> list[Any]:
    """Rows that no partner names any more, and to which nothing happened."""
    if not any(said.get(question) for said in settled.said.values()):
        return []  # nobody says anything of them: they stand by other means, or their words were erased
    if question == CIRCUMSTANCES:
        return [one for one in settled.foreseen if id(one) not in kept and one.since is None]
    mine = [one for one in settled.dates if one.kind == KINDS[question]]
    return [one for one in mine if id(one) not in kept and one.done_on is None]


def _roles(session: Session, settled: Settled) -> Iterator[str]:
    """P3. Roles that all partners name alike are adapted, and others aren't any more; not what is in force."""
    named = [one for one in stated.items(settled, ROLES) if stated.ruling(settled, one, in_force=False)]
    for one in named:
        wanted = {"weight": one.value["weight"], "reason": one.value["reason"]}
        if one.row is None:
            said = {"kind": one.value["kind"], "role": one.name}
            session.add(AdaptedRole(partnership_key=settled.key, **said, **wanted))
            yield "adapted"
        elif any(getattr(one.row, what) != value for what, value in wanted.items()):
            one.row.weight, one.row.reason = wanted["weight"], wanted["reason"]
            yield "adapted"
    kept = {id(one.row) for one in named if one.row is not None}
    gone = [one for one in settled.adapted if id(one) not in kept]
    for row in gone if any(said.get(ROLES) for said in settled.said.values()) else []:
        session.delete(row)
        yield "dropped"
    session.flush()
