"""A pass: several duties done one after another, of which none keeps the others waiting."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeAlias

from prefect import get_run_logger

from core.tabs import TabFault
from flows.duties.letter.steps import Stuck
from flows.duties.membership.tabs_read import Reading
from flows.duties.partnership import told as told_of_partners
from flows.secretary import OUTAGE, Refusal, Secretary

Duty: TypeAlias = tuple[str, Callable[..., Sequence[str]]]
"""What a duty is called, and what does it. It looks at the book and the clock, and says what it did; twice is once."""


@dataclass
class Report:
    """What a pass did, and what kept it from doing more. No names."""

    news: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    broken: list[Exception] = field(default_factory=list)


def made(secretary: Secretary, duties: Sequence[Duty], tabs: Mapping[str, str]) -> Report:
    """One pass. `tabs` says which duties look at which tab of the members' workbook: they get one reading of them all.

    One duty's trouble, or a service's bad day, doesn't keep the others waiting.
    """
    report = Report()
    reading = Reading(secretary, tuple(tabs.values()))
    for name, duty in duties:
        _guarded(report, name, partial(duty, secretary, *([reading] if name in tabs else [])))
    plain = told_of_partners.now(secretary).neutral  # what a run says is kept where anybody may read it (P11)
    return replace(report, news=[*map(plain, report.news)], troubles=[*map(plain, report.troubles)])


def _guarded(report: Report, name: str, act: Callable[[], Sequence[str]]) -> None:
    try:
        report.news.extend(act())
    except OUTAGE as fault:
        report.troubles.append(f"{name}: {type(fault).__name__}: {fault}")
    except (TabFault, Refusal, Stuck) as letter:
        report.troubles.append(str(letter))
    except Exception as fault:  # noqa: BLE001  # whatever is broken, the others are done first; the run fails afterwards
        report.troubles.append(f"{name}: something in Canvass is broken ({type(fault).__name__})")
        report.broken.append(fault)


def told(report: Report) -> str:
    """What a run says in the end; its troubles are in its log. Raises ExceptionGroup where something is broken."""
    for trouble in report.troubles:
        get_run_logger().warning(trouble)
    if report.broken:
        raise ExceptionGroup("something in Canvass is broken", report.broken)
    return "\n".join([*report.news, *report.troubles]) or "Nothing is due."
