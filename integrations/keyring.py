"""The elections' key files: outside the database, readable by their owner only, destroyed at sealing."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, repr=False)
class ElectionKey:
    """What must stay secret while an election is open: the key of its codes, and the seed of its lots.

    `roll` is the fingerprint of whose codes they are, line by line.
    """

    key: bytes
    seed: str
    roll: str = ""


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
        return ElectionKey(bytes.fromhex(kept["key"]), kept["seed"], kept["roll"])

    def keep(self, election: str, key: ElectionKey) -> ElectionKey:
        """Write a key once and for all. If there is one already, that one stays and is returned."""
        kept = self.read(election)
        if kept is not None:
            return kept
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.folder, prefix=f"{election}.", suffix=".draft")  # readable by us only
        draft = Path(name)
        with os.fdopen(handle, "w", encoding="ascii") as out:
            json.dump({"key": key.key.hex(), "seed": key.seed, "roll": key.roll}, out)
            out.flush()
            os.fsync(out.fileno())
        try:
            # A hard link fails where the name is taken: of two processes that freeze at once, one key wins.
            os.link(draft, self._file(election))
        except FileExistsError:
            pass
        finally:
            draft.unlink(missing_ok=True)
        self._settle()
        return self.read(election) or key

    def destroy(self, election: str) -> None:
        """Overwrite and remove a key, and whatever a process that died while keeping it left. Again, it does nothing."""
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


def _overwrite(file: Path) -> None:
    try:
        with file.open("r+b") as kept:
            size = len(kept.read())
            kept.seek(0)
            kept.write(b"\0" * size)
            kept.flush()
            os.fsync(kept.fileno())
    except FileNotFoundError:
        return
    file.unlink(missing_ok=True)
