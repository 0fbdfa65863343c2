"""Told by hand: who telephoned a candidate whom no letter reached, and that they have heard then."""

from __future__ import annotations

from datetime import date

import pytest

from flows import certify, forum_held
from flows.duties.race import afterwards, unheard
from flows.forum import set_forum
from flows.pages.desk import desk_page
from flows.pages.season import season_page
from flows.secretary import Refusal
from flows.told_by_hand import in_words, record
from tests.conftest import ON_SQLITE
from tests.flows import asked
from tests.flows import test_forums as foren
from tests.flows.asked import MAYOR, ROWS
from tests.flows.ballot_of_races import KEY, reach
from tests.flows.ballots import CLOSES
from tests.flows.club import DAY, HOUR, MINUTE, Club
from tests.flows.terminal import at_the_club
from tests.flows.test_afterwards import CERTIFIED, REACHED, certified, pass_at

URSULA, VICTOR = f"{MAYOR}/1", f"{MAYOR}/2"
HOW = {"by": "R. O.", "on": None}


def desk(club: Club) -> str:
    """The desk as it is read."""
    return desk_page(club.secretary).replace("\\", "")


def page(club: Club) -> str:
    """The season page as it is read."""
    return season_page(club.secretary).replace("\\", "")


@pytest.fixture
def bounced(with_candidates: Club) -> Club:
    """The club, and Ursula's letter with the questionnaire came back."""
    club = with_candidates
    club.write("Candidates", [ROWS[0], [*ROWS[1][:2], "bounce.u@example.org", *ROWS[1][3:]], *ROWS[2:]])
    asked.go_on(club)
    asked.issue(club)
    return club


def test_who_was_telephoned_is_on_the_page_and_nobody_is_asked_to_again(bounced: Club) -> None:
    """E4. The desk asks for it until it is on record, also over the reminders that follow; the page says who did."""
    assert "Telephone mayor-26/1" in desk(bounced)
    assert 'canvass told mayor-26/1 "the questionnaire"' in desk(bounced)
    assert "mayor-26/1, Mayor: their mailbox took no letter; telephone them about the questionnaire" in page(
        bounced
    ).replace("*", "")
    assert record(bounced.secretary, URSULA, "the questionnaire", "telephone", by="R. O.")
    before = bounced.everything()
    assert not record(bounced.secretary, URSULA, "the questionnaire", "telephone", by="R. O.")
    assert bounced.everything() == before
    assert "Telephone mayor-26/1" not in desk(bounced)
    assert "told by telephone on 1 October 2026 by R. O." in page(bounced)
    bounced.at(asked.kept(bounced).due_at - 3 * DAY + HOUR)
    asked.go_on(bounced)
    bounced.later(2 * HOUR)
    asked.go_on(bounced)
    assert "Telephone mayor-26/1" not in desk(bounced)


def test_a_record_can_be_corrected_and_taken_back(bounced: Club) -> None:
    """E4. Another day, another person, or not at all after all."""
    record(bounced.secretary, URSULA, "the questionnaire", "telephone", by="R. O.")
    bounced.later(2 * DAY)
    assert record(bounced.secretary, URSULA, "the questionnaire", "in person", by="S. T.", on=date(2026, 10, 2))
    assert "told in person on 2 October 2026 by S. T." in page(bounced)
    assert record(bounced.secretary, URSULA, "the questionnaire", "not told after all", by="R. O.")
    assert not record(bounced.secretary, URSULA, "the questionnaire", "not told after all", by="R. O.")
    assert "Telephone mayor-26/1" in desk(bounced)


def test_what_cant_be_is_refused(bounced: Club) -> None:
    """E4. No day to come, none before there was anything to tell, nobody unknown, and not without initials."""
    for said, why in (
        ({"by": "R. O.", "on": date(2027, 1, 1)}, "still to come"),
        ({"by": "R. O.", "on": date(2026, 9, 1)}, "there was nothing to tell"),
        ({"by": " "}, "Say who told them"),
    ):
        with pytest.raises(Refusal, match=why):
            record(bounced.secretary, URSULA, "the questionnaire", "telephone", **said)
    with pytest.raises(Refusal, match="Say about what"):
        record(bounced.secretary, URSULA, "the weather", "telephone", by="R. O.")
    with pytest.raises(Refusal, match="doesn't stand"):
        record(bounced.secretary, f"{MAYOR}/9", "the questionnaire", "telephone", by="R. O.")
    assert "candidate.told" not in bounced.log()


def test_members_dont_wait_for_a_candidate_who_was_told(club: Club) -> None:
    """E16. Their letters don't go out: once somebody told all of them, members hear at their time, and not before."""
    certified(club)
    club.sandbox.faults.plan("5xx", "PUT /3.0/campaigns/*/content", times=10_000)
    pass_at(club, CERTIFIED + MINUTE)
    with club.secretary.ledger.reading() as session:
        waiting = [unheard.of_outcome(session, one) for one in afterwards.decided(session)]
    silent = [who for labels in waiting for who in labels]
    assert len(silent) == 5
    for who in silent:
        assert record(club.secretary, who, "how it ended", "telephone", by="R. O.")
    with club.secretary.ledger.reading() as session:
        assert not any(unheard.of_outcome(session, one) for one in afterwards.decided(session))
    pass_at(club, CERTIFIED + 2 * HOUR)
    club.sandbox.faults.clear()
    club.sandbox.faults.plan("5xx", "PUT /3.0/campaigns/*/content", times=1)  # one of theirs waits on
    pass_at(club, CERTIFIED + DAY - HOUR)
    assert club.mails(f"{KEY}/result") == []
    pass_at(club, CERTIFIED + DAY, CERTIFIED + DAY + HOUR)
    assert {mail.to for mail in club.mails(f"{KEY}/result")} == REACHED


def test_what_was_told_before_doesnt_tell_the_result(club: Club) -> None:
    """E16. A record that is older than the result is of something else; members wait on."""
    reach(club, "races counted")
    club.at(CLOSES + HOUR)
    for who in ("mayor-26/1", "mayor-26/2"):
        record(club.secretary, who, "how it ended", "telephone", by="R. O.")
    club.at(CERTIFIED)
    certify.certify(club.secretary, KEY, officer="the officer")
    club.sandbox.faults.plan("5xx", "PUT /3.0/campaigns/*/content", times=10_000)
    pass_at(club, CERTIFIED + MINUTE, CERTIFIED + DAY + HOUR)
    assert club.mails(f"{KEY}/result") == []
    with club.secretary.ledger.reading() as session:
        waiting = {one.key: unheard.of_outcome(session, one) for one in afterwards.decided(session)}
    assert waiting["mayor-26"] == ["mayor-26/1", "mayor-26/2"]


def test_an_invitation_by_telephone_is_recorded_with_the_forum(bounced: Club) -> None:
    """E6. The desk leads there, and asks no more once it is on record."""
    set_forum(bounced.secretary, foren.SETTING.model_copy(update={"races": [MAYOR]}))
    bounced.write("Candidates", [ROWS[0], [*ROWS[1][:2], "bounce.again@example.org", *ROWS[1][3:]], *ROWS[2:]])
    for _ in range(4):
        bounced.later(HOUR)
        asked.go_on(bounced)
    assert 'canvass forum-reply autumn-forum mayor-26/1 "nothing yet"' in desk(bounced)
    forum_held.note_reply(bounced.secretary, foren.KEY, URSULA, "nothing yet", by="R. O.")
    assert "forum-reply" not in desk(bounced)
    assert 'canvass told mayor-26/1 "the questionnaire"' in desk(bounced)
    assert "invited otherwise by R. O." in page(bounced)
    record(bounced.secretary, URSULA, "the questionnaire", "telephone", by="R. O.")
    assert "Telephone mayor-26/1" not in desk(bounced)


@ON_SQLITE
def test_the_command_line_has_the_same_door(bounced: Club) -> None:
    """E16. Recorded from a terminal, once."""
    words = ("told", URSULA, "the questionnaire", "--by", "R. O.", "--how", "in person")
    assert in_words(URSULA, changed=True) in at_the_club(bounced, *words)
