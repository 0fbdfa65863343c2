"""Run names: what a run is about in words that people know, beside the key that a program knows it by."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from typing import Any

from prefect.context import FlowRunContext
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from core.records import Election, Forum, Letter, ParallelVote, Partnership, Race
from flows import faults
from flows.duties.partnership import told
from flows.secretary import Secretary

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


def named(words: str) -> Callable[[], str]:
    """A flow's `flow_run_name`: words with its parameters in braces, each of which may say what it is a key of.

    So “Freeze: {election:ballot}” becomes “Freeze: Autumn endorsements (autumn-2026)”. What the book doesn't know
    stays as it was typed. Of partners no more is said than everybody may know, in typed titles neither (P11).
    """

    def name() -> str:
        context = FlowRunContext.get()
        return in_words(words, (context.parameters if context else None) or {})

    name.words = words  # type: ignore[attr-defined]  # for whoever checks that no key stands alone
    return name


def in_words(words: str, parameters: Mapping[str, Any], secretary: Secretary | None = None) -> str:
    """The words with their parameters in place."""
    parts = list(string.Formatter().parse(words))
    typed = {field: _typed(field, parameters) for _, field, _, _ in parts if field}
    known = _known({(field, kind or "") for _, field, kind, _ in parts if field}, typed, secretary)
    return "".join(text + (known[field] if field else "") for text, field, _, _ in parts)


def _typed(field: str, parameters: Mapping[str, Any]) -> str:
    return str(string.Formatter().get_field(field, (), parameters)[0])


def _known(asked: set[tuple[str, str]], typed: Mapping[str, str], secretary: Secretary | None) -> dict[str, str]:
    """Each field as people know it. A book that can't be opened keeps no run from being named, and started."""
    if not asked:
        return {}
    unknown: tuple[type[Exception], ...] = (SQLAlchemyError, *faults.ours())
    try:
        secretary = secretary or Secretary.at_work()
        plain = told.now(secretary).neutral
        with secretary.ledger.reading() as session:
            return {field: plain(SUBJECTS[kind](session, typed[field])) for field, kind in asked}
    except unknown:
        return dict(typed)


def _as_typed(_session: Session, key: str) -> str:
    return key


def _titled(record: Any) -> Callable[[Session, str], str]:
    def words(session: Session, key: str) -> str:
        found = session.get(record, key.strip())
        return f"{found.title} ({key})" if found is not None else key

    return words


def _candidate(session: Session, label: str) -> str:
    """By the race and the number in the tab Candidates; nobody's name is in a run's."""
    race, _, nth = label.strip().partition("/")
    found = session.get(Race, race)
    return f"{found.title}, candidate {nth} ({label})" if found is not None else label


def _letter(session: Session, key: str) -> str:
    """Of a ballot by its title and what the letter is: “Autumn endorsements – second reminder”."""
    found = session.get(Letter, key.strip())
    election = session.get(Election, found.election_key) if found is not None and found.election_key else None
    if found is None or election is None:
        return key
    kind = found.occasion.removeprefix("committee_").removeprefix("partners_")
    nth = key.rpartition("-")[2]
    which = f"{ORDINALS[int(nth) - 1]} " if kind == "reminder" and nth.isdigit() and 0 < int(nth) < 10 else ""
    return f"{election.title} – {which}{kind.replace('_', ' ')} ({key})"


SUBJECTS: Mapping[str, Callable[[Session, str], str]] = {
    "": _as_typed,
    "ballot": _titled(Election),
    "race": _titled(Race),
    "forum": _titled(Forum),
    "partnership": _titled(Partnership),
    "parallel": _titled(ParallelVote),
    "candidate": _candidate,
    "letter": _letter,
}
"""What a parameter can be a key of, and how people call it."""
