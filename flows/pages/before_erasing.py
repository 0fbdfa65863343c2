"""Before a person is erased: whose number it is can be looked up by what is shown, which names nobody."""

from __future__ import annotations

from core.numbers import many
from flows.duties.privacy.wishes import Ahead
from flows.pages.approval import approval_page


def before_erasing(found: Ahead) -> str:
    """M8. What erasing the person with a number would mean: numbers and counts, for the dashboard names nobody."""
    rows = [
        ("Whose number it is", f"look {found.number} up in the tab Members: one digit more or less is somebody else"),
        ("Other numbers of the same person", ", ".join(found.others) or "none"),
        ("What is on record", f"{many(found.events, 'event')}, {many(found.activities, 'volunteer activity')}"),
        ("Lines on rolls", str(found.rolls)),
        ("Letters", "one, the last that they get" if found.gets_letter else "none: no letter reaches them"),
        ("When", f"once {' and '.join(found.waits_for)}" if found.waits_for else "at once, or with the next passes"),
    ]
    return approval_page(
        f"Erase the person with the number {found.number}?",
        rows,
        now="Nothing has happened yet, and they haven't been written to.",
        yes="They lose their vote, and are taken out of everything. Counts stay, and they go. It can't be undone. Only "
        f"until they are erased it can be taken back: canvass erase {found.number} --take-back",
        no="They stay a member as they are, and no letter goes out.",
    )
