"""Tending: one service's bad day, or one broken election, keeps nothing else waiting – and open elections never mix."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import delete, select

from core import letters
from core.records import Contest, Election, Letter
from flows import tend
from flows.pages.desk import desk_page
from flows.pages.election import overview
from integrations.sandbox import inbox
from tests.flows.ballots import CLOSES, KEY, MAYOR, OPENS, SHERIFF
from tests.flows.club import ADA, BO, CLEO, DEV, ESME, HOUR, MARKS, MINUTE, Club

OTHER = "second"


@pytest.fixture
def two(club: Club) -> Club:
    """Two elections with the same roll, open at the same time; the second has one contest, and closes as the first."""
    if "two" not in club.kept:
        club.go_to("drafted")
        club.draft(key=OTHER, title="Second endorsements", contests=[MAYOR])
        for key in (KEY, OTHER):
            club.freeze(key)
        club.tend()
        club.at(OPENS + MINUTE)
        assert not club.tend().troubles
        club.keep("two")
    club.go_to("two")
    return club


def _states(club: Club) -> dict[str, str]:
    return {key: club.election(key).state for key in (KEY, OTHER)}


# ── a service's bad day ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", ["5xx", "429", "401", "empty body", "timeout before"])
def test_google_down_doesnt_stop_letters(club: Club, kind: str) -> None:
    """While Google answers nothing, a letter that is planned goes out all the same; the trouble is told once."""
    club.go_to("made")
    club.at(OPENS + MINUTE)
    club.sandbox.faults.plan("5xx", "POST /3.0/campaigns", times=9)
    club.tend()
    assert not club.mails("ballot")
    club.sandbox.faults.clear()
    club.sandbox.faults.plan(kind, "* /v*", times=1000)  # type: ignore[arg-type]
    club.later(5 * MINUTE)
    report = club.tend()
    assert len(report.troubles) == 1
    assert report.troubles[0].startswith(f"{KEY}: GoogleFault: ")
    assert len(club.mails("ballot")) == 6


@pytest.mark.parametrize("kind", ["5xx", "429", "empty body", "timeout before"])
def test_mailchimp_down_doesnt_stop_ballots(club: Club, kind: str) -> None:
    """While Mailchimp answers nothing, ballots are read, voting closes, and what came in is sealed and counted."""
    club.go_to("delivered")
    club.vote(ADA)
    club.sandbox.faults.plan(kind, "* /3.0/*", times=1000)  # type: ignore[arg-type]
    for when in (club.reminder_times()[0], CLOSES + MINUTE, CLOSES + HOUR):
        club.at(when)
        assert club.tend().troubles
    assert club.election().state == "counted"
    assert club.election().intake["counted"] == 1  # type: ignore[index]
    assert not club.election().links_erased
    club.sandbox.faults.clear()
    club.tend()
    assert club.election().links_erased


def test_one_letters_trouble_doesnt_keep_another_waiting(two: Club) -> None:
    """Of two reminders due at once, the one that Mailchimp refuses waits for the next pass; the other goes."""
    two.at(two.reminder_times()[0])
    two.sandbox.faults.plan("5xx", "POST /3.0/campaigns", nth=1)
    two.sandbox.faults.plan("5xx", "POST /3.0/campaigns", nth=3)
    two.tend()
    states = {key: two.letter(f"{key}/reminder-1").state for key in (KEY, OTHER)}
    assert states == {KEY: letters.ADDRESSED, OTHER: letters.SENT}
    two.sandbox.faults.clear()
    two.later(5 * MINUTE)
    assert not two.tend().troubles
    assert [len(two.mails(f"{key}/reminder-1")) for key in (KEY, OTHER)] == [6, 6]


# ── a broken election ──────────────────────────────────────────────────────────────────────────────


def _break_key(club: Club) -> None:
    (club.folder / "keys" / f"{KEY}.key").write_text("{", encoding="ascii")


def _break_contests(club: Club) -> None:
    with club.secretary.ledger.writing(club.sandbox.clock.now()) as pen:
        pen.session.execute(delete(Contest).where(Contest.election_key == KEY))


def _break_form(club: Club) -> None:
    form_id = club.election().form_id
    del club.sandbox.world.google["files"][form_id], club.sandbox.world.google["forms"][form_id]


@pytest.mark.parametrize("damage", [_break_key, _break_contests, _break_form])
def test_one_broken_election_doesnt_stop_another(two: Club, damage: Callable[[Club], None]) -> None:
    """With the first election damaged beyond reading, the second is reminded, closed, sealed and counted on time."""
    for who in (ADA, BO):
        two.vote(who, {"Mayor: 1st choice": "Ursula Imaginary"}, key=OTHER)
    damage(two)
    troubles = set()
    for when in (two.reminder_times(OTHER)[0], CLOSES + MINUTE, CLOSES + HOUR):
        two.at(when)
        troubles |= {trouble.partition(":")[0] for trouble in two.tend().troubles}
    assert troubles == {KEY}
    assert _states(two)[OTHER] == "counted"
    assert _states(two)[KEY] != "counted"
    assert len(two.mails(f"{OTHER}/reminder-1")) == 4


def test_a_broken_letter_doesnt_stop_another(two: Club) -> None:
    """A letter whose words can't be made is told as broken, by kind and without details; the others go out."""
    two.at(two.reminder_times()[0])
    two.sandbox.faults.plan("5xx", "POST /3.0/campaigns", times=4)
    two.tend()
    two.sandbox.faults.clear()
    with two.secretary.ledger.writing(two.sandbox.clock.now()) as pen:
        pen.session.get_one(Letter, f"{KEY}/reminder-1").facts = {}
    two.later(5 * MINUTE)
    report = two.tend()
    assert report.troubles == ["letters: something in Canvass is broken (ExceptionGroup)"]
    assert [type(fault).__name__ for group in report.broken for fault in group.exceptions] == ["WordingFault"] * 2  # type: ignore[attr-defined]
    assert len(two.mails(f"{OTHER}/reminder-1")) == 6


def test_a_stopped_election_doesnt_stop_another(two: Club) -> None:
    """A hold belongs to one election: the other's reminder goes out."""
    two.form()["items"].pop()
    two.at(two.reminder_times()[0])
    two.tend()
    assert two.held(KEY)
    assert not two.held(OTHER)
    assert not two.mails(f"{KEY}/reminder-1")
    assert len(two.mails(f"{OTHER}/reminder-1")) == 6


def test_overview_and_desk_keep_their_order(two: Club) -> None:
    """Two ballots that close together stand in the same order, whichever of them was written last."""
    for key in (KEY, OTHER, KEY):
        with two.secretary.ledger.writing(two.sandbox.clock.now()) as pen:
            pen.session.get_one(Election, key).held_because = f"The reason of {key}"
        assert [line[0] for line in overview(two.secretary)] == [KEY, OTHER]
        assert re.findall("The reason of (second|autumn)", desk_page(two.secretary)) in ([KEY], [KEY, OTHER])


# ── two at once ────────────────────────────────────────────────────────────────────────────────────


def test_open_elections_use_different_fields(two: Club) -> None:
    """Each has its own fields at Mailchimp, and each of its letters uses only those."""
    slots = [two.election(key).mail_slot for key in (KEY, OTHER)]
    assert slots == [0, 1]
    fields = next(iter(two.sandbox.world.mailchimp["lists"].values()))["fields"]
    assert {one["tag"] for one in fields} >= {"AN1", "AC1", "AN2", "AC2", "BN1", "BC1", "BN2", "BC2"}


def test_codes_of_two_elections_never_mix(two: Club) -> None:
    """Every voter has two links to two forms with two codes, and both letters hold the right one only."""
    forms = {key: two.election(key).form_link for key in (KEY, OTHER)}
    found: dict[str, set[str]] = {KEY: set(), OTHER: set()}
    for mail in inbox.mails(two.sandbox.world):
        key = mail.title.partition("/")[0]
        links = re.findall(r"(http\S+)\?usp=pp_url&(?:amp;)?entry\.\d+=(\w+)", mail.text + mail.html)
        assert links
        assert {form for form, _ in links} == {forms[key]}
        found[key] |= {code for _, code in links}
    assert len(found[KEY]) == len(found[OTHER]) == 8
    assert not found[KEY] & found[OTHER]


def test_votes_in_one_are_nothing_in_the_other(two: Club) -> None:
    """Who voted only in the first is reminded only of the second, and each is counted by itself."""
    two.vote(ADA, MARKS)
    two.vote(ESME, MARKS)
    two.vote(CLEO, {"Mayor: 1st choice": "Wanda Madeup"}, key=OTHER)
    two.at(two.reminder_times()[0])
    two.tend()
    assert "ada@example.org" not in two.named(f"{KEY}/reminder-1")
    assert "ada@example.org" in two.named(f"{OTHER}/reminder-1")
    assert "cleo@example.org" in two.named(f"{KEY}/reminder-1")
    assert "cleo@example.org" not in two.named(f"{OTHER}/reminder-1")
    for when in (CLOSES + MINUTE, CLOSES + HOUR):
        two.at(when)
        two.tend()
    assert [two.election(key).intake["counted"] for key in (KEY, OTHER)] == [2, 1]  # type: ignore[index]


def test_ending_one_leaves_the_others_links(two: Club) -> None:
    """Blanking the first's links when it is counted takes nothing from the second, which is still open."""
    two.draft(key="third", opens_on="2026-10-03", closes_on="2026-10-20", contests=[SHERIFF])
    two.freeze("third")
    two.tend()
    two.at(two.election("third").opens_at + MINUTE)
    two.tend()
    for when in (CLOSES + MINUTE, CLOSES + HOUR, CLOSES + 2 * HOUR):
        two.at(when)
        assert not two.tend().troubles
    assert _states(two) == {KEY: "counted", OTHER: "counted"}
    two.at(two.reminder_times("third")[2])
    two.tend()
    assert two.link(DEV, key="third", letter="reminder-3") == two.link(DEV, key="third")


def test_two_processes_tend_at_once(club: Club) -> None:
    """Two passes by turns, each taking over where the other has just been, do everything once."""
    club.go_to("made")
    club.at(OPENS + MINUTE)
    other = club._secretary()
    tend.tend(other)
    assert not club.tend().steps
    tend.tend(other)
    other.ledger.close()
    assert len(club.mails("ballot")) == 6
    with club.secretary.ledger.reading() as session:
        assert session.execute(select(Letter.tries)).scalars().all() == [1]
