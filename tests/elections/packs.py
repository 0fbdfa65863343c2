"""Recount packs to look at and to tamper with."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from core import pack_readme, secrecy, verify_pack
from core.counting.ballots import Ballots
from core.counting.count import count
from core.counting.rule import CountingRule, Option
from core.pack_ballots import PackContest
from core.recount import Pack, verify, write_pack
from tests.elections.published import cast

SEED = "seventeen plain words"
OPTIONS = (
    Option("c1", "Ada Example"),
    Option("c2", "Ben Example"),
    Option("c3", "Example, Cleo"),
    Option("none", "No endorsement"),
)
RULE = CountingRule(
    threshold=Fraction(3, 5), strict=True, contest="2026/1", clause="E8", no_endorsement="none", tie_seed=SEED
)
MANY = "30 c1 > c2; 20 c2 > c1; 10 c2 > none; 9 c3 > c1 > c2; 9 none; 2 c3 > c2; 3 "
FULL = "300 c1 > c2; 100 c2 > c1; 30 c3 > none"
CUT = "21 c1 > c2 > c3; 5 c2 > c3 > c1; 4 none > c2; 2 c3 > c2 > none"
SMALL = "7 c1; 4 c2 > c1; 4 c3 > c2 > none; 1 "
TINY = "3 c1; 1 c2"


def contest(profile: str, *, title: str = "Mayor", rule: CountingRule = RULE) -> PackContest:
    """A contest with these ballots, counted."""
    ballots = cast(profile)
    return PackContest(title=title, count=count(Ballots.of(OPTIONS, ballots), rule), ballots=ballots)


def pack(*contests: PackContest) -> Pack:
    """An election with these contests, in which a few answers could not be counted."""
    first = contests[0].count
    counters = {
        "counted": first.cast + first.blank + first.spoiled,
        "superseded": 2,
        "late": 1,
        "unknown": 1,
        "malformed": 0,
    }
    return Pack(
        title="Endorsements, November 2026",
        closed=datetime(2026, 11, 3, 20, tzinfo=UTC),
        charter_fingerprint="1" * 64,
        roll_size=500,
        roll_fingerprint="2" * 64,
        roll_corrections=0,
        form_fingerprint="3" * 64,
        log_head="4" * 64,
        seed=SEED,
        seed_commitment=secrecy.commitment(SEED),
        software="canvass 0.1.0",
        counters={"received": sum(counters.values()), **counters},
        contests=contests,
    )


def published(folder: Path, profile: str) -> Path:
    """A written pack of one contest."""
    write_pack(folder / "pack", pack(contest(profile)))
    return folder / "pack"


def resum(folder: Path, *, readme: bool = True) -> None:
    """Make README and SHA256SUMS fit again, as somebody who tampers would; `readme`: or else leave that as it is."""
    if readme and (folder / "README.txt").exists():
        with suppress(ValueError, LookupError, TypeError, AttributeError, OSError):
            (folder / "README.txt").write_text(_told(folder), encoding="utf-8")
    names = sorted(file.name for file in folder.iterdir() if file.name != "SHA256SUMS")
    sums = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (folder / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")


def _told(folder: Path) -> str:
    manifest = json.loads((folder / "manifest.json").read_bytes())
    numbers = range(1, len(manifest["contests"]) + 1)
    return pack_readme.readme(
        manifest, [json.loads((folder / f"contest-{number}.count.json").read_bytes()) for number in numbers]
    )


def edit(file: Path, change: Callable[[Any], object]) -> None:
    """Change one JSON file of a pack."""
    plain = json.loads(file.read_bytes())
    change(plain)
    file.write_text(json.dumps(plain), encoding="utf-8")


def run_alone(folder: Path, *how: str) -> subprocess.CompletedProcess[str]:
    """Run the pack's verify.py as its README says: by itself, isolated from this project; or in another way."""
    how = how or ("-I", "-B")
    command = [sys.executable, *how, "verify.py"]
    plain = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(command, cwd=folder, env=plain, capture_output=True, text=True, check=False, timeout=60)


def wrong_lines(folder: Path) -> list[str]:
    """What a check finds wrong; every check must come to the same verdict."""
    verification = verify(folder)
    wrong = [line for line in verification.lines if line.startswith(verify_pack.WRONG)]
    assert verification.ok == (not wrong)
    assert verification.ok == verify_pack.check(folder)[1]
    return wrong
