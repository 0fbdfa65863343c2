"""The ballots of a pack: what its table says, and whether the files for other programs say the same.

It comes with every recount pack, beside verify.py, and needs nothing but Python 3.10 or newer.
"""

from __future__ import annotations

import csv
import json
import shlex
from collections import Counter
from pathlib import Path
from typing import Any

Ballots = dict[tuple[str, ...], int]
Json = dict[str, Any]


def differing(blt: Path, cvr: Path, options: list[Json], ballots: Ballots) -> list[str]:
    """The names of those files that hold other ballots, or options, than these."""
    ids = {" ".join(option["name"].split()): option["id"] for option in options}
    found = {blt.name: from_blt(blt.read_text(encoding="utf-8"), ids), cvr.name: from_cvr(cvr.read_bytes(), ids)}
    return [name for name, there in found.items() if there != ballots]


def read_ballots(file: Path, options: list[Json], *, roles: list[str]) -> dict[str, Ballots]:
    """The ballots file, by role: how many ballots, then their choices, best first. Its order tells nothing.

    Where ballots weigh alike there are no `roles`, and no column for them; all are under the role "".
    """
    ids = {as_cell(option["name"]): option["id"] for option in options}
    known = {as_cell(role): role for role in roles}
    with file.open(encoding="utf-8", newline="") as lines:
        heading, *rows = list(csv.reader(lines, strict=True))
    start = ["Ballots", "Role"] if roles else ["Ballots"]
    if heading[: len(start)] != start or rows != sorted(rows, key=lambda row: row[1:]):
        raise ValueError("the ballots file has another heading or order")
    found: dict[str, Ballots] = {role: {} for role in roles or [""]}
    for row in rows:
        number, choices = row[0], row[len(start) :]
        ballots = found[known[row[1]] if roles else ""]
        ranking = tuple(ids[choice] for choice in choices if choice)
        if len(set(ranking)) != len(ranking) or ranking in ballots or not number.isdecimal() or int(number) < 1:
            raise ValueError("the ballots file has a line that can't be")
        ballots[ranking] = int(number)
    return found


def as_cell(name: str) -> str:
    """A name as the ballots file writes it: an apostrophe keeps spreadsheets from taking it for a formula."""
    return f"'{name}" if name.startswith(("=", "+", "-", "@")) else name


def from_blt(text: str, ids: dict[str, str]) -> Ballots:
    """The ballots in a BLT file: how many, then options by number, best first, then 0; below them their names."""
    head, *lines = text.splitlines()
    end = lines.index("0")
    names = [shlex.split(line)[0] for line in lines[end + 1 :]][:-1]  # the last is the title
    if names != list(ids) or head.split()[0] != str(len(names)):
        raise ValueError("the BLT file has other options")
    ballots = Counter[tuple[str, ...]]()
    for line in lines[:end]:
        number, *choices, last = line.split()
        if last != "0" or not number.isdecimal():
            raise ValueError("the BLT file has a line that can't be")
        ballots[tuple(ids[names[int(choice) - 1]] for choice in choices if int(choice) > 0)] += int(number)
    return dict(ballots)


def from_cvr(data: bytes, ids: dict[str, str]) -> Ballots:
    """The ballots in a report of cast vote records, each a record by itself."""
    report = json.loads(data)
    election = report["Election"][0]
    people = {person["@id"]: person["Name"] for person in election["Candidate"]}
    if list(people.values()) != list(ids):
        raise ValueError("the cast vote records have other options")
    selections = {
        selection["@id"]: ids[people[selection["CandidateIds"][0]]]
        for selection in election["Contest"][0]["ContestSelection"]
    }
    return dict(Counter(_ranking(record, selections) for record in report["CVR"]))


def _ranking(record: Json, selections: dict[str, str]) -> tuple[str, ...]:
    contest = record["CVRSnapshot"][0]["CVRContest"][0]
    ranks = {
        position["Rank"]: selections[selection["ContestSelectionId"]]
        for selection in contest["CVRContestSelection"]
        for position in selection["SelectionPosition"]
        if position["HasIndication"] == "yes"
    }
    if sorted(ranks) != list(range(1, len(ranks) + 1)):
        raise ValueError("a cast vote record skips a rank")
    return tuple(ranks[rank] for rank in sorted(ranks))
