"""How the reader can call this program again."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

USUAL = Path("rehearsal")
"""The folder that a rehearsal is left in if no other is named."""


def by_name() -> str:
    """By its name, or by where it lies if the name alone isn't found."""
    here = Path(sys.argv[0])
    if shutil.which("canvass") or here.name != "canvass":
        return "canvass"
    return str(here.relative_to(Path.cwd())) if here.is_relative_to(Path.cwd()) else str(here)


def in_folder(folder: Path) -> str:
    """What has to be added to a command so that it is about the rehearsal in this folder; the usual one needs nothing."""
    return "" if folder == USUAL else f" --folder {shlex.quote(str(folder))}"


def from_anywhere() -> str:
    """The same from whatever folder."""
    known = by_name()
    return known if known == "canvass" else str(Path(known).resolve())
