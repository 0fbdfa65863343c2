"""Questions for a person, with names: for the terminal of an organiser, never for the dashboard."""

from __future__ import annotations

from core import questions
from flows.duties.membership.stock import Stock
from flows.secretary import Refusal, Secretary

Line = tuple[str, str, str, str, str, str]


def lines(stock: Stock) -> list[Line]:
    """Every open question: its id, where it stands, name and address as written, why, and whom it may mean.

    Raises Refusal where the sheets can't be read.
    """
    if stock.refused:
        raise Refusal("The sheets can't be read:\n" + "\n".join(f"  {letter}" for letter in stock.refused))
    names = {one.number: one.name for one in stock.standings}
    return [
        (one.id, one.place, one.name, one.email, one.why, "; ".join(questions.perhaps(one, names)))
        for one in stock.questions
    ]


def where_to_answer(secretary: Secretary, number: int) -> str:
    """What to do about so many questions."""
    if not number:
        return "No question waits for a person."
    ones = "1 question waits" if number == 1 else f"{number} questions wait"
    place = secretary.settings.workbook_address
    return f"{ones} for a person. Answer in the tab {questions.TAB} of the members' workbook: {place}"
