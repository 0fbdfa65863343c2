"""The token's place: where the refresh token is kept, and how it is put there without touching anything else."""

from __future__ import annotations

import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from flows.duties.setting_up.settings_file import quoted
from flows.secretary import Refusal
from integrations.google.consenting import Client

SETTING = "CANVASS_GOOGLE_REFRESH_TOKEN"


@dataclass(frozen=True)
class TokenPlace:
    """A file that the token goes into: `.env`, as one line of it, or a file that holds nothing else."""

    file: Path
    is_all: bool

    def put(self, token: str) -> None:
        """Write the token, for this account's eyes only. No other line changes; all is written, or nothing."""
        text = f"{token}\n" if self.is_all else _with(self.file.read_text("utf-8"), token)
        _write_whole(self.file, text)


def find(client: Client, folder: Path) -> TokenPlace:
    """Where the token has to go, by the settings. Raises Refusal where it couldn't, before it is asked for."""
    if os.environ.get(SETTING):
        raise Refusal(
            f"{SETTING} is set in the environment, which goes before any file: a new token would never be read. Take "
            "it out there, and begin anew: canvass consent"
        )
    if client.google_refresh_token_file:
        return _fit(TokenPlace(Path(client.google_refresh_token_file).resolve(), is_all=True))
    if not (folder / ".env").is_file():
        raise Refusal(
            "There is no file .env here, where the token could go. Let it be written: canvass init. Or where your "
            f"settings are in the environment, name a file for the token in {SETTING}_FILE. Then: canvass consent"
        )
    return _fit(TokenPlace((folder / ".env").resolve(), is_all=False))


def _fit(place: TokenPlace) -> TokenPlace:
    """The place, if a file can be put there."""
    if not os.access(place.file.parent, os.W_OK | os.X_OK):
        raise Refusal(
            f"{place.file.name} can't be written here: this account has no right to {place.file.parent}. Consent where "
            "it may write, for instance on a computer of your own, and carry the file over."
        )
    return place


def _with(text: str, token: str) -> str:
    """The settings file's text with the token in its line: the one that is there, a blank one, or a new last one."""
    line, written = f"{SETTING}={quoted(token)}", False
    lines: list[str] = []
    for old in text.splitlines(keepends=True):
        if not re.match(rf"\s*(?:export\s+)?{SETTING}\s*=", old):
            lines.append(old)
        elif not written:
            lines.append(f"{line}\n")
            written = True
    if written:
        return "".join(lines)
    blank = next((nth for nth, old in enumerate(lines) if re.fullmatch(rf"#\s*{SETTING}=\s*", old)), None)
    if blank is not None:
        return "".join([*lines[:blank], f"{line}\n", *lines[blank + 1 :]])
    gap = "" if not text or text.endswith("\n") else "\n"
    return f"{text}{gap}{line}\n"


def _write_whole(file: Path, text: str) -> None:
    """Put a file in another's place in one step, closed to everybody else from its first byte on."""
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name.lstrip('.')}-")
    aside = Path(name)
    try:
        with open(descriptor, "w", encoding="utf-8", newline="") as out:  # noqa: PTH123 - a descriptor
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        aside.replace(file)
    finally:
        aside.unlink(missing_ok=True)
