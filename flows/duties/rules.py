"""The rules an election is held by: the charter as it was when the election was drafted."""

from __future__ import annotations

import json
from functools import lru_cache

from core import charter
from core.charter import Charter
from core.records import Election


def rules_of(election: Election) -> Charter:
    """The charter an election was drafted under. Later changes to the charter file don't reach it."""
    return _read(json.dumps(election.charter), election.key)


@lru_cache(maxsize=64)
def _read(kept: str, key: str) -> Charter:
    return charter.read(json.loads(kept), source=key)


def rule_in_words(rules: Charter) -> str:
    """M2, M3. What makes a voting member, in a sentence."""
    events, activities = rules.membership.events_needed, rules.membership.volunteering_needed
    return (
        f"The rule: {events.value} events ({events.clause}) or {activities.value} volunteer activity "
        f"({activities.clause}) within the past year."
    )
