"""The settings file: .env, with a sentence about each setting, for its owner's eyes only."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from flows.duties.setting_up.questions import SETTINGS
from integrations.settings import Settings


def written(answers: Mapping[str, str], *, charter: str) -> str:
    """The file's text. What wasn't answered stands there all the same, switched off, with what it is for."""
    return "\n".join([*_lines(answers, charter=charter), ""])


def _lines(answers: Mapping[str, str], *, charter: str) -> Iterator[str]:
    yield "# The settings of Canvass. Secrets are among them: keep this file to yourself, and out of backups."
    yield "# docs/install.md lists all settings there are. After a change: canvass doctor"
    yield ""
    yield "# The charter: your organisation's rules."
    yield f"CANVASS_CHARTER={charter}"
    for one in SETTINGS:
        yield ""
        yield f"# {one.asks}. {one.about}"
        said = answers.get(one.name, "")
        yield f"{_name(one.name)}={quoted(said)}" if said else f"# {_name(one.name)}="
    yield ""
    yield "# The members' workbook. Canvass makes it, and prints the id that belongs here: canvass workbook"
    book = answers.get("members_book", "")
    yield f"CANVASS_MEMBERS_BOOK={book}" if book else "# CANVASS_MEMBERS_BOOK="
    yield ""
    yield "# Where Canvass keeps what it knows. These are the usual places, beside the program."
    for name in ("database_url", "keys", "packs", "shares", "calendar"):
        yield f"# {Settings.model_fields[name].description}"
        yield f"# {_name(name)}={Settings.model_fields[name].default}"


def _name(setting: str) -> str:
    return f"CANVASS_{setting.upper()}"


def quoted(said: str) -> str:
    """As a .env file holds it: in single quotes where there is anything but letters, digits and a few signs."""
    plain = all(char.isalnum() or char in "-_.@/:" for char in said)
    return said if plain else "'" + said.replace("\\", "\\\\").replace("'", "\\'") + "'"


def write_new(file: Path, text: str, *, mode: int) -> None:
    """Write a file that isn't there yet, with these rights from its first byte on. Raises FileExistsError."""
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8") as out:  # noqa: PTH123 - a descriptor
        os.fchmod(out.fileno(), mode)
        out.write(text)
