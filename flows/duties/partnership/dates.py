"""Dates that change: a goal or deliverable is reached, or moved to another day with a reason; all partners are told."""

from __future__ import annotations

from datetime import date
from typing import Any

from core import calendar
from core.calendar import day_in_words
from core.cited import plain
from core.ledger import Pen
from core.records import PartnershipDate
from flows.duties.partnership import due, mail, partnerships
from flows.duties.partnership.partnerships import Settled
from flows.duties.race import reasons
from flows.secretary import Refusal, Secretary

CHANGED = "date_changed"
REACHED, MOVED, OPEN_AGAIN = "reached", "moved", "open again"
"""What a letter says became of it."""


def reach(secretary: Secretary, key: str, wanted: str, *, on: date | None = None) -> bool:
    """P12. Record that a goal or deliverable was reached on a local day, today if none is named. False: it was so.

    `wanted` is its name, or its number on the page. Raises Refusal for what isn't listed, and for a day to come.
    """
    today = calendar.day_of(secretary.now(), secretary.charter.zone)
    day = on or today
    if day > today:
        raise Refusal(f"{day_in_words(day)} is still to come. Record it when it is reached. Nothing was changed.")
    with secretary.ledger.writing(secretary.now()) as pen:
        settled = mail.in_force(pen.session, key, charter=secretary.charter)
        one = _the_one(settled, wanted)
        if one.done_on == day or (on is None and one.done_on is not None):
            return False
        one.done_on = day
        pen.log("partnership.reached", partnership=settled.key, date=one.nth, on=day.isoformat())
        _tell(pen, secretary, settled, one, {"how": REACHED, "day": day_in_words(day)})
    return True


def reopen(secretary: Secretary, key: str, wanted: str, *, because: str) -> bool:
    """P12. Take back that something was reached, with a reason. False: it wasn't. Reminders go on from there."""
    _need_a_reason(because, "Taking back that it was reached")
    with secretary.ledger.writing(secretary.now()) as pen:
        settled = mail.in_force(pen.session, key, charter=secretary.charter)
        one = _the_one(settled, wanted)
        if one.done_on is None:
            return False
        before, one.done_on = one.done_on.isoformat(), None
        what = _about(settled, one)
        reasons.keep(pen, "partnership.open", what["partnership"], because=because, before=before, **what)
        day = day_in_words(one.due) if one.due else ""
        _tell(pen, secretary, settled, one, {"how": OPEN_AGAIN, "day": day, "because": because.strip()})
    return True


def move(secretary: Secretary, key: str, wanted: str, *, to: date, because: str) -> bool:
    """P12. Move a goal or deliverable to another local day, with a reason. False: it is due on that day already.

    Raises Refusal without a reason, for a day that is past, and for what is reached or isn't listed.
    """
    _need_a_reason(because, "Moving a date")
    with secretary.ledger.writing(secretary.now()) as pen:
        settled = mail.in_force(pen.session, key, charter=secretary.charter)
        one = _the_one(settled, wanted)
        if one.due == to:
            return False
        if one.done_on is not None:
            raise Refusal(f"It was reached on {day_in_words(one.done_on)}, so its day isn't moved any more.")
        if to < calendar.day_of(pen.at, secretary.charter.zone):
            raise Refusal(f"{day_in_words(to)} is past. Move it to today or a day to come. Nothing was changed.")
        before, one.due = one.due, to
        what, was = _about(settled, one), before.isoformat() if before else ""
        reasons.keep(
            pen, partnerships.MOVED, what["partnership"], because=because, before=was, to=to.isoformat(), **what
        )
        said = {"how": MOVED, "day": day_in_words(to), "because": because.strip()}
        _tell(pen, secretary, settled, one, said | {"before": day_in_words(before) if before else ""})
    return True


def _need_a_reason(because: str, what: str) -> None:
    if not because.strip():
        raise Refusal(f"{what} needs a reason; all partners read it. Nothing was changed.")


def _the_one(settled: Settled, wanted: str) -> PartnershipDate:
    """What was meant, by its number or its name."""
    asked = wanted.strip()
    if asked.isdecimal():
        found = [one for one in settled.dates if one.nth == int(asked)]
    else:
        found = [one for one in settled.dates if plain(one.name) == plain(asked)]
    chosen: PartnershipDate = mail.the_only(found, "The goal or deliverable", asked, key=settled.key)
    return chosen


def _about(settled: Settled, one: PartnershipDate) -> dict[str, Any]:
    return {"partnership": settled.key, "date": one.nth}


def _tell(pen: Pen, secretary: Secretary, settled: Settled, one: PartnershipDate, said: dict[str, Any]) -> None:
    facts = {**mail.about(secretary, settled), "what": due.in_words(one), "because": "", "before": "", **said}
    key = mail.next_key(pen.session, settled, f"date-{one.nth}")
    mail.plan(pen, key, CHANGED, facts, to=mail.boxes(pen.session, settled))
