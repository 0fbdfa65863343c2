"""The voters: how made-up members mark any ballot, in all the ways that real ones do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from random import Random

from core.bylaws.endorsement import NO_ENDORSEMENT
from core.records import Election
from flows.duties.election import form

REPEATS, LEAVES_A_GAP, STOPS_EARLY = 0, 1, 2
"""Moods that show on paper: the favourite named twice, no second choice, nothing after the first contest."""

MOODS = 12
"""In the other nine a ballot is filled in as it should be."""

RANKED_EARLY, RANKED_LATE = 0.5, 1.9
ELSEWHERE = (1.1, 1.2, 1.6)
"""In a ranked contest the recommendation, "No endorsement", and the others in turn: the smaller, the earlier."""

CHOSEN_OFTEN, CHOSEN_SOMETIMES, CHOSEN_SELDOM = 14, 3, 2
"""In a single choice the recommendation, the others, and "No endorsement"."""


@dataclass(frozen=True)
class Race:
    """A contest as a voter meets it: its questions, the first choice first, what they offer, and the recommendation."""

    questions: tuple[str, ...]
    options: tuple[str, ...]
    recommended: str


def races(election: Election) -> tuple[Race, ...]:
    """The contests of a ballot, in the order of its form."""
    titles = {question.id: question.title for question in form.paper_of(election).questions()}
    return tuple(
        Race(
            questions=tuple(titles[question] for question in contest.question_ids),
            options=tuple(option["name"] for option in contest.options),
            recommended=contest.recommendation,
        )
        for contest in election.contests
    )


def marks(ballot: Sequence[Race], chance: Random) -> dict[str, str]:
    """A ballot as members fill it in: mostly whole, sometimes short, with a gap, or naming somebody twice."""
    first, *others = ballot
    wishes = [(first, _wish(first, chance))]
    mood = chance.randrange(MOODS)
    if mood != STOPS_EARLY:
        wishes += [(race, _wish(race, chance)) for race in others]
    return {question: name for race, wish in wishes for question, name in _written(race, wish, mood)}


def late_marks(ballot: Sequence[Race]) -> dict[str, str]:
    """What somebody in a hurry sends: the first name of the first contest."""
    return {ballot[0].questions[0]: ballot[0].options[0]}


def _wish(race: Race, chance: Random) -> list[str]:
    """Whom a voter wants in a race, best first. Most follow the recommendation."""
    if len(race.questions) == 1:
        return chance.choices(race.options, [_weight(race, name) for name in race.options])
    others = cycle(ELSEWHERE)
    ranks = {name: _rank(race, name) or next(others) for name in race.options}
    ranked = sorted(race.options, key=lambda name: chance.random() * ranks[name])
    return ranked[: min(chance.choice((1, 2, 3, len(race.questions))), len(race.questions))]


def _rank(race: Race, name: str) -> float | None:
    if name == race.recommended:
        return RANKED_EARLY
    return RANKED_LATE if name == NO_ENDORSEMENT else None


def _weight(race: Race, name: str) -> int:
    if name == race.recommended:
        return CHOSEN_OFTEN
    return CHOSEN_SELDOM if name == NO_ENDORSEMENT else CHOSEN_SOMETIMES


def _written(race: Race, wish: list[str], mood: int) -> Iterator[tuple[str, str]]:
    """Which name goes to which question."""
    places = len(race.questions)
    if mood == REPEATS:
        wish = [wish[0], *wish][:places]
    gap = mood == LEAVES_A_GAP and len(wish) < places
    taken = [0, *range(2, len(wish) + 1)] if gap else range(len(wish))
    return zip((race.questions[place] for place in taken), wish, strict=True)
