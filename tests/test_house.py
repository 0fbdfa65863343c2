"""The tests' own house rules hold: no reaching outside, nothing of the user's, warnings are errors."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import warnings
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

ELSEWHERE = ("192.0.2.1", 443)
"""An address set aside for examples; nobody is there."""


def test_connecting_outside_is_refused(refusals: list[str]) -> None:
    """A connection to another machine fails before anything is sent, and would fail the test even if swallowed."""
    with socket.socket() as sock, pytest.raises(Exception, match="Tests stay on this machine"):
        sock.connect(ELSEWHERE)
    assert refusals == ["socket.connect to '192.0.2.1'"]
    refusals.clear()


def test_looking_names_up_is_refused(refusals: list[str]) -> None:
    """Asking for another machine's address is already reaching outside."""
    with pytest.raises(Exception, match="Tests stay on this machine"):
        socket.getaddrinfo("forms.example.org", 443)
    assert refusals
    refusals.clear()


def test_listening_to_everybody_is_refused(refusals: list[str]) -> None:
    """A server that other machines could reach is refused too."""
    with socket.socket() as sock, pytest.raises(Exception, match="Tests stay on this machine"):
        sock.bind(("0.0.0.0", 0))  # noqa: S104  the point of the test
    refusals.clear()


def test_loopback_and_unix_sockets_work(tmp_path: Path) -> None:
    """The sandbox, PostgreSQL and Prefect are reached over loopback or a Unix socket."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        client.sendall(b"here")
        accepted, _ = server.accept()
        with accepted:
            assert accepted.recv(4) == b"here"
    with socket.socket(socket.AF_UNIX) as unix:
        unix.bind("here.sock")
    assert (tmp_path / "here.sock").exists()


def test_nothing_of_the_users_is_seen() -> None:
    """No setting of a real installation reaches a test, nor does a `.env` beside the project."""
    assert {name for name in os.environ if name.startswith("CANVASS_")} <= {"CANVASS_TEST_DATABASE_URL"}
    assert not Path(".env").exists()
    assert "canvass-tests-" in os.environ["PREFECT_HOME"]


def test_warnings_are_errors() -> None:
    """A warning of our code or of a library fails the test it comes up in."""
    with pytest.raises(UserWarning):
        warnings.warn("something is about to change", stacklevel=1)


@given(st.integers())
def test_properties_may_use_the_house_rules(number: int) -> None:
    """Hypothesis accepts the fixture that surrounds every test."""
    assert Path.cwd() != Path(__file__).parent.parent
    assert number == number + 0


def _tests_of(folder: Path, tests: str, *options: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """What comes of a file of tests under the rules of this house, in a run of its own."""
    rules = Path(__file__).parent / "conftest.py"
    (folder / "conftest.py").write_text(rules.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "test_these.py").write_text(tests, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, str(folder)],
        env=os.environ | {"PYTEST_ADDOPTS": ""} | settings,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_failing_test_fails(tmp_path: Path) -> None:
    """The rules bite: a test that swallows a refused connection is reported as an error."""
    ran = _tests_of(
        tmp_path,
        "import contextlib, socket\n"
        "def test_swallows():\n"
        "    with contextlib.suppress(Exception), socket.socket() as sock:\n"
        "        sock.connect(('192.0.2.1', 443))\n",
    )
    assert ran.returncode == 1
    assert "reached for another machine" in ran.stdout


@pytest.mark.parametrize("workers", ["0", "1"])
@pytest.mark.parametrize(("offered", "times"), [("", 1), ("postgresql://127.0.0.1/postgres", 2)])
def test_an_offered_postgresql_is_heard_of(tmp_path: Path, workers: str, offered: str, times: int) -> None:
    """What runs on either kind of book runs on both where a server is offered, in however many processes."""
    test = "def test_on_a_book(kind_of_book):\n    pass\n"
    ran = _tests_of(tmp_path, test, "-n", workers, CANVASS_TEST_DATABASE_URL=offered)
    assert f"{times} passed" in ran.stdout


def test_a_group_stays_together(tmp_path: Path) -> None:
    """Tests that share something costly are run by one process, so that it is made once and not once for each core."""
    tests = (
        "import pytest\n"
        "@pytest.mark.xdist_group('costly')\n"
        "@pytest.mark.parametrize('number', range(6))\n"
        "def test_costly(number):\n"
        "    pass\n"
    )
    ran = _tests_of(tmp_path, tests, "-vv", "-n", "2", "--dist", "loadgroup")
    assert len(set(re.findall(r"\[(gw\d)\].* PASSED", ran.stdout))) == 1, ran.stdout
