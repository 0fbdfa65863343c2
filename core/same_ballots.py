"""The ballots of a recount pack, read from its table; and its three files of ballots, as they have to be written.

It is a part of every recount pack's verify.py, and needs nothing but Python 3.10 or newer.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

Ballots = dict[tuple[str, ...], int]
Json = dict[str, Any]


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


def table(by_role: dict[str, Ballots], options: list[Json], *, roles: list[str]) -> bytes:
    """The ballots file: how many ballots, their role if it weighs, their choices. Equal ones share a line, sorted."""
    names = {option["id"]: as_cell(option["name"]) for option in options}
    longest = max([1, *(len(ranking) for ballots in by_role.values() for ranking in ballots)])
    rows = []
    for role, ballots in by_role.items():
        start = [as_cell(role)] if roles else []
        for ranking, number in ballots.items():
            rows.append(([*start, *(names[one] for one in ranking), *[""] * (longest - len(ranking))], number))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    heads = [f"{rank}{_ending(rank)} choice" for rank in range(1, longest + 1)]
    writer.writerow(["Ballots", *(["Role"] if roles else []), *heads])
    writer.writerows([number, *row] for row, number in sorted(rows))
    return text.getvalue().encode()


def _ending(rank: int) -> str:
    """The letters behind a number: 1st, 2nd, 3rd, 4th and so on."""
    return "th" if rank % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")


def as_blt(ballots: Ballots, options: list[Json], *, title: str, seats: int) -> bytes:
    """The BLT file: how many options and seats; for each kind of ballot how many, and its options by number; names."""
    lines = [f"{len(options)} {seats}"]
    lines += [" ".join(map(str, [number, *row, 0])) for row, number in _numbered(ballots, options)]
    names = [" ".join(name.split()) for name in (*(option["name"] for option in options), title)]
    quoted = ['"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"' for name in names]
    return "\n".join([*lines, "0", *quoted, ""]).encode()


def as_cvr(ballots: Ballots, options: list[Json], *, title: str, closed: str) -> bytes:
    """The cast vote records: each ballot a record by itself, with one snapshot, one contest, and one vote for each."""
    records = list[Json]()
    for row, number in _numbered(ballots, options):
        records += [_record(len(records) + at, row) for at in range(1, number + 1)]
    people, selections, everybody = [], [], "everybody"
    for at, option in enumerate(options, 1):
        people.append({"@id": f"option-{at}", "@type": "CVR.Candidate", "Name": option["name"]})
        selection = {"@id": f"selection-{at}", "@type": "CVR.CandidateSelection", "CandidateIds": [f"option-{at}"]}
        selections.append(selection)
    contest = {"@id": "contest", "@type": "CVR.CandidateContest", "Name": title, "VoteVariation": "rcv"}
    election = {"@id": "election", "@type": "CVR.Election", "Name": title, "ElectionScopeId": everybody}
    electorate = {"@id": everybody, "@type": "CVR.GpUnit", "Type": "other", "OtherType": "electorate"}
    report = {
        "@type": "CVR.CastVoteRecordReport",
        "Version": "1.0.0",
        "GeneratedDate": _utc(closed),
        "ReportGeneratingDeviceIds": ["canvass"],
        "ReportingDevice": [{"@id": "canvass", "@type": "CVR.ReportingDevice", "Application": "Canvass"}],
        "GpUnit": [{**electorate, "Name": "Everybody"}],
        "Party": [],
        "Election": [{**election, "Candidate": people, "Contest": [{**contest, "ContestSelection": selections}]}],
        "CVR": records,
    }
    return (json.dumps(report, ensure_ascii=False) + "\n").encode()


def _utc(closed: str) -> str:
    at = datetime.fromisoformat(closed).astimezone(timezone.utc)  # noqa: UP017  # Python 3.10 has no other name for it
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _record(number: int, row: list[int]) -> Json:
    made = []
    for rank, option in enumerate(row, 1):
        position = {"@type": "CVR.SelectionPosition", "HasIndication": "yes", "IsAllocable": "yes", "NumberVotes": 1}
        selection = {"@type": "CVR.CVRContestSelection", "ContestSelectionId": f"selection-{option}"}
        made.append({**selection, "SelectionPosition": [{**position, "Rank": rank}]})
    contest = {"@type": "CVR.CVRContest", "ContestId": "contest", "CVRContestSelection": made}
    snapshot = {"@id": f"snapshot-{number}", "@type": "CVR.CVRSnapshot", "Type": "original", "CVRContest": [contest]}
    return {
        "@type": "CVR.CVR",
        "CurrentSnapshotId": f"snapshot-{number}",
        "CVRSnapshot": [snapshot],
        "ElectionId": "election",
        "UniqueId": str(number),
    }


def _numbered(ballots: Ballots, options: list[Json]) -> Iterator[tuple[list[int], int]]:
    """Each kind of ballot with its options by their numbers on the paper, sorted; and how many there are."""
    numbers = {option["id"]: at for at, option in enumerate(options, 1)}
    yield from sorted(([numbers[one] for one in ranking], number) for ranking, number in ballots.items())
