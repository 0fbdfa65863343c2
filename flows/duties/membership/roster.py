"""The roster: who is in the tab Members, and what is in the tab Events, for looking up a single person."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from core import twins, workbook
from core.decisions import Answers, numbers_kept
from core.directory import Directory
from core.kept_out import Marks
from core.lines import Event, Member
from core.tabs import Rows

TABS = ("Members", "Events")


class RosterFault(Exception):
    """The tab Members or Events can't be read. The message is the letter to the organisers."""


@dataclass(frozen=True)
class Roster:
    """The members, each person once, by the number that is kept; the events; and the answers that count beside them."""

    members: Mapping[str, Member]
    kept: Mapping[str, str]
    events: tuple[Event, ...]
    aliases: Mapping[str, str] = field(repr=False)
    leaving: Collection[str] = ()

    @cached_property
    def directory(self) -> Directory:
        """The members, to be found by what people type."""
        return Directory(self.members.values())

    def member(self, number: str) -> Member | None:
        """The member of a number, also if their line was merged with another; None if there is none any more."""
        return self.members.get(self.kept.get(number, number))

    def mailbox(self, number: str) -> str:
        """Where a member's letters go, or nothing: also for whoever asked to be erased."""
        member = self.member(number)
        written_to = member and member.emails and member.number not in self.leaving
        return member.emails[0].casefold() if member and written_to else ""


def read(
    tabs: Mapping[str, Rows], given: Callable[[Collection[str]], Answers], gone: Marks, leaving: Collection[str]
) -> Roster:
    """The roster as the workbook has it. Raises RosterFault where it can't be told who is who.

    `given` are the answers that count, for the member numbers of the tab Members; `gone` are people who were erased,
    `leaving` those who asked for it.
    """
    book = workbook.read({tab: tabs[tab] for tab in TABS if tab in tabs})
    letters = [page.refused for page in (book.members, book.events) if page.refused]
    if letters:
        raise RosterFault(" ".join(letters))
    lines = gone.members(book.members.used)
    numbers = {line.number for line in lines}
    answers = given(numbers)
    return Roster(
        {member.number: member for member in twins.one_each(lines, answers.merged)},
        {number: twins.kept(number, numbers, answers.merged) for number in numbers},
        book.events.used,
        numbers_kept(lines, answers),
        leaving,
    )
