"""What the page “partners” is made of, for its golden copy."""

from __future__ import annotations

from typing import Any

NO_REPORT = {"decision": "", "shares": "", "participation": "", "corrected": False, "feedback": ""}

COMPARED: dict[str, Any] = {
    "key": "mural-27",
    "title": "A mural on the library’s wall",
    "state": "decided",
    "last_day": "12 March 2027",
    "due": "19 March 2027",
    "rows": [
        {
            "nth": 1,
            "who": "Riverbend Progressives",
            "decision": "Yes",
            "shares": "Yes: 66.7%; No: 22.2%",
            "participation": "45 of 60 took part",
            "corrected": False,
            "feedback": "",
        },
        {"nth": 2, "who": "a partner organisation", **NO_REPORT},
    ],
    "agreement": "The partners don't agree on a decision. No report came of a partner organisation.",
    "power": "Power between the partners: collaborative.",
    "settled": "We paint the mural in September, once the wall is dry",
    "withheld": False,
}
WITHHELD: dict[str, Any] = {
    **COMPARED,
    "key": "benches-27",
    "title": "Benches in the yard",
    "state": "the delegates are asked what comes next",
    "rows": COMPARED["rows"][:1],
    "agreement": "",
    "power": "",
    "settled": "",
    "withheld": True,
}
PARALLEL_PAGE: dict[str, Any] = {
    "organisation": "Riverbend Progressives",
    "vote": COMPARED,
    "partners": ["1: Riverbend Progressives", "2: Lantern Street Tenants"],
    "feedback": [{"who": "Lantern Street Tenants", "feedback": "The wall is damp."}],
    "steps": [{"who": "Lantern Street Tenants", "step": "Wait until September"}],
    "unread": ["Answer 3, of Lantern Street Tenants: it doesn't say how many took part"],
}
PARTNERS_PAGE: dict[str, Any] = {
    "organisation": "Riverbend Progressives",
    "as_of": "20 February 2027, 8:05 am",
    "has_partners": True,
    "partnerships": [
        {
            "key": "garden-27",
            "title": "A garden for the quarter",
            "agreed": True,
            "dates": [
                {"nth": 2, "what": "deliverable: A plan of the beds", "due": "1 Mar 2027", "stands": "overdue"},
                {"nth": 1, "what": "goal: Forty beds are planted", "due": "1 Jun 2027", "stands": ""},
            ],
            "circumstances": [
                {"nth": 1, "name": "bad weather", "stands": "so since 18 Feb 2027"},
                {"nth": 2, "name": "funding falls short", "stands": ""},
            ],
            "delegates": [
                {"nth": 1, "partner": "Riverbend Progressives", "rank": "primary", "away": ""},
                {"nth": 2, "partner": "Riverbend Progressives", "rank": "backup", "away": "until 3 Mar 2027"},
            ],
            "votes": [COMPARED, WITHHELD],
            "open": [],
            "unread": "",
            "inside": False,
            "changed": True,
            "since": ["“basic values”: a partner organisation answers no (P1)"],
            "stray": "",
            "void": "",
        },
        {
            "key": "library-27",
            "title": "The library stays open",
            "agreed": False,
            "dates": [],
            "circumstances": [],
            "delegates": [
                {"nth": 3, "partner": "Lantern Street Tenants", "rank": "primary", "away": "until 3 Mar 2027"}
            ],
            "votes": [],
            "open": [
                "“capacity and funds”: a partner organisation hasn't answered",
                "no due date for “opening hours” (P12)",
            ],
            "unread": "2 pieces of answers can't be read",
            "inside": True,
            "changed": False,
            "since": [],
            "stray": "1 answer",
            "void": "1 answer",
        },
    ],
}
