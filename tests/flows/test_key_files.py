"""Key files on a stick: there is one way to keep them, locked, and what else is brought is told what to do with it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from flows.backups import key_copies
from integrations.copies import CopyFault
from integrations.keyring import ElectionKey, Keyring
from integrations.settings import Place

ROOT = Path(__file__).parents[2]


def test_a_key_file_that_was_copied_as_it_is_is_told_where_to_go(tmp_path: Path) -> None:
    """It has no passphrase, so it isn't a locked copy: where it goes by hand is said, and when to destroy it."""
    keys = tmp_path / "stick"
    keys.mkdir(mode=0o700)
    Keyring(keys).keep("autumn", ElectionKey(bytes(32), "seed"))
    place = Place(_env_file=None, keys=tmp_path / "keys")
    with pytest.raises(CopyFault) as told:
        key_copies.put_back(place, keys / "autumn.key", "five words drawn by lot")
    assert f"install -m 600 {keys}/autumn.key {tmp_path}/keys/autumn.key" in str(told.value)
    assert "If its ballots are sealed, destroy it" in str(told.value)
    assert not (tmp_path / "keys").exists()


def test_the_documents_know_one_way_to_keep_a_key() -> None:
    """Whoever freezes is sent to the same command by every page; nobody is told to carry the file away as it is."""
    for name in ("organisers", "install", "deployment", "runbooks", "secrecy"):
        text = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
        assert not re.search(r"copy of the (new )?key file,? `[^`]*\.key`", text), name
    steps = (ROOT / "docs" / "organisers.md").read_text(encoding="utf-8").partition("## Before: draft and freeze")[2]
    assert "canvass backup-keys" in steps.partition("\n5. ")[0]
