"""The newcomer: a member without a vote who volunteers in mid-season, and an organiser who writes it down."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from core import calendar
from core.records import MailFault
from flows.duties.membership import stock
from flows.secretary import Secretary
from integrations.google import sheets
from integrations.sandbox import by_hand
from integrations.sandbox.world import World

TAB, NOON = "Volunteering", time(12)


def volunteers(secretary: Secretary, world: World) -> str:
    """Write down as many shifts as give the vote, the last of them today, for the last member whom that changes.

    Returns their number, or "" where everybody whom letters reach has a vote already.
    """
    found = stock.take_stock(secretary)
    with secretary.ledger.reading() as session:
        silent = set(session.execute(select(MailFault.email)).scalars())
    general = [one for one in found.standings if not one.ruling.ruling and one.mailbox and one.mailbox not in silent]
    if not general:
        return ""
    newcomer, book = general[-1], secretary.settings.members_book
    today = calendar.day_of(secretary.now(), secretary.charter.zone)
    needed = secretary.charter.membership.volunteering_needed.value
    rows: list[list[by_hand.Typed]] = [
        [today - timedelta(days=ago), "Leaflets", newcomer.name, newcomer.mailbox] for ago in reversed(range(needed))
    ]
    below = len(sheets.read(secretary.google, book, (TAB,)).tabs[TAB])
    by_hand.type_rows(world, book, TAB, rows, top=below + 1)
    return newcomer.number


def by_day(now: datetime, zone: ZoneInfo) -> datetime:
    """That instant if it is an afternoon, else the next noon: nobody is written to at night."""
    local = now.astimezone(zone)
    if NOON <= local.time() < time(17):
        return now
    day = local.date() + timedelta(days=local.time() >= NOON)
    return datetime.combine(day, NOON, zone)
