"""The recount pack: everything with which anybody can count an election again, as far as its secrecy allows."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import perm
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, TypeAlias

from core import count_again, pack_ballots, same_ballots, told_again, verify_pack
from core.counting.ballots import Ballots
from core.counting.count import count
from core.counting.record import Count
from core.counting.rule import CountingRule, Option, Ranking
from core.counting.tally_sheet import decision
from core.pack_ballots import PackContest

Published: TypeAlias = Literal["decision", "rounds", "rankings", "rankings as far as read"]


class PackFault(ValueError):
    """A pack that can't be put together or written; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class Pack:
    """One election to be published.

    `closed` is when voting did. Fingerprints are SHA-256 in hexadecimal; `counters` are received, counted, superseded,
    late, unknown and malformed answers; `seed` drew the lots and `seed_commitment` was told before opening. With fewer
    cast ballots than `decision_only_under` only the decision is published, with fewer than `rounds_only_under` no
    ballots. P9.
    """

    title: str
    closed: datetime
    charter_fingerprint: str
    roll_size: int
    roll_fingerprint: str
    roll_corrections: int
    form_fingerprint: str
    log_head: str
    seed: str
    seed_commitment: str
    software: str
    counters: Mapping[str, int]
    contests: tuple[PackContest, ...]
    decision_only_under: int = 5
    rounds_only_under: int = 20

    def files(self) -> dict[str, bytes]:
        """The pack's files by name, SHA256SUMS last. The same election gives the same bytes."""
        files = {"manifest.json": _json(self._manifest()), "README.txt": self._readme().encode()}
        files |= {name: _standing_alone(module) for name, module in _PROGRAMS.items()}
        for number, contest in enumerate(self.contests, 1):
            published = self.published(contest.count)
            files[f"contest-{number}.count.json"] = _json(shown(contest.count, published))
            if published in verify_pack.WITH_BALLOTS:
                whole = published == "rankings"
                files |= pack_ballots.files(contest, number, whole=whole, generated=self.closed)
        sums = (f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
        return files | {"SHA256SUMS": "".join(sums).encode()}

    def fingerprint(self) -> str:
        """SHA-256 of SHA256SUMS: what the result letter says, so that nobody can exchange the whole pack."""
        return hashlib.sha256(self.files()["SHA256SUMS"]).hexdigest()

    def published(self, result: Count) -> Published:
        """How much may be told of a contest in which so few or so many answered. P9.

        Where there are more possible rankings than ballots, a rare one could point to a person: choices that
        the count never read are then left out. By approval it reads all, so no ballots are published then.
        """
        if result.cast < self.decision_only_under:
            return "decision"
        if result.cast < self.rounds_only_under:
            return "rounds"
        options = len(result.options)
        if result.rule.method == "approval":
            return "rankings" if 2**options <= result.cast else "rounds"
        longest = 1 if result.rule.method == "single choice" else options
        possible = sum(perm(options, length) for length in range(1, longest + 1))
        return "rankings" if possible <= result.cast else "rankings as far as read"

    def _manifest(self) -> dict[str, Any]:
        plain = {name: value for name, value in vars(self).items() if name not in {"closed", "contests"}}
        contests = [
            {
                "number": number,
                "title": contest.title,
                "published": self.published(contest.count),
                "rule": contest.count.rule.as_json(),
                "options": [vars(option) for option in contest.count.options],
            }
            for number, contest in enumerate(self.contests, 1)
        ]
        closed = self.closed.isoformat(timespec="seconds")
        return {
            "format": verify_pack.FORMAT,
            **plain,
            "closed": closed,
            "counters": dict(self.counters),
            "contests": contests,
        }

    def _readme(self) -> str:
        contests = []
        for number, contest in enumerate(self.contests, 1):
            published = self.published(contest.count)
            sentence = shown(contest.count, published)["sentence"]
            contests.append(f"Contest {number}: {contest.title}\n  {sentence}\n  Published: {_PUBLISHED[published]}\n")
        return _README.format(title=self.title, contests="\n".join(contests))


@dataclass(frozen=True)
class Verification:
    """What a check found, in plain words, line by line; `ok` if nothing is wrong."""

    lines: tuple[str, ...]
    ok: bool


def shown(result: Count, published: Published) -> dict[str, Any]:
    """A count as it may be published, as plain data; result letters can rely on it, too. P9."""
    plain = result.as_json()
    if published == "decision":
        kept = ("format", "contest", "rule", "rule_fingerprint", "options", "winners", "outcome")
        return {**{name: plain[name] for name in kept}, "sentence": decision(result)}
    if published == "rounds":
        del plain["other_readings"]
    return plain


UNCHECKED = ".unchecked"
"""How the name of a folder ends in which a pack is being written. One that a killed process left is cleared away."""


def write_pack(folder: Path, pack: Pack) -> str:
    """Publish a pack as `folder`, once it has passed its own check; returns its fingerprint.

    The folder appears whole or not at all. If it is there already with the same files, nothing is done;
    with other files, PackFault.
    """
    files = pack.files()
    try:
        if not _holds(folder, files):
            _publish(folder, files)
    except (OSError, PackFault):
        if not _holds(folder, files):  # unless another process published the same pack meanwhile
            raise
    for left_over in folder.parent.glob(f"{folder.name}.*{UNCHECKED}"):
        shutil.rmtree(left_over, ignore_errors=True)
    return pack.fingerprint()


def _holds(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Whether these files are published there already. Raises PackFault where others are."""
    if not folder.is_dir() or not any(folder.iterdir()):
        return False
    there = {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}
    if there != files:
        raise PackFault(f"The folder {folder.name} holds another pack. Leave it as it is and name a new folder.")
    return True


def _publish(folder: Path, files: Mapping[str, bytes]) -> None:
    # Each process has a folder of its own for it: two that write into one would take away each other's files.
    unchecked = folder.with_name(f"{folder.name}.{os.getpid()}{UNCHECKED}")
    shutil.rmtree(unchecked, ignore_errors=True)
    unchecked.mkdir(parents=True)
    for name, content in files.items():
        (unchecked / name).write_bytes(content)
    verification = verify(unchecked)
    if not verification.ok:
        wrong = " ".join(line for line in verification.lines if line.startswith(verify_pack.WRONG))
        raise PackFault(f"The recount pack was not published, because its own check found: {wrong}")
    unchecked.rename(folder)


def verify(folder: Path) -> Verification:
    """Check a pack as its own verify.py does, and by this program's counter as well."""
    lines, right = verify_pack.check(folder)
    if right:
        differing = _counted_otherwise(folder)
        right = not differing
        lines += [f"{verify_pack.WRONG}{title}: this program's counter gives another result." for title in differing]
    return Verification(tuple(lines), right)


def _counted_otherwise(folder: Path) -> list[str]:
    """The contests whose published ballots this program counts to another result than the pack's."""
    differing = []
    for contest in json.loads((folder / "manifest.json").read_bytes())["contests"]:
        if contest["published"] not in verify_pack.WITH_BALLOTS:
            continue
        told = json.loads((folder / f"contest-{contest['number']}.count.json").read_bytes())
        ballots = same_ballots.read_ballots(folder / f"contest-{contest['number']}.ballots.csv", contest["options"])
        options = [Option(**option) for option in told["options"]]
        found = json.loads(_json(_counted(told, options, ballots).as_json()))
        facts = ["rounds", "winners", "sentence"]
        facts += ["ties", "other_readings"] if contest["published"] == "rankings" else []
        if any(found[fact] != told[fact] for fact in facts):
            differing.append(contest["title"])
    return differing


def _counted(told: Mapping[str, Any], options: list[Option], ballots: Mapping[Ranking, int]) -> Count:
    rule = CountingRule.from_json(told["rule"])
    return count(Ballots.of(options, ballots), rule, eligible=told["eligible"])


def _standing_alone(module: ModuleType) -> bytes:
    """A module's source, importing its neighbour from the pack's folder instead of from this program."""
    return Path(module.__file__ or "").read_bytes().replace(b"from core.", b"from ")


def _json(plain: object) -> bytes:
    return (json.dumps(plain, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


_PROGRAMS: Mapping[str, ModuleType] = {
    "verify.py": verify_pack,
    "count_again.py": count_again,
    "same_ballots.py": same_ballots,
    "told_again.py": told_again,
}

_PUBLISHED: Mapping[Published, str] = {
    "decision": "the decision only, because so few took part that figures could tell who voted how.",
    "rounds": "the rounds, but no ballots, because so few took part that a ballot could be recognised.",
    "rankings": "the rounds and all ballots.",
    "rankings as far as read": "the rounds, and of each ballot the choices that the count came to. "
    "The rest is left out, because a rare order of choices could be recognised.",
}

_README = """\
{title}: recount pack

{contests}
What is here
  manifest.json           what was voted on, by which rule, and how many answers came in
  contest-N.count.json    the count of contest N: rounds, ties, outcome
  contest-N.ballots.csv   its ballots, sorted, so that their order tells nothing; equal ones share a line
  contest-N.blt           the same ballots for programs such as OpaVote
  contest-N.cvr.json      and as cast vote records (NIST SP 1500-103), for programs such as RCTab
  verify.py               checks all of this
  count_again.py          the counter it counts again with
  told_again.py           how it takes the sentences apart
  same_ballots.py         how it compares the three files of ballots
  SHA256SUMS              the fingerprint of every file

How to check it
  Run "python3 verify.py" in this folder. It needs Python 3.10 or newer, nothing else, and says line by
  line what it proved and what it could not. If you would rather not trust a program from the pack itself,
  take it from the published source code, or count contest-N.ballots.csv, contest-N.blt or contest-N.cvr.json
  with any other ranked-choice counter: tell it the threshold in manifest.json, and that "no endorsement" is
  never eliminated. If it can't be told so, compare its rounds with those here as far as they go.

  Then compare by eye the marks that verify.py shows with those in the letters. Without this, somebody could have
  exchanged the whole pack. In the result letter: Recount pack, List of voters, Charter, Form, Log at sealing.
  In the ballot letter: Lot; List of voters too, unless the list was corrected after that letter.

How to count by hand
  Make a pile for every option from the ballots' first choices. If an option has what the rule asks for,
  stop. If not, take away the option with the fewest ballots, put each of them on the pile of its next choice
  that is still there, or aside if there is none, and look again. The option "No endorsement" is not
  taken away, if the rule says so. Ties are broken by the fewest ballots in the round before, and so on back
  to the first; if that does not help, by lot: the option whose SHA-256 of "seed|contest|option" is the
  smallest goes out. Seed, contest and option ids are in manifest.json.

What it cannot prove
  That every ballot was cast by the person it was meant for, and that none was kept from being received.
  The marks only fix who could vote and what was written down. The mark called Log in the ballot letter is of an
  earlier day, and in no pack: whoever keeps the database shows with "canvass log --since MARK" that it still fits.
"""
