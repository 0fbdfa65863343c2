"""The page “press-…”: a press release as it was approved, or its draft."""

from __future__ import annotations

import templates
from core import calendar
from flows.duties.race import afterwards, press, races
from flows.secretary import Secretary

FORGOTTEN = "Its text has been kept as long as the charter says, and is forgotten (M8)."


def press_page(secretary: Secretary, key: str) -> str:
    """E16. The page “press-…”. Raises Refusal for a race in which no endorsement is certified."""
    zone = secretary.charter.zone
    with secretary.ledger.reading() as session:
        race = races.of(session, key)
        kept, heard = press.approved(session, race.key), afterwards.members_heard(session, race)
        text = (kept.text or FORGOTTEN) if kept else press.draft(secretary, session, race)
        facts = {
            "organisation": secretary.charter.name,
            "key": race.key,
            "title": race.title,
            "approved_by": kept.approved_by if kept else "",
            "approved_on": calendar.in_words(kept.approved_at, zone) if kept else "",
            "not_before": calendar.in_words(heard, zone) if heard and heard > secretary.now() else "",
            "lines": [line for line in text.splitlines() if line.strip()],
        }
    return templates.artifact("press", facts)
