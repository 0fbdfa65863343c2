"""Two commands on a fresh machine: what is locked, what is packed, and what `make` promises."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = ("core", "flows", "integrations", "templates")
LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-sbom.txt", "requirements-docs.txt")
RUN = [*PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"]["postgres"]]
SBOM = PROJECT["dependency-groups"]["sbom"]
BUILD = PROJECT["dependency-groups"]["build"]
DOCS = PROJECT["dependency-groups"]["docs"]
DEV = [need for need in PROJECT["dependency-groups"]["dev"] if isinstance(need, str)]


def locked(lock: str) -> dict[str, Version]:
    """Name → release, of every line that pins one."""
    pins: dict[str, Version] = {}
    for line in (ROOT / lock).read_text(encoding="utf-8").splitlines():
        if "==" in line:
            need = Requirement(line.rstrip("\\ "))
            pins[canonicalize_name(need.name)] = Version(next(iter(need.specifier)).version)
    return pins


def make(*arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run make as somebody at a terminal would."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_releases_and_hashes_and_nothing_else(lock: str) -> None:
    """Everything is pinned by hash, and no line says where to fetch it: that is the installing machine's choice."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).strip())
    for block in blocks:
        first, *rest = block.splitlines()
        assert re.fullmatch(r"[a-z0-9-]+(\[[a-z0-9, -]+\])?==[\w.]+( ; .+)? \\", first), first
        assert rest, f"{first} has no hash"
        assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line) for line in rest), first
    assert not re.search(r"://|--(index|extra|find|trusted)|file:", text)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_suits_old_installers(lock: str) -> None:
    """What is pinned with extras is pinned without them too, or pip before 23.3 refuses the file."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    for name, release in re.findall(r"^([a-z0-9-]+)\[.*\](==\S+)", text, flags=re.MULTILINE):
        assert re.search(rf"^{name}{re.escape(release)} ", text, flags=re.MULTILINE), name


@pytest.mark.parametrize(
    ("lock", "needs"), [*zip(LOCKS, (RUN + BUILD, RUN + BUILD + DEV, SBOM, DOCS), strict=True)], ids=LOCKS
)
def test_the_locks_answer_the_project(lock: str, needs: list[str]) -> None:
    """Every dependency of pyproject.toml is locked at a release it allows; otherwise `make lock` was forgotten."""
    pins = locked(lock)
    for need in map(Requirement, needs):
        assert need.specifier.contains(pins[canonicalize_name(need.name)]), need


def test_tests_run_on_what_members_run() -> None:
    """The two lock files agree on every package they share."""
    run, dev, _, docs = (locked(lock) for lock in LOCKS)
    assert run.items() <= dev.items()
    assert {name: docs[name] for name in docs.keys() & dev.keys()}.items() <= dev.items()


def test_the_tests_need_no_generator_of_pages() -> None:
    """What builds the site is installed by `make docs` alone."""
    planned = make("--dry-run", "VENV=/nowhere", "test").stdout
    assert "requirements-dev.txt" in planned
    assert "requirements-docs.txt" not in planned
    assert "requirements-docs.txt" in make("--dry-run", "VENV=/nowhere", "docs").stdout


def test_the_accessibility_checker_is_locked_without_an_address() -> None:
    """It is pinned by release and digest; where it comes from is the installing machine's choice."""
    lock = json.loads((ROOT / "tests/browser/axe/package-lock.json").read_text(encoding="utf-8"))
    installed = {name: one for name, one in lock["packages"].items() if name}
    assert list(installed) == ["node_modules/axe-core"]
    assert all("resolved" not in one and one["integrity"].startswith("sha512-") for one in installed.values())
    assert "/tests/browser/axe/node_modules/" in (ROOT / ".gitignore").read_text(encoding="utf-8").split()


def test_every_import_is_a_stated_dependency() -> None:
    """Nothing is imported that is installed only because something else wants it."""
    stated = {canonicalize_name(Requirement(need).name) for need in RUN}
    owners = packages_distributions()
    for file in (file for package in PACKAGES for file in (ROOT / package).rglob("*.py")):
        for top in imported(file) - set(sys.stdlib_module_names) - set(PACKAGES):
            assert {canonicalize_name(owner) for owner in owners[top]} & stated, f"{file.relative_to(ROOT)}: {top}"


def imported(file: Path) -> set[str]:
    """The top-level names a file imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(str(node.module).split(".")[0])
    return names


def test_the_changelog_knows_this_version() -> None:
    """The newest dated entry is the version that is being packed."""
    newest = re.search(r"^## \[(\d[^]]*)\] - \d{4}-\d\d-\d\d$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert newest is not None
    assert newest[1] == PROJECT["project"]["version"]


def test_the_wheel_holds_letters_charters_and_the_command(tmp_path: Path) -> None:
    """What is installed elsewhere is complete: wording and rules are files beside the code."""
    pytest.importorskip("hatchling", reason="the build backend is not installed here; `make test` installs it")
    copy = tmp_path / "copy"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "__pycache__", "rehearsal"))
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=copy,
        check=True,
        capture_output=True,
    )
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        packed = set(wheel.namelist())
        commands = wheel.read(next(name for name in packed if name.endswith("entry_points.txt"))).decode()
    ours = {str(file.relative_to(copy)) for name in PACKAGES for file in (copy / name).rglob("*") if file.is_file()}
    assert ours <= packed
    assert "canvass = flows.__main__:main" in commands


def test_help_lists_every_target() -> None:
    """`make help` has one line for each thing that can be made."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    assert phony is not None
    listed = re.findall(r"^  make ([a-z-]+) +\S", make("help").stdout, re.MULTILINE)
    assert sorted(listed) == sorted(phony[1].split())
    assert {"rehearse", "test", "check", "help"} <= set(listed)


def test_the_newcomers_commands_install_first(tmp_path: Path) -> None:
    """`make rehearse` and `make test` each bring what they need, by hash; there is no third step."""
    for target, lock in (("rehearse", "requirements.txt"), ("test", "requirements-dev.txt")):
        planned = make("--dry-run", f"VENV={tmp_path}/venv", target).stdout
        steps = [f"-m venv {tmp_path}/venv", f"--require-hashes -r {lock}", "--no-deps --editable ."]
        places = [planned.index(step) for step in steps]
        assert places == sorted(places)


def test_the_bill_of_materials_is_made_from_the_lock(tmp_path: Path) -> None:
    """`make sbom` installs its tool by hash into an environment of its own, and reads the lock file, nothing else."""
    planned = make("--dry-run", f"VENV={tmp_path}/venv", "sbom").stdout
    steps = (f"-m venv {tmp_path}/venv/.sbom", "--require-hashes -r requirements-sbom.txt", "-o build/sbom.json")
    places = [planned.index(step) for step in steps]
    assert places == sorted(places)
    assert "-r requirements.txt" not in planned


@pytest.mark.parametrize(
    ("python", "letter"),
    [
        ("exit 1", "needs Python 3.11 or newer"),
        ('case "$2" in *ensurepip*) exit 1;; esac', "apt install python3-venv"),
    ],
)
def test_an_unsuitable_python_gets_a_letter(tmp_path: Path, python: str, letter: str) -> None:
    """Too old a Python, or Debian's without its venv part, is told what to install."""
    fake = tmp_path / "python"
    fake.write_text(f"#!/bin/sh\n{python}\n", encoding="ascii")
    fake.chmod(0o700)
    answer = make(f"PYTHON={fake}", f"VENV={tmp_path}/venv", f"{tmp_path}/venv/bin/pip")
    assert answer.returncode != 0
    assert letter in answer.stderr


def test_clean_keeps_what_cannot_be_made_again(tmp_path: Path) -> None:
    """Keys, packs, databases and settings survive `make clean`; what was installed or rehearsed doesn't."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copytree(ROOT / ".ci", tmp_path / ".ci")
    for name in (*PACKAGES, "tests", "bench", "keys", "packs", ".venv", "rehearsal"):
        (tmp_path / name).mkdir()
    for name in ("canvass.db", ".env", "keys/autumn.json"):
        (tmp_path / name).write_text("kept", encoding="ascii")
    assert make("clean", folder=tmp_path).returncode == 0
    left = {str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*")}
    assert {"canvass.db", ".env", "keys/autumn.json", "packs"} <= left
    assert not {".venv", "rehearsal"} & left


@pytest.mark.parametrize("script", ["run", "postgres"])
def test_scripts_can_be_read_by_bash(script: str) -> None:
    """The two scripts in .ci/ are executable and have no syntax error."""
    assert os.access(ROOT / ".ci" / script, os.X_OK)
    subprocess.run(["bash", "-n", str(ROOT / ".ci" / script)], check=True)


def test_postgres_explains_itself() -> None:
    """A slip at the keyboard is answered with the usage, not with a database."""
    answer = subprocess.run(
        [ROOT / ".ci" / "postgres", "restart"], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    assert answer.returncode == 1
    assert "start | stop | run" in answer.stderr
