"""Marks on paper, and what they mean: skipped ranks, options ranked twice, two options in one rank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from core.counting.ballots import Ballots, Numbers, Role, refuse_more_than_can_be_counted, smallest
from core.counting.rule import Option

OVERVOTE = "overvote"
"""The mark for two options in one rank."""

SKIPPED_CLOSED_UP = "a skipped rank was closed up"
SKIPPED_ENDS = "too many skipped ranks in a row ended the ballot there"
REPEAT_IGNORED = "an option ranked again kept its first place"
REPEAT_ENDS = "an option ranked again ended the ballot there"
OVERVOTE_ENDS = "two options in one rank ended the ballot there"
OVERVOTE_SKIPPED = "two options in one rank counted as none"

ENDS = (OVERVOTE_ENDS, SKIPPED_ENDS, REPEAT_ENDS)
"""The treatments after which nothing more of a ballot is read."""

Mark: TypeAlias = int
"""0: none; n: the n-th option; one more than there are options: two in one rank."""


@dataclass(frozen=True)
class Treatment:
    """How marks are read, in the words of RCTab: E7, and the charter's readings.

    `overvote`: two options in one rank "exhaust" the ballot there, or the rank is skipped ("skip"). More than
    `max_skipped` skipped ranks in a row exhaust it, too (None: any number is closed up). `duplicate`: an option that is
    ranked again keeps its first place ("skip"), or exhausts the ballot.
    """

    overvote: Literal["exhaust", "skip"] = "exhaust"
    max_skipped: int | None = None
    duplicate: Literal["skip", "exhaust"] = "skip"


@dataclass(frozen=True, eq=False)
class Marks:
    """What stands on the ballots of a contest: a row for each, a mark for each rank, and how often each row occurs.

    `roles` names the voter's role of each row, where the rows say it. `notes` say how the file was read: what was
    passed over in it, and what somebody should look at.
    """

    names: tuple[str, ...]
    marks: NDArray[Any] = field(repr=False)
    times: Numbers = field(repr=False)
    roles: tuple[str, ...] = field(default=(), repr=False)
    notes: tuple[str, ...] = ()

    @property
    def overvote(self) -> Mark:
        """The mark for two options in one rank."""
        return len(self.names) + 1

    @classmethod
    def of(cls, names: Sequence[str], rows: Sequence[Sequence[str]], times: Sequence[int]) -> Marks:
        """Marks from names in rows; an empty one is no mark, OVERVOTE two in one."""
        places = {"": 0, **{name: place for place, name in enumerate(names, 1)}, OVERVOTE: len(names) + 1}
        marks = np.zeros((len(rows), max(map(len, rows), default=0)), smallest(len(names) + 1))
        for at, row in enumerate(rows):
            marks[at, : len(row)] = [places[name] for name in row]
        return cls(tuple(names), marks, np.array(times, np.int64))

    def with_option(self, name: str) -> Marks:
        """The same ballots on a paper that also has this option, which nobody marked; as they are, if it is there."""
        if name.casefold() in {one.casefold() for one in self.names}:
            return self
        places = np.arange(self.overvote + 1, dtype=smallest(self.overvote + 1))
        places[-1] += 1
        return replace(self, names=(*self.names, name), marks=places[self.marks])

    def rows(self) -> Iterator[tuple[int, tuple[Mark, ...]]]:
        """How often each kind of ballot occurs, and its marks rank by rank without empty ranks at the end; sorted."""
        kinds = Counter[tuple[Mark, ...]]()
        for times, row in zip(self.times.tolist(), self.marks.tolist(), strict=True):
            used = max((rank for rank, mark in enumerate(row, 1) if mark), default=0)
            kinds[tuple(row[:used])] += times
        for row in sorted(kinds):
            yield kinds[row], row

    def ballots(self, treatment: Treatment, weights: Mapping[str, int] | None = None) -> Ballots:
        """The rankings that these marks mean, and how many ballots needed which treatment.

        With `weights`, which have to name every role in the rows, a ballot is as many votes as its role's. P7.
        """
        ranks = np.zeros((len(self.marks), self.marks.shape[1] + 1), self.marks.dtype, order="F")
        ranks[:, :-1] = self.marks
        ended = np.zeros(len(ranks), np.uint8)
        unclean = np.flatnonzero(self._unclean())
        closed = _closed_up(self.marks[unclean], overvote=self.overvote)
        ranks[unclean] = closed.ranks
        # What may end a ballot is looked at mark by mark; ballots that are marked alike are cleaned alike.
        is_strange = closed.overvotes | self._may_end(closed, treatment)
        strange = unclean[is_strange]
        kinds, which = np.unique(self.marks[strange], axis=0, return_inverse=True)
        found = [cleaned(kind, treatment, overvote=self.overvote) for kind in kinds.tolist()]
        rows = [[*ranking, *[0] * (ranks.shape[1] - len(ranking))] for ranking, _ in found]
        reasons = [next((ENDS.index(one) + 1 for one in treated if one in ENDS), 0) for _, treated in found]
        ranks[strange] = np.array(rows, ranks.dtype).reshape(-1, ranks.shape[1])[which.ravel()]
        ended[strange] = np.array(reasons, np.uint8)[which.ravel()]
        treated = _treatments(found, which.ravel(), self.times[strange])
        treated[SKIPPED_CLOSED_UP] += int(self.times[unclean[closed.gaps & ~is_strange]].sum())
        treated[REPEAT_IGNORED] += int(self.times[unclean[closed.repeats & ~is_strange]].sum())
        answered = self.marks.any(axis=1)
        refuse_more_than_can_be_counted(float(self.times.astype(float).sum()), max((weights or {}).values(), default=1))
        votes = self.times * self._weights(weights) if weights else self.times
        roles = tuple(self._role(role, weight, ranks[:, 0] != 0) for role, weight in sorted((weights or {}).items()))
        blank = int(votes[~answered].sum())
        if not answered.all():
            ranks, votes, ended = ranks[answered], votes[answered], ended[answered]
        return Ballots(
            options=tuple(Option(name, name) for name in self.names),
            ranks=ranks,
            votes=votes,
            blank=blank,
            treatments=dict(sorted((+treated).items())),
            ended=ended,
            ends=ENDS,
            roles=roles,
        )

    def _weights(self, weights: Mapping[str, int]) -> Numbers:
        return np.array([weights[role] for role in self.roles], np.int64)

    def _role(self, role: str, weight: int, counts: NDArray[np.bool_]) -> Role:
        """What the voters of a role cast; `counts` are the rows that stand for somebody."""
        mine, answered = np.array([one == role for one in self.roles], bool), self.marks.any(axis=1)
        cast, blank, spoiled = (
            int(self.times[mine & which].sum()) for which in (counts, ~answered, answered & ~counts)
        )
        return Role(role, weight, cast, cast * weight, blank=blank, spoiled=spoiled)

    @staticmethod
    def _may_end(closed: _ClosedUp, treatment: Treatment) -> NDArray[np.bool_]:
        """Which rows a gap or a repeat may end."""
        ends = np.zeros_like(closed.gaps)
        ends |= closed.gaps if treatment.max_skipped is not None else False
        ends |= closed.repeats if treatment.duplicate == "exhaust" else False
        return ends

    def _unclean(self) -> NDArray[np.bool_]:
        """Which rows hold more than a ranking without gaps."""
        found, ranks = np.zeros(len(self.marks), bool), list(self.marks.T)
        for at, rank in enumerate(ranks):
            marked = rank != 0
            found |= rank == self.overvote
            found |= marked & (ranks[at - 1] == 0) if at else False
            for earlier in ranks[:at]:
                found |= marked & (rank == earlier)
        return found


@dataclass(frozen=True, eq=False)
class _ClosedUp:
    """Rows without gaps and repeats, and which of them had gaps, repeats, and two options in one rank."""

    ranks: NDArray[Any]
    gaps: NDArray[np.bool_]
    repeats: NDArray[np.bool_]
    overvotes: NDArray[np.bool_]


def _closed_up(marks: NDArray[Any], *, overvote: Mark) -> _ClosedUp:
    """Close gaps and take out repeats in all rows at once: the two treatments that many ballots may need."""
    columns, every = list(np.asfortranarray(marks).T), np.arange(len(marks))
    ranks, place = np.zeros((len(marks), len(columns) + 1), marks.dtype), np.zeros(len(marks), np.intp)
    gaps, repeats, overvotes = np.zeros((3, len(marks)), bool)
    for at, rank in enumerate(columns):
        marked, again = rank != 0, np.zeros(len(marks), bool)
        for earlier in columns[:at]:
            again |= marked & (rank == earlier)
        gaps |= marked & (columns[at - 1] == 0) if at else False
        repeats |= again
        overvotes |= rank == overvote
        ranks[every, place] = np.where(again, 0, rank)
        place += marked & ~again
    return _ClosedUp(ranks, gaps, repeats, overvotes)


def _treatments(
    found: Sequence[tuple[tuple[Mark, ...], tuple[str, ...]]], which: NDArray[Any], times: Numbers
) -> Counter[str]:
    """On how many ballots each treatment was used; `which` says of each ballot what was found of its kind."""
    often = np.zeros(len(found), np.int64)
    np.add.at(often, which, times)
    treated = Counter[str]()
    for (_, reasons), number in zip(found, often.tolist(), strict=True):
        treated.update(dict.fromkeys(reasons, number))
    return treated


def cleaned(marks: Sequence[Mark], treatment: Treatment, *, overvote: Mark) -> tuple[tuple[Mark, ...], tuple[str, ...]]:
    """One ballot's marks, best first, as a ranking, and the treatments it needed, each once."""
    ranking: list[Mark] = []
    treated: dict[str, None] = {}
    skipped = 0
    for mark in marks:
        found = _treatment(mark, ranking, skipped, treatment, overvote=overvote)
        treated |= dict.fromkeys([SKIPPED_CLOSED_UP] if mark and skipped and found not in ENDS else [])
        treated |= dict.fromkeys([found] if found else [])
        if found in ENDS:
            break
        skipped = 0 if mark else skipped + 1
        ranking += [mark] if mark and not found else []
    return tuple(ranking), tuple(treated)


def _treatment(mark: Mark, ranking: Sequence[Mark], skipped: int, treatment: Treatment, *, overvote: Mark) -> str:
    """What is done with a mark that can't just be the next choice; nothing for one that can."""
    if mark and treatment.max_skipped is not None and skipped > treatment.max_skipped:
        return SKIPPED_ENDS
    if mark == overvote:
        return OVERVOTE_ENDS if treatment.overvote == "exhaust" else OVERVOTE_SKIPPED
    if mark not in ranking:
        return ""
    return REPEAT_ENDS if treatment.duplicate == "exhaust" else REPEAT_IGNORED


def clean(marks: Sequence[str | None], treatment: Treatment = Treatment()) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The same for marks that are names: None or nothing for a rank without a mark, OVERVOTE for two options in one."""
    names = list(dict.fromkeys(mark for mark in marks if mark and mark != OVERVOTE))
    places = {"": 0, OVERVOTE: len(names) + 1, **{name: place for place, name in enumerate(names, 1)}}
    ranking, treated = cleaned([places[mark or ""] for mark in marks], treatment, overvote=len(names) + 1)
    return tuple(names[mark - 1] for mark in ranking), treated
