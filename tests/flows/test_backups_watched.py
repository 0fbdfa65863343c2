"""The doctor looks how old the newest backup is, and whether anything hangs on it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from flows.backups import making
from flows.duties.health import backups
from flows.duties.health.findings import Finding
from integrations.settings import Settings
from tests.conftest import ON_SQLITE
from tests.flows.club import DAY, HOUR, Club

NOW = datetime(2026, 10, 5, 12, tzinfo=UTC)


def look(club: Club, **changes: Any) -> Finding:
    """What the doctor finds of a club that is no rehearsal."""
    (found,) = backups.look(club.settings.model_copy(update={"clock": "", **changes}), NOW)
    return found


def test_before_the_first_ballot_nobody_is_alarmed(club: Club) -> None:
    """Without any backup it is unknown as long as nothing was frozen, and wrong from then on, with what to do."""
    assert look(club).verdict == "unknown"
    club.go_to("drafted")
    assert look(club).verdict == "unknown"
    club.go_to("frozen")
    found = look(club)
    assert (found.verdict, found.harms) == ("wrong", False)
    assert "a ballot is under way" in found.what
    assert "canvass backup" in found.mend


@pytest.mark.parametrize(("age", "verdict"), [(timedelta(hours=9), "ok"), (2 * DAY, "ok"), (2 * DAY + HOUR, "wrong")])
@ON_SQLITE
def test_a_backup_may_be_two_days_old(club: Club, age: timedelta, verdict: str) -> None:
    """One night may be missed. How old it is is said."""
    club.go_to("frozen")
    making.make(club.settings, club.settings.backups, at=NOW - 9 * DAY)
    making.make(club.settings, club.settings.backups, at=NOW - age)
    found = look(club)
    assert found.verdict == verdict
    assert "hours ago" in found.what or "days ago" in found.what


@ON_SQLITE
def test_between_ballots_it_is_wrong_where_a_place_was_named(
    club: Club, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever set CANVASS_BACKUPS hears that none are made. Who never did, or makes them by other means, doesn't."""
    club.go_to("over")
    assert look(club).verdict == "wrong"
    assert look(club, backups=Path()).verdict == "unknown"
    monkeypatch.chdir(tmp_path)
    (found,) = backups.look(Settings(**club.settings.model_dump(exclude={"backups", "clock"})), NOW)
    assert found.verdict == "unknown"


@ON_SQLITE
def test_a_rehearsal_needs_none(club: Club) -> None:
    """Its book lives for an evening."""
    club.go_to("frozen")
    (found,) = backups.look(club.settings)
    assert found.verdict == "ok"
