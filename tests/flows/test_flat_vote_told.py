"""What is told of a flat vote: in page, letter and recount pack, by which weights, and what is left of it."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from core import ledger, recount
from core.records import Contest, Delegate, Election, GroupsTold, Pile, RolePile
from flows.duties.election import announcing, sealing
from flows.duties.privacy import erasing
from flows.erase import erase
from flows.pages.election import result_page, turnout_page
from flows.secretary import Refusal
from tests.flows import partners_flat
from tests.flows.ballots import CLOSES
from tests.flows.club import ADA, BO, CLEO, DAY, DEV, ESME, FINN, GIA, HOUR, MEMBERS, Club
from tests.flows.partners_flat import (
    ABSTAIN,
    AS_MEMBER,
    FOR_HARBOUR,
    FOR_LANTERN,
    GARDEN,
    HARBOUR,
    LANTERN,
    NO,
    VOTE,
    YES,
)

VOTES = {ADA: YES, BO: YES, DEV: YES, ESME: NO, FINN: NO, GIA: ABSTAIN, AS_MEMBER: NO, FOR_LANTERN: NO, FOR_HARBOUR: NO}


def _play(club: Club, *, close: bool = True) -> None:
    for who, marks in VOTES.items():
        partners_flat.vote(club, who, marks)
    if close:
        partners_flat.close(club)


def test_no_number_tells_a_delegate_that_the_other_one_voted(flat_club: Club) -> None:
    """P9. Turnout counts members alone while voting is open; what was replaced is in no letter, page or pack."""
    partners_flat.go_to(flat_club, "flat open")
    partners_flat.vote(flat_club, ADA, YES)
    for delegate in (partners_flat.BACKUP_OF_HARBOUR, FOR_HARBOUR):
        flat_club.tend()
        page = turnout_page(flat_club.secretary, VOTE)
        assert "Of members alone." in page
        assert "1 of 12 have voted" in page
        partners_flat.vote(flat_club, delegate, NO)
    partners_flat.close(flat_club)
    assert (flat_club.election(VOTE).intake or {})["superseded"] == 1
    page = result_page(flat_club.secretary, VOTE)
    partners_flat.announce(flat_club)
    text = flat_club.mails(f"{VOTE}/result", to="pim@example.org")[0].text
    assert "Ballots received: 2" in text
    assert "later ballot: 0" in text
    assert "| Received | 2 |" in page
    manifest = (flat_club.settings.packs / VOTE / "manifest.json").read_text()
    assert json.loads(manifest)["counters"] == {
        "received": 2, "counted": 2, "superseded": 0, "late": 0, "unknown": 0, "malformed": 0,
    }  # fmt: skip
    assert recount.verify(flat_club.settings.packs / VOTE).ok


def test_where_every_ballot_is_one_vote_roles_are_nowhere(flat_club: Club) -> None:
    """P9. With equal weights neither the book, nor count, pack, page and letter tell how delegates voted."""
    partners_flat.go_to(flat_club, "flat open")
    _play(flat_club)
    page = result_page(flat_club.secretary, VOTE)
    partners_flat.announce(flat_club)
    contest = flat_club.election(VOTE).contests[0]
    assert (contest.count or {})["roles"] == []
    assert (contest.count or {})["rounds"][0]["tally"] == {"yes": 3, "no": 5, "abstain": 1}
    with flat_club.secretary.ledger.reading() as session:
        assert session.execute(select(RolePile)).first() is None
        assert session.execute(select(GroupsTold)).first() is None
    folder = flat_club.settings.packs / VOTE
    assert recount.verify(folder).ok
    assert json.loads((folder / "contest-1.count.json").read_bytes())["roles"] == []
    assert not (folder / "contest-1.ballots.csv").exists()  # so few took part
    text = flat_club.mails(f"{VOTE}/result", to="pim@example.org")[0].text
    for told in (page, text):
        assert "Withheld (P9): all figures by group." in told
        assert "A ballot counts by its voter's role" in told
        assert "Power between the partners: collaborative." in told
        assert LANTERN not in told
        assert HARBOUR not in told
    assert "What was put to the vote:" in text


def test_a_result_goes_to_members_and_delegates(flat_club: Club) -> None:
    """P7. Everybody who could vote hears what came of it, and all members."""
    partners_flat.go_to(flat_club, "flat open")
    _play(flat_club)
    partners_flat.announce(flat_club)
    to = {mail.to for mail in flat_club.mails(f"{VOTE}/result")}
    assert {"orla@example.org", "pim@example.org", "quin@example.org", "lena@example.org"} <= to
    assert "sol@example.org" not in to  # our own delegates have no part in a flat vote as such


def test_where_ballots_weigh_unlike_the_count_is_in_votes(flat_club: Club) -> None:
    """P7, P8, P9. Weights decide, and are told; what they would give away of two delegates isn't.

    Of votes that weigh unlike the figures tell roles apart. So page, letter and pack have the decision alone, with the
    sentence that says why; the pack's own check accepts that.
    """
    partners_flat.opened(flat_club, adapted={"delegate": 4})
    _play(flat_club)
    contest = flat_club.election(VOTE).contests[0]
    assert (contest.count or {})["rounds"][0]["tally"] == {"yes": 3, "no": 3 + 2 * 4, "abstain": 1}
    with flat_club.secretary.ledger.reading() as session:
        roles = session.execute(select(RolePile.cast_by, RolePile.ranking, RolePile.votes)).tuples()
        assert sorted(roles) == [
            ("delegate", "no", 2), ("member", "abstain", 1), ("member", "no", 3), ("member", "yes", 3)
        ]  # fmt: skip
        assert sum(session.execute(select(Pile.votes)).scalars()) == len(VOTES)
    page = result_page(flat_club.secretary, VOTE)
    partners_flat.announce(flat_club)
    text = flat_club.mails(f"{VOTE}/result")[0].text
    for told in (page, text):
        assert "The proposal is not adopted" in told
        assert "Withheld (P9): all figures by group." in told
        assert "delegate: 4 votes" in told
        assert "Few people voted" not in told
        assert not [number for number in ("11", "of 15", "73") if f" {number} " in told.partition("Where every")[0]]
    folder = flat_club.settings.packs / VOTE
    checked = recount.verify(folder)
    assert checked.ok
    assert any(
        "That is right only if figures would tell of fewer than 5 people of some role" in one for one in checked.lines
    )
    manifest = json.loads((folder / "manifest.json").read_bytes())["contests"][0]
    assert (manifest["published"], manifest["groups"]["told"]) == ("decision", [])
    assert not (folder / "contest-1.ballots.csv").exists()
    assert "Withheld (P9): all figures by group." in (folder / "README.txt").read_text(encoding="utf-8")


def test_a_changed_role_pile_is_noticed(flat_club: Club) -> None:
    """E7, P7. The box's fingerprint covers the ballots by role: changed by hand, the count can't be certified."""
    partners_flat.opened(flat_club, adapted={"delegate": 4})
    _play(flat_club)
    with flat_club.secretary.ledger.writing(flat_club.secretary.now()) as pen:
        pen.session.execute(select(RolePile).where(RolePile.cast_by == "delegate")).scalar_one().votes = 1
    with pytest.raises(Refusal, match="the sealed ballots aren't those that were sealed"):
        flat_club.certify(VOTE)


def test_a_vote_that_cant_stand_leaves_nothing_by_role(flat_club: Club) -> None:
    """P9. What was sealed by role goes with the rest."""
    partners_flat.opened(flat_club, adapted={"delegate": 4})
    _play(flat_club)
    with flat_club.secretary.ledger.writing(flat_club.secretary.now()) as pen:
        sealing.forget_count(pen.session, flat_club.election(VOTE))
        assert pen.session.execute(select(RolePile)).first() is None


def test_a_partner_that_became_private_is_named_in_no_result(flat_club: Club) -> None:
    """P11. What was drafted in words that all could read is told after the vote as far as it may be by then."""
    partners_flat.go_to(flat_club, "flat open")
    _play(flat_club)
    with flat_club.secretary.ledger.writing(flat_club.secretary.now()) as pen:
        contest = pen.session.get_one(Contest, (VOTE, 1))
        contest.text = f"Shall {HARBOUR} dig?"
        contest.about = {**(contest.about or {}), "power": f"{LANTERN.upper()} pays the rent."}
    with flat_club.secretary.ledger.reading() as session:
        election = session.get_one(Election, VOTE)
        page = announcing.result_page_facts(flat_club.secretary, session, election)["contests"][0]
        letter = announcing.counts(session, election)[0]
    assert page["asked"] == "Shall a partner organisation dig?"
    assert page["beside"][1] == "a partner organisation pays the rent."
    assert letter["asked"] == f"Shall {HARBOUR} dig?"


def test_who_leaves_goes_from_the_roll_in_both_hats(flat_club: Club) -> None:
    """M8, P9. An erasure waits until the ballots are sealed; then neither line tells who it was. Counts stay."""
    partners_flat.go_to(flat_club, "flat open")
    _play(flat_club, close=False)
    assert any(f"“{VOTE}” is sealed" in line for line in erase(flat_club.secretary, "M03"))
    partners_flat.close(flat_club)
    partners_flat.announce(flat_club)
    flat_club.at(CLOSES + 20 * DAY)
    for _ in range(3):
        flat_club.tend()
        erasing.carry_on_all(flat_club.secretary)
        flat_club.later(HOUR)
    lines = flat_club.roll(VOTE)
    assert [one.line for one in lines if not one.number] == [3, 13]
    assert not [one for one in lines if CLEO in one.name or one.email == MEMBERS[CLEO]]
    assert lines[12].votes_for == f"{GARDEN}/2"
    with flat_club.secretary.ledger.reading() as session:
        assert session.get_one(Delegate, (GARDEN, 3)).name == ""
        assert ledger.log_fault(session) == ""
    assert flat_club.election(VOTE).roll_size == 14
