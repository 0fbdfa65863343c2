"""The witness: everything there is to look at after a season, and the end state as something to compare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.question_tab import HEADINGS
from core.questions import TAB
from core.records import (
    Certificate,
    Election,
    Letter,
    Pile,
    Voted,
)
from integrations.sandbox import inbox
from integrations.sandbox.inbox import Mail
from integrations.sandbox.world import World
from tests.trust.stage import KEY, Marks


@dataclass(frozen=True)
class Cast:
    """A ballot that somebody cast: by which line's code (None: a mistyped one), when, and from when Google lists it."""

    line: int | None
    at: datetime
    listed: datetime
    marks: Marks


@dataclass(frozen=True)
class Scene:
    """All there is to look at: world, book, folder; codes by line, lines by name as first frozen; what was cast."""

    world: World
    session: Session
    folder: Path
    codes: Mapping[int, str]
    cast: Collection[Cast]
    lines: Mapping[str, int] = field(default_factory=dict)
    heads: Collection[str] = ()

    def election(self) -> Election:
        """The election."""
        return self.session.get_one(Election, KEY)

    def rows(self, table: type[Any]) -> list[Any]:
        """All rows of a table."""
        return list(self.session.execute(select(table)).scalars())

    def questions(self) -> list[list[str]]:
        """The rows of the tab Questions, as far as they are filled."""
        tabs = [tab for book in self.world.google["books"].values() for tab in book["sheets"] if tab["title"] == TAB]
        return [[*row, *[""] * len(HEADINGS)][: len(HEADINGS)] for tab in tabs for row in tab["rows"][1:]]

    def mails(self) -> list[Mail]:
        """Everybody's mail."""
        return inbox.mails(self.world)


def digest(scene: Scene) -> dict[str, Any]:
    """The end state, as far as it must not depend on what failed on the way."""
    election = scene.election()
    mails = Counter((one.to, one.title, one.subject) for one in scene.mails())
    return {
        "mail": sorted((*what, number) for what, number in mails.items()),
        "state": [election.state, election.held_because, election.links_erased, election.form_erased],
        "roll": [election.roll_size, election.roll_fingerprint, election.form_fingerprint],
        "intake": election.intake,
        "counts": [(contest.count or {}).get("outcome") for contest in election.contests],
        "piles": sorted((one.position, one.ranking, one.votes) for one in scene.rows(Pile)),
        "voted": sorted(one.line for one in scene.rows(Voted)),
        "letters": sorted((one.key, one.state, one.size, one.delivered or 0) for one in scene.rows(Letter)),
        "certified": [one.officer for one in scene.rows(Certificate)],
        "questions": sorted(scene.questions()),
        "packs": sorted(str(file.relative_to(scene.folder)) for file in (scene.folder / "packs").rglob("*")),
        "google": sorted(one["name"] for one in scene.world.google["files"].values() if not one["trashed"]),
    }
