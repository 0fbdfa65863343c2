"""Partners: the pass over everything that organisations decide together, brought to where it should be now."""

from __future__ import annotations

from flows import passes, screen
from flows.duties.partnership import (
    asking_delegates,
    due,
    letters_due,
    membership,
    next_steps,
    on_record,
    our_report,
    parallel_form,
    partner_forms,
)
from flows.entrance import flow
from flows.passes import Duty, Report
from flows.secretary import Secretary

DUTIES: tuple[Duty, ...] = (
    ("partners' forms", partner_forms.keep),
    ("what partners settle", on_record.keep),
    ("delegates who are members", membership.keep),
    ("letters to partners", letters_due.keep),
    ("dates", due.remind),
    ("forms of parallel votes", parallel_form.follow_all),
    ("our report of a parallel vote", our_report.fill_in),
    ("delegates' reports", asking_delegates.ask),
    ("next steps after parallel votes", next_steps.go_on),
)
"""What is done, in this order. Each looks at the book and the clock, and says what it did; twice is once."""


def carry_on(secretary: Secretary) -> Report:
    """P1-P12. One pass over all partnerships."""
    return passes.made(secretary, DUTIES, {})


@flow(name="partners", flow_run_name="Partners: what organisations decide together")
def carry_on_with_partners() -> str:
    """Do whatever is due in the partnerships: forms, reports, reminders, dates. Running it once more does no harm."""
    secretary = Secretary.at_work()
    report = carry_on(secretary)
    screen.show_partners(secretary)
    screen.show_desk(secretary, report.troubles)
    return passes.told(report)
