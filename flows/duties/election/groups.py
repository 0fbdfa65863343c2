"""Results by groups: how members and delegates voted, as far as that tells of nobody, and what was told of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import suppression
from core.counting.record import Count
from core.group_table import ALL, Figure, GroupTable
from core.ledger import Pen
from core.pack_ballots import PackContest
from core.records import Contest, Election, GroupsTold
from core.recount import Pack
from core.ruling import Ruling
from core.suppression import Publication
from flows.duties.election import electorates, role_piles, sealing
from flows.duties.election.rules import rules_of

TOOK_PART = "took part"
ALL_TOGETHER = "all together, in votes"


@dataclass(frozen=True)
class ByGroups:
    """What is told of a contest by groups: figure by figure, with the sentence that says what is withheld and why.

    `decision_only`: not even the whole result can be told, since ballots weigh unlike, or since an earlier result of
    the same vote was told.
    """

    publication: Publication
    told: frozenset[Figure] = field(repr=False)
    sentence: str
    decision_only: bool

    @property
    def figures(self) -> list[dict[str, Any]]:
        """The figures that are told, in the table's order; `group` is empty for all together, `choice` for turnout."""
        table = self.publication.table
        return [
            {"group": group, "choice": choice, "number": number_of(table, (group, choice))}
            for group, choice in table.figures
            if (group, choice) in self.told
        ]


def number_of(table: GroupTable, figure: Figure) -> int:
    """A figure's number: a whole result is in votes, a group's are ballots."""
    group, choice = figure
    if group != ALL:
        return table.cast(group, choice)
    return sum(table.cast(one, choice) * table.weight(one) for one in table.groups)


def of(session: Session, contest: Contest, found: Count, *, published: str) -> ByGroups | None:
    """P9. What may be told of a flat vote's result by groups; nothing of any other. `published` is the pack's level."""
    if not electorates.is_partners(contest.election) or not found.rule.weights:
        return None
    may = role_piles.publication(session, contest, found.rule, whole_is_told=published != "decision")
    again = _may_tell_again(session, contest, may.table)
    if not again:
        return ByGroups(may, frozenset(), f"Withheld (P9): all figures, because {again.because}.", decision_only=True)
    return ByGroups(may, may.told, may.sentence, decision_only=found.rule.is_weighted and bool(may.withheld))


def told(session: Session, contest: Contest, found: Count, *, published: str) -> dict[str, Any]:
    """P9. The same for a letter or a page; empty for any vote but a flat one."""
    said = of(session, contest, found, published=published)
    return {"groups": in_words(said)} if said else {}


def by_contest(session: Session, election: Election, pack: Pack) -> list[ByGroups | None]:
    """P9. What is told of each contest by groups, as much being published as a pack may hold of it."""
    return [
        of(session, drafted, contest.count, published=pack.published(contest.count))
        for drafted, contest in zip(election.contests, pack.contests, strict=True)
    ]


def pack_contest(session: Session, contest: Contest) -> PackContest:
    """A contest for the pack: its ballots by role only where they weigh unlike, else pooled (P9)."""
    found = Count.from_json(dict(contest.count or {}))
    if found.rule.is_weighted:
        return PackContest(title=contest.title, count=found, by_role=role_piles.piles_of(session, contest))
    return PackContest(title=contest.title, count=found, ballots=sealing.piles_of(session, contest))


def kept_back(session: Session, election: Election, pack: Pack) -> Pack:
    """P9. The pack without the figures of contests that would tell how somebody voted."""
    said = by_contest(session, election, pack)
    kept = (replace(one, groups=for_pack(mine)) for one, mine in zip(pack.contests, said, strict=True))
    return replace(pack, contests=tuple(kept))


def in_words(said: ByGroups) -> dict[str, Any]:
    """The same as a table for a letter or a page: a row for each group of which anything is told."""
    table = said.publication.table
    known = said.publication.known
    rows = []
    for group in (ALL, *table.groups):
        row = [(group, choice) for choice in (*table.choices, ALL)]
        if not any(figure in said.told - known for figure in row):
            continue
        numbers = [str(number_of(table, one)) if one in said.told else "withheld" for one in row]
        rows.append({"group": group or ALL_TOGETHER, "numbers": numbers})
    return {
        "choices": [*table.choices, TOOK_PART],
        "rows": rows,
        "sentence": said.sentence,
        "instead": said.decision_only,
    }


def for_pack(said: ByGroups | None) -> Mapping[str, Any] | None:
    """What the recount pack has in place of a count whose figures could tell how somebody voted."""
    if said is None or not said.decision_only:
        return None
    return {"limit": said.publication.limit, "sentence": said.sentence, "told": said.figures}


def put_on_record(pen: Pen, election: Election, said: list[ByGroups | None]) -> None:
    """P9. Write down what of a result by groups is told with it, so that another one of the same vote is held to it."""
    for contest, one in zip(election.contests, said, strict=True):
        if one is None or not one.told - one.publication.known:
            continue
        mine = (
            select(func.count())
            .select_from(GroupsTold)
            .where(GroupsTold.election_key == election.key, GroupsTold.position == contest.position)
        )
        nth = pen.session.execute(mine).scalar_one() + 1
        table = one.publication.table
        figures = [
            {"group": group, "choice": choice, "ballots": number, "eligible": table.eligible.get(group),
             "weight": table.weight(group)}
            for (group, choice), number in table.ballots.items()
        ]  # fmt: skip
        told = [
            {"group": group, "choice": choice, "known": (group, choice) in one.publication.known}
            for group, choice in table.figures
            if (group, choice) in one.told
        ]
        pen.session.add(
            GroupsTold(
                election_key=election.key, position=contest.position, nth=nth, at=pen.at, figures=figures, told=told
            )
        )
        pen.log("groups.told", election=election.key, contest=contest.position, figures=len(told))


def _may_tell_again(session: Session, contest: Contest, table: GroupTable) -> Ruling:
    """P9. Whether a result may be told after all that were told of the same vote before; the first one may."""
    mine = select(GroupsTold).where(
        GroupsTold.election_key == contest.election_key, GroupsTold.position == contest.position
    )
    for before in session.execute(mine.order_by(GroupsTold.nth)).scalars():
        ruled = suppression.may_tell_again(_as_told(before, contest), table)
        if not ruled:
            return ruled
    return Ruling(True, "P9", "nothing was told before that it could be compared with")


def _as_told(before: GroupsTold, contest: Contest) -> Publication:
    """An earlier result by groups, with what of it was told."""
    parts: dict[str, dict[str, int]] = {}
    for one in before.figures:
        parts.setdefault(one["group"], {})[one["choice"]] = one["ballots"]
    eligible = {one["group"]: one["eligible"] for one in before.figures if one["eligible"] is not None}
    weights = {one["group"]: one["weight"] for one in before.figures}
    return Publication(
        table=GroupTable.of(parts.items(), eligible=eligible, weights=weights),
        limit=role_piles.limit_of(rules_of(contest.election)),
        known=frozenset((one["group"], one["choice"]) for one in before.told if one["known"]),
        told=frozenset((one["group"], one["choice"]) for one in before.told),
        given_away=frozenset(),
    )
