"""Season: bring every race that is under way to where it should be now."""

from __future__ import annotations

from core import bank, seats
from core import candidates as entered
from flows import passes, press, screen
from flows.duties.committee import seats as committee
from flows.duties.forum import convening, forum_tabs
from flows.duties.letter import link_keys
from flows.duties.questionnaire import bank_tab, issuing
from flows.duties.race import afterwards, candidates, endings, facts, given_up, new_links, races, season_calendar
from flows.entrance import flow
from flows.passes import Duty, Report
from flows.secretary import Secretary

DUTIES: tuple[Duty, ...] = (
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


def carry_on(secretary: Secretary) -> Report:
    """E4-E6. One pass over all races. One duty's trouble, or a service's bad day, doesn't keep the others waiting.

    The workbook is read once for all of them; who finds there what is to be done reads it again before doing it.
    """
    with secretary.ledger.reading() as session:
        left_out = () if races.under_way(session) else OF_RACES
    return passes.made(secretary, [one for one in DUTIES if one[0] not in left_out], TABS)


@flow(name="season", flow_run_name="Season: races, candidates and what is due")
def carry_on_the_season() -> str:
    """Read the tab Candidates, and do whatever is due for races under way. Running it once more does no harm."""
    secretary = Secretary.at_work()
    report = carry_on(secretary)
    report.troubles.extend(press.ask(secretary))
    screen.show_season(secretary)
    screen.show_history(secretary)
    screen.show_desk(secretary, report.troubles)
    return passes.told(report)
