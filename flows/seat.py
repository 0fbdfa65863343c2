"""Seat: after a slate is confirmed it is on record that somebody fills a vacancy, or doesn't take their seat."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar, cells
from core.records import Person
from core.ruling import Ruling
from flows import screen
from flows.duties.committee import succession, words_on_seats
from flows.duties.committee.succession import Confirmed
from flows.duties.membership import answered
from flows.duties.nomination import vacancies
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import titled

FILLS, DECLINES, TAKE_BACK = "fills a vacancy", "doesn't take the seat", "take back"
What = Literal["fills a vacancy", "doesn't take the seat", "take back"]


def fill(secretary: Secretary, member: str, *, how: str, because: str, by: str) -> bool:
    """S1, S2. Put on record that a member fills a vacancy without being on the slate confirmed last. False: it is.

    `how` is how the committee decided: the key of its vote, or in words. Their row in the tab Committee counts from
    then on. Raises Refusal without a reason and somebody who gives it, where no seat fell vacant, for whoever is on the
    slate, isn't a member, or lacks what is asked of nominees.
    """
    return _record(secretary, member, takes=True, because=because, how=how, by=by)


def decline(secretary: Secretary, member: str, *, how: str, because: str, by: str) -> bool:
    """S6. Put on record that a member doesn't take the seat that the slate confirmed last gives them. False: it is.

    `how` is how they told it, and whom. It isn't asked for any more, and their earlier term ends as if they weren't on
    it. Raises Refusal without either, a reason and somebody who gives it, for whoever isn't on the slate, and once
    their row stands in the tab Committee.
    """
    return _record(secretary, member, takes=False, because=because, how=how, by=by)


def withdraw(secretary: Secretary, member: str, *, because: str, by: str) -> bool:
    """S1, S6. Take back what is on record of a member and the slate confirmed last. False: nothing is."""
    _refuse_unsaid(because, by)
    with secretary.ledger.writing(secretary.now()) as pen:
        slate = _last_slate(pen.session)
        return words_on_seats.take_back(pen, slate, member.strip(), because=because, by=by)


def _record(secretary: Secretary, member: str, *, takes: bool, because: str, how: str, by: str) -> bool:
    _refuse_unsaid(because, by)
    number = member.strip()
    with secretary.ledger.writing(secretary.now()) as pen:
        slate = _last_slate(pen.session)
        known = words_on_seats.of(pen.session, slate, number)
        if any(one.takes is takes for one in known):
            return False
        _refuse_unfit(pen.session, slate, number, takes=takes)
        if takes:
            today = calendar.day_of(pen.at, secretary.charter.zone)
            _refuse_against(vacancies.may_fill(pen.session, slate, number, on=today, charter=secretary.charter))
        said = vacancies.decision(pen.session, slate, how) if takes else _how_it_is_known(how)
        return words_on_seats.put_on_record(pen, slate, number, takes=takes, because=because, how=said, by=by)


def _last_slate(session: Session) -> Confirmed:
    found = succession.slates(session)
    if not found:
        raise Refusal("The members have confirmed no slate yet. Nothing was recorded.")
    return found[-1]


def _refuse_unfit(session: Session, slate: Confirmed, number: str, *, takes: bool) -> None:
    """S1, S6. Who is on the slate fills no vacancy, who isn't has no seat to decline, and who has begun resigns."""
    if session.execute(select(Person.id).where(Person.number == number)).first() is None:
        raise Refusal(f"The tab Members has no {number}. Numbers are written there as in M017. Nothing was recorded.")
    listed = succession.is_listed(session, slate, number)
    if takes and listed:
        raise Refusal(f"{number} is on the slate “{slate.key}”: enter their row. Nothing was recorded.")
    if not takes and not listed:
        raise Refusal(f"{number} isn't on the slate “{slate.key}”. Nothing was recorded.")
    mine = answered.one_person(session, [number])
    if not takes and mine & succession.entered(session, slate).keys():
        raise Refusal(f"{number} has a row in the tab Committee: canvass resign {number}. Nothing was recorded.")


def _refuse_against(rulings: Iterable[Ruling]) -> None:
    lacking = [f"{one.because} ({one.clause})" for one in rulings if not one]
    if lacking:
        raise Refusal(f"It can't be recorded: {'; '.join(lacking)}. Nothing was recorded.")


def _how_it_is_known(how: str) -> str:
    """S6. Whom the members confirmed gives the seat up themselves, so the record says how they told it, and whom."""
    said = cells.text(how)
    if " " not in said:
        raise Refusal("Say how they told it, and whom: it is their seat, and nobody else's word. Nothing was recorded.")
    return said


def _refuse_unsaid(because: str, by: str) -> None:
    if not because.strip() or not by.strip():
        raise Refusal("Say why, and who records it. Nothing was changed.")


def in_words(member: str, what: str, *, changed: bool) -> str:
    """What whoever records it is told."""
    if what == TAKE_BACK:
        return f"What was on record of {member} is taken back." if changed else "None is on record. Nothing changed."
    return f"It is on record: {member} {what}." if changed else "It is on record just so already."


def act(secretary: Secretary, member: str, what: str, *, how: str, because: str, by: str) -> bool:
    """S1, S6. Do what the door says. False: nothing changed. `how` isn't asked for where something is taken back."""
    if what == TAKE_BACK:
        return withdraw(secretary, member, because=because, by=by)
    return (fill if what == FILLS else decline)(secretary, member, how=how, because=because, by=by)


@flow(name="seat", flow_run_name=named("Seat: member {member}"))
def record_seat(
    member: Annotated[str, titled("Member")],
    what: Annotated[What, titled("What")],
    because: Annotated[str, titled("Why")],
    recorded_by: Annotated[str, titled("Recorded by")],
    how: Annotated[str, titled("How the committee decided, or how they told it")] = "",
) -> str:
    """Record that somebody fills a vacancy without being on the slate, or doesn't take the seat that it gives them.

    Args:
        member: The member's number, such as M017.
        what: What it is, for the slate that the members confirmed last.
        because: Why, for the record; it stays with the organisers.
        recorded_by: Your initials.
        how: Of a vacancy the committee's vote by its key, or in words how it decided, which the minutes have: no names.
            Of a seat that isn't taken how the member told it, and whom; that stays with the organisers.
    """
    secretary = Secretary.at_work()
    changed = act(secretary, member, what, how=how, because=because, by=recorded_by)
    said = in_words(member, what, changed=changed)
    screen.show_committee(secretary)
    return said
