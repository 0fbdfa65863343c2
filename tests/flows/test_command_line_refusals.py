"""What can't be done from the command line, and how it is said: with the same words on any book."""

from __future__ import annotations

import socket

import pytest

from flows.rehearsal import venue
from integrations.settings import Settings
from tests.conftest import ON_SQLITE
from tests.flows.ballots import KEY, OPENS
from tests.flows.club import MINUTE, Club
from tests.flows.terminal import BALLOT_FILE, RANKINGS, canvass, refused, written


def test_missing_settings_are_named_all_at_once() -> None:
    """Without any setting the letter names each that has no default, what it is, and where to put it."""
    letter = refused(canvass("status", settings={}))
    needed = [f"CANVASS_{name.upper()}:" for name, field in Settings.model_fields.items() if field.is_required()]
    assert [name for name in needed if name not in letter] == []
    assert "docs/install.md" in letter


@ON_SQLITE
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


@ON_SQLITE
@pytest.mark.parametrize("words", [("certify", "--officer", "R. O.", "--yes"), ("roll",)], ids=lambda words: words[0])
def test_an_unknown_key_is_refused(club: Club, words: tuple[str, ...]) -> None:
    """A mistyped key is told back to whoever typed it, with the keys that there are."""
    club.go_to("drafted")
    ended = canvass(words[0], "authum", *words[1:], settings=venue.as_environment(club.settings))
    assert refused(ended) == "There is no ballot “authum”. The keys so far: autumn."


@ON_SQLITE
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
    file = written("autumn.toml", content)
    assert words in refused(canvass("draft", file, settings=venue.as_environment(club.settings)))
    with pytest.raises(Exception, match="No row was found"):
        club.election()


@pytest.mark.parametrize(
    ("content", "options", "words"),
    [
        (RANKINGS, ("--threshold", "plenty"), "'plenty' is not a share. Write it like 60% or 3/5."),
        ("a,b\n1,2\n", (), "ballots.csv, "),
    ],
    ids=["no share", "no choices"],
)
def test_a_count_that_cant_be_made(content: str, options: tuple[str, ...], words: str) -> None:
    """What is wrong with a file or an option of the count is said in a sentence."""
    assert words in refused(canvass("count", written("ballots.csv", content), *options, settings={}))


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


@ON_SQLITE
@pytest.mark.parametrize("words", [("membership",), ("freeze", KEY)], ids=lambda words: words[0])
def test_with_everything_away_there_is_a_letter(club: Club, words: tuple[str, ...]) -> None:
    """The sandbox is stopped: commands that need it say so and what to do, and change nothing."""
    club.go_to("drafted")
    letter = refused(canvass(*words, settings=_stopped(club, *EVERYTHING)))
    assert "answer" in letter
    assert letter.endswith("Once that has passed, run the same command again: nothing is done twice.")
    assert club.election().state == "drafted"


@ON_SQLITE
def test_with_google_away_freezing_waits(club: Club) -> None:
    """Google's outage is told as Google's, and leaves the draft as it was."""
    club.go_to("drafted")
    letter = refused(canvass("freeze", KEY, settings=_stopped(club, "GOOGLE_ROOT")))
    assert letter.startswith("Google didn't answer")
    assert club.election().state == "drafted"


@ON_SQLITE
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
