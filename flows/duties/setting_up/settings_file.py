"""The settings file: .env, with a sentence about each setting, for its owner's eyes only."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import SecretStr

from flows.duties.setting_up.questions import SETTINGS
from integrations.settings import Settings

USUAL: Mapping[str, tuple[str, ...]] = {
    "Where Canvass keeps what it knows. These are the usual places, beside the program.": (
        "database_url",
        "keys",
        "packs",
        "shares",
        "calendar",
        "backups",
    ),
    "The dashboard. Set a password before anybody reaches it from another machine.": (
        "dashboard",
        "dashboard_password",
        "prefect_database_url",
    ),
    "Only where registrar and ballot box are two machines; docs/deployment.md says how.": ("part",),
    "Where candidates' accounts are looked up; docs/install.md says when to change it.": (
        "fec_key",
        "fec_file",
        "ocpf_file",
    ),
}
"""What has a default, by what it is for. What is missing here is for rehearsals, or for whoever looks for a fault."""


def written(answers: Mapping[str, str], *, charter: str) -> str:
    """The file's text. What wasn't answered stands there all the same, switched off, with what it is for."""
    return "\n".join([*_lines(answers, charter=charter), ""])


def _lines(answers: Mapping[str, str], *, charter: str) -> Iterator[str]:
    yield "# The settings of Canvass. Secrets are among them: keep this file to yourself, and out of backups."
    yield "# docs/install.md lists all settings there are. After a change: canvass doctor"
    yield "# A secret may lie in a file of its own, which the same name with _FILE at its end leads to."
    yield ""
    yield "# The charter: your organisation's rules."
    yield f"CANVASS_CHARTER={charter}"
    for one in SETTINGS:
        yield ""
        yield f"# {one.asks}. {one.about}"
        said = answers.get(one.name, "")
        yield f"{_name(one.name)}={quoted(said)}" if said else f"# {_name(one.name)}="
    for head, names in USUAL.items():
        yield ""
        yield f"# {head}"
        for name in names:
            yield f"# {Settings.model_fields[name].description}"
            yield f"# {_name(name)}={_usually(name)}"


def _usually(name: str) -> str:
    usual = Settings.model_fields[name].default
    return usual.get_secret_value() if isinstance(usual, SecretStr) else str(usual)


def _name(setting: str) -> str:
    return f"CANVASS_{setting.upper()}"


def quoted(said: str) -> str:
    """As a .env file holds it: in single quotes where there is anything but letters, digits and a few signs.

    An apostrophe wants double ones, which systemd reads likewise.
    """
    if "'" in said and not set('"\\$`') & set(said):
        return f'"{said}"'
    plain = all(char.isalnum() or char in "-_.@/:" for char in said)
    return said if plain else "'" + said.replace("\\", "\\\\").replace("'", "\\'") + "'"


def write_new(file: Path, text: str, *, mode: int) -> None:
    """Write a file that isn't there yet, with these rights from its first byte on. Raises FileExistsError."""
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8") as out:  # noqa: PTH123 - a descriptor
        os.fchmod(out.fileno(), mode)
        out.write(text)
