"""A terminal to try commands at, and files to give them."""

from __future__ import annotations

import atexit
from collections.abc import Mapping
from pathlib import Path

from flows.rehearsal import venue
from tests.flows.club import MEMBERS, Club
from tests.flows.quiet import Ended, Quiet

BALLOT_FILE = """
key = "autumn"
title = "Autumn endorsements"
opens_on = 2026-10-02
opens_at = "12:00"
closes_on = 2026-10-12
closes_at = "18:00"

[[contests]]
title = "Governor"
office = "Governor"
process = "abbreviated"
endorsed_before = true
candidates = ["Ursula Imaginary"]
recommendation = "Ursula Imaginary"
steps = [
    { name = "research", on = 2026-09-10 },
    { name = "recommendation", on = 2026-09-20 },
]
"""

RANKINGS = "1st choice,2nd choice\nAda Example,\nAda Example,\nAda Example,\nBo Sample,Ada Example\nBo Sample,\n"

QUIET = Quiet()
atexit.register(QUIET.close)


def canvass(*words: str | Path, settings: Mapping[str, str], answer: str = "") -> Ended:
    """Run a command in a process of its own, in the test's folder, with these settings and no others."""
    return QUIET.run([*map(str, words)], settings=settings, answer=answer)


def at_the_club(club: Club, *words: str | Path, answer: str = "", **changes: str) -> str:
    """What a command says that ends well, with the club's settings."""
    ended = canvass(*words, settings=venue.as_environment(club.settings) | changes, answer=answer)
    assert ended.returncode == 0, ended.stderr
    assert not ended.stderr
    return ended.stdout


def refused(ended: Ended, code: int = 1) -> str:
    """The letter with which a command ends that can't be done: on stderr, without a trace of our code or a person."""
    assert ended.returncode == code, ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr
    assert '.py"' not in ended.stderr
    people = [*MEMBERS, *filter(None, MEMBERS.values())]
    assert not [one for one in people if one in ended.stderr]
    return " ".join(ended.stderr.split())


def written(name: str, content: str) -> Path:
    """A file in the test's folder."""
    file = Path(name)
    file.write_text(content, encoding="utf-8")
    return file
