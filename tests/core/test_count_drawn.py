"""Lots drawn in public: a count on which one hangs waits for it, and then anybody can draw it again by hand."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from core import count_again, verify_pack
from core.counting.ballots import Ballots
from core.counting.count import count
from core.counting.record import Count
from core.counting.rule import CountFault, CountingRule, Ranking
from core.counting.tally_sheet import decision, describe
from core.pack_ballots import PackContest
from core.recount import PackFault, verify, write_pack
from templates import rounds
from tests.elections.made import Contest, contests
from tests.elections.packs import OPTIONS, RULE, SEED, edit, pack, resum, run_alone, wrong_lines
from tests.elections.published import cast

HANGS = "7 c1 > none; 4 c2 > c1; 4 c3 > c2 > none"
"""Who of two goes out decides whether anybody is endorsed."""

NEVERMIND = "12 c1; 2 c2 > c1; 2 c3 > c1; 5 none"
"""Who of two goes out first makes no difference."""

PUBLIC = replace(RULE, drawn_in_public=True)
DRAWN = replace(PUBLIC, drawn="4 17 22 31 40", drawn_from="state lottery, 5 November 2026")


def counted(profile: str, rule: CountingRule) -> Count:
    """A race of three, counted."""
    return count(Ballots.of(OPTIONS, cast(profile)), rule)


def test_a_count_that_hangs_on_a_lot_waits_for_it() -> None:
    """E8. It says so, elects nobody, and shows the rounds as far as they are known."""
    found = counted(HANGS, PUBLIC)
    assert (found.outcome, found.winners, found.other_readings) == ("undecided", (), ())
    assert found.sentence == (
        "Not decided yet: Ben Example and Example, Cleo are level in round 1, "
        "and a lot drawn in public has to say who goes out."
    )
    assert [(past.eliminated, dict(past.transfers)) for past in found.rounds] == [((), {})]
    assert [(tie.chosen, tie.digests) for tie in found.ties] == [((), {})]
    assert decision(found) == "Not decided yet: a lot has to be drawn in public."
    assert (
        describe(found)[-1] == "Tie in round 1 between Ben Example and Example, Cleo: a lot has to be drawn in public."
    )
    assert rounds.ties(found.as_json())[0].endswith("A lot has to be drawn in public before anything is decided.")
    assert Count.from_json(json.loads(json.dumps(found.as_json()))) == found


def test_once_drawn_it_is_counted_to_the_end() -> None:
    """E8. The lots are what anybody draws by hand with SHA-256; sheet and letter say what was drawn, and where."""
    found = counted(HANGS, DRAWN)
    seed = hashlib.sha256(f"{SEED}|4 17 22 31 40".encode()).hexdigest()
    lots = {one: hashlib.sha256(f"{seed}|2026/1|{one}".encode()).hexdigest() for one in ("c2", "c3")}
    [tie] = found.ties
    assert (dict(tie.digests), tie.chosen, tie.matters) == (lots, (min(lots, key=lambda one: lots[one]),), True)
    assert found.outcome in {"passed", "failed"}
    sheet = describe(found)
    assert "Drawn in public: 4 17 22 31 40 (state lottery, 5 November 2026)." in sheet
    assert any(seed in line for line in sheet)
    assert sheet[0].endswith("is needed (E8). A lot decided the outcome.")
    assert (
        "by the lot drawn in public: 4 17 22 31 40 (state lottery, 5 November 2026)" in rounds.ties(found.as_json())[0]
    )
    assert decision(found).endswith("drawn in public: 4 17 22 31 40 (state lottery, 5 November 2026).")


def test_another_draw_can_lead_elsewhere() -> None:
    """E8. What is drawn decides: of twenty draws some endorse and some don't, and each always gives the same."""
    found = [counted(HANGS, replace(PUBLIC, drawn=str(n), drawn_from="dice")).winners for n in range(20)]
    assert set(found) == {(), ("c1",)}
    assert found == [counted(HANGS, replace(PUBLIC, drawn=str(n), drawn_from="dice")).winners for n in range(20)]


def test_a_lot_on_which_nothing_hangs_is_not_drawn_in_public() -> None:
    """E8. It is drawn from the committed seed, as ever, and the count is over."""
    found, as_ever = counted(NEVERMIND, PUBLIC), counted(NEVERMIND, RULE)
    assert [tie.method for tie in found.ties] == ["lot"]
    assert (found.rounds, found.ties, found.sentence) == (as_ever.rounds, as_ever.ties, as_ever.sentence)
    assert found.sentence.startswith("Ada Example is endorsed")


def test_a_tie_that_earlier_rounds_break_needs_no_lot() -> None:
    """E8. The edge: the outcome hangs on the tie, but no lot decides it."""
    found = counted("7 c1 > none; 4 c2 > c1; 3 c3 > c2 > none; 1 none > c3", PUBLIC)
    assert found.outcome != "undecided"


def test_a_lot_that_may_matter_is_drawn_in_public() -> None:
    """E8. Where there are too many ways to say whether it matters, it is drawn in public."""
    everybody = tuple(replace(OPTIONS[0], id=f"x{n}", name=f"Candidate {n}") for n in range(14))
    ballots: dict[Ranking, int] = {(option.id,): 1 for option in everybody}
    found = count(Ballots.of(everybody, ballots), replace(PUBLIC, no_endorsement=None))
    assert (found.ties[-1].matters, found.outcome) == (None, "undecided")


def test_without_a_quorum_no_lot_is_drawn() -> None:
    """S9. Nothing is decided anyway."""
    rule = replace(PUBLIC, quorum=RULE.threshold)
    assert count(Ballots.of(OPTIONS, cast(HANGS)), rule, eligible=100).outcome == "no quorum"


@pytest.mark.parametrize(
    "rule", [{"drawn": "7", "drawn_from": "dice", "drawn_in_public": False}, {"drawn": "7", "drawn_from": ""}]
)
def test_a_draw_that_means_nothing_is_refused(rule: dict[str, Any]) -> None:
    """E8. A draw where the rule asks for none, or from nowhere, is no draw."""
    with pytest.raises(CountFault, match="a lot was drawn in public"):
        replace(PUBLIC, **rule)


@settings(max_examples=150)
@given(contests())
def test_waiting_for_a_draw_changes_nothing_else(contest: Contest) -> None:
    """E8. A count either needs no draw, and is as ever; or waits, with the rounds it would have, and a draw ends it."""
    as_ever, found = contest.counted(), contest.counted(drawn_in_public=True)
    drawn = contest.counted(drawn_in_public=True, drawn="12", drawn_from="dice")
    assert drawn.outcome != "undecided"
    if found.outcome != "undecided":
        assert (found.rounds, found.ties, found.winners) == (as_ever.rounds, as_ever.ties, as_ever.winners)
        return
    assert as_ever.decided_by_lot
    assert drawn.decided_by_lot
    until = found.ties[-1].round
    assert [past.tally for past in found.rounds] == [past.tally for past in drawn.rounds[:until]]
    plain = json.loads(json.dumps(drawn.as_json()))
    ballots = {ranking: times for ranking, times in contest.ballots.items() if ranking}
    assert list(verify_pack.compare("c", plain, count_again.recount(plain, plain["rule"], ballots))) == []
    assert all("\n" not in line for line in describe(found))


def drawn_pack(folder: Path, rule: CountingRule, *, more: int = 20) -> Path:
    """A pack whose outcome hangs on a lot."""
    ballots = {ranking: times * more for ranking, times in cast(HANGS).items()}
    one = PackContest(title="Mayor", count=count(Ballots.of(OPTIONS, ballots), rule), ballots=ballots)
    write_pack(folder / "pack", pack(one))
    return folder / "pack"


@pytest.mark.parametrize("more", [1, 2, 20])
def test_a_pack_draws_the_lot_again(tmp_path: Path, more: int) -> None:
    """E8. Alone, its verify.py comes to the same lots, and says that a person has to look up what was drawn."""
    folder = drawn_pack(tmp_path, DRAWN, more=more)
    assert wrong_lines(folder) == []
    assert run_alone(folder).returncode == 0
    assert any('that "4 17 22 31 40" is what was drawn in public' in line for line in verify(folder).lines)


def test_a_pack_without_the_draw_is_not_published(tmp_path: Path) -> None:
    """E8. What waits for a lot is no result."""
    with pytest.raises(PackFault, match="not published"):
        drawn_pack(tmp_path, PUBLIC)


FORGED: dict[str, Any] = {
    "another draw": lambda rule: rule.update(drawn="4 17 22 31 41"),
    "none": lambda rule: rule.update(drawn="", drawn_from=""),
    "more spaces": lambda rule: rule.update(drawn="4  17 22 31 40"),
    "from nowhere": lambda rule: rule.update(drawn_from=""),
    "not asked for": lambda rule: rule.update(drawn_in_public=False),
}


@pytest.mark.parametrize("change", FORGED.values(), ids=FORGED.keys())
def test_a_forged_draw_shows(tmp_path: Path, change: Any) -> None:
    """E8. Another draw gives other lots; none, or one that nobody asked for, is wrong; also with new fingerprints."""
    folder = drawn_pack(tmp_path, DRAWN)

    def forge(plain: Any) -> None:
        change(plain["rule"])
        rule = json.dumps(plain["rule"], sort_keys=True).encode()
        plain["rule_fingerprint"] = hashlib.sha256(rule).hexdigest()

    edit(folder / "contest-1.count.json", forge)
    edit(folder / "manifest.json", lambda plain: change(plain["contests"][0]["rule"]))
    resum(folder)
    assert wrong_lines(folder)
    assert run_alone(folder).returncode == 1
