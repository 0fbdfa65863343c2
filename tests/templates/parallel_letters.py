"""Facts for the letters about parallel votes. All organisations, people and votes are made up."""

from __future__ import annotations

from typing import Any

_BASE: dict[str, Any] = {
    "organisation": "Make Justice Normal",
    "reply_to": "votes@riverbend.example.org",
    "name": "Ada Example",
    "partner": "Lantern Street Tenants",
    "title": "A mural on the library’s wall",
}
_LINK = "https://docs.example.org/forms/d/e/1FAIpQLSf-made-up/viewform?usp=pp_url&entry.305419896=A1B2-C3D4"
_RESULT = {
    "agreement": "The partners don’t agree on a decision. No report came of Harbour Garden Collective.",
    "power": "Power between the partners: complex. The partners seek a balance of power, and name what makes it "
    "uneven: one of them pays for the paint.",
}
_ROW: dict[str, Any] = {
    "nth": 1,
    "who": "Make Justice Normal",
    "decision": "Yes",
    "shares": [["Yes", "66.7%"], ["No", "22.2%"]],
    "participation": "45 of 60 took part",
    "corrected": False,
    "feedback": "",
}
_ROWS: list[dict[str, Any]] = [
    _ROW,
    {
        **_ROW,
        "nth": 2,
        "who": "Lantern Street Tenants",
        "decision": "No",
        "shares": [],
        "participation": "fewer than 5 took part",
        "feedback": "We like the mural.\nThe wall is damp.",
    },
    {
        "nth": 3,
        "who": "Harbour Garden Collective",
        "decision": "",
        "shares": [],
        "participation": "",
        "corrected": False,
        "feedback": "",
    },
]
_BEGUN: dict[str, Any] = {
    **_BASE,
    "text": "Shall the partners pay for a mural together?\nIt would be painted in June.",
    "choices": ["Yes", "No"],
    "until": "12 March 2027",
    "until_before": "",
    "due": "19 March 2027",
    "reported_by_us": False,
    "delegate": True,
}
_REPORT = {**_BASE, "until": "12 March 2027", "due": "19 March 2027", "reminder": False, "smallest": 5, "link": _LINK}
_COMPARED = {**_BASE, **_RESULT, "rows": _ROWS, "again": False}
_CORRECTED = [{**_ROW, "shares": [], "participation": "", "corrected": True}, *_ROWS[1:]]
_STEP = "We paint the mural in September, once the wall is dry"

PARALLEL: dict[str, tuple[str, dict[str, Any]]] = {
    "parallel_begun": ("parallel_begun", _BEGUN),
    "parallel_begun-moved": (
        "parallel_begun",
        {**_BEGUN, "until_before": "5 March 2027", "delegate": False},
    ),
    "parallel_begun-ours": ("parallel_begun", {**_BEGUN, "partner": "Make Justice Normal", "reported_by_us": True}),
    "parallel_report": ("parallel_report", _REPORT),
    "parallel_report-reminder": ("parallel_report", {**_REPORT, "reminder": True}),
    "parallel_step_reminder": ("parallel_step_reminder", {**_BASE, "due": "26 October 2026", "link": _LINK}),
    "parallel_unread": (
        "parallel_unread",
        {**_BASE, "step": False, "wrong": "its shares add up to more than 100", "link": _LINK},
    ),
    "parallel_unread-step": (
        "parallel_unread",
        {
            **_BASE,
            "step": True,
            "wrong": "“7” is the number of no proposal; they are numbered from 1 to 2",
            "link": _LINK,
        },
    ),
    "parallel_compared": ("parallel_compared", {**_COMPARED, "link": _LINK}),
    "parallel_compared-again": (
        "parallel_compared",
        {**_COMPARED, "rows": _CORRECTED, "again": True, "link": _LINK},
    ),
    "parallel_contacts": ("parallel_contacts", _COMPARED),
    "parallel_steps": (
        "parallel_steps",
        {
            **_BASE,
            **_RESULT,
            "steps": [
                {"who": "Make Justice Normal", "step": "We paint it in June"},
                {"who": "Lantern Street Tenants", "step": _STEP},
            ],
            "proposals": ["We paint it in June", _STEP],
            "link": _LINK,
        },
    ),
    "parallel_settled": ("parallel_settled", {**_BASE, **_RESULT, "step": _STEP, "corrected": False}),
    "parallel_settled-corrected": ("parallel_settled", {**_BASE, **_RESULT, "step": _STEP, "corrected": True}),
    "parallel_off": ("parallel_off", {**_BASE, "reason": "The wall was sold."}),
    "parallel_members": (
        "parallel_members",
        {
            "organisation": "Make Justice Normal",
            "reply_to": "votes@riverbend.example.org",
            "title": _BASE["title"],
            **_RESULT,
            "step": _STEP,
            "ours": "Yes",
            "corrected": False,
            "rows": [{"who": "a partner organisation", "decision": "No"}],
        },
    ),
}
"""Each letter's sample, by name: its occasion and facts."""
