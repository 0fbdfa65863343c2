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
