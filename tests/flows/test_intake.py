"""What came in: every answer at Google meets exactly one fate, by Google's own time and by its code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core import secrecy
from core.paper import question_id
from core.records import Credential, Election
from flows.duties.election import intake
from integrations.sandbox import by_hand
from integrations.sandbox.google_state import stamp
from tests.flows.ballots import CLOSES, KEY, MAYOR
from tests.flows.club import ADA, BO, CLEO, DEV, HOUR, MARKS, MINUTE, OTHER_MARKS, Club

MICROSECOND = timedelta(microseconds=1)


def _fates(club: Club, key: str = KEY) -> dict[str, int]:
    """How many answers met each fate so far; never shown to anybody while voting is open."""
    election = club.election(key)
    intake.read(club.secretary, election)
    tally = intake.sorted_out(club.secretary, election).tally()
    assert tally.pop("received") == sum(tally.values())
    return {fate: number for fate, number in tally.items() if number}


def _counted(club: Club, key: str = KEY) -> list[Mapping[str, tuple[str, ...]]]:
    return [one.marks for one in intake.sorted_out(club.secretary, club.election(key)).counted()]


def _seal(club: Club, key: str = KEY) -> Election:
    """Close, wait, seal and count."""
    for when in (CLOSES + MINUTE, CLOSES + HOUR):
        club.at(when)
        assert not club.tend().troubles
    return club.election(key)


def _put(club: Club, answers: Mapping[str, list[str]], *, at: datetime | str, edited: bool = False) -> str:
    """An answer as Google might hold it, whatever its form would have allowed. Returns its id."""
    held = club.form()["responses"]
    name, told = f"hand-{len(held)}", at if isinstance(at, str) else stamp(at)
    created = stamp(CLOSES - HOUR) if edited else told
    held[name] = {
        "responseId": name,
        "createTime": created,
        "lastSubmittedTime": told,
        "answers": dict(answers),
        "listed_from": stamp(club.sandbox.clock.now()),
    }
    return name


def _code(club: Club, who: str) -> str:
    return club.link(who).rpartition("=")[2]


def _ask(*of: str | int) -> str:
    return question_id(KEY, *of)


def _ballot(club: Club, who: str, first: str = "Ursula Imaginary") -> dict[str, list[str]]:
    return {_ask("code"): [_code(club, who)], _ask(1, 1): [first]}


# ── one link, one ballot ───────────────────────────────────────────────────────────────────────────


def test_a_forwarded_link_counts_once_and_the_latest_wins(club: Club) -> None:
    """Two people vote with Ada's link, and Ada again: one ballot counts, her last, and two are superseded."""
    club.go_to("delivered")
    for first in ("Victor Invented", "Wanda Madeup", "Ursula Imaginary"):
        assert club.vote(ADA, {"Mayor: 1st choice": first}).accepted
    assert _fates(club) == {"counted": 1, "superseded": 2}
    sealed = _seal(club)
    assert sealed.intake is not None
    assert {fate: sealed.intake[fate] for fate in ("received", "counted", "superseded")} == {
        "received": 3,
        "counted": 1,
        "superseded": 2,
    }
    assert "Ursula Imaginary" in sealed.contests[0].count["sentence"]  # type: ignore[index]


def test_a_vote_changed_between_two_readings_is_changed(club: Club) -> None:
    """What was read before doesn't freeze a ballot: the later one of the same code replaces it."""
    club.go_to("voted")
    assert _fates(club) == {"counted": 3}
    club.vote(ADA, OTHER_MARKS)
    assert _fates(club) == {"counted": 3, "superseded": 1}
    assert sorted(marks[_ask(1, 1)] for marks in _counted(club)) == [
        ("Ursula Imaginary",),
        ("Ursula Imaginary",),
        ("Victor Invented",),
    ]


def test_a_mistyped_code_is_kept_as_unknown(club: Club) -> None:
    """A code with other letters in it is nobody's: the ballot is told, never counted, and never dropped silently."""
    club.go_to("delivered")
    assert club.send(f"{club.link(ADA)[:-4]}0000").accepted
    assert _fates(club) == {"unknown": 1}
    club.vote(ADA)
    assert _fates(club) == {"counted": 1, "unknown": 1}


@pytest.mark.parametrize(
    "typed", [str.upper, lambda code: f" {code[:5]} {code[5:]} ", lambda code: f"{code[:10]}-{code[10:]}"]
)
def test_a_code_copied_by_hand_counts(club: Club, typed: Any) -> None:
    """Capitals, spaces and hyphens don't make a code wrong: it may have been read out over the telephone."""
    club.go_to("delivered")
    _put(club, {_ask("code"): [typed(_code(club, ADA))]}, at=CLOSES - HOUR)
    assert _fates(club) == {"counted": 1}


def test_the_code_of_another_ballot_is_unknown_here(club: Club) -> None:
    """Two ballots are open at once; Ada's code of the one is worth nothing in the other's form."""
    club.go_to("drafted")
    club.draft(key="second", contests=[MAYOR])
    for key in (KEY, "second"):
        club.freeze(key)
    club.tend()
    club.at(club.election().opens_at + MINUTE)
    club.tend()
    link, other = club.link(ADA), club.link(ADA, key="second")
    club.send(f"{link.rpartition('=')[0]}={other.rpartition('=')[2]}")
    assert _fates(club) == {"unknown": 1}
    assert _fates(club, "second") == {}


# ── in time or late ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("at", "fate"),
    [
        (CLOSES - MICROSECOND, "counted"),
        (CLOSES, "counted"),
        ("2026-10-12T22:00:00Z", "counted"),
        ("2026-10-12T21:59:59.999999999Z", "counted"),
        ("2026-10-12T22:00:00.000000001Z", "late"),
        (CLOSES + MICROSECOND, "late"),
    ],
)
def test_googles_time_decides_to_the_nanosecond(club: Club, at: datetime | str, fate: str) -> None:
    """E11. Submitted at the deadline is in time, a nanosecond later is not, and when we read it doesn't matter."""
    club.go_to("delivered")
    club.at(CLOSES + MINUTE)
    _put(club, _ballot(club, ADA), at=at)
    assert _fates(club) == {fate: 1}
    sealed = _seal(club)
    assert sealed.intake is not None
    assert sealed.intake[fate] == 1


def test_a_late_ballot_doesnt_replace_one_in_time(club: Club) -> None:
    """Who votes in time and again too late keeps the ballot that was in time."""
    club.go_to("delivered")
    _put(club, _ballot(club, ADA, "Victor Invented"), at=CLOSES)
    _put(club, _ballot(club, ADA), at=CLOSES + MICROSECOND)
    assert _fates(club) == {"counted": 1, "late": 1}
    assert [marks[_ask(1, 1)] for marks in _counted(club)] == [("Victor Invented",)]


def test_an_answer_that_google_shows_late_still_counts(club: Club) -> None:
    """A ballot of the last minute that isn't listed at the first reading after closing delays sealing, and counts."""
    club.go_to("delivered")
    club.at(CLOSES - 2 * MINUTE)
    club.sandbox.faults.delay_visibility(timedelta(minutes=10))
    club.vote(ADA)
    club.at(CLOSES + MINUTE)
    club.tend()
    assert _fates(club) == {}
    club.at(CLOSES + 17 * MINUTE)
    club.tend()
    assert club.election().state == "closed", "the two readings differ"
    club.at(CLOSES + 40 * MINUTE)
    club.tend()
    assert club.election().intake["counted"] == 1  # type: ignore[index]


# ── edited and deleted ─────────────────────────────────────────────────────────────────────────────


def test_an_answer_edited_in_time_supersedes_itself(club: Club) -> None:
    """Every version read is kept: the edited one counts, the earlier one is superseded."""
    club.go_to("delivered")
    club.vote(ADA)
    assert _fates(club) == {"counted": 1}
    (response,) = club.form()["responses"]
    club.later(MINUTE)
    by_hand.edit_response(club.sandbox.world, club.election().form_id, response, _ballot(club, ADA, "Wanda Madeup"))
    assert _fates(club) == {"counted": 1, "superseded": 1}
    assert [marks[_ask(1, 1)] for marks in _counted(club)] == [("Wanda Madeup",)]


def test_an_answer_edited_too_late_leaves_the_version_in_time(club: Club) -> None:
    """What was read in time stays: an edit after the deadline is a late ballot, and changes nothing."""
    club.go_to("delivered")
    club.vote(ADA)
    assert _fates(club) == {"counted": 1}
    (response,) = club.form()["responses"]
    club.at(CLOSES + MINUTE)
    by_hand.edit_response(club.sandbox.world, club.election().form_id, response, _ballot(club, ADA, "Wanda Madeup"))
    assert _fates(club) == {"counted": 1, "late": 1}
    assert [marks[_ask(1, 1)] for marks in _counted(club)] == [("Ursula Imaginary",)]


# ── answers no form of ours would have taken ───────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "marks",
    [
        {_ask(1, 1): ["Somebody Else"]},
        {_ask(1, 1): ["ursula imaginary"]},
        {_ask(1, 1): ["Ursula Imaginary", "Victor Invented"]},
        {_ask(2, 1): ["Ursula Imaginary"]},
        {_ask(1, 2): ["x" * 100_000]},
        {_ask(1, 1): ["'; DROP TABLE response; --"]},
        {_ask(1, 1): ["\u202eUrsula Imaginary\x00"]},
    ],
    ids=["nobody", "spelled otherwise", "two at once", "other contest", "overlong", "hostile", "invisible"],
)
def test_an_answer_the_form_doesnt_offer_is_malformed(club: Club, marks: dict[str, list[str]]) -> None:
    """A known code with an answer that was never offered is told as malformed, and takes no valid ballot's place."""
    club.go_to("delivered")
    _put(club, {_ask("code"): [_code(club, ADA)], **marks}, at=CLOSES - HOUR)
    _put(club, _ballot(club, ADA), at=CLOSES - 2 * HOUR)
    assert _fates(club) == {"counted": 1, "malformed": 1}


def test_a_question_added_by_hand_spoils_no_ballot(club: Club) -> None:
    """An answer to a question that isn't ours is neither counted nor kept; the rest of the ballot counts."""
    club.go_to("delivered")
    _put(club, {**_ballot(club, ADA), "1234abcd": ["My name is Ada"]}, at=CLOSES - HOUR)
    assert _fates(club) == {"counted": 1}
    assert [set(marks) for marks in _counted(club)] == [{_ask(1, 1)}]


@pytest.mark.parametrize("typed", ["", "Ada Example", "x" * 100_000, "\x00\u200b", "*|AC1|*"])
def test_whatever_is_typed_for_a_code_is_unknown(club: Club, typed: str) -> None:
    """Nothing typed into the code's line breaks a reading, and none of it is kept: only a hash."""
    club.go_to("delivered")
    _put(club, {_ask("code"): [typed]} if typed else {}, at=CLOSES - HOUR)
    assert _fates(club) == {"unknown": 1}


def test_an_empty_ballot_counts(club: Club) -> None:
    """Who skips every contest took part: the ballot is counted, and abstains."""
    club.go_to("delivered")
    club.vote(ADA, {})
    assert _fates(club) == {"counted": 1}


# ── all together ───────────────────────────────────────────────────────────────────────────────────


def test_received_is_the_sum_of_the_fates(club: Club) -> None:
    """Of a dozen answers of every kind, each is in exactly one count, and as many voted as ballots counted."""
    club.go_to("delivered")
    for who in (ADA, BO, CLEO, ADA):
        club.vote(who, MARKS)
    club.send(f"{club.link(DEV)[:-3]}000", OTHER_MARKS)
    _put(club, {_ask("code"): [_code(club, DEV)], _ask(1, 1): ["Nobody"]}, at=CLOSES - HOUR)
    _put(club, _ballot(club, DEV), at=CLOSES + MICROSECOND)
    _put(club, {_ask("code"): ["00000000000000000000"]}, at=CLOSES + MINUTE)
    sealed = _seal(club).intake
    assert sealed is not None
    assert {
        fate: sealed[fate] for fate in ("received", *("counted", "superseded", "late", "unknown", "malformed"))
    } == {
        "received": 8,
        "counted": 3,
        "superseded": 1,
        "late": 2,
        "unknown": 1,
        "malformed": 1,
    }


def test_ten_thousand_guesses_find_nothing(club: Club) -> None:
    """Random codes and near misses of a true one – a letter changed, left out, doubled – are all unknown."""
    club.go_to("delivered")
    with club.secretary.ledger.reading() as session:
        known = set(session.execute(select(Credential.code_hash)).scalars())
    code, places = _code(club, ADA), range(secrecy.CODE_LENGTH)
    near = [code[:at] + other + code[at + 1 :] for at in places for other in secrecy.ALPHABET if other != code[at]]
    near += [code[:at] + code[at + 1 :] for at in places] + [code[:at] + code[at] + code[at:] for at in places]
    drawn = [secrecy.code(n.to_bytes(32), line=1 + n % 11) for n in range(10_000 - len(near))]
    assert not {secrecy.code_hash(KEY, guess) for guess in (*near, *drawn)} & known
    assert secrecy.code_hash(KEY, code) in known
