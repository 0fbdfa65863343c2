"""Backups: whether there is one that is young enough to go on from, if this machine's disk died today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from core.ledger import UNDER_WAY
from flows.backups import manifest
from flows.backups.manifest import Manifest
from flows.duties.health import database
from flows.duties.health.dashboard import in_words
from flows.duties.health.findings import Finding, Group
from integrations.settings import Place

GROUP = Group("Backups")
NAME = "newest backup"

OLDEST = timedelta(days=2)
"""They are made every night; one night may be missed."""

MEND = (
    "Make one now: canvass backup. Then let it be done every night, as docs/deployment.md shows. "
    "If they are made by other means, say so by an empty CANVASS_BACKUPS."
)


def look(found: Place, now: datetime | None = None) -> Iterator[Finding]:
    """Reads names of folders, and how ballots stand.

    One that is missing or old is wrong while a ballot is under way; and, where a place for backups was named, ever
    since the first roll was frozen. Before that nothing has to be done.
    """
    if found.clock:
        yield GROUP.ok(NAME, "this is a rehearsal, which needs none")
        return
    if str(found.backups) in ("", "."):
        yield GROUP.unknown(NAME, "CANVASS_BACKUPS is empty, so they are made by other means, and can't be seen here")
        return
    there = manifest.backups_in(found.backups)
    age = (now or datetime.now(UTC)) - Manifest.of(there[-1]).made_at if there else None
    if age is not None and age <= OLDEST:
        yield GROUP.ok(NAME, f"it was made {in_words(age)} ago")
        return
    what = "there is none" if age is None else f"it was made {in_words(age)} ago"
    ballots = database.ballots(found)
    if set(ballots.values()) & {*UNDER_WAY}:
        yield GROUP.wrong(NAME, f"{what}, and a ballot is under way: if this disk died, its votes would be lost", MEND)
    elif "backups" in found.model_fields_set and set(ballots.values()) - {"drafted"}:
        yield GROUP.wrong(NAME, f"{what}, though CANVASS_BACKUPS names a place for them", MEND)
    else:
        yield GROUP.unknown(NAME, f"{what}, and no ballot is under way that would need one", MEND)
