"""What of a result by groups may be told, so that nobody can work out how one person voted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from itertools import product

from core.group_table import ALL, Figure, GroupTable
from core.leeway import leeway
from core.ruling import Ruling


@dataclass(frozen=True, kw_only=True)
class Publication:
    """A result by groups with what of it may be told.

    `told` are the figures that may be, with all that were `known` before. `given_away` are small figures that follow
    from what was known before, so that withholding can't protect them: for the organisers, never for a letter.
    """

    table: GroupTable
    limit: int
    known: frozenset[Figure]
    told: frozenset[Figure]
    given_away: frozenset[Figure]

    @property
    def withheld(self) -> tuple[Figure, ...]:
        """The figures that aren't told, in the table's order."""
        return tuple(figure for figure in self.table.figures if figure not in self.told)

    @property
    def sentence(self) -> str:
        """P9. What is withheld and why. It doesn't say which figures are the small ones."""
        if not self.withheld:
            return "All figures by group are told, as none of them tells how somebody voted (P9)."
        what = "all figures by group" if not self.told - self.known else "; ".join(_in_words(self))
        return (
            f"Withheld (P9): {what}. From a figure under {self.limit}, or from votes that are all alike or nearly so, "
            "one could tell how somebody voted; and from the other figures withheld one could work those out."
        )


def may_be_told(table: GroupTable, *, limit: int, known: Collection[Figure] = ()) -> Publication:
    """P9. Which figures of a result by groups may be told, beside those that are known already.

    A figure is small if it stands for fewer ballots than `limit`, none included; and if what is left of its group is
    that little, as where all voted alike. Small figures are never told. All others are withheld at first, and then told
    one by one in the table's order, each if every small figure can still be as many different numbers as before, or
    `limit` apart. `known` are, for instance, a whole result that was published; where the whole can't be told, nothing
    of groups is. Raises ValueError if `limit` is under two ballots.
    """
    if limit < 2:
        raise ValueError("With a limit under two ballots nothing would be protected.")
    needs = _needs(table, limit=limit, known=known)
    told = set(known)
    for figure in table.figures:
        if figure not in needs and _are_met(needs, table, {*told, figure}):
            told.add(figure)
    if not told.issuperset(table.whole):  # the decision alone narrows down what the whole may have been
        told = set(known)
    away = frozenset(figure for figure, need in needs.items() if need == 0)
    return Publication(table=table, limit=limit, known=frozenset(known), told=frozenset(told), given_away=away)


def is_small(table: GroupTable, figure: Figure, *, limit: int) -> bool:
    """P9. Whether a figure, or what it leaves of those whom it is a part of, is under the limit.

    A choice is a part of the ballots of its group, or of all; a turnout is a part of those who could vote.
    """
    group, choice = figure
    here = table.cast(group, choice)
    if here < limit:
        return True
    if choice != ALL:
        return table.cast(group) - here < limit
    return group in table.eligible and table.eligible[group] - here < limit


def may_tell_again(before: Publication, after: GroupTable) -> Ruling:
    """P9. Whether a corrected or completed result may be told after `before` was: the same figures, or none.

    Two results side by side tell their difference. So ballots may only have come in, and they have to be a result by
    groups that could be told in full by itself: of each group that has any, `limit` or more for every choice. Nor
    may a figure that was told have become a small one, or make one small that is withheld. Ask it against every
    result that was told before. Where it may not, only the decision is told again, without any figure.
    """
    was, limit = before.table, before.limit
    if (was.groups, was.choices) != (after.groups, after.choices) or was.weights != after.weights:
        return Ruling(False, "P9", "the groups or choices are other ones, so the difference could tell of few people")
    came = {figure: after.ballots[figure] - number for figure, number in was.ballots.items()}
    if min(came.values()) < 0:
        return Ruling(
            False, "P9", "ballots were taken out or changed, and the difference would show which way they were"
        )
    late = replace(after, ballots=came, eligible={})
    grown = [group for group in after.groups if late.cast(group)]
    if any(came[figure] < limit for figure in product(grown, after.choices)):
        return Ruling(False, "P9", f"fewer than {limit} ballots came in for some choice of a group that has late ones")
    if not (_holds(before, after) and _holds(before, _beside(was, after, late))):
        return Ruling(False, "P9", "what was told before would now tell of few people")
    if not grown:
        return Ruling(True, "P9", "no ballot came in or went, so the same figures are told")
    return Ruling(True, "P9", f"{limit} ballots or more came in for every choice of each group that has late ones")


def _beside(was: GroupTable, after: GroupTable, late: GroupTable) -> GroupTable:
    """The first table as somebody sees it who knows how many can have been in it at most, by both rolls."""
    most = {
        group: min(
            table.eligible[group] - less
            for table, less in ((was, 0), (after, late.cast(group)))
            if group in table.eligible
        )
        for group in was.groups
        if group in {*was.eligible, *after.eligible}
    }
    return replace(was, eligible=most)


def _needs(table: GroupTable, *, limit: int, known: Collection[Figure]) -> dict[Figure, int]:
    """How far apart the possible values of each small figure have to stay: as far as before, or as the limit."""
    small = [figure for figure in table.figures if figure not in known and is_small(table, figure, limit=limit)]
    return {figure: leeway(table, figure, told=known, enough=limit) for figure in small}


def _are_met(needs: Mapping[Figure, int], table: GroupTable, told: Collection[Figure]) -> bool:
    return all(leeway(table, figure, told=told, enough=need) >= need for figure, need in needs.items() if need)


def _holds(before: Publication, table: GroupTable) -> bool:
    """Whether the figures that were told of one table may be told of another one."""
    needs = _needs(table, limit=before.limit, known=before.known)
    return not needs.keys() & before.told and _are_met(needs, table, before.told)


def _in_words(publication: Publication) -> list[str]:
    table, gone = publication.table, set(publication.withheld)
    said = ["how many took part"] if (ALL, ALL) in gone else []
    said += _choices_in_words(table, gone, ALL, "how all voted", "how many chose")
    for group in table.groups:
        said += [f"how many of {group} took part"] if (group, ALL) in gone else []
        said += _choices_in_words(table, gone, group, f"how {group} voted", f"how many of {group} chose")
    return said


def _choices_in_words(table: GroupTable, gone: set[Figure], group: str, all_of_it: str, some_of_it: str) -> list[str]:
    choices = [choice for choice in table.choices if (group, choice) in gone]
    if len(choices) == len(table.choices):
        return [all_of_it]
    return [f"{some_of_it} {', '.join(choices)}"] if choices else []
