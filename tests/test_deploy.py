"""Deployment: what lies in deploy/ names commands, settings and secrets that exist, and opens nothing it needn't."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
import typer
import yaml
from pydantic import BaseModel, ConfigDict, Field

from flows.__main__ import app
from integrations.settings import SECRETS, Desk, Place, Settings

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
USER = "10001"
OUTSIDE = {"google_client_secret", "google_refresh_token", "mailchimp_api_key", "fec_key"}
"""The secrets with which something outside can be reached."""


class Strict(BaseModel):
    """A part of the compose file. What isn't known here is refused, since Compose would refuse it, too."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Health(Strict):
    """When a container counts as healthy."""

    test: list[str]
    interval: str
    timeout: str
    retries: int
    start_period: str = "0s"


class Build(Strict):
    """How an image is built."""

    context: str
    dockerfile: str


class Awaited(Strict):
    """What a container waits for."""

    condition: Literal["service_started", "service_healthy"]


class Service(Strict):
    """A container, in the words of the Compose specification that are used here."""

    image: str
    restart: Literal["unless-stopped"]
    build: Build | None = None
    user: str = ""
    init: bool = False
    read_only: bool = False
    tmpfs: list[str] = []
    cap_drop: list[str] = []
    security_opt: list[str]
    stop_grace_period: str = "10s"
    entrypoint: list[str] = []
    command: list[str] = []
    environment: dict[str, str]
    secrets: list[str] = []
    profiles: list[str] = []
    network_mode: Literal["", "host"] = ""
    ports: list[str] = []
    volumes: list[str]
    networks: list[str] = []
    depends_on: dict[str, Awaited] = {}
    healthcheck: Health | None = None


class Network(Strict):
    """What containers reach each other by."""

    internal: bool = False


class Secret(Strict):
    """A file with a secret in it."""

    file: str


class Composed(Strict):
    """The whole file."""

    name: str
    shared: Any = Field(alias="x-canvass")
    services: dict[str, Service]
    networks: dict[str, Network]
    volumes: dict[str, dict[str, str]]
    secrets: dict[str, Secret]


@pytest.fixture(scope="module")
def composed() -> Composed:
    """The compose file, read strictly."""
    return Composed.model_validate(yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8")))


def _ours(composed: Composed) -> dict[str, Service]:
    return {name: one for name, one in composed.services.items() if one.build}


def _takes(words: list[str]) -> None:
    """Whether the program has this command, with exactly these options and arguments. Nothing is executed."""
    group: Any = typer.main.get_command(app)
    command = group.commands[words[0]]
    command.make_context(words[0], list(words[1:]), parent=typer.Context(group, info_name="canvass"))


def _settings(names: Iterator[str] | list[str]) -> set[str]:
    """Settings by their variables; of secrets the file may be named instead."""
    known = set(Settings.model_fields)
    found = {name.removeprefix("CANVASS_").lower() for name in names if name.startswith("CANVASS_")}
    secret = {name.removesuffix("_file") for name in found if name.removesuffix("_file") in SECRETS}
    plain = {name for name in found if name.removesuffix("_file") not in SECRETS}
    assert plain <= known
    return plain | secret


# ── containers ─────────────────────────────────────────────────────────────────────────────────────


def test_images_are_pinned(composed: Composed) -> None:
    """Each names a release, and Canvass's own is that of the package."""
    images = [one.image for one in composed.services.values()] + re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert all(re.fullmatch(r"[a-z]+:\d+\.\d+(\.\d+)?(-[a-z]+)*", image) for image in images), images
    version = re.search(r'^version = "(.*)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert version is not None
    assert {one.image for one in _ours(composed).values()} == {f"canvass:{version[1]}"}
    assert f"--tag canvass:{version[1]}" in DOCKERFILE


def test_the_image_installs_by_hash_and_runs_as_nobody_special() -> None:
    """The locked releases by their hashes, nothing from an index for the project itself, and a user without rights."""
    assert "pip install --no-cache-dir --require-hashes -r requirements.txt" in DOCKERFILE
    assert "--no-index --no-build-isolation --no-deps --editable ." in DOCKERFILE
    assert f"USER {USER}:{USER}" in DOCKERFILE
    assert DOCKERFILE.index("USER ") > DOCKERFILE.rindex("RUN ")
    assert "ADD " not in DOCKERFILE
    assert "://" not in DOCKERFILE


def test_what_the_image_holds_exists_and_is_let_in() -> None:
    """Each file that is copied is there, and the build sees these and no others: no settings, keys or databases."""
    copied = {word for line in re.findall(r"^COPY (.*) \S+$", DOCKERFILE, re.MULTILINE) for word in line.split()}
    assert all((ROOT / one).exists() for one in copied)
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert ignored[1] == "*"
    assert {line[1:] for line in ignored if line.startswith("!")} == copied
    assert {"core", "flows", "integrations", "templates", "prefect.yaml"} <= copied


def test_containers_run_commands_that_exist(composed: Composed) -> None:
    """With options that they take."""
    for name in ("server", "worker", "consent"):
        _takes(composed.services[name].command)
    (script,) = composed.services["backup"].command
    subprocess.run(["sh", "-n", "-c", script], check=True)
    (said,) = re.findall(r"canvass ([a-z][^;]*);", script)
    _takes(shlex.split(said))


def test_containers_get_settings_that_exist(composed: Composed) -> None:
    """The worker has all that are needed; the dashboard none of what only the worker needs."""
    told = {name: _settings(list(one.environment)) for name, one in _ours(composed).items()}
    in_image = _settings(re.findall(r"(CANVASS_\w+)=", DOCKERFILE))
    needed = {name for name, field in Settings.model_fields.items() if field.is_required()}
    assert needed <= told["worker"]
    assert told["server"] <= set(Desk.model_fields)
    assert told["backup"] <= {*Place.model_fields, "prefect_database_url"}
    assert "prefect_database_url" in told["backup"]
    assert in_image == {"keys", "packs", "shares", "calendar", "backups"}
    folders = re.findall(r"CANVASS_\w+=(/var/lib/canvass/\w+)", DOCKERFILE)
    volumes = [one for one in composed.services["worker"].volumes if one[0] not in ".$"]
    mounted = {one.split(":")[1] for one in volumes}
    assert mounted | {"/var/lib/canvass/backups"} == set(folders)


def test_each_container_gets_the_secrets_it_needs_and_no_more(composed: Composed) -> None:
    """By files; each is declared, handed over and used. Dashboard and backup reach nothing outside."""
    for name, one in composed.services.items():
        files = {said.rpartition("/")[2] for said in one.environment.values() if said.startswith("/run/secrets/")}
        assert files == set(one.secrets), name
    assert {secret for one in composed.services.values() for secret in one.secrets} == set(composed.secrets)
    for name in ("database", "server", "backup"):
        assert not OUTSIDE & set(composed.services[name].secrets)
    assert "database_url" not in composed.services["server"].secrets
    assert all(one.file == f"./secrets/{name}" for name, one in composed.secrets.items())
    assert "/deploy/secrets/" in (ROOT / ".gitignore").read_text(encoding="utf-8")


def test_containers_are_closed(composed: Composed) -> None:
    """No rights, nothing to write but what is mounted, one port, for this machine alone; no key near the backup."""
    for one in _ours(composed).values():
        assert (one.user, one.read_only, one.cap_drop) == (f"{USER}:{USER}", True, ["ALL"])
        assert one.init
    assert all("no-new-privileges:true" in one.security_opt for one in composed.services.values())
    ports = [port for one in composed.services.values() for port in one.ports]
    assert ports == ["127.0.0.1:4200:4200"]
    assert composed.networks["inside"].internal
    assert composed.services["database"].networks == composed.services["backup"].networks == ["inside"]
    with_keys = [name for name, one in composed.services.items() if any(v.startswith("keys:") for v in one.volumes)]
    assert with_keys == ["worker"]


def test_what_containers_refer_to_is_declared(composed: Composed) -> None:
    """Volumes, networks, secrets and the containers that others wait for."""
    named = {v.split(":")[0] for one in composed.services.values() for v in one.volumes if v[0] not in ".$"}
    assert named == set(composed.volumes)
    assert {n for one in composed.services.values() for n in one.networks} == set(composed.networks)
    for one in composed.services.values():
        for other, awaited in one.depends_on.items():
            healthy = composed.services[other].healthcheck is not None
            assert healthy or awaited.condition == "service_started"
        for volume in [v for v in one.volumes if v.startswith("./")]:
            place = volume.split(":")[0]
            made = "install --directory --mode=0700 deploy/secrets deploy/backups deploy/settings\n"
            assert (DEPLOY / place).exists() or f" deploy/{place[2:]}" in made
            assert made in (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")


def test_docker_reads_it_too(tmp_path: Path) -> None:
    """Where Docker's own reader is there, it agrees."""
    if shutil.which("docker") is None or subprocess.run(["docker", "compose", "version"], check=False).returncode:
        pytest.skip("docker compose isn't installed here")
    names = re.findall(r"\$\{(\w+):\?\}", (DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    (tmp_path / "env").write_text("\n".join(f"{name}=x" for name in names), encoding="ascii")
    command = [
        "docker",
        "compose",
        "-f",
        str(DEPLOY / "compose.yaml"),
        "--env-file",
        str(tmp_path / "env"),
        "config",
        "-q",
    ]
    assert subprocess.run(command, check=False).returncode == 0


# ── a bare machine ─────────────────────────────────────────────────────────────────────────────────


def unit(file: Path) -> dict[str, list[str]]:
    """What a unit says, by its words; a word may be said several times."""
    said: dict[str, list[str]] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        name, is_said, value = line.partition("=")
        if is_said and not line.startswith("#"):
            said.setdefault(name, []).append(value)
    return said


@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.stem)
def test_units_run_commands_that_exist(file: Path) -> None:
    """With options that they take, from the folder that the docs install to."""
    (command,) = unit(file)["ExecStart"]
    program, *words = shlex.split(command)
    assert program == "/opt/canvass/.venv/bin/canvass"
    _takes(words)
    homes = [word for word in words if word.startswith("/")]
    assert all(one.startswith(("/var/lib/canvass/", "/var/backups/canvass")) for one in homes)


@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.stem)
def test_units_are_closed(file: Path) -> None:
    """A user of its own, a folder that is nobody else's, no new rights, nothing to write elsewhere."""
    said = unit(file)
    assert said["User"] == said["Group"] == said["StateDirectory"] == ["canvass"]
    assert (said["StateDirectoryMode"], said["UMask"]) == (["0700"], ["0077"])
    assert said["NoNewPrivileges"] == said["PrivateTmp"] == said["ProtectHome"] == ["yes"]
    assert said["ProtectSystem"] == ["strict"]
    assert said["CapabilityBoundingSet"] == [""]
    writable = [place for line in said.get("ReadWritePaths", []) for place in line.split()]
    assert {place.lstrip("-") for place in writable} <= {"/var/backups/canvass"}
    assert "Environment" not in said
    assert all(file.startswith(("/etc/canvass/", "-/etc/canvass/")) for file in said["EnvironmentFile"])


def test_the_docs_set_up_what_the_units_expect() -> None:
    """Every unit is put in place, for the user, folders and files of settings that it names; so is every secret."""
    docs = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    commands = "\n".join(re.findall(r"^\$ (.*)$", docs, re.MULTILINE))
    shown = set(re.findall(r"(?<= )deploy/systemd/(\S+)", commands))
    assert shown == {one.name for one in (DEPLOY / "systemd").iterdir()}
    assert re.search(r"useradd --system --home-dir /var/lib/canvass .* canvass$", commands, re.MULTILINE)
    assert "--owner=canvass --group=canvass --mode=0700 /var/backups/canvass" in commands
    named = {one.lstrip("-") for file in UNITS for one in unit(file)["EnvironmentFile"]}
    assert named == set(re.findall(r"/etc/canvass/\w*\.env", docs))
    started = re.findall(r"enable --now (.*)", commands)[0].split()
    assert set(started) == {file.name for file in (DEPLOY / "systemd").iterdir() if "[Install]" in file.read_text()}
    secrets = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["secrets"]
    assert all(f"`{one}`" in docs for one in secrets)
    assert f"chown --recursive {USER}" in commands
    assert all(f"`CANVASS_{one.upper()}`" in docs for one in SECRETS)


def test_the_backup_cant_look_at_keys() -> None:
    """Not even by mistake. Prefect's database comes along. A timer starts it, also after a night that was missed."""
    said = unit(DEPLOY / "systemd" / "canvass-backup.service")
    (keys,) = re.findall(r"^CANVASS_KEYS=(.*)$", (DEPLOY / "systemd" / "places.env").read_text("utf-8"), re.MULTILINE)
    assert said["InaccessiblePaths"] == [f"-{keys}"]
    server = unit(DEPLOY / "systemd" / "canvass-server.service")
    (prefects,) = re.findall(r"--home (\S+)", server["ExecStart"][0])
    assert said["ExecStart"][0].endswith(f" --prefect {prefects}")
    timer = unit(DEPLOY / "systemd" / "canvass-backup.timer")
    assert timer["Persistent"] == ["yes"]
    assert timer["WantedBy"] == ["timers.target"]


@pytest.mark.parametrize("name", ["server", "doctor"])
def test_the_dashboard_and_who_watches_it_reach_nobody(name: str) -> None:
    """They know this machine's own address, and can talk to nobody else."""
    said = unit(DEPLOY / "systemd" / f"canvass-{name}.service")
    assert (said["IPAddressDeny"], said["IPAddressAllow"]) == (["any"], ["localhost"])
    assert "--host" not in said["ExecStart"][0]


def test_somebody_looks_whether_the_worker_is_alive() -> None:
    """By a timer, with the worker's own settings; and by a line for cron that says something only if it is wrong."""
    doctor, worker = (unit(DEPLOY / "systemd" / f"canvass-{name}.service") for name in ("doctor", "worker"))
    assert doctor["EnvironmentFile"] == worker["EnvironmentFile"]
    assert unit(DEPLOY / "systemd" / "canvass-doctor.timer")["OnUnitActiveSec"] == ["15min"]
    docs = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    (line,) = re.findall(r"^\*/15 \* \* \* \* (.*)$", docs, re.MULTILINE)
    asked = re.search(r"\$\(\.venv/bin/canvass (.*?)\)", line)
    assert asked is not None
    _takes(shlex.split(asked[1]))
    for answer, told in (("exit 0", ""), ("exit 1", "it is wrong\n")):
        script = line.replace("/opt/canvass", ".").replace(asked[0], f"$(echo it is wrong; {answer})")
        assert subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=False).stdout == told


@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.stem)
def test_systemd_understands_them(file: Path, tmp_path: Path) -> None:
    """By its own check, and its own opinion of how exposed a service is: under 2 of 10."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd isn't installed here")
    here = tmp_path / file.name
    here.write_text(file.read_text(encoding="utf-8").replace("/opt/canvass/.venv/bin/canvass", "/bin/true"))
    for other in (DEPLOY / "systemd").iterdir():
        if other.name != file.name:
            shutil.copy(other, tmp_path)
    verified = subprocess.run(["systemd-analyze", "verify", here], capture_output=True, text=True, check=False)
    said = [line for line in verified.stderr.splitlines() if file.name in line]
    complaints = [line for line in said if "is not executable" not in line]
    assert complaints == []
    judged = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", here], capture_output=True, text=True, check=False
    )
    if "unrecognized option" in judged.stderr:
        pytest.skip("this systemd can't judge a unit that isn't loaded")
    found = re.search(r"exposure level for \S+: ([\d.]+)", judged.stdout)
    assert found is not None, judged.stderr
    assert float(found[1]) < 2
