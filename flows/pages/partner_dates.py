"""The part of the page “partners” on what is due, what was foreseen, and which delegates are away; and its needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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


def of(secretary: Secretary, session: Session, settled: Settled, *, inside: bool) -> dict[str, Any]:
    """P2, P10, P12. What is due, what may come to pass, and the delegates. Free words are made neutral.

    All delegates stand by their numbers only `inside`, on an organiser's command line: a number tells how many there
    are. Elsewhere they are those of partners that outsiders may know of.
    """
    today = calendar.day_of(secretary.now(), secretary.charter.zone)
    plain = told.as_of(session, at=secretary.now(), charter=secretary.charter).neutral
    away = {one.nth: _until(absence.until) for one, absence in absences.now_away(session, settled, on=today)}
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
        "delegates": [*_delegates(secretary, settled, away, today=today, inside=inside)],
        "inside": inside,
    }  # fmt: skip


def _delegates(
    secretary: Secretary, settled: Settled, away: Mapping[int, str], *, today: date, inside: bool
) -> Iterator[dict[str, Any]]:
    """P2, P11. The delegates with who is away, as far as it may be seen whose they are."""
    for one in settled.delegates:
        who = told.as_told(settled, one.partner, to="third parties", on=today, charter=secretary.charter)
        partner = settled.name_of(one.partner) if inside else who
        if one.replaced_at is None and partner is not None:
            yield {"nth": one.nth, "partner": partner, "rank": one.rank, "away": away.get(one.nth, "")}


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
