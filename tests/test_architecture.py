"""The shape of the house: what may import what, and the habits that keep each file easy to trust."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("core", "flows", "integrations", "templates")
LONGEST = 300
"""Lines. About 250 is where a file should be split along a seam of meaning; here it must be."""

HOLLOW = {"base", "common", "handler", "handlers", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}
"""Names that say nothing about the field."""


def sources(*rooms: str) -> list[Path]:
    """The Python files of these folders."""
    return sorted(file for room in rooms for file in (ROOT / room).rglob("*.py"))


def name(file: Path) -> str:
    """A file's path as a test's id."""
    return str(file.relative_to(ROOT))


def nodes(file: Path) -> Iterator[ast.AST]:
    """Everything a Python file says."""
    return ast.walk(ast.parse(file.read_text(encoding="utf-8")))


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """import-linter's verdict on a copy of the house."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()"]
    return subprocess.run(
        [*command, "--no-cache", "--no-logo"], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the packages and their contracts, to spoil."""
    for room in ROOMS:
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_imports_keep_their_contracts(house: Path) -> None:
    """flows → integrations | templates → core, one order inside core, and nobody opens the sandbox unasked."""
    found = lint_imports(house)
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("core/paper.py", "import flows"),
        ("core/paper.py", "import requests"),
        ("core/paper.py", "import random"),
        ("core/paper.py", "import sqlalchemy"),
        ("core/ruling.py", "import core.paper"),
        ("core/unplanned.py", ""),
        ("templates/__init__.py", "import integrations.wire"),
        ("integrations/google/__init__.py", "import integrations.mailchimp"),
        ("integrations/wire.py", "import integrations.sandbox.world"),
        ("flows/__init__.py", "import integrations.sandbox.world"),
    ],
)
def test_the_contracts_bite(house: Path, file: str, line: str) -> None:
    """Each forbidden import is found when somebody writes it."""
    with (house / file).open("a", encoding="utf-8") as spoiled:
        spoiled.write(f"\n{line}\n")
    found = lint_imports(house)
    assert found.returncode == 1
    assert "0 broken" not in found.stdout
    assert file.removesuffix(".py").removesuffix("/__init__").replace("/", ".") in found.stdout.split("Broken")[1]


CLOCKS = {"now", "utcnow", "today", "urandom"}


@pytest.mark.parametrize("file", sources("core"), ids=name)
def test_core_has_no_clock(file: Path) -> None:
    """Today is an argument: nothing in core asks what time it is."""
    asked = [node.lineno for node in nodes(file) if isinstance(node, ast.Attribute) and node.attr in CLOCKS]
    assert asked == [], f"{name(file)} asks the clock in lines {asked}; take the time as an argument"


@pytest.mark.parametrize("file", sources(*ROOMS), ids=name)
def test_modules_are_short_and_named_after_the_field(file: Path) -> None:
    """A file can be read in one sitting, and its name says what it is about."""
    assert len(file.read_text(encoding="utf-8").splitlines()) <= LONGEST
    assert not HOLLOW & set(file.stem.split("_"))


def test_no_flow_hides_a_library() -> None:
    """Prefect loads a flow with its folder before all others: a `requests.py` there would hide the library."""
    libraries = sys.stdlib_module_names | packages_distributions().keys()
    assert not {file.stem for file in (ROOT / "flows").glob("*.py")} - {"__init__", "__main__"} & libraries


@pytest.mark.parametrize("file", sources(*ROOMS), ids=name)
def test_nothing_is_left_to_be_written(file: Path) -> None:
    """No stub stands where a decision should."""
    assert not re.search(r"NotImplementedError|\b(TODO|FIXME|XXX)\b", file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", sorted((ROOT / "core" / "bylaws").glob("[a-z]*.py")), ids=name)
def test_a_bylaw_opens_with_its_clause(file: Path) -> None:
    """Each public function that rules says first which clause it is."""
    rules = [
        node
        for node in nodes(file)
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and ast.unparse(node.returns or ast.Constant("")).endswith("Ruling")
    ]
    silent = [rule.name for rule in rules if not re.match(r"[MSAEP]\d+\b", ast.get_docstring(rule) or "")]
    assert silent == []


@pytest.mark.parametrize("file", sources("tests"), ids=name)
def test_tests_use_the_real_thing(file: Path) -> None:
    """No mocks, no patched functions, no sleeping: the sandbox is the one fake world."""
    words = {node.attr for node in nodes(file) if isinstance(node, ast.Attribute)}
    imported = {alias.name for node in nodes(file) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in nodes(file) if isinstance(node, ast.ImportFrom)}
    assert not {"sleep", "patch"} & words
    assert not {"unittest.mock", "mock", "pytest_mock"} & imported
    assert not any(
        isinstance(node, ast.Attribute) and node.attr == "setattr" and getattr(node.value, "id", "") == "monkeypatch"
        for node in nodes(file)
    )


@pytest.mark.parametrize("file", sources("tests"), ids=name)
def test_tests_say_what_they_show(file: Path) -> None:
    """Every test states, in a sentence, the behaviour it shows."""
    mute = [
        node.name
        for node in nodes(file)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and not ast.get_docstring(node)
    ]
    assert mute == []


def test_the_help_waits_for_no_library() -> None:
    """`canvass --help` loads neither the scheduler nor what counts: they take longer than reading it."""
    asked = "import sys; from flows.__main__ import app; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {"numpy", "polars", "prefect"}.isdisjoint(ran.stdout.split())
