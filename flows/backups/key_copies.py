"""Copies of the key files: locked with a passphrase, apart from all backups, and put back only where one is missing."""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from sqlalchemy import inspect, select

from core.ledger import Ledger
from core.records import Election
from flows import owner_only
from flows.backups import manifest
from flows.backups.making import UNSEALED
from integrations.copies import CopyFault
from integrations.settings import Place

SHORTEST = 12
WORK = 2**16
"""How much a guess at the passphrase costs: about 64 MB and a fifth of a second."""

WARNING = (
    "Whoever has this file, its passphrase and a copy of the database can see who voted how. Lock it away, apart from "
    "the backups; destroy it once the ballots are sealed: a key that outlives that takes back what sealing promises."
)


@dataclass(frozen=True)
class Returned:
    """Which key files were put back, which were there, and which were left out because their ballots are sealed.

    `other` are those in whose place another key lies. Names are those of the files, without their ending.
    """

    back: tuple[str, ...]
    there: tuple[str, ...]
    over: tuple[str, ...]
    other: tuple[str, ...] = ()


def lock_away(place: Place, into: Path, passphrase: str, *, at: datetime) -> tuple[Path, int]:
    """Write all key files into one locked file, and say where it is and how many they are.

    Raises CopyFault where there are none, the passphrase is short, or the folder holds backups of the book.
    """
    if len(passphrase) < SHORTEST:
        raise CopyFault(
            f"The passphrase has to have {SHORTEST} characters or more: five words drawn by lot, for instance."
        )
    if manifest.backups_in(into) or into.resolve() in (place.backups.resolve(), place.keys.resolve()):
        raise CopyFault(f"{into} holds backups of the book, or the keys themselves. A copy of the keys lies apart.")
    kept = {file.name: file.read_text(encoding="ascii") for file in sorted(place.keys.glob("*.key"))}
    if not kept:
        raise CopyFault(f"There is no key file in {place.keys}: no roll is frozen whose ballots aren't sealed.")
    salt, nonce = os.urandom(16), os.urandom(12)
    locked = AESGCM(_key(passphrase, salt)).encrypt(nonce, json.dumps(kept).encode(), b"canvass keys/v1")
    told = {
        name: base64.b64encode(part).decode() for name, part in (("salt", salt), ("nonce", nonce), ("locked", locked))
    }
    owner_only.make_folder(into)
    file = into / f"canvass-keys-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}.json"
    owner_only.write(file, json.dumps({"format": 1, **told}) + "\n")
    return file, len(kept)


def put_back(place: Place, file: Path, passphrase: str) -> Returned:
    """Put key files back where they are missing. Those of ballots that are sealed by now stay away.

    Raises CopyFault where the passphrase is another, where it is a key file as it is, or where no book says how each
    ballot stands.
    """
    _refuse_a_key_itself(place, file)
    kept = _unlocked(file, passphrase)
    states = _states(place)
    owner_only.make_folder(place.keys)
    found: dict[str, list[str]] = {"back": [], "there": [], "over": [], "other": []}
    for name, content in kept.items():
        key, to = name.removesuffix(".key"), place.keys / name
        if states.get(key.removesuffix(".box"), UNSEALED[0]) not in UNSEALED:
            found["over"].append(key)
        elif to.exists():
            found["there" if _is_same(to, content) else "other"].append(key)
        else:
            draft = to.with_name(f"{key}.back.draft")
            owner_only.write(draft, content)
            draft.replace(to)  # at once: a key that was written by half couldn't be told from another one
            found["back"].append(key)
    return Returned(**{which: tuple(keys) for which, keys in found.items()})


def _is_same(there: Path, content: str) -> bool:
    """Whether a key file holds the same key. What it notes besides may be newer than the copy's."""
    try:
        return bool(json.loads(there.read_text(encoding="ascii"))["key"] == json.loads(content)["key"])
    except (ValueError, KeyError):
        return False


def _refuse_a_key_itself(place: Place, file: Path) -> None:
    if file.suffix == ".key" and file.is_file():
        raise CopyFault(
            f"{file} is a key file as it is, not a locked copy of one. If its ballots are sealed, destroy it. "
            "Otherwise put it where the keys are, as the account that Canvass runs by: "
            f"install -m 600 {file} {place.keys / file.name} – and make a locked copy: canvass backup-keys"
        )


def _unlocked(file: Path, passphrase: str) -> dict[str, str]:
    try:
        told = json.loads(file.read_text(encoding="ascii"))
        salt, nonce, locked = (base64.b64decode(told[name]) for name in ("salt", "nonce", "locked"))
        kept: dict[str, str] = json.loads(AESGCM(_key(passphrase, salt)).decrypt(nonce, locked, b"canvass keys/v1"))
    except InvalidTag:
        raise CopyFault(f"{file} was locked with another passphrase, or was changed since.") from None
    except (OSError, ValueError, KeyError, TypeError):
        raise CopyFault(f"{file} isn't a copy of key files as canvass backup-keys makes it.") from None
    return kept


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=WORK, r=8, p=1).derive(passphrase.encode())


def _states(place: Place) -> dict[str, str]:
    book = Ledger(place.database_url)
    try:
        if not inspect(book.engine).has_table("election"):
            raise CopyFault(
                "There is no book yet that says which ballots are sealed. Put that back first: canvass restore"
            )
        with book.reading() as session:
            return dict(session.execute(select(Election.key, Election.state)).tuples().all())
    finally:
        book.close()
