"""Stated: what each partner names – what is due, what may go wrong, roles of their own – set side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from core.bylaws import partnership_stated as rules
from core.bylaws.partnership_stated import Stated
from core.calendar import day_in_words
from core.cited import plain
from core.numbers import many
from core.records.partnerships import DELIVERABLE, GOAL
from core.ruling import Ruling

if TYPE_CHECKING:
    from flows.duties.partnership.partnerships import Settled

KINDS: Mapping[str, str] = {"goals": GOAL, "deliverables": DELIVERABLE}
"""What is due, by the question that asks for it."""

CIRCUMSTANCES, ROLES = "circumstances", "roles"


@dataclass(frozen=True)
class Item:
    """Something that partners name: how, what each says of it, by the partner's number, and the row of the record.

    What was said before organisers moved it isn't said of it any more: `said` is empty where nobody spoke since.
    """

    question: str
    name: str
    said: dict[int, Mapping[str, Any]] = field(default_factory=dict, repr=False)
    row: Any = field(default=None, repr=False)
    moved: datetime | None = None

    @property
    def value(self) -> Mapping[str, Any]:
        """What one of them says; all say the same once it may be recorded."""
        return next(iter(self.said.values()))


def items(settled: Settled, question: str) -> list[Item]:
    """What the partners name in answer to a question, each once, in the order in which it was named first."""
    rows = {_named(row, question): row for row in _rows(settled, question)}
    found: dict[str, Item] = {}
    listed = ((one.nth, said) for one in settled.partners for said in settled.said.get(one.nth, {}).get(question, ()))
    for nth, said in listed:
        key = _key(said, question)
        row = rows.get(key)
        item = found.setdefault(key, Item(question, _name(said), row=row, moved=_moved(settled, question, row)))
        if item.moved is None or settled.said_at[nth][question] > item.moved:
            item.said[nth] = said
    return list(found.values())


def _moved(settled: Settled, question: str, row: Any) -> datetime | None:
    return settled.moved.get(row.nth) if question in KINDS and row is not None else None


def ruling(settled: Settled, item: Item, *, in_force: bool) -> Ruling:
    """P3, P10, P12. Whether something goes on record as it is stated.

    What organisers moved stays where it is, until all partners state it otherwise, and alike, after that.
    """
    if not item.said:
        return Ruling(True, "P12", f"“{item.name}” stays as it was moved")
    stated = Stated(
        item.name,
        {settled.name_of(nth): words(item.question, said) for nth, said in item.said.items()},
        words(item.question, _as_said(item.row, item.question)) if item.row is not None else "",
    )
    if item.question == ROLES:
        return rules.is_adapted_together(stated, partners=settled.names)
    in_force = in_force or item.moved is not None
    clause = "P10" if item.question == CIRCUMSTANCES else "P12"
    return rules.may_be_recorded(stated, partners=settled.names, in_force=in_force, clause=clause)


def open_ones(settled: Settled) -> Iterator[Ruling]:
    """P3, P10, P12. What partners state differently, or not all of them where it takes all, before it is in force."""
    for question in (*KINDS, CIRCUMSTANCES, ROLES):
        yield from (found for one in items(settled, question) if not (found := ruling(settled, one, in_force=False)))


def words(question: str, said: Mapping[str, Any]) -> str:
    """What is said of something, in words."""
    if question in KINDS:
        return day_in_words(date.fromisoformat(said["due"])) if said["due"] else ""
    if question == CIRCUMSTANCES:
        return str(said["response"])
    return ", ".join(filter(None, (many(said["weight"], "vote") if said["weight"] else "", str(said["reason"]))))


def _rows(settled: Settled, question: str) -> list[Any]:
    if question in KINDS:
        return [one for one in settled.dates if one.kind == KINDS[question]]
    return list(settled.foreseen if question == CIRCUMSTANCES else settled.adapted)


def _as_said(row: Any, question: str) -> dict[str, Any]:
    """A row of the record, as an answer would say it."""
    if question in KINDS:
        return {"due": row.due.isoformat() if row.due else ""}
    if question == CIRCUMSTANCES:
        return {"response": row.response}
    return {"weight": row.weight, "reason": row.reason}


def _name(said: Mapping[str, Any]) -> str:
    return str(said.get("name") or said.get("role", ""))


def _key(said: Mapping[str, Any], question: str) -> str:
    return f"{said['kind']} {plain(said['role'])}" if question == ROLES else plain(said["name"])


def _named(row: Any, question: str) -> str:
    return f"{row.kind} {plain(row.role)}" if question == ROLES else plain(row.name)
