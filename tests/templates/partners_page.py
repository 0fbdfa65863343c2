"""What the page “partners” is made of, for its golden copy."""

from __future__ import annotations

from typing import Any

PARTNERS_PAGE: dict[str, Any] = {
    "organisation": "Riverbend Progressives",
    "as_of": "20 February 2027, 8:05 am",
    "has_partners": True,
    "partnerships": [
        {
            "key": "garden-27",
            "title": "A garden for the quarter",
            "agreed": True,
            "open": [],
            "unread": "",
            "changed": "1 partner",
            "stray": "",
        },
        {
            "key": "library-27",
            "title": "The library stays open",
            "agreed": False,
            "open": [
                "“capacity and funds”: a partner organisation hasn't answered",
                "no due date for “opening hours” (P12)",
            ],
            "unread": "2 pieces of answers can't be read",
            "changed": "",
            "stray": "1 answer",
        },
    ],
}
