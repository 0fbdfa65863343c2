"""The ballots of a contest as a recount pack publishes them: in a table, as BLT, and as cast vote records."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from core import same_ballots
from core.counting.files import blt, cvr
from core.counting.files.written import ordinal
from core.counting.marks import Marks
from core.counting.record import Count
from core.counting.rule import Ranking


@dataclass(frozen=True, kw_only=True)
class PackContest:
    """One contest of a pack: its title, its count, and the ballots that were counted."""

    title: str
    count: Count
    ballots: Mapping[Ranking, int]


def as_far_as_read(result: Count, ballots: Mapping[Ranking, int]) -> dict[Ranking, int]:
    """The ballots without the choices that the count never came to: those below where each ballot lies at the end.

    Of a contest for several seats this is the end at which it lies lowest.
    """
    ends = {past.seat: past.tally for past in result.rounds}.values()
    cut = Counter[Ranking]()
    for ranking, number in ballots.items():
        cut[ranking[: max(_lies_at(ranking, standing) for standing in ends)]] += number
    return dict(cut)


def _lies_at(ranking: Ranking, standing: Mapping[str, int]) -> int:
    """The rank of the first option that still stands; that of the last, if none does."""
    return next((place for place, option in enumerate(ranking, 1) if option in standing), len(ranking))


def files(contest: PackContest, number: int, *, whole: bool, generated: datetime) -> Iterator[tuple[str, bytes]]:
    """The ballots' files by name; `whole`, or only as far as the count read them.

    BLT and cast vote records are for rankings, so that ballots of an approval vote are in the table alone. `generated`
    is the time that the cast vote records have to name.
    """
    ballots = contest.ballots if whole else as_far_as_read(contest.count, contest.ballots)
    yield f"contest-{number}.ballots.csv", _table(contest, ballots)
    if contest.count.rule.method == "approval":
        return
    names = {option.id: option.name for option in contest.count.options}
    rows = [[names[option] for option in ranking] for ranking in ballots]
    marks = Marks.of([*names.values()], rows, [*ballots.values()])
    yield f"contest-{number}.blt", blt.write(marks, title=contest.title, seats=contest.count.rule.seats)
    yield f"contest-{number}.cvr.json", cvr.write(marks, title=contest.title, generated=generated)


def _table(contest: PackContest, ballots: Mapping[Ranking, int]) -> bytes:
    """How many ballots, then their choices; equal ballots share a line, and sorted lines tell nothing."""
    names = {option.id: same_ballots.as_cell(option.name) for option in contest.count.options}
    longest = max(1, *map(len, ballots)) if ballots else 1
    rows = [[*(names[option] for option in ranking), *[""] * (longest - len(ranking))] for ranking in ballots]
    lines = sorted(zip(rows, ballots.values(), strict=True))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["Ballots", *(f"{ordinal(rank)} choice" for rank in range(1, longest + 1))])
    writer.writerows([number, *row] for row, number in lines)
    return text.getvalue().encode()
