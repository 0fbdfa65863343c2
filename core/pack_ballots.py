"""The ballots of a contest as a recount pack publishes them: in a table, as BLT, and as cast vote records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core import roles_again, same_ballots
from core.counting.files import blt, cvr
from core.counting.marks import Marks
from core.counting.record import Count
from core.counting.rule import Ranking


@dataclass(frozen=True, kw_only=True)
class PackContest:
    """One contest of a pack: its title, its count, and the ballots that were counted, by role if they have weights.

    Where figures would tell how somebody of a group voted, `groups` says what is told instead: its "limit", the figures
    "told", each with "group", "choice" and "number", and a "sentence" on what is withheld, and why. P9.
    """

    title: str
    count: Count
    ballots: Mapping[Ranking, int] = field(default_factory=dict)
    by_role: Mapping[str, Mapping[Ranking, int]] = field(default_factory=dict)
    groups: Mapping[str, Any] | None = None

    def piles(self, *, whole: bool) -> dict[str, dict[Ranking, int]]:
        """The ballots of each role, or all under no role's name; `whole`, or only as far as the count read them."""
        alike = Counter[Ranking](dict(self.ballots))
        for mine in self.by_role.values():
            alike.update(dict(mine))
        found = self.by_role if self.count.rule.is_weighted else {"": alike}
        return {role: dict(mine) if whole else as_far_as_read(self.count, mine) for role, mine in found.items()}


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

    BLT and cast vote records are for rankings, so that ballots of an approval vote are in the table alone. They know no
    weights, and so hold each ballot as often as it has votes. `generated` is the time that the cast vote records have
    to name.
    """
    piles = contest.piles(whole=whole)
    roles = roles_again.roles_in(contest.count.rule.as_json())
    options = [vars(option) for option in contest.count.options]
    yield f"contest-{number}.ballots.csv", same_ballots.table(piles, options, roles=roles)
    if contest.count.rule.method == "approval":
        return
    names = {option.id: option.name for option in contest.count.options}
    ballots = roles_again.in_votes(piles, dict(contest.count.rule.weights))
    rows = [[names[option] for option in ranking] for ranking in ballots]
    marks = Marks.of([*names.values()], rows, [*ballots.values()])
    yield f"contest-{number}.blt", blt.write(marks, title=contest.title, seats=contest.count.rule.seats)
    yield f"contest-{number}.cvr.json", cvr.write(marks, title=contest.title, generated=generated)
