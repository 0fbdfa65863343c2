"""An organiser at the tab Questions: they pick an answer in its cell, as one does in the sheet itself."""

from __future__ import annotations

from core.question_tab import HEADINGS
from core.questions import TAB
from integrations.sandbox import by_hand
from integrations.sandbox.google_state import google
from integrations.sandbox.world import World

ANSWER = HEADINGS.index("Answer")


def pick(world: World, book: str) -> str:
    """Answer the question that has most suggestions by its first one. Returns what was asked and what was picked."""
    tab = next(one for one in google(world)["books"][book]["sheets"] if one["title"] == TAB)
    asked = range(1, len(tab["rows"]))
    row = max(asked, key=lambda number: len(tab["choices"][f"{number} {ANSWER}"]))
    picked = tab["choices"][f"{row} {ANSWER}"][0]
    by_hand.type_rows(world, book, TAB, [[*[None] * ANSWER, picked]], top=row + 1)
    cells = dict(zip(HEADINGS, tab["rows"][row], strict=False))
    return f"“{cells['Name'] or cells['Email']}” in {cells['Where']}, is {picked}: so they pick in the tab {TAB}."
