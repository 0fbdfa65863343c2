"""Certifying: nothing is announced before an officer has looked at a count, and then everything is, once."""

from __future__ import annotations

import shutil

import pytest
from sqlalchemy import func, select

from core.records import Certificate, Election, Letter
from flows.certify import Certification, answered, certify
from flows.duties.election import holds
from flows.pages.election import result_page
from flows.secretary import Refusal
from integrations.sandbox import inbox
from tests.flows.ballots import CLOSES, KEY
from tests.flows.club import DAY, HOUR, MEMBERS, Club

BEFORE_COUNTING = ["drafted", "frozen", "made", "open", "voted", "closed"]


def _number(club: Club, table: type[Certificate | Letter]) -> int:
    with club.secretary.ledger.reading() as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()


@pytest.mark.parametrize("moment", BEFORE_COUNTING)
def test_nothing_can_be_certified_before_it_is_counted(club: Club, moment: str) -> None:
    """There is no count to certify yet: it is refused, and no certificate and no letter come of it."""
    club.go_to(moment)
    planned = _number(club, Letter)
    with pytest.raises(Refusal, match=f"“{KEY}” is {club.election().state}: there is no count to certify yet"):
        certify(club.secretary, KEY, officer="R. O.")
    assert (_number(club, Certificate), _number(club, Letter)) == (0, planned)


@pytest.mark.parametrize("moment", BEFORE_COUNTING)
def test_nothing_is_shown_to_an_officer_before_it_is_counted(club: Club, moment: str) -> None:
    """The page that an officer would certify doesn't exist before the ballots are sealed and counted."""
    club.go_to(moment)
    with pytest.raises(Refusal, match="nobody can see a tally"):
        result_page(club.secretary, KEY)


@pytest.mark.parametrize("officer", ["", "   ", "\n\t"])
def test_a_certificate_needs_somebody_to_hold_to_it(club: Club, officer: str) -> None:
    """Without initials or a role nothing is recorded."""
    club.go_to("counted")
    with pytest.raises(Refusal, match="needs the officer's initials or role"):
        certify(club.secretary, KEY, officer=officer)
    assert _number(club, Certificate) == 0


@pytest.mark.parametrize("officer", ["", "   "])
def test_an_officer_who_forgot_their_initials_is_asked_again(club: Club, officer: str) -> None:
    """As with “not yet”: the run ends well, records nothing, and a new one asks."""
    club.go_to("counted")
    said = answered(club.secretary, KEY, Certification(decision="certify", officer=officer), seen="")
    assert "that needs your initials or role. Nothing was recorded; you will be asked again." in said
    assert club.election().state == "counted"
    assert _number(club, Certificate) == 0


def test_an_unknown_ballot_cant_be_certified(club: Club) -> None:
    """A mistyped key certifies nothing."""
    club.go_to("counted")
    with pytest.raises(Refusal, match="“spring” is unknown"):
        certify(club.secretary, "spring", officer="R. O.")


def test_nothing_is_announced_before_it_is_certified(club: Club) -> None:
    """E16. Counted but not certified, the result stays inside, however many passes and days go by."""
    club.go_to("counted")
    before = len(inbox.mails(club.sandbox.world))
    for when in (CLOSES + 2 * HOUR, CLOSES + 3 * DAY, CLOSES + 30 * DAY):
        club.at(when)
        club.tend()
    assert club.election().state == "counted"
    assert len(inbox.mails(club.sandbox.world)) == before
    assert not (club.folder / "packs").exists()


def test_the_result_goes_to_every_member_once(club: Club) -> None:
    """E16. All members with a mailbox get it, also who may not vote; a couple's shared mailbox gets one."""
    club.go_to("over")
    mailboxes = {email for email in MEMBERS.values() if email} - {"kit@example.org"}
    assert sorted(mail.to for mail in club.mails("result")) == sorted(mailboxes)
    assert club.election().state == "announced"


def test_a_second_officer_changes_nothing(club: Club) -> None:
    """The first certificate stands; the second is told that nothing was left to do."""
    club.go_to("counted")
    assert certify(club.secretary, KEY, officer="R. O.", note="First.")
    assert not certify(club.secretary, KEY, officer="S. T.", note="Second.")
    with club.secretary.ledger.reading() as session:
        (only,) = session.execute(select(Certificate)).scalars()
        assert (only.officer, only.note) == ("R. O.", "First.")
    assert club.letters() == {f"{KEY}/ballot", f"{KEY}/result"}


@pytest.mark.parametrize("moment", ["certified", "announced", "over"])
def test_certifying_later_changes_nothing(club: Club, moment: str) -> None:
    """Also after the result has gone out."""
    club.go_to(moment)
    before = club.everything()
    assert not certify(club.secretary, KEY, officer="S. T.")
    assert club.everything() == before


def test_the_letter_says_what_the_officer_saw(club: Club) -> None:
    """The sentences of the count on the officer's page are the sentences in the members' letter."""
    club.go_to("counted")
    seen = result_page(club.secretary, KEY)
    club.go_to("over")
    said = club.mails("result")[0].text
    for contest in club.election().contests:
        decision = dict(contest.count or {})["sentence"].partition(":")[0]
        assert "endorsed" in decision
        assert decision in " ".join(said.split())
        assert decision in seen.replace("\\", "")


def test_the_pack_is_written_by_the_release_that_certifies(club: Club) -> None:
    """E16. Its mark is in the letter; another release, which would make another pack, stops, and a person decides."""
    club.go_to("counted")
    club.certify()
    with club.secretary.ledger.reading() as session:
        letter = session.get_one(Letter, f"{KEY}/result")
        assert club.election().pack_fingerprint == letter.facts["pack_fingerprint"]
    shutil.rmtree(club.folder / "packs")
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        election, letter = pen.session.get_one(Election, KEY), pen.session.get_one(Letter, f"{KEY}/result")
        election.pack_fingerprint, letter.facts = "", {**letter.facts, "pack_fingerprint": "f" * 64}
    club.tend()
    held = club.election()
    assert "the mark of a recount pack that another release of Canvass made" in held.held_because
    assert (held.state, held.pack_fingerprint) == ("certified", "")
    holds.accept(club.secretary, KEY, finding=held.held_finding, reason="Members are told the mark by hand.")
    club.tend()
    assert club.election().pack_fingerprint
