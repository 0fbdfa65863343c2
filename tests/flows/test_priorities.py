"""Priorities: members propose and choose key priorities, the committee answers them, and members ratify or don't."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from core.records import AnnualPriorities, Contest
from flows import ad_hoc, motion, ratification
from flows import priorities as doing
from flows.annual_meeting import set_meeting
from flows.duties.annual import proposal_sheet, proposals
from flows.duties.committee import minutes, seats
from flows.duties.election import matters
from flows.duties.privacy import proposed as theirs
from flows.duties.race import agenda
from flows.duties.year import done
from flows.motion import MotionPut
from flows.pages.desk import desk_page
from flows.pages.priorities import priorities_page
from flows.rehearsal import venue
from flows.secretary import Refusal
from flows.withdraw import withdraw
from integrations.google import sheets
from tests.conftest import ON_SQLITE
from tests.flows import annual
from tests.flows.annual import FORMULA, KEY_VOTE, MEETING, OVER, RATIFYING, YEAR
from tests.flows.club import ADA, BO, CLEO, DAY, DEV, ESME, FINN, GIA, HOUR, HUGO, LENA, MEMBERS, MINUTE, Club
from tests.flows.committee import SEATS
from tests.flows.terminal import at_the_club, canvass, refused

QUESTION = "Key priorities for 2027: your choice"
HOMES, BUSES, TREES = "P1: Homes for everybody", "P2: ", "P4: Plant trees in every street"
KEY_OPENS, KEY_CLOSES = datetime(2027, 1, 25, 14, tzinfo=UTC), datetime(2027, 2, 4, 23, tzinfo=UTC)
OPENS, CLOSES = datetime(2027, 2, 20, 14, tzinfo=UTC), datetime(2027, 3, 2, 23, tzinfo=UTC)

NOBODY_RECUSED = [[*row[:5], "", *row[6:]] if n else row for n, row in enumerate(SEATS)]
"""Ada, Bo, Cleo, Dev and Esme are active in February."""


def _at(club: Club, moment: str, act: Callable[[Club], None]) -> Club:
    if moment not in club.kept:
        act(club)
        club.keep(moment)
    club.go_to(moment)
    return club


@pytest.fixture
def proposed(club: Club) -> Club:
    """Everybody has proposed, and the last day is over."""
    return _at(club, "proposed", annual.proposed)


@pytest.fixture
def placed(club: Club) -> Club:
    """A person has put every proposal somewhere."""
    return _at(club, "placed", annual.placed)


def _open(club: Club, key: str, opens: datetime) -> None:
    club.freeze(key)
    for when in (opens - HOUR, opens + MINUTE, opens + 2 * HOUR):
        club.at(when)
        assert not club.tend().troubles


def _certified(club: Club, key: str, closes: datetime) -> None:
    for when in (closes + MINUTE, closes + HOUR):
        club.at(when)
        assert not club.tend().troubles
    assert club.certify(key)
    for when in (closes + 3 * HOUR, closes + 5 * HOUR):
        club.at(when)
        assert not club.tend().troubles


def _options(club: Club) -> dict[str, str]:
    """The options of the vote on key priorities, by the number they begin with."""
    with club.secretary.ledger.reading() as session:
        contest = session.get_one(Contest, (KEY_VOTE, 1))
        return {one["name"].partition(":")[0]: one["name"] for one in contest.options}


def _chosen(club: Club) -> None:
    """Members have voted: homes and buses are key priorities, trees are not."""
    annual.placed(club)
    _vote_opens(club)
    _vote_ends(club)


def _vote_opens(club: Club) -> None:
    """The vote on key priorities is open, and four have voted."""
    key, missing = doing.draft_key_vote(club.secretary, annual.KEY)
    assert (key, missing) == (KEY_VOTE, [])
    _open(club, KEY_VOTE, KEY_OPENS)
    names = _options(club)
    ballots: Mapping[str, Sequence[str]] = {ADA: ["P1", "P2"], BO: ["P2"], CLEO: ["P1"], DEV: ["P1"]}
    for who, marks in ballots.items():
        club.vote(who, {QUESTION: tuple(names[one] for one in marks)}, key=KEY_VOTE)  # type: ignore[dict-item]


def _vote_ends(club: Club) -> None:
    _certified(club, KEY_VOTE, KEY_CLOSES)


@pytest.fixture
def chosen(club: Club) -> Club:
    """Members have chosen their key priorities."""
    return _at(club, "chosen", _chosen)


def test_voting_members_are_asked_and_reminded_once_each(club: Club) -> None:
    """A2. The call and the reminder go to those who may vote, with the form; Lena, who can't, gets neither."""
    _at(club, "asked", annual.asked)
    call = f"priorities.{YEAR}/call"
    assert "Propose a priority" in club.mails(call, to=MEMBERS[ADA])[0].html
    assert club.mails(call, to=MEMBERS[LENA]) == []
    near = annual.UNTIL - timedelta(days=2)
    for when in (near, near + HOUR, near + DAY):
        assert not annual.a_pass(club, when)
    assert len(club.mails(f"priorities.{YEAR}/reminder", to=MEMBERS[ADA])) == 1
    assert len(club.mails(call, to=MEMBERS[ADA])) == 1


def test_every_proposal_is_listed_and_what_cant_be_voted_on_says_why(proposed: Club) -> None:
    """A2. Six came and wait for a person, but Lena's, which is kept with the reason why it isn't put to the vote."""
    rows = {row["Proposal"]: row for row in annual.tab(proposed)}
    assert [rows[f"P{nth}"]["Stands"].partition(":")[0] for nth in range(1, 5)] == ["WAITS"] * 4
    assert "wasn't one on that day" in rows["P5"]["Stands"]
    assert rows["P5"]["Member"] == "M12"
    assert "nobody knows yet which member sent it" in rows["P6"]["Stands"]
    assert rows["P2"]["Title"] == FORMULA
    page = priorities_page(proposed.secretary)
    assert "5 waiting for a person" in page
    assert not any(word in page for word in ("Homes", "Ada", "ada@"))
    assert "5 proposals for 2027 to be put somewhere" in desk_page(proposed.secretary)


def test_nobody_votes_while_a_proposal_waits(proposed: Club) -> None:
    """A2. Three are placed, one isn't: the vote is refused, and the refusal names it."""
    annual.place(proposed, ("P1", ""), ("P2", ""), ("P1", ""), ("", ""), *annual.PLACES[4:])
    with pytest.raises(Refusal, match=r"1 proposal waits for a person: P4\. .*\(A2\)"):
        doing.draft_key_vote(proposed.secretary, annual.KEY)


def test_where_nothing_can_be_voted_on_members_are_asked_again(proposed: Club) -> None:
    """A2. All are left out: it says how to go on; for a reason there is another round, with letters and its form."""
    more, call = annual.OPENED.model_copy(update={"propose_until": date(2027, 2, 3)}), f"priorities.{YEAR}/call"
    with pytest.raises(Refusal, match=r"First say in the tab Priorities where these belong: P1, P2, P3, P4, P6\."):
        doing.open_proposals(proposed.secretary, more)
    annual.place(proposed, *[("", "Not for us to do")] * len(annual.PROPOSED))
    annual.a_pass(proposed, OVER + HOUR)
    on = rf"canvass priorities {YEAR} --propose-until .*canvass annual-priorities {YEAR}"
    with pytest.raises(Refusal, match=on):
        doing.draft_key_vote(proposed.secretary, annual.KEY)
    assert "No proposal for 2027 can be voted on" in desk_page(proposed.secretary)
    with proposed.secretary.ledger.reading() as session:
        assert "priorities/2027/none" in [one.mark for one in agenda.ahead(proposed.secretary, session)]
    with pytest.raises(Refusal, match="takes a reason"):
        doing.open_proposals(proposed.secretary, more)
    again = more.model_copy(update={"because": "Everything was the city's to do."})
    assert doing.open_proposals(proposed.secretary, again)
    assert not doing.open_proposals(proposed.secretary, again)
    for when in (OVER + 2 * HOUR, OVER + 4 * HOUR):
        assert not annual.a_pass(proposed, when)
    assert "there is more time" in proposed.mails(f"{call}-2", to=MEMBERS[ADA])[0].text
    assert len(proposed.mails(call, to=MEMBERS[ADA])) == 1
    annual.propose(proposed, ADA, "Homes that we build", "Now it is ours.")
    assert not annual.a_pass(proposed, datetime(2027, 2, 4, 15, tzinfo=UTC))
    assert annual.cycle(proposed).closed
    with pytest.raises(Refusal, match=r"where these belong: P7\."):
        doing.open_proposals(proposed.secretary, again.model_copy(update={"propose_until": date(2027, 2, 9)}))
    annual.place(proposed, *[("", "Not for us to do")] * len(annual.PROPOSED), ("itself", ""))
    annual.a_pass(proposed, datetime(2027, 2, 4, 17, tzinfo=UTC))
    with pytest.raises(Refusal, match="there are proposals to vote on"):
        doing.open_proposals(proposed.secretary, again.model_copy(update={"propose_until": date(2027, 2, 9)}))
    vote = annual.KEY.model_copy(update={"opens_on": date(2027, 2, 8), "closes_on": date(2027, 2, 18)})
    assert doing.draft_key_vote(proposed.secretary, vote) == (KEY_VOTE, [])


@pytest.mark.parametrize(
    ("places", "why"),
    [
        ((("P9", ""),), "no proposal of the year is P9"),
        ((("P5", ""),), "grouped under P5, which isn't put to the vote"),
        ((("P2", ""), ("P1", "")), "in a circle"),
        ((("P1", "Not ours"),), "only one of the two"),
        ((("the first", ""),), "it is no proposal's number"),
    ],
)  # fmt: skip
def test_what_cant_be_meant_waits_and_says_why(proposed: Club, places: Sequence[tuple[str, str]], why: str) -> None:
    """A2. Numbers that aren't there or are left out, circles, both columns, no number: it says so."""
    annual.place(proposed, *places)
    annual.a_pass(proposed, OVER + HOUR)
    assert why in annual.tab(proposed)[0]["Stands"]


def test_grouped_anew_after_the_draft_it_has_to_be_drafted_again(placed: Club) -> None:
    """A2. The ballot is of what the tab says: moved afterwards, it can't be frozen; once frozen nothing moves."""
    doing.draft_key_vote(placed.secretary, annual.KEY)
    annual.place(placed, ("P1", ""), ("P2", ""), ("P3", ""), ("", "It names a private person"), *annual.PLACES[4:])
    annual.a_pass(placed, OVER + 2 * HOUR)
    with pytest.raises(Refusal, match="proposals were put elsewhere"):
        placed.freeze(KEY_VOTE)
    _, missing = doing.draft_key_vote(placed.secretary, annual.KEY)
    assert missing == []
    placed.freeze(KEY_VOTE)
    annual.place(placed, ("P1", ""), ("P2", ""), ("P1", ""), ("", "It names a private person"), *annual.PLACES[4:])
    annual.a_pass(placed, OVER + 4 * HOUR)
    assert "frozen" in annual.tab(placed)[2]["Stands"]
    assert len(_options(placed)) == 3


def test_the_vote_ends_before_the_meeting_or_a_reason_is_given(placed: Club) -> None:
    """A2. Closing on the meeting's own day isn't in advance of it; with a reason it may be."""
    late = annual.KEY.model_copy(update={"opens_on": date(2027, 2, 17), "closes_on": date(2027, 2, 27)})
    _, missing = doing.draft_key_vote(placed.secretary, late)
    assert [(one.clause, "not before the annual meeting" in one.because) for one in missing] == [("A2", True)]
    _, missing = doing.draft_key_vote(placed.secretary, late.model_copy(update={"because": "The hall flooded."}))
    assert missing == []


def test_hostile_words_arrive_harmless_in_form_sheet_and_letter(placed: Club) -> None:
    """A2. Formulas, tags and merge tags in a proposal stay words, wherever members meet them."""
    doing.draft_key_vote(placed.secretary, annual.KEY)
    _open(placed, KEY_VOTE, KEY_OPENS)
    mail = placed.mails(f"{KEY_VOTE}/ballot", to=MEMBERS[ADA])[0]
    assert "*|FNAME|*" not in mail.html + mail.text
    assert "<script>" not in mail.html
    assert "<b>buses" not in mail.html
    rows = sheets.read(placed.secretary.google, annual.cycle(placed).sheet_id, (proposal_sheet.TAB,)).tabs["Proposals"]
    assert FORMULA in [row[2] for row in rows]  # stored as text: it is no formula there
    assert [row[0] for row in rows if row[1] == "together with P1"] == ["P3"]
    assert not any(name in str(rows) for name in ("Ada Example", "ada@example.org"))
    assert all(name.startswith(("P1: ", "P2: ", "P4: ")) and len(name) <= 60 for name in _options(placed).values())


def test_members_choose_and_the_committee_answers_and_they_ratify(chosen: Club) -> None:
    """A2, A3. Two of three are key priorities; the committee takes up one, says why not the other, and 60% ratify."""
    found = annual.cycle(chosen).chosen
    assert [one["number"] for one in found or []] == ["P1", "P2"]
    assert [mail.title for mail in chosen.mails(f"{KEY_VOTE}/result", to=MEMBERS[LENA])] == [f"{KEY_VOTE}/result"]
    silent = annual.PRIORITIES.model_copy(update={"why_not": ""})
    _, missing = ratification.propose(chosen.secretary, silent)
    assert [one.because for one in missing] == ["why the committee doesn't take up P2 is missing"]
    key, missing = ratification.propose(chosen.secretary, annual.PRIORITIES)
    assert (key, missing) == (RATIFYING, [])
    _open(chosen, RATIFYING, OPENS)
    letter = chosen.mails(f"{RATIFYING}/ballot", to=MEMBERS[ADA])[0].text
    assert "Then trees." in letter
    assert "The committee decided on this on 4 February 2027: by 4 votes of 4." in letter
    assert "It doesn’t take up" in letter or "It doesn't take up" in letter
    _vote(chosen, yes=3, no=1)
    _certified(chosen, RATIFYING, CLOSES)
    assert _outcome(chosen) == "ratified"
    by_title = {title: (clause, told) for title, clause, told in _minutes(chosen)}
    assert sorted(one[1] for one in _minutes(chosen)) == ["A2", "A3", "A3", "A3"]
    assert by_title["Priorities for 2027: the committee's proposal"][1] == (
        "The committee decided at a meeting what it proposes to the members: by 4 votes of 4."
    )
    assert not any("%" in one[2] for one in _minutes(chosen))  # four voted in secret: no share (P9)
    assert by_title["Priorities for 2027, in full"] == ("A3", "Members ratified these: Housing first. Then trees.")
    assert "Members ratified these (A3): Housing first. Then trees." in priorities_page(chosen.secretary)


def test_members_read_with_the_result_what_they_voted_on(chosen: Club) -> None:
    """A2, A3. Which text holds can be read by everybody, also who didn't vote: in the letter with the result."""
    (key_result,) = chosen.mails(f"{KEY_VOTE}/result", to=MEMBERS[LENA])
    assert "What was put to the vote" in key_result.text
    assert "<script>" not in key_result.html
    assert "*|FNAME|*" not in key_result.html + key_result.text
    ratification.propose(chosen.secretary, annual.PRIORITIES)
    _open(chosen, RATIFYING, OPENS)
    _vote(chosen, yes=3, no=1)
    _certified(chosen, RATIFYING, CLOSES)
    (mail,) = chosen.mails(f"{RATIFYING}/result", to=MEMBERS[LENA])
    assert all("Housing first." in said and "Then trees." in said for said in (mail.text, mail.html))


def test_only_what_is_written_for_members_is_told_to_all_of_them() -> None:
    """P9. The text of a recall, a recusal, a motion or a consensus may name a member: all members never read it."""
    told = {one.name for one in matters.KINDS if one.for_members}
    assert told == {"slate", "priorities", "key priorities", "parallel vote"}


def test_less_than_sixty_per_cent_is_no_confidence(chosen: Club) -> None:
    """A3, S5. Four of seven are 57%: not ratified, minuted as no confidence, and on the desk."""
    ratification.propose(chosen.secretary, annual.PRIORITIES)
    _open(chosen, RATIFYING, OPENS)
    _vote(chosen, yes=4, no=3)
    _certified(chosen, RATIFYING, CLOSES)
    assert _outcome(chosen) == "not ratified"
    assert sorted(one[1] for one in _minutes(chosen)) == ["A2", "A3", "A3", "S5"]
    assert not any("Housing" in one[2] for one in _minutes(chosen))  # what failed doesn't hold
    assert "The priorities for 2027 are not ratified" in desk_page(chosen.secretary)
    for _ in range(2):
        annual.a_pass(chosen)
        chosen.later(2 * HOUR)
    (call,) = chosen.mails(f"ad-hoc.{RATIFYING}/call", to=MEMBERS[LENA])
    assert call.subject == "The priorities for 2027 were not ratified: who would help to settle what is open?"
    assert "confirmed" not in call.text
    anew = annual.PRIORITIES.model_copy(update={"opens_on": date(2027, 3, 5), "closes_on": date(2027, 3, 15)})
    _, missing = ratification.propose(chosen.secretary, anew)
    assert [(one.clause, "it has to decide anew" in one.because) for one in missing] == [("S5", True), ("S5", False)]
    same_day = anew.model_copy(update={"decided_on": date(2027, 3, 2)})
    _, missing = ratification.propose(chosen.secretary, same_day)
    assert [(one.clause, "it has to decide anew" in one.because) for one in missing] == [("S5", True), ("S5", False)]
    anew = anew.model_copy(update={"decided_on": date(2027, 3, 3), "because": "The ad hoc committee can't meet."})
    assert ratification.propose(chosen.secretary, anew) == (f"{RATIFYING}-2", [])
    chosen.freeze(f"{RATIFYING}-2")
    with pytest.raises(Refusal, match="Members vote on this already"):
        ratification.propose(chosen.secretary, anew)


def test_after_no_confidence_the_ad_hoc_committee_ends_before_members_vote_again(chosen: Club) -> None:
    """A3, S5. As with a slate: not before its work has ended, or for a reason; page and desk tell both proposals."""
    chosen.write("Committee", NOBODY_RECUSED)
    seats.take_over(chosen.secretary)
    ratification.propose(chosen.secretary, annual.PRIORITIES)
    first = "The committee's priorities (A3): proposed on 4 February 2027; "
    assert f"{first}members haven't decided on them, “{RATIFYING}” is drafted" in priorities_page(chosen.secretary)
    _open(chosen, RATIFYING, OPENS)
    assert f"{first}members haven't decided on them, “{RATIFYING}” is open" in priorities_page(chosen.secretary)
    _vote(chosen, yes=4, no=3)
    _certified(chosen, RATIFYING, CLOSES)
    assert f"{first}not ratified" in priorities_page(chosen.secretary)
    second, new = f"{RATIFYING}-2", {"opens_on": date(2027, 3, 5), "closes_on": date(2027, 3, 15)}
    anew = annual.PRIORITIES.model_copy(update={**new, "decided_on": date(2027, 3, 3)})
    chosen.at(datetime(2027, 3, 3, 15, tzinfo=UTC))
    key, missing = ratification.propose(chosen.secretary, anew)
    assert (key, [(one.clause, one.because) for one in missing]) == (
        second,
        [
            (
                "S5",
                "the work of the ad hoc committee hasn't ended; voting again before takes a reason, and none is given",
            )
        ],
    )
    with pytest.raises(Refusal, match="ad hoc committee hasn't ended"):
        chosen.freeze(second)
    page = priorities_page(chosen.secretary)
    assert "The committee's priorities (A3): what was proposed before was not ratified, on 2 March 2027 (S5)" in page
    drafted = "The committee's new proposal (A3): proposed on 3 March 2027; members haven't decided on it, "
    assert f"{drafted}“{second}” is drafted" in page
    assert "; not ratified" not in page
    assert f"“{second}” is drafted" in desk_page(chosen.secretary)
    assert ad_hoc.seat(chosen.secretary, RATIFYING, representatives=["M01"], voting_members=["M07"])
    assert ad_hoc.end(chosen.secretary, RATIFYING, outcome="Housing stays first.", by="R. O.")
    assert ratification.propose(chosen.secretary, anew) == (second, [])
    chosen.freeze(second)
    assert f"{drafted}“{second}” is frozen" in priorities_page(chosen.secretary)
    desk = desk_page(chosen.secretary)
    assert "The priorities for 2027 are not ratified" in desk
    assert "Then the committee proposes priorities anew" not in desk  # members vote on it
    assert withdraw(chosen.secretary, second, reason="A slip.")
    assert f"{drafted}“{second}” is withdrawn" in priorities_page(chosen.secretary)


def test_an_answer_from_before_the_key_vote_isnt_put_to_the_members(placed: Club) -> None:
    """A2, A3. Drafted before members chose, it says nothing of what they want: no freezing until it is drafted anew."""
    early = {"takes_up": "", "why_not": "Members have not voted on any yet.", "decided_on": date(2027, 1, 20)}
    before = annual.PRIORITIES.model_copy(update=early)
    assert ratification.propose(placed.secretary, before) == (RATIFYING, [])
    _vote_opens(placed)
    with pytest.raises(Refusal, match=f"members vote on key priorities in {KEY_VOTE} now"):
        placed.freeze(RATIFYING)
    _vote_ends(placed)
    with pytest.raises(Refusal, match="members' key priorities are others than when this vote was drafted"):
        placed.freeze(RATIFYING)
    assert ratification.propose(placed.secretary, annual.PRIORITIES) == (RATIFYING, [])
    placed.freeze(RATIFYING)
    with placed.secretary.ledger.reading() as session:
        text = session.get_one(Contest, (RATIFYING, 1)).text
    assert "Of the members' key priorities it takes up: P1" in text


def test_the_committee_has_to_have_decided_on_what_it_proposes(chosen: Club) -> None:
    """A3, S8. Without a decision it can't be frozen; half a decision, or one to come, is refused."""
    nobody = annual.PRIORITIES.model_copy(update={"decided_on": None, "decided": ""})
    _, missing = ratification.propose(chosen.secretary, nobody)
    assert [one.because.partition(":")[0] for one in missing] == ["the committee's decision is missing"]
    with chosen.secretary.ledger.reading() as session:
        assert done.of(session, "committee proposes priorities", YEAR, charter=chosen.secretary.charter) is None
    assert "The committee's decision (A3, S8): the committee's decision is missing" in priorities_page(chosen.secretary)
    with pytest.raises(Refusal, match="decision is missing"):
        chosen.freeze(RATIFYING)
    for given, why in (
        ({"decided_on": date(2027, 2, 4)}, "its day, and how"),
        ({"decided": "by consensus"}, "its day, and how"),
        ({"decided_on": date(2027, 3, 4), "decided": "by consensus"}, "still to come"),
        ({"decided_in": "motion-x", "decided_on": date(2027, 2, 4), "decided": "by consensus"}, "name one of the two"),
        ({"text": " "}, "or name the vote in which it adopted it"),
    ):
        with pytest.raises(Refusal, match=why):
            ratification.propose(chosen.secretary, nobody.model_copy(update=given))


def test_the_committees_own_vote_is_its_decision_if_it_has_the_same_words(chosen: Club) -> None:
    """A3, S8. Another text than was adopted stops it, and so does a vote that isn't certified; its own words do not."""
    chosen.write("Committee", NOBODY_RECUSED)
    seats.take_over(chosen.secretary)
    put = MotionPut(
        key="direction", title="Priorities for 2027", text="Housing first. Then trees.", put_by="M01",
        opens_on=date(2027, 2, 6), closes_on=date(2027, 2, 9),
    )  # fmt: skip
    key, missing = motion.draft_motion(chosen.secretary, put)
    assert (key, missing) == ("motion-direction", [])
    by_vote = annual.PRIORITIES.model_copy(update={"decided_in": key, "decided_on": None, "decided": ""})

    def in_the_way(**other: str) -> list[str]:
        _, rulings = ratification.propose(chosen.secretary, by_vote.model_copy(update=other))
        return [one.because for one in rulings]

    assert in_the_way(decided_in=KEY_VOTE) == [f"the vote {KEY_VOTE} is none of the committee on a motion"]
    _open(chosen, key, datetime(2027, 2, 6, 14, tzinfo=UTC))
    assert in_the_way() == [f"the vote {key} of the committee isn't certified yet"]
    for who in (ADA, BO, CLEO, DEV):
        chosen.vote(who, {"Priorities for 2027: your choice": "Yes"}, key=key)
    _certified(chosen, key, datetime(2027, 2, 9, 23, tzinfo=UTC))
    assert in_the_way(text="Housing first. Then buses.") == [
        f"the committee adopted another text in the vote {key} than is put to the members"
    ]
    assert in_the_way() == []
    assert in_the_way(text="") == []
    with chosen.secretary.ledger.reading() as session:
        assert session.get_one(AnnualPriorities, YEAR).text == put.text


def _vote(club: Club, *, yes: int, no: int) -> None:
    voters = (ADA, BO, CLEO, DEV, ESME, FINN, GIA, HUGO)
    for nth, who in enumerate(voters[: yes + no]):
        choice = "Yes" if nth < yes else "No"
        club.vote(who, {"Priorities for 2027: your choice": choice}, key=RATIFYING)


def _outcome(club: Club) -> str:
    with club.secretary.ledger.reading() as session:
        return session.get_one(AnnualPriorities, YEAR).outcome


def _minutes(club: Club) -> list[tuple[str, str, str]]:
    with club.secretary.ledger.reading() as session:
        return [(one.title, one.clause, one.sentence) for one in minutes.lines(session)]


def test_running_it_again_changes_nothing(placed: Club) -> None:
    """A2. Level-triggered: a second pass at the same moment leaves book, workbook, forms and letters as they are."""
    annual.a_pass(placed)
    before = placed.everything()
    annual.a_pass(placed)
    assert placed.everything() == before


def test_all_members_are_invited_once_and_told_of_a_change(club: Club) -> None:
    """A1. Three weeks before, to all; moved, they hear once more; outside of the quarter it takes a reason."""
    annual.asked(club)
    key = f"annual-meeting.{YEAR}"
    assert club.mails(f"{key}/0") == []
    for when in (datetime(2027, 2, 7, 15, tzinfo=UTC), datetime(2027, 2, 8, 15, tzinfo=UTC)):
        annual.a_pass(club, when)
    assert len(club.mails(f"{key}/0", to=MEMBERS[LENA])) == 1
    assert not set_meeting(club.secretary, MEETING)
    april = MEETING.model_copy(update={"on": date(2027, 4, 3)})
    with pytest.raises(Refusal, match=r"outside of 1 January 2027 to 31 March 2027; .* \(A1\)"):
        set_meeting(club.secretary, april)
    assert set_meeting(club.secretary, april.model_copy(update={"because": "The hall flooded."}))
    for hours in (1, 3, 5):
        annual.a_pass(club, datetime(2027, 2, 9, 12, tzinfo=UTC) + hours * HOUR)
    assert "has been moved" in club.mails(f"{key}/1", to=MEMBERS[LENA])[0].text.lower().replace("annual meeting ", "")


def test_whoever_is_erased_is_forgotten_in_proposals_too(placed: Club) -> None:
    """M8. Who proposed, and what, goes from book, tab and sheet; that something was, stays."""
    with placed.secretary.ledger.writing(placed.secretary.now()) as pen:
        theirs.forget(proposals.of(pen.session, YEAR)[1])
    annual.a_pass(placed, OVER + 3 * HOUR)
    assert annual.tab(placed)[1]["Title"] == ""
    rows: list[list[Any]] = sheets.read(
        placed.secretary.google, annual.cycle(placed).sheet_id, (proposal_sheet.TAB,)
    ).tabs["Proposals"]
    assert FORMULA not in str(rows)


def test_what_is_due_of_the_year_stands_on_the_agenda(proposed: Club) -> None:
    """A1, A2, A3. Who has to act, and until when: places for proposals, the meeting, the priorities; and the plan."""
    with proposed.secretary.ledger.reading() as session:
        found = [(one.who, one.mark) for one in agenda.ahead(proposed.secretary, session)]
    assert ("members", "year/2027/members-vote-on-priorities-ends") in found  # the meeting's day is the plan's, too
    assert [one for one in found if not one[1].startswith("year/")] == [
        ("organisers", "priorities/2027/placing"),
        ("members", "annual-meeting/2027"),
        ("committee", "priorities/2027/ratified"),
    ]


@ON_SQLITE
def test_the_year_is_prepared_from_a_terminal(club: Club) -> None:
    """A1, A2, A3. The same doors on the command line; what can't be done ends in a letter."""
    annual.asked(club)
    meeting = ("annual-meeting", "2027", "--on", "2027-02-27")
    assert "just so already" in at_the_club(club, *meeting, "--where", "Town Hall, 1 Sample Street")
    settings = venue.as_environment(club.settings)
    april = ("annual-meeting", "2027", "--on", "2027-04-27", "--where", "X")
    assert "outside of" in refused(canvass(*april, settings=settings))
    assert "just so already" in at_the_club(club, "priorities", "2027", "--propose-until", "2027-01-20")
    assert "longer than that" in refused(
        canvass("priorities", "2027", "--propose-until", "2027-01-19", settings=settings)
    )
    assert "aren't invited yet" in at_the_club(club, "priorities", "2027")
    vote = ("key-priorities", "2027", "--opens-on", "2027-01-25")
    assert "can still be proposed" in refused(canvass(*vote, settings=settings))
    proposal = ("annual-priorities", "2027", "--text", "Housing first.", "--opens-on", "2027-02-20")
    said = at_the_club(club, *proposal, "--closes-on", "2027-03-02")
    assert "members haven't voted on key priorities" in said
