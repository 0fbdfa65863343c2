"""Season: bring every race that is under way to where it should be now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from prefect import flow, get_run_logger

from core import bank, seats
from core import candidates as entered
from core.tabs import TabFault
from flows import press, screen
from flows.duties.committee import seats as committee
from flows.duties.forum import convening, forum_tabs
from flows.duties.letter import link_keys
from flows.duties.letter.steps import Stuck
from flows.duties.questionnaire import bank_tab, issuing
from flows.duties.race import afterwards, candidates, endings, facts, given_up, new_links, races, season_calendar
from flows.duties.race.season_tabs import Reading
from flows.secretary import OUTAGE, Refusal, Secretary

DUTIES: tuple[tuple[str, Callable[..., Sequence[str]]], ...] = (
    ("candidates", candidates.keep),
    ("links", new_links.keep),
    ("facts", facts.look_up),
    ("facts without an answer", facts.tell),
    ("question bank", bank_tab.keep),
    ("questionnaires", issuing.carry_on),
    ("forums", convening.keep),
    ("letters of races taken up again", given_up.take_up),
    ("committee", committee.keep),
    ("ended races", endings.tell_of_ended),
    ("reports", afterwards.ask_for_reports),
    ("keys of links", link_keys.destroy_old),
    ("calendar", season_calendar.keep),
)
"""What is done, in this order. Each looks at the book and the clock, and says what it did; twice is once."""

TABS = {
    "candidates": entered.TAB.name,
    "question bank": bank.TAB.name,
    "forums": forum_tabs.TAB,
    "committee": seats.TAB.name,
}
"""What looks at a tab of the members' workbook, and at which. These get the reading of all of them, beside the rest."""

OF_RACES = ("candidates", "committee")
"""What is left out while no race is under way, for then nothing is taken from its tab."""


@dataclass
class Report:
    """What a pass did, and what kept it from doing more. No names."""

    news: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    broken: list[Exception] = field(default_factory=list)


def carry_on(secretary: Secretary) -> Report:
    """E4-E6. One pass over all races. One duty's trouble, or a service's bad day, doesn't keep the others waiting.

    The workbook is read once for all of them; who finds there what is to be done reads it again before doing it.
    """
    report = Report()
    with secretary.ledger.reading() as session:
        left_out = () if races.under_way(session) else OF_RACES
    reading = Reading(secretary, tuple(TABS.values()))
    for name, duty in DUTIES:
        if name not in left_out:
            _guarded(report, name, partial(duty, secretary, *([reading] if name in TABS else [])))
    return report


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


@flow(name="season", flow_run_name="Season: races, candidates and what is due")
def carry_on_the_season() -> str:
    """Read the tab Candidates, and do whatever is due for races under way. Running it once more does no harm."""
    secretary = Secretary.at_work()
    report = carry_on(secretary)
    report.troubles.extend(press.ask(secretary))
    screen.show_season(secretary)
    screen.show_history(secretary)
    screen.show_desk(secretary, report.troubles)
    for trouble in report.troubles:
        get_run_logger().warning(trouble)
    if report.broken:
        raise ExceptionGroup("something in Canvass is broken", report.broken)
    return "\n".join([*report.news, *report.troubles]) or "Nothing is due."
