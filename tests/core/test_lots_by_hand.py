"""A lot drawn again by hand: with what letter, page and pack say, and no program of ours."""

from __future__ import annotations

import hashlib
import re
import shlex
import subprocess
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from core import lots_again, told_again
from core.counting.ballots import Ballots
from core.counting.count import count
from core.counting.rule import CountingRule
from core.counting.tally_sheet import describe
from core.pack_ballots import PackContest
from core.recount import Pack, verify, write_pack
from templates import artifact, pictures, render
from tests.elections.packs import OPTIONS, RULE, pack, run_alone
from tests.elections.published import cast
from tests.templates import page_samples, samples

HANGS = "7 c1 > none; 4 c2 > c1; 4 c3 > c2 > none"
"""Who of two goes out decides whether anybody is endorsed."""

DRAWN = replace(RULE, drawn_in_public=True, drawn="4 17 22 31 40", drawn_from="state lottery, 5 November 2026")
APPROVAL = replace(RULE, method="approval", no_endorsement=None, seats=2, threshold=RULE.threshold / 2)
BEGINS = re.compile(r"begins ((?:[0-9a-f]{4} ?){4})")


def hangs(rule: CountingRule, profile: str = HANGS, *, times: int = 1) -> PackContest:
    """A contest in which a lot decided."""
    ballots = {ranking: number * times for ranking, number in cast(profile).items()}
    return PackContest(title="Mayor", count=count(Ballots.of(OPTIONS, ballots), rule), ballots=ballots)


def written(folder: Path, one: PackContest) -> str:
    """The README of its pack."""
    whole: Pack = pack(one)
    write_pack(folder / "pack", whole)
    return (folder / "pack" / "README.txt").read_text(encoding="utf-8")


def letter(one: PackContest) -> tuple[str, str]:
    """Its result letter, as text and as a page."""
    contest = {"title": "Mayor", "shown": "rounds", "count": one.count.as_json()}
    found = render("result", {**samples.RESULT, "contests": [contest]})
    return found.text, unescape(re.sub(r"<[^>]+>", "", found.html))


def page(one: PackContest) -> str:
    """Its result page on the dashboard."""
    contest = {"title": "Mayor", "shown": "rounds", "count": one.count.as_json()}
    return artifact("result", {**page_samples.PAGES["result"], "contests": [contest]})


def in_a_terminal(line: str) -> str:
    """What a line for a terminal prints there."""
    done = subprocess.run(["/bin/sh", "-c", line], capture_output=True, text=True, check=True)
    return done.stdout.split()[0]


@pytest.mark.parametrize("rule", [RULE, DRAWN], ids=["from the seed", "drawn in public"])
def test_the_lot_can_be_drawn_from_readme_letter_and_page(tmp_path: Path, rule: CountingRule) -> None:
    """E8. Each names seed, text and digest of everyone tied, and a line that gives the digest in any terminal."""
    one = hangs(rule)
    [tie] = one.count.ties
    first = min(tie.digests, key=lambda option: tie.digests[option])
    for told in (written(tmp_path, one), *letter(one), page(one)):
        assert rule.lot_seed in told
        lines = re.findall(r"printf %s '[^']*' \| sha256sum", told)
        assert in_a_terminal(next(line for line in lines if f"|{first}'" in line)) == tie.digests[first]
        if rule.drawn:
            assert in_a_terminal(next(line for line in lines if rule.drawn in line)) == rule.lot_seed
        for option, digest in tie.digests.items():
            assert f"{rule.lot_seed}|2026/1|{option}" in told
            assert lots_again.mark(digest) in told
        assert {"".join(found.split()) for found in BEGINS.findall(told)} == {one[:16] for one in tie.digests.values()}


def test_the_smallest_goes_out() -> None:
    """E8. In a tie for going out and in one for a seat alike: who is told first is who went out."""
    one = hangs(RULE).count
    [drawn] = lots_again.lots(one.as_json())
    assert drawn.drawn[0].name == one.name(one.rounds[0].eliminated[0])
    seats = hangs(APPROVAL, "10 c1; 9 c2; 9 c3").count
    [lot] = lots_again.lots(seats.as_json())
    assert lot.drawn[0].name not in {seats.name(option) for option in seats.winners}


def test_a_count_without_lots_has_none(tmp_path: Path) -> None:
    """A tie that an earlier round broke, or none at all, needs no lot."""
    told = written(tmp_path, hangs(RULE, "30 c1; 9 none"))
    assert "for drawing it again" not in told
    assert "draw the lot" not in letter(hangs(RULE, "30 c1; 9 none"))[0]


@pytest.mark.parametrize("seed", ["with a *star", "with a `tick`", "two  spaces", "bro¦ken"])
def test_a_line_that_a_letter_cannot_show_is_in_the_pack(tmp_path: Path, seed: str) -> None:
    """What a letter would have to change to be safe is not shown there at all, but where it stands unchanged."""
    one = hangs(replace(RULE, tie_seed=seed))
    for told in (*letter(one), page(one)):
        assert "(see README.txt in the recount pack)" in told
        assert "printf" not in told
    [lot] = lots_again.lots(one.count.as_json())
    assert in_a_terminal(lot.command) == min(one.count.ties[0].digests.values())


def test_a_quote_in_a_seed_is_no_end_of_it() -> None:
    """A line for a terminal holds whatever the text holds, and nothing of it is run."""
    text = "it's $(echo 1)|`id`|\\n"
    line = lots_again.hashed(text)
    assert shlex.split(line)[2] == text
    assert in_a_terminal(line) == hashlib.sha256(text.encode()).hexdigest()


WAYS: dict[str, tuple[PackContest, str]] = {
    "by lot": (hangs(RULE, times=20), "A lot decided the outcome."),
    "by lot, of a small group": (hangs(RULE), "A lot decided the outcome."),
    "by an earlier round": (
        hangs(RULE, "40 c1 > none; 38 c2 > c1; 2 c3 > c2; 1 none"),
        "The outcome depended on how a tie was broken.",
    ),
}


@pytest.mark.parametrize(("one", "words"), WAYS.values(), ids=WAYS.keys())
def test_that_a_lot_decided_is_in_every_headline(tmp_path: Path, one: PackContest, words: str) -> None:
    """E8. README, both checks, and the picture say at once that a lot, or a tie, decided; nobody has to read on."""
    plain: dict[str, Any] = one.count.as_json()
    if not one.count.depends_on_tie:
        pytest.fail("nothing hangs on a tie here")
    told = told_again.headline(plain)
    assert told.endswith(words)
    assert told in written(tmp_path, one)
    folder = tmp_path / "pack"
    assert any(line.endswith(told) for line in verify(folder).lines)
    assert told in run_alone(folder).stdout
    assert told in pictures.told(plain)
    if "A lot" in words:
        assert describe(one.count)[0] == told
        assert "leaves by lot" in pictures.told(plain)
        assert "leaves by lot" in pictures.rounds_svg(plain)


def test_a_tie_that_decides_nothing_is_no_headline() -> None:
    """Where it made no difference, the sentence stands as it is."""
    one = hangs(RULE, "12 c1; 2 c2 > c1; 2 c3 > c1; 5 none").count
    assert one.ties
    assert told_again.headline(one.as_json()) == one.sentence
