"""Excuses and days: what was decided about an event, while the tab Events has one of its name on another day."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import gaps, petitions
from core.calendar import day_in_words
from core.cited import plain
from core.records import Event, Excuse
from flows.duties.petition import deciding


def in_doubt(session: Session, held: Event) -> list[Excuse]:
    """M2. Excuses that may be about this event, if its day was put right; none once it is excused, or not, by itself.

    They don't hold for it until somebody says so.
    """
    mine = session.execute(select(Excuse).where(Excuse.event_code == held.code)).scalars().all()
    if any(one.held_on == held.held_on for one in mine):
        return []
    return [one for one in mine if not one.lifted and gaps.may_be_moved(one.held_on, held.held_on)]


def moved(session: Session) -> Iterator[tuple[str, str]]:
    """M2, M4. For the desk: each decision about an event that may have another day now, under a key of its own."""
    events = list(session.execute(select(Event).order_by(Event.held_on, Event.code)).scalars())
    for nth, event in enumerate(events):
        for one in in_doubt(session, event):
            was, now = day_in_words(one.held_on), day_in_words(event.held_on)
            words = (
                f"An event of {was} that was excused stands under {now} in the tab Events: excuse it anew, or lift it."
            )
            yield f"moved: excuse {nth}, {one.held_on}", words
    named = {plain(one.code): one for one in events}
    for dispute, decision in deciding.counting(session).items():
        held = named.get(plain(decision.event)) if decision.decision == petitions.UPHELD and decision.event else None
        if held and decision.counts_on and gaps.may_be_moved(decision.counts_on, held.held_on):
            label = petitions.label("dispute", dispute)
            was, now = day_in_words(decision.counts_on), day_in_words(held.held_on)
            words = f"{label} counts for an event of {was}, which stands under {now} in the tab Events: decide it anew"
            yield f"moved: {label}", f"{words}, if that day was put right."
