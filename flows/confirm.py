"""Confirm: members' votes end sooner than they did because records are gone, and an organiser says: rightly."""

from __future__ import annotations

import re
from typing import Annotated

from core import calendar
from core.ledger import Pen
from core.records import ToldStatus
from flows.duties.membership import reach, stock, told
from flows.duties.membership.stock import Stock
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import titled


def confirm(secretary: Secretary, *members: str) -> str:
    """M4. Take what the sheets say about members as right, though records of theirs vanished. Returns what follows.

    Whoever has no vote by them gets the letter that says so with the next reading; who has left the tab Members
    is forgotten, without a letter. Raises Refusal where nothing about one of them is in doubt; then nothing is changed.
    """
    numbers = list(dict.fromkeys(filter(None, (one.strip() for one in members))))
    found = stock.take_stock(secretary)
    doubtful = dict(found.doubts)
    certain = [number for number in numbers if found.refused or number not in doubtful]
    if certain or not numbers:
        raise Refusal(
            f"Nothing about {', '.join(certain) or 'nobody'} waits to be confirmed. Nothing was changed. The page "
            "“membership” lists about whom something does."
        )
    with secretary.ledger.writing(secretary.now()) as pen:
        return "\n".join(_confirm(pen, found, number) for number in numbers)


def _confirm(pen: Pen, found: Stock, number: str) -> str:
    """Write down that one member's vote ends when the sheets say so, and what follows for them."""
    row = pen.session.get_one(ToldStatus, number)
    pen.log("status.confirmed", member=number)
    if number not in found.members.on_record:
        pen.session.delete(row)
        return f"{number} is forgotten."
    told.lower(pen, number, found.members.ends.get(number))
    news = ", and is told with the next reading, or once open votes close." if row.voting else "."
    until, silent = found.members.ends.get(number), reach.of_member(pen.session, number)
    by = f", but no letter reaches them ({reach.in_words(silent.kind)}): telephone them." if silent else ""
    if until is None:
        return f"{number} has no vote for now{by or news}"
    day = calendar.day_in_words(until)
    return f"{number} has their vote until {day}{by or ', and is told in time before that.'}"


@flow(name="confirm", flow_run_name=named("Confirm: members {members}"))
def confirm_status(members: Annotated[str, titled("Members")]) -> str:
    """Records of members vanished from the sheets, and that is right: go by what is there now.

    Args:
        members: The member's number, such as M017; or several, with commas between them.
    """
    return confirm(Secretary.at_work(), *re.split(r"[\s,;]+", members))
