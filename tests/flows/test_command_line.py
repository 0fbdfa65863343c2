"""The command line as people meet it: a process of its own, settings from the environment, words and exit codes."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from core.ledger import Ledger
from flows.duties import stock
from flows.rehearsal import venue
from integrations.sandbox import by_hand
from integrations.settings import Settings
from tests.core.book import unlocked
from tests.flows.ballots import KEY, OPENS
from tests.flows.club import ADA, HOUR, INES, JUN, KIT, MEMBERS, MINUTE, Club

ROOT = Path(__file__).parent.parent.parent

BALLOT_FILE = """
key = "autumn"
title = "Autumn endorsements"
opens_on = 2026-10-02
opens_at = "12:00"
closes_on = 2026-10-12
closes_at = "18:00"

[[contests]]
title = "Governor"
office = "Governor"
process = "abbreviated"
endorsed_before = true
candidates = ["Ursula Imaginary"]
recommendation = "Ursula Imaginary"
steps = [
    { name = "research", on = 2026-09-10 },
    { name = "recommendation", on = 2026-09-20 },
]
"""

RANKINGS = "1st choice,2nd choice\nAda Example,\nAda Example,\nAda Example,\nBo Sample,Ada Example\nBo Sample,\n"

MARK = r"Log: +((?:[0-9a-f]{4} ?){4})"
"""The log's mark at the end of a letter."""

Ended = subprocess.CompletedProcess[str]


def canvass(*words: str | Path, settings: Mapping[str, str], answer: str = "") -> Ended:
    """Run a command in a process of its own, in the test's folder, with these settings and no others."""
    surroundings = {"COLUMNS": "250", "NO_COLOR": "1", "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}
    return subprocess.run(
        [sys.executable, "-m", "flows", *map(str, words)],
        env={**os.environ, **surroundings, **settings},
        input=answer,
        capture_output=True,
        text=True,
        check=False,
    )


def at_the_club(club: Club, *words: str | Path, answer: str = "", **changes: str) -> str:
    """What a command says that ends well, with the club's settings."""
    ended = canvass(*words, settings=venue.as_environment(club.settings) | changes, answer=answer)
    assert ended.returncode == 0, ended.stderr
    assert not ended.stderr
    return ended.stdout


def refused(ended: Ended, code: int = 1) -> str:
    """The letter with which a command ends that can't be done: on stderr, without a trace of our code or a person."""
    assert ended.returncode == code, ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr
    assert '.py"' not in ended.stderr
    people = [*MEMBERS, *filter(None, MEMBERS.values())]
    assert not [one for one in people if one in ended.stderr]
    return " ".join(ended.stderr.split())


def _written(name: str, content: str) -> Path:
    file = Path(name)
    file.write_text(content, encoding="utf-8")
    return file


# ── a season from the terminal ─────────────────────────────────────────────────────────────────────


def test_from_the_workbook_to_the_frozen_roll(club: Club) -> None:
    """M1, E3. An organiser reads who may vote, drafts a ballot from a file, freezes its roll and lists it."""
    club.later(HOUR)
    assert "11 of 12 members" in at_the_club(club, "membership")
    assert at_the_club(club, "draft", _written("autumn.toml", BALLOT_FILE)) == "“Autumn endorsements” is drafted.\n"
    assert at_the_club(club, "freeze", KEY) == "11 voters are on the frozen roll of “autumn”.\n"
    listed = at_the_club(club, "roll", KEY)
    assert [name for name in MEMBERS if name in listed] == list(MEMBERS)[:-1]
    assert "3 events" in listed
    assert club.election().state == "frozen"


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


def test_a_draft_says_what_is_missing(club: Club) -> None:
    """E3. What stands in the way of freezing is told at once, and is no error: a draft may be unfinished."""
    unfinished = BALLOT_FILE.replace('    { name = "recommendation", on = 2026-09-20 },\n', "")
    said = at_the_club(club, "draft", _written("autumn.toml", unfinished))
    assert "“Autumn endorsements” is drafted." in said
    assert "Before it can be frozen: Governor: the abbreviated process lacks: recommendation" in said
    letter = refused(canvass("freeze", KEY, settings=venue.as_environment(club.settings)))
    assert "“autumn” can't be frozen yet:" in letter
    assert "lacks: recommendation" in letter
    assert club.election().state == "drafted"


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
    assert "Ask them to subscribe again" in said
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
    said = at_the_club(club, "accept", KEY, "--reason", "Deleted by mistake; the chair saw it.")
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
    assert "Proved: every answer is accounted for: 3 received = 3 counted" in said
    assert said.endswith("\n\nNothing is wrong with this pack.\n")
    (pack / "README.txt").write_text("Ursula won.", encoding="utf-8")
    ended = canvass("verify", pack, settings={})
    assert ended.returncode == 1
    assert "WRONG: not as SHA256SUMS says: README.txt." in ended.stdout
    assert ended.stdout.endswith("\n\nSOMETHING IS WRONG with this pack: see the lines above.\n")


def test_a_file_is_counted_without_any_settings() -> None:
    """Counting needs no account and no charter; another threshold gives another outcome, and JSON holds it all."""
    file = _written("ballots.csv", RANKINGS)
    plain = canvass("count", file, settings={})
    assert plain.stdout.startswith("Ada Example is endorsed: 80% (4 of 5 ballots) in round 2; more than 60%"), (
        plain.stderr
    )
    higher = canvass("count", file, "--threshold", "9/10", "--json", settings={})
    counted: dict[str, Any] = json.loads(higher.stdout)
    assert (counted["outcome"], counted["winner"], counted["cast"]) == ("no endorsement", None, 5)
    assert counted["rule"]["threshold"] == "9/10"


def test_the_clauses_are_written_down() -> None:
    """E8. The catalogue with its proofs goes to the file that is named."""
    written = canvass("clauses", "--write", "clauses.md", settings={})
    assert (written.returncode, written.stdout, written.stderr) == (0, "", "")
    assert "| E8 |" in Path("clauses.md").read_text(encoding="utf-8")


# ── what can't be done, and how it is said ─────────────────────────────────────────────────────────


def test_missing_settings_are_named_all_at_once() -> None:
    """Without any setting the letter names each that has no default, what it is, and where to put it."""
    letter = refused(canvass("status", settings={}))
    needed = [f"CANVASS_{name.upper()}:" for name, field in Settings.model_fields.items() if field.is_required()]
    assert [name for name in needed if name not in letter] == []
    assert "docs/install.md" in letter


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"CANVASS_CHARTER": "nobodys"},
            "The charter nobodys can't be used: It can't be opened. Give a file, or the name",
        ),
        ({"CANVASS_DATABASE_URL": "sqlite:///nowhere/x.db"}, "The database can't be opened or doesn't answer"),
    ],
    ids=["charter", "database"],
)
def test_a_wrong_setting_is_named(club: Club, changes: dict[str, str], words: str) -> None:
    """What is set but can't be used is named with the remedy."""
    assert words in refused(canvass("status", settings=venue.as_environment(club.settings) | changes))


@pytest.mark.parametrize("words", [("certify", "--officer", "R. O.", "--yes"), ("roll",)], ids=lambda words: words[0])
def test_an_unknown_key_is_refused(club: Club, words: tuple[str, ...]) -> None:
    """A mistyped key is told back to whoever typed it, with the keys that there are."""
    club.go_to("drafted")
    ended = canvass(words[0], "authum", *words[1:], settings=venue.as_environment(club.settings))
    assert refused(ended) == "There is no ballot “authum”. The keys so far: autumn."


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("key = autumn", "autumn.toml isn't a TOML file: Invalid value"),
        (BALLOT_FILE.replace("closes_on", "closses_on"), "Perhaps closes_on was meant."),
    ],
    ids=["no TOML", "misspelt"],
)
def test_a_ballot_file_that_cant_be_used(club: Club, content: str, words: str) -> None:
    """Each mistake in a ballot file is named by its place, and nothing is drafted."""
    file = _written("autumn.toml", content)
    assert words in refused(canvass("draft", file, settings=venue.as_environment(club.settings)))
    with pytest.raises(Exception, match="No row was found"):
        club.election()


@pytest.mark.parametrize(
    ("content", "options", "words"),
    [
        (RANKINGS, ("--threshold", "plenty"), "the threshold 'plenty' is not a share. Write it like 60% or 3/5."),
        ("a,b\n1,2\n", (), "ballots.csv, "),
    ],
    ids=["no share", "no choices"],
)
def test_a_count_that_cant_be_made(content: str, options: tuple[str, ...], words: str) -> None:
    """What is wrong with a file or an option of the count is said in a sentence."""
    assert words in refused(canvass("count", _written("ballots.csv", content), *options, settings={}))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("canvas",), "No such command 'canvas'"),
        (("freeze",), "Missing argument"),
        (("draft", "nowhere.toml"), "does not exist"),
    ],
    ids=lambda words: words[0] if isinstance(words, tuple) else "",
)
def test_a_command_mistyped_ends_with_2(words: tuple[str, ...], said: str) -> None:
    """How a command has to be called is said, with the code 2 that scripts know."""
    assert said in refused(canvass(*words, settings={}), code=2)


# ── services that don't answer ─────────────────────────────────────────────────────────────────────


def _nobody() -> str:
    """An address on this machine where nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{found.getsockname()[1]}"


def _stopped(club: Club, *services: str) -> dict[str, str]:
    """The club's settings, with these services' addresses leading to nobody."""
    found = venue.as_environment(club.settings)
    gone = {name: value for name, value in found.items() if any(service in name for service in services)}
    nobody = _nobody()
    return found | {name: value.replace(club.sandbox.url, nobody) for name, value in gone.items()}


EVERYTHING = ("GOOGLE_ROOT", "GOOGLE_TOKEN", "MAILCHIMP_ROOT", "CLOCK")


@pytest.mark.parametrize("words", [("membership",), ("freeze", KEY)], ids=lambda words: words[0])
def test_with_everything_away_there_is_a_letter(club: Club, words: tuple[str, ...]) -> None:
    """The sandbox is stopped: commands that need it say so and what to do, and change nothing."""
    club.go_to("drafted")
    letter = refused(canvass(*words, settings=_stopped(club, *EVERYTHING)))
    assert "answer" in letter
    assert letter.endswith("Once that has passed, run the same command again: nothing is done twice.")
    assert club.election().state == "drafted"


def test_with_google_away_freezing_waits(club: Club) -> None:
    """Google's outage is told as Google's, and leaves the draft as it was."""
    club.go_to("drafted")
    letter = refused(canvass("freeze", KEY, settings=_stopped(club, "GOOGLE_ROOT")))
    assert letter.startswith("Google didn't answer")
    assert club.election().state == "drafted"


def test_with_mailchimp_away_a_pass_says_so(club: Club) -> None:
    """A pass does what it can: voting opens, the letters wait, a line says why, and a later pass sends them."""
    club.go_to("made")
    club.at(OPENS + MINUTE)
    ended = canvass("tend", settings=_stopped(club, "MAILCHIMP_ROOT"))
    assert ended.returncode == 0, ended.stderr
    assert "autumn: frozen → open" in ended.stdout
    assert "autumn/ballot: Mailchimp" in ended.stdout
    assert not club.mails("ballot")
    club.tend()
    assert len(club.mails("ballot")) == 6
