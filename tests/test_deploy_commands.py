"""Commands on a bare machine and in containers: as the services run, in their book, and as the docs show them."""

from __future__ import annotations

import inspect
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import typer
import yaml

from core.ledger import Ledger
from core.migrations import up_to_date
from flows import staying_up
from flows.__main__ import app
from flows.backups import making
from flows.duties.health import interrupted
from flows.duties.setting_up.questions import SETTINGS
from flows.duties.setting_up.settings_file import USUAL
from integrations.settings import SECRETS, Place, Settings, load_before_the_workbook
from tests.flows.terminal import canvass
from tests.test_deploy import DEPLOY, ROOT, Composed, unit

DOCS = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
WRAPPER = DEPLOY / "systemd" / "canvass-run"
PLACES = dict(
    line.split("=", 1)
    for line in (DEPLOY / "systemd" / "places.env").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
)

SYSTEMD_RUN = """#!{python}
import os, shlex, sys
words = sys.argv[1:]
said = [one.removeprefix("--property=") for one in words if one.startswith("--property=")]
command = [one for one in words if not one.startswith("--")]
settings = dict(PATH=os.environ["PATH"], PYTHONPATH="{root}", PYTHONDONTWRITEBYTECODE="1")
for one in said:
    name, _, value = one.partition("=")
    if name == "EnvironmentFile":
        with open("{here}" + value) as file:
            settings |= dict(line.strip().split("=", 1) for line in file if line.startswith("CANVASS_"))
    if name == "WorkingDirectory":
        os.chdir("{here}" + value)
print("as", shlex.join(words), flush=True)
os.execve(sys.executable, [sys.executable, "-m", "flows", *command[1:]], settings)
"""
"""Of systemd-run what matters here: files of settings, and the folder. Everything lies below the test's own folder."""


def _takes(words: list[str]) -> None:
    """Whether the program has this command, with exactly these options and arguments. Nothing is executed."""
    group = typer.main.get_command(app)
    command = group.commands[words[0]]  # type: ignore[attr-defined]  # it is a group
    command.make_context(words[0], list(words[1:]), parent=typer.Context(group, info_name="canvass"))


def test_places_are_said_once() -> None:
    """In the file that the units and the wrapper read; no unit says one of its own, and no secret is in it."""
    assert {name.removeprefix("CANVASS_").lower() for name in PLACES} == {
        *("database_url", "keys", "packs", "shares", "calendar", "backups", "google_refresh_token_file")
    }
    for name in ("worker", "doctor", "backup"):
        said = unit(DEPLOY / "systemd" / f"canvass-{name}.service")
        assert said["EnvironmentFile"][0] == "/etc/canvass/places.env"
        assert "Environment" not in said
    shown = re.findall(r"install --mode=(\d+) deploy/systemd/(\S+) /etc/canvass$", DOCS, re.MULTILINE)
    assert shown == [("0644", "places.env")]


def test_the_wrapper_runs_a_command_as_the_worker_runs() -> None:
    """The same user, folder, settings and places, in the same order, so that it looks into the same book."""
    wrapper, worker = WRAPPER.read_text(encoding="utf-8"), unit(DEPLOY / "systemd" / "canvass-worker.service")
    said = dict.fromkeys(["StateDirectory", "StateDirectoryMode", "WorkingDirectory", "EnvironmentFile", "UMask"])
    assert {name: re.findall(rf"--property={name}=(\S+)", wrapper) for name in said} == {
        name: worker[name] for name in said
    }
    assert re.findall(r"--[ug]id=(\w+)", wrapper) == worker["User"] + worker["Group"]
    assert worker["ExecStart"][0].split()[0] in wrapper
    assert os.access(WRAPPER, os.X_OK)


def test_a_restore_goes_where_the_services_look(tmp_path: Path) -> None:
    """Given in whatever folder, it puts the book in the services' place, says where, and leaves nothing here."""
    here, tools = tmp_path / "machine", tmp_path / "tools"
    state = here / "var" / "lib" / "canvass"
    for folder in (state, here / "etc" / "canvass", tools, tmp_path / "elsewhere"):
        folder.mkdir(parents=True)
    book = Place(_env_file=None, database_url=f"sqlite:///{tmp_path}/old.db", keys=tmp_path / "k")
    ledger = Ledger(book.database_url)
    up_to_date(ledger)
    ledger.close()
    made = making.make(book, tmp_path / "far", at=datetime(2026, 10, 5, 3, tzinfo=UTC))
    for name in ("places.env", ".env"):
        text = (DEPLOY / "systemd" / "places.env").read_text(encoding="utf-8") if name == "places.env" else ""
        (here / "etc" / "canvass" / name).write_text(text.replace("/var/", f"{here}/var/"), encoding="utf-8")
    words = SYSTEMD_RUN.format(python=sys.executable, root=ROOT, here=here)
    (tools / "systemd-run").write_text(words, encoding="utf-8")
    (tools / "systemd-run").chmod(0o755)
    ran = subprocess.run(
        [WRAPPER, "restore", made.folder],
        env={"PATH": f"{tools}:{os.environ['PATH']}"},
        cwd=tmp_path / "elsewhere",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert f"It is in {state}/canvass.db" in ran.stdout
    assert (state / "canvass.db").is_file()
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_whoever_begins_a_book_is_told(tmp_path: Path) -> None:
    """A command in the wrong folder would find nothing, and say that all is well: it says that the book is new."""
    needed = {name.upper(): "x" for name, field in Settings.model_fields.items() if field.is_required()}
    settings = {f"CANVASS_{name}": said for name, said in needed.items()} | {
        "CANVASS_MAILCHIMP_API_KEY": f"{'0' * 32}-us1",
        "CANVASS_KEYS": "keys",
    }
    first = canvass("status", settings=settings)
    assert first.returncode == 0, first.stderr
    assert f"an empty one was begun: {tmp_path}/canvass.db" in " ".join(first.stderr.split())
    ledger = Ledger("sqlite:///canvass.db")
    assert not up_to_date(ledger)
    ledger.close()


def test_a_password_isnt_shown_with_the_place_of_the_book() -> None:
    """Of a server its address is enough."""
    served = Place(_env_file=None, database_url="postgresql+psycopg://canvass:s3cret@database/canvass")
    assert served.book == "postgresql+psycopg://canvass:***@database/canvass"


def test_who_queues_anew_is_said_as_it_is() -> None:
    """By both documents: `canvass up` and `canvass work` do, others' runs after a silence; `canvass serve` doesn't."""
    doors: dict[str, Callable[..., None]] = {
        "up": staying_up.until_interrupted,
        "work": staying_up.work_until_interrupted,
        "serve": staying_up.serve_until_interrupted,
    }
    source = {name: inspect.getsource(one) for name, one in doors.items()}
    assert {name for name, one in source.items() if "Caretaker.of(" in one} == {"up", "work"}
    assert {name for name, one in source.items() if "refuse_harm(" in one} == {"up", "work"}
    assert timedelta(minutes=5) == interrupted.SILENCE
    text = " ".join((ROOT / "docs" / "install.md").read_text(encoding="utf-8").split())
    assert "those of another worker once nothing was heard of it for five minutes" in text
    assert "`canvass work` looks first and queues anew as well; `canvass serve` does neither" in text
    assert "neither queues anything anew" not in text
    assert "`canvass up` and `canvass work` queue it anew" in DOCS


def test_a_new_release_is_put_in_place_by_commands() -> None:
    """For each kind of installation: what was stopped is started, and what is locked is installed as at first."""
    part = DOCS.partition("\n## A new release\n")[2].partition("\n## ")[0]
    stopped, started = (set(re.findall(rf"systemctl {verb} (.*)", part)[0].split()) for verb in ("stop", "start"))
    assert stopped == started == set(re.findall(r"enable --now (.*)", DOCS)[0].split())
    first = (ROOT / "docs" / "install.md").read_text(encoding="utf-8").partition("\n## Without make\n")[2]
    for one in re.findall(r"^\$ \.venv/bin/pip (.*)$", first, re.MULTILINE):
        there = re.sub(
            r"(?<= )(requirements\.txt$|\.$)", lambda name: f"/opt/canvass/{name[1]}".removesuffix("/."), one
        )
        assert f"$ sudo /opt/canvass/.venv/bin/pip {there}\n" in part
    services = set(re.findall(r"compose.yaml stop (.*)", part)[0].split())
    assert services == {"worker", "backup", "server"}
    assert "$ make up\n" in part


def test_folders_are_made_before_anything_is_done_with_them() -> None:
    """A checkout has none of the folders that containers mount: following the docs from the top, each is there."""
    commands = re.findall(r"^\$ (.*)$", DOCS, re.MULTILINE)
    made: set[str] = set()
    for one in commands:
        named = set(re.findall(r"(?<![\w/])deploy/(?:secrets|backups|settings)\b", one))
        if "install --directory" in one:
            made |= named
        assert named <= made, one
    assert made == {"deploy/secrets", "deploy/backups", "deploy/settings"}


def test_every_command_in_the_docs_is_one_that_exists() -> None:
    """What follows canvass-run, and what a container is told to run."""
    shown = re.findall(r"^\$ sudo canvass-run (.*)$", DOCS, re.MULTILINE)
    shown = [one.partition(" < ")[0] for one in shown]
    assert {"restore", "restore-keys", "backup-keys", "consent", "workbook"} <= {one.split()[0] for one in shown}
    for one in shown:
        _takes(shlex.split(one))


# ── containers ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def composed() -> Composed:
    """The compose file, read strictly."""
    return Composed.model_validate(yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8")))


def test_no_organisation_goes_by_anothers_rules(composed: Composed) -> None:
    """The charter has no default, and the one that setting up wrote is where both look for it."""
    for name in ("server", "worker"):
        assert composed.services[name].environment["CANVASS_CHARTER"] == "${CANVASS_CHARTER:?}"
        assert "./settings:/etc/canvass:ro" in composed.services[name].volumes


def test_every_setting_of_an_installation_reaches_the_worker(composed: Composed) -> None:
    """But for what the image says itself, or what is for rehearsals."""
    told = {
        name.removesuffix("_FILE") if name.removesuffix("_FILE") in told_by_file() else name
        for name in worker(composed)
    }
    asked = {f"CANVASS_{one.name.upper()}".removesuffix("_FILE") for one in SETTINGS}
    asked |= {f"CANVASS_{name.upper()}" for names in USUAL.values() for name in names}
    in_image = {"CANVASS_KEYS", "CANVASS_PACKS", "CANVASS_SHARES", "CANVASS_CALENDAR", "CANVASS_BACKUPS"}
    assert asked - told == in_image | {"CANVASS_PREFECT_DATABASE_URL"}


def told_by_file() -> set[str]:
    """Settings of which the file may be named."""
    return {f"CANVASS_{name.upper()}" for name in SECRETS}


def worker(composed: Composed) -> dict[str, str]:
    """What the worker is told where `.env` says only what has to be said."""
    said = composed.services["worker"].environment
    return {name: re.sub(r"\$\{\w+:(?:-([^}]*)|\?)\}", lambda one: one[1] or "", value) for name, value in said.items()}


def test_the_workers_settings_load_before_there_is_a_workbook(
    composed: Composed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The token and the workbook are made by commands of its own, so neither is wanted before; empty isn't wrong."""
    for name, said in worker(composed).items():
        secret = tmp_path / Path(said).name
        if said.startswith("/run/secrets/"):
            secret.touch(0o600)
            secret.write_text("sqlite://" if secret.name == "database_url" else "", encoding="utf-8")
        monkeypatch.setenv(name, str(secret) if said.startswith("/run/secrets/") else said)
    found = load_before_the_workbook()
    assert (found.part, found.fec_file, found.members_book) == ("", "", "")
    assert found.google_service_account.get_secret_value() == ""


def test_a_consent_is_put_where_the_worker_gets_its_token(composed: Composed) -> None:
    """By hand alone, where the browser comes back to, and with nothing in its reach but the secrets."""
    one = composed.services["consent"]
    assert (one.profiles, one.network_mode, one.networks, one.secrets) == (["consent"], "host", [], [])
    assert one.volumes == ["./secrets:/secrets"]
    files = {Path(said).name for said in one.environment.values() if said.startswith("/secrets/")}
    assert files == {"google_client_secret", "google_refresh_token"} <= composed.secrets.keys()
    assert "/dev/null deploy/secrets/google_refresh_token" in DOCS


def test_every_command_for_a_container_is_one_that_exists(composed: Composed) -> None:
    """Each runbook's command has its form in containers; it names a container, and a command that Canvass takes."""
    tail = re.findall(r"^\$ docker compose --file deploy/compose.yaml (.*)$", DOCS, re.MULTILINE)
    ran = [
        re.match(r"run --rm((?: --no-deps| --volume \S+| --env \S+)*) (\w+) ?(.*)", one)
        for one in tail
        if one.startswith("run")
    ]
    commands = []
    for one in ran:
        assert one is not None
        words = shlex.split(one[3]) or composed.services[one[2]].command
        _takes(words)
        commands.append(words[0])
        # Without this the worker would start beside a book that is only being put back.
        assert words[0] not in {"restore", "restore-keys"} or "--no-deps" in one[1]
    assert {"consent", "workbook", "backup-keys", "restore", "restore-keys", "doctor"} <= set(commands)
    (image,) = set(re.findall(r"canvass:\d\S+", DOCS))
    assert image == composed.services["worker"].image
    (said,) = re.findall(rf"^\$ docker run .* {image} (.*)$", DOCS, re.MULTILINE)
    assert said == "init --folder /etc/canvass"
    _takes(["init", "--folder", str(ROOT)])
