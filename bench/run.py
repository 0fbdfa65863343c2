"""Measure Canvass, and print one table: each figure beside its own lower limit, measured in the same run."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))

from bench.measures.sheet import Row, Sheet, aligned, load, machine  # noqa: E402  # after the house is on the path

MEASURES = ("rehearsal", "idle", "letters", "counting", "roll", "desk", "pickup")
ONLY_IF_NAMED = ("counters",)
HEADING = Row("", "measured", "lower limit", "which is")


def main(wanted: list[str]) -> None:
    """Run the named measurements, or all of them, each in a fresh process and an empty folder, and print the table."""
    unknown = set(wanted) - {*MEASURES, *ONLY_IF_NAMED}
    if unknown:
        raise SystemExit(
            f"There is no measurement {', '.join(sorted(unknown))}. There are: {', '.join(MEASURES + ONLY_IF_NAMED)}."
        )
    began, busy, sheet = time.monotonic(), [load()], Sheet()
    for name in wanted or MEASURES:
        print(f"measuring: {name} …", file=sys.stderr, flush=True)
        found = _measured(name)
        sheet.rows += found.rows
        sheet.remarks += found.remarks
        busy.append(load())
    print(f"\n{datetime.now(UTC):%Y-%m-%d}: {machine()}")
    print(f"Load {min(busy):.1f} to {max(busy):.1f}, took {time.monotonic() - began:.0f} s, by: {_command(wanted)}")
    if max(busy) > (os.cpu_count() or 1) + 1:
        print("The machine had other things to do as well: seconds are too high, call counts are not.")
    print(_table(sheet.rows))
    print("\n".join(sheet.remarks))


def _measured(name: str) -> Sheet:
    with TemporaryDirectory(prefix="canvass-bench-") as folder:
        done = subprocess.run(  # noqa: S603  # our own modules
            [sys.executable, "-m", f"bench.measures.{name}"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(HOUSE), "PREFECT_LOGGING_LEVEL": "ERROR"},
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
    if done.returncode:
        raise SystemExit(f"The measurement “{name}” failed; what is above says why.")
    return Sheet.handed_in(done.stdout.splitlines()[-1])


def _command(wanted: list[str]) -> str:
    if wanted == [*ONLY_IF_NAMED]:
        return "make bench-count"
    return f'make bench ONLY="{" ".join(wanted)}"' if wanted else "make bench"


def _table(rows: list[Row]) -> str:
    heading, *lines = aligned([[row.what, row.measured, row.limit, row.limit_is] for row in [HEADING, *rows]])
    return "\n".join(["", heading, "─" * max(map(len, lines)), *lines, ""])


if __name__ == "__main__":
    main(sys.argv[1:])
