"""A key that is missing, and answers that disappear: nothing is sealed until a person has looked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from core.paper import question_id
from core.records import Pile, Response, Voted
from flows.duties.election import holds
from flows.secretary import Refusal
from integrations.sandbox import by_hand
from tests.flows.ballots import CLOSES, KEY, OPENS
from tests.flows.club import CLEO, DEV, HOUR, MINUTE, Club


def _responses(club: Club) -> int:
    with club.secretary.ledger.reading() as session:
        return session.execute(select(func.count()).select_from(Response)).scalar_one()


def _reminders(club: Club) -> set[str]:
    return {key for key in club.letters() if "reminder" in key}


# ── the key file ───────────────────────────────────────────────────────────────────────────────────


def _without_key(club: Club, act: Callable[[], None]) -> None:
    file = club.folder / "keys" / f"{KEY}.key"
    content = file.read_bytes()
    file.unlink()
    act()
    file.write_bytes(content)


def test_a_missing_key_keeps_ballot_letters_waiting(club: Club) -> None:
    """Without the key no link can be made: the letter waits, says why, and goes once the file is back."""
    club.go_to("made")
    club.at(OPENS + MINUTE)
    _without_key(club, lambda: _trouble(club, "the election's key file is missing, so its links can't be made"))
    assert not club.mails("ballot")
    club.later(5 * MINUTE)
    assert not club.tend().troubles
    assert len(club.mails("ballot")) == 6


def _trouble(club: Club, words: str) -> None:
    (trouble,) = club.tend().troubles
    assert words in trouble


def test_a_missing_key_at_a_reminder_stops_the_election(club: Club) -> None:
    """Nobody can tell whom to remind: voting goes on, the reminder waits, and goes out once the file is back."""
    club.go_to("voted")
    club.at(club.reminder_times()[0])
    _without_key(club, lambda: _trouble(club, "the election's key file is missing, so nobody can tell whom to remind"))
    assert "whom to remind" in club.held()
    assert not _reminders(club)
    club.vote(CLEO)
    club.tend()
    assert club.held() == ""
    assert len(club.mails("reminder-1")) == 3
    assert _responses(club) == 4


def test_voting_can_go_on_without_reminders(club: Club) -> None:
    """E12. A lost key that nobody has a copy of can be accepted: there are no reminders then, and voting goes on."""
    club.go_to("voted")
    (club.folder / "keys" / f"{KEY}.key").unlink()
    club.at(club.reminder_times()[0])
    club.tend()
    holds.accept(club.secretary, KEY, finding=club.election().held_finding, reason="Both copies burned.")
    assert not club.tend().troubles
    assert club.held() == ""
    assert not _reminders(club)


def test_a_missing_key_at_sealing_cant_be_accepted(club: Club) -> None:
    """Nobody could say who took part, so nothing is sealed, whatever anybody accepts; with the file back it is."""
    club.go_to("closed")
    club.at(CLOSES + HOUR)

    def stop() -> None:
        _trouble(club, "the election's key file is missing, so nobody can tell who took part")
        holds.accept(club.secretary, KEY, finding=club.election().held_finding, reason="Never mind.")
        _trouble(club, "the election's key file is missing")

    _without_key(club, stop)
    assert club.election().state == "closed"
    assert not club.tend().troubles
    assert club.election().state == "counted"


# ── answers that disappear ─────────────────────────────────────────────────────────────────────────


def _delete_answer(club: Club) -> None:
    response = min(club.form()["responses"])
    by_hand.erase_response(club.sandbox.world, club.election().form_id, response)


def test_a_deleted_answer_stops_the_election_and_still_counts(club: Club) -> None:
    """E7. An answer deleted at Google stays in our book, stops everything, and counts once a person has looked."""
    club.go_to("voted")
    _delete_answer(club)
    club.later(MINUTE)
    _trouble(club, "1 answer(s) that had been read have disappeared from the form")
    club.at(club.reminder_times()[0])
    club.tend()
    assert not _reminders(club)
    holds.accept(
        club.secretary, KEY, finding=club.election().held_finding, reason="A volunteer pressed the wrong button."
    )
    assert not club.tend().troubles
    assert _reminders(club) == {f"{KEY}/reminder-1"}
    for when in (CLOSES + MINUTE, CLOSES + HOUR):
        club.at(when)
        club.tend()
    assert club.election().intake["counted"] == 3  # type: ignore[index]
    with club.secretary.ledger.reading() as session:
        assert len(session.execute(select(Voted)).all()) == 3
        assert sum(session.execute(select(Pile.votes).where(Pile.position == 1)).scalars()) == 3


def test_what_was_accepted_once_isnt_accepted_for_ever(club: Club) -> None:
    """A second answer that disappears is another matter: it stops the election again."""
    club.go_to("voted")
    _delete_answer(club)
    club.tend()
    holds.accept(
        club.secretary, KEY, finding=club.election().held_finding, reason="A volunteer pressed the wrong button."
    )
    assert not club.tend().troubles
    _delete_answer(club)
    _trouble(club, "2 answer(s) that had been read have disappeared")


def test_meddling_is_seen_behind_what_was_accepted(club: Club) -> None:
    """That a deleted answer was accepted doesn't hide that the form collects addresses by now."""
    club.go_to("voted")
    _delete_answer(club)
    club.tend()
    holds.accept(
        club.secretary, KEY, finding=club.election().held_finding, reason="A volunteer pressed the wrong button."
    )
    club.form()["settings"]["emailCollectionType"] = "RESPONDER_INPUT"
    for when in (CLOSES + MINUTE, CLOSES + HOUR):
        club.at(when)
        _trouble(club, "the form collects e-mail addresses")


# ── answers that change ────────────────────────────────────────────────────────────────────────────


def _change_answer(club: Club, first: str) -> None:
    """Somebody goes back to the answer they sent, which a form can allow, and changes their first choice."""
    form = club.form()
    response = max(form["responses"].values(), key=lambda one: one["createTime"])
    changed = {**response["answers"], question_id(KEY, 1, 1): [first]}
    by_hand.edit_response(club.sandbox.world, form["formId"], response["responseId"], changed)


def test_an_answer_changed_after_it_was_sent_sounds_an_alarm(club: Club) -> None:
    """Even if its first version was never read: Google keeps only the newest, so a person has to hear of it."""
    club.go_to("delivered")
    club.vote(CLEO)
    club.later(MINUTE)
    _change_answer(club, "Victor Invented")
    _trouble(club, "an answer was changed after it was sent")
    holds.accept(
        club.secretary, KEY, finding=club.election().held_finding, reason="The setting is off again; one voter used it."
    )
    for _ in range(2):
        assert not club.tend().troubles, "the same finding doesn't stop a ballot twice"
    club.vote(DEV)
    _change_answer(club, "Victor Invented")
    _trouble(club, "an answer was changed after it was sent")


def test_a_change_that_comes_late_doesnt_undo_what_was_read_in_time(club: Club) -> None:
    """The version of before the deadline counts, the later one is late; if it hadn't been read, the alarm says so."""
    club.go_to("voted")
    club.at(CLOSES - MINUTE)
    club.tend()
    club.at(CLOSES + MINUTE)
    _change_answer(club, "Victor Invented")
    _trouble(club, "an answer was changed after it was sent")
    holds.accept(club.secretary, KEY, finding=club.election().held_finding, reason="Looked at.")
    club.at(CLOSES + HOUR)
    club.tend()
    club.at(CLOSES + 2 * HOUR)
    club.tend()
    tally = club.election().intake
    assert tally is not None
    assert (tally["counted"], tally["late"]) == (3, 1)


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_accepting_needs_a_reason(club: Club, reason: str) -> None:
    """The record has to say why; without a reason nothing changes."""
    club.go_to("voted")
    _delete_answer(club)
    club.tend()
    with pytest.raises(Refusal, match="needs a reason for the record"):
        holds.accept(club.secretary, KEY, finding=club.election().held_finding, reason=reason)
    assert club.held()


def test_accepting_nothing_is_refused(club: Club) -> None:
    """Where nothing stops an election there is nothing to accept, so nothing can be accepted in advance."""
    club.go_to("voted")
    with pytest.raises(Refusal, match="Nothing stops"):
        holds.accept(club.secretary, KEY, finding=club.election().held_finding, reason="To be on the safe side.")
    assert club.election().accepted == []
