"""An approval's page: what will happen if somebody says yes, to whom a letter goes, and how it begins."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import templates

LINES = 6
"""How many lines of a letter are shown."""

NO = "Nothing is done, and nothing goes out. What is on record stays as it is."

OF_THE_READER = re.compile(r"\*\|(IF|ELSE|END)\b[^|]*\|\*")
TAG = re.compile(r"\*\|[^|]*\|\*")
"""What Mailchimp fills in for each reader, and its conditions."""


def approval_page(
    heading: str,
    rows: Sequence[tuple[str, str]],
    *,
    now: str,
    yes: str,
    no: str = NO,
    letter: Mapping[str, Any] | None = None,
    troubles: Sequence[str] = (),
) -> str:
    """A page that is asked about. It says nothing of the time of asking: the same is asked until something changes."""
    facts = {
        "heading": heading,
        "now": now,
        "rows": [{"what": what, "how": how} for what, how in rows],
        "letter": letter,
        "troubles": list(troubles),
        "yes": yes,
        "no": no,
    }
    return templates.artifact("approval", facts)


def letter_ahead(occasion: str, facts: Mapping[str, Any], *, mailboxes: int, when: str) -> dict[str, Any]:
    """A letter as an approval shows it: to how many, when, its subject and first lines, without anybody's name."""
    words = templates.render(occasion, facts)
    lines = [TAG.sub("…", OF_THE_READER.sub("", line)).strip() for line in words.text.splitlines()]
    return {
        "mailboxes": boxes(mailboxes),
        "when": when,
        "subject": words.subject,
        "lines": [line for line in lines if line][1 : LINES + 1],  # the first is whose letter it is
    }


def boxes(number: int) -> str:
    """So many mailboxes, in words."""
    return f"{number or 'no'} mailbox{'' if number == 1 else 'es'}"
