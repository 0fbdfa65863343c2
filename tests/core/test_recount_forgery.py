"""Forging a whole recount pack, so that all of it fits: what can be found is found, and the rest is said to be open."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from core import pack_program
from core.counting.ballots import Ballots
from core.counting.count import count
from core.counting.rule import CountingRule, Option, Ranking
from core.pack_ballots import PackContest
from core.recount import PackFault, shown, verify, write_pack
from tests.elections.packs import (
    CUT,
    FULL,
    MANY,
    OPTIONS,
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

Change = Callable[[Any], object]


def open_lines(folder: Path) -> str:
    """All that a check says it has not proved; both checks have to say so."""
    lines = [line for line in verify(folder).lines if line.startswith("Not proved: ")]
    alone = run_alone(folder).stdout.splitlines()
    assert [line for line in lines if line not in alone and "verify.py" not in line] == []
    return "\n".join(lines)


def is_found(folder: Path, words: str) -> bool:
    """Whether both checks find what was forged, in these words."""
    return any(words in line for line in wrong_lines(folder)) and run_alone(folder).returncode == 1


def rewrite(file: Path, change: Change) -> None:
    """Change a file of cast vote records, which keeps its layout."""
    report = json.loads(file.read_bytes())
    change(report)
    file.write_text(json.dumps(report, ensure_ascii=False) + "\n", encoding="utf-8")


def another_snapshot(report: Any) -> None:
    """Every record gets a second snapshot, for somebody else, and says that this is the current one."""
    for record in report["CVR"]:
        other = json.loads(json.dumps(record["CVRSnapshot"][0])) | {"@id": "snapshot-0"}
        for selection in other["CVRContest"][0]["CVRContestSelection"]:
            selection["ContestSelectionId"] = "selection-2"
        record["CVRSnapshot"].append(other)
        record["CurrentSnapshotId"] = "snapshot-0"


def first_position(report: Any) -> Any:
    """The first mark of the last record."""
    return report["CVR"][-1]["CVRSnapshot"][0]["CVRContest"][0]["CVRContestSelection"][0]["SelectionPosition"][0]


RECORDS: dict[str, Change] = {
    "another snapshot is current": another_snapshot,
    "seven votes": lambda report: first_position(report).update(NumberVotes=7),
    "not allocable": lambda report: first_position(report).update(IsAllocable="no"),
    "another contest in a record": lambda report: report["CVR"][-1]["CVRSnapshot"][0]["CVRContest"].append(
        {"@type": "CVR.CVRContest", "ContestId": "contest", "CVRContestSelection": []}
    ),
    "another election's name": lambda report: report["Election"][0].update(Name="Sheriff"),
    "another contest's name": lambda report: report["Election"][0]["Contest"][0].update(Name="Sheriff"),
    "a second election": lambda report: report["Election"].append(report["Election"][0]),
    "another time": lambda report: report.update(GeneratedDate="2026-11-04T20:00:00Z"),
    "records in another order": lambda report: report["CVR"].reverse(),
}


@pytest.mark.parametrize("change", RECORDS.values(), ids=RECORDS.keys())
def test_cast_vote_records_hold_nothing_else(tmp_path: Path, change: Change) -> None:
    """Whatever another program could count otherwise in the cast vote records is found."""
    folder = published(tmp_path, MANY)
    rewrite(folder / "contest-1.cvr.json", lambda report: report)
    resum(folder)
    assert wrong_lines(folder) == []
    rewrite(folder / "contest-1.cvr.json", change)
    resum(folder)
    assert is_found(folder, "contest-1.cvr.json is not just the table's ballots")


OTHER_BLT = {
    "seats": ("4 1\n", "4 3\n"),
    "its title": ('"Mayor"', '"Sheriff"'),
    "a negative option": ("\n0\n", "\n16 -1 1 0\n0\n"),
    "an option withdrawn": ("4 1\n", "4 1\n-1\n"),
    "a line more below": ('"Mayor"\n', '"Mayor"\n"Sheriff"\n'),
}


@pytest.mark.parametrize("change", OTHER_BLT.values(), ids=OTHER_BLT.keys())
def test_a_blt_file_holds_nothing_else(tmp_path: Path, change: tuple[str, str]) -> None:
    """Whatever another program could count otherwise in the BLT file is found."""
    folder = published(tmp_path, MANY)
    file = folder / "contest-1.blt"
    before = file.read_text(encoding="utf-8")
    file.write_text(before.replace(*change, 1), encoding="utf-8")
    assert file.read_text(encoding="utf-8") != before
    resum(folder)
    assert is_found(folder, "contest-1.blt is not just the table's ballots")


def test_a_table_with_other_headings_shows(tmp_path: Path) -> None:
    """Ranks named otherwise would be read otherwise by people and programs."""
    folder = published(tmp_path, MANY)
    file = folder / "contest-1.ballots.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("1st choice", "3rd choice", 1), encoding="utf-8")
    resum(folder)
    assert is_found(folder, "contest-1.ballots.csv holds more than its ballots")


def as_decision(folder: Path) -> None:
    """Publish nothing but a decision, and another one."""
    kept = shown(contest(MANY).count, "decision")
    (folder / "contest-1.count.json").write_text(
        json.dumps({**kept, "winners": ["c2"], "sentence": "Ben Example is endorsed."}), encoding="utf-8"
    )
    edit(folder / "manifest.json", lambda plain: plain["contests"][0].update(published="decision"))
    for ending in ("ballots.csv", "blt", "cvr.json"):
        (folder / f"contest-1.{ending}").unlink()
    resum(folder)


def test_a_decision_without_figures_is_not_proved(tmp_path: Path) -> None:
    """P9. If many were counted and the decision alone is told, no file shows whether that is right."""
    folder = published(tmp_path, MANY)
    as_decision(folder)
    told = open_lines(folder)
    assert "the count. Only the decision is published: Ben Example is endorsed." in told
    assert "only if fewer than 5 of 83 ballots were cast in this contest, and nothing here shows whether they" in told
    assert "So few took part" not in told


def test_figures_beside_a_decision_show(tmp_path: Path) -> None:
    """P9. A count relabelled as a decision can't keep its rounds."""
    folder = published(tmp_path, TINY)
    edit(folder / "contest-1.count.json", lambda plain: plain.update(cast=4))
    resum(folder)
    assert is_found(folder, "a decision has other fields than it should: cast")


@pytest.mark.parametrize(
    ("profile", "told"), [(FULL, "rankings as far as read"), (CUT, "rankings"), (MANY, "rankings as far as read")]
)
def test_another_level_than_the_figures_allow_shows(tmp_path: Path, profile: str, told: str) -> None:
    """P9. How much is published follows from the figures, and is computed again: neither more nor less may be told."""
    folder = published(tmp_path, profile)
    edit(folder / "manifest.json", lambda plain: plain["contests"][0].update(published=told))
    resum(folder)
    assert is_found(folder, f"not the {told} should be published")


def test_raised_limits_are_told(tmp_path: Path) -> None:
    """P9. Limits under which less is published stand in the charter: the check names them, and proves nothing."""
    write_pack(tmp_path / "pack", replace(pack(contest(MANY)), rounds_only_under=90))
    assert not (tmp_path / "pack" / "contest-1.ballots.csv").exists()
    told = open_lines(tmp_path / "pack")
    assert (
        "The charter has to say (P9): the decision alone with fewer than 5 ballots in a contest, no ballots with"
        in told
    )
    assert "no ballots with fewer than 90" in told


@pytest.mark.parametrize("limits", [{"decision_only_under": 30}, {"rounds_only_under": -1}, {"rounds_only_under": 2.5}])
def test_limits_that_cannot_be_show(tmp_path: Path, limits: dict[str, Any]) -> None:
    """P9. The two limits are whole numbers, in their order."""
    folder = published(tmp_path, MANY)
    edit(folder / "manifest.json", lambda plain: plain.update(limits))
    resum(folder)
    assert is_found(folder, "under which less is published are not what they should be")


HIJACK = "print('Nothing is wrong with this pack.')\nraise SystemExit(0)\n"


@pytest.mark.parametrize("name", ["csv.py", "__future__.py", "json.py", "hashlib.py", "sys.py", "sitecustomize.py"])
@pytest.mark.parametrize("how", [("-I", "-B"), ("-B",)])
def test_a_file_beside_it_cannot_pass_for_python(tmp_path: Path, name: str, how: tuple[str, ...]) -> None:
    """A pack's verify.py runs nothing else in its folder, however it is started, and finds what isn't listed."""
    folder = published(tmp_path, MANY)
    (folder / name).write_text(HIJACK, encoding="utf-8")
    for _ in range(2):
        alone = run_alone(folder, *how)
        assert (alone.returncode, alone.stderr) == (1, "")
        assert f"WRONG: not part of the pack: {name}." in alone.stdout
        assert any("not part of the pack" in line for line in wrong_lines(folder))
        resum(folder)


@pytest.mark.parametrize("name", ["__pycache__", ".hidden", "contest-2.count.json", "told_again.py", "README.md"])
def test_whatever_is_not_listed_shows(tmp_path: Path, name: str) -> None:
    """A folder, a hidden file, another count: nothing but the pack's own files may lie in its folder."""
    folder = published(tmp_path, MANY)
    (folder / name).mkdir()
    assert is_found(folder, f"not part of the pack: {name}.")
    with pytest.raises(PackFault, match="holds another pack"):
        write_pack(folder, pack(contest(MANY)))
    (folder / name).rmdir()
    (folder / name).write_text("{}", encoding="utf-8")
    resum(folder)
    assert is_found(folder, f"not part of the pack: {name}.")


def test_its_program_is_compared_with_our_own(tmp_path: Path) -> None:
    """A verify.py that always agrees isn't run by ours, which says that it is another."""
    folder = published(tmp_path, MANY)
    (folder / "verify.py").write_text(HIJACK, encoding="utf-8")
    resum(folder)
    lines = verify(folder).lines
    assert lines[-1].startswith(
        "Not proved: that the pack's own verify.py is honest. It is not the one that this program"
    )
    assert not any("byte for byte" in line for line in lines)


def test_its_program_is_one_file_that_imports_nothing_of_ours() -> None:
    """It needs Python's own library alone, and the guard stands above whatever it imports."""
    lines = pack_program.program().decode().splitlines()
    imports = [line for line in lines if line.startswith(("import ", "from "))]
    assert imports[0] == "import sys"
    assert not any("core" in line or "__future__" in line for line in imports)
    guard = next(at for at, line in enumerate(lines) if "sys.path[:] = " in line)
    assert all(at > guard for at, line in enumerate(lines) if line in imports[1:])


RECALL = CountingRule(
    threshold=Fraction(1, 2),
    strict=True,
    contest="2026/recall",
    clause="S6",
    method="single choice",
    denominator="eligible",
    electorate="active members",
    no_endorsement="no",
    tie_seed=RULE.tie_seed,
    passed="prevails, the member is recalled",
    failed="The member stays",
)
YES_OR_NO = (Option("yes", "Yes"), Option("no", "No"))


def recalled(eligible: int | None, *, rule: CountingRule = RECALL, roll_size: int = 60) -> Any:
    """The pack of a recall: 28 of those eligible want it."""
    ballots: dict[Ranking, int] = {("yes",): 28, ("no",): 4}
    found = count(Ballots.of(YES_OR_NO, ballots), rule, eligible=eligible)
    return replace(pack(PackContest(title="Recall", count=found, ballots=ballots)), roll_size=roll_size)


def test_how_many_could_vote_is_what_the_roll_says(tmp_path: Path) -> None:
    """S6, S9. 28 of 60 are no majority; whoever says 50 instead, in a count made anew, contradicts the roll."""
    write_pack(tmp_path / "right", recalled(60))
    assert wrong_lines(tmp_path / "right") == []
    with pytest.raises(PackFault, match="50 active members are not the 60 who could vote by the roll"):
        write_pack(tmp_path / "wrong", recalled(50))
    quorum = replace(RECALL, denominator="cast", quorum=Fraction(3, 5))
    with pytest.raises(PackFault, match="50 active members are not the 60"):
        write_pack(tmp_path / "quorum", recalled(50, rule=quorum))


def weighted(eligible: int) -> Any:
    """The pack of a recall in which partners have two votes, with 70 on the roll."""
    by_role: dict[str, dict[Ranking, int]] = {"member": {("yes",): 25, ("no",): 20}, "partner": {("yes",): 22}}
    rule = replace(RECALL, weights=(("member", 1), ("partner", 2)))
    found = count(Ballots.of_roles(YES_OR_NO, by_role, dict(rule.weights)), rule, eligible=eligible)
    whole = replace(pack(PackContest(title="Recall", count=found, by_role=by_role)), roll_size=70)
    counters = dict.fromkeys(("superseded", "late", "unknown", "malformed"), 0)
    return replace(whole, counters={"received": 67, "counted": 67, **counters})


def test_how_many_votes_could_be_cast_is_not_proved(tmp_path: Path) -> None:
    """P7. Where votes weigh unlike, the roll's size bounds them, and the check says that it doesn't prove more."""
    write_pack(tmp_path / "pack", weighted(110))
    told = open_lines(tmp_path / "pack")
    assert "that there were 110 votes of active members. The roll's size doesn't tell how many had which role." in told
    assert "votes of a ballot: member 1, partner 2" in told
    with pytest.raises(PackFault, match="141 votes of active members are not the 70 who could vote by the roll"):
        write_pack(tmp_path / "over", weighted(141))
    forged = weighted(110)
    [recall] = forged.contests
    forged = replace(forged, contests=(replace(recall, count=replace(recall.count, eligible=88)),))
    with pytest.raises(PackFault, match="more took part than the 88 votes of active members"):
        write_pack(tmp_path / "under", forged)


REDONE: dict[str, tuple[CountingRule, str]] = {
    "threshold": (replace(RULE, threshold=Fraction(2, 3)), '"more than 2/3 of the ballots cast" and (E8)'),
    "at least": (replace(RULE, strict=False), '"at least 60% of the ballots cast" and (E8)'),
    "stop": (replace(RULE, stop="majority"), "until somebody passes or has an ordinary majority"),
    "denominator": (
        replace(RULE, denominator="continuing", stop="two_left"),
        '"more than 60% of the ballots still continuing"',
    ),
    "no endorsement": (replace(RULE, no_endorsement="c3"), '"Example, Cleo" withholds, and never goes out'),
    "clause": (replace(RULE, clause="Z99"), "(Z99)"),
    "words": (replace(RULE, failed="Ben Example is endorsed"), 'else "Ben Example is endorsed"'),
}


@pytest.mark.parametrize(("rule", "told"), REDONE.values(), ids=REDONE.keys())
def test_that_the_rule_is_the_charters_is_not_proved(tmp_path: Path, rule: CountingRule, told: str) -> None:
    """E8. A count done by another rule fits in itself; the check says by which, to be compared with the charter."""
    write_pack(tmp_path / "pack", pack(contest(FULL, rule=rule)))
    [line] = [line for line in open_lines(tmp_path / "pack").splitlines() if "that the rule is the charter's" in line]
    assert told in line
    assert "name: Ada Example; Ben Example; Example, Cleo; No endorsement." in line


def test_counters_and_dates_are_not_proved(tmp_path: Path) -> None:
    """The check names what the result letter has to show of them, and claims no more than that they add up."""
    folder = published(tmp_path, MANY)
    lines = verify(folder).lines
    assert "Proved: the manifest's figures add up: 87 received = 83 counted + 2 superseded" in "\n".join(lines)
    assert "Proved: the seed of the lots has the commitment that the manifest names." in lines
    assert not any("accounted for" in line or "before voting opened" in line for line in lines)
    told = open_lines(folder)
    assert "87 received, 83 counted, 2 replaced by the same voter's later ballot, 1 too late, 1 with an unknown" in told
    assert "that voting closed at 2026-11-03T20:00:00+00:00" in told


COUNT_CHANGES: dict[str, tuple[Change, str]] = {
    "another contest": (lambda plain: plain.update(contest="2026/2"), "another rule, options, contest or seed"),
    "another format": (lambda plain: plain.update(format="canvass-count/9"), "the count is of another format"),
    "a field more": (lambda plain: plain.update(note="Ben Example won."), "other fields than it should: note"),
    "a field more in a round": (lambda plain: plain["rounds"][0].update(winner="c2"), "a round has other fields"),
    "a field less in a round": (lambda plain: plain["rounds"][0].pop("exhausted_by"), "a round has other fields"),
}


@pytest.mark.parametrize(("change", "found"), COUNT_CHANGES.values(), ids=COUNT_CHANGES.keys())
def test_a_count_has_its_fields_and_no_others(tmp_path: Path, change: Change, found: str) -> None:
    """What the check doesn't know it can't prove, and so doesn't let pass."""
    folder = published(tmp_path, MANY)
    edit(folder / "contest-1.count.json", change)
    resum(folder)
    assert is_found(folder, found)


MANIFEST_CHANGES: dict[str, tuple[Change, str]] = {
    "a field more": (lambda plain: plain.update(winner="Ben Example"), "a manifest has other fields"),
    "a field more of a contest": (lambda plain: plain["contests"][0].update(winner="c2"), "a contest has other fields"),
    "another number": (lambda plain: plain["contests"][0].update(number=1.0), "missing: contest-1.0.ballots.csv"),
    "a contest left out": (lambda plain: plain["contests"].pop(), "not part of the pack: contest-1"),
}


@pytest.mark.parametrize(("change", "found"), MANIFEST_CHANGES.values(), ids=MANIFEST_CHANGES.keys())
def test_a_manifest_has_its_fields_and_no_others(tmp_path: Path, change: Change, found: str) -> None:
    """A field that says something else, a contest left out: neither passes."""
    folder = published(tmp_path, MANY)
    edit(folder / "manifest.json", change)
    resum(folder)
    assert is_found(folder, found)


@pytest.mark.parametrize("content", ["[" * 100_000, "{}", "[]", "null", "", "\ud800"])
@pytest.mark.parametrize("name", ["manifest.json", "contest-1.count.json"])
def test_any_content_is_told_about(tmp_path: Path, name: str, content: str) -> None:
    """A file of anything is wrong, and no traceback."""
    folder = published(tmp_path, MANY)
    (folder / name).write_bytes(content.encode("utf-8", "surrogatepass"))
    resum(folder, readme=False)
    assert is_found(folder, "not written as in a recount pack")
    assert run_alone(folder).stderr == ""


def test_a_field_that_stands_twice_shows(tmp_path: Path) -> None:
    """Programs read the last of two fields with the same name, and people perhaps the first."""
    folder = published(tmp_path, MANY)
    file = folder / "contest-1.count.json"
    content = file.read_text(encoding="utf-8")
    file.write_text(content.replace("{", '{ "winners": ["c2"],', 1), encoding="utf-8")
    resum(folder)
    assert is_found(folder, "a field stands there twice")


def test_a_winner_swapped_in_the_readme_shows(tmp_path: Path) -> None:
    """The README has to say of each count what the count says, word for word."""
    for place, profile in enumerate((MANY, SMALL, TINY)):
        (tmp_path / str(place)).mkdir()
        folder = published(tmp_path / str(place), profile)
        readme = folder / "README.txt"
        before = readme.read_text(encoding="utf-8")
        for changed in (before.replace("Ada Example", "Ben Example", 1), before + "\nBen Example won.\n"):
            readme.write_text(changed, encoding="utf-8")
            resum(folder, readme=False)
            assert changed == before or is_found(folder, "README.txt says something else than the counts do.")


def test_two_parts_with_one_name_are_no_program() -> None:
    """Parts of verify.py that define one name in two ways are refused, for one would do the other's work."""
    known = dict[str, str]()
    same = "Json = dict[str, object]\n"
    assert list(pack_program._kept(f'"""A."""\n{same}', {}, known)) == [same.strip()]
    assert list(pack_program._kept(f'"""B."""\n{same}', {}, known)) == []
    with pytest.raises(pack_program.ProgramFault, match="have a name in common: Json"):
        list(pack_program._kept('"""C."""\nJson = 1\n', {}, known))


def test_how_marks_were_read_is_not_proved(tmp_path: Path) -> None:
    """Marks are in no pack, so what the count says of their reading is told as open."""
    ballots: dict[Ranking, int] = {("c1",): 30, ("none",): 5}
    found = replace(count(Ballots.of(OPTIONS, ballots), RULE), treatments={"a skipped rank was closed up": 2})
    write_pack(tmp_path / "pack", pack(PackContest(title="Mayor", count=found, ballots=ballots)))
    assert "how marks on ballots were read, which are in no pack. The count says of some: a skipped rank" in open_lines(
        tmp_path / "pack"
    )
