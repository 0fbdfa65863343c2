"""The sandbox's Mailchimp account: how it is opened, how it is told to behave, and how a call to it is answered."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from integrations.sandbox import mailchimp_shapes as shapes
from integrations.sandbox.world import World

Json = dict[str, Any]

API_KEY = "0123456789abcdef0123456789abcdef-us1"
LIST_ID = "c4nv455a01"
BEHAVIOUR: Json = {
    "second_send": "refuse",  # or "ignore": 204 without effect, or "again": everybody gets it twice
    "snapshot": "create",  # when a campaign's recipients are settled; or "send"
    "status_lag_seconds": 0,  # for how long a sent campaign still looks like a draft
    "sending_seconds": 30,  # for how long it then looks as if it were on its way
    "rendering": "at send",  # when mails are filled in and arrive; or "at the end of sending"
    "list_lag_seconds": 0,  # for how long a new campaign stays out of the list of campaigns
    "stop_after": None,  # number of mails after which a mailing is halted, as in a compliance review
    "closed": False,  # everything is refused, as in an account that Mailchimp has closed
    "role": "owner",  # of the key's user; or "admin", "manager", "author", "viewer"
    "plan": "monthly",  # or "pay_as_you_go", "forever_free"
    "domains": ("rehearsal.example.org", "example.org"),  # whose letters may be sent
    "authenticated": ("rehearsal.example.org", "example.org"),  # those of them that have their DKIM records
    "reminder": "You are a member, or signed up at a meeting.",  # stands under every letter; or ""
}


OWN_FIELDS = (
    ("FNAME", "First Name", "text"),
    ("LNAME", "Last Name", "text"),
    ("ADDRESS", "Address", "address"),
    ("PHONE", "Phone Number", "phone"),
    ("BIRTHDAY", "Birthday", "birthday"),
)
"""The merge fields that Mailchimp gives a new audience: tag, name, kind. They take up room, used or not."""


@dataclass(frozen=True)
class Call:
    """One request that has passed the door. `ids` are those in its path, `root` is where it reached the sandbox."""

    world: World
    ids: Mapping[str, str]
    query: Json
    body: Json
    root: str


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked of the account, and the shape of asking. `act` answers None for "no content"."""

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    path: str
    act: Callable[[Call], Json | None]
    body: shapes.Check | None = None
    query: Mapping[str, shapes.Reading] = field(default_factory=dict)


PAGED: Mapping[str, shapes.Reading] = {"count": shapes.read_count, "offset": shapes.read_offset}


def open_account(
    world: World,
    *,
    api_key: str = API_KEY,
    list_id: str = LIST_ID,
    name: str = "Meadow Hill Neighbours",
    address: tuple[str, ...] = ("1 Example Street", "Meadow Hill", "MA 00000"),
) -> Json:
    """Open the account with one empty audience; an account that is open already is left as it is."""
    if not world.mailchimp:
        fields = [_field(nth, *told) for nth, told in enumerate(OWN_FIELDS, start=1)]
        audience: Json = {"id": list_id, "name": name, "company": name, "address": list(address), "fields": fields}
        audience |= {"members": {}, "segments": {}, "forgotten": []}
        empty: Json = {"folders": [], "campaigns": {}, "inbox": [], "last": 0}
        world.mailchimp |= {"api_key": api_key, "behaviour": dict(BEHAVIOUR), "lists": {list_id: audience}, **empty}
    return world.mailchimp


def behave(world: World, **behaviour: object) -> None:
    """Change how the account behaves; see BEHAVIOUR for what can be set."""
    if unknown := behaviour.keys() - BEHAVIOUR.keys():
        raise ValueError(f"the sandbox's Mailchimp can't be told {', '.join(sorted(unknown))}")
    open_account(world)["behaviour"].update(behaviour)


def audience(world: World, list_id: str) -> Json:
    """The audience of this id."""
    found: Json | None = open_account(world)["lists"].get(list_id)
    if found is None:
        raise shapes.not_found("list")
    return found


def fresh(world: World) -> int:
    """A number that nothing in the account has yet."""
    state = open_account(world)
    state["last"] += 1
    return int(state["last"])


def fresh_id(world: World) -> str:
    """An id in Mailchimp's manner: ten hex digits."""
    return hashlib.md5(f"canvass {fresh(world)}".encode(), usedforsecurity=False).hexdigest()[:10]


def subscriber_hash(email: str) -> str:
    """How Mailchimp keys an address: MD5 of it in lower case. Two people on one address are one contact."""
    return hashlib.md5(email.lower().encode(), usedforsecurity=False).hexdigest()


def stamp(at: datetime) -> str:
    """A time as Mailchimp writes it."""
    return at.isoformat(timespec="seconds")


def page(call: Call, key: str, entries: list[Json]) -> Json:
    """The part of `entries` that the query asks for; ten from the start unless it says otherwise."""
    offset = call.query.get("offset", 0)
    return {key: entries[offset : offset + call.query.get("count", 10)], "total_items": len(entries)}


def select(answer: Any, paths: list[str]) -> Any:
    """Only the named fields of an answer; `members.email_address` reaches into every member."""
    if isinstance(answer, list):
        return [select(entry, paths) for entry in answer]
    if not isinstance(answer, dict) or "" in paths:
        return answer
    wanted: dict[str, list[str]] = {}
    for path in paths:
        head, _, rest = path.partition(".")
        wanted.setdefault(head, []).append(rest)
    return {name: select(answer[name], rests) for name, rests in wanted.items() if name in answer}


def _field(merge_id: int, tag: str, name: str, kind: str) -> Json:
    return {"merge_id": merge_id, "tag": tag, "name": name, "type": kind, "required": False, "public": True}
