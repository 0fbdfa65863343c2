"""A lot drawn in public: asked for where an outcome hangs on it, written down once, and then counted with."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event

from core import charter
from core.recount import verify
from flows.certify import Certification, answered, certify, seen_now
from flows.duties.election import drawing
from flows.pages.desk import desk_page
from flows.pages.election import election_page, result_page
from flows.secretary import Refusal
from tests.conftest import ON_SQLITE
from tests.flows.ballots import CLOSES, KEY, MAYOR, OPENS, START
from tests.flows.club import DAY, HOUR, MINUTE, WITH_LINK, Club
from tests.flows.terminal import at_the_club

NUMBERS = "4 17 22 31 40"
LOTTERY = "state lottery, 13 October 2026"
U, V, W = MAYOR["candidates"]
NOBODY = "No endorsement"
CAST = (*[(U, NOBODY)] * 3, *[(V, U)] * 2, *[(W, V)] * 2)
"""If the second goes out first, the first is endorsed; if the third does, nobody is."""


def ranks(number: int) -> tuple[str, ...]:
    """What the questions of the race are called."""
    return tuple(f"Mayor: {place} choice" for place in ("1st", "2nd")[:number])


@pytest.fixture
def waiting(club: Club) -> Club:
    """The club after counting, under a charter that wants lots drawn in public, with a race that hangs on one."""
    if "waiting" in club.kept:
        club.go_to("waiting")
        return club
    data = club.charter.as_data()
    data["endorsement"]["counting"]["ties"]["value"] = "earlier rounds, then lot drawn in public"
    club.secretary.charter = charter.read(data, source="club")
    club.draft(lot_from=LOTTERY)
    club.later(HOUR)
    club.freeze()
    for at in (START + 2 * HOUR, OPENS + MINUTE, OPENS + 2 * HOUR):
        club.at(at)
        club.tend()
    for who, ranked in zip(WITH_LINK, CAST, strict=False):
        marks = dict(zip(ranks(2), ranked, strict=True))
        club.vote(who, {**marks, "Sheriff: your choice": "Xaver Pretence"})
    for at in (CLOSES + MINUTE, CLOSES + HOUR):
        club.at(at)
        club.tend()
    club.keep("waiting")
    return club


def outcomes(club: Club) -> list[Any]:
    """What came of each contest."""
    return [(contest.count or {})["outcome"] for contest in club.election().contests]


def test_a_count_that_waits_for_a_lot_is_not_certified(waiting: Club) -> None:
    """E8. However many passes go by; the pages say what has to be done, and the other race is counted."""
    for _ in range(3):
        waiting.later(DAY)
        waiting.tend()
    before = waiting.everything()
    with pytest.raises(Refusal, match="its outcome hangs on a lot"):
        certify(waiting.secretary, KEY, officer="R. O.")
    assert waiting.everything() == before
    assert (waiting.election().state, outcomes(waiting)) == ("counted", ["undecided", "passed"])
    assert "a lot drawn in public has to say who goes out" in result_page(waiting.secretary, KEY)
    assert "a lot is drawn in public" in election_page(waiting.secretary, KEY)
    assert "has to be drawn in public" in desk_page(waiting.secretary)


def test_what_is_drawn_is_written_down_once_and_counted_with(waiting: Club) -> None:
    """E8. One line in the log; the race is decided, the other's count stays; a second time changes nothing."""
    other = waiting.election().contests[1].count
    assert drawing.record(waiting.secretary, KEY, drawn="  17, 04  22 40;31\n")
    election = waiting.election()
    assert (election.drawn, election.drawn_from) == (NUMBERS, LOTTERY)
    assert "undecided" not in outcomes(waiting)
    assert election.contests[1].count == other
    assert waiting.log().count("lot.drawn") == 1
    before = waiting.everything()
    assert not drawing.record(waiting.secretary, KEY, drawn=NUMBERS)
    assert waiting.everything() == before


def test_a_draw_is_never_replaced(waiting: Club) -> None:
    """E8. Whoever would like another outcome better is told what stands."""
    drawing.record(waiting.secretary, KEY, drawn=NUMBERS)
    before = waiting.everything()
    with pytest.raises(Refusal, match=r"it stands: 4 17 22 31 40 \(state lottery"):
        drawing.record(waiting.secretary, KEY, drawn="1 2 3")
    assert waiting.everything() == before


@pytest.mark.parametrize("drawn", ["", "   ", "4|17", "9" * 201, "4-17", "four", "4 17 a", "²", "1 " * 101])
def test_what_could_be_typed_in_two_ways_is_refused(waiting: Club, drawn: str) -> None:
    """E8. Anything but numbers, none, too many or too large ones: none of it is written down."""
    before = waiting.everything()
    with pytest.raises(Refusal, match="Nothing was recorded"):
        drawing.record(waiting.secretary, KEY, drawn=drawn)
    assert waiting.everything() == before


def test_the_drawing_is_named_before_anybody_votes(club: Club) -> None:
    """E8. Without its name such a ballot can't be frozen; with it the ballot letter tells every voter."""
    data = club.charter.as_data()
    data["endorsement"]["counting"]["ties"]["value"] = "earlier rounds, then lot drawn in public"
    club.secretary.charter = charter.read(data, source="club")
    club.draft()
    with pytest.raises(Refusal, match="it isn't said which drawing that will be"):
        club.freeze()


def test_voters_are_told_which_drawing_it_will_be(waiting: Club) -> None:
    """E8. In the ballot letter, before anybody votes."""
    assert all(LOTTERY in " ".join(mail.text.split()) for mail in waiting.mails("ballot"))


@pytest.mark.parametrize("moment", ["drafted", "open", "closed"])
def test_no_lot_is_drawn_before_the_count(club: Club, moment: str) -> None:
    """E8. What is drawn must have become known after voting closed, and only where it is needed."""
    club.go_to(moment)
    with pytest.raises(Refusal, match="no lot is drawn before the count"):
        drawing.record(club.secretary, KEY, drawn=NUMBERS)


def test_where_nothing_hangs_on_a_lot_none_is_taken(club: Club) -> None:
    """E8. A count that waits for nothing isn't touched."""
    club.go_to("counted")
    before = club.everything()
    with pytest.raises(Refusal, match="needs no lot"):
        drawing.record(club.secretary, KEY, drawn=NUMBERS)
    assert club.everything() == before


def test_members_read_what_was_drawn_and_can_draw_it_again(waiting: Club) -> None:
    """E8, E16. The result letter names it and its source; the pack draws the lot from it, and verifies."""
    drawing.record(waiting.secretary, KEY, drawn=NUMBERS)
    waiting.certify()
    for at in (3, 5):
        waiting.at(CLOSES + at * HOUR)
        waiting.tend()
    assert waiting.election().state == "announced"
    letter = " ".join(waiting.mails("result")[0].text.split())
    assert "by the lot drawn in public: 4 17 22 31 40 (state lottery, 13 October 2026)" in letter
    found = verify(waiting.folder / "packs" / KEY)
    assert found.ok
    assert any('that "4 17 22 31 40" is what was drawn' in line for line in found.lines)


def test_the_same_draw_gives_the_same_result(waiting: Club) -> None:
    """E8. Recorded twice from the same moment, the counts are the same to the last byte."""
    drawing.record(waiting.secretary, KEY, drawn=NUMBERS)
    counts = [contest.count for contest in waiting.election().contests]
    waiting.go_to("waiting")
    assert outcomes(waiting) == ["undecided", "passed"]
    drawing.record(waiting.secretary, KEY, drawn=NUMBERS)
    assert [contest.count for contest in waiting.election().contests] == counts


def test_a_crash_leaves_all_of_it_or_nothing(waiting: Club) -> None:
    """E8. Killed before anything is on record, nothing is; run again, the end is the same as without the crash."""
    drawing.record(waiting.secretary, KEY, drawn=NUMBERS)
    without = waiting.everything()
    waiting.go_to("waiting")
    before, engine = waiting.everything(), waiting.secretary.ledger.engine

    def killed(_: Any) -> None:
        raise KeyboardInterrupt

    event.listen(engine, "commit", killed)
    with pytest.raises(KeyboardInterrupt):
        drawing.record(waiting.secretary, KEY, drawn=NUMBERS)
    event.remove(engine, "commit", killed)
    assert waiting.everything() == before
    assert drawing.record(waiting.secretary, KEY, drawn=NUMBERS)
    assert waiting.everything() == without


def test_the_dashboard_asks_for_it(waiting: Club) -> None:
    """E8. What was drawn is entered into the run's form; it is certified in another one, after seeing the count."""
    wrong = Certification(drawn=NUMBERS, drawn_again="4 17 22 31 41")
    assert "differ. Nothing was recorded" in _say(waiting, wrong)
    answer = Certification(decision="certify", officer="R. O.", drawn=NUMBERS, drawn_again="40 4 17 22 31")
    assert "is counted again with it" in _say(waiting, answer)
    assert waiting.election().state == "counted"
    assert "is on record already" in _say(waiting, answer)
    assert "isn't certified yet" in _say(waiting, Certification())
    answer = Certification(decision="certify", officer="R. O.")
    assert "is certified. The result goes out" in _say(waiting, answer)
    assert "was certified before" in _say(waiting, answer)


def _say(club: Club, answer: Certification) -> str:
    """What comes of an answer to the count as it is now."""
    return answered(club.secretary, KEY, answer, seen=seen_now(club.secretary, KEY))


def test_a_count_that_nobody_was_shown_is_not_certified(waiting: Club) -> None:
    """E16. The page waited for a lot, and somebody entered it before the answer came: nothing is recorded."""
    seen = seen_now(waiting.secretary, KEY)
    drawing.record(waiting.secretary, KEY, drawn=NUMBERS)
    before = waiting.everything()
    with pytest.raises(Refusal, match="has changed since it was shown"):
        answered(waiting.secretary, KEY, Certification(decision="certify", officer="R. O."), seen=seen)
    assert waiting.everything() == before


@ON_SQLITE
def test_so_does_the_command_line(waiting: Club) -> None:
    """E8. The count with the draw is shown before anybody is asked to certify it."""
    words = ("certify", KEY, "--officer", "R. O.", "--drawn", NUMBERS)
    said = at_the_club(waiting, *words, answer="y\nn\n")
    assert "is counted with" in said
    assert said.index("by the lot drawn in public") < said.index("Certify this count?")
    assert waiting.election().state == "counted"
    assert "is on record already" in at_the_club(waiting, *words, "--yes")
    assert waiting.election().state == "certified"
