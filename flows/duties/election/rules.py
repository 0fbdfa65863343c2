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


def rule_in_words(charter: Charter) -> str:
    """M2, M3. Who may vote, in a sentence."""
    events, shifts = charter.membership.events_needed, charter.membership.volunteering_needed
    came = f"came to {events.value} of our events" if events.value > 1 else "came to one of our events"
    helped = f"volunteered {shifts.value} times" if shifts.value > 1 else "volunteered once"
    return f"Whoever {came} ({events.clause}), or {helped} ({shifts.clause}), within the past year can vote."
