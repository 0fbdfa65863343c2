"""Year: what the committee and the organisation have to do in a year, brought to where it should be now."""

from __future__ import annotations

from core import seats
from flows import passes, screen
from flows.duties.annual import meeting, proposal_tab, proposing
from flows.duties.committee import meetings, reporting
from flows.duties.committee import seats as committee
from flows.duties.nomination import cycles, renewing
from flows.duties.year import due
from flows.entrance import flow
from flows.passes import Duty, Report
from flows.secretary import Secretary

DUTIES: tuple[Duty, ...] = (
    ("committee", committee.keep),
    ("nominations", renewing.keep),
    ("meetings with candidates", meetings.keep),
    ("standing report", reporting.keep),
    ("priorities", proposing.keep),
    ("annual meeting", meeting.keep),
    ("what is due", due.announce),
)
"""What is done, in this order. Each looks at the book and the clock, and says what it did; twice is once."""

TABS = {"committee": seats.TAB.name, "priorities": proposal_tab.TAB.name}
"""What looks at a tab of the members' workbook, and at which. These get the reading of all of them, beside the rest."""


def carry_on(secretary: Secretary) -> Report:
    """S3-S7, S9-S13, A1-A3. One pass over the committee and the year."""
    return passes.made(secretary, DUTIES, TABS)


@flow(name="year", flow_run_name="Year: the committee and what the year brings")
def carry_on_the_year() -> str:
    """Read the tab Committee, and do whatever is due in the organisation's year. Running it once more does no harm."""
    secretary = Secretary.at_work()
    report = carry_on(secretary)
    screen.show_year(secretary)
    screen.show_priorities(secretary)
    screen.show_committee(secretary)
    for year in cycles.years(secretary):
        screen.show_nominations(secretary, year)
    screen.show_desk(secretary, report.troubles)
    return passes.told(report)
