"""Meetings with candidates: when one is open to every member, who has to hear of it in time."""

from __future__ import annotations

from datetime import timedelta

from core.charter import Charter
from core.numbers import many
from core.ruling import Ruling

HOUR = timedelta(hours=1)


def is_open(notice: timedelta | None, *, reason: str = "", charter: Charter) -> Ruling:
    """S13. A meeting is open to all members who heard of it in time; later, or never, takes a reason.

    `notice` is how long before its beginning members are told, None if they weren't. A charter without expectations
    sets no least time.
    """
    least = charter.expectations.meeting_notice_hours.value if charter.expectations else 0
    if notice is not None and notice >= least * HOUR:
        return Ruling(True, "S13", f"members hear of it at least {many(least, 'hour')} before")
    late = "members weren't told of it before"
    if notice is not None:
        late = f"members hear of it less than {many(least, 'hour')} before"
    if not reason.strip():
        return Ruling(False, "S13", f"{late}; that needs a reason, and none is given")
    return Ruling(True, "S13", f"{late}, for this reason: {reason.strip()}")
