"""Facts to fill the letters to partners with. All organisations and days are made up."""

from __future__ import annotations

from typing import Any

ABOUT: dict[str, Any] = {
    "organisation": "Riverbend Progressives",
    "reply_to": "votes@riverbend.example.org",
    "title": "A garden for the quarter",
}
DUE = {**ABOUT, "kind": "deliverable", "name": "A plan of the beds", "due": "1 March 2027", "overdue": False}
CHANGED = {
    **ABOUT,
    "what": "deliverable “A plan of the beds”",
    "how": "moved",
    "day": "15 March 2027",
    "before": "1 March 2027",
    "because": "The ground is still frozen.",
}
MET = {
    **ABOUT,
    "name": "funding falls short",
    "response": "We plant half of the beds, and meet within two weeks to look for the rest.",
    "since": "18 February 2027",
    "over": "",
}
AWAY = {
    **ABOUT,
    "partner": "Example Gardeners",
    "is_primary": True,
    "has_both": True,
    "first": "20 February 2027",
    "last": "3 March 2027",
    "back": "",
    "hours": 24,
}
PARTNER_LETTERS: dict[str, tuple[str, dict[str, Any]]] = {
    "circumstance": ("circumstance", MET),
    "circumstance-over": ("circumstance", {**MET, "over": "2 March 2027"}),
    "date_changed": ("date_changed", CHANGED),
    "date_changed-reached": (
        "date_changed",
        {**CHANGED, "how": "reached", "day": "27 February 2027", "before": "", "because": ""},
    ),
    "date_changed-open": ("date_changed", {**CHANGED, "how": "open again", "day": "1 March 2027", "before": ""}),
    "date_due": ("date_due", DUE),
    "date_due-overdue": ("date_due", {**DUE, "overdue": True}),
    "delegate_absent": ("delegate_absent", AWAY),
    "delegate_absent-backup": ("delegate_absent", {**AWAY, "is_primary": False, "has_both": False, "last": ""}),
    "delegate_absent-back": ("delegate_absent", {**AWAY, "back": "1 March 2027"}),
}
"""The letters to partners' people about dates, circumstances and absences."""
