"""The club's ballot as an organiser drafts it, and when its season happens."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

KEY = "autumn"

START = datetime(2026, 10, 1, 16, tzinfo=UTC)
OPENS = datetime(2026, 10, 2, 16, tzinfo=UTC)
CLOSES = datetime(2026, 10, 12, 22, tzinfo=UTC)

STEPS = ("candidate meeting", "questionnaire", "forum", "members' feedback", "recommendation")

MAYOR: Mapping[str, Any] = {
    "title": "Mayor",
    "office": "Mayor",
    "candidates": ["Ursula Imaginary", "Victor Invented", "Wanda Madeup"],
    "recommendation": "Ursula Imaginary",
    "reasons": "Fictional, but convincing.",
    "steps": [{"name": name, "on": "2026-09-15"} for name in STEPS],
}
SHERIFF: Mapping[str, Any] = {
    "title": "Sheriff",
    "office": "Sheriff",
    "process": "re-endorsement",
    "endorsed_before": True,
    "candidates": ["Xaver Pretence", "Yolanda Makebelieve"],
    "recommendation": "No endorsement",
    "steps": [{"name": name, "on": "2026-09-16"} for name in ("review of the record", "recommendation")],
}
BALLOT: Mapping[str, Any] = {
    "key": KEY,
    "title": "Autumn endorsements",
    "opens_on": "2026-10-02",
    "opens_at": "12:00",
    "closes_on": "2026-10-12",
    "closes_at": "18:00",
    "contests": [MAYOR, SHERIFF],
}
"""Ten days and six hours, in the zone of the charter; both races have every step on record."""
