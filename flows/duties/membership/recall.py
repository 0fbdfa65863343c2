"""Recalling: where no sheet, answer, decision, rule or day has changed since the last reading, the book knows all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from datetime import UTC, date, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

import core
import flows.duties
from core import calendar
from core.lines import Event
from core.question_tab import QuestionTab
from core.questions import TAB, Asked
from core.records import Election, Erasure, Excuse, KeptOut, Stocktaking, ToldStatus
from flows.duties.committee import seats
from flows.duties.election import drift
from flows.duties.election.drift import Drift
from flows.duties.membership import answered, answers
from flows.duties.membership.delivery import Fetched
from flows.secretary import Secretary

if TYPE_CHECKING:
    from flows.duties.membership.stock import Stock


# ── what a reading goes by ─────────────────────────────────────────────────────────────────────────


def basis(session: Session, secretary: Secretary, *, at: datetime) -> str:
    """All that a reading goes by beside the sheets: answers, decisions, what was told, rolls, rules and the day.

    Whoever adds something that decides what a reading finds has to add it here, or to `Answers`, which is here whole.
    """
    saved = sorted(answered.saved(session).items())
    given = answers.given(session, (), (), zone=secretary.charter.zone)
    rolls = (Election.key, Election.title, Election.state, Election.roll_fingerprint, Election.charter_fingerprint)
    told = (ToldStatus.number, ToldStatus.voting, ToldStatus.until, ToldStatus.warned_for)
    marks = select(KeptOut.nth, KeptOut.mark, KeptOut.shared, Erasure.erased_at)
    kept_out = marks.join(Erasure, Erasure.nth == KeptOut.nth)
    return _words(
        version("canvass"),
        _program(),
        calendar.day_of(at, secretary.charter.zone),
        secretary.charter.as_data(),
        secretary.settings.members_book,
        [[key, one.subject, one.says, one.at.astimezone(UTC)] for key, one in saved],
        {**asdict(given), "excused": sorted([*event, where] for event, where in given.excused.items())},
        sorted(map(list, session.execute(select(Excuse.event_code, Excuse.held_on, Excuse.lifted)))),
        sorted(map(list, session.execute(select(*rolls).where(Election.state.in_(drift.CORRECTABLE))))),
        sorted(map(list, session.execute(select(*told)))),
        sorted(map(list, session.execute(kept_out))),
        sorted(seats.as_data(session).items()),
    )


def digest(fetched: Fetched, tab: QuestionTab, basis: str) -> str:
    """SHA-256 over the basis and every cell of every sheet; of the tab Questions over what organisers and we wrote."""
    words = _words(
        asdict(fetched.clock),
        sorted((name, rows) for name, rows in fetched.tabs.items() if name != TAB),
        [[asdict(one.source), asdict(one.clock), one.title, one.letter, one.rows] for one in fetched.deliveries],
        [[asdict(row) for row in tab.rows], sorted(tab.columns.items()), tab.refused],
    )
    return hashlib.sha256(f"{basis}\n{words}".encode("utf-8", "surrogatepass")).hexdigest()


def _words(*everything: Any) -> str:
    return json.dumps(everything, default=str, separators=(",", ":"))


@cache
def _program() -> str:
    """SHA-256 of the programs that read and rule, for those who change them without a new release."""
    house = Path(core.__file__).parent
    found = hashlib.sha256()
    for path in sorted(
        [*house.rglob("*.py"), *house.rglob("*.toml"), *Path(flows.duties.__file__).parent.rglob("*.py")]
    ):
        found.update(path.read_bytes())
    return found.hexdigest()


# ── what it found ──────────────────────────────────────────────────────────────────────────────────


def _drift(told: Mapping[str, Any]) -> Drift:
    kept: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}
    return Drift(**kept)


def _asked(told: Mapping[str, Any]) -> Asked:
    subject = told["subject"] if isinstance(told["subject"], str) else tuple(told["subject"])
    kept = {"subject": subject, "places": tuple(told["places"]), "suggestions": tuple(told["suggestions"])}
    return Asked(**{**told, **kept})


AGAIN: Mapping[str, Callable[[Any], Any]] = {
    "rows": dict,
    "set_aside": tuple,
    "questions": lambda found: tuple(map(_asked, found)),
    "refused": tuple,
    "drifts": lambda found: tuple(map(_drift, found)),
    "gaps": lambda found: tuple(Event(**{**one, "on": date.fromisoformat(one["on"])}) for one in found),
    "idle": int,
    "pressing": int,
    "doubts": lambda found: tuple((number, doubt) for number, doubt in found),
}
"""How each field of a Stock is made again from what is kept of it."""

IN_THE_BOOK = ("members", "gone")
"""Fields of a Stock that the book has as tables of their own."""

OF_THE_MOMENT = ("troubles",)
"""Fields of a Stock that say how a reading went, not what it found: one that is recalled had none."""


def remember(session: Session, digest: str, stock: Stock, beside: Mapping[str, Any]) -> None:
    """Keep what a whole reading found, under the digest of all that it went by. `beside` are facts in no table."""
    told = {
        one.name: _plain(getattr(stock, one.name))
        for one in fields(stock)
        if one.name not in (*IN_THE_BOOK, *OF_THE_MOMENT)
    }
    found = {"stock": told, "beside": beside}
    kept = session.get(Stocktaking, 1)
    if kept is None:
        session.add(Stocktaking(id=1, digest=digest, found=found))
    elif kept.digest != digest:
        kept.digest, kept.found = digest, found


def forget(session: Session) -> None:
    """Let the next reading be a whole one."""
    session.execute(delete(Stocktaking))


def found(session: Session, digest: str) -> tuple[dict[str, Any], Mapping[str, Any]] | None:
    """What the last whole reading found, as fields of a Stock, and the facts in no table; None if anything changed."""
    kept = session.get(Stocktaking, 1)
    if kept is None or kept.digest != digest:
        return None
    told = kept.found["stock"]
    return {name: make(told[name]) for name, make in AGAIN.items()}, kept.found["beside"]


def _plain(value: Any) -> Any:
    """A value as plain data: days as text, dataclasses by field."""
    return json.loads(json.dumps(value, default=lambda one: one.isoformat() if isinstance(one, date) else asdict(one)))
