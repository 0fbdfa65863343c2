"""The doors for parallel votes on the command line: what they say, refuse, and leave behind."""

from __future__ import annotations

from flows.rehearsal import venue
from tests.conftest import ON_SQLITE
from tests.flows import partners_parallel as play
from tests.flows.club import DAY, MINUTE, Club
from tests.flows.partners_parallel import OVER, PROJECT, VOTE
from tests.flows.terminal import at_the_club, canvass, refused


@ON_SQLITE
def test_from_the_question_to_the_next_step(partnered: Club) -> None:
    """P5, P6. Begun, moved, reported by telephone, shown, and settled by what was agreed on in a meeting."""
    play.go_to(partnered, "the partnership is agreed")
    asked = ("--partnership", PROJECT, "--title", "A mural on the wall", "--text", "Shall we?", "--by", "A.E.")
    said = at_the_club(partnered, "parallel-vote", VOTE, *asked, "--last-day", "2026-10-10")
    assert said == f"The parallel vote “{VOTE}” is on record. Delegates hear of it by themselves.\n"
    moved = ("parallel-vote-moved", VOTE, "--last-day", "2026-10-12", "--because", "A holiday.", "--by", "A.E.")
    assert at_the_club(partnered, *moved) == f"The last day of “{VOTE}” is moved.\n"
    assert at_the_club(partnered, *moved) == "It is that day already.\n"
    play.pass_at(partnered, OVER)
    for partner, took_part in ((1, 30), (2, 3), (3, 20)):
        figures = ("--took-part", took_part, "--could", 60, "--by", "A.E.")
        percentages = () if took_part == 3 else ("--percentage", "70", "--percentage", "30")
        report = ("report", VOTE, "--partner", partner, "--decision", "Yes", *percentages, *figures)
        assert at_the_club(partnered, *map(str, report)) == "The report is on record.\n"
    play.pass_at(partnered, partnered.secretary.now() + MINUTE)
    shown = at_the_club(partnered, "parallel-vote", VOTE)
    assert "The partners agree: “Yes”." in shown
    assert "fewer than 5 took part" in shown
    step = ("next-step", VOTE, "--step", "We pay for it together", "--on", "2026-10-13", "--by", "A.E.")
    assert at_the_club(partnered, *step) == "The next step is on record; the next pass tells it.\n"
    play.pass_at(partnered, partnered.secretary.now() + MINUTE)
    assert "We pay for it together" in at_the_club(partnered, "parallel-vote", VOTE)
    off = ("parallel-vote-off", VOTE, "--because", "x", "--by", "A.E.")
    letter = refused(canvass(*off, settings=venue.as_environment(partnered.settings)))
    assert "nothing changes any more" in letter


@ON_SQLITE
def test_our_own_vote_is_drafted_and_the_whole_called_off(partnered: Club) -> None:
    """P6. The door says which vote of ours is part of it, and that it goes on when the rest is called off."""
    play.go_to(partnered, "the partnership is agreed")
    asked = ("--partnership", PROJECT, "--title", "A mural on the wall", "--text", "Shall we?", "--by", "A.E.")
    days = ("--last-day", "2026-10-12", "--our-vote-opens-on", "2026-10-02")
    assert f"Our own vote in it is “{VOTE}”." in at_the_club(partnered, "parallel-vote", VOTE, *asked, *days)
    partnered.later(DAY)
    said = at_the_club(partnered, "parallel-vote-off", VOTE, "--because", "The wall was sold.", "--by", "A.E.")
    assert f"Our own vote “{VOTE}” goes on" in said


@ON_SQLITE
def test_a_charter_without_partners_answers_with_a_letter(club: Club) -> None:
    """P6. The letter says what to add to the charter."""
    asked = ("--partnership", PROJECT, "--title", "A mural", "--text", "Shall we?", "--by", "A.E.")
    words = ("parallel-vote", VOTE, *asked, "--last-day", "2026-10-12")
    letter = refused(canvass(*words, settings=venue.as_environment(club.settings)))
    assert "The charter has no section [partnership]" in letter
