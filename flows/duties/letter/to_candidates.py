"""Letters to candidates: one mailbox each, once for each occasion, with a link of their own where one is needed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.ledger import Pen
from core.records import Candidate, Letter
from flows.duties.letter import outbox

LONGEST = 40
"""Mailchimp takes no name of a campaign that is longer."""


def letter_key(candidate: Candidate, what: str) -> str:
    """A letter's key, such as "mayor-26.2/asked". Its dot is in no election's key."""
    key = f"{candidate.race_key}.{candidate.nth}/{what}"
    if len(key) > LONGEST:
        raise ValueError(f"{key} is longer than {LONGEST} signs")
    return key


def goes_to(letter: Letter, candidate: Candidate) -> bool:
    """Whether a letter to a candidate goes, or went, to the mailbox that the tab Candidates has now."""
    return bool(json.loads(letter.recipients) == [candidate.email])


def plan(
    pen: Pen,
    candidate: Candidate,
    what: str,
    occasion: str,
    facts: Mapping[str, Any],
    *,
    not_after: datetime | None = None,
) -> bool:
    """Plan a letter to a candidate, unless it was. False: it was, or there is no address to write to.

    `what` is the letter's own name among those to this candidate, of 12 signs at most. `not_after` is when it is of no
    use any more.
    """
    key = letter_key(candidate, what)
    if not candidate.email or pen.session.get(Letter, key) is not None:
        return False
    pen.session.add(
        outbox.plan(
            key, occasion=occasion, election=None, at=pen.at, to=[candidate.email], facts=facts, not_after=not_after
        )
    )
    pen.log("letter.planned", letter=key)
    return True
