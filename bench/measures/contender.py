"""One way to get from a file of ranked ballots to a winner, or just to read it, alone in a process of its own."""

from __future__ import annotations

import csv
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench.measures.sheet import peak_memory


def canvass() -> Callable[[Path], str]:
    """Canvass, by the rule for endorsements, with all other readings, ties and transfers."""
    from core.counting.file_count import count_file  # noqa: PLC0415  # each process loads what it measures

    return lambda file: str(count_file(file).winner)


def polars() -> Callable[[Path], str]:
    """Reading with polars, all cells as text, whatever stands beside them."""
    import polars as pl  # noqa: PLC0415  # as above

    def read(file: Path) -> str:
        pl.read_csv(file, infer_schema=False, truncate_ragged_lines=True)
        return ""

    return read


def csv_module() -> Callable[[Path], str]:
    """Reading with Python's csv module, row by row."""

    def read(file: Path) -> str:
        with file.open(newline="", encoding="utf-8") as table:
            for _ in csv.reader(table):
                pass
        return ""

    return read


def pyrankvote() -> Callable[[Path], str]:
    """Pyrankvote, a ballot for each line."""
    from pyrankvote import Ballot, Candidate, instant_runoff_voting  # noqa: PLC0415  # as above

    def counted(file: Path) -> str:
        people: dict[str, Any] = {}
        ballots = [Ballot([_known(people, name, Candidate) for name in names]) for names in _rankings(file)]
        return str(instant_runoff_voting(list(people.values()), ballots).get_winners()[0])

    return counted


def py_vote_core() -> Callable[[Path], str]:
    """Py-vote-core, a ballot for each line."""
    from py3votecore.irv import IRV  # noqa: PLC0415  # as above

    return lambda file: str(IRV([{"count": 1, "ballot": names} for names in _rankings(file)]).winner)


def py_vote_core_grouped() -> Callable[[Path], str]:
    """Py-vote-core, which can be told how often a ranking occurs, with the grouping done for it."""
    from py3votecore.irv import IRV  # noqa: PLC0415  # as above

    def counted(file: Path) -> str:
        kinds = Counter(map(tuple, _rankings(file)))
        return str(IRV([{"count": times, "ballot": list(names)} for names, times in kinds.items()]).winner)

    return counted


CONTENDERS: dict[str, Callable[[], Callable[[Path], str]]] = {
    "canvass": canvass,
    "polars": polars,
    "csv": csv_module,
    "pyrankvote": pyrankvote,
    "py-vote-core": py_vote_core,
    "py-vote-core grouped": py_vote_core_grouped,
}


def _rankings(file: Path) -> Iterator[list[str]]:
    """Each ballot's names; ranks are left empty at the end only."""
    with file.open(newline="", encoding="utf-8") as table:
        rows = csv.reader(table)
        next(rows)
        for row in rows:
            yield row[: row.index("")] if "" in row else row


def _known(people: dict[str, Any], name: str, kind: Callable[[str], Any]) -> Any:
    if name not in people:
        people[name] = kind(name)
    return people[name]


def main(name: str, file: str) -> None:
    """Load it, then say as JSON how long it took from the file to the winner, who that is, and the most memory held."""
    act = CONTENDERS[name]()
    began = time.perf_counter()
    winner = act(Path(file))
    taken = time.perf_counter() - began
    print(json.dumps({"seconds": taken, "winner": winner, "memory": peak_memory()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
