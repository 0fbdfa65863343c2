"""Results by groups: what is told of them, and that nobody can work out the rest. P9."""

from __future__ import annotations

import random

import pytest

from core.group_table import ALL, Figure, GroupTable
from core.leeway import leeway
from core.suppression import Publication, is_small, may_be_told
from tests.elections.group_tables import AWKWARD, all_tables, drawn, hidden, table, value
from tests.elections.inference import recovered, recovered_by_pencil

TABLES = 2_000
CHUNK = 250


def without_complements(publication: Publication) -> frozenset[Figure]:
    """What would be told if only small figures were withheld."""
    found, limit = publication.table, publication.limit
    return frozenset(one for one in found.figures if not is_small(found, one, limit=limit)) | publication.known


@pytest.mark.parametrize("first", range(0, TABLES, CHUNK))
def test_no_hidden_figure_is_recovered(first: int) -> None:
    """P9. 2,000 tables: neither elimination nor bounds nor a full search works out a figure that is withheld."""
    leaks = 0
    for seed in range(first, first + CHUNK):
        found, known, limit = drawn(seed)
        publication = may_be_told(found, limit=limit, known=known)
        leaks += len(recovered(found, publication.told, hidden(publication)))
    assert leaks == 0


@pytest.mark.parametrize("found", AWKWARD.values(), ids=AWKWARD)
@pytest.mark.parametrize("before", ["nothing", "the whole", "turnouts, too"])
def test_no_hidden_figure_of_an_awkward_table_is_recovered(found: GroupTable, before: str) -> None:
    """P9. Groups of one, two groups, unanimous ones and telling weights."""
    known = {"nothing": (), "the whole": found.whole, "turnouts, too": (*found.whole, *found.turnouts)}[before]
    publication = may_be_told(found, limit=5, known=known)
    assert recovered(found, publication.told, hidden(publication)) == []


def test_without_complementary_suppression_the_same_search_finds_leaks() -> None:
    """P9. Were only small figures withheld, many could be worked out: the search above would see it."""
    leaking = 0
    for seed in range(CHUNK):
        found, known, limit = drawn(seed)
        publication = may_be_told(found, limit=limit, known=known)
        told = without_complements(publication)
        small = [one for one in hidden(publication) if one not in told]
        leaking += bool(recovered_by_pencil(found, told, small))
    assert leaking > CHUNK // 5


def test_no_small_figure_is_told() -> None:
    """P9. A figure under the limit, none included, or one that leaves so few of its group, is told in no table."""
    for seed in range(TABLES):
        found, known, limit = drawn(seed)
        publication = may_be_told(found, limit=limit, known=known)
        fresh = publication.told - known
        assert not [one for one in fresh if is_small(found, one, limit=limit)]


def test_small_figures_stay_as_open_as_they_can_be() -> None:
    """P9. Each could be values as far apart as the limit, or as far as anything leaves them that was known before."""
    for seed in range(0, TABLES, 4):
        found, known, limit = drawn(seed)
        publication = may_be_told(found, limit=limit, known=known)
        small = [one for one in hidden(publication) if is_small(found, one, limit=limit)]
        for figure in small:
            most = leeway(found, figure, told=known, enough=limit)
            assert leeway(found, figure, told=publication.told, enough=limit) == most > 0


def test_what_is_given_away_was_so_before() -> None:
    """P9. Where all ballots weigh alike, what is named as given away does follow from what was known before."""
    away = 0
    for seed in range(0, TABLES, 4):
        found, known, limit = drawn(seed)
        publication = may_be_told(found, limit=limit, known=known)
        if not found.weighs_unlike and publication.given_away:
            away += 1
            assert set(recovered_by_pencil(found, known, publication.given_away)) == publication.given_away
    assert away


def test_leeway_is_what_trying_out_everything_finds() -> None:
    """P9. All tables of 3 × 2 cells with up to three ballots each: those that agree on what is told."""
    everything = list(all_tables(3, 2, 3))
    draw = random.Random(7)
    # With more than three ballots for a choice, a cell could hold more than these tables have.
    for found in draw.sample([one for one in everything if max(map(one.cast, [ALL] * 2, one.choices)) <= 3], 40):
        told = [*found.whole, *draw.sample(found.turnouts, draw.randint(0, 2))]
        told += draw.sample(sorted(found.ballots), draw.randint(0, 2))
        alike = [other for other in everything if all(value(other, one) == value(found, one) for one in told)]
        values = {figure: [value(other, figure) for other in alike] for figure in found.figures}
        spread = {figure: max(some) - min(some) for figure, some in values.items()}
        assert {figure: leeway(found, figure, told=told, enough=50) for figure in found.figures} == spread


def test_an_insider_takes_two_off_the_width_at_most() -> None:
    """P9. Whoever knows that one ballot of a group was theirs finds every other figure at most two values narrower."""
    everything = list(all_tables(3, 2, 3))
    small = [one for one in everything if max(map(one.cast, [ALL] * 2, one.choices)) <= 3]
    for found in random.Random(8).sample(small, 40):
        alike = [other for other in small if all(value(other, one) == value(found, one) for one in found.whole)]
        mine = next((figure for figure, number in found.ballots.items() if number), None)
        seen = [other for other in alike if mine and other.ballots[mine]] or alike
        for figure in found.figures:
            widths = [
                max(some) - min(some) for some in ([value(one, figure) for one in each] for each in (alike, seen))
            ]
            assert widths[0] - widths[1] <= 2


def test_running_the_rule_again_pins_nothing_of_two_groups_and_two_choices() -> None:
    """P9. Somebody who runs this rule on every table that agrees with what is told. With more groups it can help."""
    by_told: dict[frozenset[tuple[Figure, int]], list[Publication]] = {}
    for found in all_tables(2, 2, 6):
        publication = may_be_told(found, limit=2, known=found.whole)
        told = frozenset((figure, value(found, figure)) for figure in publication.told)
        by_told.setdefault(told, []).append(publication)
    # With more than six ballots for a choice, a cell could hold more than these tables have.
    whole = [alike for alike in by_told.values() if max(alike[0].table.cast(ALL, one) for one in ("c1", "c2")) <= 6]
    pinned = [
        figure
        for alike in whole
        for figure in hidden(alike[0])
        if len({value(one.table, figure) for one in alike}) == 1
    ]
    assert len(whole) > 40
    assert pinned == []


def test_delegates_are_one_group_whomever_they_stand_for() -> None:
    """P9. Delegates of three organisations are pooled; nothing tells their organisations apart."""
    parts = [("members", {"yes": 30, "no": 12})]
    parts += [("delegates", {"yes": 2, "no": 3}), ("delegates", {"yes": 3, "no": 2}), ("delegates", {"yes": 1})]
    found = GroupTable.of(parts)
    assert found.groups == ("members", "delegates")
    assert (found.cast("delegates", "yes"), found.cast("delegates")) == (6, 11)
    assert not may_be_told(found, limit=5, known=found.whole).withheld


def test_a_unanimous_group_is_hidden_however_large() -> None:
    """P9. Of forty delegates who all said yes neither figure is told, and no other group gives them away."""
    publication = may_be_told(
        table((60, 50), (30, 20), (40, 0)), limit=5, known=table((60, 50), (30, 20), (40, 0)).whole
    )
    assert {("g3", "c1"), ("g3", "c2")} <= set(publication.withheld)
    assert {("g2", "c1"), ("g2", "c2")} <= set(publication.withheld)
    assert {("g1", "c1"), ("g1", "c2")} <= publication.told


def test_turnout_is_a_figure_like_others() -> None:
    """P9. That three of four, or all twelve, of a group took part isn't told; nor is the other turnout."""
    few = table((40, 30), (8, 7), eligible=(90, 18))
    withheld = may_be_told(few, limit=5, known=few.whole).withheld
    assert ("g2", ALL) in withheld
    assert ("g1", ALL) in withheld
    enough = table((40, 30), (8, 7), eligible=(90, 20))
    assert ("g2", ALL) in may_be_told(enough, limit=5, known=enough.whole).told


def test_the_sentence_names_what_is_withheld_and_not_which_figure_is_small() -> None:
    """P9. Two groups are withheld for the sake of one, and the sentence doesn't say which."""
    found = table((100, 80), (50, 40), (3, 2))
    assert may_be_told(found, limit=5, known=found.whole).sentence == (
        "Withheld (P9): how g2 voted; how g3 voted. From a figure under 5, or from votes that are all alike or nearly "
        "so, one could tell how somebody voted; and from the other figures withheld one could work those out."
    )
    swapped = table((100, 80), (3, 2), (50, 40))
    same = may_be_told(found, limit=5, known=found.whole).sentence
    assert may_be_told(swapped, limit=5, known=swapped.whole).sentence == same


def test_the_same_table_is_always_told_alike() -> None:
    """P9. Nothing is drawn by lot, and what was known may be named in any order."""
    for seed in range(50):
        found, known, limit = drawn(seed)
        again = may_be_told(found, limit=limit, known=sorted(known, reverse=True))
        assert may_be_told(found, limit=limit, known=known) == again


@pytest.mark.parametrize("rows", [((40,), (12,)), ((40, -1), (12, 3))], ids=["one choice", "less than no ballots"])
def test_what_is_no_table_is_refused(rows: tuple[tuple[int, ...], ...]) -> None:
    """P9. A table in which no figure could be hidden, or that can't be, is a mistake of ours."""
    with pytest.raises(ValueError, match="A result by groups"):
        table(*rows)


def test_a_limit_of_one_protects_nobody() -> None:
    """P9. With a limit under two ballots each single ballot would be told."""
    with pytest.raises(ValueError, match="under two"):
        may_be_told(table((5, 5)), limit=1)
