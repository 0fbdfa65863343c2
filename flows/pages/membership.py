"""The page “membership”: how many may vote, now and over time, who newly may, and who is about to lose it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import templates
from core import calendar
from core.charter import Charter
from core.numbers import runs
from core.records import Event, Excuse, Exemption
from flows.duties.election import drift
from flows.duties.election.drift import Drift
from flows.duties.election.rules import rule_in_words
from flows.duties.membership import census, excuses, losses, reach
from flows.duties.membership.census import Census
from flows.duties.membership.stock import Stock
from flows.secretary import Secretary

NUMBERS_SHOWN = 40
"""Member numbers in one place of the page. The command line shows all."""

_PLACE = re.compile(r"(.*), row (\d+)(, '.*')?")
"""Where a letter about a row says that it stands: tab, row, and perhaps its column."""

ROWS_SHOWN = 40
"""Questions, and rows to look at. The desk counts all; mended ones make room for the next."""

Facts = dict[str, Any]


def membership_page(secretary: Secretary, stock: Stock) -> str:
    """The page “membership”. It is as long for 5,000 members as for 500; each section has a function and a template."""
    charter = secretary.charter
    today = calendar.day_of(secretary.now(), charter.zone)
    counted = census.taken(stock.members, on=today, charter=charter)
    with secretary.ledger.reading() as session:
        facts = {
            **_headline(charter, counted),
            **_over_time(session, counted),
            **_unreachable(session),
        }
    facts |= {"newly": _by_day(counted.reached, newest_first=True), "newly_days": census.BACK.days}
    facts |= {"lapsed": len(counted.lapsed)}
    facts |= {"lapsing": _by_day(counted.lapsing), "lapsing_days": charter.membership.lapse_warning_days.value}
    facts |= _questions(secretary, stock) | _set_aside(stock) | _decided(secretary)
    facts |= {"gaps": [{"place": f"Events, row {one.row}", "on": calendar.day_in_words(one.on)} for one in stock.gaps]}
    facts |= {"doubts": [losses.in_words(number, why, stock.gone) for number, why in stock.doubts]} | _gone(stock)
    facts |= {"drifts": [_drift(one) for one in stock.drifts]}
    return templates.artifact("membership", facts)


def everybody(stock: Stock) -> list[tuple[str, str, str, str, str]]:
    """Every member for the terminal: number, name, whether they may vote, until when, and why (not). Never a page."""
    rows = []
    for one in stock.standings:
        until = stock.members.ends.get(one.number)
        decision = one.ruling.ruling
        votes = ("yes", until.isoformat()) if decision and until else ("no", "")
        rows.append((one.number, one.name, *votes, f"{decision.because} ({decision.clause})"))
    return rows


def _headline(charter: Charter, counted: Census) -> Facts:
    return {
        "organisation": charter.name,
        "on": calendar.day_in_words(counted.day),
        "members": counted.members,
        "voting": counted.voting,
        "rule": rule_in_words(charter),
    }


def _over_time(session: Session, counted: Census) -> Facts:
    """The days of the past two years, and today as it is now."""
    kept = [
        (one.day, one.members, one.voting) for one in census.days(session, until=counted.day) if one.day != counted.day
    ]
    series = [*kept, (counted.day, counted.members, counted.voting)] if counted.members else kept
    return {"over_time": [{"day": day, "members": members, "voting": voting} for day, members, voting in series]}


def _by_day(numbers: Mapping[str, date], *, newest_first: bool = False) -> Facts:
    """Members by a day of theirs; of many those of the first days."""
    days: dict[date, list[str]] = {}
    in_order = sorted(sorted(numbers.items()), key=lambda pair: pair[1], reverse=newest_first)
    for number, day in in_order[:NUMBERS_SHOWN]:
        days.setdefault(day, []).append(number)
    shown = [{"day": calendar.day_in_words(day), "numbers": ", ".join(who)} for day, who in days.items()]
    return {"number": len(numbers), "days": shown, "more": max(0, len(numbers) - NUMBERS_SHOWN)}


def _unreachable(session: Session) -> Facts:
    """Counts, reasons and numbers, never names."""
    unreached = reach.members(session)
    reasons = [
        {"kind": kind, "remedy": remedy, "number": len(numbers), "who": _briefly(numbers)}
        for kind, remedy, numbers in reach.by_kind(unreached)
    ]
    left = sorted({number for number, _ in reach.left_over(session)})
    return {"unreachable": len(unreached), "reasons": reasons, "left_over": len(left), "left_who": _briefly(left)}


def _questions(secretary: Secretary, stock: Stock) -> Facts:
    asked = [
        {"place": one.place, "why": one.why, "suggestions": list(one.suggestions)}
        for one in stock.questions
        if one.kind == "who"
    ]
    alike = [
        {"numbers": " and ".join(one.suggestions), "why": one.why} for one in stock.questions if one.kind == "twins"
    ]
    where = {"answer_at": secretary.settings.workbook_address, "idle": stock.idle}
    return where | {"asked": len(asked), "questions": asked[:ROWS_SHOWN], "look_alikes": alike[:ROWS_SHOWN]}


def _decided(secretary: Secretary) -> Facts:
    """Exceptions that hold, and lost sign-in sheets that were excused: what for, until when, by whom and why."""
    today = calendar.day_of(secretary.now(), secretary.charter.zone)
    with secretary.ledger.reading() as session:
        holding = select(Exemption).where(Exemption.until >= today).order_by(Exemption.number, Exemption.clause)
        exceptions = [
            {
                "number": one.number,
                "clause": one.clause,
                "until": calendar.day_in_words(one.until),
                "decided_by": one.decided_by,
                "reason": one.reason,
            }
            for one in session.execute(holding).scalars()
        ]
        holding_for = (
            select(Excuse, Event)
            .join(Event, (Event.code == Excuse.event_code) & (Event.held_on == Excuse.held_on))
            .where(~Excuse.lifted)
        )
        excused = [
            {"on": calendar.day_in_words(event.held_on), "decided_by": one.decided_by, "reason": one.reason}
            for one, event in session.execute(holding_for.order_by(Event.held_on))
        ]
        moved = [words for _, words in excuses.moved(session)]
    return {"exceptions": exceptions, "excused": excused, "moved": moved}


def _gone(stock: Stock) -> Facts:
    """What is no longer on the sheets: numbers, days and places."""
    lost = losses.of_others(stock.gone, stock.doubts)
    return {"gone": [str(one) for one in lost[:ROWS_SHOWN]], "lost": len(lost)}


def _drift(found: Drift) -> Facts:
    return {
        "title": found.title,
        "what": list(drift.in_words(found)),
        "command": f"canvass correct {found.key} MEMBER",
    }


def _set_aside(stock: Stock) -> Facts:
    letters = [*map(_row, stock.refused), *_together(map(_row, stock.set_aside))]
    return {"put_aside": len(letters), "set_aside": letters[:ROWS_SHOWN], "unreadable": bool(stock.refused)}


def _row(letter: str) -> dict[str, str]:
    """A letter about a row of the workbook, as a page shows it: place, reason, remedy."""
    place, _, rest = letter.partition(": ")
    reason, _, remedy = rest.partition(". ")
    return {"place": place, "reason": reason, "remedy": remedy}


def _together(rows: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """Rows of which the same is to be said as one; those that stand lowest in their sheets, the newest, come first."""
    alike: dict[tuple[str, ...], list[int]] = {}
    for row in rows:
        found = _PLACE.fullmatch(row["place"])
        tab, number, rest = (found[1], found[2], found[3] or "") if found else (row["place"], "0", "")
        alike.setdefault((tab, rest, row["reason"], row["remedy"]), []).append(int(number))
    newest = sorted(alike.items(), key=lambda one: -max(one[1]))
    return [
        {"place": _rows(tab, numbers, rest), "reason": reason, "remedy": remedy}
        for (tab, rest, reason, remedy), numbers in newest
    ]


def _rows(tab: str, numbers: Sequence[int], rest: str) -> str:
    if not any(numbers):
        return tab
    return f"{tab}, {'row' if len(numbers) == 1 else 'rows'} {runs(numbers)}{rest}"


def _briefly(numbers: Sequence[str]) -> str:
    return ", ".join(_shown(numbers))


def _shown(numbers: Sequence[str]) -> Iterable[str]:
    more = len(numbers) - NUMBERS_SHOWN
    return [*numbers[:NUMBERS_SHOWN], *([f"and {more} more"] if more > 0 else [])]
