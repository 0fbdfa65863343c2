"""The key files: written once, for their owner's eyes only, and destroyed for good – whenever a process dies."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from integrations.keyring import ElectionKey, Extension, Keyring

HOUSE = Path(__file__).parent.parent.parent
KEY = ElectionKey(bytes(range(32)), "00ff")
OTHER = ElectionKey(bytes(32), "11ee")


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    """An empty key folder that doesn't exist yet."""
    return Keyring(tmp_path / "deep" / "keys")


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_key_comes_back_as_it_went_in(keyring: Keyring) -> None:
    """Also for another process, later."""
    assert keyring.read("autumn") is None
    assert keyring.keep("autumn", KEY) == KEY
    assert Keyring(keyring.folder).read("autumn") == KEY
    assert keyring.read("spring") is None


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_only_the_owner_can_read_it(keyring: Keyring, mask: int) -> None:
    """0600 in a folder of 0700, however generous the machine is with new files."""
    before = os.umask(mask)
    try:
        keyring.keep("autumn", KEY)
    finally:
        os.umask(before)
    assert _mode(keyring.folder / "autumn.key") == 0o600
    assert _mode(keyring.folder) == 0o700


def test_a_key_is_never_overwritten(keyring: Keyring) -> None:
    """Whoever comes second gets the first key: codes may have gone out with it already."""
    keyring.keep("autumn", KEY)
    assert keyring.keep("autumn", OTHER) == KEY
    assert keyring.read("autumn") == KEY


def test_of_many_at_once_one_key_wins(keyring: Keyring) -> None:
    """Eight that freeze at the same moment all go on with the same key, and nothing else is left in the folder."""
    got: list[ElectionKey] = []
    start = threading.Barrier(8)

    def freeze(n: int) -> None:
        start.wait()
        got.append(keyring.keep("autumn", ElectionKey(bytes([n]) * 32, f"{n:02}")))

    threads = [threading.Thread(target=freeze, args=(n,)) for n in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert [one == got[0] for one in got] == [True] * 8
    assert got[0] == keyring.read("autumn")
    assert [file.name for file in keyring.folder.iterdir()] == ["autumn.key"]


def test_a_destroyed_key_is_gone_and_was_overwritten(keyring: Keyring) -> None:
    """Also by whoever kept a second name for the file: its bytes are zeros."""
    keyring.keep("autumn", KEY)
    second = keyring.folder.parent / "second-name"
    os.link(keyring.folder / "autumn.key", second)
    keyring.destroy("autumn")
    assert keyring.read("autumn") is None
    assert list(keyring.folder.iterdir()) == []
    assert set(second.read_bytes()) == {0}


def test_destroying_again_or_nothing_is_fine(keyring: Keyring) -> None:
    """A pass that sealed and died destroys it in the next pass, which may come twice."""
    keyring.destroy("autumn")
    keyring.keep("autumn", KEY)
    keyring.destroy("autumn")
    keyring.destroy("autumn")
    assert keyring.read("autumn") is None


def test_destroying_one_leaves_the_others(keyring: Keyring) -> None:
    """Also one whose name begins alike."""
    for name in ("autumn", "autumn-2", "autum"):
        keyring.keep(name, KEY)
    keyring.destroy("autumn")
    assert [keyring.read(name) for name in ("autumn", "autumn-2", "autum")] == [None, KEY, KEY]


def test_a_key_isnt_shown(keyring: Keyring) -> None:
    """Neither the key nor the ring says anything of it when written down."""
    keyring.keep("autumn", KEY)
    for shown in (repr(KEY), str(KEY), repr(keyring), f"{[KEY]}"):
        assert KEY.key.hex() not in shown
        assert repr(KEY.key) not in shown
        assert KEY.seed not in shown


# ── links given anew ───────────────────────────────────────────────────────────────────────────────


def test_a_reissue_is_noted_beside_the_key(keyring: Keyring) -> None:
    """Which lines have a new code, and how often; the key and everything else stays."""
    keyring.keep("autumn", KEY)
    keyring.reissue("autumn", line=7, epoch=1)
    noted = keyring.reissue("autumn", line=9, epoch=3)
    assert noted == keyring.read("autumn") == ElectionKey(KEY.key, KEY.seed, KEY.roll, {7: 1, 9: 3})
    assert _mode(keyring.folder / "autumn.key") == 0o600
    assert [file.name for file in keyring.folder.iterdir()] == ["autumn.key"]


def test_a_longer_vote_is_noted_beside_the_key(keyring: Keyring) -> None:
    """E11. Each later end once, the last one last, with its reason; the key and everything else stays."""
    keyring.keep("autumn", KEY)
    first, last = (Extension(datetime(2026, 10, day, 22, tzinfo=UTC), "“Down”.", "R. O.") for day in (13, 14))
    keyring.extend("autumn", last)
    keyring.extend("autumn", first)
    noted = keyring.extend("autumn", replace(first, reason="Another."))
    assert noted == keyring.read("autumn") == replace(KEY, extended=(first, last))
    assert keyring.reissue("autumn", line=7, epoch=1).extended == (first, last)
    with pytest.raises(KeyError):
        keyring.extend("spring", first)


def test_without_a_key_nothing_can_be_reissued(keyring: Keyring) -> None:
    """There is nothing that a new code could come from."""
    with pytest.raises(KeyError):
        keyring.reissue("autumn", line=7, epoch=1)


def test_what_a_reissue_replaces_is_overwritten_too(keyring: Keyring) -> None:
    """P9. The file before the reissue held the same key; destroying must reach its bytes as well."""
    keyring.keep("autumn", KEY)
    before = keyring.folder.parent / "before"
    os.link(keyring.folder / "autumn.key", before)
    keyring.reissue("autumn", line=7, epoch=1)
    keyring.destroy("autumn")
    assert KEY.key.hex().encode() not in before.read_bytes()


# ── a process that dies ────────────────────────────────────────────────────────────────────────────

DIE = """
import os, sys
from pathlib import Path
from integrations.keyring import ElectionKey, Extension, Keyring
act, at = sys.argv[2], sys.argv[3]
where, name = at.split()
real = getattr(os, name)
def dying(*words, **named):
    if where == "before":
        os._exit(137)
    real(*words, **named)
    os._exit(137)
setattr(os, name, dying)
ring = Keyring(Path(sys.argv[1]))
acts = {
    "keep": lambda: ring.keep("autumn", ElectionKey(b"k" * 32, "seed")),
    "reissue": lambda: ring.reissue("autumn", line=7, epoch=1),
    "destroy": lambda: ring.destroy("autumn"),
}
acts[act]()
"""


def _die(keyring: Keyring, act: str, at: str) -> None:
    done = subprocess.run([sys.executable, "-c", DIE, str(keyring.folder), act, at], cwd=HOUSE, check=False)
    assert done.returncode == 137


@pytest.mark.parametrize("at", ["before fsync", "before link", "after link", "before unlink", "after unlink"])
def test_a_process_that_dies_while_keeping(keyring: Keyring, at: str) -> None:
    """Whenever it dies there is a whole key or none, the next try goes on with it, and destroying leaves nothing."""
    _die(keyring, "keep", at)
    found = keyring.read("autumn")
    assert found in (None, ElectionKey(b"k" * 32, "seed"))
    assert keyring.keep("autumn", OTHER) == (found or OTHER)
    assert keyring.read("autumn") == (found or OTHER)
    keyring.destroy("autumn")
    assert list(keyring.folder.iterdir()) == []


@pytest.mark.parametrize("at", ["before fsync", "after fsync", "before replace", "after replace"])
def test_a_process_that_dies_while_reissuing(keyring: Keyring, at: str) -> None:
    """The file before or the file after is there, whole; destroying clears whatever else was left."""
    keyring.keep("autumn", KEY)
    _die(keyring, "reissue", at)
    assert keyring.read("autumn") in (KEY, replace(KEY, epochs={7: 1}))
    keyring.destroy("autumn")
    assert list(keyring.folder.iterdir()) == []


@pytest.mark.parametrize("at", ["before fsync", "after fsync", "before unlink", "after unlink"])
def test_a_process_that_dies_while_destroying(keyring: Keyring, at: str) -> None:
    """Half destroyed is destroyed: no key can be read any more, or it is still whole; the next try ends it."""
    keyring.keep("autumn", KEY)
    _die(keyring, "destroy", at)
    assert keyring.read("autumn") in (None, KEY)
    keyring.destroy("autumn")
    assert list(keyring.folder.iterdir()) == []


def _no_folder(keyring: Keyring) -> None:
    keyring.folder.parent.mkdir(parents=True)
    keyring.folder.write_text("in the way", encoding="utf-8")


def _no_room(keyring: Keyring) -> None:
    keyring.folder.mkdir(parents=True)
    (keyring.folder / "autumn.key").mkdir()


@pytest.mark.parametrize("trouble", [_no_folder, _no_room])
def test_a_key_that_cant_be_written_is_an_error(keyring: Keyring, trouble: Callable[[Keyring], None]) -> None:
    """Better no roll than a roll whose codes nobody can make again: the fault comes before anything is frozen."""
    trouble(keyring)
    with pytest.raises(OSError, match=r"Errno"):
        keyring.keep("autumn", KEY)
