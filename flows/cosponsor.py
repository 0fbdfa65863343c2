"""Co-sponsor: an organiser records which organisation has which part in an event, and who decided it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from sqlalchemy import select

from core import calendar
from core.cited import plain
from core.records import Cosponsorship
from flows.duties.petition import sharing
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import titled


def record(
    secretary: Secretary, event: str, partner: str, *, official: bool, decided_by: str, decided_on: date | None = None
) -> str:
    """M8. Record an organisation's part in an event; said again otherwise, the later record counts.

    Raises Refusal for an unknown event, a decision without anybody who took it, or one of a day to come.
    """
    today = calendar.day_of(secretary.now(), secretary.charter.zone)
    if not plain(partner) or not decided_by.strip():
        raise Refusal("An organisation and who decided on its part are needed. Nothing was recorded.")
    if (decided_on or today) > today:
        raise Refusal("That day is still to come. Record a decision when it has been taken.")
    with secretary.ledger.writing(secretary.now()) as pen:
        event_of = sharing.event_called(pen.session, event)
        code, held_on = event_of.code, event_of.held_on
        mine = select(Cosponsorship).where(Cosponsorship.event_code == code, Cosponsorship.held_on == held_on)
        known = [one for one in pen.session.execute(mine).scalars() if plain(one.partner) == plain(partner)]
        found = known[0] if known else Cosponsorship(event_code=code, held_on=held_on, partner=partner.strip())
        wanted = (official, decided_by.strip(), decided_on or today)
        if (
            not known
            or (found.official, found.decided_by) != wanted[:2]
            or (decided_on and found.decided_on != decided_on)
        ):
            found.official, found.decided_by, found.decided_on = wanted
            pen.session.add(found)
            pen.log(
                "cosponsor.recorded",
                event=code, held_on=held_on.isoformat(), partner=found.partner, official=official,
            )  # fmt: skip
    part = "an official co-sponsor" if official else "a supporting partner"
    return f"“{found.partner}” is on record as {part} of “{code}” of {calendar.day_in_words(held_on)}."


@flow(name="cosponsor", flow_run_name=named("Co-sponsor: {event}"))
def record_cosponsor(
    event: Annotated[str, titled("Event")],
    partner: Annotated[str, titled("Partner")],
    official: Annotated[bool, titled("Official co-sponsor")],
    decided_by: Annotated[str, titled("Decided by")],
) -> str:
    """Record an organisation's part in an event. Only an official co-sponsor can get a list, after members were told.

    Args:
        event: The event, as written in the tab Events.
        partner: The organisation's name.
        official: Ticked: an official co-sponsor. Not ticked: a supporting partner.
        decided_by: Who decided that, for the record: the committee, or somebody's initials.
    """
    return record(Secretary.at_work(), event, partner, official=official, decided_by=decided_by)
