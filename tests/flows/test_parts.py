"""Registrar and ballot box apart: two processes, each without the other's secrets, come to the same end as one."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from core.records import Pile, Response, Voted
from flows.backups import key_copies, making, restoring
from flows.duties.election import intake, life
from flows.extend import extend
from flows.rehearsal import venue
from flows.secretary import PartFault, Secretary
from flows.serving import HOUSE
from flows.withdraw import withdraw
from integrations.keyring import ElectionKey, Keyring
from integrations.sandbox import google_responses
from integrations.settings import REGISTRARS, SettingsFault, load
from tests.flows.ballots import CLOSES, KEY, OPENS, START
from tests.flows.club import ADA, BO, CLEO, DAY, ESME, HOUR, MINUTE, OTHER_MARKS, Club
from tests.flows.terminal import canvass, refused
from tests.flows.test_backup import _lose as lose

PASSPHRASE = "five words drawn by lot"
NOWHERE = "http://127.0.0.1:9"
"""Nobody listens there: what is sent to it fails."""

PASSES = """
import json, sys
from flows.secretary import Secretary
from flows.tend import tend
for line in sys.stdin:
    secretary = Secretary.at_work()
    report = tend(secretary)
    secretary.ledger.close()
    print(json.dumps([report.troubles, [repr(one) for one in report.broken]]), flush=True)
"""
"""A part at work: a process of its own, which makes a pass whenever it is told to."""


class Apart:
    """The club's season carried on by two processes. They share the book; keys and passwords are each one's own."""

    def __init__(self, club: Club) -> None:
        self.club = club
        everything = venue.as_environment(club.settings)
        self.registrar = everything | {
            "CANVASS_PART": "registrar",
            "CANVASS_GOOGLE_ROOT": f"{NOWHERE}/google",
            "CANVASS_GOOGLE_TOKEN_URI": f"{NOWHERE}/google/token",
            "CANVASS_GOOGLE_REFRESH_TOKEN": "none",
        }
        taken = {f"CANVASS_{name.upper()}" for name in REGISTRARS} | {"CANVASS_MAILCHIMP_ROOT"}
        self.box_keys = club.folder / "box" / "keys"
        self.box = {name: value for name, value in everything.items() if name not in taken} | {
            "CANVASS_PART": "ballot-box",
            "CANVASS_KEYS": str(self.box_keys),
            "CANVASS_PACKS": str(club.folder / "box" / "packs"),
        }
        self.processes = {"registrar": _process(self.registrar), "box": _process(self.box)}

    def tend(self) -> None:
        """A pass of each, in turns, until neither has anything to do for the other."""
        for part in ("box", "registrar", "box", "registrar"):
            self.troubles = self.tend_as(part)

    def tend_as(self, part: str) -> list[str]:
        """A pass of one of them. Returns what troubled it."""
        process = self.processes[part]
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("tend\n")
        process.stdin.flush()
        troubles, broken = json.loads(process.stdout.readline())
        assert broken == []
        assert not [one for one in troubles if "answer" in one and "service" in one]
        return [str(one) for one in troubles]

    def close(self) -> None:
        """End both."""
        for process in self.processes.values():
            process.communicate()

    def secretary(self, settings: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> Secretary:
        """A process of one part, here."""
        for name in venue.as_environment(self.club.settings):
            monkeypatch.delenv(name, raising=False)
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        return Secretary.at_work()


def _process(settings: Mapping[str, str]) -> subprocess.Popen[str]:
    """A part, with its own environment and nothing of ours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CANVASS_", "PREFECT_"))}
    return subprocess.Popen(
        [sys.executable, "-c", PASSES],
        env=kept | dict(settings) | {"PYTHONPATH": str(HOUSE)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def apart(club: Club) -> Iterator[Apart]:
    """The club with a frozen roll, and both parts at work."""
    club.go_to("frozen")
    parts = Apart(club)
    yield parts
    parts.close()


def _to_the_end(club: Club, tend: Callable[[], object], look: Callable[[], object] = lambda: None) -> dict[str, Any]:
    """From the frozen roll to the form's end, with changed minds, mistyped codes and a late ballot; what came of it."""
    for when in (START + 2 * HOUR, OPENS + MINUTE, OPENS + 20 * MINUTE, OPENS + 2 * HOUR):
        club.at(when)
        tend()
    for who in (ADA, BO, ESME):
        club.vote(who)
    club.vote(ADA, OTHER_MARKS)
    _scribble(club)
    tend()
    look()
    for when in (*club.reminder_times(), CLOSES + MINUTE):
        club.at(when)
        tend()
    club.vote(CLEO)
    for minutes in (20, 40, 60):
        club.at(CLOSES + minutes * MINUTE)
        tend()
    assert club.election().state == "counted"
    club.at(CLOSES + DAY)
    club.certify()
    for when in (CLOSES + DAY + HOUR, CLOSES + DAY + 3 * HOUR, CLOSES + 20 * DAY):
        club.at(when)
        tend()
    election = club.election()
    with club.secretary.ledger.reading() as session:
        voted = sorted(session.execute(select(Voted.line)).scalars())
        piles = sorted(session.execute(select(Pile.position, Pile.ranking, Pile.votes)).tuples())
        left = len(session.execute(select(Response.response_id)).scalars().all())
    return {
        "state": election.state,
        "held": election.held_because,
        "counts": [one.count for one in election.contests],
        "intake": election.intake,
        "seed": election.tie_seed,
        "voted": voted,
        "piles": piles,
        "left": left,
        "erased": (election.form_erased, election.links_erased, len(club.sandbox.world.google["forms"])),
        "mails": sorted((mail.to, mail.title) for which in club.letters() for mail in club.mails(which)),
    }


def _scribble(club: Club) -> None:
    """Somebody writes a code that nobody has; and what comes by Cleo's isn't on the form, so she is reminded."""
    ask = club.form()["items"]
    code, first = (ask[n]["questionItem"]["question"]["questionId"] for n in (0, 2))
    cleos = re.search(r"=([0-9a-z]{20})", club.link(CLEO))
    assert cleos is not None
    for typed, chosen in (("no code", "Victor Invented"), (cleos[1], "Somebody Else")):
        club.later(MINUTE)
        google_responses.record(club.sandbox.world, club.form(), {code: [typed], first: [chosen]})


def test_two_parts_come_to_the_same_end_as_one(club: Club, apart: Apart, monkeypatch: pytest.MonkeyPatch) -> None:
    """P9. A whole ballot: counts, who took part, every mail and what is deleted are the same; no key is left."""
    hoped = _to_the_end(club, club.tend)
    club.go_to("frozen")
    met = _to_the_end(club, apart.tend, lambda: _look_into_the_book(apart, monkeypatch))
    assert met == hoped
    assert met["state"] == "announced"
    assert sum(one for one in (hoped["intake"] or {}).values() if isinstance(one, int)) > 5
    assert list(apart.box_keys.glob("*.key")) == list(club.settings.keys.glob("*.key")) == []


def _look_into_the_book(apart: Apart, monkeypatch: pytest.MonkeyPatch) -> None:
    """While voting is open: the registrar sees who has voted and not what; the ballot box has no key to whom."""
    election = apart.club.election()
    names = {option["name"] for one in election.contests for option in one.options}
    with apart.club.secretary.ledger.reading() as session:
        rows = session.execute(select(Response.marks)).scalars().all()
    assert {name for one in rows for name in one} == {"locked", "malformed"}
    assert not [one for one in names if one in repr(rows)]
    with monkeypatch.context() as here:
        registrar = apart.secretary(apart.registrar, here)
        found = intake.sorted_out(registrar, election)
        assert {one.marks for one in found.counted() if one.marks} == set()
        voted = intake.voters(registrar, election)
        registrar.ledger.close()
    with monkeypatch.context() as here:
        box = apart.secretary(apart.box, here)
        assert intake.voters(box, election) == voted
        assert all(one.marks for one in intake.sorted_out(box, election).counted())
        assert box.keyring.read(KEY) is None
        with pytest.raises(PartFault, match="no key to Mailchimp"):
            box.mailchimp.sdk.lists.get_all_lists()
        box.ledger.close()
    assert [one.name for one in apart.box_keys.glob("*.key")] == [f"{KEY}.box.key"]


def test_each_waits_for_the_other(club: Club, apart: Apart) -> None:
    """Alone, the registrar doesn't open what has no form, nor the ballot box; and neither seals without the other."""
    club.at(OPENS + MINUTE)
    apart.tend_as("registrar")
    assert club.election().state == "frozen"
    apart.tend_as("box")
    assert club.election().state == "frozen"
    assert club.letters() == set()
    apart.tend_as("registrar")
    assert club.election().state == "open"
    club.at(OPENS + 20 * MINUTE)
    apart.tend()
    club.vote(ADA)
    for minutes in (1, 20, 40, 60):
        club.at(CLOSES + minutes * MINUTE)
        apart.tend_as("box")
    assert club.election().state == "closed"
    apart.tend_as("registrar")
    assert club.election().state == "closed"
    club.later(MINUTE)
    apart.tend_as("box")
    assert club.election().state == "counted"


def test_one_part_leaves_alone_what_the_other_stopped(club: Club, apart: Apart) -> None:
    """A form that was edited stops the ballot by the ballot box's word; the registrar neither goes on nor lifts it."""
    for when in (START + 2 * HOUR, OPENS + MINUTE, OPENS + 20 * MINUTE):
        club.at(when)
        apart.tend()
    title, club.form()["info"]["title"] = club.form()["info"]["title"], "Edited"
    club.at(club.reminder_times()[0])
    apart.tend()
    assert club.held().startswith("ballot box: the form at Google isn't the one that was frozen")
    assert not [one for one in club.letters() if "reminder" in one]
    club.form()["info"]["title"] = title
    club.later(HOUR)
    apart.tend()
    apart.tend()
    assert club.held() == ""
    assert [one for one in club.letters() if "reminder" in one]


def test_both_see_that_voting_was_extended(club: Club, apart: Apart, tmp_path: Path) -> None:
    """E11. The ballot box rewords its form; and with an older book back it doesn't close what the form says is open."""
    for when in (START + 2 * HOUR, OPENS + MINUTE, OPENS + 20 * MINUTE):
        club.at(when)
        apart.tend()
    backup = making.make(club.settings, tmp_path / "far", at=club.sandbox.clock.now()).folder
    extend(club.secretary, KEY, closes_on=date(2026, 10, 14), closes_at="18:00", reason="Down.", by="R. O.")
    for _ in range(2):
        club.later(HOUR)
        apart.tend()
    assert club.held() == ""
    assert "14 October 2026" in club.form()["info"]["description"]
    club.at(CLOSES + DAY)
    club.vote(ADA)
    shutil.copytree(club.settings.keys, tmp_path / "keys")
    lose(club)
    restoring.restore(club.settings, backup)
    shutil.copytree(tmp_path / "keys", club.settings.keys)
    apart.tend_as("box")
    assert (club.election().state, club.held()[:49]) == ("open", "ballot box: the form says that voting is open unt")
    apart.tend()
    assert (club.election().closes_at, club.held()) == (CLOSES + 2 * DAY, "")
    for minutes in (1, 20, 40):
        club.at(CLOSES + 2 * DAY + minutes * MINUTE)
        apart.tend()
    assert (club.election().intake or {})["counted"] == 1


def test_a_ballot_that_is_called_off_is_forgotten_by_both(club: Club, apart: Apart) -> None:
    """Form, answers and links are gone, and both keys."""
    for when in (START + 2 * HOUR, OPENS + MINUTE, OPENS + 20 * MINUTE):
        club.at(when)
        apart.tend()
    club.vote(ADA)
    apart.tend()
    withdraw(club.secretary, KEY, reason="A candidate stepped back.")
    club.later(HOUR)
    apart.tend()
    election = life.read(club.secretary, KEY)
    assert (election.form_erased, election.links_erased) == (True, True)
    assert list(apart.box_keys.glob("*.key")) == list(club.settings.keys.glob("*.key")) == []
    with club.secretary.ledger.reading() as session:
        assert session.execute(select(Response.marks)).scalars().all() == []


@pytest.mark.parametrize("name", REGISTRARS)
def test_a_ballot_box_refuses_the_registrars_secrets(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Whichever is in reach, it doesn't start, and says which to take out."""
    monkeypatch.setenv("CANVASS_PART", "ballot-box")
    monkeypatch.setenv(f"CANVASS_{name.upper()}", "something")
    with pytest.raises(SettingsFault, match=rf"these settings are the registrar's.*\n  CANVASS_{name.upper()}$"):
        load()


def test_each_part_refuses_the_others_keys(club: Club, apart: Apart) -> None:
    """The ballot box doesn't start beside the roll's key, nor the registrar beside the ballot box's."""
    letter = refused(canvass("tend", settings=apart.box | {"CANVASS_KEYS": str(club.settings.keys)}))
    assert f"lie keys of the other part: {KEY}.key" in letter
    for when in (START + 2 * HOUR, OPENS + MINUTE, OPENS + 20 * MINUTE):
        club.at(when)
        apart.tend()
    club.vote(ADA)
    apart.tend()
    letter = refused(canvass("tend", settings=apart.registrar | {"CANVASS_KEYS": str(apart.box_keys)}))
    assert f"{KEY}.box.key" in letter.replace(" ", "")


def test_a_lost_key_of_the_box_is_told(club: Club, apart: Apart) -> None:
    """P9. At once, and on the desk: no second key is made, the form still closes in time, and nothing is sealed."""
    for when in (START + 2 * HOUR, OPENS + MINUTE, OPENS + 20 * MINUTE):
        club.at(when)
        apart.tend()
    club.vote(ADA)
    apart.tend()
    (kept,) = apart.box_keys.glob("*.key")
    content = kept.read_bytes()
    kept.unlink()
    club.vote(BO)
    club.later(10 * MINUTE)
    assert "can't be read. Put it back" in "".join(apart.tend_as("box"))
    assert club.held().startswith(f"ballot box: The key file “{KEY}.box.key” is missing")
    assert list(apart.box_keys.glob("*.key")) == []
    for minutes in (1, 20, 40):
        club.at(CLOSES + minutes * MINUTE)
        apart.tend()
    assert "can't be read. Put it back" in "".join(apart.tend_as("box"))
    assert club.election().state == "closed"
    _put_the_keys_back(club, apart, kept, content)


def _put_the_keys_back(club: Club, apart: Apart, kept: Path, content: bytes) -> None:
    """A wrong one first, which holds the ballot and isn't overwritten; then the right one, and all votes count."""
    place = club.settings.model_copy(update={"keys": apart.box_keys})
    kept.write_bytes(content)
    file, _ = key_copies.lock_away(place, club.folder / "stick", PASSPHRASE, at=CLOSES)
    kept.unlink()
    Keyring(apart.box_keys).keep(f"{KEY}.box", ElectionKey(b"another key of thirty-two bytes!", ""))
    assert "isn't the one that all ballots in the book were locked with" in "".join(apart.tend_as("box"))
    assert key_copies.put_back(place, file, PASSPHRASE).other == (f"{KEY}.box",)
    kept.unlink()
    assert key_copies.put_back(place, file, PASSPHRASE).back == (f"{KEY}.box",)
    for minutes in (60, 80, 100, 120):
        club.at(CLOSES + minutes * MINUTE)
        apart.tend()
    assert club.held() == ""
    assert club.election().state == "counted"
    assert (club.election().intake or {})["counted"] == 2
    assert list(apart.box_keys.glob("*.key")) == []


def test_a_part_has_to_be_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slip in the setting's value isn't taken for one installation that does everything."""
    monkeypatch.setenv("CANVASS_PART", "ballotbox")
    with pytest.raises(SettingsFault, match="CANVASS_PART"):
        load()
