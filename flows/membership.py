"""Membership: who may vote today, and why; the mailing list follows, and each member hears of their own vote."""

from __future__ import annotations

from dataclasses import dataclass

from prefect import get_run_logger

from core import calendar
from core.bylaws import membership as rules
from core.numbers import many
from flows import screen
from flows.duties.membership import census, mailing_list, stock, telling
from flows.duties.membership.stock import Stock
from flows.duties.petition import standing_forms
from flows.entrance import flow
from flows.secretary import OUTAGE, Secretary


@dataclass(frozen=True)
class Reading:
    """What was found in the workbook, what kept the mailing list from following it, and which letters are planned."""

    stock: Stock
    troubles: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()


def keep_up(secretary: Secretary) -> Reading:
    """M1, M2, M3, M4, M8. Read the workbook, rule on everybody, keep the list in step, count the day, plan letters.

    Doing it again changes nothing. An unreadable sheet, or a bad day of Mailchimp's, stops only what rests on it.
    """
    found = stock.take_stock(secretary)
    if found.refused:
        return Reading(found)
    troubles = in_step(secretary, found)
    today = calendar.day_of(secretary.now(), secretary.charter.zone)
    counted = census.taken(found.members, on=today, charter=secretary.charter)
    with secretary.ledger.writing(secretary.now()) as pen:
        census.record(pen, counted)
    letters, untold = _news(secretary, found)
    return Reading(found, (*found.troubles, *troubles, *untold), letters)


def _news(secretary: Secretary, found: Stock) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Plan the letters that members are due. Returns their keys, and what kept it from that.

    They lead to the form for disputes, so that is made first.
    """
    try:
        standing_forms.ensure(secretary, "dispute")
        return tuple(telling.tell(secretary, found)), ()
    except OUTAGE as fault:
        return (), (f"Letters to members wait: {type(fault).__name__}: {fault}",)


def in_step(secretary: Secretary, found: Stock) -> tuple[str, ...]:
    """Bring the mailing list in step with a reading of the workbook. Returns what kept it from that."""
    voting = {one.number for one in found.standings if rules.tier(one.ruling) == "voting"}
    try:
        mailing_list.keep_in_step(secretary, voting)
    except OUTAGE as fault:
        return (f"The mailing list isn't in step with the roll: {type(fault).__name__}: {fault}",)
    return ()


@flow(name="membership", flow_run_name="Membership: who may vote, and why")
def read_membership() -> str:
    """M4. Read the members' workbook, rule who may vote, keep the mailing list in step, and plan letters to members.

    At Google it writes only into the tab Questions, and makes the form for disputes once. The letters go out with the
    next pass of “tend”.
    """
    secretary = Secretary.at_work()
    reading = keep_up(secretary)
    found = reading.stock
    screen.show_membership(secretary, found, reading.troubles)
    for trouble in reading.troubles:
        get_run_logger().warning(trouble)
    voting = sum(bool(one.ruling.ruling) for one in found.standings)
    said = (
        f"{voting} of {len(found.standings)} members may vote; {many(len(found.questions), 'question')} for a person."
    )
    return f"{said} {many(len(reading.letters), 'mailing')} to members will go out." if reading.letters else said
