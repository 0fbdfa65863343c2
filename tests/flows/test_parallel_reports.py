"""Reports on parallel votes: all versions are kept, the last readable one counts, and none tells how somebody voted."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from sqlalchemy import select

from core.records import Delegate, DelegateAbsence, Entry, Letter
from flows import next_step, parallel_report
from flows.next_step import StepAgreed
from flows.pages import desk, parallel, partners
from flows.parallel_report import ReportGiven
from flows.secretary import Refusal
from tests.flows import partners_parallel as play
from tests.flows.club import ADA, BO, CLEO, DAY, MINUTE, Club
from tests.flows.partners_parallel import GARDEN, HAL, HOPE, LANTERN, LIN, LOU, NIA, OURS, UMA, VIC, VOTE

UNIFORM = "No percentages are shown."


def _pass(club: Club) -> None:
    play.pass_at(club, club.secretary.now() + MINUTE)


def test_a_corrected_report_counts_as_corrected(partnered: Club) -> None:
    """P6. Every version is kept; of a partner's the last one counts, whichever of its delegates sent it."""
    play.go_to(partnered, "ours is counted")
    play.send(partnered, LOU, play.YES)
    _pass(partnered)
    play.send(partnered, LIN, play.reported("No", "45", "55", "20", "40"))
    _pass(partnered)
    assert play.now(partnered).reports[LANTERN].decision == "No"
    assert len(play.answers(partnered)) == 3


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (play.reported("Yes", "75", "75", "20", "40"), "its shares add up to more than 100"),
        (play.reported("Yes", "most of us", "25", "20", "40"), "isn't written as a percentage"),
        (play.reported("Yes", "75", "25", "50", "40"), "more took part than could vote"),
        (play.reported("Yes", "75", "25", "", "40"), "it doesn't say how many took part"),
        (play.reported("Yes", "75", "25", "about 20", "40"), "isn't written as a whole number"),
        (play.reported("", "75", "25", "20", "40"), "it doesn't say what was decided"),
    ],
)
def test_what_cant_be_read_comes_back_with_a_letter(partnered: Club, said: dict[str, str], why: str) -> None:
    """P6. It is kept and listed, and the delegate hears what to correct, once; an earlier version counts meanwhile."""
    play.go_to(partnered, "ours is counted")
    play.send(partnered, LOU, play.NO)
    _pass(partnered)
    play.send(partnered, LOU, said)
    _pass(partnered)
    _pass(partnered)
    (mail,) = play.mails(partnered, "parallel_unread", LOU)
    assert why in mail.text
    assert play.mails(partnered, "parallel_unread", LIN) == []
    assert play.now(partnered).reports[LANTERN].decision == "No"
    assert "can't be read" in desk.desk_page(partnered.secretary)
    assert why in parallel.vote_page(partnered.secretary, VOTE)
    play.send(partnered, LOU, play.YES)
    _pass(partnered)
    assert play.now(partnered).reports[LANTERN].decision == "Yes"
    assert "can't be read" not in desk.desk_page(partnered.secretary)


def test_an_answer_by_nobodys_code_counts_for_nobody(partnered: Club) -> None:
    """P6. It is kept, and the desk says so."""
    play.go_to(partnered, "ours is counted")
    vote = play.vote(partnered)
    base = play.link(partnered, LOU).rpartition("=")[0]
    assert partnered.send(f"{base}=AAAA-BBBB", play.YES).accepted
    _pass(partnered)
    assert vote.key == VOTE
    assert set(play.now(partnered).reports) == {OURS}
    assert play.now(partnered).unknown == 1
    assert "came by a code that is no delegate's" in desk.desk_page(partnered.secretary)


def test_a_delegate_who_was_replaced_reports_no_more(partnered: Club) -> None:
    """P2, P6. What they sent before counts; what they send afterwards is kept, and counts for nobody."""
    play.go_to(partnered, "ours is counted")
    play.send(partnered, LOU, play.YES)
    _pass(partnered)
    with partnered.secretary.ledger.writing(partnered.secretary.now()) as pen:
        pen.session.get_one(Delegate, (play.PROJECT, 3)).replaced_at = pen.at
        pen.log("delegate.replaced", partnership=play.PROJECT, delegate=3)
    play.send(partnered, LOU, play.NO)
    _pass(partnered)
    assert play.now(partnered).reports[LANTERN].decision == "Yes"
    assert play.now(partnered).unknown == 1


def test_a_report_by_telephone_is_recorded(partnered: Club) -> None:
    """P6. An organiser records it with initials, once; one that can't be is refused, and so is ours."""
    play.go_to(partnered, "ours is counted")
    given = ReportGiven(
        key=VOTE,
        partner=GARDEN,
        decision="no",
        percentages=["40", "60"],
        took_part="15",
        could="18",
        recorded_by="A.E.",
    )
    assert parallel_report.record(partnered.secretary, given)
    assert not parallel_report.record(partnered.secretary, given)
    assert play.now(partnered).reports[GARDEN].decision == "No"
    assert play.now(partnered).unknown == 0
    for changes, why in (
        ({"took_part": "19"}, "more took part than could vote"),
        ({"decision": "Perhaps"}, "was no choice"),
        ({"partner": 4}, "There is no partner of number 4"),
        ({"partner": OURS}, "filled in from our own vote"),
        ({"percentages": ["40"]}, "There are 2 choices"),
        ({"took_part": "4"}, "nobody would be shown them"),
        ({"percentages": ["0", "100"]}, "nobody would be shown them"),
    ):
        with pytest.raises(Refusal, match=why):
            parallel_report.record(partnered.secretary, given.model_copy(update=changes))


def test_our_delegates_add_feedback_to_our_count_and_no_more(partnered: Club) -> None:
    """P6. Our certified vote is our report, whatever our delegate types; their words stand beside it."""
    play.go_to(partnered, "the reports are side by side")
    play.send(partnered, VIC, play.reported("No", "1", "99", "2", "3", "Many asked about the costs."))
    _pass(partnered)
    report = play.now(partnered).reports[OURS]
    assert (report.decision, report.took_part, report.feedback) == ("Yes", 6, "Many asked about the costs.")
    assert "Many asked about the costs." in play.mails(partnered, "parallel_compared", LOU)[-1].text


def _everything_told(club: Club) -> str:
    """All that anybody can read of it: letters, pages, and the command line."""
    told = [mail.text for who in (*play.DELEGATES, NIA, "ada@example.org") for mail in club.mails_to(who)]
    pages = [desk.desk_page(club.secretary), partners.partners_page(club.secretary)]
    return "\n".join([*told, *pages, parallel.vote_page(club.secretary, VOTE)])


ALL_OF_IT = "what we do together"
PUBLIC = {nth: {"members": ALL_OF_IT, "partners": ALL_OF_IT, "third_parties": ALL_OF_IT} for nth in play.NAMES}


@pytest.mark.parametrize(
    ("said", "figures"),
    [
        (play.reported("No", "31", "69", "4", "9"), ("31%", "69%", "4 of 9")),
        (play.reported("No", "0", "100", "8", "9"), ("100%",)),
        (play.reported("No", "0", "", "8", "9"), (": 0%",)),
        (play.reported("Yes", "80", "20", "5", "5"), ("80%", "20%")),
    ],
)
def test_no_report_tells_how_one_person_voted(partnered: Club, said: dict[str, str], figures: tuple[str, ...]) -> None:
    """P9. Percentages of few people, or of people who all voted alike, stand nowhere – nor why there are none."""
    play.agree(partnered, told=PUBLIC)
    play.begin(partnered)
    play.pass_at(partnered, play.OVER)
    play.send(partnered, UMA, play.YES)
    play.send(partnered, LOU, play.YES)
    play.send(partnered, HAL, said)
    _pass(partnered)
    told = _everything_told(partnered)
    assert "Harbour Garden Collective" in told
    assert not [one for one in figures if one in told]
    (mail,) = play.mails(partnered, "parallel_compared", LOU)
    assert UNIFORM in mail.text.partition("Harbour Garden Collective")[2]
    assert "voted alike" not in told


def test_ours_of_few_ballots_tells_the_decision_alone(partnered: Club) -> None:
    """P9. Our own count of three ballots becomes a report without percentages, and they aren't kept in it either."""
    play.go_to(partnered, "the vote is begun")
    play.hold_our_vote(partnered, yes=(ADA, BO), no=(CLEO,))
    play.pass_at(partnered, play.OVER)
    report = play.now(partnered).reports[OURS]
    assert (report.decision, dict(report.shares)) == ("Yes", {})


def test_figures_that_were_told_arent_told_otherwise(partnered: Club) -> None:
    """P9. A second table beside the first would tell how those voted who make the difference: it is withheld."""
    play.go_to(partnered, "the reports are side by side")
    play.send(partnered, LOU, play.reported("Yes", "76.2", "23.8", "21", "40"))
    _pass(partnered)
    later = play.mails(partnered, "parallel_compared", HAL)[-1]
    assert "The report was corrected. Figures that stood in an earlier letter hold no more." in later.text
    assert "76.2" not in _everything_told(partnered)
    assert "21 of 40" not in _everything_told(partnered)


def test_no_figures_after_none_were_shown(partnered: Club) -> None:
    """P9. That no percentages of eight were shown is told already; those of nine would tell how the ninth voted."""
    play.agree(partnered, told=PUBLIC)
    play.begin(partnered)
    play.pass_at(partnered, play.OVER)
    for who, said in ((UMA, play.YES), (LOU, play.YES), (HAL, play.reported("No", "0", "100", "15", "30"))):
        play.send(partnered, who, said)
    _pass(partnered)
    assert "15 of 30 took part" in _everything_told(partnered)
    play.send(partnered, HAL, play.reported("No", "25", "75", "20", "30"))
    _pass(partnered)
    later = play.mails(partnered, "parallel_compared", LOU)[-1].text.partition("Harbour Garden Collective")[2]
    assert "The report was corrected." in later
    assert "25%" not in later
    assert "20 of 30" not in _everything_told(partnered)


def test_the_backups_step_counts_while_there_is_none_of_the_primary(partnered: Club) -> None:
    """P2, P6. Then the primary's counts, unless their absence is on record."""
    play.go_to(partnered, "the reports are side by side")
    play.send(partnered, LIN, play.stepped("The backup's idea"))
    _pass(partnered)
    assert play.now(partnered).steps[LANTERN] == "The backup's idea"
    play.send(partnered, LOU, play.stepped("The primary's idea"))
    play.send(partnered, LIN, play.stepped("Another idea of the backup's"))
    _pass(partnered)
    assert play.now(partnered).steps[LANTERN] == "The primary's idea"
    with partnered.secretary.ledger.writing(partnered.secretary.now()) as pen:
        away = {"partnership_key": play.PROJECT, "nth": 3, "since": date(2026, 10, 13), "until": None}
        pen.session.add(DelegateAbsence(**away, recorded_at=pen.at, recorded_by="A.E."))
        pen.log("delegate.absent", partnership=play.PROJECT, delegate=3)
    assert play.now(partnered).steps[LANTERN] == "Another idea of the backup's"


def test_the_number_of_no_proposal_comes_back(partnered: Club) -> None:
    """P6. Whoever agrees with a number that isn't there hears which numbers there are."""
    play.go_to(partnered, "the reports are side by side")
    play.send(partnered, UMA, play.stepped("We paint it in June"))
    play.send(partnered, LOU, play.stepped(agrees="7"))
    _pass(partnered)
    assert "is the number of no proposal" in play.mails(partnered, "parallel_unread", LOU)[0].text
    assert LANTERN not in play.now(partnered).steps


def test_what_delegates_agree_on_in_a_meeting_is_recorded(partnered: Club) -> None:
    """P6. An organiser records it with day and initials; the next pass tells it, once."""
    play.go_to(partnered, "the reports are side by side")
    for who, words in ((UMA, "June"), (LOU, "June"), (HAL, "September")):
        play.send(partnered, who, play.stepped(words))
    _pass(partnered)
    assert "The delegates don't say the same next step" in desk.desk_page(partnered.secretary)
    agreed = StepAgreed(key=VOTE, step="We paint it in August", on=date(2026, 10, 13), recorded_by="A.E.")
    assert next_step.record(partnered.secretary, agreed)
    assert not next_step.record(partnered.secretary, agreed)
    _pass(partnered)
    assert not next_step.record(partnered.secretary, agreed)
    assert play.vote(partnered).settled == "We paint it in August"
    for who in (*play.DELEGATES, NIA):
        assert len(play.mails(partnered, "parallel_settled", who)) == 1
    partnered.later(15 * DAY)
    with pytest.raises(Refusal, match="nothing changes any more"):
        next_step.record(partnered.secretary, agreed.model_copy(update={"step": "Something else"}))


def test_a_step_before_the_reports_is_refused(partnered: Club) -> None:
    """P6. The delegates decide once the reports are side by side, and not on a day that is still to come."""
    play.go_to(partnered, "ours is counted")
    agreed = StepAgreed(key=VOTE, step="We paint it in August", on=date(2026, 10, 13), recorded_by="A.E.")
    with pytest.raises(Refusal, match="aren't side by side yet"):
        next_step.record(partnered.secretary, agreed)
    play.go_to(partnered, "the reports are side by side")
    with pytest.raises(Refusal, match="still to come"):
        next_step.record(partnered.secretary, agreed.model_copy(update={"on": date(2026, 10, 30)}))


def test_a_private_partner_is_named_to_nobody_who_may_not_know(partnered: Club) -> None:
    """P11. Members read of a partner organisation, outsiders nothing; its co-partners know it by name."""
    private = {GARDEN: {"members": "that there is one", "third_parties": "nothing"}}
    play.agree(partnered, told=private)
    play.begin(partnered, **play.OWN)
    play.hold_our_vote(partnered)
    play.pass_at(partnered, play.OVER)
    for who, said in ((LOU, play.YES), (HAL, play.NO)):
        play.send(partnered, who, said)
    _pass(partnered)
    for who in (UMA, LOU, HOPE, HAL):
        play.send(partnered, who, play.stepped("We help the harbour garden  collective with the wall"))
    _pass(partnered)
    (members,) = play.mails(partnered, "parallel_members", "ada@example.org")
    assert "a partner organisation: No" in members.text
    assert "We help a partner organisation with the wall" in members.text
    assert "Harbour Garden" in play.mails(partnered, "parallel_settled", LOU)[0].text.title()
    page = partners.partners_page(partnered.secretary) + desk.desk_page(partnered.secretary)
    assert not [name for name in ("Lantern", "Harbour", "helps", "wall is damp") if name in page]
    assert "What outsiders may not know isn't shown here" in page


def test_the_log_knows_no_words_of_delegates(partnered: Club) -> None:
    """P9. It holds keys and counts: no name, mailbox, decision, percentage or proposal."""
    play.go_to(partnered, "the reports are side by side")
    play.send(partnered, UMA, play.stepped("We paint it in June"))
    _pass(partnered)
    with partnered.secretary.ledger.reading() as session:
        lines = re.sub(r"[0-9a-f]{32,}", "", " ".join(session.execute(select(Entry.payload)).scalars()))
        codes = [play.link(partnered, who).rpartition("=")[2] for who in (UMA, LOU, HAL)]
        kept = json.dumps([one.said for one in play.answers(partnered)])
        facts = json.dumps([one.facts for one in session.execute(select(Letter)).scalars()])
    for words in ("June", "Lantern", "Garden", "damp", "@example.org", "Imaginary", '"75'):
        assert words not in lines.replace(VOTE, "")
    assert not [code for code in codes if code in lines + kept + facts]
