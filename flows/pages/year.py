"""The page “year”: each step with its day, whether it is done, and its door; what ends; and what comes too late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

import templates
from core import calendar
from core.bylaws.late_start import Outlook
from core.bylaws.year import Planned
from core.calendar import day_in_a_table
from core.cycle import MEETING
from core.ruling import Ruling
from flows.duties.year import due, endings, plans
from flows.duties.year.plans import YearsPlan
from flows.pages import called
from flows.pages.needs import Address, Need, need, sentence
from flows.secretary import Secretary


def year_page(secretary: Secretary) -> str:
    """S3-S7, S10, A1-A3. The page “year”: counts and days, and nobody's name."""
    charter, today = secretary.charter, plans.today(secretary)
    with secretary.ledger.reading() as session:
        ends = endings.found(session, on=today, charter=charter)
        facts = {
            "organisation": charter.name,
            "as_of": calendar.in_words(secretary.now(), charter.zone),
            "has_cycle": charter.year is not None,
            "years": [_year(secretary, session, one) for one in plans.under_way(secretary, session)],
            "unplanned": [year for year, _ in due.unplanned(secretary, session)],
            "terms": _by_day(ends.terms),
            "leaves": _by_day(ends.leaves),
            "recusals": [
                {"race": called.race(session, key), "number": number} for key, number in ends.recusals.items()
            ],
        }
    return templates.artifact("year", facts)


def _by_day(found: Any) -> list[dict[str, Any]]:
    return [{"on": day_in_a_table(day), "number": number} for day, number in found.items()]


def _year(secretary: Secretary, session: Session, plan: YearsPlan) -> dict[str, Any]:
    found, everything = plans.prospects(secretary, plan)
    seated, unpaid = endings.unpaid(session, year=plan.year, charter=secretary.charter)
    nearest = next((one.step.name for one in plan.left if one.due >= plans.today(secretary)), "")
    late = [one for one in found if one.prospect in ("late", "too late")]
    return {
        "year": plan.year,
        "meeting": calendar.day_in_words(plan.meeting),
        "steps": [_step(secretary, plan, one, nearest) for one in sorted(plan.planned, key=lambda one: one.due)],
        "not_now": [_words(one) for one in plan.not_now],
        "warnings": [_words(one) for one in plans.warnings(secretary, plan)],
        "everything": "" if everything else sentence(_words(everything)),
        "late": [{"name": one.planned.step.name, "how": _words(one.ruling)} for one in late],
        "seated": len(seated),
        "unpaid": len(unpaid),
    }


def _words(ruling: Ruling) -> str:
    return f"{ruling.because} ({ruling.clause})"


def _step(secretary: Secretary, plan: YearsPlan, one: Planned, nearest: str) -> dict[str, str]:
    day, today = plan.done.get(one.step.name), plans.today(secretary)
    stands = "next" if one.step.name == nearest else ""
    is_unsaid = one.step.name == MEETING and plan.has_met(today) is not None
    return {
        "name": one.step.name,
        "does": one.step.does,
        "clause": one.step.clause,
        "due": f"{day_in_a_table(one.due)}{', moved' if one.moved else ''}",
        "stands": f"done on {day_in_a_table(day)}" if day else "overdue" if one.due < today else stands,
        "who": one.step.who,
        "door": "plan" if is_unsaid else one.step.door or "plan",
    }


# ── the desk ───────────────────────────────────────────────────────────────────────────────────────


def needs(secretary: Secretary, session: Session, address: Address) -> Iterator[Need]:
    """A1-A3, S3-S7. What is overdue in the year, with who acts and by which door."""
    today = plans.today(secretary)
    for year, by in due.unplanned(secretary, session):
        if by < today:
            yield need(
                f"The annual meeting of {year} has no day",
                f"The year's other steps follow from it. It should be set by {calendar.day_in_words(by)} (A1).",
                "Agree on a day, and set it.",
                door="plan",
                command=f"canvass plan {year} --annual-meeting {year}-03-20",
                page="year",
                address=address,
            )
    for plan in plans.under_way(secretary, session):
        found, _ = plans.prospects(secretary, plan)
        late = (one for one in found if one.prospect != "done" and one.planned.due < today)
        for one in late:
            met = plan.has_met(today) if one.planned.step.name == MEETING else None
            yield _unsaid(plan, met, address) if met else _overdue(plan, one, address)


def _unsaid(plan: YearsPlan, met: date, address: Address) -> Need:
    return need(
        f"The annual meeting of {plan.year} was to be on {calendar.day_in_words(met)}: did it take place?",
        "It is on record for that day, and nothing says yet that it took place (A1).",
        f"Enter it in the tab Events, with “{MEETING}” under Event or Kind, which its sign-ins need anyway; or record "
        "that it took place.",
        door="plan",
        command=f'canvass plan {plan.year} --done "{MEETING}" --day {met} --note "…"',
        page="year",
        address=address,
    )


def _overdue(plan: YearsPlan, one: Outlook, address: Address) -> Need:
    step = one.planned.step
    done = f'canvass plan {plan.year} --done "{step.name}" --day {one.planned.due} --note "…"'
    tab = f" in {step.door}" if step.is_done_in_a_tab else ""
    return need(
        f"Overdue since {calendar.day_in_words(one.planned.due)}: {step.name}",
        f"{step.does}. It {one.ruling.because} ({one.ruling.clause}).",
        f"Who acts: {step.who}{tab}. Do it, or record that it is done; organisers can also move it, with a reason.",
        door="plan" if tab else step.door or "plan",
        command=done,
        page="year",
        address=address,
    )
