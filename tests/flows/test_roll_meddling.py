"""Somebody changes the frozen roll or its codes in the database: nothing opens, reminds or seals meanwhile."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import delete, update

from core.ledger import Pen
from core.records import Credential, Election, RollEntry
from flows.duties.election import form, holds, roll
from flows.duties.election.holds import unless_accepted
from flows.pages.desk import desk_page
from flows.secretary import Refusal
from integrations.sandbox import by_hand
from tests.flows.ballots import CLOSES, KEY, OPENS
from tests.flows.club import HOUR, MINUTE, Club

Meddle = Callable[[Pen], None]
ROLL = "the roll isn't the one that was frozen: a line was changed, added or taken out"
CODES = "the codes that may vote aren't those of the roll's lines: one was added or taken out"


def _rename(pen: Pen) -> None:
    pen.session.execute(update(RollEntry).where(RollEntry.line == 3).values(name="Somebody Else"))


def _redirect(pen: Pen) -> None:
    pen.session.execute(update(RollEntry).where(RollEntry.line == 3).values(email="nosy@example.org"))


def _take_out(pen: Pen) -> None:
    pen.session.execute(delete(RollEntry).where(RollEntry.line == 11))


def _strike(pen: Pen) -> None:
    pen.session.execute(update(RollEntry).where(RollEntry.line == 3).values(struck=True))


def _add(pen: Pen) -> None:
    like = pen.session.get_one(RollEntry, (KEY, 11))
    values = {column.name: getattr(like, column.name) for column in RollEntry.__table__.columns}
    pen.session.add(RollEntry(**values | {"line": 12, "number": "M99", "name": "Sneaked In"}))


def _rewrite(pen: Pen) -> None:
    """As `_rename`, and the fingerprint beside it made to fit: the log still knows better."""
    _rename(pen)
    pen.session.expire_all()
    pen.session.get_one(Election, KEY).roll_fingerprint = roll.fingerprint(roll.entries_of(pen.session, KEY))


def _add_code(pen: Pen) -> None:
    pen.session.add(Credential(election_key=KEY, code_hash="0" * 64))


def _take_code(pen: Pen) -> None:
    some = pen.session.query(Credential.code_hash).limit(1).scalar_subquery()
    pen.session.execute(delete(Credential).where(Credential.code_hash == some))


MEDDLING: dict[Meddle, str] = {
    _rename: ROLL,
    _redirect: ROLL,
    _take_out: ROLL,
    _strike: ROLL,
    _add: ROLL,
    _rewrite: ROLL,
    _add_code: CODES,
    _take_code: CODES,
}
meddling = pytest.mark.parametrize(("meddle", "because"), MEDDLING.items())


def _meddle(club: Club, meddle: Meddle) -> None:
    with club.secretary.ledger.writing(club.sandbox.clock.now()) as pen:
        meddle(pen)


@meddling
def test_voting_doesnt_open_on_another_roll(club: Club, meddle: Meddle, because: str) -> None:
    """Before opening: the form isn't published and no link goes out, and the desk is told why."""
    club.go_to("made")
    _meddle(club, meddle)
    club.at(OPENS + MINUTE)
    assert club.tend().troubles == [f"{KEY}: {because}"]
    assert (club.election().state, club.letters()) == ("frozen", set())


@meddling
def test_nobody_is_reminded_by_another_roll(club: Club, meddle: Meddle, because: str) -> None:
    """While voting is open: ballots are read on, and the reminder that is due isn't planned."""
    club.go_to("voted")
    _meddle(club, meddle)
    club.at(club.reminder_times()[0])
    assert club.tend().troubles == [f"{KEY}: {because}"]
    assert club.letters() == {f"{KEY}/ballot"}


@meddling
def test_nothing_is_sealed_by_another_roll(club: Club, meddle: Meddle, because: str) -> None:
    """After closing: two equal readings don't seal while the roll is in doubt."""
    club.go_to("closed")
    _meddle(club, meddle)
    for later in (HOUR, 2 * HOUR):
        club.at(CLOSES + later)
        assert club.tend().troubles == [f"{KEY}: {because}"]
    assert club.election().state == "closed"


def test_answers_that_vanish_after_closing_stop_the_seal(club: Club) -> None:
    """E7. Between the first reading after the deadline and the second an answer disappears: a person has to look."""
    club.go_to("closed")
    by_hand.erase_response(club.sandbox.world, club.election().form_id, min(club.form()["responses"]))
    for later in (HOUR, 2 * HOUR):
        club.at(CLOSES + later)
        assert club.tend().troubles == [f"{KEY}: 1 answer(s) that had been read have disappeared from the form"]
    assert club.election().state == "closed"


def test_what_was_accepted_hides_nothing_else(club: Club) -> None:
    """P9. An edited title that a person accepted doesn't hide that somebody can watch the answers come in."""
    club.go_to("voted")
    election = club.election()
    club.form()["info"]["title"] = "Vote!"
    found = form.check(club.secretary, election, accepting=True)
    election.accepted = [{"because": found[0].because, "finding": found[0].finding, "reason": "A slip."}]
    assert unless_accepted(election, *found) is None
    by_hand.share(club.sandbox.world, election.form_id, type="user", role="writer", email="nosy@example.org")
    seen = unless_accepted(election, *form.check(club.secretary, election, accepting=True))
    assert seen is not None
    assert "shared with 1 other account" in seen.because


def test_accepting_holds_for_one_finding(club: Club) -> None:
    """E7. The form is edited once more after an edit was accepted: that is another finding, and stops the ballot."""
    club.go_to("voted")
    club.form()["info"]["title"] = "Vote!"
    club.at(club.reminder_times()[0])
    club.tend()
    first = club.election().held_finding
    holds.accept(club.secretary, KEY, finding=first, reason="A slip.")
    assert not club.tend().troubles
    club.form()["items"].pop()
    club.at(club.reminder_times()[1])
    assert club.tend().troubles == [f"{KEY}: the form at Google isn't the one that was frozen: somebody edited it"]
    assert club.election().held_finding != first


def test_nobody_accepts_what_they_havent_seen(club: Club) -> None:
    """Between the desk and the accepting something else came up: the letter says what, and nothing is accepted."""
    club.go_to("voted")
    club.form()["info"]["title"] = "Vote!"
    club.at(club.reminder_times()[0])
    club.tend()
    seen = club.election().held_finding
    club.form()["settings"]["emailCollectionType"] = "RESPONDER_INPUT"
    club.tend()
    with pytest.raises(Refusal, match=r"the form collects e-mail addresses.*Look at it first"):
        holds.accept(club.secretary, KEY, finding=seen, reason="A comma in the title.")
    assert club.election().accepted == []
    assert f"canvass accept autumn --finding {club.election().held_finding}" in desk_page(club.secretary)
