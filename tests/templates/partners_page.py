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
            "open": "",
            "dates": [
                {"nth": 2, "what": "deliverable: A plan of the beds", "due": "1 Mar 2027", "stands": "overdue"},
                {"nth": 1, "what": "goal: Forty beds are planted", "due": "1 Jun 2027", "stands": ""},
            ],
            "circumstances": [
                {"nth": 1, "name": "bad weather", "stands": "so since 18 Feb 2027"},
                {"nth": 2, "name": "funding falls short", "stands": ""},
            ],
            "delegates": [
                {"nth": 1, "partner": 1, "rank": "primary", "away": ""},
                {"nth": 2, "partner": 1, "rank": "backup", "away": "until 3 Mar 2027"},
            ],
        },
        {
            "key": "library-27",
            "title": "The library stays open",
            "agreed": False,
            "open": "“capacity and funds”: a partner organisation hasn't answered (P1)",
            "dates": [],
            "circumstances": [],
            "delegates": [],
        },
    ],
}
