"""The README and the docs are true: every command they show is run or checked, every file they name exists."""

from __future__ import annotations

import ast
import os
import re
import shlex
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

from flows.__main__ import app

ROOT = Path(__file__).parent.parent
DOCS = sorted([ROOT / "README.md", ROOT / "bench" / "README.md", *(ROOT / "docs").glob("*.md")])

RUN = {"count", "convert", "picture"}
"""Commands of ours that end by themselves, need no account, and are therefore really run."""

DEPLOYMENT = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")

PROVED_ELSEWHERE = {
    "sudo apt install git make python3-venv": "named by the letter that test_packaging provokes",
    "sudo apt install postgresql-client": "named by the letter that test_upgrade provokes",
    **dict.fromkeys(
        re.findall(r"^\$ (sudo (?!apt).*|docker .*)$", DEPLOYMENT, re.MULTILINE),
        "sets a machine up; its paths, users and units are checked by test_deploy",
    ),
    "git pull --ff-only": "git's own; what it brings is tried by test_upgrade",
    "sudo apt install postgresql": "named by .ci/postgres, which .ci/run uses",
    "python3 -m venv .venv": "the Makefile does the same, and test_packaging dry-runs it",
    ".venv/bin/pip install --require-hashes -r requirements.txt": "the Makefile does the same for every check",
    ".venv/bin/pip install --no-index --no-build-isolation --no-deps --editable .": "as above",
}
"""Commands that set a machine up: too heavy or too far-reaching to repeat here, with what proves them instead."""


@dataclass(frozen=True)
class Shown:
    """A command as a document shows it, with the output printed under it, if any."""

    where: str
    command: str
    output: str


def shown(document: Path) -> list[Shown]:
    """All commands in a document's ```console blocks; a command is a line that starts with "$ "."""
    found: list[Shown] = []
    for block in re.findall(r"^```console\n(.*?)^```$", document.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append(Shown(document.name, command.strip(), output.strip()))
    return found


EVERYTHING = [command for document in DOCS for command in shown(document)]
OURS = [entry for entry in EVERYTHING if re.match(r"(\.venv/bin/)?canvass\b", entry.command)]
MAKES = [entry for entry in EVERYTHING if entry.command.startswith("make")]


def title(entry: object) -> str:
    """A command or document as a test's id."""
    return f"{entry.where}: {entry.command}" if isinstance(entry, Shown) else Path(str(entry)).name


def arguments(entry: Shown) -> list[str]:
    """What follows the program's name."""
    return shlex.split(entry.command)[1:]


def write_examples(documents: list[Path], folder: Path) -> None:
    """Write the files that documents spell out, as in ```csv ballots.csv, into a folder."""
    for document in documents:
        text = document.read_text(encoding="utf-8")
        for name, content in re.findall(r"^```[a-z]+ (\S+\.\w+|\.env)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
            (folder / name).write_text(content, encoding="utf-8")
            (folder / name).chmod(0o600)  # as install.md says of .env


HOUSE = ("bench", "core", "flows", "integrations", "templates", "tests")
DOTTED = re.compile(r"`((?:[a-z_]+\.)+)([A-Za-z_]+)(\([^`\n]*\))?`")
NO_CODE = {"drive.file"}
"""Dotted names that are none of ours: a permission at Google."""

QUICK = [entry for entry in OURS if {*arguments(entry)} & {*RUN, "--help"}]


@pytest.fixture(scope="module")
def canvass() -> TyperGroup:
    """The command line itself."""
    group = typer.main.get_command(import_module("flows.__main__").app)
    assert isinstance(group, TyperGroup)
    return group


@pytest.fixture
def examples(tmp_path: Path) -> Path:
    """A folder with the example files that documents spell out, and what a rehearsal would have left there."""
    write_examples(DOCS, tmp_path)
    for folder in ("rehearsal/packs/autumn", "packs/autumn-2026"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "rehearsal" / "world.json").write_text("{}", encoding="utf-8")
    return tmp_path


def test_there_is_something_to_check() -> None:
    """The pattern finds the newcomer's two commands, so that it can't fail by finding nothing."""
    assert {"make rehearse", "make test"} <= {entry.command for entry in shown(ROOT / "README.md")}


@pytest.mark.parametrize("entry", EVERYTHING, ids=title)
def test_every_command_is_checked_somehow(entry: Shown) -> None:
    """A command is `make`, `canvass`, or one whose proof is named; nothing slips in unproved."""
    assert entry in OURS or entry in MAKES or entry.command in PROVED_ELSEWHERE


@pytest.mark.parametrize("document", DOCS, ids=title)
def test_commands_are_in_console_blocks(document: Path) -> None:
    """No command hides in a block of another kind, where nobody would check it."""
    text = document.read_text(encoding="utf-8")
    assert not re.search(r"^ *```(bash|sh|shell|zsh|shell-session)\b", text, re.MULTILINE)
    assert not re.search(r"^ +```console", text, re.MULTILINE), "indented blocks are not read; move it to the margin"
    for block in re.findall(r"^```console\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        assert block.startswith("$ "), "a console block starts with a command: '$ make rehearse'"


@pytest.mark.parametrize("entry", MAKES, ids=title)
def test_what_is_made_can_be_made(entry: Shown, tmp_path: Path) -> None:
    """`make` knows the target and every step it would take."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    command = ["make", "--dry-run", f"VENV={tmp_path}/venv", *arguments(entry)]
    planned = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert planned.returncode == 0, planned.stderr


@pytest.mark.parametrize("entry", OURS, ids=title)
def test_our_commands_take_these_arguments(entry: Shown, canvass: TyperGroup, examples: Path) -> None:
    """Each shown command exists and accepts exactly these options and arguments; nothing is executed."""
    assert Path.cwd() == examples
    words = arguments(entry)
    if words[:1] == ["--help"]:
        return  # run below
    command = canvass.commands.get(words[0])
    assert command is not None, f"{entry.where} shows `canvass {words[0]}`, which doesn't exist"
    with suppress(typer.Exit):  # after --help
        command.make_context(words[0], words[1:], parent=typer.Context(canvass, info_name="canvass"))


@pytest.mark.parametrize("entry", QUICK, ids=title)
def test_quick_commands_print_what_is_shown(entry: Shown, examples: Path) -> None:
    """Commands that need no account are run; where the document shows their answer, it is that answer."""
    environment = os.environ | {"COLUMNS": "100", "NO_COLOR": "1", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "flows", *arguments(entry)]
    ran = subprocess.run(command, cwd=examples, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    printed = "\n".join(line.rstrip() for line in ran.stdout.strip().splitlines())
    assert entry.output in ("", printed)


def test_only_what_is_run_has_its_output_shown() -> None:
    """Output in a document is never typed by hand: it is there only if the command is run above."""
    assert [entry for entry in EVERYTHING if entry.output and entry not in QUICK] == []


def test_every_command_is_documented(canvass: TyperGroup) -> None:
    """Whoever adds a command tells people about it, and no document speaks of one that is gone."""
    text = "\n".join(document.read_text(encoding="utf-8") for document in DOCS)
    code = re.findall(r"`[^`\n]+`|^\$ .*$", text, re.MULTILINE)
    spoken_of = {name for piece in code for name in re.findall(r"\bcanvass ([a-z][a-z-]+)", piece)}
    assert spoken_of == {name for name, command in canvass.commands.items() if not command.hidden}


def test_every_command_explains_itself(canvass: TyperGroup) -> None:
    """`--help` has a sentence for each command and for each of its options."""
    for name, command in canvass.commands.items():
        assert command.help, f"canvass {name} has no description"
        options = [item for item in command.params if item.param_type_name == "option"]
        mute = [option.name for option in options if not getattr(option, "help", "")]
        assert mute == [], f"canvass {name}: {mute} have no description"


@pytest.mark.parametrize("document", DOCS, ids=title)
def test_files_that_are_linked_exist(document: Path) -> None:
    """Every link to a file of ours leads to one."""
    text = re.sub(r"<!--.*?-->", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)[^)]*\)|(?:src|href)=\"(?!https?:|#)([^\"]+)\"", text)
    for target in filter(None, (one or other for one, other in links)):
        assert (document.parent / target).exists(), f"{document.name} links to {target}"


@pytest.mark.parametrize("document", DOCS, ids=title)
def test_files_that_are_named_exist(document: Path) -> None:
    """A test, case or module that a document names as a proof or a place is there."""
    rooms = "bench|core|deploy|docs|flows|integrations|templates|tests"
    named = re.findall(rf"`((?:{rooms})/[\w./-]*)`", document.read_text(encoding="utf-8"))
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("document", DOCS, ids=title)
def test_names_in_code_exist(document: Path) -> None:
    """Where prose names a module's function, as in `outbox.plan(…)`, a module of that name has it."""
    for modules, name, call in DOTTED.findall(document.read_text(encoding="utf-8")):
        module = modules.rstrip(".").rpartition(".")[2]
        files = [file for room in HOUSE for file in (ROOT / room).rglob(f"{module}.py")]
        if (
            f"{module}.{name}" not in NO_CODE
            and (files or call)
            and name not in {"db", "ics", "py", "toml", "yaml", "txt"}
        ):
            assert any(name in _named_in(file) for file in files), f"{document.name}: {module}.{name} doesn't exist"


def _named_in(file: Path) -> set[str]:
    """Everything a module gives a name to: functions, classes, constants, fields, and what it takes from others."""
    pieces = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    defined = {
        piece.name
        for piece in pieces
        if isinstance(piece, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.alias)
    }
    fields = {piece.attr for piece in pieces if isinstance(piece, ast.Attribute) and isinstance(piece.ctx, ast.Store)}
    return defined | fields | {piece.id for piece in pieces if isinstance(piece, ast.Name)}


def test_the_readme_leads_to_every_document() -> None:
    """A document that nobody is sent to is not read."""
    front = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in (str(one.relative_to(ROOT)) for one in DOCS[1:]) if f"({name})" not in front] == []


def test_the_readme_names_every_command() -> None:
    """Its table has them all, and no other."""
    table = _read("README.md").partition("## The commands")[2].partition("\n## ")[0]
    shown = re.findall(r"^\| `canvass ([a-z-]+)` \|", table, re.MULTILINE)
    assert sorted(shown) == sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


def test_the_rehearsal_is_shown_as_it_is() -> None:
    """The acts in the README's picture of a rehearsal are those that are played, in their order, word for word."""
    picture = re.search(r"^```text rehearsal\n(.*?)^```$", _read("README.md"), re.MULTILINE | re.DOTALL)
    assert picture
    shown_acts = re.findall(r"^✓ \d\d \w{3} \d\d:\d\d  (.*) \(\d+\.\d s\)$", picture[1], re.MULTILINE)
    told = [re.sub(r"\d$", "", act) for act in shown_acts]
    trees = [ast.parse(_read(f"flows/rehearsal/{part}.py")) for part in ("season", "run_up")]
    calls = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call))
    titles = [
        _words(call.args[0]) for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "telling"
    ]
    assert sorted(set(told)) == sorted(set(titles))
    for goodbye in ("Everybody's mail:", "The recount pack:", "canvass verify", "canvass look", "The season took"):
        assert goodbye in picture[1]


def _read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def _words(piece: ast.expr) -> str:
    """The fixed words of a string, without what is put into it."""
    parts = piece.values if isinstance(piece, ast.JoinedStr) else [piece]
    return "".join(str(part.value) for part in parts if isinstance(part, ast.Constant))
