"""Questionnaires: issued to whoever may be asked, answered by link, closed on time, and read by the members."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.records import Questionnaire, Race
from flows import answer_for, process, step
from flows import questionnaire as issuing
from flows.duties.questionnaire import questionnaires
from flows.pages.season import season_page
from flows.secretary import Refusal
from integrations.google import drive
from tests.conftest import ON_SQLITE
from tests.flows.asked import (
    CLIMATE,
    DECLINES,
    HOUSING,
    MAYOR,
    URSULA,
    VICTOR,
    WANDA,
    answers,
    form,
    found_out,
    go_on,
    kept,
    link,
    over,
    replies,
    reply,
    row_of,
    stands,
    steps,
)
from tests.flows.club import HOUR, MINUTE, Club
from tests.flows.terminal import at_the_club

LETTERS_TO_MEMBERS = f"race.{MAYOR}/answers"


def test_a_questionnaire_goes_from_the_bank_to_members_and_onto_the_record(issued: Club) -> None:
    """E4, E5. Issued, answered by link, closed, published, told, and a step of the process: all by itself."""
    assert stands(issued) == {URSULA: "asked", VICTOR: "asked", WANDA: "not asked"}
    assert reply(issued, URSULA, {HOUSING: "Build on every empty lot."}).accepted
    over(issued)
    assert row_of(issued, HOUSING)[1:] == ["Build on every empty lot.", "", ""]
    with issued.secretary.ledger.reading() as session:
        [taken] = session.get_one(Race, MAYOR).steps
        assert (taken.step, taken.door, taken.by) == ("questionnaire", "questionnaire", "itself")
        assert taken.note == "answered: mayor-26/1; asked: mayor-26/2; not asked: mayor-26/3"
        assert taken.link == questionnaires.answers_link(session, MAYOR) == kept(issued).sheet_link
    [mail] = issued.mails(LETTERS_TO_MEMBERS, to="ada@example.org")
    assert "Ursula Imaginary: Build on every empty lot." in mail.text
    assert kept(issued).sheet_link in mail.text
    assert not reply(issued, VICTOR, {HOUSING: "Too late."}).accepted


def test_the_page_says_who_is_waited_for(issued: Club) -> None:
    """E4. While candidates have time it is them; once it is over and nobody answered, organisers."""
    step.record(issued.secretary, MAYOR, "candidate meeting", by="R. O.")
    assert "Candidates answer the questionnaire until the end of 22 October 2026" in season_page(issued.secretary)
    over(issued)
    assert "Next step: questionnaire" in season_page(issued.secretary)


def test_the_sheet_is_open_to_readers_and_to_nobody_else(issued: Club) -> None:
    """E4. Everybody with the link can read it; nobody can write in it; and there is no link before it is published."""
    with issued.secretary.ledger.reading() as session:
        assert questionnaires.answers_link(session, MAYOR) == ""
    reply(issued, URSULA, {HOUSING: "Build."})
    over(issued)
    granted = issued.sandbox.world.google["files"][kept(issued).sheet_id]["permissions"]
    assert [(one["type"], one["role"]) for one in granted] == [("user", "owner"), ("anyone", "reader")]


def test_answers_are_never_scored(issued: Club) -> None:
    """E18. The sheet holds the questions, the candidates and their words, and no figure that weighs them."""
    reply(issued, URSULA, {HOUSING: "Build.", CLIMATE: "Heat pumps."})
    over(issued)
    rows = answers(issued)
    assert rows[0] == ["", "Ursula Imaginary", "Victor Invented", "Wanda Madeup"]
    assert rows[1][0] == "How they answered"
    assert len(rows) == 2 + 12 + 2
    assert {cell for row in rows[2:] for cell in row[1:]} == {"", "Build.", "Heat pumps."}


def test_a_partial_answer_is_one_and_the_latest_version_counts_whole(issued: Club) -> None:
    """E4. A new version by the same link takes the place of the earlier one; both are kept."""
    reply(issued, URSULA, {HOUSING: "Build.", CLIMATE: "Heat pumps."})
    reply(issued, URSULA, {HOUSING: "Build more."})
    over(issued)
    assert row_of(issued, HOUSING)[1] == "Build more."
    assert row_of(issued, CLIMATE)[1] == ""
    assert len(replies(issued)) == 2
    assert answers(issued)[1][1].startswith("Answered 1 of 14 questions on ")


def test_what_comes_after_the_deadline_is_kept_and_marked_late(issued: Club) -> None:
    """E4. Sent in the minutes before the form closes, it doesn't count, and members read that it is there."""
    reply(issued, URSULA, {HOUSING: "Build."})
    issued.at(kept(issued).due_at)
    reply(issued, URSULA, {HOUSING: "Don't."})
    reply(issued, VICTOR, {HOUSING: "Rent control."})
    over(issued)
    assert stands(issued) == {URSULA: "answered", VICTOR: "asked", WANDA: "not asked"}
    assert len(replies(issued)) == 3
    assert row_of(issued, HOUSING)[1:] == ["Build.", "", ""]
    assert "didn't answer. What came after the deadline" in answers(issued)[1][2].replace("Didn", "didn")
    assert "sent something after the deadline" in season_page(issued.secretary)


def test_an_answer_that_reaches_us_late_was_in_time_by_googles_clock(issued: Club) -> None:
    """E4. Google lists it ten minutes after it was sent; the form was sent in the last minute, and it counts."""
    issued.sandbox.faults.delay_visibility(timedelta(minutes=10))
    issued.at(kept(issued).due_at - 2 * MINUTE)
    reply(issued, URSULA, {HOUSING: "Build."})
    issued.at(kept(issued).due_at + 5 * MINUTE)
    go_on(issued)
    assert steps(issued) == []
    over(issued)
    issued.sandbox.faults.clear()
    assert stands(issued)[URSULA] == "answered"


def test_a_code_of_nobodys_is_kept_and_counts_for_nobody(issued: Club) -> None:
    """E4. Somebody who changed the code has answered for nobody; the page says that something came."""
    issued.send(link(issued, URSULA)[:-3] + "000", {HOUSING: "Build."})
    go_on(issued)
    assert stands(issued)[URSULA] == "asked"
    assert [one.nth for one in replies(issued)] == [0]
    assert "1 answers came with a code that is nobody's" in season_page(issued.secretary).replace("\\", "")


def test_nobody_answered_and_not_all_were_asked_is_no_step(issued: Club) -> None:
    """E4. It waits for a person: more time, or an allied organisation's answers."""
    over(issued)
    assert steps(issued) == []
    assert "nobody answered, and we couldn't ask 1 candidate" in season_page(issued.secretary).replace("\\", "")
    assert issued.mails(LETTERS_TO_MEMBERS) == []
    link_to = "https://tenants.example.org/wanda"
    answer_for.attach(issued.secretary, f"{MAYOR}/{WANDA}", link=link_to, whose="Tenants", by="R. O.")
    go_on(issued)
    issued.later(HOUR)
    go_on(issued)
    assert steps(issued) == ["questionnaire"]
    assert answers(issued)[1][3] == f"Answered Tenants: {link_to}"
    assert f"answered Tenants: {link_to}" in issued.mails(LETTERS_TO_MEMBERS, to="ada@example.org")[0].text


def test_all_were_asked_and_none_answered_is_a_step(issued: Club) -> None:
    """E4. The questionnaire was issued; members read that nobody answered it."""
    found_out(issued, WANDA)
    go_on(issued)
    over(issued)
    assert steps(issued) == ["questionnaire"]
    assert "Wanda Madeup: Didn't answer" in issued.mails(LETTERS_TO_MEMBERS, to="ada@example.org")[0].text


def test_more_time_after_the_deadline_opens_the_form_again(issued: Club) -> None:
    """E4. Nobody answered; the deadline is put off, whoever was asked is told why, and their link works again."""
    over(issued)
    assert not form(issued)["publishState"]["isAcceptingResponses"]
    until = kept(issued).due_at.date() + timedelta(days=7)
    assert issuing.put_off(issued.secretary, MAYOR, until=until, because="Two asked for it.", by="R. O.")
    assert not issuing.put_off(issued.secretary, MAYOR, until=until, because="Two asked for it.", by="R. O.")
    go_on(issued)
    issued.later(HOUR)
    go_on(issued)
    assert [mail.to for mail in issued.mails(f"{MAYOR}.1/q-until-1")] == ["ursula@example.org"]
    assert "Two asked for it." in issued.mails(f"{MAYOR}.2/q-until-1")[0].text
    assert reply(issued, URSULA, {HOUSING: "Build."}).accepted
    over(issued)
    assert steps(issued) == ["questionnaire"]
    with pytest.raises(Refusal, match="published already"):
        issuing.put_off(issued.secretary, MAYOR, until=until + timedelta(days=7), because="Again.", by="R. O.")


def test_an_edited_form_is_held_and_goes_on_once_it_is_mended(issued: Club) -> None:
    """E4. What was sent on a form that somebody changed waits at Google, and the desk hears of it."""
    [question] = [one for one in form(issued)["items"] if one.get("title") == HOUSING]
    question["title"] = "Homes"
    issued.send(link(issued, URSULA), {"Homes": "Build."})
    [trouble] = go_on(issued)
    assert "somebody edited it" in trouble
    assert replies(issued) == []
    assert "somebody edited it" in season_page(issued.secretary)
    question["title"] = HOUSING
    assert go_on(issued) == []
    assert stands(issued)[URSULA] == "answered"


def test_a_race_that_ends_closes_its_form(issued: Club) -> None:
    """E15. The committee decides not to endorse: nobody is reminded, and nothing is published."""
    process.end(issued.secretary, MAYOR, because="no time", ended_by="the committee")
    go_on(issued)
    assert not form(issued)["publishState"]["isAcceptingResponses"]
    over(issued)
    assert steps(issued) == []
    told = {one for one in issued.letters() if one.startswith((MAYOR, "race."))}
    assert {one for one in told if "/ended-" not in one} == {
        f"{MAYOR}.1/q-asked",
        f"{MAYOR}.2/q-asked",
    }


@pytest.mark.parametrize("moment", ["asked", "answered", "over", "published"])
def test_a_second_pass_changes_nothing(issued: Club, moment: str) -> None:
    """E4. Whatever a questionnaire's state is, a pass right after a pass writes nothing anywhere."""
    if moment != "asked":
        reply(issued, URSULA, {HOUSING: "Build.", CLIMATE: "Heat pumps."})
        reply(issued, VICTOR, DECLINES)
    if moment in ("over", "published"):
        issued.at(kept(issued).due_at + HOUR)
    if moment == "published":
        over(issued)
    go_on(issued)
    go_on(issued)
    before = issued.everything()
    go_on(issued)
    assert issued.everything() == before


@ON_SQLITE
def test_the_doors_of_the_command_line(with_candidates: Club) -> None:
    """E4, E5. Issue, decline, attach, give more time: each says what it did, and then that it is so already."""
    by = ("--by", "R. O.")
    again = {
        ("questionnaire", MAYOR, *by, "--about", "housing"): ("Candidates have until the end of", "already"),
        ("decline", f"{MAYOR}/2", *by): ("mayor-26/2 declined", "already"),
        ("allied-answers", f"{MAYOR}/1", "--link", "https://x.example.org/a", "--whose", "Tenants", *by): (
            "mayor-26/1: attached",
            "already",
        ),
        ("more-time", MAYOR, "--until", "2026-10-30", "--because", "The debate.", *by): ("is moved", "already"),
    }
    for words, (first, second) in again.items():
        assert first in at_the_club(with_candidates, *words)
        assert second in at_the_club(with_candidates, *words)


def test_what_has_come_in_is_published_though_the_form_was_deleted(issued: Club) -> None:
    """E4, E18. After the deadline nothing more can come in by a form that is gone: members get what the book has."""
    issued.send(link(issued, URSULA), {HOUSING: "Build."})
    assert go_on(issued) == []
    drive.erase(issued.secretary.google, _form_id(issued))
    assert any("isn't at Google Drive" in one for one in go_on(issued))
    over(issued)
    assert [one for one in steps(issued) if one.startswith("questionnaire")]


def _form_id(club: Club) -> str:
    with club.secretary.ledger.reading() as session:
        return session.get_one(Questionnaire, MAYOR).form_id
