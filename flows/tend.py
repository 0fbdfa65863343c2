"""Tend: bring every election, and every letter, to where it should be now.

It looks at the state and the clock, never at what it was woken for. Late runs, missing
runs and double runs are therefore harmless.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from prefect import get_run_logger
from prefect.exceptions import ObjectNotFound
from sqlalchemy import select

from core import ledger
from core.records import Election
from flows import asking, screen, settled, standing_runs
from flows.duties.election import extended, holds, life, parts
from flows.duties.letter import post
from flows.duties.privacy import erasing
from flows.duties.privacy.marks import KeyLost
from flows.entrance import flow
from flows.secretary import BALLOT_BOX, OUTAGE, PartFault, Secretary


@dataclass
class Report:
    """What a pass did, and what kept it from doing more. `letters`: how many steps letters took on their way."""

    steps: list[str] = field(default_factory=list)
    letters: int = 0
    troubles: list[str] = field(default_factory=list)
    broken: list[Exception] = field(default_factory=list)


def tend(secretary: Secretary) -> Report:
    """One pass over everything that is under way."""
    report = Report()
    _round(secretary, report)
    if report.letters:  # a letter that is out sets its election free to move on, which may plan another one
        _round(secretary, report)
    if secretary.part != BALLOT_BOX:
        _guarded(report, "erasures", partial(erasing.carry_on_all, secretary))
    report.troubles = list(dict.fromkeys(report.troubles))
    return report


def _round(secretary: Secretary, report: Report) -> None:
    for key in _under_way(secretary):
        _guarded(report, key, partial(_move, secretary, key, report))
    if secretary.part != BALLOT_BOX:
        _guarded(report, "letters", partial(_deliver, secretary, report))


def _deliver(secretary: Secretary, report: Report) -> None:
    taken, broken = post.deliver(secretary, report.troubles)
    report.letters += taken
    if broken:
        raise ExceptionGroup("letters that can't be brought on their way", broken)


def _under_way(secretary: Secretary) -> list[str]:
    with secretary.ledger.reading() as session:
        erased = Election.form_erased & Election.links_erased if secretary.part else Election.form_erased
        unfinished = Election.state.in_(ledger.UNDER_WAY) | (Election.state.in_(("announced", "withdrawn")) & ~erased)
        return list(session.execute(select(Election.key).where(unfinished).order_by(Election.key)).scalars())


def _guarded(report: Report, what: str, act: Callable[[], object]) -> None:
    """One election's trouble, or a service's bad day, must not keep the others waiting."""
    try:
        act()
    except OUTAGE as fault:
        report.troubles.append(f"{what}: {type(fault).__name__}: {fault}")
    except (KeyLost, PartFault) as letter:
        report.troubles.append(f"{what}: {letter}")
    except Exception as fault:  # noqa: BLE001  # whatever is broken, the others are tended first; the run fails afterwards
        report.troubles.append(f"{what}: something in Canvass is broken ({type(fault).__name__})")
        report.broken.append(fault)


def _move(secretary: Secretary, key: str, report: Report) -> None:
    """Take an election from state to state until it has to wait for time or for a person."""
    while True:
        extended.remember(secretary, life.read(secretary, key))
        election = life.read(secretary, key)
        before = election.state
        if parts.is_the_others(secretary, election):
            return  # who stopped it sees when it is mended
        fault = parts.acts_of(secretary)[before](secretary, election)
        if fault is not None:
            holds.hold(secretary, election, fault, by=parts.words_of(secretary.part))
            report.troubles.append(f"{key}: {fault.because}")
            return
        after = life.read(secretary, key).state
        if election.held_because and after != "withdrawn":  # where the reason is why it was called off
            holds.lift(secretary, election)
        if after == before:
            return
        report.steps.append(f"{key}: {before} → {after}")


def ask(secretary: Secretary) -> list[str]:
    """For every count that waits for an officer there is one run that asks; if it was left unanswered, a new one.

    Returns what kept it from asking.
    """
    with secretary.ledger.reading() as session:
        waiting = session.execute(select(Election.key).where(Election.state == "counted")).scalars().all()
    try:
        for key in waiting:
            standing_runs.ask_once("certify/certify", {"election": key}, tag=f"certify:{key}")
    except ObjectNotFound:
        return ["The flow “certify” isn't in place, so nobody is asked to certify. Put it there with: canvass up"]
    return []


@flow(name="tend", flow_run_name="Tend: everything to where it should be now")
def tend_everything() -> str:
    """Bring every election and letter to where it should be now. Running it twice does no harm."""
    secretary = Secretary.at_work()
    before = _under_way(secretary)
    report = tend(secretary)
    troubles = report.troubles + ask(secretary)
    asking.again()
    settled.end(secretary)
    for key in dict.fromkeys([*before, *_under_way(secretary)]):  # with those that this pass has finished
        screen.show_progress(secretary, key)
    screen.show_desk(secretary, troubles)
    for step in report.steps:
        get_run_logger().info(step)
    for trouble in troubles:
        get_run_logger().warning(trouble)
    if report.broken:
        raise ExceptionGroup("something in Canvass is broken", report.broken)
    return "; ".join([*report.steps, *troubles]) or "Nothing was due."
