"""What organisers recorded by mistake about a parallel vote: how it is taken back, or put right."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from flows import next_step, parallel_report
from flows.secretary import Refusal
from tests.flows import partners_parallel as play
from tests.flows.club import ADA, BO, DAY, MEMBERS, MINUTE, Club
from tests.flows.partners_parallel import GARDEN, HAL, LANTERN, LOU, UMA, VOTE, YES, mails, pass_at, send, stepped


def _report(partner: int, **changes: Any) -> parallel_report.ReportGiven:
    said = {"decision": "Yes", "percentages": ["70", "30"], "took_part": "20", "could": "40"} | changes
    return parallel_report.ReportGiven.model_validate({"key": VOTE, "partner": partner, "recorded_by": "R.O.", **said})


def _taken_back(partner: int) -> parallel_report.ReportGiven:
    return parallel_report.ReportGiven(key=VOTE, partner=partner, recorded_by="R.O.", take_back=True)


def _step(words: str) -> next_step.StepAgreed:
    return next_step.StepAgreed(key=VOTE, step=words, on=date(2026, 10, 13), recorded_by="R.O.")


def test_a_report_of_the_wrong_partner_is_taken_back(partnered: Club) -> None:
    """P6. It counts no more, and what the delegates sent themselves does again; recorded anew it counts anew."""
    play.go_to(partnered, "ours is counted")
    send(partnered, LOU, YES)
    pass_at(partnered, partnered.secretary.now() + MINUTE)
    assert parallel_report.record(partnered.secretary, _report(LANTERN, decision="No"))
    assert play.now(partnered).reports[LANTERN].decision == "No"
    assert parallel_report.record(partnered.secretary, _taken_back(LANTERN))
    assert not parallel_report.record(partnered.secretary, _taken_back(LANTERN))
    assert play.now(partnered).reports[LANTERN].decision == "Yes"
    assert not parallel_report.record(partnered.secretary, _taken_back(GARDEN))
    partnered.later(MINUTE)
    assert parallel_report.record(partnered.secretary, _report(LANTERN, decision="No"))
    assert play.now(partnered).reports[LANTERN].decision == "No"
    assert play.now(partnered).unknown == 0


def test_a_report_that_was_told_is_corrected_and_not_taken_back(partnered: Club) -> None:
    """P6, P9. The reports went out side by side; a report in its place goes to all delegates as before."""
    play.go_to(partnered, "ours is counted")
    send(partnered, LOU, YES)
    pass_at(partnered, partnered.secretary.now() + MINUTE)
    parallel_report.record(partnered.secretary, _report(GARDEN))
    pass_at(partnered, partnered.secretary.now() + MINUTE)
    assert play.vote(partnered).compared_at is not None
    with pytest.raises(Refusal, match="so nothing is taken back"):
        parallel_report.record(partnered.secretary, _taken_back(GARDEN))
    partnered.later(MINUTE)
    assert parallel_report.record(partnered.secretary, _report(GARDEN, decision="No"))


def test_a_report_without_figures_is_refused(partnered: Club) -> None:
    """P6. What may be left empty to take a report back is still needed to record one."""
    play.go_to(partnered, "ours is counted")
    with pytest.raises(Refusal, match="Nothing was recorded"):
        parallel_report.record(partnered.secretary, _report(GARDEN, took_part=""))
    with pytest.raises(Refusal, match="Nothing was recorded"):
        parallel_report.record(partnered.secretary, _report(GARDEN, decision=""))


def test_a_slip_in_the_next_step_is_put_right(partnered: Club) -> None:
    """P6. By the same door while objections are heard; delegates, contacts and members read the right words."""
    play.go_to(partnered, "the reports are side by side")
    next_step.record(partnered.secretary, _step("We paint it in Mya."))
    pass_at(partnered, partnered.secretary.now() + MINUTE)
    settled = partnered.secretary.now()
    assert play.vote(partnered).settled == "We paint it in Mya."
    assert next_step.record(partnered.secretary, _step("We paint it in May."))
    assert not next_step.record(partnered.secretary, _step("We paint it in May."))
    pass_at(partnered, partnered.secretary.now() + MINUTE)
    for box in (HAL, UMA, play.NIA):
        assert ["Corrected" in one.subject for one in mails(partnered, "parallel_settled", box)] == [False, True]
    for who in (ADA, BO):
        last = mails(partnered, "parallel_members", MEMBERS[who])[-1]
        assert "We paint it in May." in last.text
        assert "this takes its place" in last.text
    partnered.at(settled + 15 * DAY)
    with pytest.raises(Refusal, match="14 days ago"):
        next_step.record(partnered.secretary, _step("We paint it in June."))


def test_what_delegates_said_themselves_is_not_put_right_for_them(partnered: Club) -> None:
    """P6. Only what an organiser recorded is an organiser's to correct."""
    play.go_to(partnered, "the reports are side by side")
    for who in (LOU, UMA, HAL):
        send(partnered, who, stepped("We paint."))
    pass_at(partnered, partnered.secretary.now() + MINUTE)
    assert play.vote(partnered).settled == "We paint."
    with pytest.raises(Refusal, match="nothing changes any more"):
        next_step.record(partnered.secretary, _step("We wait."))
