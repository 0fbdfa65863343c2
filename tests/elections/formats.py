"""Marks on ballots in every format that can be read."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

from core.counting.file_count import Kind, converted
from core.counting.files import abif, blt, cvr, table
from core.counting.marks import OVERVOTE, Marks

AT = datetime(2026, 10, 12, 20, tzinfo=UTC)
READERS: dict[Kind, Callable[[bytes], Marks]] = {"csv": table.read, "blt": blt.read, "abif": abif.read, "cvr": cvr.read}
KINDS = list(READERS)
convert = partial(converted, title="Mayor", generated=AT)


def kinds(marks: Marks, *, closed: bool = False) -> Counter[tuple[str, ...]]:
    """How often each kind of ballot occurs, by name; without skipped ranks, if they are closed up."""
    names = ["", *marks.names, OVERVOTE]
    often = Counter[tuple[str, ...]]()
    for times, row in marks.rows():
        often[tuple(names[mark] for mark in row if mark or not closed)] += times
    return +often


def report(*rankings: dict[str, list[int]], **more: Any) -> Any:
    """Cast vote records in which each ballot gives options their ranks."""
    marks = Marks.of(["Ada", "Bo"], [["Ada", "Bo"]] * len(rankings), [1] * len(rankings))
    plain = json.loads(cvr.write(marks, title="M", generated=AT))
    for record, ranking in zip(plain["CVR"], rankings, strict=True):
        record["CVRSnapshot"][0]["CVRContest"][0]["CVRContestSelection"] = [
            {
                "ContestSelectionId": {"Ada": "selection-1", "Bo": "selection-2"}[name],
                "SelectionPosition": [{"HasIndication": "yes", "Rank": rank} | more for rank in ranks],
            }
            for name, ranks in ranking.items()
        ]
    return plain
