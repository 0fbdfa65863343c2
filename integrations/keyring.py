"""The elections' key files: outside the database, readable by their owner only, destroyed at sealing."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO


@dataclass(frozen=True)
class Extension:
    """That voting stays open longer: until when, in UTC; why, as its voters read it; and who says so."""

    closes: datetime
    reason: str
    by: str


@dataclass(frozen=True, repr=False)
class ElectionKey:
    """What must stay secret while an election is open: the key of its codes, and the seed of its lots.

    `roll` is the fingerprint of whose codes they are, line by line; `epochs` says which
    lines have been given a new code, and how often; `corrected` is the fingerprint of the
    whole roll as it was last corrected, or empty; `extended` each later end that voters were
    told of, the last one last.
    """

    key: bytes
    seed: str
    roll: str = ""
    epochs: Mapping[int, int] = field(default_factory=dict)
    corrected: str = ""
    extended: tuple[Extension, ...] = ()


class Keyring:
    """One file per election in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, election: str) -> ElectionKey | None:
        """The election's key, or None where there is none (not yet frozen, or already sealed)."""
        try:
            written = self._file(election).read_text(encoding="ascii")
        except FileNotFoundError:
            return None
        if written.startswith("\0"):
            return None  # a process died while it was destroying it
        kept = json.loads(written)
        epochs = {int(line): epoch for line, epoch in kept["epochs"].items()}
        extended = tuple(
            Extension(datetime.fromisoformat(closes), reason, by) for closes, reason, by in kept.get("extended", ())
        )
        return ElectionKey(
            bytes.fromhex(kept["key"]), kept["seed"], kept["roll"], epochs, kept.get("corrected", ""), extended
        )

    def keep(self, election: str, key: ElectionKey) -> ElectionKey:
        """Write a key once and for all. If there is one already, that one stays and is returned."""
        kept = self.read(election)
        if kept is not None:
            return kept
        draft = self._draft(election, key)
        try:
            # A hard link fails where the name is taken: of two processes that freeze at once, one key wins.
            os.link(draft, self._file(election))
        except FileExistsError:
            pass
        finally:
            draft.unlink(missing_ok=True)
        self._settle()
        return self.read(election) or key

    def reissue(self, election: str, *, line: int, epoch: int) -> ElectionKey:
        """Note that a line has a new code, before the book does: an older book mustn't bring the old one back.

        Raises KeyError where the election has no key.
        """
        kept = self._kept(election)
        return self._note(election, replace(kept, epochs={**kept.epochs, line: epoch}))

    def correct(self, election: str, *, roll: str, corrected: str, epochs: Mapping[int, int]) -> ElectionKey:
        """Note a correction of the roll, before the book does: whose codes these are now, and which are new.

        Raises KeyError where the election has no key.
        """
        kept = self._kept(election)
        noted = replace(kept, roll=roll, corrected=corrected, epochs={**kept.epochs, **epochs})
        return self._note(election, noted)

    def extend(self, election: str, extension: Extension) -> ElectionKey:
        """Note that voting stays open longer, before the book does: an older book mustn't close it at the old time.

        An end that is noted already stays as it was noted. Raises KeyError where the election has no key.
        """
        kept = self._kept(election)
        if any(one.closes == extension.closes for one in kept.extended):
            return kept
        noted = sorted([*kept.extended, extension], key=lambda one: one.closes)
        return self._note(election, replace(kept, extended=tuple(noted)))

    def _kept(self, election: str) -> ElectionKey:
        kept = self.read(election)
        if kept is None:
            raise KeyError(election)
        return kept

    def _note(self, election: str, noted: ElectionKey) -> ElectionKey:
        """Put a key's file in the place of its older one, of which no byte stays."""
        draft = self._draft(election, noted)
        with self._file(election).open("r+b") as old:
            Path(draft).replace(self._file(election))  # at once and whole: a crash leaves the old file or the new one
            _blank(old)
        self._settle()
        return noted

    def _draft(self, election: str, key: ElectionKey) -> Path:
        """A key written to a file of its own, readable by us only, and safe on the disk."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.folder, prefix=f"{election}.", suffix=".draft")
        with os.fdopen(handle, "w", encoding="ascii") as out:
            kept = {"key": key.key.hex(), "seed": key.seed, "roll": key.roll, "corrected": key.corrected}
            extended = [(one.closes.isoformat(), one.reason, one.by) for one in key.extended]
            json.dump({**kept, "epochs": dict(key.epochs), "extended": extended}, out)
            out.flush()
            os.fsync(out.fileno())
        return Path(name)

    def destroy(self, election: str) -> None:
        """Overwrite and remove a key, and whatever a process that died while keeping it left. Twice does no more."""
        for file in (self._file(election), *self.folder.glob(f"{election}.*.draft")):
            _overwrite(file)

    def _settle(self) -> None:
        """Wait until the folder itself is on the disk: a roll mustn't outlive the key that its codes come from."""
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _file(self, election: str) -> Path:
        return self.folder / f"{election}.key"


def _blank(kept: BinaryIO) -> None:
    """Write zeros over an open file, down to the disk."""
    size = len(kept.read())
    kept.seek(0)
    kept.write(b"\0" * size)
    kept.flush()
    os.fsync(kept.fileno())


def _overwrite(file: Path) -> None:
    try:
        with file.open("r+b") as kept:
            _blank(kept)
    except FileNotFoundError:
        return
    file.unlink(missing_ok=True)
