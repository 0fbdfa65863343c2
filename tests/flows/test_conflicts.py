"""Conflicts of interest and recalls: who keeps away from a race, and whose seat the committee ends."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest

from core import calendar
from core.bylaws import committee
from core.records import Certificate, Contest, Election, Recusal
from core.records.elections import COMMITTEE
from flows import freeze, questionnaire, recall, recommendation, season, step
from flows.correct import correct
from flows.duties.committee import minutes, on_record, recusals, seats
from flows.duties.membership import stock
from flows.duties.race import reasons
from flows.exempt import exempt
from flows.pages.season import season_page
from flows.recall import RecallPut
from flows.recusal import RecusalAsked, draft_recusal
from flows.secretary import Refusal
from flows.withdraw import withdraw
from integrations.keyring import ElectionKey
from tests.core import book
from tests.flows import committee as ours
from tests.flows.ballots import START
from tests.flows.club import ESME, HOUR, MEMBERS, MINUTE, Club
from tests.flows.committee import CLOSES, MAYOR, OPENS, URSULA, VOTE, WANTED
from tests.flows.test_motions import NOBODY_RECUSED

OPENING = {"opens_on": date(2026, 10, 2)}
RECALL = RecallPut(member="m04", put_by="M01", because="Cohesion.", **OPENING)
ASK = RecusalAsked(member="M04", race=MAYOR, put_by="M01", because="They work for a campaign.", **OPENING)
GONE, AWAY = "Recall of a member of the committee: your choice", "Recusal of a member from the race: Mayor: your choice"


@pytest.fixture
def seated(club: Club) -> Club:
    """A race, and a committee of which nobody is recused from it: Ada, Bo, Cleo and Dev are active."""
    club.at(START)
    stock.take_stock(club.secretary)
    ours.seat(club)
    club.write("Committee", NOBODY_RECUSED)
    season.carry_on(club.secretary)
    return club


def _vote_on(club: Club, key: str, question: str, votes: dict[str, str]) -> None:
    """Frozen, opened, voted on, counted and certified, and the letters out."""
    club.freeze(key)
    _pass(club, START + 2 * HOUR, OPENS + MINUTE, OPENS + 2 * HOUR)
    for who, choice in votes.items():
        club.vote(who, {question: choice}, key=key)
    _pass(club, CLOSES + MINUTE, CLOSES + HOUR)
    assert club.certify(key)
    _pass(club, CLOSES + 3 * HOUR, CLOSES + 5 * HOUR)


def _pass(club: Club, *times: datetime) -> None:
    for when in times:
        club.at(when)
        assert not club.tend().troubles


def _active(club: Club, on: date | None = None) -> dict[str, str]:
    """Who of the committee has a seat, and by which clause not."""
    day = on or calendar.day_of(club.secretary.now(), club.charter.zone)
    with club.secretary.ledger.reading() as session:
        held = seats.by_member(session)
    return {one: committee.is_active(terms, on=day, charter=club.charter).clause for one, terms in held.items()}


def _said(club: Club, number: str) -> str:
    """What stands beside a member's first row of the tab Committee."""
    return _all_said(club, number)[0]


def _said_last(club: Club, number: str) -> str:
    """What stands beside a member's last row."""
    return _all_said(club, number)[-1]


def _all_said(club: Club, number: str) -> list[str]:
    tabs = club.book_of_members()["sheets"]
    sheet: dict[str, Any] = next(one for one in tabs if one["title"] == "Committee")
    return [str(row[8]) for row in sheet["rows"] if row and row[0] == number]


YES_NO = ("Ada Example", "Bo Sample", "Cleo Specimen", "Dev Fictional")


@pytest.mark.parametrize(
    ("votes", "passed"),
    [(("Yes", "Yes", "Yes", "No"), True), (("Yes", "Yes", "No", "No"), False), (("Yes", "Yes"), False)],
    ids=["three of four", "half", "two of four, the others silent"],
)
def test_more_than_half_of_all_active_members_recall_one(seated: Club, votes: tuple[str, ...], *, passed: bool) -> None:
    """S6. The member keeps their vote; silence is no yes. Passed, the seat has ended, in book, tab and minutes."""
    key, missing = recall.draft_recall(seated.secretary, RECALL)
    assert (key, missing) == ("recall-m04", [])
    _vote_on(seated, key, GONE, dict(zip(YES_NO, votes, strict=False)))
    assert "Dev Fictional (M04)" in seated.mails(f"{key}/ballot", to="dev@example.org")[0].text
    season.carry_on(seated.secretary)
    with seated.secretary.ledger.reading() as session:
        (line,) = minutes.lines(session)
        assert [one.number for one in on_record.recalls(session)] == (["M04"] if passed else [])
    assert (line.clause, "Dev" in f"{line.title}{line.sentence}") == ("S6", False)
    assert _active(seated)["M04"] == ("S6" if passed else "S9")
    assert _active(seated, date(2026, 10, 4))["M04"] == "S9"
    assert ("write 2026-10-04 under Until" in _said(seated, "M04")) == passed


def test_a_recall_is_put_by_an_active_member_about_somebody_with_a_seat(seated: Club) -> None:
    """S6, S8, S9. Esme, on leave, can be recalled but can't put it; Gia, whose term is over, can do neither."""

    def missing(**changes: str) -> list[str]:
        _, found = recall.draft_recall(seated.secretary, RECALL.model_copy(update=changes))
        return [one.clause for one in found]

    assert missing(member="M05") == []
    assert missing(put_by="M05") == ["S10"]
    assert missing(member="M07", put_by="M07") == ["S9", "S6"]
    with pytest.raises(Refusal, match="No member has the number M99"):
        missing(member="M99")


@pytest.mark.parametrize(
    ("yes", "said"), [(3, "Your seat has ended; its last day was 4 October 2026."), (2, "You keep your seat")]
)
def test_whoever_is_on_leave_hears_of_their_recall_and_that_they_have_no_vote(
    seated: Club, yes: int, said: str
) -> None:
    """S6, S9, S10. The form and the letters say so; Esme has a letter as it opens and another once it is decided."""
    key, missing = recall.draft_recall(seated.secretary, RECALL.model_copy(update={"member": "M05"}))
    assert missing == []
    text = seated.election(key).contests[0].text
    assert "has no vote on it: on leave from 1 August 2026 through 1 December 2026 (S10)" in text
    _vote_on(seated, key, GONE, dict.fromkeys(YES_NO[:yes], "Yes"))
    [first] = seated.mails(f"{key}/concerned")
    assert first.to == MEMBERS[ESME]
    assert "You have no vote on it: on leave from 1 August 2026" in first.text
    [last] = seated.mails(f"{key}/concerned-end")
    assert (last.to, said in last.text) == (MEMBERS[ESME], True)


def test_a_recall_says_what_holds_when_it_is_frozen(seated: Club) -> None:
    """S6, S10. Whoever is back from leave by then may vote, and the draft that says otherwise isn't frozen."""
    key, _ = recall.draft_recall(seated.secretary, RECALL.model_copy(update={"member": "M05"}))
    back = [[*row] for row in NOBODY_RECUSED]
    back[5][4] = "2026-09-01"
    seated.write("Committee", back)
    season.carry_on(seated.secretary)
    with pytest.raises(Refusal, match="the member concerned is active, and may vote; that has changed"):
        seated.freeze(key)
    assert recall.draft_recall(seated.secretary, RECALL.model_copy(update={"member": "M05"})) == (key, [])
    seated.freeze(key)
    _pass(seated, START + 2 * HOUR, OPENS + MINUTE, OPENS + 2 * HOUR)
    assert "You may vote, too" in seated.mails(f"{key}/concerned")[0].text
    withdraw(seated.secretary, key, reason="It is settled.")
    _pass(seated, OPENS + 3 * HOUR, OPENS + 5 * HOUR)
    [last] = seated.mails(f"{key}/concerned-end")
    assert "is called off, and nothing of it is counted. You keep your seat. The reason: It is settled." in last.text


def _confirmed(club: Club, *numbers: str) -> None:
    """The members confirm a slate, and an officer certifies it now."""
    key = "slate-2027"
    rest = {"office": "", "process": "", "endorsed_before": False, "steps": [], "options": [], "question_ids": []}
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        book.add_election(pen, key, state="certified")
        about = {"year": 2027, "slate": list(numbers)}
        said = {"title": "Steering Committee 2027", "kind": "single", "rule": {}, "count": {"outcome": "passed"}}
        pen.session.add(Contest(election_key=key, position=1, matter="slate", about=about, **said, **rest))
        pen.session.add(Certificate(election_key=key, officer="R. O.", note="", at=pen.at))


def _anew(club: Club, since: str) -> None:
    """The old row has its end, as the tab asks, and there is a new one."""
    rows = [[*row, ""] for row in NOBODY_RECUSED]
    rows[4][2] = "2026-10-05"
    club.write("Committee", [*rows, ["M04", since, "", "", "", "", "", ""]])
    season.carry_on(club.secretary)


def test_a_row_of_its_own_doesnt_undo_a_recall(seated: Club) -> None:
    """S6. A row that begins a day later gives nobody a seat; one that a slate confirmed later bears out does."""
    key, _ = recall.draft_recall(seated.secretary, RECALL)
    _vote_on(seated, key, GONE, dict.fromkeys(YES_NO[:3], "Yes"))
    _anew(seated, "2026-10-06")
    assert _active(seated, date(2026, 10, 7))["M04"] == "S6"
    assert "write 2026-10-05" not in _said(seated, "M04")
    assert "counts once a slate that was confirmed after the recall has them" in _said_last(seated, "M04")
    seated.at(datetime(2027, 3, 12, 18, tzinfo=UTC))
    _confirmed(seated, "M01", "M04")
    season.carry_on(seated.secretary)
    assert _active(seated, date(2027, 3, 12))["M04"] == "S6"
    _anew(seated, "2027-03-12")
    assert _active(seated, date(2027, 3, 11))["M04"] == "S6"
    assert _active(seated, date(2027, 3, 12))["M04"] == "S9"
    assert "recall" not in _said_last(seated, "M04")


def test_a_slate_of_the_same_day_seats_anew_if_it_comes_after_the_recall(seated: Club) -> None:
    """S6. Which came first is told by the certificates' hours: the members' later word goes beyond the committee's."""
    key, _ = recall.draft_recall(seated.secretary, RECALL)
    _vote_on(seated, key, GONE, dict.fromkeys(YES_NO[:3], "Yes"))
    _confirmed(seated, "M01", "M04")
    _anew(seated, "2026-10-05")
    assert _active(seated, date(2026, 10, 4))["M04"] == "S9"
    assert [_active(seated, date(2026, 10, day))["M04"] for day in (5, 6)] == ["S9", "S9"]
    assert "recall" not in _said_last(seated, "M04")


def test_a_slate_of_the_same_day_seats_nobody_anew_whom_the_committee_recalls_after_it(seated: Club) -> None:
    """S6. The recall ends the seat that the slate gave an hour before."""
    key, _ = recall.draft_recall(seated.secretary, RECALL)
    seated.freeze(key)
    _pass(seated, START + 2 * HOUR, OPENS + MINUTE, OPENS + 2 * HOUR)
    for who in YES_NO[:3]:
        seated.vote(who, {GONE: "Yes"}, key=key)
    _pass(seated, CLOSES + MINUTE, CLOSES + HOUR)
    _confirmed(seated, "M01", "M02", "M03", "M04")
    seated.later(HOUR)
    assert seated.certify(key)
    for since in ("2026-10-05", "2026-10-06"):
        _anew(seated, since)
        assert _active(seated, date(2026, 10, 7))["M04"] == "S6"


def test_a_reason_on_record_seats_somebody_again(seated: Club) -> None:
    """S6. An exception says why, and who decided it; there is none for somebody who wasn't recalled."""
    until, who = date(2027, 3, 31), "the committee"
    anew = partial(exempt, seated.secretary, "M04", clause="S6", until=until, reason="A mistake.", decided_by=who)
    with pytest.raises(Refusal, match="M04 wasn't recalled"):
        anew()
    key, _ = recall.draft_recall(seated.secretary, RECALL)
    _vote_on(seated, key, GONE, dict.fromkeys(YES_NO[:3], "Yes"))
    seated.at(datetime(2026, 10, 20, 18, tzinfo=UTC))
    assert "excepted from S6" in anew()
    _anew(seated, "2026-10-06")
    assert _active(seated)["M04"] == "S6"
    _anew(seated, "2026-10-20")
    assert _active(seated)["M04"] == "S9"


def _recused_by_vote(club: Club) -> str:
    key, _ = draft_recusal(club.secretary, ASK)
    _vote_on(club, key, AWAY, dict.fromkeys(YES_NO[:3], "Yes"))
    return key


def test_a_recusal_that_was_voted_is_taken_back_by_the_committee_alone(seated: Club) -> None:
    """S11. It takes a vote that passed, or how the committee decided, and a line of the minutes says so."""
    key = _recused_by_vote(seated)
    back = partial(recusals.take_back, seated.secretary, "M04", MAYOR, because="The campaign is over.")
    with pytest.raises(Refusal, match=rf"the committee voted for it in “{key}”.*--decided"):
        back()
    for how, why in (("somewhere", "no vote “somewhere”"), (VOTE, "isn't certified"), ("club", "no vote “club”")):
        recommendation.draft_vote(seated.secretary, WANTED.model_copy(update={"opens_on": date(2026, 10, 12)}))
        with pytest.raises(Refusal, match=why):
            back(decided=how)
    assert "no longer recused" in back(decided="by consensus on 5 October")
    with seated.secretary.ledger.reading() as session:
        line = next(one for one in minutes.lines(session) if one.title == "A recusal is taken back")
        [given] = reasons.all_given(session, about=f"M04/{MAYOR}", zone=seated.charter.zone)
    assert (line.clause, "by consensus on 5 October" in line.sentence, "M04" in line.sentence) == ("S11", True, False)
    assert given.by == "the committee, by consensus on 5 October"


def test_a_later_vote_of_the_committee_takes_a_recusal_back(seated: Club) -> None:
    """S11, S8. Named by its key it is looked up: certified, passed, and later than the one it takes back."""
    key = _recused_by_vote(seated)
    back = partial(recusals.take_back, seated.secretary, "M04", MAYOR, because="The campaign is over.")
    with pytest.raises(Refusal, match="isn't later"):
        back(decided=key)
    seated.later(HOUR)
    _confirmed(seated, "M01")  # the members' vote, not the committee's
    with pytest.raises(Refusal, match="no vote of the committee"):
        back(decided="slate-2027")
    with seated.secretary.ledger.writing(seated.secretary.now()) as pen:
        pen.session.get_one(Election, "slate-2027").electorate = COMMITTEE
    assert "no longer recused" in back(decided="slate-2027")
    with seated.secretary.ledger.reading() as session:
        assert "by the vote “slate-2027”" in minutes.lines(session)[0].sentence


def test_two_thirds_recuse_a_member_who_doesnt_vote_on_it(seated: Club) -> None:
    """S11, S9. Of four active members three decide, and two of them are enough: the race goes on without."""
    key, missing = draft_recusal(seated.secretary, ASK)
    assert (key, missing) == ("recusal-m04-mayor-26", [])
    _vote_on(seated, key, AWAY, {"Ada Example": "Yes", "Bo Sample": "Yes", "Cleo Specimen": "No"})
    assert seated.election(key).roll_size == 3
    with seated.secretary.ledger.reading() as session:
        (held,) = on_record.recusals(session)
        assert (held.number, held.race_key, held.came_from) == ("M04", MAYOR, key)
    assert "M04 is recused: out of vote, questionnaire and forum (S11)" in season_page(seated.secretary)
    _, missing = draft_recusal(seated.secretary, ASK)
    assert "they are recused from mayor-26 already" in [one.because for one in missing]


def test_a_race_waits_for_the_vote_on_who_keeps_away_from_it(seated: Club) -> None:
    """S11. While a recusal is voted on the race isn't; who keeps away from it doesn't vote on the recusal either."""
    recusals.recuse(seated.secretary, "M03", MAYOR, because="A cousin stands.")
    key, _ = draft_recusal(seated.secretary, ASK)
    seated.freeze(key)
    assert seated.election(key).roll_size == 2
    _, missing = recommendation.draft_vote(seated.secretary, WANTED)
    assert [one.clause for one in missing] == ["S11"]
    with pytest.raises(Refusal, match=r"still votes on a recusal from mayor-26.*\(S11\)"):
        seated.freeze(VOTE)
    withdraw(seated.secretary, key, reason="It is settled.")
    seated.freeze(VOTE)
    assert seated.election(VOTE).roll_size == 3


def test_a_recusal_that_ends_after_freezing_leaves_nobody_out(seated: Club) -> None:
    """S11. Whoever kept away on the day of freezing isn't missing from the roll because they don't any more."""
    recusals.recuse(seated.secretary, "M03", MAYOR, because="A cousin stands.")
    key, _ = draft_recusal(seated.secretary, ASK)
    seated.freeze(key)
    recusals.take_back(seated.secretary, "M03", MAYOR, because="The cousin doesn't stand any more.")
    seated.later(HOUR)
    assert not seated.tend().troubles


def test_of_two_votes_frozen_at_once_the_second_waits(seated: Club) -> None:
    """S11. What was in nobody's way before the sheets were read is looked at again while the book is held."""
    key, _ = draft_recusal(seated.secretary, ASK)
    recommendation.draft_vote(seated.secretary, WANTED)
    seated.freeze(VOTE)
    kept = ElectionKey(seated.secretary.chance(32), "00" * 16, "")
    with pytest.raises(Refusal, match=r"the committee is voting on mayor-26 already \(S11\)"):
        freeze.write_roll(seated.secretary, key, [], kept)


def test_whoever_recuses_themselves_has_no_vote_no_letter_and_no_work_on_the_race(seated: Club) -> None:
    """S11. Out of roll, denominator and the letter with who voted how; taken back only between votes, with a reason."""
    told = recusals.recuse(seated.secretary, "m04", MAYOR, because="I raise money for a campaign.")
    assert told == "M04 is recused from “Mayor”: out of its vote, questionnaire and forum."
    recusals.recuse(seated.secretary, "M04", MAYOR, because="I raise money for a campaign.")
    assert "raise money" not in season_page(seated.secretary)
    ours.counted(seated, {"Ada Example": URSULA, "Bo Sample": URSULA, "Cleo Specimen": URSULA})
    assert seated.election(VOTE).roll_size == 3
    with pytest.raises(Refusal, match=r"M04 stays recused: the committee is voting on the race \(S11\)"):
        recusals.take_back(seated.secretary, "M04", MAYOR, because="The campaign is over.")
    ours.certified(seated)
    assert not seated.mails(f"{VOTE}/result", to="dev@example.org")
    assert seated.mails(f"{VOTE}/result", to="ada@example.org")
    with pytest.raises(Refusal, match="needs a reason"):
        recusals.take_back(seated.secretary, "M04", MAYOR, because=" ")
    recusals.take_back(seated.secretary, "M04", MAYOR, because="The campaign is over.")
    with seated.secretary.ledger.reading() as session:
        assert not on_record.recusals(session)
        assert session.get_one(Recusal, ("M04", MAYOR, 1)).until == date(2026, 10, 5)
    with pytest.raises(Refusal, match="No recusal of M04"):
        recusals.take_back(seated.secretary, "M04", MAYOR, because="Once more.")


def test_a_recusal_during_a_vote_says_how_the_line_is_struck(seated: Club) -> None:
    """S11. The roll is frozen, so whoever recuses themselves now is struck off it by a door, with a reason."""
    recommendation.draft_vote(seated.secretary, WANTED)
    seated.freeze(VOTE)
    told = recusals.recuse(seated.secretary, "M04", MAYOR, because="A cousin stands.")
    assert f"“{VOTE}” is frozen: strike them off its roll: canvass correct {VOTE} M04" in told
    correct(seated.secretary, VOTE, "M04", expected="struck", reason="recused")
    assert seated.election(VOTE).roll_size == 3


@pytest.mark.parametrize(("who", "why"), [("M07", "S9"), ("M99", "S9")], ids=["term over", "nobody"])
def test_only_members_of_the_committee_are_recused(seated: Club, who: str, why: str) -> None:
    """S11. A recusal is of somebody who has a seat."""
    with pytest.raises(Refusal, match=rf"{who} has no seat .* \({why}\)"):
        recusals.recuse(seated.secretary, who, MAYOR, because="A reason.")


@pytest.mark.parametrize("signed", ["M04", "m04", "Dev Fictional"])
def test_whoever_is_recused_cant_sign_for_work_on_the_race(seated: Club, signed: str) -> None:
    """S11. Neither its questionnaire nor a step of it is theirs; somebody else can, and initials tell nobody apart."""
    recusals.recuse(seated.secretary, "M04", MAYOR, because="A cousin stands.")
    with pytest.raises(Refusal, match=r"M04 is recused from “mayor-26”"):
        questionnaire.issue(seated.secretary, MAYOR, by=signed)
    with pytest.raises(Refusal, match=r"M04 is recused from “mayor-26”"):
        step.record(seated.secretary, MAYOR, "candidate meeting", by=signed)
    assert step.record(seated.secretary, MAYOR, "candidate meeting", by="R. O.")
