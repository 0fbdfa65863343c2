"""M8. The member list has one way out. Nothing else writes members' names or addresses into a file."""

from __future__ import annotations

import ast
import inspect
import pkgutil
import re
from importlib import import_module
from pathlib import Path

import pytest
import typer

from flows import doors, share
from flows.doors import auditors
from flows.duties.membership import stock
from tests.conftest import ON_SQLITE
from tests.flows.ballots import KEY
from tests.flows.club import MEMBERS, Club
from tests.flows.terminal import at_the_club

ROOT = Path(__file__).parents[2]
OURS = [
    file
    for room in ("core", "flows", "integrations", "templates")
    for file in sorted((ROOT / room).rglob("*.py"))
    if not {"sandbox", "rehearsal", "migrations"} & set(file.relative_to(ROOT).parts)
]
"""Everything but the sandbox and the rehearsal, whose people are made up."""

PEOPLE = {"Person", "Address", "RollEntry", "MailFault", "Participation", "Member", "SignIn", "Standing"}
"""What knows members by name or address."""

ON_THE_WAY_OUT = {"flows/share.py"}
"""The one module that may write a list of members."""

WRITERS = {
    "core/ledger.py": "the book's own file, still empty, so that nobody else can read it",
    "core/recount.py": "recount packs: ballots without people",
    "core/same_ballots.py": "nothing: it reads a pack",
    "flows/backups/key_copies.py": "copies of key files, locked",
    "flows/backups/making.py": "backups: the whole book, for the owner alone",
    "flows/backups/manifest.py": "a backup's account of itself: hashes, and elections by their keys",
    "flows/backups/restoring.py": "what a backup holds, where it was",
    "flows/charts.py": "pictures of a count",
    "flows/duties/race/season_calendar.py": "the calendar of a season: candidates' names at most, who are public",
    "flows/doors/auditors.py": "the clauses' page, and ballots in another format",
    "flows/doors/trying.py": "the report of a trial with the real accounts: what fits, and no key, address or id",
    "flows/duties/setting_up/founding.py": "a new charter, to try whether it can be used",
    "flows/duties/setting_up/settings_file.py": "new settings, for the owner alone, and a new charter",
    "flows/duties/setting_up/token_place.py": "the consent that Google gave, into the settings, for the owner alone",
    "flows/owner_only.py": "what it is given",
    "flows/server_log.py": "what Prefect says, turned over",
    "flows/placing.py": "one public certificate, and what Prefect says",
    "flows/serving.py": "what Prefect says",
    "flows/share.py": "the list for a co-sponsor",
    "integrations/copies.py": "the whole book, for the owner alone",
    "integrations/keyring.py": "key files: no names",
}
"""Every module that writes files, and what."""

LOCAL = {"roll", "membership", "unreachable", "erase", "questions"}
"""Commands that say names on the organiser's own terminal, each one by one or to telephone them."""


def _name(file: Path) -> str:
    return str(file.relative_to(ROOT))


def _knows_people(file: Path) -> bool:
    nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    return any(isinstance(node, ast.ImportFrom) and PEOPLE & {one.name for one in node.names} for node in nodes)


def _writes_files(file: Path) -> bool:
    said = file.read_text(encoding="utf-8")
    return bool(re.search(r"\.write_(text|bytes)\(|\bopen\(|\bos\.open\(|owner_only\.write\(|shutil\.copy", said))


def test_every_module_that_writes_files_is_known() -> None:
    """A new way to write a file is thought about, and said here."""
    assert {_name(file) for file in OURS if _writes_files(file)} == set(WRITERS)


def test_no_module_that_knows_people_writes_a_file() -> None:
    """M8. Whoever reads members writes no file; the list is written by one module, behind the ruling."""
    assert {_name(file) for file in OURS if _knows_people(file) and _writes_files(file)} == set()
    assert {_name(file) for file in OURS if re.search(r"import csv\b", file.read_text(encoding="utf-8"))} == {
        "core/counting/files/spreadsheet.py",
        "core/counting/files/written.py",
        "core/same_ballots.py",
        "core/verify_pack.py",
        "flows/duties/petition/sharing.py",
        "integrations/filers/lists.py",  # reads the public list of those who registered
    }


def test_the_list_is_made_and_written_only_behind_the_ruling() -> None:
    """M8. The list as text is asked for in one place, right after the ruling."""
    asking = [_name(file) for file in OURS if "sharing.as_csv(" in file.read_text(encoding="utf-8")]
    assert set(asking) == ON_THE_WAY_OUT
    writing, listing = inspect.getsource(share.share), inspect.getsource(share._list)
    assert writing.index("_list(secretary, pen.session") < writing.index("sharing.as_csv(")
    assert listing.index("_refuse_unless(found.ruling, of)") < listing.index("return of, found")


def test_commands_that_tell_names_are_known() -> None:
    """Whoever adds a command says whether it names members."""
    rooms = [import_module(one.name) for one in pkgutil.iter_modules(doors.__path__, "flows.doors.")]
    commands = {one for room in rooms if hasattr(room, "app") for one in _commands_of(room.app)}
    assert commands >= LOCAL
    assert not LOCAL & _commands_of(auditors.app)


def _commands_of(app: typer.Typer) -> set[str]:
    """The names under which a room's commands are typed."""
    known = [(info.name, info.callback) for info in app.registered_commands]
    return {(name or callback.__name__).replace("_", "-") for name, callback in known if callback}


@ON_SQLITE
@pytest.mark.parametrize(
    "words",
    [
        ("status",),
        ("membership",),
        ("retention", "--dry-run"),
        ("erase", "M01", "--yes"),
        ("erased",),
        ("object", "M02"),
        ("tend",),
    ],
    ids=lambda words: words[0],
)
def test_other_commands_name_nobody_and_write_nothing(club: Club, words: tuple[str, ...]) -> None:
    """What a command shows without being asked for one member, or a roll, has no name; no file comes of it."""
    club.go_to("frozen")
    stock.take_stock(club.secretary)
    said = at_the_club(club, *words)
    assert not [one for pair in MEMBERS.items() for one in pair if one and one in said]
    assert list(Path().rglob("*")) == []
    assert not (club.folder / "shares").exists()
    assert club.election(KEY).state == "frozen"
