"""What the docs give to be copied works: settings, programs, and the ballot that an organiser would draft."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import typer

from core import workbook
from core.bylaws.endorsement import NO_ENDORSEMENT
from core.charter import load
from flows import draft, freeze
from flows.__main__ import app
from flows.duties.election import form
from flows.duties.setting_up.consenting import RECEIVED
from flows.secretary import Refusal
from integrations.google import auth, service_account, sheets
from integrations.sandbox.server import Sandbox
from integrations.settings import SECRETS, Settings
from tests.books import FileBook
from tests.flows.ballots import START
from tests.flows.club import Club
from tests.test_docs import DOCS, ROOT, write_examples


@pytest.fixture
def examples(tmp_path: Path) -> Path:
    """A folder with the example files of all documents."""
    write_examples(DOCS, tmp_path)
    return tmp_path


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """The outside world, on the day that the examples are written for."""
    with Sandbox(at=START) as served:
        yield served


@pytest.fixture
def club(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Club]:
    """An organisation with members, before anything is drafted."""
    found = Club(sandbox, tmp_path_factory.mktemp("club"), FileBook(tmp_path_factory.mktemp("book") / "canvass.db"))
    yield found
    found.secretary.ledger.close()


def page(name: str) -> str:
    """A document's text."""
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


# ── settings and installing ────────────────────────────────────────────────────────────────────────


def test_the_example_settings_are_all_there(examples: Path) -> None:
    """The example `.env` names every setting that has no default, no setting that doesn't exist, and loads."""
    named = dict(line.split("=", 1) for line in Path(".env").read_text().splitlines() if line and line[0] != "#")
    known = {f"CANVASS_{name.upper()}" for name in Settings.model_fields}
    needed = {f"CANVASS_{name.upper()}" for name, field in Settings.model_fields.items() if field.is_required()}
    assert needed <= set(named) <= known
    loaded = Settings(_env_file=examples / ".env")
    assert loaded.google_client_id == named["CANVASS_GOOGLE_CLIENT_ID"]


def test_the_guide_to_googles_pages_speaks_of_this_program(examples: Path) -> None:
    """Scopes, page and settings of install.md are those of the program, and the tunnel leads to where it listens."""
    guide = page("install.md").partition("## The Google account")[2].partition("## Mailchimp")[0]
    options = {one.name: one for one in typer.main.get_command(app).commands["consent"].params}  # type: ignore[attr-defined]
    assert f"`ssh -L {options['port'].default}:127.0.0.1:{options['port'].default} you@" in guide
    assert f"`{auth.SCOPE}`" in guide
    assert f"*{RECEIVED.title}*" in guide
    assert service_account.SCOPE.endswith("/spreadsheets")
    named = re.findall(r"^(CANVASS_\w+)=", (examples / "service-account.env").read_text(), re.MULTILINE)
    known = {f"CANVASS_{name.upper()}" for name in Settings.model_fields}
    assert {name.removesuffix("_FILE") for name in named} <= known
    (key,) = [name for name in named if name.endswith("_FILE")]
    assert key.removeprefix("CANVASS_").removesuffix("_FILE").lower() in SECRETS


def test_the_table_of_settings_is_complete() -> None:
    """Each setting stands in the table of install.md with its own description and its default, and no other does."""
    rows = re.findall(r"^\| `(CANVASS_\w+)` \| (.*?) \| (.*?) \|$", page("install.md"), re.MULTILINE)
    assert rows == [
        (f"CANVASS_{name.upper()}", field.description, "**needed**" if field.is_required() else _default(field.default))
        for name, field in Settings.model_fields.items()
    ]


def _default(value: object) -> str:
    return f"`{value}`" if str(value) else "empty"


def _script(name: str, settings: Mapping[str, str], house: Path = ROOT) -> str:
    """What a program of the docs prints, run as they say: in the project's folder, with settings in the environment."""
    script = str(Path(name).resolve())
    environment = {**os.environ, "PYTHONPATH": str(house), **settings}
    ran = subprocess.run([sys.executable, script], env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


def test_the_workbook_that_is_made_can_be_read(examples: Path, sandbox: Sandbox) -> None:
    """With the settings of sandbox.md `canvass workbook` makes one that Canvass reads; a second is refused."""
    lines = Path("sandbox.env").read_text(encoding="utf-8").replace("http://127.0.0.1:8460", sandbox.url).splitlines()
    found: dict[str, Any] = dict(line.split("=", 1) for line in lines)
    said = _canvass("workbook", found)
    (book,) = re.findall(r"CANVASS_MEMBERS_BOOK=(\S+)", said.stdout)
    settings = Settings(**{name.removeprefix("CANVASS_").lower(): value for name, value in found.items()})
    tabs = sheets.read(auth.connect(settings), book, ("Members", "Events", "Attendance", "Volunteering"))
    assert workbook.read(tabs.tabs).refused() == ()
    assert tabs.zone == load(settings.charter).zone
    again = _canvass("workbook", found | {"CANVASS_MEMBERS_BOOK": book})
    assert again.returncode == 1
    assert "already names a workbook" in again.stderr
    missing = _canvass("membership", found | {"CANVASS_MEMBERS_BOOK": ""})
    assert "CANVASS_MEMBERS_BOOK: id of the members' workbook" in missing.stderr
    found.pop("CANVASS_MEMBERS_BOOK")
    assert _canvass("workbook", found).returncode == 0


def _canvass(command: str, settings: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **settings}
    words = [sys.executable, "-m", "flows", command]
    return subprocess.run(words, env=environment, capture_output=True, text=True, check=False)


STEPS = list((ROOT / "core" / "migrations" / "versions").glob("0*.py"))


def test_a_migration_is_written_as_described(examples: Path) -> None:
    """The program of architecture.md, on a copy of the house in which a column was added, writes the step for it."""
    house = examples / "house"
    shutil.copytree(ROOT / "core", house / "core", ignore=shutil.ignore_patterns("__pycache__"))
    records = house / "core" / "records" / "members.py"
    before = "    held_on: Mapped[date] = mapped_column(Date)\n"
    assert before in records.read_text(encoding="utf-8")
    changed = records.read_text(encoding="utf-8").replace(before, f"{before}    weather: Mapped[str | None]\n")
    records.write_text(changed, encoding="utf-8")
    _script("new_step.py", {}, house)
    steps = sorted((house / "core" / "migrations" / "versions").glob("0*.py"))
    assert [step.name for step in steps[:-1]] == sorted(step.name for step in STEPS)
    written = steps[-1].read_text(encoding="utf-8")
    assert "weather" in written
    followed = {_follows(step) for step in STEPS}
    [newest] = [name for step in STEPS if (name := step.name.partition("_")[0]) not in followed]
    assert _follows(steps[-1]) == newest


def _follows(step: Path) -> str:
    """The step that one comes after, whatever their numbers; "" for the first."""
    found = re.search(r"^down_revision(?:: [^=]*)? = ['\"](\w+)['\"]", step.read_text(encoding="utf-8"), re.MULTILINE)
    return found[1] if found else ""


# ── the example ballot ─────────────────────────────────────────────────────────────────────────────


REFUSALS = (
    ("closes_on = 2026-10-15", "closses_on = 2026-10-15"),
    ('recommendation = "Ursula Imaginary"', 'recommendation = "Ursula"'),
    ("closes_on = 2026-10-15", "closes_on = 2026-10-01"),
    ('"Wanda Madeup"', '"ursula imaginary"'),
)
OBJECTIONS = (
    ("closes_on = 2026-10-15", "closes_on = 2026-10-08"),
    ("closes_on = 2026-10-15", "closes_on = 2026-10-12"),
    ('office = "Mayor"', 'office = "Dogcatcher"'),
    ('    { name = "questionnaire", on = 2026-09-02 },\n', ""),
    ('process = "re-endorsement"', 'process = "abbreviated"'),
)


def test_the_example_ballot_is_drafted_and_frozen(examples: Path, club: Club) -> None:
    """The file in ballot.md passes every clause and is frozen; its form asks for a code, four ranks, and one choice."""
    ballot = draft.read_file(examples / "autumn.toml")
    assert draft.draft(club.secretary, ballot) == []
    assert freeze.freeze(club.secretary, ballot.key) == 11
    assert not club.tend().troubles
    paper = form.paper_of(club.election(ballot.key))
    assert [len(question.options) for question in paper.questions()] == [0, 4, 4, 4, 4, 3]
    assert _refusal(club, examples / "autumn.toml") in page("ballot.md").splitlines()


@pytest.mark.parametrize(("right", "wrong"), OBJECTIONS, ids=[wrong or "a step is missing" for _, wrong in OBJECTIONS])
def test_what_stands_in_a_drafts_way_is_worded_as_shown(examples: Path, club: Club, right: str, wrong: str) -> None:
    """Drafted with that mistake, the example meets the objection that ballot.md quotes."""
    objection, *_ = draft.draft(club.secretary, draft.read_file(_changed(examples, right, wrong)))
    assert objection.because in page("ballot.md").splitlines()


@pytest.mark.parametrize(("right", "wrong"), REFUSALS, ids=[wrong for _, wrong in REFUSALS])
def test_a_refused_draft_is_refused_as_shown(examples: Path, club: Club, right: str, wrong: str) -> None:
    """With that mistake in it, the example is refused in the words that ballot.md quotes."""
    assert f"\n{_refusal(club, _changed(examples, right, wrong))}\n" in page("ballot.md")


def _changed(examples: Path, right: str, wrong: str) -> Path:
    file = examples / "autumn.toml"
    example = file.read_text(encoding="utf-8")
    assert right in example
    file.write_text(example.replace(right, wrong, 1), encoding="utf-8")
    return file


def _refusal(club: Club, file: Path) -> str:
    with pytest.raises(Refusal) as refusal:
        draft.draft(club.secretary, draft.read_file(file))
    return str(refusal.value)


def test_every_field_of_a_ballot_is_explained() -> None:
    """The two tables of ballot.md have a row for each field that a ballot file can have."""
    explained = set(re.findall(r"`(\w+)`", " ".join(re.findall(r"^\| (`.*?) \|", page("ballot.md"), re.MULTILINE))))
    fields = {*draft.BallotDraft.model_fields, *draft.ContestDraft.model_fields}
    assert fields <= explained
    assert all(f"`{name}`" in page("ballot.md") for name in draft.StepTaken.model_fields)


def test_the_processes_are_those_of_the_charter() -> None:
    """The table of steps in ballot.md says what the bundled charter asks for, and which steps can be waived."""
    rows = re.findall(
        r"^\| `([a-z-]+)` \| ((?:[^|]*; )?recommendation) \| ([^|]*) \|$", page("ballot.md"), re.MULTILINE
    )
    written = [(name, steps.replace("*or*", "or")) for name, steps, _ in rows]
    processes = load("jp_progressives").endorsement.processes
    assert written == [(one.name, "; ".join(" or ".join(step.any_of) for step in one.steps)) for one in processes]
    waivable = {one.name: sum(step.where_possible for step in one.steps) for one in processes}
    assert {name: len(waived.split(", ")) if waived != "–" else 0 for name, _, waived in rows} == waivable
    assert NO_ENDORSEMENT in page("ballot.md")
