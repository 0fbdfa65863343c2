"""NIST's common data format for cast vote records (SP 1500-103), in JSON: every ballot by itself, as RCTab reads it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from core.counting.files.fault import FileFault
from core.counting.marks import OVERVOTE, Marks

Json = Mapping[str, Any]
MOST_RANKS = 1000
WRITE_INS = "Undeclared Write-ins"
"""What all write-ins are gathered under that are nobody's on the paper, in the words of RCTab."""


def read(data: bytes, *, contest: str | None = None) -> Marks:
    """Read one contest's marks, of each record from its current snapshot. The only contest needs no name.

    A mark that isn't allocable or has no indication is none; several in one rank are an overvote. A record without
    the contest is of somebody whose ballot didn't have it, and isn't counted. Raises FileFault.
    """
    try:
        report = json.loads(data)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        place = f"line {error.lineno}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else "line 1"
        raise FileFault(f"{place}: this is not JSON. Write the cast vote records as SP 1500-103 has them.") from None
    try:
        return _marks(_contests(report), report, contest)
    except (AttributeError, KeyError, TypeError, ValueError, IndexError) as error:
        if isinstance(error, FileFault):
            raise
        missing = f"'{error.args[0]}' is missing" if isinstance(error, KeyError) else "something is of another kind"
        raise FileFault(
            f"the report isn't as SP 1500-103 has it: {missing}. Write CVR, Election, and their snapshots."
        ) from None


def _contests(report: Json) -> dict[str, tuple[str, dict[str, str]]]:
    """The contests by id: the name, and what each selection of it is called."""
    found = {}
    for election in _all(report, "Election"):
        people = {one["@id"]: _name(one) for one in _all(election, "Candidate")}
        for contest in _all(election, "Contest"):
            selections = {one["@id"]: _selected(one, people) for one in _all(contest, "ContestSelection")}
            found[contest["@id"]] = (_name(contest) or contest["@id"], selections)
    return found


def _all(holder: Json, what: str) -> Sequence[Json]:
    found = holder.get(what, [])
    if not isinstance(found, list):
        raise FileFault(f"'{what}' isn't a list. Write it in square brackets.")
    return found


def _name(one: Json) -> str:
    """A name, which may be written for several languages."""
    name = one.get("Name", "")
    if isinstance(name, Mapping):
        texts = _all(name, "Text")
        name = texts[0]["Content"] if texts else ""
    return " ".join(str(name).split())


def _selected(selection: Json, people: Mapping[str, str]) -> str:
    named = [people[one] for one in selection.get("CandidateIds", [])]
    if not named and selection.get("IsWriteIn") in {True, "true"}:
        return WRITE_INS
    return " and ".join(named) or _name(selection) or str(selection.get("Selection") or selection["@id"])


def _marks(contests: Mapping[str, tuple[str, Mapping[str, str]]], report: Json, wanted: str | None) -> Marks:
    told = ", ".join(f"'{name}'" for name, _ in contests.values()) or "none"
    chosen = [key for key, (name, _) in contests.items() if wanted in (None, key, name)]
    if len(chosen) != 1:
        which = "there isn't just one contest" if wanted is None else f"there is no one contest '{wanted}'"
        raise FileFault(f"{which}: the report has {told}. Name one of them with --contest.")
    selections = contests[chosen[0]][1]
    rows = [
        row
        for row in (_row(record, chosen[0], selections, at) for at, record in enumerate(_all(report, "CVR"), 1))
        if row is not None
    ]
    names = sorted(set(selections.values()))
    often = Counter(name for name in selections.values() if name != WRITE_INS)
    twice = next((name for name in names if often[name] > 1 or name == OVERVOTE), None)
    if twice is not None:
        raise FileFault(f"two selections of the contest are called '{twice}'. Give each a name of its own.")
    return Marks.of(names, rows, [1] * len(rows))


def _row(record: Json, contest: str, selections: Mapping[str, str], at: int) -> list[str] | None:
    """The marks of one record, rank by rank; None if it doesn't have the contest."""
    current = record["CurrentSnapshotId"]
    snapshots = [one for one in _all(record, "CVRSnapshot") if one["@id"] == current]
    if len(snapshots) != 1:
        raise FileFault(f"CVR {at}: it has no snapshot '{current}', which it says is its current one. Correct its id.")
    mine = [one for one in _all(snapshots[0], "CVRContest") if one["ContestId"] == contest]
    if not mine:
        return None
    ranked: dict[int, set[str]] = {}
    for rank, name in _positions(mine[0], selections, at):
        ranked.setdefault(rank, set()).add(name)
    return [
        OVERVOTE if len(names) > 1 else next(iter(names), "")
        for names in (ranked.get(rank, set()) for rank in range(1, max(ranked, default=0) + 1))
    ]


def _positions(contest: Json, selections: Mapping[str, str], at: int) -> Iterator[tuple[int, str]]:
    """Every mark that counts: its rank, and for what."""
    for selection in _all(contest, "CVRContestSelection"):
        chosen = selection["ContestSelectionId"]
        if chosen not in selections:
            raise FileFault(f"CVR {at}: its selection '{chosen}' is none of the contest's. Correct its id.")
        marks = [one for one in _all(selection, "SelectionPosition") if _counts(one)]
        yield from ((_rank(selection.get("Rank", one.get("Rank", 1)), at), selections[chosen]) for one in marks)


def _counts(position: Json) -> bool:
    """Whether something is marked there that may be counted."""
    return str(position.get("HasIndication", "yes")) == "yes" and str(position.get("IsAllocable", "yes")) != "no"


def _rank(rank: object, at: int) -> int:
    if not isinstance(rank, int) or isinstance(rank, bool) or not 1 <= rank <= MOST_RANKS:
        raise FileFault(f"CVR {at}: '{rank}' is no rank. Write a whole number from 1 to {MOST_RANKS}.")
    return rank


def write(marks: Marks, *, title: str, generated: datetime) -> bytes:
    """The same ballots as SP 1500-103 in JSON. `generated` is the time that the report names, in any zone.

    A rank with two marks is written as marks for the first two options, for nobody can say which were meant.
    """
    records = list[Json]()
    for times, row in marks.rows():
        contest = {
            "@type": "CVR.CVRContest",
            "ContestId": "contest",
            "CVRContestSelection": list(_selections(row, marks)),
        }
        records += [_record(len(records) + at, contest) for at in range(1, times + 1)]
    at = generated.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return (json.dumps(_report(marks.names, records, title, at), ensure_ascii=False) + "\n").encode()


def _selections(row: tuple[int, ...], marks: Marks) -> Iterator[Json]:
    ranks: dict[int, list[int]] = {}
    for rank, mark in enumerate(row, 1):
        for option in (1, 2) if mark == marks.overvote else (mark,) if mark else ():
            ranks.setdefault(option, []).append(rank)
    for option, given in ranks.items():
        positions = [
            {
                "@type": "CVR.SelectionPosition",
                "HasIndication": "yes",
                "IsAllocable": "yes",
                "NumberVotes": 1,
                "Rank": rank,
            }
            for rank in given
        ]
        yield {
            "@type": "CVR.CVRContestSelection",
            "ContestSelectionId": f"selection-{option}",
            "SelectionPosition": positions,
        }


def _record(number: int, contest: Json) -> Json:
    snapshot = {"@id": f"snapshot-{number}", "@type": "CVR.CVRSnapshot", "Type": "original", "CVRContest": [contest]}
    return {
        "@type": "CVR.CVR",
        "CurrentSnapshotId": f"snapshot-{number}",
        "CVRSnapshot": [snapshot],
        "ElectionId": "election",
        "UniqueId": str(number),
    }


def _report(names: Sequence[str], records: Sequence[Json], title: str, generated: str) -> Json:
    people = [{"@id": f"option-{at}", "@type": "CVR.Candidate", "Name": name} for at, name in enumerate(names, 1)]
    selections = [
        {"@id": f"selection-{at}", "@type": "CVR.CandidateSelection", "CandidateIds": [f"option-{at}"]}
        for at in range(1, len(names) + 1)
    ]
    contest = {
        "@id": "contest",
        "@type": "CVR.CandidateContest",
        "Name": title,
        "VoteVariation": "rcv",
        "ContestSelection": selections,
    }
    election = {
        "@id": "election",
        "@type": "CVR.Election",
        "Name": title,
        "ElectionScopeId": "everybody",
        "Candidate": people,
        "Contest": [contest],
    }
    return {
        "@type": "CVR.CastVoteRecordReport",
        "Version": "1.0.0",
        "GeneratedDate": generated,
        "ReportGeneratingDeviceIds": ["canvass"],
        "ReportingDevice": [{"@id": "canvass", "@type": "CVR.ReportingDevice", "Application": "Canvass"}],
        "GpUnit": [
            {"@id": "everybody", "@type": "CVR.GpUnit", "Type": "other", "OtherType": "electorate", "Name": "Everybody"}
        ],
        "Party": [],
        "Election": [election],
        "CVR": records,
    }
