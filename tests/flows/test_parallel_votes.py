"""Parallel votes: each partner decides by its own process and reports by form; delegates decide what is next."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from core import charter
from core.bylaws.partnership import NoPartners
from core.records import Election, Partnership
from flows import partners
from flows.duties.partnership import our_report
from flows.pages import desk, parallel
from flows.parallel_changed import LastDayMoved, ParallelVoteOff, call_off, move, told_off
from flows.parallel_vote import ParallelVoteAsked, ask
from flows.secretary import Refusal
from flows.withdraw import withdraw
from tests.flows import partners_parallel as play
from tests.flows.club import MINUTE, Club
from tests.flows.partners_parallel import ASKED, DELEGATES, HAL, LATE, LIN, LOU, NIA, OVER, UMA, VOTE


def test_our_certified_vote_is_our_report(partnered: Club) -> None:
    """P6, P9. Nobody types our report: it comes from the count, without percentages where two said no."""
    play.go_to(partnered, "ours is counted")
    report = play.now(partnered).reports[play.OURS]
    assert (report.decision, report.took_part, report.could) == ("Yes", 6, 12)
    assert dict(report.shares) == {}
    assert play.mails(partnered, "parallel_report", UMA) == []
    assert "filled in from that vote" in play.mails(partnered, "parallel_begun", UMA)[0].text


@pytest.mark.parametrize(
    ("yes", "no", "took_part", "shares"),
    [
        (10, 5, 15, {"share-1": "66.7", "share-2": "33.3"}),
        (11, 4, 15, {}),
        (15, 0, 15, {}),
        (10, 5, 16, {}),
        (10, 5, 20, {"share-1": "66.7", "share-2": "33.3"}),
    ],
)
def test_our_count_gives_percentages_of_many(yes: int, no: int, took_part: int, shares: dict[str, str]) -> None:
    """P9. Only where five or more said yes, five or more no, and five or more, or none, neither."""
    rules = charter.load("make_justice_normal")
    assert our_report.shares({"yes": yes, "no": no}, took_part=took_part, charter=rules) == shares


def test_the_reports_stand_side_by_side(partnered: Club) -> None:
    """P6, P8. Once every report is there, delegates read them all, with the power beside them, and are asked."""
    play.go_to(partnered, "the reports are side by side")
    (mail,) = play.mails(partnered, "parallel_compared", LOU)
    for words in (
        "Lantern Street Tenants\n  Decided: Yes\n  20 of 40 took part.\nYes: 75%; No: 25%",
        "Make Justice Normal\n  Decided: Yes\n  6 of 12 took part.\n  No percentages are shown.",
        "In their words: The wall is damp.",
        "The partners don't agree on a decision.",
        "one of us pays for the paint",
    ):
        assert words in mail.text.replace("’", "'")
    (contacts,) = play.mails(partnered, "parallel_contacts", NIA)
    assert "Decided: No" in contacts.text
    assert "damp" not in contacts.text
    assert "pp_url" not in contacts.text


def test_delegates_find_a_compromise(partnered: Club) -> None:
    """P6. Where they differ each hears what the others said; agreeing with a proposal by its number decides."""
    play.go_to(partnered, "the reports are side by side")
    play.send(partnered, UMA, play.stepped("We paint it in June"))
    play.send(partnered, LOU, play.stepped("we paint it in  June"))
    play.send(partnered, HAL, play.stepped("We wait until the wall is dry"))
    play.pass_at(partnered, partnered.secretary.now())
    (mail,) = play.mails(partnered, "parallel_steps", LOU)
    assert "1. We paint it in June\n2. We wait until the wall is dry" in mail.text
    assert play.vote(partnered).settled_at is None
    for who in (UMA, LOU):
        play.send(partnered, who, play.stepped(agrees="2"))
    play.pass_at(partnered, partnered.secretary.now())
    assert play.vote(partnered).settled == "We wait until the wall is dry"
    assert play.go_on(partnered) == []
    assert play.vote(partnered).closed
    assert "We wait until the wall is dry" in play.mails(partnered, "parallel_settled", NIA)[0].text
    (ours,) = play.mails(partnered, "parallel_members", "ada@example.org")
    assert "The result of our own vote stays as it is: “Yes”." in ours.text


def test_partners_that_decide_alike_agree(partnered: Club) -> None:
    """P6. All of them decided yes: agreement is stated, and the delegates still say what comes next."""
    play.go_to(partnered, "ours is counted")
    play.send(partnered, LOU, play.YES)
    play.send(partnered, HAL, play.reported("Yes", "80", "20", "10", "12"))
    play.pass_at(partnered, partnered.secretary.now())
    assert "The partners agree: “Yes”." in play.mails(partnered, "parallel_compared", UMA)[0].text
    for who in (UMA, LOU, HAL):
        play.send(partnered, who, play.stepped("We pay for the mural together"))
    play.pass_at(partnered, partnered.secretary.now())
    assert play.vote(partnered).settled == "We pay for the mural together"
    assert play.mails(partnered, "parallel_steps", LOU) == []


def test_delegates_are_asked_when_the_votes_are_over_and_reminded(partnered: Club) -> None:
    """P6. Nobody is asked while people vote; who owes a report is asked on the day after, and reminded twice."""
    play.go_to(partnered, "the vote is begun")
    play.pass_at(partnered, OVER - timedelta(days=1))
    assert play.mails(partnered, "parallel_report", LOU) == []
    play.pass_at(partnered, OVER)
    play.send(partnered, HAL, play.NO)
    for days in (3, 4, 5, 6, 7):
        play.pass_at(partnered, OVER + timedelta(days=days))
    assert len(play.mails(partnered, "parallel_report", LOU)) == 3
    assert len(play.mails(partnered, "parallel_report", LIN)) == 3
    assert len(play.mails(partnered, "parallel_report", HAL)) == 1
    assert "We have no report of Lantern Street Tenants yet." in play.mails(partnered, "parallel_report", LOU)[-1].text


def test_a_missing_report_doesnt_keep_the_others_waiting(partnered: Club) -> None:
    """P6. On the day after reports were due, those that are there stand side by side; the desk asks for the other."""
    play.go_to(partnered, "ours is counted")
    play.send(partnered, LOU, play.YES)
    play.pass_at(partnered, LATE - timedelta(days=1))
    assert play.vote(partnered).compared_at is None
    play.pass_at(partnered, LATE)
    (mail,) = play.mails(partnered, "parallel_compared", LOU)
    assert "Harbour Garden Collective\n  No report came." in mail.text
    assert "No report came of Harbour Garden Collective." in mail.text
    assert "A report is missing on “mural-26”" in desk.desk_page(partnered.secretary)
    play.send(partnered, HAL, play.NO)
    play.pass_at(partnered, partnered.secretary.now() + MINUTE)
    later = play.mails(partnered, "parallel_compared", LOU)
    assert len(later) == 2
    assert later[-1].subject.startswith("Corrected")
    assert "15 of 18 took part" in later[-1].text


def test_twice_is_once(partnered: Club) -> None:
    """P6. A pass over what is done already changes nothing, in the book or outside."""
    for moment, _ in play.MOMENTS[1:]:
        play.go_to(partnered, moment)
        assert play.go_on(partnered) == []
        before = partnered.everything()
        assert play.go_on(partnered) == []
        assert partnered.everything() == before


def test_a_vote_asked_twice_is_one(partnered: Club) -> None:
    """P6. The same answers change nothing; others are refused."""
    play.go_to(partnered, "the vote is begun")
    wanted = ParallelVoteAsked.model_validate({**ASKED, **play.OWN})
    assert ask(partnered.secretary, wanted)[:2] == (False, VOTE)
    with pytest.raises(Refusal, match="with other answers"):
        ask(partnered.secretary, wanted.model_copy(update={"title": "Another title"}))


def test_a_vote_is_called_off(partnered: Club) -> None:
    """P6. Whoever heard of it is told, once; nobody is asked or reminded any more, and the form closes."""
    play.go_to(partnered, "the vote is begun")
    wanted = ParallelVoteOff(key=VOTE, because="The wall was sold.", by="A.E.")
    assert call_off(partnered.secretary, wanted)
    assert not call_off(partnered.secretary, wanted)
    with partnered.secretary.ledger.reading() as session:
        assert "Our own vote “mural-26” goes on" in told_off(session, wanted, news=True)
    play.pass_at(partnered, OVER)
    for who in (*DELEGATES, NIA):
        assert "The wall was sold." in play.mails(partnered, "parallel_off", who)[0].text
        assert play.mails(partnered, "parallel_report", who) == []
    assert play.vote(partnered).closed
    with pytest.raises(Refusal, match="called off"):
        move(partnered.secretary, LastDayMoved(key=VOTE, last_day=date(2026, 10, 30), because="x", moved_by="A.E."))


def test_the_last_day_is_moved(partnered: Club) -> None:
    """P6. Everybody hears of the new day once; reports are asked for and due that much later."""
    play.go_to(partnered, "the vote is begun")
    wanted = LastDayMoved(key=VOTE, last_day=date(2026, 10, 15), because="A holiday.", moved_by="A.E.")
    assert move(partnered.secretary, wanted)
    assert not move(partnered.secretary, wanted)
    play.pass_at(partnered, OVER)
    (_, moved) = play.mails(partnered, "parallel_begun", LOU)
    assert "The last day of this vote was 12 October 2026. It is now 15 October 2026." in moved.text
    assert play.mails(partnered, "parallel_report", LOU) == []
    play.pass_at(partnered, OVER + timedelta(days=3))
    assert "22 October 2026" in play.mails(partnered, "parallel_report", LOU)[0].text


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"partnership": "nobodys"}, "There is no partnership “nobodys”"),
        ({"last_day": date(2026, 9, 1)}, "is past"),
        ({"choices": ["Yes", "yes"]}, "listed twice"),
        ({"choices": ["Now", "Later", "Never"], **play.OWN}, "there are two choices"),
        ({"our_election": "nothing"}, "There is no vote “nothing”"),
        ({"our_election": "autumn", **play.OWN}, "Leave one of the two empty"),
        ({"title": "A mural for the Harbour-garden collective"}, "it names a partner that third parties may not"),
        ({"key": "harbour-garden", "title": "Collective: a mural"}, "it names a partner that third parties may not"),
    ],
)
def test_what_cant_be_asked_is_refused(partnered: Club, changes: dict[str, Any], why: str) -> None:
    """P5, P6. The letter says what is wrong; nothing is on record."""
    play.go_to(partnered, "the partnership is agreed")
    with pytest.raises(Refusal, match=why):
        ask(partnered.secretary, ParallelVoteAsked.model_validate({**ASKED, **changes}))
    with partnered.secretary.ledger.reading() as session:
        assert session.get(Election, VOTE) is None


def test_a_question_keeps_to_what_co_partners_may_know(partnered: Club) -> None:
    """P6, P11. The delegates of all partners read it, so it names none that may not be told of to co-partners."""
    private = {"members": "its name", "partners": "that there is one", "third_parties": "nothing"}
    partnered.go_to("furnished")
    play.agree(partnered, told={play.GARDEN: private})
    asked = {**ASKED, "text": "Shall we pay for the wall of Harbour Garden Collective?"}
    with pytest.raises(Refusal, match="it names a partner that partners may not be told of"):
        ask(partnered.secretary, ParallelVoteAsked.model_validate(asked))


def test_only_partners_who_chose_so_vote_in_parallel(partnered: Club) -> None:
    """P1, P5. Not before the partnership is in force, nor where the partners chose to vote flat."""
    play.agree(partnered, method="flat")
    wanted = ParallelVoteAsked.model_validate(ASKED)
    with pytest.raises(Refusal, match="they chose flat"):
        ask(partnered.secretary, wanted)
    with partnered.secretary.ledger.writing(partnered.secretary.now()) as pen:
        pen.session.get_one(Partnership, play.PROJECT).agreed_at = None
        pen.log("partnership.undone", partnership=play.PROJECT)
    with pytest.raises(Refusal, match="can't vote yet"):
        ask(partnered.secretary, wanted)


def test_a_charter_without_partners_goes_on_as_before(club: Club) -> None:
    """P6. No duty does anything, and the door answers with a letter."""
    before = club.everything()
    assert partners.carry_on(club.secretary).troubles == []
    assert club.everything() == before
    with pytest.raises(NoPartners):
        ask(club.secretary, ParallelVoteAsked.model_validate(ASKED))


def test_a_form_that_was_edited_is_on_the_desk(partnered: Club) -> None:
    """P6. What can't be trusted isn't read; somebody has to mend it, and no link to it goes out."""
    play.go_to(partnered, "the vote is begun")
    form = partnered.sandbox.world.google["forms"][play.vote(partnered).form_id]
    form["info"]["title"] = "Something else"
    partnered.at(OVER)
    assert any("can't be used" in one for one in play.go_on(partnered))
    assert "The form of the parallel vote “mural-26” can't be used" in desk.desk_page(partnered.secretary)
    play.post(partnered)
    assert play.mails(partnered, "parallel_report", LOU) == []


def test_the_command_line_shows_a_vote(partnered: Club) -> None:
    """P6, P9. Partners by number and name, and what each reported, as letters show it."""
    play.go_to(partnered, "the reports are side by side")
    page = parallel.vote_page(partnered.secretary, VOTE)
    assert "| Lantern Street Tenants | Yes | 20 of 40 took part | Yes: 75%; No: 25% |" in page
    assert "3: Harbour Garden Collective" in page
    partnered.later(MINUTE)


def test_our_vote_that_is_withdrawn_leaves_the_report_to_our_delegates(partnered: Club) -> None:
    """P6. Then our delegates are asked like all the others."""
    play.go_to(partnered, "the vote is begun")
    partnered.later(MINUTE)
    partnered.freeze(VOTE)
    withdraw(partnered.secretary, VOTE, reason="The wall was sold.")
    play.pass_at(partnered, OVER)
    assert len(play.mails(partnered, "parallel_report", UMA)) == 1
    play.send(partnered, UMA, play.NO)
    assert play.go_on(partnered) == []
    assert play.now(partnered).reports[play.OURS].decision == "No"


def test_our_vote_that_isnt_certified_is_on_the_desk(partnered: Club) -> None:
    """P6. Our own report is missing then, and the desk says how it comes."""
    play.go_to(partnered, "the vote is begun")
    play.pass_at(partnered, OVER)
    for who in (LOU, HAL):
        play.send(partnered, who, play.YES)
    play.pass_at(partnered, LATE)
    assert "Certify our own vote “mural-26”: its count is our report." in desk.desk_page(partnered.secretary)


def test_the_form_closes_with_the_partnership(partnered: Club) -> None:
    """P1, P6. Where the partnership has ended nobody is asked or told anything more."""
    play.go_to(partnered, "ours is counted")
    with partnered.secretary.ledger.writing(partnered.secretary.now()) as pen:
        pen.session.get_one(Partnership, play.PROJECT).ended_on = date(2026, 10, 13)
        pen.log("partnership.ended", partnership=play.PROJECT)
    play.pass_at(partnered, LATE)
    assert play.vote(partnered).closed
    assert play.vote(partnered).compared_at is None
