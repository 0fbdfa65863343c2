"""The page “doctor”: what was looked at, what is wrong, and how to mend it."""

from __future__ import annotations

from collections.abc import Sequence

import templates
from core import calendar
from flows.duties.health.findings import Finding, in_one_line, wrong
from flows.secretary import Secretary


def doctor_page(secretary: Secretary, found: Sequence[Finding]) -> str:
    """Everything that an examination found, what is wrong first, then by subject."""
    groups = dict.fromkeys(one.group for one in found)
    facts = {
        "organisation": secretary.charter.name,
        "as_of": calendar.in_words(secretary.now(), secretary.charter.zone),
        "in_one_line": in_one_line(found),
        "wrong": [_told(one) for one in wrong(found)],
        "groups": [{"title": group, "rows": [_told(one) for one in found if one.group == group]} for group in groups],
    }
    return templates.artifact("doctor", facts)


def _told(one: Finding) -> dict[str, str]:
    return {"group": one.group, "name": one.name, "verdict": one.verdict, "what": one.what, "mend": one.mend}
