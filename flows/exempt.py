"""Exempt: organisers make an exception for a member, from a clause that knows exceptions, for a time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.bylaws import membership
from core.calendar import day_in_words, day_of
from core.records import Exemption, Person
from flows import asking, screen
from flows.duties.committee import on_record as committees
from flows.duties.committee import seated_anew
from flows.duties.membership import answered, on_record, recorded, stock
from flows.entrance import flow
from flows.pages.approval import approval_page
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import titled


def exempt(secretary: Secretary, member: str, *, clause: str, until: date, reason: str, decided_by: str) -> str:
    """M2, S2, S6. Put an exception for a member on record, from today until a local day. Returns what was done.

    One that begins today is replaced: an earlier last day ends it. Doing it twice changes nothing. Raises Refusal where
    the charter knows no exceptions from the clause, for a day that is past, and from S6 for whoever wasn't recalled.
    """
    if not reason.strip() or not decided_by.strip():
        raise Refusal("An exception needs a reason, and who decided it. Nothing was changed.")
    allowed = membership.may_except(clause.strip().upper(), charter=secretary.charter)
    if not allowed:
        raise Refusal(f"No exception can be made: {allowed.because} ({allowed.clause}). Nothing was changed.")
    with secretary.ledger.writing(secretary.now()) as pen:
        today = day_of(pen.at, secretary.charter.zone)
        if until < today:
            raise Refusal(f"{day_in_words(until)} is past. An exception lasts until a day to come, or today to end it.")
        number = member.strip()
        if pen.session.execute(select(Person).where(Person.number == number)).scalar_one_or_none() is None:
            raise Refusal(f"The tab Members has no {number}. Numbers are written there as in M017.")
        same = answered.one_person(pen.session, [number])
        mine = select(Exemption).where(Exemption.number.in_(same), Exemption.clause == allowed.clause)
        if allowed.clause == seated_anew.CLAUSE:
            mine = mine.where(Exemption.since > _recalled(pen.session, same, number, today))
        holding = [one for one in pen.session.execute(mine).scalars() if one.until >= today]
        said = (until, reason.strip(), decided_by.strip())
        if {(one.until, one.reason, one.decided_by) for one in holding} == {said}:
            return f"The exception for {number} is on record already. Nothing was changed."
        before = recorded.of(pen.session, [number])
        for made in holding or [Exemption(number=number, clause=allowed.clause, since=today)]:
            made.until, made.reason, made.decided_by = said
            made.at = pen.at
            pen.session.add(made)
        pen.session.flush()
        after = recorded.of(pen.session, [number])
        on_record.shorten(
            pen,
            before,
            lambda facts: replace(facts, exceptions=after[number].exceptions),
            on=today,
            charter=secretary.charter,
        )
        pen.log("exception.made", number=number, clause=allowed.clause, until=until.isoformat())
    return f"{number} is excepted from {allowed.clause} until {day_in_words(until)}."


def _recalled(session: Session, same: Collection[str], number: str, today: date) -> date:
    """S6. When somebody was recalled last. Raises Refusal for whom there is nothing to except from yet."""
    days = [one.on for one in committees.recalls(session) if one.number in same and one.on < today]
    if not days:
        raise Refusal(
            f"{number} wasn't recalled before today, so there is no exception from S6 to make. Nothing was changed."
        )
    return max(days)


def preview(secretary: Secretary, member: str, *, clause: str, until: date, reason: str, decided_by: str) -> str:
    """M2, S2, S6. What an exception would mean. Raises Refusal as `exempt` does where it can be known before."""
    rules_out = membership.may_except(clause.strip().upper(), charter=secretary.charter)
    if not rules_out:
        raise Refusal(f"No exception can be made: {rules_out.because} ({rules_out.clause}). Nothing was changed.")
    today = day_of(secretary.now(), secretary.charter.zone)
    if until < today:
        raise Refusal(f"{day_in_words(until)} is past. An exception lasts until a day to come, or today to end it.")
    last = calendar.end_of(until, secretary.charter.zone)
    rows = [
        ("For whom", f"member {member.strip()}"),
        ("From which clause", rules_out.clause),
        ("Until", f"the end of {day_in_words(until)}: {calendar.in_words(last, secretary.charter.zone)}"),
        ("Why, for the record", reason.strip()),
        ("Who decided", decided_by.strip()),
        ("Letters", "none now; if their vote changes by it, they are told as every member is (M4)"),
    ]
    return approval_page(
        f"Make an exception for member {member.strip()}?",
        rows,
        now="Nothing has happened yet. One that holds for them already is replaced.",
        yes="It is on record from today on. Rolls that are frozen don't change. Today as its last day ends it again.",
        no="All clauses go on holding for them as they do now.",
    )


@flow(name="exempt-at-once", flow_run_name=named("Exception: member {member}"))
def make_exception(member: str, clause: str, until: date, reason: str, decided_by: str) -> str:
    """Make an exception, without asking. The dashboard's door asks first."""
    secretary = Secretary.at_work()
    done = exempt(secretary, member, clause=clause, until=until, reason=reason, decided_by=decided_by)
    screen.show_membership(secretary, stock.take_stock(secretary))
    return done


@flow(name="exempt", flow_run_name=named("Exception: member {member}"), persist_result=True)
def ask_for_exception(
    member: Annotated[str, titled("Member, by number")],
    clause: Annotated[str, titled("Clause")],
    until: Annotated[date, titled("Last day")],
    reason: Annotated[str, titled("Reason")],
    decided_by: Annotated[str, titled("Decided by")],
) -> str:
    """Make an exception for a member until a day, where the charter knows exceptions. The run shows it first, and asks.

    Args:
        member: The member's number in the members' workbook, such as M017.
        clause: The clause it is an exception from, such as S2; S6 for a seat after a recall.
        until: Its last day. Today ends one that was made before.
        reason: Why, for the record. No names, please.
        decided_by: Who decided, such as: the Steering Committee.
    """
    secretary = Secretary.at_work()
    said: dict[str, Any] = {"clause": clause, "until": until, "reason": reason, "decided_by": decided_by}
    if not asking.agreed(secretary, preview(secretary, member, **said)):
        return f"No exception is made for {member}. {asking.LEFT}"
    done = exempt(secretary, member, **said)
    screen.show_membership(secretary, stock.take_stock(secretary))
    return done
