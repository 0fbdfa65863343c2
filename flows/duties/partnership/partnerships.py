"""Partnerships on record: what the partners said, whom they delegate, and whether anything can go forward."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.bylaws import partnership as rules
from core.bylaws import partnership_dates as due_dates
from core.bylaws import partnership_delegates as delegates
from core.bylaws import partnership_publicity as publicity
from core.bylaws import partnership_roles as roles
from core.bylaws.partnership import Gate, GateAnswer, PowerNamed
from core.bylaws.partnership_dates import Circumstance, Deliverable
from core.bylaws.partnership_delegates import Delegation
from core.bylaws.partnership_publicity import Publicity
from core.bylaws.partnership_roles import Adapted
from core.charter import Charter
from core.cited import plain
from core.records import (
    AdaptedRole,
    Delegate,
    Entry,
    Partner,
    PartnerAnswer,
    Partnership,
    PartnershipCircumstance,
    PartnershipDate,
    Reason,
)
from core.records.partnerships import BACKUP, DELIVERABLE, GOAL, PRIMARY
from core.ruling import Ruling
from flows.duties.partnership import answers, stated
from flows.secretary import Refusal
from flows.ways import by_door

METHOD, POWER, PUBLICITY = "method", "power", "publicity"
GATE = "gate: "
"""What an answer's `said` holds, by question: a gate's question stands after `GATE`.

A gate's answer has "answer", "words" and "remedy"; the method is a word; the power has "structure" and
"characteristic"; publicity has "members", "partners" and "third_parties", and "from" with a day, as far as it is set.
"""

MOVED = "partnership.moved"
"""The log's word for a date that organisers moved."""


@dataclass(frozen=True)
class Settled:
    """A partnership as it is on record now: its partners, all that each of them said last, and what they share.

    `said_at` is when they said it, question by question; `moved` when organisers moved a date last, by its number. Once
    it is in force it `stands`, and what each of them said until then holds for the gate, the method and the power.
    """

    partnership: Partnership
    partners: tuple[Partner, ...]
    said: Mapping[int, Mapping[str, Any]] = field(repr=False)
    delegates: tuple[Delegate, ...]
    dates: tuple[PartnershipDate, ...]
    foreseen: tuple[PartnershipCircumstance, ...]
    adapted: tuple[AdaptedRole, ...]
    said_at: Mapping[int, Mapping[str, datetime]]
    moved: Mapping[int, datetime]
    held: Mapping[int, Mapping[str, Any]] = field(repr=False)
    stands: bool

    def anew(self) -> Settled:
        """P1. The same with all that was said since it is in force, as it would be put in force now."""
        return replace(self, held=self.said, stands=False)

    @property
    def key(self) -> str:
        """Its key."""
        return self.partnership.key

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The partners' names, in their order."""
        return tuple(one.name for one in self.partners)

    def name_of(self, nth: int) -> str:
        """A partner's name by its number."""
        return next(one.name for one in self.partners if one.nth == nth)

    @cached_property
    def answers(self) -> tuple[GateAnswer, ...]:
        """P1. What each partner answers to the gate's questions."""
        return tuple(
            GateAnswer(
                question.removeprefix(GATE),
                self.name_of(nth),
                one["answer"],
                one.get("words", ""),
                one.get("remedy", ""),
            )
            for nth, said in self.held.items()
            for question, one in said.items()
            if question.startswith(GATE)
        )

    @cached_property
    def methods(self) -> dict[str, str]:
        """P5. Which method each partner chose, by its name."""
        return {self.name_of(nth): str(said[METHOD]) for nth, said in self.held.items() if said.get(METHOD)}

    @property
    def method(self) -> str:
        """P5. The method that was chosen; "" as long as the partners don't choose alike."""
        chosen = set(self.methods.values())
        return chosen.pop() if len(chosen) == 1 and len(self.methods) == len(self.partners) else ""

    @cached_property
    def power(self) -> dict[str, PowerNamed]:
        """P8. How each partner names the power between them."""
        named = {nth: said[POWER] for nth, said in self.held.items() if said.get(POWER)}
        return {
            self.name_of(nth): PowerNamed(one["structure"], one.get("characteristic", "")) for nth, one in named.items()
        }

    @cached_property
    def publicity(self) -> dict[str, Publicity]:
        """P11. What may be told of each partner; of one that hasn't said, the charter's usual. The last word holds."""
        return {one.name: _publicity(self.said.get(one.nth, {}).get(PUBLICITY)) for one in self.partners}

    @cached_property
    def delegations(self) -> tuple[Delegation, ...]:
        """P2. Each partner's two delegates as they are now, by their numbers in the partnership; "" where one lacks.

        Whoever is named twice has one number, so that the rules see that it is one person.
        """
        return tuple(self._delegation(one) for one in self.partners)

    def _delegation(self, partner: Partner) -> Delegation:
        mine = {one.rank: one for one in self.delegates if one.partner == partner.nth and one.replaced_at is None}
        named = [one.named_at for one in mine.values()] or [self.partnership.begun_at]
        current = [one for one in self.delegates if one.replaced_at is None]
        first = {
            rank: next(each for each in current if each is one or _are_one(each, one)) for rank, one in mine.items()
        }
        numbers = {rank: str(one.nth) for rank, one in first.items()}
        shared = len(mine) > 1 and _share_a_mailbox(mine[PRIMARY], mine[BACKUP])
        return Delegation(partner.name, numbers.get(PRIMARY, ""), numbers.get(BACKUP, ""), max(named), shared)

    def adaptations(self, kind: str) -> tuple[Adapted, ...]:
        """P3. The roles of a kind, "voter" or "responsibility", that the partners have otherwise."""
        return tuple(Adapted(one.role, one.reason, one.weight) for one in self.adapted if one.kind == kind)

    def due(self, kind: str) -> tuple[Deliverable, ...]:
        """P12. Its goals, or its deliverables."""
        return tuple(Deliverable(one.name, one.due, one.done_on) for one in self.dates if one.kind == kind)

    @cached_property
    def circumstances(self) -> tuple[Circumstance, ...]:
        """P10. What the partners foresee; of one that is over again, `since` is None."""
        return tuple(Circumstance(one.name, one.response, None if one.over_on else one.since) for one in self.foreseen)


def _are_one(one: Delegate, other: Delegate) -> bool:
    """Whether two delegates are the same person: the same member, or the same name in the same mailbox."""
    if one.number and other.number:
        return one.number == other.number
    return (plain(one.name), one.email.casefold()) == (plain(other.name), other.email.casefold())


def _share_a_mailbox(one: Delegate, other: Delegate) -> bool:
    """P2. Whether two delegates have one mailbox, and the register doesn't know them as two members."""
    two_members = one.number and other.number and one.number != other.number
    return bool(one.email) and one.email.casefold() == other.email.casefold() and not two_members


def _publicity(said: Mapping[str, Any] | None) -> Publicity:
    told = said or {}
    since = date.fromisoformat(told["from"]) if told.get("from") else None
    return Publicity(told.get("members"), told.get("partners"), told.get("third_parties"), since)


def of(session: Session, key: str) -> Settled:
    """A partnership as it is on record. Raises Refusal where there is none of this key."""
    partnership = session.get(Partnership, key)
    if partnership is None:
        raise Refusal(f"There is no partnership “{key}”. Begin it first {by_door('partnership', key)}.")
    every = answers.of(session, key)
    stands = partnership.agreed_at is not None
    agreed = answers.agreed_turn(session, key) if stands else -1
    said_at: dict[int, dict[str, datetime]] = {}
    for one in every:
        said_at.setdefault(one.nth, {}).update(dict.fromkeys(one.said, one.handed_in))
    return Settled(
        partnership=partnership,
        partners=tuple(_rows(session, Partner, key, Partner.nth)),
        said=_last(every),
        delegates=tuple(_rows(session, Delegate, key, Delegate.nth)),
        dates=tuple(_rows(session, PartnershipDate, key, PartnershipDate.nth)),
        foreseen=tuple(_rows(session, PartnershipCircumstance, key, PartnershipCircumstance.nth)),
        adapted=tuple(_rows(session, AdaptedRole, key, AdaptedRole.role)),
        said_at=said_at,
        moved=_moves(session, key),
        held=_last([one for one in every if agreed < 0 or one.turn <= agreed]),
        stands=stands,
    )


def _last(every: Sequence[PartnerAnswer]) -> dict[int, dict[str, Any]]:
    """What each partner said last to each question in some answers, by the partner's number."""
    said: dict[int, dict[str, Any]] = {}
    for one in every:
        if one.nth:  # by nobody's code: it is kept, listed and counts for nobody
            mine = said.setdefault(one.nth, {})
            mine.update({**one.said, **_told_before(mine, one.said)})
    return said


def _moves(session: Session, key: str) -> dict[int, datetime]:
    """P12. When organisers moved each date last, by its number."""
    lines = select(Entry.at, Entry.payload).join(Reason, Reason.seq == Entry.seq)
    mine = lines.where(Reason.kind == MOVED, Reason.subject == key).order_by(Entry.seq)
    return {int(json.loads(payload)["date"]): at for at, payload in session.execute(mine)}


def _told_before(before: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """P11. What may be told is said audience by audience: of those that aren't mentioned the last word holds."""
    return {PUBLICITY: {**before.get(PUBLICITY, {}), **said[PUBLICITY]}} if PUBLICITY in said else {}


def _rows(session: Session, table: type[Any], key: str, order: Any) -> Sequence[Any]:
    return session.execute(select(table).where(table.partnership_key == key).order_by(order)).scalars().all()


def under_way(session: Session) -> list[str]:
    """The keys of the partnerships that haven't ended."""
    going = (
        select(Partnership.key).where(Partnership.ended_on.is_(None)).order_by(Partnership.begun_at, Partnership.key)
    )
    return list(session.execute(going).scalars())


def gate(settled: Settled, *, charter: Charter) -> Gate:
    """P1. What the partners still have to settle before they work together."""
    return rules.gate(settled.answers, partners=settled.names, charter=charter)


def agreements(settled: Settled, *, charter: Charter) -> list[Ruling]:
    """P2, P3, P5, P8, P10, P11, P12. What else a partnership has on record before it goes forward, ruling by ruling.

    Of one that stands it is what is in force: what its partners state otherwise since is in the way of nothing.
    """
    names = settled.names
    voter, responsible = settled.adaptations("voter"), settled.adaptations("responsibility")
    current = [one for one in settled.delegates if one.replaced_at is None]
    return [
        due_dates.are_time_bound(settled.due(GOAL), settled.due(DELIVERABLE)),
        rules.method_is_chosen(settled.methods, partners=names, charter=charter),
        rules.power_is_named(settled.power, partners=names, charter=charter),
        *(delegates.are_two(one) for one in settled.delegations),
        delegates.speak_for_one(settled.delegations),
        *(
            roles.has_roles(one.voter_role, one.responsibility, adapted=(*voter, *responsible), charter=charter)
            for one in current
        ),
        due_dates.are_foreseen(settled.circumstances),
        *(publicity.is_consistent(one, charter=charter) for one in settled.publicity.values()),
        *(() if settled.stands else stated.open_ones(settled)),
    ]


def may_go_forward(settled: Settled, *, charter: Charter) -> Ruling:
    """P1. Whether anything of it goes forward: all that is in the way is named at once, each with its clause."""
    return rules.may_go_forward(gate(settled, charter=charter), agreements(settled, charter=charter))


def is_agreed(settled: Settled) -> Ruling:
    """P1. Whether organisers put it in force, once its gate was met, and it hasn't ended. All later steps ask this."""
    if settled.partnership.ended_on is not None:
        return Ruling(False, "P1", "the partnership has ended")
    if settled.partnership.agreed_at is None:
        return Ruling(False, "P1", "its gate isn't met yet, or nobody has put the partnership in force")
    return Ruling(True, "P1", "its gate is met, and it is in force")
