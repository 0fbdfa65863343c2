"""History: an organiser looks up which races were decided before, of an office, with a candidate, or of a year."""

from __future__ import annotations

from typing import Annotated

from flows import screen
from flows.entrance import flow
from flows.secretary import Secretary
from flows.titles import titled


@flow(name="history", flow_run_name="History")
def look_up(
    office: Annotated[str, titled("Office or district")] = "",
    candidate: Annotated[str, titled("Candidate")] = "",
    year: Annotated[int, titled("Year of the election")] = 0,
) -> str:
    """Look up which races were decided, the newest first: outcome, shares as published, dates and process.

    Args:
        office: Only of this office, or of a district; a part of it is enough.
        candidate: Only races with somebody of this name; a part is enough.
        year: Only of public elections of this year; of any, if it is 0.
    """
    screen.show_history_asked(Secretary.at_work(), office=office, candidate=candidate, year=year or None)
    return "What was found stands on the page history-asked."
