"""The count: ballots in; every round, transfer and tie out, with the sentence that states the outcome."""

from __future__ import annotations

from dataclasses import replace

from core.counting.ballots import Ballots
from core.counting.contest import Contest
from core.counting.piles import Table
from core.counting.readings import other_readings
from core.counting.record import Count, OtherReading, Outcome
from core.counting.rule import CountFault, CountingRule
from core.counting.tabulate import tabulate
from core.counting.words import sentence


def count(ballots: Ballots, rule: CountingRule, *, eligible: int | None = None) -> Count:
    """Count one contest. E7-E10, S4, S6-S9, A3, P7.

    The same ballots give the same count in whatever order they, or the options, come. `eligible` is how many could have
    voted, which a quorum and some shares need. Raises CountFault for what can't be counted as asked.
    """
    _check(ballots, rule, eligible)
    table = Table(ballots)
    count = _counted(table, rule, eligible)
    if rule.drawn_in_public and not rule.drawn and count.decided_by_lot:
        return _undecided(count)
    others = []
    for reading, other in other_readings(rule):
        found = _counted(table, other, eligible)
        if set(found.winners) != set(count.winners):
            others.append(OtherReading(reading, other, found.winners, found.sentence))
    return count.with_readings(others)


def _counted(table: Table, rule: CountingRule, eligible: int | None) -> Count:
    contest = Contest(table, rule, eligible=eligible)
    found, ballots = tabulate(contest), table.first.ballots
    quorate = rule.quorum is None or (ballots.cast + ballots.blank + ballots.spoiled) >= rule.quorum * (eligible or 0)
    winners = tuple(contest.ids[place] for place in found.winners) if quorate else ()
    rounds = found.rounds if quorate else [replace(past, elected=()) for past in found.rounds]
    broken = (
        found.ties
        if quorate
        else [replace(tie, matters=False, lot_decides=False) for tie in found.ties if tie.about == "elimination"]
    )
    outcome: Outcome = "no quorum" if not quorate else "passed" if winners else "failed"
    count = Count(
        rule=rule,
        options=ballots.options,
        cast=ballots.cast,
        blank=ballots.blank,
        spoiled=ballots.spoiled,
        eligible=eligible,
        rounds=tuple(rounds),
        ties=tuple(broken),
        winners=winners,
        outcome=outcome,
        sentence="",
        treatments=ballots.treatments,
        roles=ballots.roles,
    )
    return count.with_sentence(sentence(count))


def _undecided(count: Count) -> Count:
    """The count as far as it goes without a lot that has to be drawn in public."""
    due = count.decided_by_lot[0]
    past = count.rounds[: due.round]
    last = replace(past[-1], eliminated=(), elected=(), transfers={}, exhausted_now=0)
    rounds = (*past[:-1], last)
    waiting = replace(
        count,
        rounds=rounds,
        ties=(*count.ties[: count.ties.index(due)], replace(due, chosen=(), digests={})),
        winners=tuple(one for each in rounds for one in each.elected),
        outcome="undecided",
    )
    return waiting.with_sentence(sentence(waiting))


def _check(ballots: Ballots, rule: CountingRule, eligible: int | None) -> None:
    options, where = ballots.options, f"Contest '{rule.contest}'"
    known = {option.id for option in options}
    if len(known) < len(options) or len({option.name for option in options}) < len(options):
        raise CountFault(f"{where}: two options share an id or a name. Give each its own.")
    named = {"no-endorsement": rule.no_endorsement, "abstention": rule.abstention, "write-in": rule.undeclared}
    for what, option in named.items():
        if option is not None and option not in known:
            raise CountFault(f"{where}: the rule's {what} option '{option}' is not on the paper. Add it.")
    parts = {option: what for what, option in named.items() if option is not None}
    twice = next((what for what, option in named.items() if option is not None and parts[option] != what), None)
    if twice is not None:
        option = named[twice] or ""
        raise CountFault(
            f"{where}: '{option}' can't be both the {twice} option and the {parts[option]} option. Say which it is."
        )
    if "order" in rule.ties and (left := sorted(known - set(rule.tie_order))):
        raise CountFault(f"{where}: the order that breaks ties leaves out '{left[0]}'. Name every option in it.")
    if rule.method == "single choice" and ballots.ranks[:, 1:].any():
        raise CountFault(f"{where}: the paper asks for one choice, but ballots have more. Count it by instant runoff.")
    if {role.role: role.weight for role in ballots.roles} != dict(rule.weights):
        raise CountFault(
            f"{where}: the ballots are not of the roles, or weigh not what the rule says. Tell each one's role."
        )
    took_part = ballots.cast + ballots.blank + ballots.spoiled
    if eligible is not None and took_part > eligible:
        raise CountFault(
            f"{where}: {took_part} {rule.ballots_text} came in, and there are only {eligible} {rule.eligible_text}. "
            "One of the two figures is wrong."
        )
    if rule.needs_electorate and eligible is None:
        raise CountFault(f"{where}: it has to be known how many {rule.electorate} there are. Say so.")
