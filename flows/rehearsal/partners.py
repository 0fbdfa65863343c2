"""Partners: what three organisations settle and decide together, act by act, through the doors that real ones use."""

from __future__ import annotations

from datetime import date

from flows.rehearsal import charter_on_stage as charter
from flows.rehearsal.acted import Act
from flows.rehearsal.partners_stage import Partnered

ACTS: tuple[Act[Partnered], ...] = (
    Act(date(2027, 1, 5), "Reading the members' workbook", charter.read_members),
)
"""In the order of their days."""
