"""The news about members' votes, in numbers: who reached one lately, whose ends soon, and who waits for what."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from core import calendar
from core.bylaws import membership
from core.records import Letter, MailFault, ToldStatus
from flows.duties import told
from flows.duties.stock import Stock
from flows.secretary import Secretary

LATELY = timedelta(days=30)


def of(secretary: Secretary, stock: Stock) -> dict[str, Any]:
    """M4. Counts by day: told that they can vote, with a vote that ends soon; and who can't be told, or not yet."""
    charter, now = secretary.charter, secretary.now()
    on = calendar.day_of(now, charter.zone)
    with secretary.ledger.reading() as session:
        known = list(session.execute(select(ToldStatus)).scalars())
        mine = select(Letter.key).where(Letter.occasion == "reached", Letter.planned_at >= now - LATELY)
        lately = set(session.execute(mine).scalars())
        silent = set(session.execute(select(MailFault.email)).scalars())
    reached = Counter(calendar.day_of(one.at, charter.zone) for one in known if one.letter in lately and one.voting)
    ending = Counter(
        one.until
        for one in known
        if one.voting and one.until and one.until >= on and membership.ends_soon(one.until, on=on, charter=charter)
    )
    knows = {one.number for one in known if one.voting}
    untold = [one for one in stock.standings if one.ruling.ruling and one.number not in knows]
    return {
        "reached": _by_day(reached),
        "ending": _by_day(ending),
        "unreached": sum(not one.mailbox or one.mailbox in silent for one in untold),
        "doubts": [told.in_words(number, why) for number, why in stock.doubts],
    }


def _by_day(counts: Counter[date]) -> list[dict[str, str]]:
    return [{"day": calendar.day_in_words(day), "people": str(number)} for day, number in sorted(counts.items())]
