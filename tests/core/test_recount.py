"""The recount pack: what it publishes of which group, that it proves its count, and that it shows tampering."""

from __future__ import annotations

import csv
import hashlib
import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from core import secrecy, verify_pack
from core.ballot_files import count_file
from core.count import CountingRule, Option, Ranking, count
from core.recount import Pack, PackContest, PackFault, shown, verify, write_pack
from tests.elections.published import ballots

SEED = "seventeen plain words"
OPTIONS = (
    Option("c1", "Ada Example"),
    Option("c2", "Ben Example"),
    Option("c3", "Example, Cleo"),
    Option("none", "No endorsement"),
)
RULE = CountingRule(
    threshold=Fraction(3, 5), strict=True, contest="2026/1", clause="E8", no_endorsement="none", tie_seed=SEED
)
MANY = "30 c1 > c2; 20 c2 > c1; 10 c2 > none; 9 c3 > c1 > c2; 9 none; 2 c3 > c2; 3 "
FULL = "300 c1 > c2; 100 c2 > c1; 30 c3 > none"
CUT = "21 c1 > c2 > c3; 5 c2 > c3 > c1; 4 none > c2; 2 c3 > c2 > none"
SMALL = "7 c1; 4 c2 > c1; 4 c3 > c2 > none; 1 "
TINY = "3 c1; 1 c2"


def contest(profile: str, *, title: str = "Mayor", rule: CountingRule = RULE) -> PackContest:
    """A contest with these ballots, counted."""
    cast: dict[Ranking, int] = ballots(profile.split("; "))
    return PackContest(title=title, count=count(OPTIONS, cast, rule), ballots=cast)


def pack(*contests: PackContest) -> Pack:
    """An election with these contests, in which a few answers could not be counted."""
    first = contests[0].count
    counters = {"counted": first.cast + first.blank, "superseded": 2, "late": 1, "unknown": 1, "malformed": 0}
    return Pack(
        title="Endorsements, November 2026",
        charter_fingerprint="1" * 64,
        roll_size=500,
        roll_fingerprint="2" * 64,
        form_fingerprint="3" * 64,
        log_head="4" * 64,
        seed=SEED,
        seed_commitment=secrecy.commitment(SEED),
        software="canvass 0.1.0",
        counters={"received": sum(counters.values()), **counters},
        contests=contests,
    )


def published(folder: Path, profile: str) -> Path:
    """A written pack of one contest."""
    write_pack(folder / "pack", pack(contest(profile)))
    return folder / "pack"


def resum(folder: Path) -> None:
    """Make SHA256SUMS fit again, as somebody who tampers would."""
    names = sorted(file.name for file in folder.iterdir() if file.name != "SHA256SUMS")
    sums = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (folder / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")


def edit(file: Path, change: Callable[[Any], object]) -> None:
    """Change one JSON file of a pack."""
    plain = json.loads(file.read_bytes())
    change(plain)
    file.write_text(json.dumps(plain), encoding="utf-8")


def run_alone(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the pack's verify.py as an auditor would: by itself, isolated from this project and its packages."""
    command = [sys.executable, "-I", "-S", "-B", "verify.py"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)


def wrong_lines(folder: Path) -> list[str]:
    """What a check finds wrong; every check must come to the same verdict."""
    verification = verify(folder)
    wrong = [line for line in verification.lines if line.startswith(verify_pack.WRONG)]
    assert verification.ok == (not wrong)
    assert verification.ok == verify_pack.check(folder)[1]
    return wrong


@pytest.mark.parametrize("profile", [MANY, FULL, CUT, SMALL, TINY])
def test_a_pack_verifies_alone_and_here(tmp_path: Path, profile: str) -> None:
    """An untouched pack of any group size passes, by this program and by its own verify.py alone."""
    folder = published(tmp_path, profile)
    assert wrong_lines(folder) == []
    alone = run_alone(folder)
    assert (alone.returncode, alone.stderr) == (0, "")
    assert alone.stdout.splitlines()[:-2] == list(verify(folder).lines)
    assert alone.stdout.endswith("Nothing is wrong with this pack.\n")


def test_the_same_election_gives_the_same_bytes(tmp_path: Path) -> None:
    """Ballots in another order give the same files; writing twice changes nothing; the fingerprint is known before."""
    one = contest(MANY)
    other = replace(one, ballots=dict(sorted(one.ballots.items(), reverse=True)))
    fingerprint = write_pack(tmp_path / "one", pack(one))
    assert fingerprint == write_pack(tmp_path / "other", pack(other)) == pack(one).fingerprint()
    assert fingerprint == write_pack(tmp_path / "one", pack(one))
    files = [{file.name: file.read_bytes() for file in (tmp_path / name).iterdir()} for name in ("one", "other")]
    assert files[0] == files[1] == pack(one).files()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["one", "other"]
    assert any(fingerprint in line for line in verify(tmp_path / "one").lines)


def test_a_pack_that_was_cut_short_is_written_again(tmp_path: Path) -> None:
    """What a crash left half written is no pack yet: the next try starts anew and publishes it whole."""
    half = tmp_path / "pack.unchecked"
    half.mkdir()
    (half / "contest-9.count.json").write_text("{}", encoding="utf-8")
    folder = published(tmp_path, MANY)
    assert not half.exists()
    assert sorted(file.name for file in folder.iterdir()) == sorted(pack(contest(MANY)).files())


def test_a_published_pack_is_not_overwritten(tmp_path: Path) -> None:
    """Another pack for the same folder is refused, and what was published stays."""
    folder = published(tmp_path, MANY)
    before = (folder / "SHA256SUMS").read_bytes()
    with pytest.raises(PackFault, match="holds another pack"):
        write_pack(folder, pack(contest(SMALL)))
    assert (folder / "SHA256SUMS").read_bytes() == before


def test_a_pack_that_does_not_add_up_is_not_published(tmp_path: Path) -> None:
    """Counters that lose an answer, or ballots that are not those counted, stop the publication with the reason."""
    right = pack(contest(MANY))
    with pytest.raises(PackFault, match="answers were received"):
        write_pack(tmp_path / "pack", replace(right, counters={**right.counters, "late": 0}))
    swapped = replace(right.contests[0], ballots=ballots(MANY.replace("9 c3 > c1", "9 c3 > none").split("; ")))
    with pytest.raises(PackFault, match="the count differs from round"):
        write_pack(tmp_path / "pack", replace(right, contests=(swapped,)))
    assert not (tmp_path / "pack").exists()


def test_under_five_ballots_only_the_decision_is_published(tmp_path: Path) -> None:
    """P9. Four voters: nowhere a tally, a round, a percentage or a ranking."""
    folder = published(tmp_path, TINY)
    assert sorted(file.name for file in folder.iterdir()) == [
        "README.txt",
        "SHA256SUMS",
        "contest-1.count.json",
        "manifest.json",
        "verify.py",
    ]
    told = json.loads((folder / "contest-1.count.json").read_bytes())
    assert told["sentence"] == "Ada Example is endorsed."
    assert told.keys().isdisjoint({"rounds", "cast", "blank", "ties", "other_readings", "treatments"})
    assert "75%" not in "".join(file.read_text(encoding="utf-8") for file in folder.iterdir())
    assert any("only the decision is published" in line for line in verify(folder).lines)


def test_under_twenty_ballots_the_rounds_are_published(tmp_path: Path) -> None:
    """P9. Fifteen voters: the rounds can be followed by the rule, the ballots and other readings are withheld."""
    folder = published(tmp_path, SMALL)
    assert not list(folder.glob("*.csv"))
    assert "other_readings" not in json.loads((folder / "contest-1.count.json").read_bytes())
    lines = verify(folder).lines
    assert any(line.startswith("Proved: contest 1 (Mayor): by the rule, the rounds give this") for line in lines)
    assert any(line.startswith("Not proved") and "ballots, and other readings, are withheld" in line for line in lines)


def test_rare_rankings_are_cut_where_the_count_stopped_reading(tmp_path: Path) -> None:
    """With more possible rankings than ballots, choices below where a ballot lies at the end are left out."""
    folder = published(tmp_path, CUT)
    with (folder / "contest-1.ballots.csv").open(encoding="utf-8", newline="") as lines:
        assert list(csv.reader(lines)) == [
            ["Ballots", "1st choice"],
            ["21", "Ada Example"],
            ["5", "Ben Example"],
            ["2", "Example, Cleo"],
            ["4", "No endorsement"],
        ]
    assert any("other readings of the rule" in line for line in verify(folder).lines if line.startswith("Not proved"))


def test_enough_ballots_are_published_whole(tmp_path: Path) -> None:
    """With at least as many ballots as possible rankings, all choices are published, sorted and collapsed."""
    folder = published(tmp_path, FULL)
    assert (folder / "contest-1.ballots.csv").read_text(encoding="utf-8") == (
        "Ballots,1st choice,2nd choice\n"
        "300,Ada Example,Ben Example\n"
        "100,Ben Example,Ada Example\n"
        '30,"Example, Cleo",No endorsement\n'
    )


def test_a_published_ballot_file_can_be_counted_like_any_other(tmp_path: Path) -> None:
    """`canvass count` reads the pack's ballots as they are and comes to the same rounds."""
    folder = published(tmp_path, MANY)
    counted = count_file(folder / "contest-1.ballots.csv", seed=SEED, contest="2026/1")
    told = json.loads((folder / "contest-1.count.json").read_bytes())
    assert counted.sentence == told["sentence"]
    assert counted.blank == told["blank"] == 3


def test_a_single_choice_needs_no_cutting() -> None:
    """E9. Where a ballot holds one choice, there are no more rankings than options."""
    rule = replace(RULE, stop="first_round", clause="E9")
    single = contest("20 c1; 3 none", rule=rule)
    assert pack(single).published(single.count) == "rankings"


def test_a_name_cannot_become_a_formula(tmp_path: Path) -> None:
    """A name that a spreadsheet would calculate is written with an apostrophe, and still verifies."""
    options = (Option("c1", '=HYPERLINK("https://example.org")'), Option("none", "No endorsement"))
    cast: dict[Ranking, int] = {("c1",): 20, ("none",): 5}
    folder = tmp_path / "pack"
    write_pack(folder, pack(PackContest(title="Mayor", count=count(options, cast, RULE), ballots=cast)))
    with (folder / "contest-1.ballots.csv").open(encoding="utf-8", newline="") as lines:
        assert all(not cell.startswith(("=", "+", "-", "@")) for row in csv.reader(lines) for cell in row)
    assert wrong_lines(folder) == []


def test_several_contests_are_checked_each_by_its_own_size(tmp_path: Path) -> None:
    """One election, three contests: a large, a small and a tiny one, published as far as each allows."""
    blank = contest("6 c1; 4 c2; 73 ", title="Clerk", rule=replace(RULE, contest="2026/2"))
    tiny = contest("3 c1; 80 ", title="Sheriff", rule=replace(RULE, contest="2026/3"))
    folder = tmp_path / "pack"
    write_pack(folder, pack(contest(MANY), blank, tiny))
    assert [file.name for file in folder.glob("*.csv")] == ["contest-1.ballots.csv"]
    assert wrong_lines(folder) == []
    assert run_alone(folder).returncode == 0


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
    "a transfer": lambda plain: plain["rounds"][0]["transfers"].update(c2=99),
    "the exhausted": lambda plain: plain["rounds"][-1].update(exhausted=plain["rounds"][-1]["exhausted"] + 1),
    "who went out": lambda plain: plain["rounds"][0].update(eliminated="c1"),
    "a round dropped": lambda plain: plain["rounds"].pop(),
    "a round added": lambda plain: plain["rounds"].append(plain["rounds"][-1]),
    "the winner": lambda plain: plain.update(winner="c2", outcome="endorsed"),
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
        lambda plain: plain["other_readings"][0].update(winner=None, outcome="no endorsement"),
    )
    resum(other)
    assert any("the outcome is not what the count says" in line for line in wrong_lines(other))


def forge_an_exhausted_ballot(plain: Any) -> None:
    """Pretend that a blank ballot was one that no candidate could get from the start, in every figure."""
    plain.update(cast=plain["cast"] + 1, blank=plain["blank"] - 1)
    for past in plain["rounds"]:
        past["exhausted"] += 1
    plain["sentence"] = plain["sentence"].replace("73.3% (11 of 15", "68.8% (11 of 16")


def forge_a_stolen_vote(plain: Any) -> None:
    """Move a vote between two candidates who both stay, and write the other figures to fit."""
    plain["rounds"][0]["transfers"] = {"c1": 3, "c2": -1}
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
    assert verify_pack.share_told(RULE.as_json(), exactly, told, votes, of) is right


def test_a_folder_without_a_pack_is_told_so(tmp_path: Path) -> None:
    """An empty folder is not a crash: the missing manifest is named."""
    assert verify(tmp_path).lines == ("WRONG: manifest.json is missing or can't be read.",)


def test_what_is_shown_shrinks_with_the_group() -> None:
    """The same reduction that packs use is there for letters: all, rounds without other readings, decision only."""
    counted = contest(SMALL).count
    whole, rounds, decided = (shown(counted, level) for level in ("rankings", "rounds", "decision"))
    assert whole.keys() - rounds.keys() == {"other_readings"}
    assert {"rounds", "cast", "blank", "ties"} <= rounds.keys() - decided.keys()
    assert not any(character.isdigit() for character in decided["sentence"])
