"""What is rehearsed: an organiser's ballot and charter, or one made up for it; and why a rehearsal doesn't begin."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from rich.console import Console

from core.bylaws.endorsement import NO_ENDORSEMENT
from core.charter import load
from flows.draft import BallotDraft, read_file
from flows.rehearsal import made_up, programme, stage, voters
from flows.rehearsal.venue import settings
from flows.rehearsal.voters import Race
from flows.secretary import Refusal
from integrations.sandbox.server import Sandbox
from tests.flows.terminal import canvass, refused
from tests.test_docs import DOCS, ROOT, write_examples

TENANTS = Path(__file__).parent / "tenants"
CHARTER, SPRING = TENANTS / "charter.toml", TENANTS / "spring.toml"

AUTUMN: Mapping[str, Any] = {
    "key": "autumn",
    "title": "Autumn endorsements",
    "opens_on": "2026-10-01",
    "closes_on": "2026-10-11",
    "contests": [
        {
            "title": "Mayor",
            "office": "Mayor",
            "process": "full",
            "candidates": ["Ursula Imaginary", "Victor Invented", "Wanda Madeup", "Xenia Pretence"],
            "recommendation": "Ursula Imaginary",
            "reasons": "Her answers on housing were the most concrete, and she came to all three forums.",
            "steps": [
                {"name": "candidate meeting", "on": "2026-08-20"},
                {"name": "questionnaire", "on": "2026-09-02"},
                {"name": "forum", "on": "2026-09-14"},
                {"name": "members' feedback", "on": "2026-09-18"},
                {"name": "recommendation", "on": "2026-09-24"},
            ],
        },
        {
            "title": "Sheriff",
            "office": "Sheriff",
            "process": "re-endorsement",
            "endorsed_before": True,
            "candidates": ["Yannick Makebelieve", "Zoe Hypothetical"],
            "recommendation": "Zoe Hypothetical",
            "reasons": "Endorsed four years ago; her record held up.",
            "steps": [
                {"name": "review of the record", "on": "2026-09-10"},
                {"name": "recommendation", "on": "2026-09-24"},
            ],
        },
    ],
}


def changed(file: Path, *changes: tuple[str, str]) -> Path:
    """A copy of a file, in the test's folder, that differs in some words."""
    text = file.read_text(encoding="utf-8")
    for right, other in changes:
        assert right in text
        text = text.replace(right, other)
    copy = Path(file.name)
    copy.write_text(text, encoding="utf-8")
    return copy


def refusal(charter: Path, ballot: Path | None, folder: Path) -> str:
    """Why a programme can't be played, or nothing."""
    with Sandbox(at=datetime(2026, 1, 1, tzinfo=UTC)) as sandbox:
        try:
            played = programme.announced(str(charter), ballot)
            sandbox.clock.set(played.begins)
            programme.refuse_unless_ready(settings(sandbox, folder, charter=str(charter)), played)
        except Refusal as letter:
            return str(letter)
    return ""


# ── the made-up ballot ─────────────────────────────────────────────────────────────────────────────


def test_by_the_bundled_charter_the_made_up_ballot_is_the_one_in_the_readme() -> None:
    """Mayor by the full process, ranked; Sheriff by re-endorsement; from noon of the day their races are taken up."""
    found = programme.announced("jp_progressives", None)
    assert found.ballot == BallotDraft.model_validate(AUTUMN)
    assert found.run_up
    assert found.begins == datetime(2026, 9, 3, 16, tzinfo=UTC)


def test_a_made_up_ballot_is_made_of_the_charter() -> None:
    """Other offices, processes, numbers of candidates and windows make another ballot."""
    ballot = made_up.ballot(load(CHARTER))
    assert ballot.closes_on == date(2026, 10, 8)
    assert [(one.office, one.process, len(one.candidates)) for one in ballot.contests] == [
        ("Housing Board", "hearing", 5),
        ("Town Council", "hearing", 3),
    ]
    assert [step.name for step in ballot.contests[0].steps] == ["open hearing", "stairwell survey", "recommendation"]
    assert ballot.contests[0].reasons == "Her answers on housing were the most concrete."


OTHER_CHARTERS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "the tenants' own": (),
    "everything ranked": (("ranked_from = { value = 4", "ranked_from = { value = 2"),),
    "hardly anything ranked": (("ranked_from = { value = 4", "ranked_from = { value = 40"),),
    "only unopposed": (("only_for = []", 'only_for = ["unopposed"]'),),
    "only endorsed before and opposed": (
        ("only_for = []", 'only_for = ["endorsed before", "opposed"]'),
        ("ranked_from = { value = 4", "ranked_from = { value = 2"),
    ),
    "one office, of two letters": (('"Housing Board", "Town Council"', '"VP"'), ('"Ombudsperson"', "")),
    "ballot initiatives alone": (('"Housing Board", "Town Council"', ""), ('"Ombudsperson"', "")),
    "a day is enough": (
        ("ideal_days = { value = 7", "ideal_days = { value = 1"),
        ("minimum_days = { value = 3", "minimum_days = { value = 1"),
    ),
}


@pytest.mark.parametrize("changes", OTHER_CHARTERS.values(), ids=OTHER_CHARTERS)
def test_a_made_up_ballot_can_be_frozen_by_any_charter(changes: tuple[tuple[str, str], ...], tmp_path: Path) -> None:
    """Whatever offices, processes and numbers there are, nothing stands in its way."""
    assert refusal(changed(CHARTER, *changes), None, tmp_path) == ""


def test_a_charter_that_leaves_nothing_to_vote_on_is_refused(tmp_path: Path) -> None:
    """Without offices and initiatives no ballot can be made up."""
    nothing = (
        ('"Housing Board", "Town Council"', ""),
        ('"Ombudsperson"', ""),
        ("initiatives = true", "initiatives = false"),
    )
    letter = refusal(changed(CHARTER, *nothing), None, tmp_path)
    assert letter.startswith("By this charter there is nothing to vote on")


# ── an organiser's ballot ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("steps", "begins"),
    [
        (("2031-03-01", "2031-03-20"), datetime(2031, 3, 24, 11, tzinfo=UTC)),
        (("2031-03-26", "2031-03-20"), datetime(2031, 3, 26, 11, tzinfo=UTC)),
        (("2031-03-01", "2031-03-27"), datetime(2031, 3, 27, 11, tzinfo=UTC)),
        (("2031-03-01", "2031-05-01"), datetime(2031, 3, 27, 11, tzinfo=UTC)),
    ],
    ids=["three days before", "on the eve", "on the day", "too late"],
)
def test_the_curtain_rises_once_every_step_is_on_record(steps: tuple[str, str], begins: datetime) -> None:
    """At noon three days before voting opens, or of the last step's day, and never after the opening."""
    ballot = read_file(changed(SPRING, ("2031-03-26", steps[0]), ("2031-03-20", steps[1])))
    assert programme.curtain(ballot, "Europe/Berlin") == begins


def test_the_curtain_rises_before_a_morning_opening() -> None:
    """Where the last step is of the very day and voting opens before noon, an hour is left to freeze."""
    ballot = read_file(changed(SPRING, ("2031-03-26", "2031-03-27"), ('"18:00"', '"08:00"')))
    assert programme.curtain(ballot, "Europe/Berlin") == datetime(2031, 3, 27, 6, tzinfo=UTC)


def test_a_ballot_that_fits_its_charter_can_be_rehearsed(tmp_path: Path) -> None:
    """Its steps are judged as of the day on which the rehearsal begins."""
    assert refusal(CHARTER, SPRING, tmp_path) == ""


def test_a_slip_in_the_year_is_refused(tmp_path: Path) -> None:
    """A vote that closes in a thousand years isn't meant."""
    letter = refusal(CHARTER, changed(SPRING, ("2031-04-02", "3031-04-02")), tmp_path)
    assert letter == "“spring-2031” can't be rehearsed in the year 3031. Correct opens_on or closes_on."


def test_a_recommendation_for_nobody_is_refused_as_when_drafting(tmp_path: Path) -> None:
    """What can't be drafted can't be rehearsed either, and is told in the same words."""
    letter = refusal(CHARTER, changed(SPRING, ('recommendation = "Yes on 7"', 'recommendation = "Maybe"')), tmp_path)
    assert letter.startswith("“Question 7: rent cap”: the recommendation must be one of Yes on 7, No on 7")


def test_what_stands_in_the_way_is_said_and_nothing_is_played() -> None:
    """E1, E3, E11. Every clause in the way is named at once; no dashboard starts, the last rehearsal stays."""
    ballot = changed(
        SPRING,
        ("closes_on = 2031-04-02", "closes_on = 2031-03-29"),
        ('office = "Town Council"', 'office = "Dogcatcher"'),
        ('    { name = "written answers", on = 2031-02-20 },\n', ""),
    )
    kept = Path("rehearsal/rehearsal.json")
    kept.parent.mkdir()
    kept.write_text('{"sandbox": "the last one"}', encoding="utf-8")
    letter = refused(canvass("rehearse", "--charter", CHARTER, "--ballot", ballot, settings={}))
    assert letter == (
        "“spring-2031” can't be rehearsed, because it couldn't be frozen: "
        "voting is open for 2 days 2 hours, 3 days needed (E11) "
        "Town Council: Dogcatcher is not among the offices TUE endorses for; "
        "the charter lists Housing Board, Town Council, Ombudsperson, Ballot initiative (E1) "
        "Question 7: rent cap: the hearing process lacks: open hearing or written answers (by 26 March 2031) (E3)"
    )
    assert [file.name for file in kept.parent.iterdir()] == [kept.name]
    assert kept.read_text(encoding="utf-8") == '{"sandbox": "the last one"}'


def test_the_refusal_is_worded_as_in_the_docs(tmp_path: Path) -> None:
    """E3. The example ballot without its questionnaire is refused as the organisers' page quotes it."""
    write_examples(DOCS, tmp_path)
    ballot = changed(tmp_path / "autumn.toml", ('    { name = "questionnaire", on = 2026-09-02 },\n', ""))
    letter = refusal(Path("jp_progressives"), ballot, tmp_path)
    assert f"\n{letter}\n" in (ROOT / "docs" / "organisers.md").read_text(encoding="utf-8")


def test_a_rehearsal_that_was_broken_off_cant_be_looked_at() -> None:
    """What was interrupted left nothing to open; the letter says how to play it once more."""
    Path("rehearsal").mkdir()
    Path("rehearsal/rehearsal.json").write_text("{}", encoding="utf-8")
    with pytest.raises(Refusal, match="didn't come to its end"):
        stage.look(folder=Path("rehearsal"), console=Console())


def test_a_rehearsal_keeps_its_charter(tmp_path: Path) -> None:
    """A bundled charter is known by its name; of a file there is a copy, found from any folder and never edited."""
    assert programme.keep("jp_progressives", tmp_path) == "jp_progressives"
    kept = Path(programme.keep(str(CHARTER), tmp_path))
    assert kept.is_absolute()
    assert load(kept) == load(CHARTER)


# ── how made-up members vote ───────────────────────────────────────────────────────────────────────


def race(candidates: int, ranks: int, *, recommended: int) -> Race:
    """A contest of so many candidates; the last option is to endorse nobody."""
    options = (*(f"Candidate {number}" for number in range(candidates)), NO_ENDORSEMENT)
    return Race(tuple(f"{candidates}/{rank}" for rank in range(ranks)), options, options[recommended])


RANKED, LONG, SINGLE, ALONE = (
    race(4, 5, recommended=0),
    race(9, 6, recommended=3),
    race(3, 1, recommended=-1),
    race(1, 1, recommended=0),
)


@pytest.mark.parametrize("ballot", [(RANKED, SINGLE), (SINGLE, LONG, ALONE), (ALONE,), (race(2, 2, recommended=1),)])
def test_voters_answer_what_a_ballot_asks(ballot: tuple[Race, ...]) -> None:
    """Whatever is on it, each answer is one that its question offers, and nobody leaves the first contest out."""
    offered = {question: one.options for one in ballot for question in one.questions}
    chance = Random(1)
    for filled_in in (voters.marks(ballot, chance) for _ in range(300)):
        assert all(name in offered[question] for question, name in filled_in.items())
        assert filled_in.keys() & set(ballot[0].questions)


def test_voters_err_in_all_the_ways_that_people_do() -> None:
    """Among many there are whole and partial rankings, gaps, repeats, and contests that were skipped."""
    chance = Random(1)
    ballots = [voters.marks((RANKED, LONG, SINGLE), chance) for _ in range(300)]
    ranked = [[ballot.get(question, "") for question in RANKED.questions] for ballot in ballots]
    assert any(all(one) for one in ranked)
    assert any(one[0] and not any(one[1:]) for one in ranked)
    assert any(one[0] and not one[1] and one[2] for one in ranked)
    assert any(one[0] == one[1] for one in ranked)
    assert any(not ballot.keys() & set(LONG.questions) for ballot in ballots)
    favourites = [one[0] for one in ranked]
    assert max(favourites, key=favourites.count) == RANKED.recommended


def test_a_year_is_played_only_by_a_charter_that_sets_one() -> None:
    """A1. The refusal names the sections that are missing; and a ballot of one's own isn't part of a year."""
    with pytest.raises(Refusal, match=r"has no sections .*\[year\], .*, so there is no year to rehearse"):
        programme.of_a_year(str(CHARTER), None)
    with pytest.raises(Refusal, match="Leave out --ballot, or --year"):
        programme.of_a_year("jp_progressives", SPRING)
    assert programme.of_a_year("jp_progressives", None).today == date(2027, 1, 4)
