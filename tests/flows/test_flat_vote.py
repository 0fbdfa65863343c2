"""A flat vote, drafted, frozen and opened: who is asked in which hat, and what stands in the way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from core.bylaws import partnership_roles as roles
from core.records import AdaptedRole, Delegate, Erasure, Partnership, RollEntry
from flows.correct import correct
from flows.duties.election import drift, roll
from flows.duties.membership import stock
from flows.duties.partnership import hats, partnerships
from flows.duties.privacy import traces
from flows.duties.race import agenda
from flows.flat_vote import FlatVotePut
from flows.flat_vote import draft_flat_vote as draft_by
from flows.freeze import freeze
from flows.pages.election import election_page
from flows.pages.roll import roll_page
from flows.secretary import Refusal
from tests.flows import partners_flat
from tests.flows.ballots import OPENS
from tests.flows.club import ADA, CLEO, HOUR, MEMBERS, MINUTE, Club, workbook
from tests.flows.partners_flat import (
    AS_MEMBER,
    BACKUP_OF_HARBOUR,
    BACKUP_OF_LANTERN,
    FOR_HARBOUR,
    FOR_LANTERN,
    GARDEN,
    HARBOUR,
    LANTERN,
    NO,
    ORLA,
    VOTE,
    YES,
)

NO_HATS: dict[str, Any] = {"approved_on": None, "approved_by": "", "affirmed_on": None}
TWO_HATS: dict[str, Any] = {
    "approved_on": date(2026, 9, 10),
    "approved_by": "orla@example.org",
    "affirmed_on": date(2026, 9, 12),
}
"""What is on record of a delegate who was neither approved nor affirmed it, and of one who may wear both hats."""


def _change(club: Club, nth: int, **changes: Any) -> None:
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        delegate = pen.session.get_one(Delegate, (GARDEN, nth))
        for name, value in changes.items():
            setattr(delegate, name, value)


def _drifts(club: Club) -> list[drift.Drift]:
    found = stock.take_stock(club.secretary, anew=True)
    with club.secretary.ledger.reading() as session:
        return drift.of(session, found.members)


def _hats(club: Club) -> Mapping[str, tuple[str, str, str]]:
    return {one.number: (one.voter_role, one.votes_for, one.delegated_as) for one in club.roll(VOTE)}


def test_members_and_two_delegates_of_each_other_partner_are_on_the_roll(flat_club: Club) -> None:
    """P2, P7. Each member has a line, each partner's two delegates one each; of our own there is none beside members.

    What can be counted is a ballot of each member and of each partner.
    """
    partners_flat.go_to(flat_club, "flat frozen")
    hats = _hats(flat_club)
    assert [number for number, hat in hats.items() if hat == ("member", "", "")] == [f"M{n:02}" for n in range(1, 13)]
    assert {number: hat for number, hat in hats.items() if hat[1]} == {
        f"{GARDEN}/3": ("delegate", f"{GARDEN}/2", "primary"),
        f"{GARDEN}/4": ("delegate", f"{GARDEN}/2", "backup"),
        f"{GARDEN}/5": ("delegate", f"{GARDEN}/3", "primary"),
        f"{GARDEN}/6": ("delegate", f"{GARDEN}/3", "backup"),
    }
    assert flat_club.election(VOTE).roll_size == 12 + 2


def test_who_may_wear_both_hats_has_two_links_and_is_told_which_is_which(flat_club: Club) -> None:
    """P4, P7. Approved and affirmed, a delegate has a ballot in each hat; their one letter names the hat of each."""
    partners_flat.go_to(flat_club, "flat open")
    named = flat_club.named(f"{VOTE}/ballot")
    assert named[MEMBERS[CLEO]] == [AS_MEMBER, FOR_LANTERN]
    assert named["orla@example.org"] == [BACKUP_OF_LANTERN]
    assert named["pim@example.org"] == [FOR_HARBOUR]
    assert named[MEMBERS[ADA]] == [ADA]
    assert partners_flat.link(flat_club, AS_MEMBER) != partners_flat.link(flat_club, FOR_LANTERN)
    others = [mail.text for mail in flat_club.mails(f"{VOTE}/ballot") if mail.to in ("pim@example.org", MEMBERS[ADA])]
    assert not any(LANTERN in text or CLEO in text for text in others)


@pytest.mark.parametrize(
    "lacking",
    [
        {"affirmed_on": None},
        {"approved_on": None},
        {"approved_by": CLEO},
        {"affirmed_on": date(2026, 12, 24)},
    ],
    ids=["not affirmed", "not approved", "approved by themselves", "affirmed later"],
)
def test_who_may_wear_one_hat_only_votes_for_their_organisation(flat_club: Club, lacking: dict[str, Any]) -> None:
    """P4. Without their organisation's approval, or their own word, a delegate has one ballot: as delegate."""
    partners_flat.found(flat_club)
    _change(flat_club, 3, **lacking)
    partners_flat.draft(flat_club)
    flat_club.later(HOUR)
    assert flat_club.freeze(VOTE) == 11 + 2
    assert "M03" not in _hats(flat_club)
    because = next(one.because for one in flat_club.roll(VOTE) if one.number == f"{GARDEN}/3")
    assert because.startswith("votes for a partner, as its primary delegate: one ballot, as delegate: ")


@pytest.mark.parametrize("by", ["M03", f"{GARDEN}/3", "3", f" {CLEO.upper()} ", "cleo@example.org", ""])
def test_nobody_approves_of_themselves_wherever_it_is_asked(by: str) -> None:
    """P4. By number, name or mailbox: what is shown, what is asked and who gets two ballots rest on one answer."""
    approved = {**TWO_HATS, "approved_by": by}
    one = Delegate(partnership_key=GARDEN, nth=3, name=CLEO, email=MEMBERS[CLEO], number="M03", **approved)
    assert MEMBERS[CLEO] == "cleo@example.org"
    assert not hats.is_approved(one)
    assert hats.in_words(one) == "approved of by nobody but themselves, so as a delegate only"
    assert not roles.may_wear_two_hats(hats.of(one, is_member=True), on=date(2026, 10, 1))


def test_a_delegate_without_a_member_number_is_known_by_name_and_mailbox(flat_club: Club) -> None:
    """P4. Nobody gets a second ballot because nobody wrote down that they are a member, too."""
    partners_flat.found(flat_club)
    _change(flat_club, 3, number="", approved_on=None, approved_by="", affirmed_on=None)
    partners_flat.draft(flat_club)
    flat_club.later(HOUR)
    flat_club.freeze(VOTE)
    assert "M03" not in _hats(flat_club)


def test_nothing_is_frozen_while_a_delegate_may_be_a_member(flat_club: Club) -> None:
    """P4. Named with an office's mailbox, they could vote twice: somebody says first who they are, whatever is ticked.

    Once it is answered, the answer counts from that instant, not from the next pass.
    """
    partners_flat.found(flat_club)
    _change(flat_club, 3, **NO_HATS)
    _change(flat_club, 3, number="", email="cleo@work.example.org")
    partners_flat.draft(flat_club)
    flat_club.later(HOUR)
    with pytest.raises(Refusal, match=rf"(?s){GARDEN}/3 may be M03\..*tab Questions") as told:
        freeze(flat_club.secretary, VOTE, despite_questions=True)
    assert CLEO not in str(told.value)
    book = flat_club.sandbox.world.google["books"][flat_club.settings.members_book]
    [tab] = [one for one in book["sheets"] if one["title"] == "Questions"]
    [row] = [one for one in tab["rows"][1:] if CLEO in one[2]]
    row[6:] = ["M03"]
    flat_club.freeze(VOTE)
    assert "M03" not in _hats(flat_club)


def test_one_person_is_the_delegate_of_one_partner(flat_club: Club) -> None:
    """P2. Whoever speaks for two partners would have two votes for them, and a third as a member."""
    partners_flat.go_to(flat_club, "flat drafted")
    _change(flat_club, 5, name=CLEO, email=MEMBERS[CLEO], number="M03")
    said = f"{LANTERN} and {HARBOUR} have the same person as a delegate"
    with pytest.raises(Refusal, match=rf"{said} \(P2\)"):
        flat_club.freeze(VOTE)
    with flat_club.secretary.ledger.reading() as session:
        ruled = partnerships.may_go_forward(partnerships.of(session, GARDEN), charter=flat_club.charter)
    assert not ruled
    assert said in ruled.because


def test_precedence_is_fixed_with_the_roll(flat_club: Club) -> None:
    """P2. Who is named after freezing doesn't change the frozen roll, and is no drift; the next vote has them."""
    partners_flat.go_to(flat_club, "flat frozen")
    before = _hats(flat_club)
    flat_club.later(HOUR)
    now = flat_club.secretary.now()
    _change(flat_club, 5, replaced_at=now)
    with flat_club.secretary.ledger.writing(now) as pen:
        pen.session.add(
            Delegate(
                partnership_key=GARDEN, nth=7, partner=3, rank="primary", name="New Example", email="new@example.org",
                number="", voter_role="delegate", responsibility="delegate", named_at=now,
            )
        )  # fmt: skip
    found = stock.take_stock(flat_club.secretary, anew=True)
    with flat_club.secretary.ledger.reading() as session:
        assert drift.of(session, found.members) == []
    assert _hats(flat_club) == before
    partners_flat.draft(flat_club, key="second")
    flat_club.freeze("flat-second")
    assert f"{GARDEN}/7" in {one.number for one in flat_club.roll("flat-second")}


def test_an_approval_after_freezing_makes_no_second_ballot(flat_club: Club) -> None:
    """P4. Approved and affirmed later on the day of freezing: one ballot, as it was frozen, and nothing to correct."""
    partners_flat.found(flat_club)
    _change(flat_club, 3, **NO_HATS)
    partners_flat.draft(flat_club)
    flat_club.later(HOUR)
    flat_club.freeze(VOTE)
    flat_club.later(HOUR)
    today = flat_club.secretary.now().date()
    _change(flat_club, 3, approved_on=today, approved_by=ORLA, affirmed_on=today)
    assert _drifts(flat_club) == []
    with pytest.raises(Refusal, match="M03 couldn't vote on the day on which"):
        correct(flat_club.secretary, VOTE, "M03", expected="added", reason="approved since")
    assert "M03" not in _hats(flat_club)


def test_a_word_taken_back_after_freezing_takes_no_ballot(flat_club: Club) -> None:
    """P4. Whoever was frozen with two hats keeps both in this vote, and what they cast counts."""
    partners_flat.go_to(flat_club, "flat open")
    partners_flat.vote(flat_club, AS_MEMBER, YES)
    _change(flat_club, 3, affirmed_on=None, approved_on=None, approved_by="")
    assert _drifts(flat_club) == []
    with pytest.raises(Refusal, match="the roll of “flat-budget” has M03 as the sheets do"):
        correct(flat_club.secretary, VOTE, "M03", expected="struck", reason="taken back since")
    partners_flat.close(flat_club)
    assert (flat_club.election(VOTE).intake or {})["counted"] == 1


@pytest.mark.parametrize("lacking", [{}, {"affirmed_on": None}], ids=["two hats", "one hat"])
def test_a_membership_corrected_after_freezing_has_the_hats_of_then(flat_club: Club, lacking: dict[str, Any]) -> None:
    """M6, P4. The sheets are put right: a delegate turns out a member, in both hats if both were on record by then."""
    partners_flat.found(flat_club)
    _change(flat_club, 3, **{**TWO_HATS, **lacking})
    partners_flat.draft(flat_club)
    flat_club.later(HOUR)
    rows = workbook()["Attendance"]
    flat_club.write("Attendance", [row for row in rows if row[2] != CLEO])
    flat_club.freeze(VOTE)
    assert "M03" not in _hats(flat_club)
    flat_club.write("Attendance", rows)
    _change(flat_club, 3, **TWO_HATS)
    assert [one.missing for one in _drifts(flat_club)] == ([] if lacking else [("M03",)])


def test_a_changed_hat_is_a_changed_roll(flat_club: Club) -> None:
    """M6, P2. The roll's fingerprint covers hats, partners and precedence: exchanged by hand, the vote stops."""
    partners_flat.go_to(flat_club, "flat frozen")
    for what, value in (("voter_role", "member"), ("votes_for", f"{GARDEN}/2"), ("delegated_as", "backup")):
        lines = flat_club.roll(VOTE)
        before = roll.fingerprint(lines)
        setattr(next(one for one in lines if one.number == f"{GARDEN}/5"), what, value)
        assert roll.fingerprint(lines) != before
    with flat_club.secretary.ledger.writing(flat_club.secretary.now()) as pen:
        mine = select(RollEntry).where(RollEntry.number == f"{GARDEN}/5")
        pen.session.execute(mine).scalar_one().delegated_as = "backup"
    flat_club.at(OPENS + MINUTE)
    flat_club.tend()
    assert "the roll isn't the one that was frozen" in flat_club.held(VOTE)


def _unagreed(club: Club) -> None:
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        pen.session.get_one(Partnership, GARDEN).agreed_at = None


REFUSED = {
    "nobody put it in force": (_unagreed, "nobody has put the partnership in force (P1)"),
    "a backup is missing": (
        lambda club: _change(club, 6, replaced_at=club.secretary.now()),
        "Harbour Garden Collective has no backup delegate (P2)",
    ),
    "one person is both": (
        lambda club: _change(club, 6, partner=2, rank="primary"),
        "Harbour Garden Collective has no backup delegate (P2)",
    ),
    "an unknown role": (lambda club: _change(club, 6, voter_role="observer"), "“observer” is no standard voter role"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_partnership_that_isnt_ready_gets_a_letter(flat_club: Club, what: str) -> None:
    """P1, P2, P3. What is lacking is named by its clause, and nothing is drafted."""
    partners_flat.go_to(flat_club, "agreed")
    spoil, letter = REFUSED[what]
    spoil(flat_club)
    with pytest.raises(Refusal) as refused:
        partners_flat.draft(flat_club)
    assert letter in str(refused.value)


def test_partners_who_vote_in_parallel_have_no_flat_vote(flat_club: Club) -> None:
    """P5, P7. The method is the partners' choice."""
    partners_flat.found(flat_club, method="parallel")
    with pytest.raises(Refusal, match=r"the partners don't vote flat \(P7\)"):
        partners_flat.draft(flat_club)


def test_a_charter_without_partners_refuses_with_a_letter(club: Club) -> None:
    """P1. JP Progressives' charter says nothing of partners."""
    put = {"key": "budget", "partnership": GARDEN, "title": "The budget", "text": "Shall we?", "opens_on": "2026-10-02"}
    with pytest.raises(Refusal, match=r"The charter has no section \[partnership\]"):
        draft_by(club.secretary, FlatVotePut.model_validate(put))


PRIVATE = {3: {"members": "that there is one", "partners": "that there is one", "third_parties": "nothing"}}


def test_a_question_names_no_partner_before_who_may_not_know(flat_club: Club) -> None:
    """P11. A title is for the dashboard, a text for members and partners; a slip is refused, and says how to write."""
    partners_flat.found(flat_club, publicity=PRIVATE)
    with pytest.raises(Refusal, match="third parties may not be told of"):
        partners_flat.draft(flat_club, title=f"What {LANTERN} needs")
    with pytest.raises(Refusal, match="members may not be told of"):
        partners_flat.draft(flat_club, text=f"Shall {HARBOUR} dig?")
    key, missing = partners_flat.draft(flat_club, text=f"Shall {LANTERN} and a partner organisation dig?")
    assert (key, missing) == (VOTE, [])


def test_a_weight_that_changed_since_the_draft_stands_in_its_way(flat_club: Club) -> None:
    """P7, P8. Voters read what a ballot weighs before they vote, so the vote is drafted again."""
    partners_flat.go_to(flat_club, "flat drafted")
    with flat_club.secretary.ledger.writing(flat_club.secretary.now()) as pen:
        pen.session.add(
            AdaptedRole(partnership_key=GARDEN, kind="voter", role="delegate", weight=2, reason="two gardens")
        )
    with pytest.raises(Refusal, match=r"what a ballot weighs.*draft it again \(P7\)"):
        flat_club.freeze(VOTE)
    assert partners_flat.draft(flat_club) == (VOTE, [])
    flat_club.freeze(VOTE)
    assert flat_club.election(VOTE).contests[0].rule["weights"] == {"delegate": 2, "member": 1}


def test_delegates_who_were_named_after_opening_stand_in_the_way(flat_club: Club) -> None:
    """P2. A roll that is frozen late has no delegates who were named once voting should have been open."""
    partners_flat.go_to(flat_club, "flat drafted")
    flat_club.at(OPENS + HOUR)
    _change(flat_club, 6, named_at=flat_club.secretary.now())
    with pytest.raises(Refusal, match=r"named on .*, after voting had opened.*\(P2\)"):
        flat_club.freeze(VOTE)


def test_letters_say_what_a_ballot_weighs_and_who_has_which_power(flat_club: Club) -> None:
    """P7, P8. No weight is hidden: the ballot letter has it, and the power between the partners."""
    partners_flat.opened(flat_club, adapted={"delegate": 3})
    text = flat_club.mails(f"{VOTE}/ballot")[0].text
    assert "A ballot counts by its voter's role – member: 1 vote; delegate: 3 votes." in text
    assert "for this reason: as agreed in May" in text
    assert "Power between the partners: collaborative." in text
    assert "The primary delegate's does if it is there by Sunday, 11 October 2026, 6:00 pm" in text


def test_each_is_reminded_by_their_own_ballot_alone(flat_club: Club) -> None:
    """P2, P9. A delegate who voted isn't reminded, the other one of their partner is; letters tell of nobody's vote."""
    partners_flat.go_to(flat_club, "flat open")
    partners_flat.vote(flat_club, FOR_HARBOUR, YES)
    partners_flat.vote(flat_club, AS_MEMBER, NO)
    first = flat_club.reminder_times(VOTE)[0]
    flat_club.at(first + MINUTE)
    flat_club.tend()
    flat_club.later(HOUR)
    flat_club.tend()
    named = flat_club.named(f"{VOTE}/reminder-1")
    assert "pim@example.org" not in named
    assert named["quin@example.org"] == [BACKUP_OF_HARBOUR]
    assert named[MEMBERS[CLEO]] == [FOR_LANTERN]
    words = {mail.text.partition("WHAT IS ASKED")[2] for mail in flat_club.mails(f"{VOTE}/reminder-1")}
    assert len({text.partition("Unsubscribe")[0] for text in words}) == 1


def test_pages_name_no_delegate_and_no_partner(flat_club: Club) -> None:
    """P11. Roll, election and agenda in the dashboard tell of delegates by number, and of partners nothing."""
    partners_flat.go_to(flat_club, "flat frozen")
    pages = [roll_page(flat_club.secretary, VOTE), election_page(flat_club.secretary, VOTE)]
    with flat_club.secretary.ledger.reading() as session:
        ahead = agenda.ahead(flat_club.secretary, session)
    pages.append(repr(ahead))
    assert f"{GARDEN}/5" in pages[0]
    assert not [name for name in (LANTERN, HARBOUR, ORLA, CLEO) for page in pages if name in page]
    assert {one.who for one in ahead if "voting" in one.what} == {"members and delegates"}


def test_both_lines_of_a_member_are_found_for_an_erasure(flat_club: Club) -> None:
    """M8. Whoever leaves is on the roll in both hats; what is looked for by their number finds both lines."""
    partners_flat.go_to(flat_club, "flat frozen")
    with flat_club.secretary.ledger.reading() as session:
        assert [one.number for one in traces.lines_of(session, {"M03"})] == ["M03", f"{GARDEN}/3"]


def test_who_asked_to_be_erased_is_on_the_next_roll_in_no_hat(flat_club: Club) -> None:
    """M8. Nor as a delegate."""
    partners_flat.go_to(flat_club, "flat drafted")
    with flat_club.secretary.ledger.writing(flat_club.secretary.now()) as pen:
        pen.session.add(Erasure(nth=1, number="M03", requested_at=pen.at))
    flat_club.freeze(VOTE)
    assert not {"M03", f"{GARDEN}/3"} & _hats(flat_club).keys()
