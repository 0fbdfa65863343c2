"""Matters: all in the sheets that a person has to look at, as the desk counts it. Places and numbers, no names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.ledger import Pen
from core.lines import SetAside
from core.questions import TAB, Asked
from core.records import Matter
from core.records.members import STAND
from flows.duties.election import drift
from flows.duties.membership import excuses, losses, register

if TYPE_CHECKING:
    from flows.duties.membership.stock import Stock

COLUMNS = ("key", "kind", "text")


def write(session: Session, aside: Iterable[SetAside], stock: Stock, *, refused: str, left: Mapping[str, int]) -> int:
    """What a whole reading found, in place of what an earlier one did. Returns how much of it is new, or over.

    `refused` says why the tab Questions can't be read, if it can't; `left` how many lines of erased people tabs have.
    """
    rows = [(f"row: {one.tab}, {one.row}, {one.column}", "row", str(one)) for one in aside]
    rows += [(f"row: {TAB}", "row", refused)] if refused else []
    asked = [(f"{one.kind}: {one.id}", one.kind, _question(one)) for one in stock.questions]
    rolls = [(f"roll: {one.key}", "roll", "; ".join(drift.in_words(one))) for one in stock.drifts]
    status = [(f"status: {who}", "status", losses.in_words(who, why, stock.gone)) for who, why in stock.doubts]
    missing = [
        (f"gap: {one.row}", "gap", f"Events, row {one.row}, of {one.on}: no sign-in sheet.") for one in stock.gaps
    ]
    moved = [(key, "moved", words) for key, words in excuses.moved(session)]
    lost = losses.of_others(stock.gone, stock.doubts)
    gone = [(f"gone: {nth}, {one.number}", "gone", f"{one}.") for nth, one in enumerate(lost, start=1)]
    erased = [(f"erased: {tab}", "erased", f"{tab}: {number}.") for tab, number in left.items()]
    found = [*rows, *asked, *rolls, *missing, *moved, *status, *gone, *erased, *_of_candidates(session)]
    return register.mirror(session, Matter, COLUMNS, found)


def _of_candidates(session: Session) -> list[tuple[str, str, str]]:
    """What the season found in the tab Candidates, which isn't read here."""
    theirs = select(Matter.key, Matter.kind, Matter.text).where(Matter.kind == STAND)
    return [(key, kind, words) for key, kind, words in session.execute(theirs)]


def write_refusal(pen: Pen, refused: Iterable[str]) -> None:
    """Put on the desk why nothing was taken over. All else stays as it was, until a whole reading succeeds."""
    letters = [(f"unread: {nth}", "unread", letter) for nth, letter in enumerate(refused, start=1)]
    others = select(Matter.key, Matter.kind, Matter.text).where(Matter.kind != "unread")
    kept = [(key, kind, words) for key, kind, words in pen.session.execute(others)]
    if register.mirror(pen.session, Matter, COLUMNS, [*kept, *letters]):
        pen.log("membership.unread", letters=len(letters))


def _question(one: Asked) -> str:
    if one.kind == "twins":
        return f"Members {' and '.join(one.suggestions)} have {one.why}."
    perhaps = f" Perhaps {' or '.join(one.suggestions)}." if one.suggestions else ""
    return f"{one.place}: who is this? {one.why[0].upper()}{one.why[1:]}.{perhaps}"
