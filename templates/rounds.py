"""A count laid out for reading: for each round who has how many ballots, who leaves, and where their ballots go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, TypeAlias

from markupsafe import Markup

from core import lots_again
from core.counting import record, tally_sheet
from core.counting.record import Count, Tie
from core.counting.words import listed, share_shown
from core.lots_again import Lot
from templates.inserts import as_it_stands, clean

NAME_WIDTH = 22
"""Columns for names in a table of plain text."""

ROUNDS_ABREAST = 5
"""Rounds that fit beside each other in plain text; more go into a further table below."""

MOST_LINES, MOST_TOGETHER = 45, 120
"""Lines of rounds for which a letter has room in one contest, and in all."""

EXHAUSTED = "No choice left"
"""What exhausted ballots are called: all that they rank has left the count."""


Piece: TypeAlias = tuple[Literal["held", "received", "empty", "mark"], int]
"""A piece of a bar: ballots held, those just received, nothing, or the mark where passing begins."""


@dataclass(frozen=True)
class Standing:
    """One line of a round. `share` is empty for exhausted ballots, which stand for nobody.

    `received` is how many ballots came since the round before. `bar` are the pieces of a bar from left to right, each
    with its width in per cent, which add up to all of it.
    """

    name: str
    votes: int
    share: str
    bar: tuple[Piece, ...]
    received: int = 0
    leaves: bool = False
    passes: bool = False
    exhausted: bool = False


@dataclass(frozen=True)
class Round:
    """One round: the standings, most ballots first; what happened then (may be empty); and how many it takes to pass.

    `is_last` of all rounds, or of those for its seat.
    """

    number: int
    heading: str
    standings: tuple[Standing, ...]
    moved: str
    needed: int
    is_last: bool


@dataclass(frozen=True)
class Course:
    """One option's course: its ballots in round after round, and what becomes of it."""

    name: str
    held: str
    fate: str


def headline(count: Mapping[str, Any]) -> str:
    """The outcome without figures, for groups too small to publish any."""
    return tally_sheet.decision(Count.from_json(count))


def rounds(count: Mapping[str, Any]) -> tuple[Round, ...]:
    """All rounds of a count, in order."""
    read = Count.from_json(count)
    return tuple(_round(place, read) for place in range(len(read.rounds)))


def _round(place: int, count: Count) -> Round:
    each, rule, full = count.rounds[place], count.rule, scale(count)
    paper = [option.id for option in count.options]
    came = _received(count.rounds[place - 1] if place else None, each)
    mark = 100 * rule.threshold * each.base / full
    standings = [
        Standing(
            name=clean(count.name(option)),
            votes=votes,
            share=share_shown(option, each, rule).removeprefix("exactly "),
            bar=_bar(votes, came[option], full, mark),
            received=came[option],
            leaves=option in each.eliminated,
            passes=option in each.elected,
        )
        for option, votes in sorted(each.tally.items(), key=lambda held: (-held[1], paper.index(held[0])))
    ]
    if each.exhausted:
        pieces = _bar(each.exhausted, came[None], full, mark)
        standings.append(Standing(EXHAUSTED, each.exhausted, "", pieces, came[None], exhausted=True))
    is_last = place + 1 == len(count.rounds) or count.rounds[place + 1].seat > each.seat
    return Round(each.number, heading(count, each), tuple(standings), _moved(each, count), each.needed, is_last)


def is_long(count: Mapping[str, Any], contests: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a letter about these contests has no room for every line of this count, and shows courses instead."""
    together = sum(_lines(contest["count"]) for contest in contests if contest["shown"] == "rounds")
    return _lines(count) > MOST_LINES or together > MOST_TOGETHER


def _lines(count: Mapping[str, Any]) -> int:
    return sum(len(past["tally"]) + bool(past["exhausted"]) for past in count["rounds"])


def courses(count: Mapping[str, Any]) -> list[Course]:
    """Every option's course through the rounds, who stays longest first; the exhausted ballots last."""
    read = Count.from_json(count)
    told = [_course(read, option) for option in _by_staying_power(read)]
    exhausted = [str(past.exhausted) for past in read.rounds]
    return [*told, Course(EXHAUSTED, ", ".join(exhausted), "")] if any(map(int, exhausted)) else told


def _course(count: Count, option: str) -> Course:
    held = ", ".join(str(past.tally.get(option, "–")) for past in count.rounds)
    while held.endswith(", –"):
        held = held.removesuffix(", –")
    fates = [f"leaves after round {past.number}" for past in count.rounds if option in past.eliminated]
    fates += [f"passes in round {past.number}" for past in count.rounds if option in past.elected]
    return Course(clean(count.name(option)), held, ", ".join(fates))


def heading(count: Count, first: record.Round, *, last: int | None = None) -> str:
    """What a round is called, or several up to the `last`."""
    alone = last in {None, first.number}
    called = f"Round {first.number}" if alone else f"Rounds {first.number} to {last}"
    return f"{called}, for seat {first.seat}" if count.rule.seats > 1 and len(count.rounds) > 1 else called


def scale(count: Count) -> int:
    """How many votes a bar of full length stands for: all that were cast, or that are needed or exhausted if more."""
    return max(1, count.cast, *(max(past.needed, past.exhausted) for past in count.rounds))


def _received(before: record.Round | None, each: record.Round) -> Counter[str | None]:
    """How many votes each got from those who left after the round before, and how many were exhausted (None)."""
    came = Counter[str | None]()
    if before and before.seat == each.seat:
        came.update({None: before.exhausted_now})
        for moves in before.transfers.values():
            came.update(moves)
    return came


def _bar(votes: int, received: int, full: int, mark: Fraction) -> tuple[Piece, ...]:
    """A bar in whole per cent: rounded down, but never to nothing or across the mark, which itself takes one."""
    passing = min(max(int(mark), 1), 99)
    held, filled = 99 * (votes - received) // full, max(99 * votes // full, 1 if votes else 0)
    filled = max(filled, passing + 1) if votes * 100 > mark * full else min(filled, passing)
    filled = min(filled, 99)
    held = min(held, filled)
    ways: list[Piece] = [("held", held), ("received", filled - held), ("empty", 99 - filled)]
    return tuple(piece for piece in _marked(ways, passing) if piece[1])


def _marked(pieces: Sequence[Piece], place: int) -> Iterator[Piece]:
    """The pieces with the mark between them: the piece it falls into is cut in two."""
    left = 0
    for kind, width in pieces:
        before = min(max(place - left, 0), width)
        yield kind, before
        if left < place <= left + width:
            yield "mark", 1
        yield kind, width - before
        left += width


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
    told = f"The ballots move on: {listed(where)}." if where else "There are no ballots to pass on."
    return f"{listed([clean(count.name(option)) for option in each.eliminated])} {leaves} the count. {told}"


def ties(count: Mapping[str, Any]) -> list[str]:
    """A sentence or three for each tie: who was level, how it was settled, and whether that mattered."""
    read = Count.from_json(count)
    return [_tie(tie, read) for tie in read.ties]


def lots(count: Mapping[str, Any]) -> list[Lot]:
    """Each lot that was used, with all that a member needs to draw it again by hand."""
    return list(lots_again.lots(count))


def _tie(tie: Tie, count: Count) -> str:
    level = listed([clean(count.name(option)) for option in tie.tied])
    if not tie.chosen:
        return f"In round {tie.round}, {level} are level. A lot has to be drawn in public before anything is decided."
    chosen = listed([clean(count.name(option)) for option in tie.chosen])
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
