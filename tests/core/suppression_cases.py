"""Worked examples of results by groups: their facts in, what may be told out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from core.charter import Charter
from core.group_table import ALL, Figure, GroupTable
from core.ruling import Ruling
from core.suppression import Publication, may_be_told, may_tell_again

Case: TypeAlias = Mapping[str, Any]


def may_tell_groups(case: Case, rules: Charter) -> dict[str, Any]:
    """What of a result by groups is told, beside the whole one; `also_known` are groups whose turnout was told."""
    publication = _told(case, rules)
    fresh = [figure for figure in publication.table.figures if figure in publication.told - publication.known]
    return {
        "told": [_in_short(figure) for figure in fresh],
        "withheld": [_in_short(figure) for figure in publication.withheld],
        "given_away": sorted(_in_short(figure) for figure in publication.given_away),
        "sentence": publication.sentence,
    }


def may_tell_groups_again(case: Case, rules: Charter) -> dict[str, Any]:
    """Whether a second result, `then`, may be told after the first."""
    ruling: Ruling = may_tell_again(_told(case, rules), _table(case, "then"))
    return {"allowed": ruling.allowed, "clause": ruling.clause, "because": ruling.because}


def _told(case: Case, rules: Charter) -> Publication:
    table = _table(case, "groups")
    known = [*table.whole, *((group, ALL) for group in case.get("also_known", []))]
    limit = rules.publication.decision_only_under.value
    return may_be_told(table, limit=limit, known=known if case.get("whole_known", True) else ())


def _table(case: Case, name: str) -> GroupTable:
    """A group may be given as a list of its organisations' ballots, which are pooled."""
    parts = [
        (group, part) for group, given in case[name].items() for part in (given if isinstance(given, list) else [given])
    ]
    return GroupTable.of(parts, eligible=case.get("eligible"), weights=case.get("weights"))


def _in_short(figure: Figure) -> str:
    """A figure as examples write it: "delegates: yes", "delegates", "all: yes", "all"."""
    group, choice = figure
    return ": ".join(filter(None, [group or "all", choice]))
