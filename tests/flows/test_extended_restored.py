"""A ballot that was extended after a backup was made: whoever votes as the letter allows is counted all the same."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from core import calendar
from flows import extend as extending
from flows.backups import making, outside, restoring
from flows.backups.manifest import Manifest
from flows.duties.election import extended, holds
from flows.secretary import Refusal
from integrations.google import forms
from tests.conftest import ON_SQLITE
from tests.flows.ballots import CLOSES, KEY, OPENS
from tests.flows.club import ADA, CLEO, DAY, HOUR, MINUTE, Club
from tests.flows.test_backup import _lose as lose

LONGER = CLOSES + 2 * DAY
TOLD = "extended-20261014t2200"
UNTIL = calendar.in_words(LONGER, "America/New_York")


def extend(club: Club, day: date = date(2026, 10, 14)) -> bool:
    """Two days more, unless another day is said."""
    return extending.extend(club.secretary, KEY, closes_on=day, closes_at="18:00", reason="Down.", by="R. O.")


def put_back(club: Club, backup: Path, keys: Path | None) -> Manifest:
    """The machine is lost; the backup is put back on another, and the key files as they were copied, if they were."""
    lose(club)
    restored = restoring.restore(club.settings, backup)
    if keys is not None:
        shutil.copytree(keys, club.settings.keys)
    return restored.manifest


def copied(club: Club, to: Path) -> Path:
    """A copy of the key files as they are."""
    shutil.copytree(club.settings.keys, to)
    return to


@pytest.fixture
def backup(club: Club, tmp_path: Path) -> Path:
    """A backup of the open ballot, before it is extended."""
    club.go_to("voted")
    return making.make(club.settings, tmp_path / "far", at=club.sandbox.clock.now()).folder


def and_tell(club: Club) -> None:
    """The passes in which the letter goes out, and the form is reworded."""
    for _ in range(3):
        club.later(20 * MINUTE)
        club.tend()
    assert len(club.mails(TOLD)) == 6


def to_the_end(club: Club) -> None:
    """From the new end on: closed, sealed and counted."""
    for when in (LONGER + MINUTE, LONGER + HOUR):
        club.at(when)
        assert club.tend().troubles == []
    assert club.election().state == "counted"
    assert (club.election().intake or {})["counted"] == 4


def test_an_older_book_learns_of_it_by_the_key_file(club: Club, backup: Path, tmp_path: Path) -> None:
    """E11. Put back after the old end, the book keeps voting open as voters were told, and tells nobody twice."""
    extend(club)
    and_tell(club)
    club.at(CLOSES + DAY)
    club.vote(CLEO)
    manifest = put_back(club, backup, copied(club, tmp_path / "keys"))
    (told,) = [one for one in outside.newer(club.secretary, manifest) if "by itself" in one]
    assert f"“{KEY}” was extended until {UNTIL}" in told
    for _ in range(3):
        club.later(20 * MINUTE)
        assert club.tend().troubles == []
    election = club.election()
    assert (election.state, election.closes_at, club.held()) == ("open", LONGER, "")
    assert len(club.mails(TOLD)) == 6
    assert club.log().count("election.extended") == 1
    to_the_end(club)


def test_a_letter_that_had_not_gone_out_does(club: Club, backup: Path, tmp_path: Path) -> None:
    """E11. The machine died before the pass that tells voters: the older book has reason and letter, and tells them."""
    extend(club)
    keys = copied(club, tmp_path / "keys")
    club.at(CLOSES + MINUTE)
    put_back(club, backup, keys)
    and_tell(club)
    assert "Down." in club.mails(TOLD)[0].text
    held = forms.read(club.secretary.google, club.election().form_id)
    assert UNTIL in held.paper.description
    club.vote(CLEO)
    to_the_end(club)


@ON_SQLITE
def test_each_extension_is_learned(club: Club, backup: Path, tmp_path: Path) -> None:
    """E11. Extended twice, with a form that has the first end's words still: both are on record, and it is reworded."""
    extend(club, date(2026, 10, 13))
    and_tell_form(club)
    extend(club)
    put_back(club, backup, copied(club, tmp_path / "keys"))
    club.later(MINUTE)
    assert club.tend().troubles == []
    assert club.log().count("election.extended") == 2
    held = forms.read(club.secretary.google, club.election().form_id)
    assert UNTIL in held.paper.description


def and_tell_form(club: Club) -> None:
    """A pass by which the form has the new end's words."""
    club.later(MINUTE)
    club.tend()
    assert UNTIL not in forms.read(club.secretary.google, club.election().form_id).paper.description


def test_a_key_file_older_than_the_book_learns_of_it(club: Club, backup: Path, tmp_path: Path) -> None:
    """E11. The officer's copy from the day of freezing is put back beside the extended book, and then an older book."""
    keys = copied(club, tmp_path / "keys")
    extend(club)
    and_tell(club)
    shutil.rmtree(club.settings.keys)
    shutil.copytree(keys, club.settings.keys)
    club.tend()
    again = copied(club, tmp_path / "again")
    club.at(CLOSES + DAY)
    club.vote(CLEO)
    put_back(club, backup, again)
    club.tend()
    assert club.election().closes_at == LONGER
    to_the_end(club)


def without_the_key(club: Club, backup: Path, keys: Path) -> None:
    """An older book with an older key file, of which neither knows of the longer vote, after the old end."""
    extend(club)
    and_tell(club)
    club.at(CLOSES + DAY)
    club.vote(CLEO)
    manifest = put_back(club, backup, keys)
    (told,) = [one for one in outside.newer(club.secretary, manifest) if "canvass extend" in one]
    assert f"The form of “{KEY}” says that voting is open until {UNTIL}" in told
    club.tend()
    assert club.election().state == "open"
    assert f"the form says that voting is open until {UNTIL}" in club.held()


def test_where_only_the_form_knows_it_isnt_closed(club: Club, backup: Path, tmp_path: Path) -> None:
    """E11. It is held instead, and says what to do; extended again with that end, though late, all is as it was."""
    without_the_key(club, backup, copied(club, tmp_path / "keys"))
    with pytest.raises(Refusal, match="is closing"):
        extend(club, date(2026, 10, 15))
    assert extend(club)
    club.later(MINUTE)
    assert club.tend().troubles == []
    assert (club.election().state, club.held(), len(club.mails(TOLD))) == ("open", "", 6)
    to_the_end(club)


@ON_SQLITE
def test_a_person_may_close_it_all_the_same(club: Club, backup: Path, tmp_path: Path) -> None:
    """E11. One acceptance is enough: the same finding doesn't stop it again once it is closed."""
    without_the_key(club, backup, copied(club, tmp_path / "keys"))
    holds.accept(club.secretary, KEY, finding=club.election().held_finding, reason="Nobody was told.")
    for _ in range(3):
        club.later(HOUR)
        assert club.tend().troubles == []
    assert club.election().state == "counted"


@ON_SQLITE
def test_an_end_that_no_extension_can_have_is_a_slip(club: Club) -> None:
    """E7. What isn't an end as we write it, or an earlier one, stops nothing from closing: the form was edited."""
    club.go_to("voted")
    ours = club.form()["info"]["description"]
    for said in ("when we say so", calendar.in_words(CLOSES - DAY, "America/New_York")):
        club.form()["info"]["description"] = ours.replace(calendar.in_words(CLOSES, "America/New_York"), said)
        assert extended.unheeded(club.secretary, club.election()) is None
    club.at(CLOSES + MINUTE)
    club.tend()
    assert club.election().state == "closed"
    assert "somebody edited it" in club.held()


@ON_SQLITE
def test_a_ballot_closed_too_early_takes_votes_again(club: Club, backup: Path, tmp_path: Path) -> None:
    """E11. Its key file came back only after a pass had closed it: the form takes answers until the end voters know."""
    extend(club)
    keys = copied(club, tmp_path / "keys")
    put_back(club, backup, None)
    club.at(CLOSES + MINUTE)
    club.tend()
    assert club.election().state == "closed"
    shutil.copytree(keys, club.settings.keys)
    for _ in range(3):
        club.later(20 * MINUTE)
        assert club.tend().troubles == []
    assert (club.election().state, len(club.mails(TOLD))) == ("closed", 6)
    assert forms.read(club.secretary.google, club.election().form_id).accepting
    club.vote(CLEO)
    club.at(LONGER + MINUTE)
    assert club.tend().troubles == []
    assert not forms.read(club.secretary.google, club.election().form_id).accepting
    assert club.election().state == "closed"
    to_the_end(club)


@ON_SQLITE
def test_a_book_from_before_it_opened_learns_of_it(club: Club, tmp_path: Path) -> None:
    """E11. Put back after the old end, it isn't held for a window that has passed, but opens, and is open longer."""
    club.go_to("made")
    club.at(OPENS - MINUTE)
    backup = making.make(club.settings, tmp_path / "far", at=club.sandbox.clock.now()).folder
    for _ in range(3):
        club.later(20 * MINUTE)
        club.tend()
    club.vote(ADA)
    extend(club)
    and_tell(club)
    club.at(CLOSES + HOUR)
    put_back(club, backup, copied(club, tmp_path / "keys"))
    club.tend()
    assert club.election().closes_at == LONGER
    assert "window passed" not in club.held()
