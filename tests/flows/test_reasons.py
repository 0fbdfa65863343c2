"""Reasons: whoever takes something back says why, and that stays where people and auditors look."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, update

from core.candidates import label
from core.ledger import log_fault
from core.records import Entry, Letter, Reason
from core.secrecy import fingerprint
from flows import answer_for, process, recommend, step
from flows.duties.election import holds
from flows.duties.membership import stock
from flows.duties.race import reasons
from flows.excuse import excuse
from flows.forum import ForumSet, call_off, set_forum
from flows.forum_held import was_not_held
from flows.pages.season import season_page
from flows.rehearsal import venue
from flows.release import discard, release
from tests.flows.asked import MAYOR, URSULA
from tests.flows.ballots import KEY
from tests.flows.club import ADA, BO, CLEO, DAY, Club
from tests.flows.committee import CLOSES, VOTE, certified, counted, race
from tests.flows.committee import URSULA as FOR_URSULA
from tests.flows.committee import VICTOR as FOR_VICTOR
from tests.flows.terminal import at_the_club, canvass, refused

SLIP = "It was about another race."


def given(club: Club, about: str = "") -> list[tuple[str, str, str, str]]:
    """What was done, why, who said so, and what stood before, the oldest first."""
    with club.secretary.ledger.reading() as session:
        found = reasons.all_given(session, about=about, zone=club.secretary.charter.zone)
        assert list(reasons.faults(session)) == []
        assert not log_fault(session)
    return [(one.done, one.because, one.by, one.before) for one in found]


def lines(club: Club, kind: str) -> list[dict[str, Any]]:
    """What the log's lines of a kind say."""
    with club.secretary.ledger.reading() as session:
        found = session.execute(select(Entry.payload).where(Entry.kind == kind).order_by(Entry.seq)).scalars()
        return [json.loads(one) for one in found]


def without(words: Sequence[str], club: Club) -> bool:
    """Whether none of these words is anywhere in the log."""
    with club.secretary.ledger.reading() as session:
        log = "".join(session.execute(select(Entry.payload)).scalars())
    return not any(one in log for one in words)


def test_why_a_step_was_taken_back_stays_with_what_it_was(with_candidates: Club) -> None:
    """E3, E4. The page says it, the log has its fingerprint and no word of it, and twice is once."""
    club = with_candidates
    step.record(club.secretary, MAYOR, "candidate meeting", by="S. T.", note="on a bench")
    for news in (True, False):
        assert step.withdraw(club.secretary, MAYOR, "candidate meeting", because=SLIP, by="R. O.") is news
    before = "2026-10-01, taken, by S. T.; on a bench"
    assert given(club) == [("candidate meeting is taken back", SLIP, "R. O.", before)]
    assert "candidate meeting is taken back: It was about another race. (R. O.)" in season_page(club.secretary)
    [line] = lines(club, "step.withdrawn")
    whole = ["step.withdrawn", MAYOR, "candidate meeting", before, SLIP, "R. O."]
    assert line["decision"] == fingerprint(whole)
    assert without([SLIP, "bench", "R. O."], club)


def test_a_recommendation_taken_back_is_kept_with_its_reasons(with_candidates: Club) -> None:
    """E3. What the committee had decided, and why it isn't on record any more, can be read afterwards."""
    club = with_candidates
    recommend.recommend(club.secretary, MAYOR, "Ursula Imaginary", reasons="She came.", decided="by consensus")
    assert step.withdraw(club.secretary, MAYOR, "recommendation", because=SLIP, by="R. O.")
    [(done, why, _, before)] = given(club)
    assert (done, why) == ("recommendation is taken back", SLIP)
    assert "Ursula Imaginary: She came." in before
    assert "by consensus" in before


def test_an_ending_and_its_end_are_both_kept(with_candidates: Club) -> None:
    """E15. A race that is taken up again leaves behind why it had ended, and why it goes on, though nobody heard."""
    club = with_candidates
    for news in (True, False):
        assert process.end(club.secretary, MAYOR, because="Nobody stands.", ended_by="the committee") is news
    for news in (True, False):
        assert process.reopen(club.secretary, MAYOR, because="Somebody stands.") is news
    ended = "ended on 2026-10-01: Nobody stands. (decided by the committee)"
    assert given(club, MAYOR) == [
        ("ended without an endorsement", "Nobody stands.", "the committee", ""),
        ("taken up again", "Somebody stands.", "", ended),
    ]
    page = season_page(club.secretary)
    assert "Nobody stands. (the committee)" in page
    assert "taken up again: Somebody stands." in page
    assert all(len(one["decision"]) == 64 for kind in ("race.ended", "race.reopened") for one in lines(club, kind))
    assert without(["Nobody stands", "Somebody stands"], club)


def test_why_a_candidates_word_was_taken_back_is_kept(issued: Club) -> None:
    """E4, E5. Both slips are on record; what the candidate had said goes with them, for it is theirs."""
    who = label(MAYOR, URSULA)
    answer_for.decline(issued.secretary, who, because="Has no time.", by="R. O.")
    assert "Has no time." not in season_page(issued.secretary)
    assert "Has no time." in at_the_club(issued, "why", MAYOR)
    answer_for.attach(issued.secretary, who, link="allies.example.org/ursula", whose="Allies", by="R. O.")
    for what in ("declined", "attached"):
        assert answer_for.take_back(issued.secretary, who, what, because=SLIP, by="S. T.")
    assert given(issued, who) == [
        ("that they declined is taken back", SLIP, "S. T.", ""),
        (
            "the allied organisation's answers are taken back",
            SLIP,
            "S. T.",
            "Allies: https://allies.example.org/ursula",
        ),
    ]
    assert "Has no time." not in at_the_club(issued, "why")
    assert given(issued, MAYOR) == given(issued, who)


def test_why_a_forum_is_off_or_was_not_held_is_kept(with_candidates: Club) -> None:
    """E6. Whatever is recorded of it afterwards, the first reason stays."""
    club = with_candidates
    setting = ForumSet(key="one", title="One", races=[MAYOR], on=date(2026, 10, 20), at="18:30", place="Library")
    set_forum(club.secretary, setting)
    set_forum(club.secretary, setting.model_copy(update={"key": "two"}))
    call_off(club.secretary, "one", because="No hall.", by="R. O.")
    club.later(30 * DAY)
    for why in ("Nobody came.", "The hall was shut."):
        assert was_not_held(club.secretary, "two", because=why, by="R. O.")
    assert given(club) == [
        ("called off", "No hall.", "R. O.", ""),
        ("didn't take place", "Nobody came.", "R. O.", ""),
        ("didn't take place", "The hall was shut.", "R. O.", "Nobody came. (R. O.)"),
    ]


@pytest.mark.parametrize(("act", "done"), [(release, "released"), (discard, "given up")])
def test_why_a_letter_goes_on_or_is_given_up_is_kept(issued: Club, act: Any, done: str) -> None:
    """M8. With what had kept it; its line of the log has the fingerprint."""
    with issued.secretary.ledger.writing(issued.secretary.now()) as pen:
        key = pen.session.execute(select(Letter.key).where(Letter.election_key.is_(None))).scalars().first()
        pen.session.execute(update(Letter).where(Letter.key == key).values(state="held", held_because="told in vain"))
    act(issued.secretary, str(key), reason="I looked.")
    assert given(issued) == [(done, "I looked.", "", "told in vain")]


def test_an_excuse_that_is_lifted_leaves_its_reason(club: Club) -> None:
    """M2. Why an event was excused, and why it isn't any more, are both kept."""
    club.write("Events", [["Event", "Date", "Kind"], ["Picnic", 46150, "monthly meeting"]])
    stock.take_stock(club.secretary)
    excuse(club.secretary, "Picnic", reason="Sheet lost.", decided_by="the committee")
    excuse(club.secretary, "Picnic", reason="Sheet found.", decided_by="R. O.", lift=True)
    assert given(club, "Picnic") == [
        ("excused", "Sheet lost.", "the committee", ""),
        ("not excused any more", "Sheet found.", "R. O.", "Sheet lost. (the committee)"),
    ]


def test_why_a_ballot_goes_on_all_the_same_is_kept(club: Club) -> None:
    """E12. With what had stopped it; whoever asks later finds both."""
    club.go_to("voted")
    (club.folder / "keys" / f"{KEY}.key").unlink()
    club.at(club.reminder_times()[0])
    club.tend()
    because = club.held()
    holds.accept(club.secretary, KEY, finding=club.election().held_finding, reason="Both copies burned.")
    assert because
    assert given(club, KEY) == [("what stopped it is accepted", "Both copies burned.", "", because)]


def test_a_vote_of_the_committee_leaves_the_fingerprint_of_what_it_decided(seated: Club) -> None:
    """E3, S8. A recommendation by vote is in the log as one is that an organiser records."""
    counted(seated, {ADA: FOR_URSULA, BO: FOR_URSULA, CLEO: FOR_VICTOR})
    certified(seated)
    found = race(seated)
    [taken] = found.steps
    words = [found.recommendation, found.reasons, taken.note, "the committee", CLOSES.date().isoformat()]
    assert lines(seated, "recommendation.decided") == [{"race": found.key, "decision": fingerprint(words)}]
    assert not seated.certify(VOTE)
    assert len(lines(seated, "recommendation.decided")) == 1


def test_a_reason_that_was_changed_afterwards_is_found_out(with_candidates: Club) -> None:
    """E3, E15. The command lists the reasons; one that was touched, or taken out, it refuses by its line."""
    club = with_candidates
    assert "No reason is on record." in at_the_club(club, "why")
    process.end(club.secretary, MAYOR, because="Nobody stands.", ended_by="the committee")
    told = at_the_club(club, "why", MAYOR)
    assert "Nobody stands." in told
    assert "ended without an endorsement" in told
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        pen.session.execute(update(Reason).values(because="No time."))
    changed = refused(canvass("why", settings=venue.as_environment(club.settings)))
    assert "isn't the one that was given" in changed
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        pen.session.delete(pen.session.execute(select(Reason)).scalar_one())
    with club.secretary.ledger.reading() as session:
        assert [one.split(" of ")[-1] for one in reasons.faults(session)] == ["the log is gone"]
