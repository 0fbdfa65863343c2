"""NIST's common data format for cast vote records (SP 1500-103), in JSON: every ballot by itself, as RCTab reads it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from core.counting.files import names
from core.counting.files.fault import FileFault
from core.counting.files.report import Node, node, parsed
from core.counting.marks import OVERVOTE, Marks

Json = Mapping[str, Any]
MOST_RANKS = 1000
MOST_RECORDS = 5_000_000
"""As many records are written as a file can sensibly have."""
INDICATED = ("yes", "no", "unknown")
"""What may be said of a mark."""
WRITE_INS = "Undeclared Write-ins"
"""What all write-ins are gathered under that are nobody's on the paper, in the words of RCTab."""


def read(data: bytes, *, contest: str | None = None) -> Marks:
    """Read one contest's marks, of each record from its current snapshot. The only contest needs no name.

    A mark that isn't allocable or has no indication is none; several in one rank are an overvote. A record without
    the contest is of somebody whose ballot didn't have it, and isn't counted. Raises FileFault.
    """
    report = parsed(data)
    return _marks(_contests(report), report, contest)


@dataclass(frozen=True)
class _Contest:
    """A contest: its name, and what each selection of it is called, by id, and where that stands."""

    name: str
    selections: Mapping[str, str]
    places: Mapping[str, str]


def _contests(report: Node) -> dict[str, _Contest]:
    """The contests by id. Raises FileFault where two things share an id, for then marks could be another's."""
    found, met = dict[str, _Contest](), dict[str, str]()
    for election in report.some("Election"):
        people = _by_id(election.all("Candidate"), {})
        for key, contest in _by_id(election.some("Contest"), met).items():
            mine = _by_id(contest.all("ContestSelection"), {})
            selections = {one: _selected(selection, people) for one, selection in mine.items()}
            places = {one: selection.path for one, selection in mine.items()}
            found[key] = _Contest(_name(contest) or key, selections, places)
    return found


def _by_id(several: Sequence[Node], met: dict[str, str]) -> dict[str, Node]:
    """What stands in a list by its id, which nothing of those already `met` has."""
    return {_own_id(one, met): one for one in several}


def _own_id(one: Node, met: dict[str, str]) -> str:
    """An id that nothing else of its kind has."""
    key = one.text("@id")
    other = met.setdefault(key, one.path)
    if other != one.path:
        raise one.fault(f"its '@id' is '{key}', as that of {other}", "Give each an id of its own")
    return key


def _name(one: Node) -> str:
    """A name, which may be written for several languages."""
    name = one.get("Name", "")
    if isinstance(name, Mapping):
        texts = node(name, f"{one.path}, Name").all("Text")
        name = texts[0].text("Content") if texts else ""
    return " ".join(str(name).split())


def _selected(selection: Node, people: Mapping[str, Node]) -> str:
    ids = selection.get("CandidateIds", [])
    if not isinstance(ids, list):
        raise selection.fault("'CandidateIds' isn't a list", "Write it in square brackets")
    strange = [one for one in ids if not isinstance(one, str) or one not in people]
    if strange:
        raise selection.fault(f"its candidate '{strange[0]}' is none of the election's", "Correct the id")
    if not ids and selection.get("IsWriteIn") in (True, "true"):
        return WRITE_INS
    named = " and ".join(_name(people[one]) for one in ids)
    return named or _name(selection) or str(selection.get("Selection") or selection.text("@id"))


def _marks(contests: Mapping[str, _Contest], report: Node, wanted: str | None) -> Marks:
    told = ", ".join(f"'{one.name}'" for one in contests.values()) or "none"
    chosen = [key for key, one in contests.items() if wanted in (None, key, one.name)]
    if len(chosen) != 1:
        which = "there isn't just one contest" if wanted is None else f"there is no one contest '{wanted}'"
        raise FileFault(f"{which}: the report has {told}. Name one of them with --contest.")
    mine, records = contests[chosen[0]], report.some("CVR")
    option_names = {key: name for key, name in mine.selections.items() if name != WRITE_INS}
    names.refuse_doubtful(list(option_names.values()), [mine.places[key] for key in option_names])
    _refuse_twice(records)
    found = (_row(record, chosen[0], contests) for record in records)
    rows = [row for row in found if row is not None]
    return Marks.of(sorted(set(mine.selections.values())), rows, [1] * len(rows))


def _refuse_twice(records: Sequence[Node]) -> None:
    """Raise FileFault for a record that is there twice."""
    met = dict[str, str]()
    for record in records:
        key = record.get("UniqueId")
        if key is not None and met.setdefault(str(key), record.path) != record.path:
            raise record.fault(f"its 'UniqueId' is '{key}', as that of {met[str(key)]}", "Take one of the two out")


def _row(record: Node, wanted: str, contests: Mapping[str, _Contest]) -> list[str] | None:
    """The marks of one record, rank by rank; None if it doesn't have the contest."""
    current = record.text("CurrentSnapshotId")
    snapshots = [one for one in record.some("CVRSnapshot") if one.text("@id") == current]
    if len(snapshots) != 1:
        has = "no snapshot" if not snapshots else f"{len(snapshots)} snapshots"
        raise record.fault(f"it has {has} '{current}', which it says is its current one", "Correct its id")
    mine = list[Node]()
    for one in snapshots[0].all("CVRContest"):
        key = one.text("ContestId")
        if key not in contests:
            raise one.fault(f"its contest '{key}' is none of the report's", "Correct its id")
        mine += [one] if key == wanted else []
    if len(mine) > 1:
        raise mine[1].fault(f"the contest '{wanted}' is there twice", "Take one of the two out")
    if not mine:
        return None
    ranked: dict[int, set[str]] = {}
    for rank, name in _positions(mine[0], contests[wanted].selections):
        ranked.setdefault(rank, set()).add(name)
    return [
        OVERVOTE if len(given) > 1 else next(iter(given), "")
        for given in (ranked.get(rank, set()) for rank in range(1, max(ranked, default=0) + 1))
    ]


def _positions(contest: Node, selections: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """Every mark that counts: its rank, and for what."""
    for selection in contest.all("CVRContestSelection"):
        chosen = selection.text("ContestSelectionId")
        if chosen not in selections:
            raise selection.fault(f"its selection '{chosen}' is none of the contest's", "Correct its id")
        marks = [one for one in selection.some("SelectionPosition") if _counts(one)]
        yield from ((_rank(selection, one), selections[chosen]) for one in marks)


def _counts(position: Node) -> bool:
    """Whether something is marked there that may be counted."""
    indicated, allocable = position.one_of("HasIndication", INDICATED), position.one_of("IsAllocable", INDICATED)
    if indicated != "yes" or allocable == "no":
        return False
    votes = position.get("NumberVotes", 1)
    if votes != 1:
        raise position.fault(f"its 'NumberVotes' is '{votes}', and a mark is one vote", "Correct it")
    return True


def _rank(selection: Node, position: Node) -> int:
    rank = selection.get("Rank", position.get("Rank", 1))
    if not isinstance(rank, int) or isinstance(rank, bool) or not 1 <= rank <= MOST_RANKS:
        raise position.fault(f"'{rank}' is no rank", f"Write a whole number from 1 to {MOST_RANKS}")
    return rank


def write(marks: Marks, *, title: str, generated: datetime) -> bytes:
    """The same ballots as SP 1500-103 in JSON. `generated` is the time that the report names, in any zone.

    A rank with two marks is written as marks for the first two options, for nobody can say which were meant.
    """
    if sum(marks.times.tolist()) > MOST_RECORDS:
        raise FileFault(
            f"cast vote records have one for each ballot, and there are over {MOST_RECORDS:,}. Choose another format."
        )
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
