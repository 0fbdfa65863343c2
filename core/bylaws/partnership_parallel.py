"""Parallel votes: what delegates report of their organisations' votes, whether these agree, and what comes next."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from core.bylaws.partnership import settled
from core.bylaws.reminders import ReminderDue
from core.calendar import day_in_words
from core.charter import Charter
from core.cited import plain
from core.numbers import many
from core.ruling import Ruling

WHOLE = 100
"""Per cent."""

ROUNDED = Fraction(1, 2)
"""So many points a share may be off that was rounded to a whole number; so many people, too."""


@dataclass(frozen=True)
class Report:
    """What a delegate reports of their organisation's own vote.

    `shares` are percentages by choice, as far as they are reported; `took_part` of `could` is the participation.
    """

    partner: str
    decision: str
    shares: Mapping[str, Fraction]
    took_part: int
    could: int
    feedback: str = ""


@dataclass(frozen=True)
class Outcome:
    """Whether the partners agree, on which decision, who decided what, and who hasn't reported."""

    ruling: Ruling
    decision: str
    decided: Mapping[str, tuple[str, ...]]
    owing: tuple[str, ...]


def is_a_report(report: Report, *, partners: Sequence[str], choices: Sequence[str]) -> Ruling:
    """P6. Whether a report can stand: a partner's, with a decision that was to be had, and numbers that can be.

    Which share decides is the organisation's own rule, so a decision needn't be that of the largest share. Shares may
    leave somebody out, and may be rounded each to a whole number.
    """
    known = {*map(plain, choices)}
    total = sum(report.shares.values(), Fraction())
    faults = {
        f"{report.partner} is none of the partners": plain(report.partner) not in map(plain, partners),
        f"“{report.decision}” was no choice: {', '.join(choices)}": plain(report.decision) not in known,
        "it has shares of what was no choice": not {*map(plain, report.shares)} <= known,
        "it has a share twice": len({*map(plain, report.shares)}) < len(report.shares),
        "a share is below 0 or above 100": any(not 0 <= one <= WHOLE for one in report.shares.values()),
        "its shares add up to more than 100": total > WHOLE + ROUNDED * len(report.shares),
        "fewer than none took part": report.took_part < 0,
        "more took part than could vote": report.took_part > report.could,
    }
    wrong = next((what for what, is_so in faults.items() if is_so), "")
    if wrong:
        return Ruling(False, "P6", wrong)
    return Ruling(
        True, "P6", f"{report.partner} decided “{report.decision}”, {report.took_part} of {report.could} took part"
    )


def due_on(last_day: date, *, charter: Charter) -> date:
    """P6. The local day on which reports are due at the latest, after the last day of the votes."""
    return last_day + timedelta(days=settled(charter).reports.days.value)


def owing(reports: Sequence[Report], *, partners: Sequence[str]) -> tuple[str, ...]:
    """P6. The partners whose report isn't there yet."""
    there = {plain(one.partner) for one in reports}
    return tuple(one for one in partners if plain(one) not in there)


def reminder_due(due: date, *, sent: int, reported: bool, on: date, charter: Charter) -> ReminderDue:
    """P6. Whether a delegate is reminded on a local day of the report that is due; `sent` reminders went out before."""
    if reported:
        return ReminderDue(Ruling(False, "P6", "the report is there"), sent)
    if on > due:
        return ReminderDue(Ruling(False, "P6", f"the report was due on {day_in_words(due)}"), sent)
    before = settled(charter).reports.remind_days_before.value
    number = sum(due - timedelta(days=days) <= on for days in before)
    if number <= sent:
        because = f"{sent} of {len(before)} reminders went out, the next is not due"
        return ReminderDue(Ruling(False, "P6", because), sent)
    because = f"reminder {number} of {len(before)}: the report is due on {day_in_words(due)}"
    return ReminderDue(Ruling(True, "P6", because), number)


def step_due(compared: date, *, charter: Charter) -> date:
    """P6. The last local day for saying the next step: as long after the reports are compared as reports may take."""
    return compared + timedelta(days=settled(charter).reports.days.value)


def step_reminder_due(compared: date, *, sent: int, said: bool, on: date, charter: Charter) -> ReminderDue:
    """P6. Whether delegates are reminded on a local day that their partner hasn't said the next step.

    Reminders come as many days before its last day as those of reports; `sent` of them went out before.
    """
    return reminder_due(step_due(compared, charter=charter), sent=sent, reported=said, on=on, charter=charter)


def outcome(reports: Sequence[Report], *, partners: Sequence[str], charter: Charter) -> Outcome:
    """P6. Whether the partners agree: the charter's share of all of them decided alike. The last report of each counts.

    Every partner has one voice here, whatever its size. As long as reports are missing nobody can say that all agree.
    """
    last = {plain(one.partner): one for one in reports}
    decided: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for partner in partners:
        if plain(partner) in last:
            said = last[plain(partner)].decision
            decided.setdefault(names.setdefault(plain(said), said), []).append(partner)
    missing = owing(reports, partners=partners)
    needed = math.ceil(settled(charter).reports.agreement.value * len(partners))
    alike = next((what for what, who in decided.items() if len(who) >= needed), "")
    said = "; ".join(f"“{what}”: {', '.join(who)}" for what, who in decided.items())
    waiting = f"no report of {', '.join(missing)}" if missing else ""
    counts = f"{len(decided[alike])} of {len(partners)} partners decided “{alike}”, {needed} needed" if alike else ""
    agrees = counts or f"no decision is that of {needed} of {len(partners)} partners"
    because = "; ".join(filter(None, [agrees, "" if alike and len(decided) == 1 else said, waiting]))
    return Outcome(Ruling(bool(alike), "P6", because), alike, {k: tuple(v) for k, v in decided.items()}, missing)


def may_decide_next(found: Outcome, *, due: date, on: date) -> Ruling:
    """P6. The delegates are asked for the next step once every report is there, or on the day after they were due."""
    if not found.owing:
        return Ruling(True, "P6", "every partner has reported")
    missing = f"no report of {', '.join(found.owing)}"
    if on > due:
        return Ruling(True, "P6", f"reports were due on {day_in_words(due)}; {missing}")
    return Ruling(False, "P6", f"{missing}; there is time until {day_in_words(due)}")


def have_decided(steps: Mapping[str, str], *, partners: Sequence[str]) -> Ruling:
    """P6. A next step is decided once the delegates of all partners have said the same, an agreed compromise or not.

    `steps` are by partner; a partner that sent no report decides with the others all the same.
    """
    said = {plain(partner): step.strip() for partner, step in steps.items()}
    silent = [one for one in partners if not said.get(plain(one))]
    if silent:
        return Ruling(False, "P6", f"{', '.join(silent)} said nothing yet of the next step")
    if len({plain(said[plain(one)]) for one in partners}) > 1:
        differing = "; ".join(f"{one}: {said[plain(one)]}" for one in partners)
        return Ruling(False, "P6", f"the delegates don't say the same next step: {differing}")
    return Ruling(True, "P6", f"the delegates of {many(len(partners), 'partner')} decided: {said[plain(partners[0])]}")


def may_show_shares(report: Report, *, charter: Charter) -> Ruling:
    """P9, P6. A report's percentages are shown where no choice, nor what it leaves, stands for too few people.

    It is the measure of a result by groups (`is_small`), so a partner's vote is protected no less than a flat one. Who
    is in no percentage is a choice, too. All percentages are shown, or none; the decision is shown in any case.
    """
    least = settled(charter).smallest_group.value
    if report.took_part < least:
        return Ruling(False, "P9", f"{report.took_part} took part, {least} needed to show percentages")
    if not report.shares:
        return Ruling(False, "P6", "no percentages are reported")
    people = _people(report)
    if any(number < least or sum(people) - number < least for number in people):
        return Ruling(False, "P9", f"a choice, or what it leaves, stands for fewer than {least} people")
    return Ruling(True, "P9", f"each choice stands for {least} people or more, and so does what it leaves")


def _people(report: Report) -> list[int]:
    """For how many people each share stands, as anybody can work out who reads it beside how many took part."""
    rest = max(WHOLE - sum(report.shares.values(), Fraction()), Fraction())
    shares = [*report.shares.values()]
    if rest or len(shares) == 1:
        shares.append(rest)
    return [math.ceil(share * report.took_part / WHOLE - ROUNDED) for share in shares]
