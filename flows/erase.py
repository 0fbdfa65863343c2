"""Erase: a person asks to be taken out of everything. Counts stay, and they go."""

from __future__ import annotations

from prefect import flow

from flows import screen
from flows.duties import erasing
from flows.secretary import Secretary


def erase(secretary: Secretary, member: str) -> list[str]:
    """M8. Note a person's wish to be erased, and carry it out as far as it can be now. Returns how far it has come."""
    return erasing.in_words(secretary, erasing.carry_on(secretary, erasing.request(secretary, member)))


@flow(name="erase", flow_run_name="Erase: {member}")
def erase_member(member: str) -> str:
    """Take a person out of everything, because they asked for it. It can't be undone; counts stay.

    Somebody on the roll of a ballot under way is erased by itself when it is over.

    Args:
        member: The member's number in the members' workbook, such as M017.
    """
    secretary = Secretary.at_work()
    said = erase(secretary, member)
    screen.show_desk(secretary)
    return "\n".join(said)
