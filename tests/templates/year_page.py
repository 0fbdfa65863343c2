"""What the page “year” is made of, for its golden copy."""

from __future__ import annotations

from typing import Any

YEAR_PAGE: dict[str, Any] = {
    "organisation": "Riverbend Progressives",
    "as_of": "20 February 2027, 8:05 am",
    "has_cycle": True,
    "unplanned": [2028],
    "years": [
        {
            "year": 2027,
            "meeting": "20 March 2027",
            "steps": [
                {
                    "name": "nominations close",
                    "does": "Last day to stand",
                    "clause": "S3",
                    "due": "Sat 30 Jan 2027, moved",
                    "stands": "overdue",
                    "who": "members",
                    "door": "plan",
                },
                {
                    "name": "annual meeting",
                    "does": "The annual meeting",
                    "clause": "A1",
                    "due": "Sat 20 Mar 2027",
                    "stands": "next",
                    "who": "everybody",
                    "door": "plan",
                },
            ],
            "not_now": ["“co-chairs elected” was last done on 28 March 2026, and is due again in 2028 (S7)"],
            "warnings": ["“co-chairs elected” on 1 April 2027 is not in the first quarter (S7)"],
            "everything": "Not any more in the first quarter: “slate's ballot closes” (S4).",
            "late": [{"name": "nominations close", "how": "can still be done, by 1 March 2027 at the latest (S3)"}],
            "seated": 9,
            "unpaid": 2,
        }
    ],
    "terms": [{"on": "Sat 20 Mar 2027", "number": 9}],
    "leaves": [{"on": "Mon 1 Mar 2027", "number": 1}],
    "recusals": [{"race": "Mayor (mayor-26)", "number": 1}],
}
