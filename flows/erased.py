"""Erased: what of people who were erased only organisers can delete, until they say that it is done."""

from __future__ import annotations

from typing import Annotated, Literal

from sqlalchemy import select

from core.records import Erasure
from flows import screen
from flows.duties.privacy import erasing, leftovers, marks, wishes
from flows.duties.privacy.erasing import Progress
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import titled


def erased(
    secretary: Secretary, member: str = "", *, done: bool = False, came_back: bool = False, key_lost: bool = False
) -> list[str]:
    """M8. Say how far the erasure of a member has come, or of everybody; first note what an organiser says of it.

    Raises Refusal for a number of which nobody asked to be erased.
    """
    if key_lost:
        marks.give_up(secretary)
        return ["Nobody's rows are kept out any more. Whoever still stands in the sheets is taken up again from there."]
    number = member.strip()
    with secretary.ledger.reading() as session:
        everybody = select(Erasure).where(Erasure.number.is_not(None)).order_by(Erasure.nth)
        found = [one for one in session.execute(everybody).scalars() if number in ("", one.number)]
    if not found and (number or done or came_back):
        raise Refusal(f"Nobody with the number {number or '–'} asked to be erased.")
    if (done or came_back) and not number:
        raise Refusal("Say of whom: canvass erased MEMBER --done")
    if came_back:
        return [wishes.welcome_back(secretary, number)]
    if done:
        leftovers.confirm(secretary, found[0].nth)
    if not found:
        return ["Nobody asked to be erased."]
    return [line for one in found for line in _told(secretary, one.nth)]


def _told(secretary: Secretary, nth: int) -> list[str]:
    with secretary.ledger.reading() as session:
        wish = session.get_one(Erasure, nth)
        waits_for = erasing.waits_for(session, wish)
    return erasing.in_words(secretary, Progress(nth, wish.number or "", waits_for, done=not waits_for))


@flow(name="erased", flow_run_name=named("Erased: member {member}"))
def note_erased(
    member: Annotated[str, titled("Member")],
    what: Annotated[
        Literal["only show", "all is deleted", "they came back"], titled("What was erased by hand")
    ] = "only show",
) -> str:
    """What of somebody who was erased only people can delete; and to say that it is done, or that they came back.

    Args:
        member: The number that they had, such as M017.
        what: Only show it; all of it is deleted; or they are a member again, and their rows are to count.
    """
    secretary = Secretary.at_work()
    said = erased(secretary, member, done=what == "all is deleted", came_back=what == "they came back")
    screen.show_desk(secretary)
    return "\n".join(said)
