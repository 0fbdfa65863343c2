"""A count laid out for reading: for each round who has how many ballots, who leaves, and where their ballots go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from markupsafe import Markup

from core.counting import record, tally_sheet
from core.counting.record import Count, Tie
from core.counting.words import share_shown
from templates.inserts import as_it_stands, clean

NAME_WIDTH = 22
"""Columns for names in a table of plain text."""

ROUNDS_ABREAST = 5
"""Rounds that fit beside each other in plain text; more go into a further table below."""

EXHAUSTED = "No choice left"
"""What exhausted ballots are called: all that they rank has left the count."""


@dataclass(frozen=True)
class Standing:
    """One line of a round. `filled` is the ballots in per cent of those cast, rounded down, for drawing a bar.

    `share` is empty for exhausted ballots, which stand for nobody.
    """

    name: str
    votes: int
    share: str
    filled: int
    leaves: bool = False
    passes: bool = False
    exhausted: bool = False


@dataclass(frozen=True)
class Round:
    """One round: the standings, most ballots first; what happened then (may be empty); and what it takes to pass.

    `needed` is in ballots; `threshold` in per cent of the ballots cast, for drawing a mark.
    """

    number: int
    standings: tuple[Standing, ...]
    moved: str
    needed: int
    threshold: Fraction


def headline(count: Mapping[str, Any]) -> str:
    """The outcome without figures, for groups too small to publish any."""
    return tally_sheet.decision(Count.from_json(count))


def rounds(count: Mapping[str, Any]) -> tuple[Round, ...]:
    """All rounds of a count, in order."""
    read = Count.from_json(count)
    return tuple(_round(each, read) for each in read.rounds)


def _round(each: record.Round, count: Count) -> Round:
    rule, cast, base = count.rule, count.cast, each.base
    paper = [option.id for option in count.options]
    standings = [
        Standing(
            name=clean(count.name(option)),
            votes=votes,
            share=share_shown(option, each, rule).removeprefix("exactly "),
            filled=_filled(votes, cast),
            leaves=option in each.eliminated,
            passes=option in each.elected,
        )
        for option, votes in sorted(each.tally.items(), key=lambda held: (-held[1], paper.index(held[0])))
    ]
    if each.exhausted:
        standings.append(Standing(EXHAUSTED, each.exhausted, "", _filled(each.exhausted, cast), exhausted=True))
    mark = 100 * rule.threshold * base / cast if cast else Fraction(0)
    return Round(each.number, tuple(standings), _moved(each, count), each.needed, mark)


def _filled(votes: int, cast: int) -> int:
    """How much of a bar is filled, in per cent; ballots spoiled from the start may be more than those cast."""
    return min(100, 100 * votes // cast) if cast else 0


def _moved(each: record.Round, count: Count) -> str:
    """Who leaves, and where their ballots go, as far as somebody does."""
    if not each.eliminated:
        return ""
    moved = Counter[str]()
    for moves in each.transfers.values():
        moved.update(moves)
    where = [f"{votes} to {clean(count.name(option))}" for option, votes in moved.items() if votes]
    if each.exhausted_now:
        where.append(f"{each.exhausted_now} with no choice left")
    leaves = "leaves" if len(each.eliminated) == 1 else "leave"
    told = f"The ballots move on: {_listed(where)}." if where else "There are no ballots to pass on."
    return f"{_listed([clean(count.name(option)) for option in each.eliminated])} {leaves} the count. {told}"


def ties(count: Mapping[str, Any]) -> list[str]:
    """A sentence or three for each tie: who was level, how it was settled, and whether that mattered."""
    read = Count.from_json(count)
    return [_tie(tie, read) for tie in read.ties]


def _tie(tie: Tie, count: Count) -> str:
    level = _listed([clean(count.name(option)) for option in tie.tied])
    if not tie.chosen:
        return f"In round {tie.round}, {level} are level. A lot has to be drawn in public before anything is decided."
    chosen = _listed([clean(count.name(option)) for option in tie.chosen])
    why = _why(tie, count)
    matters = {
        True: "The outcome hangs on this: settled another way, it could have been different.",
        False: "It made no difference: settled another way, the outcome is the same.",
        None: "There were too many ways to settle it to say whether it made a difference.",
    }[tie.matters]
    if tie.about == "election":
        return f"In round {tie.round}, {level} were level for the last seat. {chosen} got it, {why}. {matters}"
    return f"In round {tie.round}, {level} were level in last place. {chosen} left, {why}. {matters}"


def _why(tie: Tie, count: Count) -> str:
    """What settled a tie."""
    if tie.decided_in:
        return f"with the fewest ballots in round {tie.decided_in}"
    if tie.method == "lot" and count.rule.drawn:
        return f"by the lot drawn in public: {clean(count.rule.drawn)} ({clean(count.rule.drawn_from)})"
    return f"by the {'order' if tie.method == 'order' else 'lot'} fixed before the vote"


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def table(count: Mapping[str, Any]) -> list[Markup]:
    """The rounds as lines of plain text in fixed columns; who stays longest is on top."""
    read = Count.from_json(count)
    lines: list[str] = []
    for start in range(0, len(read.rounds), ROUNDS_ABREAST):
        part = read.rounds[start : start + ROUNDS_ABREAST]
        heading = _row("", [f"Round {each.number}" for each in part])
        lines += ["", heading, "-" * len(heading)]
        for option in _by_staying_power(read):
            lines.append(_row(clean(read.name(option)), [str(each.tally.get(option, "-")) for each in part]))
        if any(each.exhausted for each in part):
            lines.append(_row(EXHAUSTED, [str(each.exhausted) for each in part]))
    return [as_it_stands(line) for line in lines[1:]]


def _by_staying_power(count: Count) -> list[str]:
    def power(option: str) -> tuple[int, int]:
        held = [each.tally[option] for each in count.rounds if option in each.tally]
        return len(held), held[-1] if held else 0

    return sorted((option.id for option in count.options), key=power, reverse=True)


def _row(name: str, cells: Sequence[str]) -> str:
    fitted = name if len(name) <= NAME_WIDTH else name[: NAME_WIDTH - 1].rstrip() + "…"
    return f"{fitted:<{NAME_WIDTH}}" + "".join(f"{cell:>9}" for cell in cells)
