"""What organisers have answered and decided, which no sheet says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from core.bylaws.participation import Attended, Excepted, Participation
from core.cited import plain
from core.gaps import Held, gaps_in
from core.lines import Event, Member, Sender
from core.twins import kept
from core.workbook import Book


@dataclass(frozen=True)
class Answers:
    """What organisers have answered and decided beside the sheets. All is matched anew with it at each reading.

    `aliases` maps `alias_keys.alias_of` to a member number or NOT_A_MEMBER. `merged` maps the number of a line in the
    tab Members to the one that is the same person. `conceded` is what a member took part in though no sheet says so.
    `excused` maps events without a sign-in sheet, by code and day, to the place of the decision that they mustn't count
    against anybody.
    `senders` have handed in a form, and nobody knows yet who they are.
    """

    aliases: Mapping[str, str] = field(default_factory=dict, repr=False)
    merged: Mapping[str, str] = field(default_factory=dict)
    conceded: Mapping[str, Participation] = field(default_factory=dict)
    excused: Mapping[Held, str] = field(default_factory=dict)
    exceptions: Mapping[str, tuple[Excepted, ...]] = field(default_factory=dict)
    senders: tuple[Sender, ...] = ()


class Decided:
    """What was decided, for the people and events of a book as it is now."""

    def __init__(self, book: Book, answers: Answers) -> None:
        self.conceded = _conceded(book, answers)
        self.gaps = gaps_in(book, answers.excused)
        self.exceptions = _exceptions(book, answers)

    def and_sheets(self, number: str, facts: Participation) -> Participation:
        """What a member took part in by the sheets, and by decisions, with what was decided for everybody."""
        return replace(
            together(facts, self.conceded.get(number, Participation())),
            unknown=self.gaps.unknown,
            excused=self.gaps.excused,
            exceptions=self.exceptions.get(number, ()),
        )


def numbers_kept(lines: Iterable[Member], answers: Answers) -> dict[str, str]:
    """The saved answers, each by the number under which its person is kept. `lines` are those of the tab Members."""
    numbers = {member.number for member in lines}
    return {key: kept(number, numbers, answers.merged) for key, number in answers.aliases.items()}


def together(facts: Participation, conceded: Participation) -> Participation:
    """What a member took part in by the sheets, and by decisions. What both say is there once, by the sheets."""
    came = {(one.on, plain(one.event)) for one in facts.attended}
    helped = {(one.on, plain(one.activity)) for one in facts.volunteered}
    return replace(
        facts,
        attended=(*facts.attended, *(one for one in conceded.attended if (one.on, plain(one.event)) not in came)),
        volunteered=(
            *facts.volunteered,
            *(one for one in conceded.volunteered if (one.on, plain(one.activity)) not in helped),
        ),
    )


def _conceded(book: Book, answers: Answers) -> dict[str, Participation]:
    """What was decided that members took part in, by the number that is kept, and of events as the tab has them now."""
    numbers = {member.number for member in book.members.used}
    events = {plain(event.code): event for event in book.events.used}
    found: dict[str, Participation] = {}
    for number, facts in answers.conceded.items():
        into = kept(number, numbers, answers.merged)
        attended = tuple(_held(one, events.get(plain(one.event))) for one in facts.attended)
        found[into] = together(found.get(into, Participation()), replace(facts, attended=attended))
    return found


def _exceptions(book: Book, answers: Answers) -> dict[str, tuple[Excepted, ...]]:
    """The exceptions by the number that is kept: one that was made for a line holds for its person."""
    numbers = {member.number for member in book.members.used}
    found: dict[str, tuple[Excepted, ...]] = {}
    for number, made in answers.exceptions.items():
        into = kept(number, numbers, answers.merged)
        found[into] = (*found.get(into, ()), *made)
    return found


def _held(one: Attended, event: Event | None) -> Attended:
    """What was decided as the tab has it now; of an event of that name on another day nothing was decided."""
    if event is None or event.on != one.on:
        return one
    return Attended(event.on, event.code, event.kind, one.place)
