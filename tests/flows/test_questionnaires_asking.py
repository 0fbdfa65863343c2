"""Asking candidates: to whom the questionnaire goes and when, who is reminded, and what organisers record for them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from core.charter import read
from core.records import Letter
from flows import answer_for, process
from flows import questionnaire as issuing
from flows.duties.letter import personal
from flows.pages.season import season_page
from flows.race import RaceOpened, open_race
from flows.secretary import Refusal
from tests.flows.asked import (
    CLIMATE,
    DECLINES,
    HOUSING,
    MAYOR,
    ROWS,
    URSULA,
    VICTOR,
    WANDA,
    answers,
    bank,
    found_out,
    go_on,
    kept,
    link,
    over,
    reply,
    stands,
)
from tests.flows.club import HOUR, Club


def letters(club: Club) -> set[str]:
    """The letters to candidates, by key, without the race."""
    return {one.removeprefix(MAYOR) for one in club.letters() if one.startswith(f"{MAYOR}.")}


def days_before(club: Club, days: int) -> None:
    """Let it be so many days and half an hour less before the deadline."""
    club.at(kept(club).due_at - timedelta(days=days) + HOUR / 2)
    go_on(club)


def test_only_whoever_may_be_asked_is_and_the_others_are_told_why_on_the_page(issued: Club) -> None:
    """E5. No account and no website: no letter. Found out before the deadline, they are asked then."""
    assert letters(issued) == {".1/q-asked", ".2/q-asked"}
    page = season_page(issued.secretary).replace("\\", "")
    assert "Next step: candidate meeting" in page
    assert "not asked: an active account with OCPF was not found on 1 October 2026" in page
    issued.later(timedelta(days=5))
    found_out(issued, WANDA)
    go_on(issued)
    assert letters(issued) == {".1/q-asked", ".2/q-asked", ".3/q-asked"}
    assert stands(issued)[WANDA] == "asked"


def test_after_the_deadline_nobody_is_asked(issued: Club) -> None:
    """E4, E5. Who may be asked too late isn't."""
    issued.at(kept(issued).due_at)
    found_out(issued, WANDA)
    go_on(issued)
    assert stands(issued)[WANDA] == "not asked"


def test_a_candidate_without_an_address_is_not_asked(with_candidates: Club) -> None:
    """E5. No letter can go there; once the tab has an address, it goes."""
    without: list[list[Any]] = [ROWS[0], [*ROWS[1][:2], "", *ROWS[1][3:]], *ROWS[2:]]
    with_candidates.write("Candidates", without)
    issuing.issue(with_candidates.secretary, MAYOR, by="R. O.")
    go_on(with_candidates)
    assert letters(with_candidates) == {".2/q-asked"}
    assert "there is no address to write to" in season_page(with_candidates.secretary)
    with_candidates.write("Candidates", ROWS)
    go_on(with_candidates)
    assert letters(with_candidates) == {".1/q-asked", ".2/q-asked"}


def test_every_candidate_has_a_link_of_their_own_and_the_book_none(issued: Club) -> None:
    """E4. Two codes, neither of which is anywhere in the book."""
    codes = {link(issued, nth).rpartition("=")[2] for nth in (URSULA, VICTOR)}
    assert len(codes) == 2
    assert not [code for code in codes if code in str(issued.everything()["book"])]


def test_reminders_go_to_those_who_havent_answered(issued: Club) -> None:
    """E4. Ten, three and one day before; not to who answered, even in part, and none twice."""
    days_before(issued, 10)
    reply(issued, URSULA, {CLIMATE: "Heat pumps."})
    days_before(issued, 3)
    go_on(issued)
    days_before(issued, 1)
    reminders = {one for one in letters(issued) if "q-r" in one}
    assert reminders == {".1/q-r0-10", ".2/q-r0-10", ".2/q-r0-3", ".2/q-r0-1"}
    issued.later(HOUR)
    issued.tend()
    assert link(issued, VICTOR, "q-r0-1") == link(issued, VICTOR)


def test_whoever_was_away_is_reminded_once(issued: Club) -> None:
    """E4. The machine stood still for weeks: only the latest reminder goes out."""
    days_before(issued, 1)
    assert {one for one in letters(issued) if "q-r" in one} == {".1/q-r0-1", ".2/q-r0-1"}


@pytest.mark.parametrize("how", ["on the form", "by word"])
def test_whoever_declines_is_reminded_no_more(issued: Club, how: str) -> None:
    """E4. Ticked on the form, or recorded by an organiser; members read it; an answer after all counts."""
    if how == "on the form":
        reply(issued, VICTOR, DECLINES)
    else:
        assert answer_for.decline(issued.secretary, f"{MAYOR}/{VICTOR}", because="No time.", by="R. O.")
        assert not answer_for.decline(issued.secretary, f"{MAYOR}/{VICTOR}", because="No time.", by="R. O.")
    reply(issued, URSULA, {HOUSING: "Build."})
    days_before(issued, 3)
    assert not {one for one in letters(issued) if "q-r" in one}
    assert stands(issued) == {URSULA: "answered", VICTOR: "declined", WANDA: "not asked"}
    over(issued)
    assert answers(issued)[1][2] == "Declined to answer"


def test_whoever_declined_may_answer_after_all(issued: Club) -> None:
    """E4. What comes in time counts, whatever was said before."""
    reply(issued, VICTOR, DECLINES)
    answer_for.decline(issued.secretary, f"{MAYOR}/{VICTOR}", because="", by="R. O.")
    reply(issued, VICTOR, {HOUSING: "Rent control."})
    go_on(issued)
    assert stands(issued)[VICTOR] == "answered"


def test_an_allied_organisations_answers_serve_where_there_are_none(issued: Club) -> None:
    """E5. It counts as an answer, so that no reminder goes out; an answer to ours takes its place."""
    attach = {"link": "tenants.example.org/victor", "whose": "Tenants", "by": "R. O."}
    assert answer_for.attach(issued.secretary, f"{MAYOR}/{VICTOR}", **attach)
    assert not answer_for.attach(issued.secretary, f"{MAYOR}/{VICTOR}", **attach)
    days_before(issued, 3)
    assert {one for one in letters(issued) if "q-r" in one} == {".1/q-r0-3"}
    assert stands(issued)[VICTOR] == "an ally's answers"
    reply(issued, VICTOR, {HOUSING: "Rent control."})
    go_on(issued)
    assert stands(issued)[VICTOR] == "answered"


@pytest.mark.parametrize("address", ["", "http://tenants.example.org/x", "javascript:alert(1)", "https://x.org/*|A|*"])
def test_a_link_that_members_could_not_open_safely_is_refused(issued: Club, address: str) -> None:
    """E5. Only https, and nothing in it that a letter could take for a tag."""
    with pytest.raises(Refusal, match="has to begin with https"):
        answer_for.attach(issued.secretary, f"{MAYOR}/{VICTOR}", link=address, whose="Tenants", by="R. O.")


def test_more_time_is_told_to_those_who_havent_answered(issued: Club) -> None:
    """E4. With the reason; a deadline is never brought forward; reminders follow the new one."""
    reply(issued, URSULA, {HOUSING: "Build."})
    go_on(issued)
    until = kept(issued).due_at.date()
    with pytest.raises(Refusal, match="never brought forward"):
        issuing.put_off(issued.secretary, MAYOR, until=until - timedelta(days=3), because="Why not.", by="R. O.")
    with pytest.raises(Refusal, match="needs a reason"):
        issuing.put_off(issued.secretary, MAYOR, until=until + timedelta(days=3), because=" ", by="R. O.")
    issuing.put_off(issued.secretary, MAYOR, until=until + timedelta(days=3), because="The debate moved.", by="R. O.")
    assert {one for one in letters(issued) if "until" in one} == {".2/q-until-1"}
    days_before(issued, 3)
    assert {one for one in letters(issued) if "q-r" in one} == {".2/q-r1-3"}
    assert "put off until" in season_page(issued.secretary)


def test_more_time_and_a_reminder_of_it_dont_come_together(issued: Club) -> None:
    """E4. After the deadline, four days more: candidates hear of that, and are reminded later."""
    for days in (10, 3, 1):
        days_before(issued, days)
    issued.at(kept(issued).due_at + HOUR / 6)
    until = kept(issued).due_at.date() + timedelta(days=3)
    assert issuing.put_off(issued.secretary, MAYOR, until=until, because="Two asked for it.", by="R. O.")
    go_on(issued)
    assert {one for one in letters(issued) if "q-r1" in one} == set()
    days_before(issued, 3)
    assert {one for one in letters(issued) if "q-r1" in one} == {".1/q-r1-3", ".2/q-r1-3"}


def test_what_can_not_be_issued_is_refused_with_what_to_do(with_candidates: Club) -> None:
    """E2, E4, E18. Without a process, for a past day, for an area that isn't in use, or by nobody."""
    secretary = with_candidates.secretary
    open_race(secretary, RaceOpened(key="sheriff-26", title="Sheriff", office="Sheriff"))
    with pytest.raises(Refusal, match="hasn't chosen a process"):
        issuing.issue(secretary, "sheriff-26", by="R. O.")
    with pytest.raises(Refusal, match="no issue area “parking” in use"):
        issuing.issue(secretary, MAYOR, by="R. O.", issues=["parking"])
    with pytest.raises(Refusal, match="until tomorrow at least"):
        issuing.issue(secretary, MAYOR, by="R. O.", until=date(2026, 1, 1))
    with pytest.raises(Refusal, match="somebody's initials"):
        issuing.issue(secretary, MAYOR, by=" ")
    with pytest.raises(Refusal, match="has no questionnaire yet"):
        answer_for.decline(secretary, f"{MAYOR}/{URSULA}", because="", by="R. O.")
    process.end(secretary, MAYOR, because="no time", ended_by="the committee")
    with pytest.raises(Refusal, match="Take it up again first"):
        issuing.issue(secretary, MAYOR, by="R. O.")


def test_a_charter_that_says_nothing_of_questionnaires_reminds_nobody(with_candidates: Club) -> None:
    """E4. An older charter: organisers say until when, and no reminder goes out."""
    data = with_candidates.charter.as_data()
    del data["endorsement"]["questionnaires"]
    with_candidates.secretary.charter = read(data, source="an older charter")
    with pytest.raises(Refusal, match="Say until which day"):
        issuing.issue(with_candidates.secretary, MAYOR, by="R. O.")
    assert issuing.issue(with_candidates.secretary, MAYOR, by="R. O.", until=date(2026, 10, 20))
    go_on(with_candidates)
    days_before(with_candidates, 3)
    assert letters(with_candidates) == {".1/q-asked", ".2/q-asked"}


def test_issued_twice_it_is_issued_once(issued: Club) -> None:
    """E4. The second time changes nothing, whatever it asks for."""
    before = issued.everything()
    assert issuing.issue(issued.secretary, MAYOR, by="R. O.", issues=["police"]) is None
    assert issued.everything() == before


def test_the_bank_is_made_once_and_then_the_organisers_own(with_candidates: Club) -> None:
    """E18. Twelve criteria and twenty-two issue areas; what organisers change is what is asked, and is kept."""
    rows = bank(with_candidates)
    assert rows[0] == ["Id", "Kind", "Heading", "Question", "Use"]
    assert [row[1] for row in rows[1:]].count("criterion") == 12
    assert [row[1] for row in rows[1:]].count("issue") == 22
    mine = [
        rows[0],
        ["record", "criterion", "Your record", "What have you done?", "yes"],
        ["parking", "issue", "Parking", "Where?", "yes"],
        ["taxes", "issue", "Taxes", "Who?", "no"],
        ["parking", "issue", "Again", "Where?", "yes"],
        ["x y", "colour", "", "", "maybe"],
    ]
    with_candidates.write("Question bank", mine)
    [trouble] = go_on(with_candidates)
    assert "Question bank, row 5, 'Id': another row has this id already" in trouble
    assert "Question bank, row 6, 'Heading': nothing stands there" in trouble
    issued = issuing.issue(with_candidates.secretary, MAYOR, by="R. O.")
    assert issued is not None
    assert [one["id"] for one in issued.questions] == ["record", "parking"]
    with_candidates.write("Question bank", [rows[0]])
    go_on(with_candidates)
    assert bank(with_candidates) == [rows[0]]
    assert [one["id"] for one in kept(with_candidates).questions] == ["record", "parking"]


def test_a_bank_that_cannot_be_read_says_so_and_stops_no_other_duty(issued: Club) -> None:
    """E18. The desk has what to do; what was issued goes on; nothing new is issued from it."""
    issued.write("Question bank", [["Id", "Heading"], ["a", "b"]])
    reply(issued, URSULA, {HOUSING: "Build."})
    [trouble] = go_on(issued)
    assert "no column is headed 'Kind'" in trouble
    assert stands(issued)[URSULA] == "answered"
    open_race(issued.secretary, RaceOpened(key="sheriff-26", title="Sheriff", office="Sheriff"))
    process.choose(issued.secretary, "sheriff-26", "full", chosen_by="the committee")
    with pytest.raises(Refusal, match="no column is headed 'Kind'"):
        issuing.issue(issued.secretary, "sheriff-26", by="R. O.")


def test_without_its_key_file_nobody_can_be_asked_and_the_desk_hears_of_it(issued: Club) -> None:
    """E4. A lost key is put back from its second copy; until then nothing is read wrongly."""
    reply(issued, URSULA, {HOUSING: "Build."})
    file = issued.settings.keys / f"{personal.key_name(MAYOR)}.key"
    kept_aside = file.read_bytes()
    file.unlink()
    [trouble] = go_on(issued)
    assert "Put it back from its second copy" in trouble
    file.write_bytes(kept_aside)
    assert go_on(issued) == []
    assert stands(issued)[URSULA] == "answered"


def test_more_time_ends_before_the_election(issued: Club) -> None:
    """E4. A slip in month or year couldn't be put right: a deadline is never brought forward."""
    with pytest.raises(Refusal, match="the election is on 3 November 2026"):
        issuing.put_off(issued.secretary, MAYOR, until=date(2027, 10, 10), because="The debate.", by="R. O.")
    with pytest.raises(Refusal, match="until a day before that"):
        issuing.put_off(issued.secretary, MAYOR, until=date(2026, 11, 3), because="The debate.", by="R. O.")
    assert issuing.put_off(issued.secretary, MAYOR, until=date(2026, 11, 2), because="The debate.", by="R. O.")


def test_of_two_new_deadlines_only_the_last_is_told(issued: Club) -> None:
    """E4. What hasn't gone out when the deadline is put off once more would tell candidates a day that isn't true."""
    until = kept(issued).due_at.date()
    for days in (3, 5):
        issuing.put_off(issued.secretary, MAYOR, until=until + timedelta(days=days), because="It moved.", by="R. O.")
    with issued.secretary.ledger.reading() as session:
        states = {one.key: one.state for one in session.query(Letter).filter_by(occasion="questionnaire_put_off")}
    assert {state for key, state in states.items() if key.endswith("until-1")} == {"missed"}
    assert {state for key, state in states.items() if key.endswith("until-2")} == {"planned"}
    go_on(issued)
    [mail] = issued.mails(f"{MAYOR}.{VICTOR}/q-until-2", to="victor@example.org")
    assert issued.mails(f"{MAYOR}.{VICTOR}/q-until-1", to="victor@example.org") == []
    assert "It moved." in mail.text


def test_what_was_said_for_a_candidate_is_taken_back_with_a_reason(issued: Club) -> None:
    """E4, E5. They are as they were; again it changes nothing; once the answers are published, it is too late."""
    who, said = f"{MAYOR}/{VICTOR}", {"because": "It was the other one.", "by": "R. O."}
    link = "https://tenants.example.org/answers"
    answer_for.decline(issued.secretary, who, because="", by="R. O.")
    answer_for.attach(issued.secretary, who, link=link, whose="Tenants", by="R. O.")
    with pytest.raises(Refusal, match="Say why it is taken back"):
        answer_for.take_back(issued.secretary, who, "declined", because=" ", by="R. O.")
    for what in ("declined", "attached"):
        assert answer_for.take_back(issued.secretary, who, what, **said)
        assert not answer_for.take_back(issued.secretary, who, what, **said)
    assert stands(issued)[VICTOR] == "asked"
    reply(issued, URSULA, {HOUSING: "Build."})
    over(issued)
    with pytest.raises(Refusal, match="published already"):
        answer_for.take_back(issued.secretary, who, "declined", **said)
