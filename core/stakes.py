"""What is at stake: which sign-ins have to be told apart, because somebody's vote could depend on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain

from core.bylaws import membership
from core.bylaws.participation import Attended, Participation, Volunteered
from core.calendar import past_year
from core.charter import Charter
from core.cited import plain
from core.decisions import together
from core.directory import loose, name_key
from core.lines import SignIn
from core.people import Line, Question, TakingPart


@dataclass(frozen=True)
class RulingDay:
    """A local day on which it matters who may vote, and the rules by which that is decided then."""

    on: date
    charter: Charter


def to_come(on: date, charter: Charter) -> RulingDay:
    """M4. As far ahead as votes are looked at: a question is asked in time before the warning that hangs on it."""
    return RulingDay(on + timedelta(days=2 * charter.membership.lapse_warning_days.value), charter)


def at_stake(part: TakingPart, days: Sequence[RulingDay]) -> dict[str, int]:
    """M2, M3. The questions that could change whether somebody may vote on one of these days, by alias.

    Says of each which day, counted from 0, is the first. A question matters if a member whom it may mean has no vote by
    what is sure, and would have one by that and everything that may be theirs. What is of nobody on the list matters
    once it would be enough for a vote: then somebody is missing there. Which questions are answered first makes no
    difference to it.
    """
    found: dict[str, int] = {}
    for nth, day in enumerate(days):
        for alias in _on_a_day(part, day):
            found.setdefault(alias, nth)
    return found


def _on_a_day(part: TakingPart, day: RulingDay) -> Iterable[str]:
    first, last = past_year(day.on, day.charter)
    open_ = [one for one in part.questions if one.line and first <= _day(one.line) <= last]
    for number, questions in _by_member(open_).items():
        yield from _deciding(part.by_member[number], questions, day)
    anybody = next(iter(part.by_member.values()), Participation())
    unlisted = Participation(dues_paid=True, unknown=anybody.unknown, excused=anybody.excused)
    for questions in _by_stranger(open_):
        yield from _deciding(unlisted, questions, day)


def _deciding(sure: Participation, questions: Sequence[Question], day: RulingDay) -> Iterable[str]:
    """The aliases of those questions that add to what is sure of somebody, if together they would bring the vote."""
    if membership.may_vote(sure, on=day.on, charter=day.charter).ruling:
        return ()
    new = [(one.alias, facts) for one in questions if (facts := _added(sure, one))]
    perhaps = _together(facts for _, facts in new)
    if not membership.may_vote(together(sure, perhaps), on=day.on, charter=day.charter).ruling:
        return ()
    return (alias for alias, _ in new)


def _by_member(questions: Iterable[Question]) -> Mapping[str, list[Question]]:
    found: dict[str, list[Question]] = {}
    for one in questions:
        for number in one.may_be:
            found.setdefault(number, []).append(one)
    return found


def _by_stranger(questions: Iterable[Question]) -> Iterable[list[Question]]:
    """What nobody on the list is known for, as it may be one person's: by address and by whole name.

    Who leaves two addresses, or none now and then, is one all the same: what is tied by either is added up. One word
    with an address ties nothing, for many are called so.
    """
    found: dict[str, list[Question]] = {}
    for one in (one for one in questions if one.is_strange):
        tied = {id(found[tie]): found[tie] for tie in _ties(one) if tie in found}.values()
        longest, *others = sorted([[one], *tied], key=len, reverse=True)
        new = list(chain.from_iterable(others))
        longest += new
        found.update(dict.fromkeys(chain.from_iterable(map(_ties, (one, *new))), longest))
    return {id(group): group for group in found.values()}.values()


def _ties(one: Question) -> Iterator[str]:
    name = name_key(one.name)
    if one.email:
        yield loose(one.email)
    if " " in name or not one.email:
        yield name


def _added(sure: Participation, one: Question) -> Participation | None:
    """What a line would add to what is sure of somebody; nothing if that is on record already."""
    facts = _facts(one.line) if one.line else Participation()
    both = together(sure, facts)
    new = len(both.attended) + len(both.volunteered) > len(sure.attended) + len(sure.volunteered)
    return facts if new else None


def _together(facts: Iterable[Participation]) -> Participation:
    several = list(facts)
    attended = {(one.on, plain(one.event)): one for facts in several for one in facts.attended}
    volunteered = {(one.on, plain(one.activity)): one for facts in several for one in facts.volunteered}
    return replace(Participation(), attended=tuple(attended.values()), volunteered=tuple(volunteered.values()))


def _facts(line: Line) -> Participation:
    if isinstance(line, SignIn):
        return Participation((Attended(line.event.on, line.event.code, line.event.kind, line.place),))
    return Participation(volunteered=(Volunteered(line.on, line.activity, line.place),))


def _day(line: Line) -> date:
    return line.event.on if isinstance(line, SignIn) else line.on
