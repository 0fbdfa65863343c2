"""The rounds of a count as a picture shows them: a bar for each option, and which ballots moved from one to another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from core.counting.record import Count, Round
from core.counting.words import listed, share_of, share_shown
from templates.inserts import clean
from templates.rounds import EXHAUSTED, heading, scale

Fate = Literal["stands", "passes", "leaves", "exhausted"]

MOST_BARS = 8
"""Options that get a bar of their own; where there are more, the smallest share one."""

OTHERS, NOBODY = "\0others", "\0nobody"
"""The bars that are no option's; no option can have such an id, since ids are words."""


@dataclass(frozen=True)
class Bar:
    """One bar. Of its `votes` it has `received` since the scene before, and gives `given` away before the next.

    `by_lot`: that it passes or leaves, a lot decided.
    """

    key: str
    name: str
    votes: int
    share: str
    fate: Fate
    received: int = 0
    given: int = 0
    by_lot: bool = False


@dataclass(frozen=True)
class Stream:
    """Votes that move from one bar to another of the next scene, by their keys."""

    source: str
    target: str
    votes: int


@dataclass(frozen=True)
class Scene:
    """What is drawn of one round, or of several in which only small options leave.

    Bars stand in the order of their votes, and who leaves is last. `threshold` is the votes at which passing begins, or
    over which; `needed` the fewest that pass. No stream leads from one seat's scenes to another's.
    """

    heading: str
    bars: tuple[Bar, ...]
    streams: tuple[Stream, ...]
    needed: int
    threshold: Fraction

    def told(self) -> str:
        """The scene in words, every figure of the picture among them."""
        held = ", ".join(f"{one.name} {one.votes}" for one in self.bars)
        return f"{self.heading}, {self.needed} needed: {held}.{self._moved()}"

    def _moved(self) -> str:
        """Who leaves, and where their ballots go; or who passes."""
        names = {one.key: one.name for one in self.bars} | {NOBODY: EXHAUSTED.lower()}
        lots = {one.key: " by lot" if one.by_lot else "" for one in self.bars}
        told = "".join(f" {one.name} passes{lots[one.key]}." for one in self.bars if one.fate == "passes")
        for bar in self.bars:
            streams = [one for one in self.streams if one.source == bar.key]
            leaves = f" leaves{lots[bar.key]}" if bar.fate == "leaves" else ""
            if streams:
                where = listed([f"{one.votes} to {names[one.target]}" for one in streams])
                told += f" {bar.name}{leaves}: {where}."
            elif leaves:
                told += f" {bar.name}{leaves}."
        return told


@dataclass(frozen=True)
class Story:
    """All scenes of a count, and how many votes a bar of full length stands for."""

    scenes: tuple[Scene, ...]
    full: int
    folded: int

    def told(self) -> str:
        """All scenes in words."""
        return " ".join(scene.told() for scene in self.scenes)


def story(count: Mapping[str, Any]) -> Story:
    """The scenes of a count."""
    read = Count.from_json(count)
    folded = _folded(read)
    scenes, before = list[Scene](), dict[str, int]()
    for run in _runs(read, folded):
        if scenes and not scenes[-1].streams:
            before = {}
        scene, before = _scene(read, run, folded, before)
        scenes.append(scene)
    return Story(tuple(scenes), scale(read), len(folded))


def _folded(count: Count) -> frozenset[str]:
    """The options that share a bar: those that never had many votes, and neither won nor withhold."""
    most = Counter[str]()
    for past in count.rounds:
        most |= Counter(past.tally)
    ids = [option.id for option in count.options]
    if len(ids) <= MOST_BARS:
        return frozenset()
    apart = {*count.winners, count.rule.no_endorsement, count.rule.abstention}
    order = sorted(ids, key=lambda one: (one not in apart, -most[one], ids.index(one)))
    return frozenset(order[MOST_BARS - 1 :]) - set(count.winners)


def _runs(count: Count, folded: frozenset[str]) -> Iterator[list[Round]]:
    """Rounds in which only folded options leave go together, as far as they follow each other for one seat."""
    run = list[Round]()
    for past in count.rounds:
        if run and not (_small(run[-1], folded) and _small(past, folded) and past.seat == run[-1].seat):
            yield run
            run = []
        run.append(past)
    yield run


def _small(past: Round, folded: frozenset[str]) -> bool:
    return bool(past.eliminated) and folded.issuperset(past.eliminated)


def _scene(
    count: Count, run: Sequence[Round], folded: frozenset[str], before: Mapping[str, int]
) -> tuple[Scene, dict[str, int]]:
    """A scene, and what each bar keeps of its votes after it."""
    first, streams = run[0], _streams(run, folded)
    given = Counter[str]()
    for stream in streams:
        given[stream.source] += stream.votes
    gone = {one for past in run for one in past.eliminated}
    bars = []
    for key, votes in _votes(first, folded).items():
        received = votes - before[key] if key in before else votes if before else 0
        members = {one for one in first.tally if _key(one, folded) == key}
        fate = _fate(key, first, leaves=bool(members) and members <= gone)
        bars.append(
            Bar(
                key,
                _name(count, key, len(members)),
                votes,
                _share(count, first, key, votes),
                fate,
                received,
                given[key],
                _by_lot(count, first, key),
            )
        )
    kept = {bar.key: bar.votes - bar.given for bar in bars if bar.fate != "leaves"}
    order = sorted(bars, key=lambda bar: (bar.fate == "leaves", bar.fate == "exhausted", -bar.votes))
    told = heading(count, first, last=run[-1].number)
    return Scene(told, tuple(order), tuple(streams), first.needed, count.rule.threshold * first.base), kept


def _votes(past: Round, folded: frozenset[str]) -> dict[str, int]:
    """The votes of each bar, in the order of the paper."""
    held = Counter[str]()
    for option, votes in past.tally.items():
        held[_key(option, folded)] += votes
    if past.exhausted:
        held[NOBODY] = past.exhausted
    return dict(held)


def _key(option: str, folded: frozenset[str]) -> str:
    return OTHERS if option in folded else option


def _streams(run: Sequence[Round], folded: frozenset[str]) -> list[Stream]:
    """What moves between bars; what moves inside one is no stream."""
    moved = Counter[tuple[str, str]]()
    for past, source in ((each, one) for each in run for one in each.eliminated):
        left = past.tally[source]
        for target, votes in past.transfers[source].items():
            moved[_key(source, folded), _key(target, folded)] += votes
            left -= votes
        moved[_key(source, folded), NOBODY] += left
    return [Stream(*way, votes) for way, votes in moved.items() if votes and way[0] != way[1]]


def _fate(key: str, past: Round, *, leaves: bool) -> Fate:
    if key == NOBODY:
        return "exhausted"
    return "leaves" if leaves else "passes" if key in past.elected else "stands"


def _by_lot(count: Count, past: Round, key: str) -> bool:
    """Whether a lot decided in this round that an option leaves or passes."""
    return any(key in tie.chosen for tie in count.ties if tie.method == "lot" and tie.round == past.number)


def _share(count: Count, past: Round, key: str, votes: int) -> str:
    if key == NOBODY or not past.base:
        return ""
    share = share_of(votes, past, count.rule) if key == OTHERS else share_shown(key, past, count.rule)
    return share.removeprefix("exactly ")


def _name(count: Count, key: str, members: int) -> str:
    if key == NOBODY:
        return EXHAUSTED
    return f"Others ({members})" if key == OTHERS else clean(count.name(key))
