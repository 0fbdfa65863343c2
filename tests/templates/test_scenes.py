"""The scenes of a picture: every ballot is in every scene, and every stream is what the count says moved."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from core.counting import file_count
from core.counting.ballots import Ballots
from core.counting.count import count
from core.counting.rule import CountingRule, Option, Ranking
from templates import scenes
from templates.scenes import MOST_BARS, NOBODY, OTHERS, Scene, Story
from tests.elections import published
from tests.templates import samples

IDS = tuple(f"c{place}" for place in range(12))
BALLOTS = st.dictionaries(
    st.lists(st.sampled_from(IDS), unique=True, max_size=5).map(tuple), st.integers(1, 60), max_size=25
)


def told(ballots: dict[Ranking, int], *, seats: int = 1, batch: bool = False) -> dict[str, Any]:
    """A count of ballots for twelve candidates."""
    options = [Option(one, one.title()) for one in IDS]
    rule = {**samples.SIXTY, "no_endorsement": None, "seats": seats, "batch": batch}
    return count(Ballots.of(options, ballots), CountingRule(**rule, contest="x", clause="E8")).as_json()


@cache
def minneapolis() -> dict[str, Any]:
    """A race of 36 options and 33 rounds, counted by the rule for endorsements."""
    race = published.load(published.FOLDER / "rctab_minneapolis_2013.json")
    file = race.write(Path("minneapolis.csv"))
    asked = file_count.Asked(threshold="50%", denominator="continuing", batch=True, tie_order=";".join(race.ranked))
    return file_count.count_file(file, asked).as_json()


def follows(scene: Scene, after: Scene) -> bool:
    """Whether every bar of a scene is what it was before, less what it gave and more what it received."""
    moved = Counter[str]()
    for bar in scene.bars:
        moved[bar.key] += bar.votes - bar.given
    for stream in scene.streams:
        moved[stream.target] += stream.votes
    return {key: votes for key, votes in moved.items() if votes} == {
        bar.key: bar.votes for bar in after.bars if bar.votes
    }


@given(ballots=BALLOTS, seats=st.integers(1, 3), batch=st.booleans())
def test_every_ballot_is_in_every_scene(ballots: dict[Ranking, int], *, seats: int, batch: bool) -> None:
    """Bars add up to the ballots cast, and inside a seat each scene is the one before with its streams carried out."""
    found = told(ballots, seats=seats, batch=batch)
    story = scenes.story(found)
    assert all(sum(bar.votes for bar in scene.bars) == found["cast"] for scene in story.scenes)
    for scene, after in zip(story.scenes, story.scenes[1:], strict=False):
        given_away = Counter(stream.source for stream in scene.streams for _ in range(stream.votes))
        assert all(bar.given == given_away[bar.key] for bar in scene.bars)
        assert not scene.streams or follows(scene, after)
        received = Counter(stream.target for stream in scene.streams for _ in range(stream.votes))
        assert all(bar.received == received[bar.key] for bar in after.bars)


@given(BALLOTS)
def test_few_options_are_all_shown(ballots: dict[Ranking, int]) -> None:
    """Nothing is folded where there is room: a scene for each round, with its figures."""
    few = {tuple(one for one in ranking if one in IDS[:MOST_BARS]): times for ranking, times in ballots.items()}
    options = [Option(one, one.title()) for one in IDS[:MOST_BARS]]
    rule = CountingRule(**{**samples.SIXTY, "no_endorsement": None}, contest="x", clause="E8")
    found = count(Ballots.of(options, few), rule).as_json()
    story = scenes.story(found)
    assert story.folded == 0
    assert [{bar.key: bar.votes for bar in scene.bars if bar.key != NOBODY} for scene in story.scenes] == [
        past["tally"] for past in found["rounds"]
    ]


@given(BALLOTS, st.integers(1, 3))
def test_many_options_leave_room(ballots: dict[Ranking, int], seats: int) -> None:
    """No scene has more bars than there is room for; who passes has one of their own."""
    found = told(ballots, seats=seats)
    for scene in scenes.story(found).scenes:
        assert len(scene.bars) <= MOST_BARS + 1
    passing = [bar.key for scene in scenes.story(found).scenes for bar in scene.bars if bar.fate == "passes"]
    assert passing == list(found["winners"])


def test_a_race_of_thirty_six_is_folded() -> None:
    """The small ones of Minneapolis are one bar, and the rounds in which only they leave are one scene."""
    story: Story = scenes.story(minneapolis())
    assert len(minneapolis()["rounds"]) > 20
    assert len(story.scenes) <= 8
    first = story.scenes[0]
    assert first.heading.startswith("Rounds 1 to ")
    [others] = [bar for bar in first.bars if bar.key == OTHERS]
    assert (others.name, others.fate) == ("Others (29)", "leaves")
    assert others.votes == sum(sorted(minneapolis()["rounds"][0]["tally"].values())[:29])
    assert sum(stream.votes for stream in first.streams) == others.votes


def test_the_words_have_every_figure_of_the_picture() -> None:
    """Whoever hears the picture hears all rounds, who leaves, and where their ballots go."""
    assert scenes.story(samples.MAYOR).told() == (
        "Round 1, 83 needed: Ada Example 52, Brook Sample 34, Cy Specimen 20, No endorsement 20, Dee Placeholder 11. "
        "Dee Placeholder leaves: 5 to Ada Example, 2 to Brook Sample, 3 to Cy Specimen and 1 to no choice left. "
        "Round 2, 83 needed: Ada Example 57, Brook Sample 36, No endorsement 20, No choice left 1, Cy Specimen 23. "
        "Cy Specimen leaves: 15 to Ada Example, 4 to Brook Sample, 2 to No endorsement and 2 to no choice left. "
        "Round 3, 83 needed: Ada Example 72, No endorsement 22, No choice left 3, Brook Sample 40. "
        "Brook Sample leaves: 12 to Ada Example, 15 to No endorsement and 13 to no choice left. "
        "Round 4, 83 needed: Ada Example 84, No endorsement 37, No choice left 16. Ada Example passes."
    )


def test_each_seat_is_a_story_of_its_own() -> None:
    """All ballots are counted anew for the next seat: no stream leads there, and nothing was just received."""
    names = {"a": "A", "b": "B", "c": "C", "none": "No endorsement"}
    found = samples.counted("seats", "E8", names, {("a", "b"): 50, ("b", "a"): 30, ("c", "b"): 9}, seats=2)
    opening = next(scene for scene in scenes.story(found).scenes if scene.heading.endswith("for seat 2"))
    assert not scenes.story(found).scenes[scenes.story(found).scenes.index(opening) - 1].streams
    assert [bar.received for bar in opening.bars] == [0] * len(opening.bars)


def test_a_vote_of_all_the_eligible_may_need_more_than_were_cast() -> None:
    """Then the bars are shorter, so that the mark is still inside the picture."""
    found = count(
        Ballots.of([Option("yes", "Yes"), Option("no", "No")], {("yes",): 20, ("no",): 5}),
        CountingRule(
            **{**samples.SIXTY, "no_endorsement": None, "method": "single choice", "denominator": "eligible"},
            contest="x",
            clause="E8",
        ),
        eligible=100,
    ).as_json()
    story = scenes.story(found)
    assert (found["cast"], story.full) == (25, 61)
    assert story.scenes[0].threshold <= story.full
