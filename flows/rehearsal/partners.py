"""Partners: what three organisations settle and decide together, act by act, through the doors that real ones use."""

from __future__ import annotations

from datetime import date

from flows.rehearsal import charter_on_stage as charter
from flows.rehearsal import flat_on_stage as flat
from flows.rehearsal import parallel_on_stage as parallel
from flows.rehearsal.partners_stage import Act

ACTS: tuple[Act, ...] = (
    Act(date(2027, 1, 5), "Reading the members' workbook", charter.read_members),
    Act(date(2027, 1, 5), "A partnership of three is begun, and its contacts are asked", charter.begin),
    Act(date(2027, 1, 7), "All answer; the gate isn't met, so nothing goes forward", charter.answer),
    Act(date(2027, 1, 9), "The gate is met, and the partnership is in force", charter.put_in_force),
    Act(date(2027, 1, 11), "A flat vote is drafted", flat.put),
    Act(date(2027, 1, 11), "Voting opens; who wears two hats has two links", flat.open_it),
    Act(date(2027, 1, 14), "A primary delegate is away: the backup votes", flat.be_away),
    Act(date(2027, 1, 18), "Members and delegates vote", flat.vote),
    Act(date(2027, 1, 22), "The final vote decides", flat.count),
    Act(date(2027, 2, 1), "A deliverable is reached, and it rains", flat.reach),
    Act(date(2027, 2, 3), "The partners choose to vote in parallel from now on", parallel.choose_parallel),
    Act(date(2027, 2, 8), "A parallel vote is begun", parallel.ask),
    Act(date(2027, 2, 8), "Our members vote", parallel.vote),
    Act(date(2027, 2, 20), "The other delegates report; the reports go out side by side", parallel.report),
    Act(date(2027, 2, 22), "The delegates want different things", parallel.differ),
    Act(date(2027, 2, 24), "They find a compromise", parallel.compromise),
)
"""In the order of their days. Whoever adds to partnerships adds an act here."""
