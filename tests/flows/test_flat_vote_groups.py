"""Results of a flat vote by groups: what is told of large groups, what of small ones isn't, and what a pack holds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from core import recount, secrecy, verify_pack
from core.charter import load
from core.counting.rule import CountingRule
from core.ledger import Ledger, Pen
from core.migrations import up_to_date
from core.records import Contest, Election, GroupsTold, Partnership, Pile, RolePile, RollEntry
from core.records.elections import PARTNERS, SINGLE
from core.recount import Pack
from flows.duties.election import announcing, groups, matters, role_piles, sealing
from flows.duties.election.groups import ByGroups

NOON = datetime(2026, 10, 12, 12, tzinfo=UTC)
KEY = "flat-garden"

Chosen = Mapping[str, Mapping[str, int]]

LARGE: Chosen = {
    "member": {"yes": 15, "no": 11, "abstain": 9, "": 6},
    "delegate": {"yes": 8, "no": 7, "abstain": 6, "": 5},
}
"""No figure of either group is small, and of both enough stayed away."""

A_FEW_ABSTAIN: Chosen = {**LARGE, "delegate": {"yes": 11, "no": 12, "abstain": 2, "": 0}}
TWO_PARTNERS: Chosen = {**LARGE, "delegate": {"yes": 0, "no": 2, "abstain": 0, "": 0}}


@pytest.fixture
def book(database_url: str) -> Iterator[Ledger]:
    """A book of either kind, with its tables."""
    ledger = Ledger(database_url)
    up_to_date(ledger)
    yield ledger
    ledger.close()


def _rule(*, weights: Mapping[str, int]) -> CountingRule:
    return CountingRule(
        threshold=Fraction(1, 2),
        strict=True,
        contest=f"{KEY}/1",
        clause="P7",
        method="single choice",
        no_endorsement="no",
        abstention="abstain",
        electorate="members and delegates",
        weights=tuple(sorted(weights.items())),
        tie_seed="teacup",
        passed="prevails",
        failed="It is not adopted",
    )


def _sealed(pen: Pen, chosen: Chosen, *, partners: int = 40, members: int = 60, delegate: int = 1) -> Contest:
    """A flat vote as sealing leaves it, counted."""
    charter = load("make_justice_normal")
    rule = _rule(weights={"member": 1, "delegate": delegate})
    cast = sum(number for mine in chosen.values() for number in mine.values())
    names = {"yes": "Yes", "no": "No", "abstain": "Abstain"}
    election = Election(
        key=KEY, title="The garden", state="counted", accepted=[], zone=charter.zone, opens_at=NOON, closes_at=NOON,
        electorate=PARTNERS, ballots="secret", charter=charter.as_data(), charter_fingerprint=charter.fingerprint,
        mail_slot=-1, roll_size=members + partners, tie_seed="teacup", roll_fingerprint="1" * 64,
        form_fingerprint="2" * 64, sealed_log_head="3" * 64,
        seed_commitment=secrecy.commitment("teacup"), intake={
            "received": cast, "counted": cast, "superseded": 0, "late": 0, "unknown": 0, "malformed": 0,
            "treatments": {"1": {}},
        },
    )  # fmt: skip
    contest = Contest(
        election_key=KEY, position=1, title="The garden", office="", process="", endorsed_before=False, steps=[],
        kind=SINGLE, options=[{"id": one, "name": name} for one, name in names.items()], question_ids=["1"],
        rule=rule.as_json(), matter="flat vote", about={"partnership": "garden"},
    )  # fmt: skip
    pen.session.add(election)
    pen.session.add(Partnership(key="garden", title="The garden", begun_by="an organiser", begun_at=NOON))
    pen.session.flush()
    pen.session.add(contest)
    pen.session.add_all(_line(nth, role="member") for nth in range(1, members + 1))
    for nth in range(partners):
        pen.session.add_all(
            _line(members + 2 * nth + more, role="delegate", votes_for=f"garden/{nth + 2}") for more in (1, 2)
        )
    pen.session.flush()
    _cast(pen, contest, chosen, rule)
    contest.count = sealing.counted(pen.session, contest, rule).as_json()
    pen.session.flush()
    return contest


def _cast(pen: Pen, contest: Contest, chosen: Chosen, rule: CountingRule) -> None:
    ballots = [
        (role, (one,) if one else ()) for role, mine in chosen.items() for one, n in mine.items() for _ in range(n)
    ]
    pen.session.add_all(role_piles.of(pen.session, contest, ballots, rule=rule))
    pooled = {one: sum(mine[one] for mine in chosen.values()) for one in ("yes", "no", "abstain", "")}
    pen.session.add_all(
        Pile(election_key=KEY, position=1, ranking=ranking, votes=votes) for ranking, votes in pooled.items() if votes
    )
    pen.session.flush()


def _line(line: int, *, role: str, votes_for: str = "") -> RollEntry:
    return RollEntry(
        election_key=KEY, line=line, person_id=0, number=f"L{line}", name="", email="", place=0, clause="M2",
        because="", evidence=[], voter_role=role, votes_for=votes_for, delegated_as="primary" if votes_for else "",
    )  # fmt: skip


def _told(session: Session, contest: Contest) -> ByGroups:
    pack = announcing.pack_of(session, contest.election)
    found = groups.by_contest(session, contest.election, pack)[0]
    assert found is not None
    return found


def _pack(session: Session, contest: Contest) -> Pack:
    return announcing.pack_of(session, contest.election)


def _checked(pack: Pack, place: Path) -> tuple[bool, str]:
    folder = place / "pack"
    folder.mkdir()
    for name, content in pack.files().items():
        (folder / name).write_bytes(content)
    found = recount.verify(folder)
    return found.ok, "\n".join(line for line in found.lines if line.startswith(verify_pack.WRONG))


def test_of_large_groups_every_figure_is_told_and_written_down(book: Ledger) -> None:
    """P9. Where no figure tells of few, all are told, by role and never by organisation; what was told is on record."""
    with book.writing(NOON) as pen:
        contest = _sealed(pen, LARGE)
        said = _told(pen.session, contest)
        words = groups.in_words(said)
        assert words["rows"] == [
            {"group": "members", "numbers": ["15", "11", "9", "6", "41"]},
            {"group": "delegates", "numbers": ["8", "7", "6", "5", "26"]},
        ]
        assert words["sentence"].startswith("All figures by group are told")
        groups.put_on_record(pen, contest.election, [said])
        pen.session.flush()
        kept = pen.session.get_one(GroupsTold, (KEY, 1, 1))
        assert {
            (one["group"], one["choice"]) for one in kept.told if not one["known"]
        } == said.told - said.publication.known
        assert _pack(pen.session, contest).files().keys() >= {"contest-1.ballots.csv"}


def test_the_pack_of_equal_weights_has_no_roles(book: Ledger, tmp_path: Path) -> None:
    """P9. Also where groups are told, ballots are published pooled."""
    with book.writing(NOON) as pen:
        contest = _sealed(pen, LARGE)
        pack = _pack(pen.session, contest)
        assert _checked(pack, tmp_path) == (True, "")
        files = pack.files()
        assert b"delegate" not in files["contest-1.ballots.csv"]
        assert json.loads(files["contest-1.count.json"])["roles"] == []


def test_small_groups_leave_nothing_by_role_in_the_book(book: Ledger) -> None:
    """P9. Where nothing of groups can be told and no weight needs it, not even the book knows how delegates voted."""
    with book.writing(NOON) as pen:
        contest = _sealed(pen, TWO_PARTNERS, partners=2)
        assert role_piles.piles_of(pen.session, contest) == {}
        said = _told(pen.session, contest)
        assert groups.in_words(said)["rows"] == []
        assert said.sentence.startswith("Withheld (P9): all figures by group.")
        groups.put_on_record(pen, contest.election, [said])
        assert pen.session.get(GroupsTold, (KEY, 1, 1)) is None


def test_of_votes_that_weigh_unlike_ballots_are_published_if_every_figure_may_be(book: Ledger, tmp_path: Path) -> None:
    """P9. Each role's group is large, and none is nearly unanimous: the pack has the ballots by role, and checks."""
    with book.writing(NOON) as pen:
        contest = _sealed(pen, LARGE, delegate=3)
        said = _told(pen.session, contest)
        assert not said.decision_only
        pack = _pack(pen.session, contest)
        assert pack.published_of(pack.contests[0]) == "rankings"
        assert b"delegate" in pack.files()["contest-1.ballots.csv"]
        assert _checked(pack, tmp_path) == (True, "")
        assert groups.number_of(said.publication.table, ("", "Yes")) == 15 + 3 * 8


def test_a_small_figure_keeps_the_ballots_by_role_back(book: Ledger, tmp_path: Path) -> None:
    """P9. Two delegates abstained: the pack has the decision, what may be told, and why; the check accepts it."""
    with book.writing(NOON) as pen:
        contest = _sealed(pen, A_FEW_ABSTAIN, delegate=3)
        said = _told(pen.session, contest)
        assert said.decision_only
        pack = _pack(pen.session, contest)
        files = pack.files()
        assert "contest-1.ballots.csv" not in files
        manifest = json.loads(files["manifest.json"])["contests"][0]
        assert manifest["published"] == "decision"
        assert manifest["groups"]["told"] == said.figures
        told = {(one["group"], one["choice"]) for one in said.figures}
        assert not told & {("delegates", "Abstain"), ("delegates", role_piles.BLANK)}
        assert said.sentence in files["README.txt"].decode()
        assert _checked(pack, tmp_path) == (True, "")
        assert announcing.counts(pen.session, contest.election)[0]["shown"] == "decision"


def test_where_turnout_by_role_would_come_out_nothing_is_told(book: Ledger) -> None:
    """P9. Of two delegates, the votes and the ballots of all would tell how many took part: so neither is told."""
    with book.writing(NOON) as pen:
        contest = _sealed(pen, TWO_PARTNERS, partners=2, delegate=3)
        said = _told(pen.session, contest)
        assert (said.figures, said.decision_only) == ([], True)
        assert groups.in_words(said)["rows"] == []


@pytest.mark.parametrize(
    ("more", "told"),
    [({}, True), ({"delegate": {"yes": 9, "no": 7, "abstain": 6, "": 5}}, False)],
    ids=["the same", "one ballot came in"],
)
def test_a_second_result_of_the_same_vote_is_held_to_the_first(book: Ledger, more: Chosen, told: bool) -> None:  # noqa: FBT001
    """P9. The same figures are told again; where one ballot came in, the difference would tell it, so none are."""
    with book.writing(NOON) as pen:
        contest = _sealed(pen, LARGE)
        groups.put_on_record(pen, contest.election, [_told(pen.session, contest)])
        pen.session.execute(delete(RolePile))
        pen.session.execute(delete(Pile))
        pen.session.expire_all()
        rule = CountingRule.from_json(contest.rule)
        _cast(pen, contest, {**LARGE, **more}, rule)
        contest.count = sealing.counted(pen.session, contest, rule).as_json()
        again = _told(pen.session, contest)
        assert again.decision_only is not told
        assert bool(again.figures) is told
        assert again.sentence.startswith("Withheld (P9): all figures, because fewer than 5 ballots came in") is not told
        assert announcing.counts(pen.session, contest.election)[0]["shown"] == ("rounds" if told else "decision")


@pytest.mark.parametrize("changed", [{"whose": "Lantern Street Tenants"}, {"limit": -1}, {"limit": "few"}])
def test_a_pack_that_tells_otherwise_by_groups_is_not_accepted(
    book: Ledger, tmp_path: Path, changed: Mapping[str, Any]
) -> None:
    """P9. What is told by groups has exactly its fields, as whole numbers; anything else could mislead."""
    with book.writing(NOON) as pen:
        pack = _pack(pen.session, _sealed(pen, A_FEW_ABSTAIN, delegate=3))
    other = replace(pack.contests[0], groups={**(pack.contests[0].groups or {}), **changed})
    ok, wrong = _checked(replace(pack, contests=(other,)), tmp_path)
    assert not ok
    assert wrong


def test_a_quorum_is_of_the_ballots_that_can_count(book: Ledger) -> None:
    """P2, P7. Of a partner's two delegates one ballot counts: each partner is eligible once, with its weight."""
    with book.writing(NOON) as pen:
        contest = _sealed(pen, LARGE, partners=40, members=60, delegate=3)
        asks = replace(CountingRule.from_json(contest.rule), quorum=Fraction(1, 2), quorum_clause="S9")
        assert role_piles.eligible_votes(pen.session, contest, asks) == 60 + 3 * 40
        found = sealing.counted(pen.session, contest, asks)
        assert (found.eligible, found.outcome) == (180, "failed")
        told = matters.rule_in_words(asks, eligible=100)
        assert "50% of all votes of members and delegates have to take part, or nothing is decided (S9)." in told


def test_a_role_whose_delegates_differ_has_no_known_number_of_voters(book: Ledger) -> None:
    """P9. Where a partner's two delegates have different roles, nobody can say how many of each role could vote."""
    with book.writing(NOON) as pen:
        contest = _sealed(pen, LARGE, partners=40, members=60)
        line = pen.session.get_one(RollEntry, (KEY, 62))
        line.voter_role = "member"
        pen.session.flush()
        rule = CountingRule.from_json(contest.rule)
        table = role_piles.table_of(pen.session, contest, role_piles.piles_of(pen.session, contest), rule)
        assert table.eligible == {}
