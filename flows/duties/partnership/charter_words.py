"""Charter words: all that partners share, in sentences, for those who read it in letters and on the command line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from core.bylaws import partnership as rules
from core.bylaws import partnership_roles as roles
from core.calendar import day_in_words
from core.charter import Charter
from flows.duties.partnership.partnerships import Settled


def shared(settled: Settled, *, charter: Charter) -> Iterator[str]:
    """P3, P5, P8, P10, P12. How partners decide, the power between them, what is due, and what may go wrong."""
    if settled.method:
        yield f"They vote {settled.method}."
    if rules.power_is_named(settled.power, partners=settled.names, charter=charter):
        yield rules.power_in_words(settled.power, charter=charter)
    yield f"{roles.weights_in_words(settled.adaptations('voter'), charter=charter)}."
    for one in settled.adaptations("responsibility"):
        yield f"Responsible as {one.role}, because: {one.reason}."
    for what in settled.dates:
        done = f", reached on {day_in_words(what.done_on)}" if what.done_on else ""
        yield f"{what.kind.capitalize()}: {what.name}, due on {_day(what.due)}{done}."
    for circumstance in settled.foreseen:
        yield f"If this happens – {circumstance.name} – they do this: {circumstance.response}."


def _day(due: date | None) -> str:
    return day_in_words(due) if due else "no day yet"
