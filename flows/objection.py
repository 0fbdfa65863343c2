"""Objection: a member asks to be on no list that is handed over, or takes that back."""

from __future__ import annotations

from typing import Annotated

from sqlalchemy import delete, func, select

from core.records import Objection, Person
from flows.duties.membership import answered
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import titled

DONE = {False: "{} will be on no list that is handed over.", True: "{} may be on lists again."}
"""What is told: whether they asked to be left out, or took that back."""


def object_to_sharing(secretary: Secretary, member: str, *, withdrawn: bool = False) -> str:
    """M8. Note that a member is to be on no list, for any event, or that they don't mind any more.

    It holds under whichever of a person's numbers it is said, where several lines of the tab Members are theirs.
    Raises Refusal for a number that isn't in the book.
    """
    number = member.strip()
    with secretary.ledger.writing(secretary.now()) as pen:
        numbers = answered.one_person(pen.session, [number])
        known = pen.session.execute(select(Person.id).where(Person.number.in_(numbers))).scalars().all()
        found = pen.session.execute(select(Objection).where(Objection.number.in_(numbers))).scalars().all()
        if not known and not found:
            raise Refusal(f"Nobody has the number {number or '–'}. The tab Members says who has which.")
        if found and withdrawn:
            pen.session.execute(delete(Objection).where(Objection.number.in_(numbers)))
        elif not found and not withdrawn:
            pen.session.add(Objection(number=number, noted_at=pen.at))
        else:
            return DONE[withdrawn].format(number)
        pen.session.flush()
        objecting = pen.session.execute(select(func.count()).select_from(Objection)).scalar_one()
        pen.log("sharing.objections", objecting=objecting)
    return DONE[withdrawn].format(number)


@flow(name="object", flow_run_name=named("Be on no list: member {member}"))
def note_objection(
    member: Annotated[str, titled("Member")],
    withdrawn: Annotated[bool, titled("Taken back")] = False,  # noqa: FBT002 - a tick box
) -> str:
    """A member asks to be on no list that is handed over.

    Args:
        member: The member's number in the members' workbook, such as M017.
        withdrawn: Ticked: they don't mind any more.
    """
    return object_to_sharing(Secretary.at_work(), member, withdrawn=withdrawn)
