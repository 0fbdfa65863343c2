"""The link is a key, not a table: ballot codes are computed from a key destroyed at sealing, and never stored."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESSIV

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: no i, l, o or u, so that a code can be read out over the telephone."""

CODE_LENGTH = 20
"""Twenty characters of five bits: 100 bits, beyond guessing."""

_LOOKALIKES = str.maketrans({"o": "0", "i": "1", "l": "1"})


def code(key: bytes, *, line: int, epoch: int = 0) -> str:
    """The ballot code of a roll line. The same key gives the same code, so a repeated letter can't carry another.

    `epoch` counts re-issues: a lost link is replaced by the next epoch's.
    """
    digest = hmac.new(key, f"code/v1|{line}|{epoch}".encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest) >> (256 - 5 * CODE_LENGTH)
    return "".join(ALPHABET[(number >> 5 * place) & 31] for place in reversed(range(CODE_LENGTH)))


def normalised(typed: str) -> str:
    """A code as a person may have typed it: any case, with spaces or hyphens, O for 0, I or L for 1."""
    return "".join(typed.split()).replace("-", "").lower().translate(_LOOKALIKES)


def code_hash(election: str, typed: str) -> str:
    """What the database knows of a code. The election's key is part of it: a code is worth nothing elsewhere."""
    words = json.dumps(["credential/v1", election, normalised(typed)])
    return hashlib.sha256(words.encode()).hexdigest()


def commitment(seed: str) -> str:
    """The fingerprint of the lot's seed: published before opening, so that nobody can choose the seed afterwards."""
    return hashlib.sha256(f"seed/v1|{seed}".encode()).hexdigest()


def hash_of(key: bytes, election: str, *, line: int, epoch: int = 0) -> str:
    """The hash of a roll line's code: how, with the key, a ballot is recognised as this line's."""
    return code_hash(election, code(key, line=line, epoch=epoch))


def seal(key: bytes, purpose: str, data: Any) -> str:
    """Lock JSON-like data with the election's key. Without the key, which sealing destroys, nobody can read it."""
    plain = json.dumps(data, sort_keys=True, separators=(",", ":")).encode()
    return base64.b64encode(_lock(key).encrypt(plain, [purpose.encode()])).decode()


def unseal(key: bytes, purpose: str, sealed: str) -> Any:
    """The data that `seal` locked for the same purpose."""
    return json.loads(_lock(key).decrypt(base64.b64decode(sealed), [purpose.encode()]))


def fingerprint(data: Any) -> str:
    """SHA-256 over canonical JSON."""
    return hashlib.sha256(json.dumps(data, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _lock(key: bytes) -> AESSIV:
    # AES-SIV needs no random nonce: the same data locks to the same text, which keeps this module free of chance.
    return AESSIV(hmac.new(key, b"recipients/v1", hashlib.sha512).digest())
