"""Charter words: all that partners share, in sentences, for those who read it in letters and on the command line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from core.bylaws import partnership as rules
from core.bylaws import partnership_roles as roles
from core.bylaws.partnership_publicity import UNNAMED, extent
from core.calendar import day_in_words
from core.charter import Charter
from core.partner_form import LISTS, RANKS
from core.records.partnerships import PRIMARY
from flows.duties.partnership import told
from flows.duties.partnership.partnerships import GATE, METHOD, POWER, PUBLICITY, Settled


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


def own(settled: Settled, nth: int) -> Iterator[str]:
    """P1. All that was said for one partner so far, for whoever answers for it."""
    for question, value in settled.said.get(nth, {}).items():
        yield from _own(question, value)


def _own(question: str, value: Any) -> Iterator[str]:
    if question.startswith(GATE):
        words = (value["answer"], value.get("words"), value.get("remedy"))
        yield f"{question.removeprefix(GATE)}: {_joined(words)}"
    elif question == METHOD:
        yield f"How we vote: {value}"
    elif question == POWER:
        yield f"The power between us: {_joined(value.values())}"
    elif question == PUBLICITY:
        told_to = "; ".join(f"{to.replace('_', ' ')}: {what}" for to, what in value.items() if what)
        yield f"What may be told of us: {told_to}"
    elif question in RANKS:
        yield f"{question.capitalize()} delegate: {value['name']}, {value['email']}, as {value['responsibility']}"
    elif question in LISTS:
        yield from (f"{question.capitalize()}: {_joined(one.values())}" for one in value)


def _joined(words: Iterable[Any]) -> str:
    return " – ".join(str(one) for one in words if one)


def _day(due: date | None) -> str:
    return day_in_words(due) if due else "no day yet"


# ── before a partner ───────────────────────────────────────────────────────────────────────────────


def name_before(settled: Settled, nth: int, *, reader: int, on: date, charter: Charter) -> str:
    """P11. How a partner is called before another one; its own name it knows."""
    if nth == reader:
        return settled.name_of(nth)
    return told.as_told(settled, nth, to="partners", on=on, charter=charter) or UNNAMED


def before(text: str, settled: Settled, reader: int, *, on: date, charter: Charter) -> str:
    """P11. A text for a partner, in which the others are called as they want to be before it."""
    others = replace(settled, partners=tuple(one for one in settled.partners if one.nth != reader))
    return told.neutral(text, others, to="partners", on=on, charter=charter)


def who(settled: Settled, reader: int, *, on: date, charter: Charter) -> Iterator[str]:
    """P2, P11. The partners with their delegates: one's own, and others' where a partner may know what it does."""
    for one in settled.partners:
        name = name_before(settled, one.nth, reader=reader, on=on, charter=charter)
        open_ = extent(settled.publicity[one.name], to="partners", on=on, charter=charter) == "what we do together"
        if one.nth != reader and not open_:
            yield f"{name}, with two delegates."
            continue
        mine = [each for each in settled.delegates if each.partner == one.nth and each.replaced_at is None]
        mine.sort(key=lambda each: each.rank != PRIMARY)
        people = "; ".join(f"{each.rank} delegate: {each.name}, as {each.responsibility}" for each in mine)
        yield f"{name} – {people}."


def publicity(settled: Settled, nth: int, *, charter: Charter) -> str:
    """P11. What may be told of a partner to whom, in a sentence, and from which day."""
    said = settled.publicity[settled.name_of(nth)]
    usual = charter.partnership.publicity if charter.partnership else None
    told_to = {
        "Members may be told": said.members or (usual and usual.members.value),
        "the other partners": said.partners or (usual and usual.partners.value),
        "everybody else": said.third_parties or (usual and usual.third_parties.value),
    }
    since = f", not before {day_in_words(said.third_parties_from)}" if said.third_parties_from else ""
    words = "; ".join(f"{whom}: {what}" for whom, what in told_to.items())
    return f"{words}{since}."
