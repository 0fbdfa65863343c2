"""Erase: a person asks to be taken out of everything. Counts stay, and they go."""

from __future__ import annotations

from typing import Annotated

from flows import asking, screen
from flows.duties.privacy import erasing, wishes
from flows.entrance import flow
from flows.pages.before_erasing import before_erasing
from flows.run_names import named
from flows.secretary import Secretary
from flows.titles import titled


def erase(secretary: Secretary, member: str) -> list[str]:
    """M8. Note a person's wish to be erased, and carry it out as far as it can be now. Returns how far it has come."""
    return erasing.in_words(secretary, erasing.carry_on(secretary, wishes.request(secretary, member)))


def preview(secretary: Secretary, member: str) -> str:
    """What erasing them would mean; nothing, if their wish is noted. Raises Refusal for a number that nobody has."""
    found = wishes.ahead(secretary, member)
    return before_erasing(found) if found else ""


@flow(name="erase", flow_run_name=named("Erase: member {member}"), persist_result=True)
def ask_to_erase(member: Annotated[str, titled("Member")]) -> str:
    """Take a person out of everything, because they asked for it. The run shows first what that means, and asks.

    They get one last letter. Somebody on the roll of a ballot is erased by itself when its ballots are sealed. It
    can't be undone; counts stay.

    Args:
        member: The member's number in the members' workbook, such as M017.
    """
    secretary = Secretary.at_work()
    page = preview(secretary, member)
    if page and not asking.agreed(secretary, page):
        return f"{member.strip()} is not erased. {asking.LEFT}"
    said = erase(secretary, member)
    screen.show_desk(secretary)
    return "\n".join(said)
