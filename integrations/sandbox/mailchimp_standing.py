"""The sandbox's account as its owner sees it: the key's role, the plan, and the domains that it may send for."""

from __future__ import annotations

from typing import Any

from integrations.sandbox.mailchimp_account import BEHAVIOUR, Call, Json, Operation, open_account
from integrations.sandbox.mailchimp_shapes import Problem
from integrations.sandbox.world import World


def told(world: World, name: str) -> Any:
    """How the account behaves in this; in a world that was saved before it could be asked, as usual."""
    return open_account(world)["behaviour"].get(name, BEHAVIOUR[name])


def refuse_if_closed(world: World) -> None:
    """What an account that was closed answers to everything."""
    if told(world, "closed"):
        raise Problem(403, "User Disabled", "This account has been disabled.")


def get_root(call: Call) -> Json:
    """The account itself."""
    statuses = [
        one["status"] for told in open_account(call.world)["lists"].values() for one in told["members"].values()
    ]
    return {
        "role": told(call.world, "role"),
        "pricing_plan_type": told(call.world, "plan"),
        "total_subscribers": statuses.count("subscribed"),
    }


def list_domains(call: Call) -> Json:
    """The domains that letters may be sent from; those of `authenticated` have their DKIM records."""
    names, signed = told(call.world, "domains"), told(call.world, "authenticated")
    entries = [{"domain": name, "verified": True, "authenticated": name in signed} for name in names]
    return {"domains": entries, "total_items": len(entries)}


OPERATIONS = (
    Operation("GET", "/", get_root),
    Operation("GET", "/verified-domains", list_domains),
)
