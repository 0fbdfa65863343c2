"""What letters to partners and their delegates are made of, for their golden copies."""

from __future__ import annotations

from typing import Any

COMMON: dict[str, Any] = {
    "organisation": "Riverbend Progressives",
    "reply_to": "votes@riverbend.example.org",
    "title": "A garden for the quarter",
    "partner": "Lantern Street Tenants",
    "beside": "Riverbend Progressives",
}
ASKED: dict[str, Any] = {
    **COMMON,
    "name": "Pat Madeup",
    "link": "https://docs.example.org/forms/d/e/abc/viewform?entry.1=CODE",
}
INVITED: dict[str, Any] = {
    **ASKED,
    "others": "Riverbend Progressives",
    "new": False,
    "said": [],
    "in_force": False,
}
DELEGATE: dict[str, Any] = {**COMMON, "name": "Lux Lantern", "rank": "primary"}
IN_FORCE: dict[str, Any] = {
    **COMMON,
    "name": "Pat Madeup",
    "renewed": False,
    "partners": [
        "Riverbend Progressives. Primary delegate: Ada Example; backup: Moss Invented",
        "Lantern Street Tenants. Primary delegate: Lux Lantern; backup: Wick Lantern",
    ],
    "shared": [
        "They vote flat.",
        "A ballot counts by its voter's role \u2013 member: 1 vote; delegate: 1 vote.",
        "Goal: Beds for every house, due on 1 September 2027.",
    ],
    "told": "Members may be told: its name; the other partners: its name; everybody else: nothing.",
}
NAMED: dict[str, Any] = {
    **DELEGATE,
    "other": "Wick Lantern",
    "voter_role": "delegate",
    "responsibility": "partner advisor",
    "weights": "A ballot counts by its voter's role \u2013 member: 1 vote; delegate: 1 vote.",
    "ours": False,
    "after_another": False,
}

LETTERS: dict[str, tuple[str, dict[str, Any]]] = {
    "partner_invited": ("partner_invited", INVITED),
    "partner_invited-anew": (
        "partner_invited",
        {
            **INVITED,
            "new": True,
            "in_force": True,
            "said": ["How we vote: flat", "basic values: yes \u2013 A bed for every house."],
        },
    ),
    "partner_awaited": ("partner_awaited", {**COMMON, "name": "Pat Madeup", "awaited": "Harbour Garden Collective"}),
    "partner_link_void": ("partner_link_void", {**COMMON, "name": "Pat Madeup"}),
    "partner_reminder": ("partner_reminder", ASKED),
    "partner_open": (
        "partner_open",
        {
            **ASKED,
            "open": [
                "\u201ccapacity and funds\u201d: Lantern Street Tenants answers not yet, until this is done: a grant",
                "no due date for \u201cPlan of the beds\u201d (P12)",
            ],
        },
    ),
    "partner_in_force": ("partner_in_force", IN_FORCE),
    "partner_in_force-renewed": ("partner_in_force", {**IN_FORCE, "renewed": True}),
    "partnership_ended": ("partnership_ended", {**COMMON, "name": "Pat Madeup", "because": "The lot was sold."}),
    "delegate_named": ("delegate_named", NAMED),
    "delegate_named-ours": (
        "delegate_named",
        {
            **NAMED,
            "name": "Moss Invented",
            "partner": "Riverbend Progressives",
            "beside": "partner organisations",
            "other": "Ada Example",
            "ours": True,
        },
    ),
    "delegate_named-backup": (
        "delegate_named",
        {**NAMED, "name": "Wick Lantern", "rank": "backup", "other": "Lux Lantern", "after_another": True},
    ),
    "delegate_replaced": ("delegate_replaced", DELEGATE),
    "delegate_hats": ("delegate_hats", {**COMMON, "name": "Ada Example", "link": ASKED["link"]}),
}
