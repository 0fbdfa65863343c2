"""Ballots that are more than one vote, by their voters' roles: counted, told, published and checked. P7."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import count_again, roles_again, verify_pack
from core.counting.ballots import Ballots, Role
from core.counting.count import count
from core.counting.file_count import Asked, count_file, votes_by_role
from core.counting.files.fault import FileFault
from core.counting.record import Count
from core.counting.rule import CountFault, CountingRule, Option, Ranking
from core.counting.tally_sheet import describe
from core.pack_ballots import PackContest
from core.recount import write_pack
from tests.elections.made import ELIGIBLE, Contest, contests, made
from tests.elections.packs import OPTIONS, RULE, SEED, edit, pack, resum, run_alone, wrong_lines
from tests.elections.published import cast

MOTION = tuple(Option(one, one.title()) for one in ("yes", "no"))
FLAT = CountingRule(
    threshold=Fraction(3, 5),
    strict=True,
    contest="plan",
    clause="P7",
    method="single choice",
    no_endorsement="no",
    weights=(("delegate", 5), ("member", 1)),
    passed="is adopted",
    failed="Not adopted",
)


def flat(members: str, delegates: str, rule: CountingRule = FLAT, *, eligible: int | None = None) -> Count:
    """A flat vote of members and delegates, counted."""
    piles = {"member": cast(members), "delegate": cast(delegates)}
    return count(Ballots.of_roles(MOTION, piles, dict(rule.weights)), rule, eligible=eligible)


@pytest.mark.parametrize(
    ("members", "delegates", "sentence"),
    [
        ("3 yes; 4 no", "2 yes", "Yes is adopted: 76.5% (13 of 17 votes); more than 60% is needed (P7)."),
        ("9 yes; 1 no", "2 no", "Not adopted: Yes has 45% (9 of 20 votes); more than 60% is needed (P7)."),
        ("7 yes; 3 no", "1 yes; 1 no", "Not adopted: Yes has exactly 60% (12 of 20 votes); more than 60% is"),
        ("8 yes; 2 no", "1 yes; 1 no", "Yes is adopted: 65% (13 of 20 votes); more than 60% is needed (P7)."),
    ],
)
def test_a_flat_vote_is_counted_in_votes(members: str, delegates: str, sentence: str) -> None:
    """P7. A delegate's ballot is five votes here: yes, no, and exactly on the line; the sentence says votes."""
    found = flat(members, delegates)
    assert found.sentence.startswith(sentence)
    assert found.as_json()["threshold"] == "more than 60% of the votes cast"


def test_the_record_keeps_each_role() -> None:
    """P7. Of each role: its ballots, its weight, its votes, and who left the contest blank. The sheet tells it, too."""
    found = flat("8 yes; 2 no; 3 ", "1 yes; 1 no; 1 ")
    assert found.roles == (Role("delegate", 5, 2, 10, blank=1), Role("member", 1, 10, 10, blank=3))
    assert (found.cast, found.blank, found.ballots_cast, found.ballots_counted) == (20, 8, 12, 16)
    sheet = describe(found)
    assert "20 votes cast, 8 blank." in sheet
    assert "delegate: 2 ballots of 5 votes each, 10 votes (1 blank besides)." in sheet
    assert "member: 10 ballots of 1 vote each, 10 votes (3 blank besides)." in sheet
    assert Count.from_json(json.loads(json.dumps(found.as_json()))) == found


def test_a_quorum_of_votes() -> None:
    """P7, S9. Where ballots weigh, those eligible and those who took part are told in votes, like everything else."""
    rule = replace(FLAT, quorum=Fraction(7, 10), quorum_clause="S9", electorate="partners")
    short = flat("3 yes; 1 no", "1 yes; 1 no", rule, eligible=21)
    told = "No quorum: 14 of 21 votes of partners took part, 15 are needed for 70% (S9). Nothing is decided."
    assert short.sentence == told
    assert flat("3 yes; 1 no", "1 yes; 1 no", rule, eligible=20).outcome == "failed"


@pytest.mark.parametrize(
    ("weights", "told"),
    [
        ((("member", 0),), "a ballot's weight is a whole number of votes"),
        ((("member", 1.5),), "a ballot's weight is a whole number of votes"),
        ((("member", True),), "a ballot's weight is a whole number of votes"),
        ((("member", 1), ("member", 2)), "a role has two weights"),
    ],
)
def test_a_weight_that_means_nothing_is_refused(weights: Any, told: str) -> None:
    """P7. Weights are whole: shares of a vote would have to be rounded somewhere."""
    with pytest.raises(CountFault, match=told):
        replace(FLAT, weights=weights)


def test_a_role_without_a_weight_is_refused() -> None:
    """P7. Nobody's ballot is counted by a weight that was guessed, and none is left out."""
    with pytest.raises(CountFault, match="ballots of the role 'guest', which has no weight"):
        Ballots.of_roles(MOTION, {"guest": {("yes",): 1}}, {"member": 1})
    with pytest.raises(CountFault, match="Tell each one's role"):
        count(Ballots.of(MOTION, cast("3 yes")), FLAT)
    with pytest.raises(CountFault, match="has an option that is not on the paper"):
        Ballots.of_roles(MOTION, {"member": {("maybe",): 1}}, {"member": 1})


def split(contest: Contest, weights: dict[str, int], chance: random.Random) -> dict[str, dict[Ranking, int]]:
    """The ballots of a contest, each given to a role by chance."""
    found: dict[str, Counter[Ranking]] = {role: Counter() for role in weights}
    for ranking, times in contest.ballots.items():
        for _ in range(times):
            found[chance.choice([*weights])][ranking] += 1
    return {role: dict(mine) for role, mine in found.items()}


def counted(contest: Contest, piles: dict[str, dict[Ranking, int]], weights: dict[str, int], **changes: Any) -> Count:
    """A contest whose ballots are weighted."""
    rule = replace(contest.rule, weights=tuple(sorted(weights.items())), **changes)
    eligible = ELIGIBLE * max(weights.values())
    return count(Ballots.of_roles(contest.options, piles, weights), rule, eligible=eligible)


@settings(max_examples=100)
@given(contests(), st.randoms(use_true_random=False))
def test_all_weights_one_change_nothing(contest: Contest, chance: random.Random) -> None:
    """P7. With roles that weigh one vote each, the count says word for word what it says without roles."""
    weights = {"member": 1, "delegate": 1, "adviser": 1}
    found, plainly = counted(contest, split(contest, weights, chance), weights), contest.counted()
    assert sum(role.ballots for role in found.roles) == found.cast
    assert (found.rounds, found.ties, found.sentence) == (plainly.rounds, plainly.ties, plainly.sentence)
    assert describe(found) == describe(plainly)
    assert [other.sentence for other in found.other_readings] == [one.sentence for one in plainly.other_readings]


@settings(max_examples=100)
@given(contests(), st.integers(2, 4))
def test_a_weight_is_as_many_ballots(contest: Contest, weight: int) -> None:
    """P7. Ballots of two votes give the rounds, ties and winners that two ballots each would give."""
    found = counted(contest, {"delegate": contest.ballots}, {"delegate": weight})
    ballots = {ranking: times * weight for ranking, times in contest.ballots.items()}
    often = replace(contest, ballots=ballots).counted(eligible=ELIGIBLE * weight)
    assert (found.rounds, found.ties, found.winners, found.outcome) == (
        often.rounds,
        often.ties,
        often.winners,
        often.outcome,
    )
    assert [other.winners for other in found.other_readings] == [other.winners for other in often.other_readings]


def test_the_independent_counter_and_the_words_agree() -> None:
    """P7. On 600 weighted elections the pack's own counter and its check of the words find nothing otherwise."""
    chance = random.Random(7)
    told = Counter[str]()
    for _ in range(600):
        contest, weights = made(chance.choice), {"member": 1, "delegate": chance.choice([2, 3, 7])}
        piles = split(contest, weights, chance)
        plain = json.loads(json.dumps(counted(contest, piles, weights).as_json()))
        ballots = roles_again.in_votes(piles, weights)
        ballots.pop((), None)
        found = count_again.recount(plain, plain["rule"], ballots)
        assert list(verify_pack.compare("c", plain, found)) == []
        assert list(verify_pack.check_readings("c", plain, ballots)) == []
        assert list(roles_again.faults_of_roles(plain)) == []
        told["votes" if " votes" in plain["sentence"] else "none"] += 1
    assert told["votes"] > 400


MANY = {"member": "30 c1 > c2; 20 c2 > c1; 10 c2 > none; 9 c3 > c1 > c2; 9 none; 3 ", "delegate": "21 c2 > c1; 6 none"}


def weighted(piles: dict[str, str], **changes: Any) -> PackContest:
    """A contest of a pack in which a delegate's ballot is three votes."""
    rule = replace(RULE, clause="P7", weights=(("delegate", 3), ("member", 1)), **changes)
    ballots = {role: cast(profile) for role, profile in piles.items()}
    found = count(Ballots.of_roles(OPTIONS, ballots, dict(rule.weights)), rule)
    return PackContest(title="Plan", count=found, by_role=ballots)


def written(folder: Path, contest: PackContest) -> Path:
    """Its pack, in which the counters are of ballots."""
    counters = {"counted": contest.count.ballots_counted, "superseded": 0, "late": 0, "unknown": 0, "malformed": 0}
    counters["received"] = sum(counters.values())
    write_pack(folder / "pack", replace(pack(contest), counters=counters))
    return folder / "pack"


def test_a_weighted_pack_holds_the_roles(tmp_path: Path) -> None:
    """P7. Where every role is large enough, each line says whose ballots it holds; the pack proves its count alone."""
    folder = written(tmp_path, weighted(MANY))
    lines = (folder / "contest-1.ballots.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("Ballots,Role,1st choice")
    assert any(line.startswith("21,delegate,Ben Example") for line in lines)
    assert wrong_lines(folder) == []
    assert run_alone(folder).returncode == 0
    assert "delegate 3, member 1" in (folder / "README.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("delegates", "published"),
    [("4 c1", "decision"), ("5 c1", "rounds"), ("19 c1", "rounds"), ("20 c1", "rankings as far as read")],
)
def test_the_smallest_role_decides_how_much_is_published(tmp_path: Path, delegates: str, published: str) -> None:
    """P9. Four delegates among eighty members could be told by what their votes weigh: only the decision is told."""
    contest = weighted({**MANY, "delegate": delegates})
    assert pack(contest).published(contest.count) == published
    folder = written(tmp_path, contest)
    assert bool(list(folder.glob("*.csv"))) == published.startswith("rankings")
    assert wrong_lines(folder) == []


def test_a_delegate_who_left_it_blank_is_a_group_of_one() -> None:
    """P9. The only delegate's blank ballot shows in no figure: it is a choice, too."""
    contest = weighted({**MANY, "delegate": "1 "})
    assert pack(contest).published(contest.count) == "decision"


def test_roles_that_weigh_alike_are_not_published(tmp_path: Path) -> None:
    """P9. Where every ballot is one vote, a pack doesn't tell roles apart at all."""
    rule = replace(RULE, weights=(("delegate", 1), ("member", 1)))
    ballots = {role: cast(profile) for role, profile in {**MANY, "delegate": "1 c1"}.items()}
    found = count(Ballots.of_roles(OPTIONS, ballots, dict(rule.weights)), rule)
    folder = written(tmp_path, PackContest(title="Plan", count=found, by_role=ballots))
    assert (folder / "contest-1.ballots.csv").read_text(encoding="utf-8").startswith("Ballots,1st choice")
    assert json.loads((folder / "contest-1.count.json").read_bytes())["roles"] == []
    assert wrong_lines(folder) == []


FORGED: dict[str, Any] = {
    "a weight": lambda plain: plain["roles"][0].update(weight=4),
    "its votes": lambda plain: plain["roles"][0].update(votes=80),
    "its ballots": lambda plain: plain["roles"][0].update(ballots=28),
    "ballots of the other role": lambda plain: plain["roles"][1].update(ballots=79, votes=79),
    "a role": lambda plain: plain["roles"].pop(),
    "a number of another kind": lambda plain: plain["roles"][1].update(blank="3"),
    "the unit": lambda plain: plain.update(sentence=plain["sentence"].replace("votes", "ballots")),
}


@pytest.mark.parametrize("change", FORGED.values(), ids=FORGED.keys())
def test_a_forged_role_shows(tmp_path: Path, change: Any) -> None:
    """P7. Weights, ballots and votes of each role have to fit the rule, the table and the count."""
    folder = written(tmp_path, weighted(MANY))
    edit(folder / "contest-1.count.json", change)
    resum(folder)
    assert wrong_lines(folder)
    assert run_alone(folder).returncode == 1


def test_a_ballot_given_to_another_role_shows(tmp_path: Path) -> None:
    """P7. A line of the table moved to the role that weighs more changes the count, and is found."""
    folder = written(tmp_path, weighted(MANY))
    table = folder / "contest-1.ballots.csv"
    heading, *lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    moved = [line.replace("9,member,No", "9,delegate,No") for line in lines if not line.startswith("6,delegate")]
    table.write_text("".join([heading, *sorted(moved, key=lambda line: line.split(",")[1:])]), encoding="utf-8")
    resum(folder)
    assert wrong_lines(folder)


def test_a_weighted_table_is_counted_like_any_other(tmp_path: Path) -> None:
    """P7. `canvass count --weights` comes to the sentence of the pack that the table is from."""
    folder = written(tmp_path, weighted(MANY))
    asked = Asked(seed=SEED, contest="2026/1", clause="P7", weights="delegate 3, member 1")
    found = count_file(folder / "contest-1.ballots.csv", asked)
    told = json.loads((folder / "contest-1.count.json").read_bytes())
    assert (found.sentence, [role.ballots for role in found.roles]) == (told["sentence"], [27, 78])


def test_a_row_says_its_role(tmp_path: Path) -> None:
    """P7. Without a column of ballots each row is one; blank and spoiled ones are told by role."""
    table = tmp_path / "plan.csv"
    table.write_text("Role,1st choice\nmember,Yes\ndelegate,No\nmember,\ndelegate,Yes; No\nmember,Yes\n")
    found = count_file(table, Asked(weights="member 1; delegate 4", threshold="1/2"))
    assert found.roles == (Role("delegate", 4, 1, 4, spoiled=1), Role("member", 1, 2, 2, blank=1))
    assert (found.cast, found.blank, found.spoiled, dict(found.rounds[0].tally)) == (6, 1, 4, {"No": 4, "Yes": 2})


@pytest.mark.parametrize("told", ["member", "member 0", "member -1", "member 1.5", "5", "member 1, member 2"])
def test_weights_that_can_not_be_read_are_refused(told: str) -> None:
    """P7. With what stands there, and how to write it."""
    with pytest.raises(FileFault, match="is not a role and its votes"):
        votes_by_role(told)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.csv", "1st choice\nYes\n", "no column is headed 'Role'"),
        ("a.csv", "Role,1st choice\nguest,Yes\n", "line 2, 'Role': 'guest' has no weight"),
        ("a.csv", "Role,1st choice\n,Yes\n", "line 2, 'Role': nothing says whose"),
        ("a.abif", "3:Yes\n", "doesn't say whose ballot is whose"),
    ],
)
def test_a_file_without_roles_is_not_weighted(tmp_path: Path, name: str, content: str, told: str) -> None:
    """P7. Nobody's ballot gets a weight that was guessed."""
    (tmp_path / name).write_text(content)
    with pytest.raises(FileFault, match=told):
        count_file(tmp_path / name, Asked(weights="member 1, delegate 5"))
