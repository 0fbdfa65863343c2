"""The recount pack: everything with which anybody can count an election again, as far as its secrecy allows."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from math import perm
from pathlib import Path
from typing import Any, Literal, TypeAlias

from core import levels_again, pack_ballots, pack_program, pack_readme, roles_again, same_ballots, verify_pack
from core.counting.ballots import Ballots, Role
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
    ballots; where ballots weigh unlike, the smallest role's count. P9.
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
        manifest = self._manifest()
        counts = [shown(contest.count, self.published_of(contest)) for contest in self.contests]
        files = {"manifest.json": _json(manifest), "verify.py": pack_program.program()}
        files["README.txt"] = pack_readme.readme(manifest, counts).encode()
        for number, contest in enumerate(self.contests, 1):
            published = self.published_of(contest)
            files[f"contest-{number}.count.json"] = _json(counts[number - 1])
            if published in levels_again.WITH_BALLOTS:
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
        the count never read are then left out. By approval it reads all, so no ballots are published then. Where
        ballots weigh unlike, figures tell roles apart, so the smallest role's ballots are what counts.
        """
        group = result.smallest_group
        if group < self.decision_only_under:
            return "decision"
        if group < self.rounds_only_under:
            return "rounds"
        options = len(result.options)
        if result.rule.method == "approval":
            return "rankings" if 2**options <= group else "rounds"
        longest = 1 if result.rule.method == "single choice" else options
        possible = sum(perm(options, length) for length in range(1, longest + 1))
        return "rankings" if possible <= group else "rankings as far as read"

    def published_of(self, contest: PackContest) -> Published:
        """How much is told of a contest: the decision alone, too, where figures would tell how a group voted. P9."""
        return "decision" if contest.groups is not None else self.published(contest.count)

    def _manifest(self) -> dict[str, Any]:
        plain = {name: value for name, value in vars(self).items() if name not in {"closed", "contests"}}
        contests = [
            {
                "number": number,
                "title": contest.title,
                "published": self.published_of(contest),
                "rule": contest.count.rule.as_json(),
                "options": [vars(option) for option in contest.count.options],
                **({} if contest.groups is None else {"groups": dict(contest.groups)}),
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


@dataclass(frozen=True)
class Verification:
    """What a check found, in plain words, line by line; `ok` if nothing is wrong."""

    lines: tuple[str, ...]
    ok: bool


def shown(result: Count, published: Published) -> dict[str, Any]:
    """A count as it may be published, as plain data; result letters can rely on it, too. P9."""
    plain = result.as_json()
    if not result.rule.is_weighted:
        plain["roles"] = []  # whether the only delegate left a contest blank is nobody's business
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
    there = {file.name: file.read_bytes() if file.is_file() else b"" for file in folder.iterdir()}
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
    lines += _told_of_program(folder)
    return Verification(tuple(lines), right)


def _told_of_program(folder: Path) -> list[str]:
    """Whether the pack's verify.py is this program's own: another release's is another, and so is a forged one."""
    program = folder / "verify.py"
    if not program.is_file():
        return []
    if program.read_bytes() == pack_program.program():
        return [f"{verify_pack.PROVED}the pack's verify.py is byte for byte the one that this program writes."]
    told = "It is not the one that this program writes; that of another release isn't, either."
    then = "This check didn't run it, and you shouldn't before you have compared it with that release's."
    return [f"{verify_pack.OPEN}that the pack's own verify.py is honest. {told} {then}"]


def _counted_otherwise(folder: Path) -> list[str]:
    """The contests whose published ballots this program counts to another result than the pack's."""
    differing = []
    for contest in json.loads((folder / "manifest.json").read_bytes())["contests"]:
        if contest["published"] not in levels_again.WITH_BALLOTS:
            continue
        told = json.loads((folder / f"contest-{contest['number']}.count.json").read_bytes())
        table, roles = folder / f"contest-{contest['number']}.ballots.csv", roles_again.roles_in(contest["rule"])
        ballots = same_ballots.read_ballots(table, contest["options"], roles=roles)
        options = [Option(**option) for option in told["options"]]
        found = json.loads(_json(_counted(told, options, ballots).as_json()))
        facts = ["rounds", "winners", "sentence"]
        facts += ["ties", "other_readings"] if contest["published"] == "rankings" else []
        if any(found[fact] != told[fact] for fact in facts):
            differing.append(contest["title"])
    return differing


def _counted(told: Mapping[str, Any], options: list[Option], ballots: Mapping[str, Mapping[Ranking, int]]) -> Count:
    rule = CountingRule.from_json(told["rule"])
    if rule.is_weighted:
        return count(Ballots.of_roles(options, ballots, dict(rule.weights)), rule, eligible=told["eligible"])
    # Where every ballot is one vote, a pack doesn't say of which role it was.
    roles = tuple(Role(role, weight, 0, 0) for role, weight in rule.weights)
    return count(replace(Ballots.of(options, ballots[""]), roles=roles), rule, eligible=told["eligible"])


def _json(plain: object) -> bytes:
    return (json.dumps(plain, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()
