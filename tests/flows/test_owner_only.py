"""What is written down for the owner of an installation can be read by nobody else on the machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows import owner_only


@pytest.fixture(params=[0o000, 0o022, 0o077], autouse=True)
def mask(request: pytest.FixtureRequest) -> Iterator[None]:
    """A machine that is more or less generous with new files."""
    before = os.umask(request.param)
    yield
    os.umask(before)


def _mode(place: Path) -> int:
    return place.stat().st_mode & 0o777


def test_a_file_is_its_owners_alone(tmp_path: Path) -> None:
    """0600, also where a longer file, open to all, was there before; nothing of that one is left."""
    for name in ("new", "old"):
        file = tmp_path / name
        if name == "old":
            file.write_text("something longer than what follows")
            file.chmod(0o644)
        owner_only.write(file, "ünï\n")
        assert file.read_text(encoding="utf-8") == "ünï\n"
        assert _mode(file) == 0o600


def test_a_folder_is_its_owners_alone(tmp_path: Path) -> None:
    """0700, whether it is new or was open to all; what lies in it stays."""
    for name in ("deep/new", "old"):
        folder = tmp_path / name
        if name == "old":
            folder.mkdir()
            folder.chmod(0o755)
            (folder / "kept").touch()
        owner_only.make_folder(folder)
        owner_only.make_folder(folder)
        assert _mode(folder) == 0o700
    assert (tmp_path / "old" / "kept").exists()
