"""The tally sheet: a count in words, for a letter, a terminal, or a notice board."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from core.count_record import Count, Round, Tie
from core.counting_rule import CountingRule, Option, share_text


def sentence(
    options: Sequence[Option], rounds: Sequence[Round], rule: CountingRule, *, winner: str | None, cast: int
) -> str:
    """State the outcome, the figures it rests on, and the rule. A share never looks like passing when it is not."""
    names = {option.id: option.name for option in options}
    tally = rounds[-1].tally
    candidates = [option for option in tally if option != rule.no_endorsement]
    if not cast or not candidates:
        return f"{rule.failed}: {'no ballots were cast' if candidates else 'there was no candidate'}{_cited(rule)}."
    base = rule.base(cast=cast, continuing=sum(tally.values()))
    if winner is not None:
        have, votes = f"{names[winner]} {rule.passed}:", tally[winner]
    elif rule.no_endorsement and rule.passes(tally.get(rule.no_endorsement, 0), of=base):
        have, votes = f"{rule.failed}: that option itself has", tally[rule.no_endorsement]
    else:
        votes = max(tally[option] for option in candidates)
        have = f"{rule.failed}: {_leading([names[option] for option in candidates if tally[option] == votes])}"
    ballots = "ballots" if rule.denominator == "cast" else "ballots still continuing"
    when = f" in round {rounds[-1].number}" if len(rounds) > 1 else ""
    return (
        f"{have} {_share(votes, base, rule)} ({votes} of {base} {ballots}){when}; "
        f"{rule.threshold_text} is needed{_cited(rule)}."
    )


def decision(count: Count) -> str:
    """The outcome without any figure, for groups too small to publish one."""
    return f"{count.rule.failed}." if count.winner is None else f"{count.name(count.winner)} {count.rule.passed}."


def describe(count: Count) -> list[str]:
    """The count as lines of text for a terminal or a screen reader: the outcome, then one block per round."""
    width = max((len(option.name) for option in count.options), default=0)
    lines = [_headline(count), "", f"{_ballots(count.cast)} cast, {count.blank} blank."]
    lines += [f"On {_ballots(times)}, {treatment}." for treatment, times in count.treatments.items()]
    for past in count.rounds:
        lines += ["", f"Round {past.number}", *_figures(count, past, width), *_fate(count, past)]
    impossible = _decided_early(count)
    if impossible:
        lines += ["", impossible]
    for tie in count.ties:
        lines += ["", _tie(count, tie)]
    if not count.ties:
        lines += ["", "There was no tie."]
    if _by_lot(count) and not count.rule.tie_seed:
        lines += ["", SEEDLESS]
    for other in count.other_readings:
        lines += ["", f"The outcome would be another {other.reading}.", f"  {other.sentence}"]
    if not count.other_readings:
        lines += ["", "No other reading of the rule that was tried leads to another outcome."]
    return lines


SEEDLESS = (
    "The lots were drawn without a seed, so anybody could know them beforehand. Let several people throw dice, and "
    "count again with what comes up: --seed"
)


def _by_lot(count: Count) -> list[Tie]:
    """The ties that lots broke and on which the outcome hangs, or may hang."""
    return [tie for tie in count.ties if tie.method == "lot" and tie.matters is not False]


def _headline(count: Count) -> str:
    """The outcome; where a lot decided, nobody has to read on to learn it."""
    ties = _by_lot(count)
    if not ties:
        return count.sentence
    surely = "and that was decided" if any(tie.matters for tie in ties) else "and that may have been decided"
    return f"{count.sentence.removesuffix('.')}, {surely} by lot."


def _cited(rule: CountingRule) -> str:
    """The clause in brackets; a file that is counted for itself stands under nobody's clauses."""
    return f" ({rule.clause})" if rule.clause else ""


def _leading(names: Sequence[str]) -> str:
    first = sorted(names)
    return f"{first[0]} has" if len(first) == 1 else f"{', '.join(first[:-1])} and {first[-1]} each have"


def _share(votes: int, base: int, rule: CountingRule) -> str:
    share = Fraction(votes, base) if base else Fraction(0)
    exactly = "exactly " if share == rule.threshold else ""
    return exactly + share_text(share, threshold=rule.threshold)


def _ballots(number: int) -> str:
    return "1 ballot" if number == 1 else f"{number} ballots"


def _figures(count: Count, past: Round, width: int) -> list[str]:
    """One line per standing option, in the paper's order, then the exhausted ballots."""
    base = count.rule.base(cast=count.cast, continuing=sum(past.tally.values()))
    rows = [
        (option.name, past.tally[option.id], _share(past.tally[option.id], base, count.rule))
        for option in count.options
        if option.id in past.tally
    ]
    lines = [f"  {name:<{width}}  {votes:>6}  {share:>11}" for name, votes, share in rows]
    return [*lines, f"  {'exhausted':<{width}}  {past.exhausted:>6}"] if past.exhausted else lines


def _fate(count: Count, past: Round) -> list[str]:
    if past.eliminated is None:
        return []
    moves = [f"{past.transfers[option.id]} to {option.name}" for option in count.options if option.id in past.transfers]
    if past.exhausted_now:
        moves.append(f"{past.exhausted_now} exhausted")
    return [f"  {count.name(past.eliminated)} is eliminated: {', '.join(moves) or 'nothing to move'}."]


def _decided_early(count: Count) -> str:
    """The round from which nobody could pass any more, if the count went on after it."""
    rule = count.rule
    if not rule.protects_no_endorsement or rule.denominator != "cast":
        return ""
    for past in count.rounds[:-1]:
        lost = past.exhausted + past.tally[rule.no_endorsement or ""]
        if not rule.passes(count.cast - lost, of=count.cast):
            return (
                f"From round {past.number} on nobody could pass any more: {_ballots(lost)} of {count.cast} were "
                "exhausted or stood for no endorsement."
            )
    return ""


def _tie(count: Count, tie: Tie) -> str:
    names = " and ".join(count.name(option) for option in tie.tied)
    how = f"fewest votes in round {tie.decided_in}" if tie.method == "earlier round" else "by lot"
    mattered = {
        True: "Ties broken in another way could have led to another outcome.",
        False: "The outcome does not depend on it.",
        None: "Whether the outcome depends on it could not be found out: too many ways to break the ties.",
    }[tie.matters]
    return f"Tie in round {tie.round} between {names}: {count.name(tie.chosen)} is eliminated ({how}). {mattered}"
