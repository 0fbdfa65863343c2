"""The sentence that states the outcome of a count, the figures it rests on, and the rule."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from core.counting.record import Count, Round
from core.counting.rule import CountingRule
from core.counting.shares import share_text

ENDORSED = CountingRule.passed
"""The words for an option that passes where the rule has no others: it is endorsed, not elected."""


def sentence(count: Count) -> str:
    """State the outcome, the figures it rests on, and the rule. A share never looks like passing when it is not."""
    rule = count.rule
    if count.outcome == "no quorum":
        return _no_quorum(count)
    if count.outcome == "undecided":
        return _undecided(count)
    candidates = [option.id for option in count.options if option.id not in (rule.no_endorsement, rule.abstention)]
    if not count.cast or not candidates:
        return f"{rule.failed}: {'no ballots were cast' if candidates else 'there was no candidate'}{cited(rule)}."
    if rule.seats == 1:
        return f"{_told(count, count.rounds[-1])}; {_needed(count)} is needed{cited(rule)}."
    seats = [_told(count, past) for past in count.rounds if past.elected or past is count.rounds[-1]]
    if rule.method == "approval":
        seats = [_elected(count, count.rounds[0], one) for one in count.winners] or [_told(count, count.rounds[0])]
    return f"{_filled(len(count.winners), rule)}. {'. '.join(seats)}; {_needed(count)} is needed for each{cited(rule)}."


def _filled(won: int, rule: CountingRule) -> str:
    """How many have won of those who could. An endorsement fills no seat: fewer than could be is no vacancy."""
    if rule.passed != ENDORSED:
        return f"{won} of {rule.seats} seats are filled"
    who = {0: "No candidate is", 1: "1 candidate is"}.get(won, f"{won} candidates are")
    return f"{who} endorsed, of up to {rule.seats} that could be"


def _needed(count: Count) -> str:
    """The threshold, to which a tie of the last two, once broken, is an exception."""
    otherwise = "otherwise " if any(_is_broken_at_the_end(count, past) for past in count.rounds) else ""
    return f"{otherwise}{count.rule.threshold_text}"


def _is_broken_at_the_end(count: Count, past: Round) -> bool:
    """Whether a round ended with the last two level, neither of them passing, and the rule broke that tie."""
    rule, votes = count.rule, list(past.tally.values())
    may_be = rule.method == "instant runoff" and rule.last_tie == "broken" and not past.eliminated
    level = len(votes) == 2 and votes[0] == votes[1] > 0 and rule.abstention not in past.tally
    return may_be and level and not rule.passes(votes[0], of=past.base)


def cited(rule: CountingRule) -> str:
    """The clause in brackets; a file that is counted for itself stands under nobody's clauses."""
    return f" ({rule.clause})" if rule.clause else ""


def share_of(votes: int, past: Round, rule: CountingRule) -> str:
    """A share of a round's base in words, "exactly" where it is the threshold."""
    share = Fraction(votes, past.base) if past.base else Fraction(0)
    exactly = "exactly " if share == rule.threshold else ""
    return exactly + share_text(share, threshold=rule.threshold)


def share_shown(option: str, past: Round, rule: CountingRule) -> str:
    """An option's share in words; none for an abstention where abstentions are no part of what the share is of."""
    apart = rule.denominator == "for or against" and option == rule.abstention
    return "" if apart or not past.base else share_of(past.tally[option], past, rule)


def listed(names: Sequence[str]) -> str:
    """Names in a sentence."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _told(count: Count, past: Round) -> str:
    """The outcome of the round in which a contest, or the vote for one seat, ended."""
    rule, tally = count.rule, past.tally
    if past.elected:
        return _elected(count, past, past.elected[0])
    held = tally.get(rule.no_endorsement or "", 0)
    if rule.no_endorsement and rule.passes(held, of=past.base) and not _asks_yes_or_no(count):
        withheld = count.name(rule.no_endorsement)
        itself = "that option itself" if withheld == rule.failed else withheld
        return f"{rule.failed}: {itself} has {_figures(count, past, held)}"
    running = [one for one in tally if one not in (rule.no_endorsement, rule.abstention, rule.undeclared)]
    if not running:
        return f"{rule.failed}: nobody is left"
    votes = max(tally[one] for one in running)
    first = sorted(count.name(one) for one in running if tally[one] == votes)
    has = "has" if len(first) == 1 else "each have"
    return f"{rule.failed}: {listed(first)} {has} {_figures(count, past, votes)}"


def _asks_yes_or_no(count: Count) -> bool:
    """Whether a question was asked: what is needed is needed by yes, so what no has is no part of the sentence."""
    return {one.name.casefold() for one in count.options if one.id != count.rule.abstention} == {"yes", "no"}


def _elected(count: Count, past: Round, option: str) -> str:
    return f"{count.name(option)} {count.rule.passed}: {_figures(count, past, past.tally[option])}"


def _figures(count: Count, past: Round, votes: int) -> str:
    """For example "61.3% (84 of 137 ballots) in round 3"."""
    rule = count.rule
    of = {
        "cast": rule.ballots_text,
        "continuing": f"{rule.ballots_text} still continuing",
        "for or against": "votes for or against",
        "eligible": rule.eligible_text,
    }[rule.denominator]
    if past.base == 1:  # "1 of 1 ballot"
        of = of.replace("ballots", "ballot", 1).replace("votes", "vote", 1)
    when = f" in round {past.number}" if len(count.rounds) > 1 else ""
    broken = ", where the tie of the last two was broken" if _is_broken_at_the_end(count, past) else ""
    return f"{share_of(votes, past, rule)} ({votes} of {past.base} {of}){when}{broken}"


def _undecided(count: Count) -> str:
    tie = count.ties[-1]
    level, fate = listed([count.name(one) for one in tie.tied]), _FATES[tie.about]
    return f"Not decided yet: {level} are level in round {tie.round}, and a lot drawn in public has to say who {fate}."


_FATES = {"elimination": "goes out", "election": "is elected"}


def _no_quorum(count: Count) -> str:
    rule, took_part = count.rule, count.cast + count.blank + count.spoiled
    needed = -(-(rule.quorum or Fraction(0)) * (count.eligible or 0) // 1)
    clause = f" ({rule.quorum_clause or rule.clause})" if rule.quorum_clause or rule.clause else ""
    return (
        f"No quorum: {took_part} of {count.eligible} {rule.eligible_text} took part, {needed} are needed for "
        f"{share_text(rule.quorum or Fraction(0))}{clause}. Nothing is decided."
    )
