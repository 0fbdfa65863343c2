"""The part of the page “partners” on what is due, what was foreseen, and which delegates are away; and its needs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from core import calendar
from core.calendar import day_in_a_table, day_in_words
from core.records import PartnershipCircumstance, PartnershipDate
from flows.duties.partnership import absences, circumstances, told
from flows.duties.partnership.partnerships import Settled
from flows.pages.needs import Address, Need, need
from flows.secretary import Secretary


def of(secretary: Secretary, session: Session, settled: Settled) -> dict[str, Any]:
    """P2, P10, P12. What is due, what may come to pass, and the delegates by number. Free words are made neutral."""
    today = calendar.day_of(secretary.now(), secretary.charter.zone)
    plain = told.as_of(session, at=secretary.now(), charter=secretary.charter).neutral
    away = {one.nth: absence for one, absence in absences.now_away(session, settled, on=today)}
    return {
        "dates": [
            {
                "nth": one.nth,
                "what": plain(f"{one.kind}: {one.name}"),
                "due": day_in_a_table(one.due) if one.due else "no day yet",
                "stands": _stands(one, today),
            }
            for one in sorted(settled.dates, key=lambda one: (one.due or date.max, one.nth))
        ],
        "circumstances": [
            {"nth": one.nth, "name": plain(one.name), "stands": _so(one)} for one in settled.foreseen
        ],
        "delegates": [
            {
                "nth": one.nth,
                "partner": one.partner,
                "rank": one.rank,
                "away": _until(away[one.nth].until) if one.nth in away else "",
            }
            for one in settled.delegates
            if one.replaced_at is None
        ],
    }  # fmt: skip


def _stands(one: PartnershipDate, today: date) -> str:
    if one.done_on is not None:
        return f"reached on {day_in_a_table(one.done_on)}"
    return "overdue" if one.due is not None and one.due < today else ""


def _so(one: PartnershipCircumstance) -> str:
    if circumstances.is_so(one) and one.since is not None:
        return f"so since {day_in_a_table(one.since)}"
    return f"over since {day_in_a_table(one.over_on)}" if one.over_on else ""


def _until(day: date | None) -> str:
    return f"until {day_in_a_table(day)}" if day else "until they are back"


def needs(secretary: Secretary, session: Session, address: Address) -> Iterator[Need]:
    """P10. What has come to pass stays on the desk until somebody says that it is over."""
    plain = told.as_of(session, at=secretary.now(), charter=secretary.charter).neutral
    for settled, one in circumstances.under_way(session, charter=secretary.charter):
        since = day_in_words(one.since) if one.since else ""
        yield need(
            plain(f"“{settled.partnership.title}”: {one.name}"),
            plain(f"It is so since {since}. All partners were told what they agreed on for it: {one.response.strip()}"),
            "See that it is done. When it is over, say so; all partners are told.",
            door="circumstance",
            command=f"canvass circumstance {settled.key} {one.nth} --over --by …",
            page="partners",
            address=address,
        )
