"""Marks: by which people who were erased are known again. Their key lies beside the book, not in it."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from core import calendar
from core.kept_out import Gone, Marks, marks_of
from core.records import Erasure, KeptOut
from core.remains import Known
from flows.secretary import Refusal, Secretary
from integrations.keyring import ElectionKey

KEY = "erased.people"
"""The name of the key's file. Its dot is in no election's key."""

LOST = (
    f"The key file “{KEY}.key” is missing, so nobody can tell which lines are those of people who were erased. Put it "
    "back. If it is lost for good, clear the rows of everybody who was erased, and then: canvass erased --key-lost"
)


class KeyLost(Refusal):
    """There are marks, and nothing to compare them with. The message is the letter to the organisers."""


def read(secretary: Secretary, session: Session) -> Marks:
    """Everybody's marks. Raises KeyLost where there are some and their key isn't there."""
    rows = session.execute(select(KeptOut, Erasure.erased_at).join(Erasure, Erasure.nth == KeptOut.nth)).tuples().all()
    if not rows:
        return Marks()
    kept = secretary.keyring.read(KEY)
    if kept is None:
        raise KeyLost(LOST)
    found: dict[int, dict[str, bool]] = defaultdict(dict)
    days = {}
    for one, at in rows:
        found[one.nth][one.mark] = one.shared
        days[one.nth] = calendar.day_of(at or secretary.now(), secretary.charter.zone)
    return Marks(kept.key, {nth: Gone(kept.key, marks, days[nth]) for nth, marks in found.items()})


def ready(secretary: Secretary) -> bytes:
    """The key, made if there are no marks yet. Raises KeyLost where there are some and it is missing."""
    with secretary.ledger.reading() as session:
        some = session.execute(select(func.count()).select_from(KeptOut)).scalar_one()
    if some and secretary.keyring.read(KEY) is None:
        raise KeyLost(LOST)
    return secretary.keyring.keep(KEY, ElectionKey(secretary.chance(32), "")).key


def add(session: Session, nth: int, known: Known, key: bytes) -> None:
    """Keep a person's marks, in the stroke that erases them."""
    session.add_all(KeptOut(nth=nth, mark=one, shared=shared) for one, shared in marks_of(key, known).items())


def give_up(secretary: Secretary) -> None:
    """M8. Keep nobody out any more, because the key is lost. Raises Refusal where it isn't."""
    with secretary.ledger.writing(secretary.now()) as pen:
        held = pen.session.execute(select(func.count()).select_from(KeptOut)).scalar_one()
        if held and secretary.keyring.read(KEY) is not None:
            raise Refusal(f"The key file “{KEY}.key” is there, so nothing has to be given up. Nothing was changed.")
        if held:
            pen.session.execute(delete(KeptOut))
            pen.log("marks.given_up", marks=held)
