"""Resign: somebody gives up their seat on the committee, or only the chair, and it is on record from which day on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from core.bylaws import seating
from core.bylaws.seating import Seat
from core.calendar import day_in_words
from core.charter import Charter
from flows import screen
from flows.duties.committee import chair_given_up, resigning, seats
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import titled


def resign(secretary: Secretary, member: str, *, on: date, because: str, by: str) -> bool:
    """S6. Put on record that a member gave up their seat; `on` is its last day, past or to come. False: it is.

    Who could vote while a roll was frozen stays as it was. Raises Refusal without a reason and somebody who says so,
    where the member has no seat on that day, and where a recall ended it.
    """
    _refuse_unsaid(because, by)
    number = member.strip().upper()
    with secretary.ledger.writing(secretary.now()) as pen:
        if any(one.last_day == on for one in resigning.of_member(pen.session, number)):
            return False
        held = seats.by_member(pen.session).get(number, [])
        there = [one for one in held if seating.holds(one, on=on, charter=secretary.charter)]
        if not there:
            raise Refusal(
                f"{number} has no seat on the committee on {day_in_words(on)}, by the tab Committee and what is on "
                "record. Numbers are written as in M017. Nothing was recorded."
            )
        _refuse_recalled(number, there, secretary.charter)
        return resigning.put_on_record(pen, number, last_day=on, because=because, by=by)


def withdraw(secretary: Secretary, member: str, *, because: str, by: str) -> bool:
    """S6. Take back the last resignation of a member that was recorded by mistake. False: there is none.

    Raises Refusal without a reason and somebody who gives it.
    """
    _refuse_unsaid(because, by)
    number = member.strip().upper()
    with secretary.ledger.writing(secretary.now()) as pen:
        found = resigning.of_member(pen.session, number)
        for one in [each for each in found if each.last_day == found[-1].last_day]:
            resigning.take_back(pen, one, because=because, by=by)
    return bool(found)


def give_up_chair(secretary: Secretary, member: str, *, on: date, because: str, by: str) -> bool:
    """S7. Put on record that a member gave up being co-chair, and nothing else; `on` is the last day. False: it is.

    Raises Refusal without a reason and somebody who says so, and where the member has no term as co-chair on that day.
    """
    _refuse_unsaid(because, by)
    with secretary.ledger.writing(secretary.now()) as pen:
        return chair_given_up.give_up(pen, member.strip().upper(), last_day=on, because=because, by=by)


def give_chair_back(secretary: Secretary, member: str, *, because: str, by: str) -> bool:
    """S7. Take that back, if it was recorded by mistake. False: there is none. Raises Refusal as `withdraw` does."""
    _refuse_unsaid(because, by)
    with secretary.ledger.writing(secretary.now()) as pen:
        return chair_given_up.take_back(pen, member.strip().upper(), because=because, by=by)


def _refuse_recalled(number: str, held: Sequence[Seat], charter: Charter) -> None:
    """S6. How a seat ended is on record once: who was recalled hasn't resigned, not even on its last day."""
    recalled = [one.recalled for one in held if one.recalled and seating.is_ended_by_recall(one, charter=charter)]
    if recalled:
        raise Refusal(
            f"{number} was recalled on {day_in_words(recalled[0])} (S6), and that ended the seat: no resignation is "
            "needed. If it ended earlier, write its last day under Until in the tab Committee. Nothing was recorded."
        )


def _refuse_unsaid(because: str, by: str) -> None:
    if not because.strip() or not by.strip():
        raise Refusal("Say why, and who records it. Nothing was changed.")


def in_words(member: str, on: date, *, changed: bool, only_as_co_chair: bool = False) -> str:
    """What whoever records a resignation is told."""
    if not changed:
        return "It is on record just so already."
    if only_as_co_chair:
        return f"It is on record: the last day of {member} as co-chair is {day_in_words(on)}. The seat goes on."
    return f"It is on record: the last day of {member} on the committee is {day_in_words(on)}."


def taken_back(member: str, *, changed: bool) -> str:
    """What whoever takes a resignation back is told."""
    return f"The resignation of {member} is taken back." if changed else "None is on record. Nothing changed."


@flow(name="resign", flow_run_name=named("Resignation: member {member}"))
def record_resignation(
    member: Annotated[str, titled("Member")],
    last_day: Annotated[date, titled("Last day on the committee")],
    because: Annotated[str, titled("Why")],
    recorded_by: Annotated[str, titled("Recorded by")],
    withdrawn_because: Annotated[str, titled("Only to take it back: why it was a slip")] = "",
    *,
    only_as_co_chair: Annotated[bool, titled("Only as co-chair")] = False,
) -> str:
    """Record that somebody gives up their seat on the committee; a line of the minutes says so without a name.

    Args:
        member: The member's number, such as M017.
        last_day: The last day on which they are on the committee, or co-chair.
        because: Why, for the record; it stays with the organisers.
        recorded_by: Your initials.
        withdrawn_because: If it was recorded by mistake: why. Then it is taken back, and nothing else is recorded.
        only_as_co_chair: They stay on the committee, and are co-chair until that day only.
    """
    secretary, only = Secretary.at_work(), only_as_co_chair
    if withdrawn_because.strip():
        undo = give_chair_back if only else withdraw
        said = taken_back(member, changed=undo(secretary, member, because=withdrawn_because, by=recorded_by))
    else:
        act = give_up_chair if only else resign
        news = act(secretary, member, on=last_day, because=because, by=recorded_by)
        said = in_words(member, last_day, changed=news, only_as_co_chair=only)
    screen.show_committee(secretary)
    return said
