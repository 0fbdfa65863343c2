"""Results by groups: what is told of them, and that nobody can work out the rest. P9."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator
from itertools import product

import pytest

from core.group_table import ALL, Figure, GroupTable
from core.leeway import leeway
from core.suppression import Publication, is_small, may_be_told, may_tell_again
from tests.elections.inference import Published, published, recovered, summed

TABLES = 2_000
CHUNK = 250


def table(*rows: tuple[int, ...], eligible: tuple[int, ...] = (), weights: tuple[int, ...] = ()) -> GroupTable:
    """A table of the groups g1, g2 … and the choices c1, c2 …"""
    groups = [f"g{number}" for number in range(1, len(rows) + 1)]
    parts = [(group, {f"c{at}": number for at, number in enumerate(row, 1)}) for group, row in zip(groups, rows, strict=True)]
    return GroupTable.of(parts, eligible=dict(zip(groups, eligible, strict=False)), weights=dict(zip(groups, weights, strict=False)))


def drawn(seed: int) -> tuple[GroupTable, frozenset[Figure], int]:
    """A table of up to five groups and four choices, what of it was known before, and a limit; often awkward."""
    draw = random.Random(seed)
    groups, choices = draw.randint(1, 5), draw.randint(2, 4)
    sizes = [draw.choice([0, 1, 2, 3, 5, 8, 20, 60]) for _ in range(groups)]
    rows = [tuple(draw.choice([0, draw.randint(0, size), size]) for _ in range(choices)) for size in sizes]
    if draw.random() < 0.15:  # everybody votes alike
        rows = [(sum(row), *[0] * (choices - 1)) for row in rows]
    eligible = tuple(sum(row) + draw.choice([0, 0, 1, 4, 30]) for row in rows) if draw.random() < 0.5 else ()
    weights = tuple(draw.choice([1, 1, 2, 3, 5]) for _ in rows) if draw.random() < 0.3 else ()
    found = table(*rows, eligible=eligible, weights=weights)
    known = draw.choice([(), found.whole, found.whole, (*found.whole, *found.turnouts)])
    return found, frozenset(known), draw.choice([2, 3, 5, 5, 5, 10])


AWKWARD = {
    "a group of one": table((40, 12), (1, 0)),
    "two groups, one of them small": table((40, 12), (2, 1)),
    "two groups, all unanimous": table((40, 0), (0, 12)),
    "everybody votes alike": table((40, 0), (12, 0)),
    "three groups, one unanimous": table((40, 12), (30, 9), (12, 0)),
    "all but one vote alike": table((40, 12), (30, 9), (11, 1)),
    "all groups of one": table((1, 0), (1, 0), (0, 1)),
    "one group": table((40, 3)),
    "a group of which nobody voted": table((40, 12), (30, 9), (0, 0), eligible=(60, 60, 3)),
    "a group of which everybody voted": table((40, 12), (30, 9), (6, 6), eligible=(60, 60, 12)),
    "one delegate whose ballot is five votes": table((40, 12), (1, 0), weights=(1, 5)),
    "few delegates, weights that tell them": table((41, 12), (2, 1), eligible=(60, 3), weights=(1, 100)),
    "a choice of one ballot": table((40, 12, 1), (30, 9, 0), (20, 7, 0)),
    "sums that fit only one way": table((9, 0), (0, 9), (9, 9)),
}


def hidden(publication: Publication) -> list[Figure]:
    """What is withheld and could be protected at all."""
    return [figure for figure in publication.withheld if figure not in publication.given_away]


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
        leaking += bool(recovered(found, told, small))
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
    for seed in range(TABLES):
        found, known, limit = drawn(seed)
        publication = may_be_told(found, limit=limit, known=known)
        if not found.weighs_unlike and publication.given_away:
            away += 1
            assert set(recovered(found, known, publication.given_away)) == publication.given_away
    assert away


def all_tables(groups: int, choices: int, most: int) -> Iterator[GroupTable]:
    """Every table with so few ballots in a cell."""
    for cells in product(range(most + 1), repeat=groups * choices):
        yield table(*(cells[at : at + choices] for at in range(0, len(cells), choices)))


def test_leeway_is_what_trying_out_everything_finds() -> None:
    """P9. All tables of 3 × 2 cells with up to three ballots each: those that agree on what is told, side by side."""
    everything = list(all_tables(3, 2, 3))
    draw = random.Random(7)
    for found in draw.sample(everything, 12):
        told = [*found.whole, *draw.sample(found.turnouts, draw.randint(0, 2))]
        told += draw.sample(sorted(found.ballots), draw.randint(0, 2))
        alike = [other for other in everything if all(value(other, one) == value(found, one) for one in told)]
        for figure in found.figures:
            values = {value(other, figure) for other in alike}
            # A ballot more than three in a cell isn't among them, so the network may find more.
            assert leeway(found, figure, told=told, enough=50) >= max(values) - min(values)
            if max(found.cast(choice=choice) for choice in found.choices) <= 3:
                assert leeway(found, figure, told=told, enough=50) == max(values) - min(values)


def value(found: GroupTable, figure: Figure) -> int:
    """A figure as it would be told."""
    return sum(factor * found.ballots[one] for one, factor in summed(found, figure).items())  # type: ignore[index]


def test_delegates_are_one_group_whomever_they_stand_for() -> None:
    """P9. Delegates of three organisations are pooled; nothing tells their organisations apart."""
    parts = [("members", {"yes": 30, "no": 12})]
    parts += [("delegates", {"yes": 2, "no": 3}), ("delegates", {"yes": 3, "no": 2}), ("delegates", {"yes": 1})]
    found = GroupTable.of(parts)
    assert found.groups == ("members", "delegates")
    assert (found.cast("delegates", "yes"), found.cast("delegates")) == (6, 11)
    assert not may_be_told(found, limit=5, known=found.whole).withheld


def test_a_unanimous_group_is_hidden_however_large() -> None:
    """P9. Of forty delegates who all said yes neither the forty nor the none is told, and no other group gives it away."""
    publication = may_be_told(table((60, 50), (30, 20), (40, 0)), limit=5, known=table((60, 50), (30, 20), (40, 0)).whole)
    assert {("g3", "c1"), ("g3", "c2")} <= set(publication.withheld)
    assert {("g2", "c1"), ("g2", "c2")} <= set(publication.withheld)
    assert {("g1", "c1"), ("g1", "c2")} <= publication.told


def test_turnout_is_a_figure_like_others() -> None:
    """P9. That three of four, or all twelve, of a group took part isn't told; nor the other turnout that would tell it."""
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


@pytest.mark.parametrize("change", [1, -1])
def test_one_ballot_more_or_less_is_never_told(change: int) -> None:
    """P9. Two results that differ by one ballot would tell it, so figures aren't told a second time."""
    for seed in range(500):
        found, known, limit = drawn(seed)
        figure = next((one for one, number in found.ballots.items() if number + change >= 0), None)
        if figure is None:
            continue
        late = GroupTable.of(
            [(group, {choice: found.ballots[group, choice] + change * ((group, choice) == figure) for choice in found.choices}) for group in found.groups],
            weights=found.weights,
        )
        assert not may_tell_again(may_be_told(found, limit=limit, known=known), late)


def both(before: GroupTable, after: GroupTable, told: Collection[Figure]) -> Published:
    """What is known of a result and of the ballots that came in later, if the same figures were told twice."""
    known = published(before, told)
    late = {("late", *figure): after.ballots[figure] - number for figure, number in before.ballots.items()}
    known.true |= late
    for figure in told:
        terms = summed(before, figure)
        known.say({**terms, **{("late", *one): factor for one, factor in terms.items()}})  # type: ignore[misc]
    for group, most in after.eligible.items():
        terms = summed(before, (group, ALL))
        known.bound(("away", "at last", group), {**terms, **{("late", *one): factor for one, factor in terms.items()}}, most)  # type: ignore[misc]
    return known


def test_what_may_be_told_twice_gives_nothing_hidden_away() -> None:
    """P9. Whatever the ruling allows: both results together leave every hidden figure of either open."""
    allowed = 0
    for seed in range(1_500):
        before, known, limit = drawn(seed)
        draw = random.Random(-seed)
        grown = {group: draw.random() < 0.5 for group in before.groups}
        parts = [
            (group, {one: before.ballots[group, one] + grown[group] * (limit + draw.randint(0, 3)) for one in before.choices})
            for group in before.groups
        ]
        eligible = {group: max(most, sum(dict(parts)[group].values())) + draw.choice([0, 9]) for group, most in before.eligible.items()}
        after = GroupTable.of(parts, eligible=eligible, weights=before.weights)
        first = may_be_told(before, limit=limit, known=known)
        if not may_tell_again(first, after):
            continue
        allowed += 1
        together = both(before, after, first.told)
        rows = together.eliminated()
        for figure in hidden(first):
            then = summed(before, figure)
            now = {**then, **{("late", *one): factor for one, factor in then.items()}}
            assert not together.follows(then, rows)  # type: ignore[arg-type]
            assert together.possible(then, other_than=together.worth(then))  # type: ignore[arg-type]
            assert together.possible(now, other_than=together.worth(now))  # type: ignore[arg-type]
    assert allowed > 100


@pytest.mark.parametrize(
    "rows", [((40,), (12,)), ((40, -1), (12, 3))], ids=["one choice", "less than no ballots"]
)
def test_what_is_no_table_is_refused(rows: tuple[tuple[int, ...], ...]) -> None:
    """P9. A table in which no figure could be hidden, or that can't be, is a mistake of ours."""
    with pytest.raises(ValueError, match="A result by groups"):
        table(*rows)


def test_a_limit_of_one_protects_nobody() -> None:
    """P9. With a limit under two ballots each single ballot would be told."""
    with pytest.raises(ValueError, match="under two"):
        may_be_told(table((5, 5)), limit=1)
