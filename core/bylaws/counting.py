"""By which rule each kind of decision is counted: the charter's sections on counting, as the count needs them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any, Literal, TypeAlias

from core.charter import Charter
from core.counting.marks import Treatment
from core.counting.rule import CountFault, CountingRule, Option
from core.ruling import Ruling
from core.tallying import Choice, Question, Seats

Decision: TypeAlias = Literal[
    "endorsement", "at large", "anti-endorsement", "recommendation",
    "slate", "priorities", "key priorities", "motion", "consensus", "recusal", "recall", "co-chairs", "flat",
    "parallel",
]  # fmt: skip

CANDIDATE = "c"
"""What the ids of candidates begin with, before their place on the paper."""

NONE = "none"
"""The id of "No endorsement" on every paper of candidates."""

YES, NO, ABSTAIN = Option("yes", "Yes"), Option("no", "No"), Option("abstain", "Abstain")

PUBLICLY = "earlier rounds, then lot drawn in public"


def rule_for(decision: Decision, contest: str, *, charter: Charter, candidates: int = 0) -> CountingRule:
    """E7, E8, E9, E10, E15, S4, S6, S7, S8, S9, S11, A2, A3, P6, P7. By which rule a contest of this kind is counted.

    `contest` is its id. How many `candidates` there are tells a choice between two from a ranked one, in endorsements.
    Raises CountFault where the charter doesn't say how such a decision is taken.
    """
    if decision == "endorsement":
        return endorsement(contest, charter=charter, candidates=candidates)
    if decision == "at large":
        return at_large(contest, charter=charter, candidates=candidates)
    section = getattr(charter.counting, decision.replace("-", "_").replace(" ", "_"), None)
    if section is None:
        raise CountFault(f"The charter of {charter.name} doesn't say how a vote of the kind '{decision}' is counted.")
    clause = _CLAUSES[decision]
    if isinstance(section, Seats):
        return _seats(section, contest, clause, charter)
    if isinstance(section, Choice):
        return _choice(section, contest, clause, charter, candidates=candidates)
    return _question(section, contest, clause, charter)


def endorsement(contest: str, *, charter: Charter, candidates: int) -> CountingRule:
    """E8, E9, E10. More than the charter's share of the ballots cast; ranked from so many candidates on."""
    counting = charter.endorsement.counting
    ranked = candidates >= counting.ranked_from.value
    return CountingRule(
        threshold=counting.threshold.value,
        strict=counting.strict.value,
        contest=contest,
        clause="E8" if ranked else "E9",
        method="instant runoff" if ranked else "single choice",
        denominator=counting.denominator.value,
        no_endorsement=NONE,
        no_endorsement_eliminated=counting.no_endorsement_eliminated.value,
        stop=counting.stop.value,
        drawn_in_public=counting.ties.value == PUBLICLY,
    )


def at_large(contest: str, *, charter: Charter, candidates: int) -> CountingRule:
    """E8. Of an office with several seats as many can be endorsed, each by the rule for one, from all ballots anew."""
    seats = charter.counting.at_large if charter.counting else None
    if seats is None:
        raise CountFault(f"The charter of {charter.name} doesn't say how many can be endorsed for a race at large.")
    one = endorsement(contest, charter=charter, candidates=candidates)
    if candidates == 1:
        return one
    return replace(one, clause="E8", method="instant runoff", seats=min(seats.seats.value, candidates))


def drawing_is_named(named: str, *, charter: Charter) -> Ruling:
    """E8. Where lots are drawn in public, voters are told beforehand which drawing it is: nobody chooses one later."""
    if charter.endorsement.counting.ties.value != PUBLICLY:
        return Ruling(True, "E8", "no lot has to be drawn in public")
    if not named.strip():
        because = "a lot that breaks a tie is drawn in public, and it isn't said which drawing that will be"
        return Ruling(False, "E8", because)
    return Ruling(True, "E8", f"a lot that breaks a tie is drawn from {named.strip()}")


def treatment(charter: Charter) -> Treatment:
    """E7. How the marks of a ballot are read: what becomes of a candidate who is ranked again. Gaps are closed up."""
    ends = charter.endorsement.counting.repeats.value == "end the ballot"
    return Treatment(duplicate="exhaust" if ends else "skip")


def options_of(question: Question) -> tuple[Option, ...]:
    """E10. What the paper of a question offers: yes, no, and an abstention if the charter wants one."""
    return (YES, NO, ABSTAIN) if question.abstention.value else (YES, NO)


def _question(asked: Question, contest: str, clause: str, charter: Charter) -> CountingRule:
    return CountingRule(
        threshold=asked.threshold.value if asked.threshold else charter.committee.majority.value,
        strict=asked.strict.value,
        contest=contest,
        clause=clause,
        method="single choice",
        denominator=asked.denominator.value,
        no_endorsement=NO.id,
        abstention=ABSTAIN.id if asked.abstention.value else None,
        weights=tuple(sorted(asked.weights.value.items())) if asked.weights else (),
        **_of_everybody(asked, charter),
    )


def _seats(asked: Seats, contest: str, clause: str, charter: Charter) -> CountingRule:
    return CountingRule(
        threshold=asked.threshold.value if asked.threshold else charter.committee.majority.value,
        strict=asked.strict.value,
        contest=contest,
        clause=clause,
        method=asked.method.value,
        denominator=asked.denominator.value,
        seats=asked.seats.value,
        drawn_in_public=asked.ties.value == PUBLICLY,
        **_of_everybody(asked, charter),
    )


def _choice(asked: Choice, contest: str, clause: str, charter: Charter, *, candidates: int) -> CountingRule:
    """Two options are a single choice, more are ranked: "No endorsement" is one of them, and may be what is chosen."""
    return CountingRule(
        threshold=asked.threshold.value if asked.threshold else charter.committee.majority.value,
        strict=asked.strict.value,
        contest=contest,
        clause=clause,
        method="instant runoff" if candidates > 1 else "single choice",
        denominator=asked.denominator.value,
        **_of_everybody(asked, charter),
    )


def _of_everybody(asked: Question | Seats | Choice, charter: Charter) -> dict[str, Any]:
    """Who could vote, how many of them have to, and the words for what comes out."""
    quorum: Fraction | None = charter.committee.quorum.value if asked.quorum.value else None
    return {
        "electorate": asked.electorate,
        "quorum": quorum,
        "quorum_clause": charter.committee.quorum.clause if quorum else "",
        "passed": asked.passed,
        "failed": asked.failed,
    }


_CLAUSES = {
    "anti-endorsement": "E15", "recommendation": "S8",
    "slate": "S4", "priorities": "A3", "key priorities": "A2", "motion": "S8", "consensus": "S4", "recusal": "S11",
    "recall": "S6", "co-chairs": "S7", "flat": "P7", "parallel": "P6",
}  # fmt: skip
