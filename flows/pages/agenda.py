"""The season page's section at its head: what is due next, first what is overdue."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from core import agenda, calendar
from core.agenda import Due
from flows.duties.race import agenda as duties
from flows.duties.race import season_calendar
from flows.secretary import Secretary


def of_season(secretary: Secretary, session: Session) -> dict[str, Any]:
    """What is due: when, what, who has to act, about which races or ballot; where the calendar is."""
    return {
        "zone": secretary.charter.zone,
        "dues": [_row(secretary, one) for one in duties.ahead(secretary, session)],
        "link": season_calendar.link(secretary, session),
    }


def _row(secretary: Secretary, due: Due) -> dict[str, Any]:
    return {
        "when": when(due, secretary.charter.zone),
        "overdue": agenda.is_past(due, now=secretary.now(), zone=secretary.charter.zone),
        "what": due.what,
        "who": due.who,
        "about": ", ".join(due.about),
    }


def when(due: Due, zone: str) -> str:
    """The local day, with the hour where there is one."""
    return calendar.in_a_table(due.when, zone) if isinstance(due.when, datetime) else calendar.day_in_a_table(due.when)
