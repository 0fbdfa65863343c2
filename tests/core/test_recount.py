"""The recount pack: what it publishes of which group, and that it proves its count."""

from __future__ import annotations

import csv
import json
import random
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest

from core import verify_pack
from core.counting.ballots import Ballots
from core.counting.count import count
from core.counting.file_count import Asked, count_file
from core.counting.rule import Option, Ranking
from core.pack_ballots import PackContest
from core.recount import PackFault, shown, verify, write_pack
from tests.elections.made import made
from tests.elections.packs import (
    CUT,
    FULL,
    MANY,
    RULE,
    SEED,
    SMALL,
    TINY,
    contest,
    pack,
    published,
    run_alone,
    wrong_lines,
)
from tests.elections.published import cast

HOUSE = Path(__file__).parents[2]


@pytest.mark.parametrize("profile", [MANY, FULL, CUT, SMALL, TINY])
def test_a_pack_verifies_alone_and_here(tmp_path: Path, profile: str) -> None:
    """An untouched pack of any group size passes, by this program and by its own verify.py alone."""
    folder = published(tmp_path, profile)
    assert wrong_lines(folder) == []
    alone = run_alone(folder)
    assert (alone.returncode, alone.stderr) == (0, "")
    *lines, program = verify(folder).lines
    assert alone.stdout.splitlines()[:-2] == lines
    assert program == "Proved: the pack's verify.py is byte for byte the one that this program writes."
    assert alone.stdout.endswith(f"{verify_pack.RIGHT}\n")


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
    half = tmp_path / "pack.4711.unchecked"
    half.mkdir()
    (half / "contest-9.count.json").write_text("{}", encoding="utf-8")
    folder = published(tmp_path, MANY)
    assert not half.exists()
    assert sorted(file.name for file in folder.iterdir()) == sorted(pack(contest(MANY)).files())


def test_processes_that_publish_at_once(tmp_path: Path) -> None:
    """Two processes that publish the same packs at the same time both succeed, and leave nothing but the packs."""
    told = f"""
        from pathlib import Path
        from core.recount import write_pack
        from tests.elections.packs import contest, pack
        for number in range(40):
            write_pack(Path({str(tmp_path)!r}) / str(number), pack(contest({SMALL!r})))
    """
    both = [subprocess.Popen([sys.executable, "-c", dedent(told)], cwd=HOUSE) for _ in range(2)]
    assert [one.wait() for one in both] == [0, 0]
    assert sorted(folder.name for folder in tmp_path.iterdir()) == sorted(map(str, range(40)))


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
    swapped = replace(right.contests[0], ballots=cast(MANY.replace("9 c3 > c1", "9 c3 > none")))
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
    counted = count_file(folder / "contest-1.ballots.csv", Asked(seed=SEED, contest="2026/1", clause="E8"))
    told = json.loads((folder / "contest-1.count.json").read_bytes())
    assert counted.sentence == told["sentence"]
    assert counted.blank == told["blank"] == 3


def test_a_single_choice_needs_no_cutting() -> None:
    """E9. Where a ballot holds one choice, there are no more rankings than options."""
    rule = replace(RULE, method="single choice", clause="E9")
    single = contest("20 c1; 3 none", rule=rule)
    assert pack(single).published(single.count) == "rankings"


def test_the_other_formats_hold_the_same_ballots(tmp_path: Path) -> None:
    """BLT and cast vote records come to the same count, read by `canvass count` as any others."""
    folder = published(tmp_path, MANY)
    told = json.loads((folder / "contest-1.count.json").read_bytes())
    for name in ("contest-1.blt", "contest-1.cvr.json"):
        found = count_file(folder / name, Asked(seed=SEED, contest="2026/1", clause="E8"))
        assert (found.sentence, found.cast, found.blank) == (told["sentence"], told["cast"], told["blank"])
    assert any("contest-1.blt and contest-1.cvr.json hold the same ballots" in line for line in verify(folder).lines)


def test_packs_of_all_kinds_of_contests_verify(tmp_path: Path) -> None:
    """Several seats, approval, quorums, abstentions, orders for ties and write-ins: each pack passes its own checks."""
    chance = random.Random(4)
    levels = Counter[str]()
    for number in range(120):
        one = made(chance.choice)
        more = chance.choice([1, 5, 40])
        one = replace(one, ballots={ranking: times * more for ranking, times in one.ballots.items()})
        voters = max(sum(one.ballots.values()), 60)
        counted = count(Ballots.of(one.options, one.ballots), replace(one.rule, tie_seed=SEED), eligible=voters)
        whole = pack(PackContest(title="Mayor", count=counted, ballots=one.ballots))
        levels[whole.published(counted)] += 1
        write_pack(tmp_path / str(number), replace(whole, roll_size=voters))
    assert all(levels[level] > 5 for level in ("decision", "rounds", "rankings", "rankings as far as read"))


def test_a_name_cannot_become_a_formula(tmp_path: Path) -> None:
    """A name that a spreadsheet would calculate is written with an apostrophe, and still verifies."""
    options = (Option("c1", '=HYPERLINK("https://example.org")'), Option("none", "No endorsement"))
    rankings: dict[Ranking, int] = {("c1",): 20, ("none",): 5}
    folder = tmp_path / "pack"
    write_pack(
        folder, pack(PackContest(title="Mayor", count=count(Ballots.of(options, rankings), RULE), ballots=rankings))
    )
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
