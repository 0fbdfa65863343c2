"""Tampering with a recount pack: whatever is changed, it shows, also when the sums are made anew."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core import told_again
from core.recount import write_pack
from tests.elections.packs import (
    CUT,
    FULL,
    MANY,
    RULE,
    SMALL,
    TINY,
    contest,
    edit,
    pack,
    published,
    resum,
    run_alone,
    wrong_lines,
)


def tampered(content: bytes, chance: random.Random) -> Iterator[bytes]:
    """The same content with one byte changed, dropped or added."""
    for place in {0, len(content) - 1, *(chance.randrange(len(content)) for _ in range(25))}:
        yield content[:place] + bytes([content[place] ^ chance.randrange(1, 256)]) + content[place + 1 :]
        yield content[:place] + content[place + 1 :]
    yield content + b"\n"


@pytest.mark.parametrize("profile", [MANY, SMALL, TINY])
def test_every_changed_byte_shows(tmp_path: Path, profile: str) -> None:
    """In every file, a changed, dropped or added byte anywhere is found. Places are drawn from a fixed seed."""
    folder = published(tmp_path, profile)
    chance = random.Random(5)
    for file in sorted(folder.iterdir()):
        before = file.read_bytes()
        for content in tampered(before, chance):
            file.write_bytes(content)
            assert wrong_lines(folder), file.name
        file.write_bytes(before)
    assert wrong_lines(folder) == []


@pytest.mark.parametrize("profile", [MANY, SMALL, TINY])
def test_a_missing_file_shows(tmp_path: Path, profile: str) -> None:
    """Whichever file is missing, the check says so; also when the sums were made anew without it."""
    folder = published(tmp_path, profile)
    for name in sorted(file.name for file in folder.iterdir()):
        kept, sums = (folder / name).read_bytes(), (folder / "SHA256SUMS").read_bytes()
        (folder / name).unlink()
        assert any(name in line for line in wrong_lines(folder))
        if name not in {"SHA256SUMS", "verify.py"}:
            resum(folder)
            assert any(name in line for line in wrong_lines(folder))
            assert run_alone(folder).returncode == 1
        (folder / "SHA256SUMS").write_bytes(sums)
        (folder / name).write_bytes(kept)


@pytest.mark.parametrize("counter", ["received", "counted", "superseded", "late", "unknown", "malformed"])
@pytest.mark.parametrize("profile", [MANY, SMALL, TINY])
def test_a_changed_counter_shows(tmp_path: Path, profile: str, counter: str) -> None:
    """A counter that is one off no longer adds up, even if the sums were made anew."""
    folder = published(tmp_path, profile)
    edit(folder / "manifest.json", lambda plain: plain["counters"].update({counter: plain["counters"][counter] + 1}))
    resum(folder)
    assert any("is another number" in line for line in wrong_lines(folder))
    assert run_alone(folder).returncode == 1


def test_a_changed_ballot_shows(tmp_path: Path) -> None:
    """A line of ballots given to another option, taken away, doubled or multiplied changes the count, and is found."""
    folder = published(tmp_path, FULL)
    file = folder / "contest-1.ballots.csv"
    heading, *lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    for number, line in enumerate(lines):
        others = [*lines[:number], *lines[number + 1 :]]
        moved = line.replace("Ada Example", "Xx").replace("Ben Example", "Ada Example").replace("Xx", "Ben Example")
        moved = moved if moved != line else line.replace('"Example, Cleo"', "Ada Example")
        for changed in ([*others, moved], others, [*lines, line], [*others, "1" + line]):
            file.write_text(
                "".join([heading, *sorted(changed, key=lambda row: row.split(",", 1)[1])]), encoding="utf-8"
            )
            resum(folder)
            assert wrong_lines(folder), changed
    assert run_alone(folder).returncode == 1


def test_writing_a_file_anew_is_no_tampering(tmp_path: Path) -> None:
    """The tests below change one thing each: layout alone, with sums made anew, is not what they find."""
    folder = published(tmp_path, MANY)
    for name in ("manifest.json", "contest-1.count.json"):
        edit(folder / name, lambda plain: plain)
    resum(folder)
    assert wrong_lines(folder) == []


Change = Callable[[Any], object]
CHANGES: dict[str, Change] = {
    "a tally": lambda plain: plain["rounds"][0]["tally"].update(c1=plain["rounds"][0]["tally"]["c1"] + 1),
    "a transfer": lambda plain: plain["rounds"][0]["transfers"].update(c2={"c1": 99}),
    "the exhausted": lambda plain: plain["rounds"][-1].update(exhausted=plain["rounds"][-1]["exhausted"] + 1),
    "who went out": lambda plain: plain["rounds"][0].update(eliminated=["c1"]),
    "a round dropped": lambda plain: plain["rounds"].pop(),
    "a round added": lambda plain: plain["rounds"].append(plain["rounds"][-1]),
    "the winner": lambda plain: plain.update(winners=["c2"], outcome="passed"),
    "the outcome": lambda plain: plain.update(outcome="?"),
    "the ballots cast": lambda plain: plain.update(cast=plain["cast"] + 1),
    "the blank ballots": lambda plain: plain.update(blank=plain["blank"] + 1),
    "the sentence's figure": lambda plain: plain.update(sentence=plain["sentence"].replace("(", "(1", 1)),
    "the sentence's share": lambda plain: plain.update(sentence=plain["sentence"].replace("%", "1%", 1)),
    "the sentence's clause": lambda plain: plain.update(sentence=plain["sentence"].replace("E8", "E9")),
    "the threshold's words": lambda plain: plain.update(threshold="more than 50% of the ballots cast"),
    "the rule": lambda plain: plain["rule"].update(threshold="1/2"),
    "the rule's fingerprint": lambda plain: plain.update(rule_fingerprint="0" * 64),
    "an option's name": lambda plain: plain["options"][0].update(name="Somebody Else"),
    "a tie that was none": lambda plain: (
        plain["ties"].clear() if plain["ties"] else plain["ties"].append({"round": 1, "matters": False})
    ),
    "that a tie decided": lambda plain: plain.update(depends_on_tie=not plain["depends_on_tie"]),
    "the format": lambda plain: plain.pop("rounds"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
@pytest.mark.parametrize("profile", [MANY, CUT, SMALL])
def test_a_changed_count_shows(tmp_path: Path, profile: str, change: Change) -> None:
    """Whatever is changed in a count, it no longer fits its ballots, its rounds or its words."""
    folder = published(tmp_path, profile)
    edit(folder / "contest-1.count.json", change)
    resum(folder)
    assert wrong_lines(folder)
    assert run_alone(folder).returncode == 1


MANIFEST_CHANGES: dict[str, Change] = {
    "the seed": lambda plain: plain.update(seed="another seed"),
    "the commitment": lambda plain: plain.update(seed_commitment="0" * 64),
    "the roll's size": lambda plain: plain.update(roll_size=3),
    "the format": lambda plain: plain.update(format="another"),
    "how much is published": lambda plain: plain["contests"][0].update(published="rounds"),
    "the group sizes": lambda plain: plain.update(rounds_only_under=1000),
    "the rule": lambda plain: plain["contests"][0]["rule"].update(strict=False),
    "an option": lambda plain: plain["contests"][0]["options"].pop(),
    "a fact missing": lambda plain: plain.pop("counters"),
    "a fact of another kind": lambda plain: plain.update(contests="none"),
    "a counter of another kind": lambda plain: plain["counters"].update(late=1.0),
}


@pytest.mark.parametrize("change", MANIFEST_CHANGES.values(), ids=MANIFEST_CHANGES.keys())
def test_a_changed_manifest_shows(tmp_path: Path, change: Change) -> None:
    """Whatever is changed in the manifest, it contradicts the count, the seed's commitment or the counters."""
    folder = published(tmp_path, MANY)
    edit(folder / "manifest.json", change)
    resum(folder)
    assert wrong_lines(folder)
    assert run_alone(folder).returncode == 1


def test_a_wrong_other_reading_or_tie_shows(tmp_path: Path) -> None:
    """In a pack with whole ballots, other readings are counted again and every way to break a tie is tried."""
    profile = "70 c1 > none; 40 c2 > c1; 40 c3 > c2 > none"
    folder = published(tmp_path, profile)
    told = json.loads((folder / "contest-1.count.json").read_bytes())
    assert told["ties"][0]["matters"]
    assert wrong_lines(folder) == []
    edit(
        folder / "contest-1.count.json",
        lambda plain: (plain["ties"][0].update(matters=False), plain.update(depends_on_tie=False)),
    )
    resum(folder)
    assert any("tie in round 1 mattered is told wrongly" in line for line in wrong_lines(folder))
    other = tmp_path / "other"
    write_pack(other, pack(contest("180 c1 > none; 90 c2 > none; 30 none")))
    edit(
        other / "contest-1.count.json",
        lambda plain: plain["other_readings"][0].update(winners=[]),
    )
    resum(other)
    assert any("the outcome is not what the count says" in line for line in wrong_lines(other))


def forge_an_exhausted_ballot(plain: Any) -> None:
    """Pretend that a blank ballot was one that no candidate could get from the start, in every figure."""
    plain.update(cast=plain["cast"] + 1, blank=plain["blank"] - 1)
    for past in plain["rounds"]:
        past.update(exhausted=past["exhausted"] + 1, base=past["base"] + 1)
    plain["sentence"] = plain["sentence"].replace("73.3% (11 of 15", "68.8% (11 of 16")


def forge_a_stolen_vote(plain: Any) -> None:
    """Move a vote between two candidates who both stay, and write the other figures to fit."""
    plain["rounds"][0]["transfers"] = {"c3": {"c1": 3, "c2": -1}}
    plain["rounds"][1]["tally"] = {"c1": 12, "c2": 3, "none": 0}
    plain["sentence"] = plain["sentence"].replace("73.3% (11", "80% (12")


@pytest.mark.parametrize("forge", [forge_an_exhausted_ballot, forge_a_stolen_vote])
def test_rounds_that_no_ballots_could_give_are_found(tmp_path: Path, forge: Change) -> None:
    """Without ballots to count, rounds whose figures fit each other are still refused where votes come from nowhere."""
    folder = published(tmp_path, "9 c1; 4 c2; 2 c3 > c1; 1 ")
    edit(folder / "contest-1.count.json", forge)
    resum(folder)
    assert wrong_lines(folder) == ["WRONG: contest 1 (Mayor): votes appear or vanish between rounds."]


def test_a_wrong_decision_of_a_tiny_group_shows(tmp_path: Path) -> None:
    """Where only the decision is published, sentence, outcome and winner must still agree."""
    folder = published(tmp_path, TINY)
    edit(folder / "contest-1.count.json", lambda plain: plain.update(sentence="Ben Example is endorsed."))
    resum(folder)
    assert any("the sentence is not the decision" in line for line in wrong_lines(folder))


def test_ballots_in_the_order_they_came_are_refused(tmp_path: Path) -> None:
    """P9. An order other than the sorted one could tell who voted how, so such a file is wrong."""
    folder = published(tmp_path, FULL)
    file = folder / "contest-1.ballots.csv"
    heading, *lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join([heading, *reversed(lines)]), encoding="utf-8")
    resum(folder)
    assert any("another heading or order" in line for line in wrong_lines(folder))


OTHERWISE = {
    "blt": ("30 1 2 0", "29 1 2 0"),
    "blt, to another option": ("30 1 2 0", "30 2 1 0"),
    "blt, its names": ('"Ada Example"\n"Ben Example"', '"Ben Example"\n"Ada Example"'),
    "cvr.json": ('"Rank": 2', '"Rank": 1'),
    "cvr.json, its selections": ('["option-1"]', '["option-2"]'),
    "cvr.json, without a mark": ('"HasIndication": "yes"', '"HasIndication": "no"'),
}


@pytest.mark.parametrize("change", OTHERWISE)
def test_ballots_that_differ_between_the_formats_show(tmp_path: Path, change: str) -> None:
    """Each file for other programs has to hold the ballots of the table: one mark, name or number less is found."""
    folder = published(tmp_path, MANY)
    file = folder / f"contest-1.{change.partition(',')[0]}"
    before, after = OTHERWISE[change]
    content = file.read_text(encoding="utf-8")
    assert before in content
    file.write_text(content.replace(before, after, 1), encoding="utf-8")
    resum(folder)
    assert wrong_lines(folder)
    assert run_alone(folder).returncode == 1


def test_blank_ballots_cannot_be_dropped(tmp_path: Path) -> None:
    """A blank ballot decides nothing, but it was counted, and its absence is found."""
    folder = published(tmp_path, MANY)
    file = folder / "contest-1.ballots.csv"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    assert lines[1] == "3,,,\n"
    file.write_text("".join([lines[0], *lines[2:]]), encoding="utf-8")
    resum(folder)
    assert any("not as many as counted" in line for line in wrong_lines(folder))


def test_more_than_a_group_allows_is_refused(tmp_path: Path) -> None:
    """P9. Rounds of four voters are wrong in a pack that says five are needed, whoever put them there."""
    open_pack = replace(pack(contest(TINY)), decision_only_under=0)
    write_pack(tmp_path / "pack", open_pack)
    edit(tmp_path / "pack" / "manifest.json", lambda plain: plain.update(decision_only_under=5))
    resum(tmp_path / "pack")
    assert any("with 4 ballots, not the rounds should be published" in line for line in wrong_lines(tmp_path / "pack"))


@pytest.mark.parametrize(
    ("exactly", "told", "votes", "of", "right"),
    [
        (None, "60.04%", 6004, 10_000, True),
        (None, "60.0%", 6004, 10_000, False),
        (None, "60%", 6004, 10_000, False),
        ("exactly ", "60%", 3, 5, True),
        (None, "60%", 3, 5, False),
        ("exactly ", "60.04%", 6004, 10_000, False),
        (None, "61.3%", 84, 137, True),
        (None, "61.4%", 84, 137, False),
    ],
)
def test_a_told_share_must_be_the_share(exactly: str | None, told: str, votes: int, of: int, *, right: bool) -> None:
    """verify.py accepts a rounded share only on the right side of the threshold, and "exactly" only where it is."""
    assert told_again.share_told(RULE.as_json(), exactly, told, votes, of) is right
