"""Terms: what a contest of the members offers, how it is marked, and by which rule it is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.bylaws import counting, endorsement
from core.bylaws.endorsement import BallotForm
from core.charter import Charter
from core.counting.rule import CountingRule


class NoTerms(ValueError):
    """Members can't vote so. The message says why, with its clause."""


@dataclass(frozen=True)
class Terms:
    """What follows from an office, a process and the candidates. `options` and `rule` are as a contest keeps them.

    `choices` are the options as on the ballot, without abstaining.
    """

    kind: str
    ranks: int
    choices: tuple[str, ...]
    options: list[dict[str, Any]]
    rule: dict[str, Any]


def of(contest: str, *, office: str, process: str, candidates: Sequence[str], charter: Charter) -> Terms:
    """E7-E10, E15. The terms of a contest, `contest` being its ballot's key and its position.

    Raises NoTerms where there is nobody to vote on, and CountFault where the charter can't count it.
    """
    asked = endorsement.asked_of(office, process, charter=charter)
    paper = endorsement.ballot_form(candidates, charter=charter, asked=asked)
    if not paper.ruling:
        raise NoTerms(f"{paper.ruling.because} ({paper.ruling.clause}).")
    rule = counting.rule_for(asked, contest, charter=charter, candidates=len(candidates))
    options = _options(candidates, paper, rule)
    return Terms("ranked" if paper.ranks > 1 else "single", paper.ranks, paper.options, options, rule.as_json())


def _options(candidates: Sequence[str], paper: BallotForm, rule: CountingRule) -> list[dict[str, Any]]:
    """The options with their ids; the yes against candidates says who they are."""
    if paper.asked == "anti-endorsement":
        yes, no = paper.options
        abstain = [counting.ABSTAIN] if rule.abstention else []
        against = {"id": counting.YES.id, "name": yes, "against": list(candidates)}
        return [against, {"id": counting.NO.id, "name": no}, *({"id": one.id, "name": one.name} for one in abstain)]
    ids = [*(f"{counting.CANDIDATE}{n}" for n in range(1, len(candidates) + 1)), counting.NONE]
    return [{"id": one, "name": name} for one, name in zip(ids, paper.options, strict=True)]
