"""The command line as people meet it: a process of its own, settings from the environment, words and exit codes."""

from __future__ import annotations

import json
import re
import socket
from pathlib import Path
from typing import Any

from sqlalchemy import text

from core import verify_pack
from core.ledger import Ledger
from flows.duties.membership import stock
from flows.rehearsal import venue
from integrations.sandbox import by_hand
from tests.conftest import ON_SQLITE
from tests.core.book import unlocked
from tests.flows.ballots import KEY, OPENS
from tests.flows.club import ADA, HOUR, INES, JUN, KIT, MEMBERS, MINUTE, Club
from tests.flows.terminal import BALLOT_FILE, RANKINGS, at_the_club, canvass, refused, written

MARK = r"Log: +((?:[0-9a-f]{4} ?){4})"
"""The log's mark at the end of a letter."""


def test_from_the_workbook_to_the_frozen_roll(club: Club) -> None:
    """M1, E3. An organiser reads who may vote, drafts a ballot from a file, freezes its roll and lists it.

    Freezing says how many of the voters no letter will reach, and where they are listed.
    """
    club.later(HOUR)
    assert "11 of 12 members" in at_the_club(club, "membership")
    assert at_the_club(club, "draft", written("autumn.toml", BALLOT_FILE)) == "“Autumn endorsements” is drafted.\n"
    assert at_the_club(club, "freeze", KEY, "--yes") == (
        "11 voters are on the frozen roll of “autumn”. No letter will reach 3 of them. "
        "Who, why, and what to do: canvass unreachable autumn\n"
    )
    listed = at_the_club(club, "roll", KEY)
    assert [name for name in MEMBERS if name in listed] == list(MEMBERS)[:-1]
    assert "3 events" in listed
    assert club.election().state == "frozen"


@ON_SQLITE
def test_what_counted_for_one_member(club: Club) -> None:
    """M2. Each day that counted stands there with its row, as frozen and today; who lacks something is told what."""
    club.go_to("frozen")
    number = f"M{list(MEMBERS).index(ADA) + 1:02}"
    for words in (("roll", KEY, number), ("membership", number)):
        said = at_the_club(club, *words)
        assert f"{number}, {ADA}, may vote" in said
        assert "(M2): attended 3 events since" in said
        assert len(re.findall(r"2026-\d\d-\d\d .* Attendance, row \d+", said)) == 3
    last = f"M{len(MEMBERS):02}"
    assert "may not vote yet" in at_the_club(club, "membership", last)
    assert "Missing: " in at_the_club(club, "membership", last)
    for words, letter in (
        (("roll", KEY, last), f"{last} isn't on the roll of “{KEY}”."),
        (("membership", "M99"), "The tab Members has no M99."),
    ):
        assert letter in refused(canvass(*words, settings=venue.as_environment(club.settings)))


@ON_SQLITE
def test_a_draft_says_what_is_missing(club: Club) -> None:
    """E3. What stands in the way of freezing is told at once, and is no error: a draft may be unfinished."""
    unfinished = BALLOT_FILE.replace('    { name = "recommendation", on = 2026-09-20 },\n', "")
    said = at_the_club(club, "draft", written("autumn.toml", unfinished))
    assert "“Autumn endorsements” is drafted." in said
    assert "Before it can be frozen: Governor: the abbreviated process lacks: recommendation" in said
    letter = refused(canvass("freeze", KEY, settings=venue.as_environment(club.settings)))
    assert "“autumn” can't be frozen yet:" in letter
    assert "lacks: recommendation" in letter
    assert club.election().state == "drafted"


@ON_SQLITE
def test_a_pass_moves_what_is_due(club: Club) -> None:
    """A pass says what it did, and the mail has arrived; the next one, with nothing due, says that."""
    club.go_to("made")
    club.at(OPENS + MINUTE)
    assert at_the_club(club, "tend") == "autumn: frozen → open\n"
    assert len(club.mails("ballot")) == 6
    club.later(MINUTE)
    assert at_the_club(club, "tend") == "Nothing was due.\n"


def test_status_tells_the_state_and_no_tally(club: Club) -> None:
    """While voting is open the overview names every ballot with state and closing, and no candidate."""
    club.go_to("voted")
    stock.take_stock(club.secretary)
    said = at_the_club(club, "status")
    assert "What needs a person" in said
    assert "Go there" not in said
    assert re.search(r"autumn .* open .* Mon 12 Oct 2026, 6:00 pm .* 11 ", said)
    assert not [name for name in ("Ursula", "Victor", "Wanda", "Xaver", "Yolanda") if name in said]


def test_unreachable_voters_are_listed_for_the_telephone(club: Club) -> None:
    """Names, reasons and remedies of those whom no letter reaches, on the terminal only."""
    club.go_to("delivered")
    said = at_the_club(club, "unreachable", KEY)
    assert [name for name in MEMBERS if name in said] == [INES, JUN, KIT]
    assert "third in mailbox" in said
    assert "Telephone them. If they want letters again, only they can sign up" in said
    assert "The sign-up form: https://eepurl.example.org/" in said
    for name, remedy in ((INES, "correct"), (JUN, "correct"), (KIT, "reissue")):
        number = f"M{list(MEMBERS).index(name) + 1:02}"
        assert f"canvass {remedy} {KEY} {number}" in said


def test_a_link_is_reissued(club: Club) -> None:
    """The voter gets another link by the next pass; the ballot cast with the old one isn't counted any more."""
    club.go_to("voted")
    before = club.link(ADA)
    said = at_the_club(club, "reissue", KEY, f"M{list(MEMBERS).index(ADA) + 1:02}")
    letter = re.fullmatch(r"The letter “autumn/(reissue-\S+)” goes out with the next pass\.\n", said)
    assert letter
    club.tend()
    assert club.link(ADA, letter=letter[1]) != before
    club.send(before)
    club.at(club.election().closes_at + MINUTE)
    club.tend()
    club.later(HOUR)
    club.tend()
    assert (club.election().intake or {})["unknown"] == 2


@ON_SQLITE
def test_certifying_asks_first(club: Club) -> None:
    """The count is shown; only a yes certifies it. With --yes it is asked nothing."""
    club.go_to("counted")
    said = at_the_club(club, "certify", KEY, "--officer", "R. O.", answer="n\n")
    assert "Ursula Imaginary" in said
    assert "Certify this count?" in said
    assert club.election().state == "counted"
    said = at_the_club(club, "certify", KEY, "--officer", "R. O.", "--note", "Looked at.", "--yes")
    assert "The count of “autumn” is certified." in said
    assert club.election().state == "certified"
    said = at_the_club(club, "certify", KEY, "--officer", "Somebody else", "--yes")
    assert "The count of “autumn” was certified before. Nothing was recorded now." in said
    assert "is certified." not in said


def test_a_ballot_is_called_off(club: Club) -> None:
    """The form is shut at once, and the reason is on record."""
    club.go_to("delivered")
    said = at_the_club(club, "withdraw", KEY, "--reason", "A candidate's name was misspelt.")
    assert said == "“autumn” is withdrawn.\n"
    assert club.election().state == "withdrawn"
    assert not club.form()["publishState"]["isAcceptingResponses"]


def test_what_stopped_a_ballot_is_accepted(club: Club) -> None:
    """What was in the way is told again, and the next pass goes on."""
    club.go_to("voted")
    by_hand.erase_response(club.sandbox.world, club.election().form_id, next(iter(club.form()["responses"])))
    club.tend()
    finding = club.election().held_finding
    said = at_the_club(club, "accept", KEY, "--finding", finding, "--reason", "Deleted by mistake; the chair saw it.")
    assert said == "Accepted: 1 answer(s) that had been read have disappeared from the form\n"
    assert club.tend().troubles == []


def test_the_log_is_checked_from_a_letter(club: Club) -> None:
    """The mark in the ballot letter, typed as it is printed, is found in the log; a changed line is found out."""
    club.go_to("voted")
    mark = re.search(MARK, club.mails("ballot")[0].text)
    assert mark
    assert "The log is whole." in at_the_club(club, "log", "--since", mark[1].strip())
    with unlocked(club.secretary.ledger) as connection:
        connection.execute(text("UPDATE log SET payload = replace(payload, '11', '12') WHERE kind = 'roll.frozen'"))
    assert "The log can't be trusted: line" in refused(canvass("log", settings=venue.as_environment(club.settings)))


def test_the_log_is_checked_with_the_database_alone(club: Club) -> None:
    """An auditor needs no account: the address of the database will do, as a setting or an option."""
    club.go_to("frozen")
    url = club.settings.database_url
    for words, settings in (
        (("log",), {"CANVASS_DATABASE_URL": url}),
        (("log", "--database", url), {"CANVASS_DATABASE_URL": "sqlite:///nowhere.db"}),
    ):
        ended = canvass(*words, settings=settings)
        assert ended.returncode == 0, ended.stderr
        assert "The log is whole." in ended.stdout
    assert "There is no database there." in refused(canvass("log", "--database", "sqlite:///none.db", settings={}))
    assert not Path("none.db").exists()


def test_a_database_without_a_book_is_told(database_url: str) -> None:
    """Who names a database in which Canvass has never written is told so, in words."""
    empty = Ledger(database_url)
    empty.engine.connect().close()
    empty.close()
    assert "Canvass has never written in" in refused(canvass("log", "--database", database_url, settings={}))


def test_a_port_in_use_is_named() -> None:
    """Who listens at a port already isn't taken for the sandbox, nor for the dashboard."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        letter = refused(canvass("sandbox", "--port", port, settings={}))
    assert f"Port {port} of this machine is in use" in letter


def test_a_pack_is_verified(club: Club) -> None:
    """What was published passes; with one file changed the command says which, and ends with 1."""
    club.go_to("announced")
    pack = club.settings.packs / KEY
    said = at_the_club(club, "verify", pack)
    assert "Proved: the manifest's figures add up: 3 received = 3 counted" in said
    assert "the pack's verify.py is byte for byte the one that this program writes" in said
    assert said.endswith(f"\n\n{verify_pack.RIGHT}\n")
    (pack / "README.txt").write_text("Ursula won.", encoding="utf-8")
    ended = canvass("verify", pack, settings={})
    assert ended.returncode == 1
    assert "WRONG: not as SHA256SUMS says: README.txt." in ended.stdout
    assert ended.stdout.endswith("\n\nSOMETHING IS WRONG with this pack: see the lines above.\n")


def test_a_file_is_counted_without_any_settings() -> None:
    """Counting needs no account and no charter; another threshold gives another outcome, and JSON holds it all."""
    file = written("ballots.csv", RANKINGS)
    plain = canvass("count", file, settings={})
    assert plain.stdout.startswith("Ada Example is endorsed: 80% (4 of 5 ballots) in round 2; more than 60%"), (
        plain.stderr
    )
    higher = canvass("count", file, "--threshold", "9/10", "--json", settings={})
    counted: dict[str, Any] = json.loads(higher.stdout)
    assert (counted["outcome"], counted["winners"], counted["cast"]) == ("failed", [], 5)
    assert counted["rule"]["threshold"] == "9/10"


def test_the_clauses_are_written_down() -> None:
    """E8. The catalogue with its proofs goes to the file that is named."""
    written = canvass("clauses", "--write", "clauses.md", settings={})
    assert (written.returncode, written.stdout, written.stderr) == (0, "", "")
    assert "| E8 |" in Path("clauses.md").read_text(encoding="utf-8")
