"""Converting files: nothing that the rule may look at gets lost, and what names decide is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.counting.ballots import Ballots
from core.counting.file_count import Asked, Kind, counted, read
from core.counting.files.fault import FileFault
from core.counting.marks import Marks, Treatment
from core.counting.rule import CountFault, Option
from tests.elections.formats import convert

IDLE = '4 1\n5 1 0\n4 2 3 0\n0\n"A"\n"B"\n"C"\n"No endorsement"\n"M"\n'
"""Nobody ranks "No endorsement"."""
CONTINUING = Asked(denominator="continuing")


def written(folder: Path, name: str, content: str | bytes) -> Path:
    """A file with this content."""
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def test_an_option_that_nobody_ranks_is_not_lost(tmp_path: Path) -> None:
    """E10. A table can't hold it, and is refused; the other formats do, and are counted alike."""
    file = written(tmp_path, "a.blt", IDLE)
    sentence = counted(file, CONTINUING).count.sentence
    formats: list[tuple[Kind, str]] = [("blt", "b.blt"), ("abif", "b.abif"), ("cvr", "b.json")]
    for kind, name in formats:
        other = written(tmp_path, name, convert(read(file), kind))
        assert counted(other, CONTINUING).count.sentence == sentence
    with pytest.raises(FileFault, match=r"nobody ranks 'No endorsement', and a table .* formats?.*: blt, abif or cvr"):
        convert(read(file), "csv")


def test_more_records_than_a_file_can_have_are_not_written() -> None:
    """A number of ballots is soon written; a record for each of them would fill a disk."""
    with pytest.raises(FileFault, match=r"there are over 5,000,000\. Choose another format"):
        convert(Marks.of(["A"], [["A"]], [10**12]), "cvr")


def test_settings_that_follow_from_names_are_told(tmp_path: Path) -> None:
    """E10. When rounds end, and whether a tie of the last two is broken, hang on who withholds: the sheet says so."""
    with_it = counted(written(tmp_path, "a.blt", IDLE), CONTINUING)
    assert with_it.notes[1] == (
        "Because one option does, rounds end when one candidate is left. Otherwise say so with --stop."
    )
    plain = written(tmp_path, "a.abif", "5:A\n4:B>C\n1:Abstain\n1:[Undeclared Write-ins]\n")
    without = counted(plain, Asked(denominator="continuing", threshold="50%"))
    assert without.notes == (
        "No option withholds. If one does, name it: --no-endorsement NAME",
        "“Abstain” can't win, by its name. If it is a candidate: --candidate 'Abstain'.",
        "“Undeclared Write-ins” can't win, by its name. If it is a candidate: --candidate 'Undeclared Write-ins'.",
        "Because none does, rounds end when two options are left. Otherwise say so with --stop.",
        "If the last two are level, the tie is broken, because no option withholds. Otherwise: --last-tie nobody.",
    )
    told = Asked(
        denominator="continuing", threshold="50%", stop="two_left", last_tie="nobody",
        candidates=("abstain", "Undeclared write-ins"),
    )  # fmt: skip
    assert counted(plain, told).notes == without.notes[:1]


def test_more_votes_than_can_be_counted_are_refused() -> None:
    """P7. However they come: as ballots, as weights, or as both."""
    many = Marks.of(["A"], [["A"]] * 3, [10**12] * 3)
    for weight in (10**7, 10**400):
        with pytest.raises(CountFault, match=r"can't be counted\. Lower the figures"):
            Marks(many.names, many.marks, many.times, roles=("m",) * 3).ballots(Treatment(), {"m": weight})
    paper = [Option("a", "A")]
    with pytest.raises(CountFault, match="Lower the figures"):
        Ballots.of(paper, {("a",): 10**30})
    with pytest.raises(CountFault, match="Lower the figures"):
        Ballots.of_roles(paper, {"m": {("a",): 1}}, {"m": 10**30})
