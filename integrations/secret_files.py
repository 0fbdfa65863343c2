"""Secrets in files: each readable by its owner alone, or it isn't read at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource


class SettingsFault(Exception):
    """A setting is missing or can't be used. The message is the letter to whoever installs."""


OTHERS = 0o077
"""The rights of everybody but a file's owner."""

HANDED = "CREDENTIALS_DIRECTORY"
"""Where systemd puts the credentials of a service. It keeps others out in ways that a mode doesn't show."""


class SecretFiles(PydanticBaseSettingsSource):
    """Of each secret that CANVASS_…_FILE names a file for, what stands in that file: how containers get secrets.

    Raises SettingsFault where the file can't be read, where others could read it, or where the secret is said twice.
    """

    def __init__(
        self, settings: type[BaseSettings], told: Sequence[PydanticBaseSettingsSource], secrets: Iterable[str]
    ) -> None:
        super().__init__(settings)
        self._told = {name: said for one in reversed(told) for name, said in getattr(one, "env_vars", {}).items()}
        self._secrets = [name for name in secrets if name in settings.model_fields]

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """The content of the file that a setting's `_FILE` names; None where none is named."""
        del field
        setting = f"canvass_{field_name}"
        named = self._told.get(f"{setting}_file")
        if not named:
            return None, field_name, False
        if self._told.get(setting):
            raise SettingsFault(f"{setting.upper()} and {setting.upper()}_FILE are both set. Take one of them out.")
        return _content(setting.upper(), Path(named)), field_name, False

    def __call__(self) -> dict[str, Any]:
        """Every secret that lies in a file."""
        fields = self.settings_cls.model_fields
        found = {name: self.get_field_value(fields[name], name)[0] for name in self._secrets}
        return {name: value for name, value in found.items() if value is not None}


def _content(setting: str, file: Path) -> str:
    if not file.is_file():
        raise SettingsFault(f"{setting}_FILE names a file that isn't there: {file}")
    if not _is_handed(file):
        _refuse(file)
    try:
        return file.read_text(encoding="utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise SettingsFault(f"{setting}_FILE names a file that can't be read: {file}") from None


def read(variable: str) -> str:
    """What stands in the file that an environment variable ending in _FILE names; empty where it names none."""
    named = os.environ.get(variable, "")
    return _content(variable.removesuffix("_FILE"), Path(named)) if named else ""


def refuse_open(files: Any) -> None:
    """Raises SettingsFault where a file of settings, such as .env, could be read by others on this machine."""
    named = [files] if isinstance(files, (str, os.PathLike)) else files or ()
    for file in map(Path, named):
        if file.is_file():
            _refuse(file)


def _refuse(file: Path) -> None:
    mode = file.stat().st_mode
    if os.name == "posix" and mode & OTHERS:
        raise SettingsFault(
            f"Others on this machine could read or change {file}, and it is for secrets (mode {mode & 0o777:o}). "
            f"Close it to them: chmod 600 {file}"
        )


def _is_handed(file: Path) -> bool:
    folder = os.environ.get(HANDED)
    return bool(folder) and file.resolve().parent == Path(str(folder)).resolve()
