"""What Prefect keeps of our runs – parameters, states, logs, results, pages – names nobody either."""

from __future__ import annotations

import traceback
from pathlib import Path

import pytest
from prefect.events.worker import EventsWorker
from prefect.logging.handlers import APILogWorker
from prefect.settings import (
    PREFECT_API_DATABASE_CONNECTION_URL,
    PREFECT_HOME,
    PREFECT_LOGGING_TO_API_ENABLED,
    temporary_settings,
)
from sqlalchemy import make_url
from sqlalchemy.exc import IntegrityError

from flows.cosponsor import record_cosponsor
from flows.discreet_logs import DISCRETION
from flows.doctor import see_the_doctor
from flows.draft import BallotDraft, draft_ballot
from flows.entrance import Refused
from flows.erase import ask_to_erase
from flows.freeze import freeze_ballot
from flows.membership import read_membership
from flows.objection import note_objection
from flows.rehearsal import venue
from flows.reissue import reissue_link
from flows.retention import forget_what_is_old
from flows.share import notify_members, share_list
from flows.tend import tend_everything
from flows.withdraw import ask_to_withdraw
from integrations.sandbox import google_responses
from tests.flows.ballots import BALLOT, CLOSES, KEY, OPENS, START
from tests.flows.club import DAY, HOUR, MARKS, MINUTE, Club
from tests.flows.doors_asked import done
from tests.secrecy.canaries import FREE_TEXT, Canaries, damage, members, read_files

pytestmark = [pytest.mark.flow, pytest.mark.xdist_group("prefect")]


def _play(club: Club) -> Canaries:
    """The season as organisers run it: every flow at least once."""
    read_membership()
    see_the_doctor()
    record_cosponsor("Forum", "Tenants of Exampleton", official=True, decided_by="the committee")
    notify_members("Forum", "Tenants of Exampleton")
    note_objection("M02")
    forget_what_is_old()
    draft_ballot(BallotDraft.model_validate(BALLOT))
    club.at(START + HOUR)
    freeze_ballot(KEY)
    heard = Canaries.of(club)
    for when in (START + 2 * HOUR, OPENS + MINUTE):
        club.at(when)
        tend_everything()
    for who in list(members())[:3]:
        club.vote(who, MARKS)
    _scribble(club)
    reissue_link(KEY, "M04")
    club.tend()
    heard.learn_answers(club)
    see_the_doctor()
    for when in (club.reminder_times()[0], CLOSES + MINUTE, CLOSES + DAY):
        club.at(when)
        tend_everything()
    assert club.election().state == "counted"
    assert "fingerprint" in share_list("Forum", "Tenants of Exampleton")
    assert "will be erased by itself" in done(ask_to_erase, member="M03")
    assert "columns A and B and C" in done(ask_to_erase, member="M12")
    return heard


def _scribble(club: Club) -> None:
    """Somebody writes what nobody asked for where the code belongs, and another member's name where a choice does."""
    ask = club.form()["items"]
    code, first = (ask[n]["questionItem"]["question"]["questionId"] for n in (0, 2))
    club.later(MINUTE)
    google_responses.record(club.sandbox.world, club.form(), {code: [FREE_TEXT[2]], first: [list(members())[3]]})


def _break(club: Club) -> str:
    """A run that fails on a row of the book, and one that is refused: both leave with Prefect what they ended with.

    Returns their tracebacks, with all that they came from.
    """
    damage(club)
    with pytest.raises(IntegrityError) as broken:
        read_membership()
    with pytest.raises(Refused, match="once its ballots are sealed, it can't be withdrawn") as refused:
        ask_to_withdraw(KEY, "Too late.", "R. O.")
    return "".join(line for one in (broken, refused) for line in traceback.format_exception(one.value))


def test_prefect_keeps_nothing_of_people(
    aviary: Club,
    prefect_server: None,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A season of flows on a real Prefect server, one failing and one refused: nothing it keeps holds a canary.

    Nor do logs, what is printed, and tracebacks; and the second line of defence, which would take it out of a log, had
    nothing to do.
    """
    taken_out = DISCRETION.stepped_in
    aviary.go_to("furnished")
    for name, value in venue.as_environment(aviary.settings).items():
        monkeypatch.setenv(name, value)
    with temporary_settings({PREFECT_LOGGING_TO_API_ENABLED: True}):
        heard = _play(aviary)
        heard.listen("tracebacks", _break(aviary))
        APILogWorker.drain_all()
        EventsWorker.drain_all()
    database = Path(str(make_url(PREFECT_API_DATABASE_CONNECTION_URL.value()).database))
    kept = read_files(database.parent.glob(f"{database.name}*"))
    for expected in ("Who may vote", "Finished in state", "IntegrityError", "Autumn endorsements"):
        assert expected in kept, "the search has to see pages, logs, faults and parameters"
    heard.listen("Prefect's database", kept)
    heard.listen("Prefect's folder", read_files(PREFECT_HOME.value().rglob("*")))
    heard.listen("logs", caplog.text)
    heard.listen("what is printed", "".join(capsys.readouterr()))
    assert len(heard.words["answers"]) > 8
    assert heard.found() == []
    assert DISCRETION.stepped_in == taken_out
