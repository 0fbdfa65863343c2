"""Whether a recount pack's folder holds its files, all of them as they were, and nothing else.

It is a part of every recount pack's verify.py, and needs nothing but Python 3.10 or newer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Json = dict[str, Any]

SUMS = "SHA256SUMS"


def faults_of_files(folder: Path, names: set[str]) -> Iterator[str]:
    """What is missing, what doesn't belong there, and what isn't as SHA256SUMS says. Nothing unlisted is let pass."""
    missing = [name for name in sorted({*names, SUMS}) if not (folder / name).is_file()]
    if missing:
        yield f"missing: {', '.join(missing)}."
    strange = sorted(there.name for there in folder.iterdir() if there.name not in {*names, SUMS})
    if strange:
        yield (
            f"not part of the pack: {', '.join(strange)}. What SHA256SUMS doesn't list could pass for something that "
            "it does; take it out before you run or read anything here."
        )
    if missing:
        return
    sums = (folder / SUMS).read_bytes()
    lines = {name: f"{digest((folder / name).read_bytes())}  {name}\n".encode() for name in sorted(names)}
    if sums != b"".join(lines.values()):
        changed = [name for name, line in lines.items() if line not in sums]
        yield f"not as SHA256SUMS says: {', '.join(changed) or 'SHA256SUMS itself'}."


def plain_in(file: Path) -> Json:
    """A JSON file's content. Raises ValueError where a field stands twice, for people and programs read another one."""
    plain: Json = json.loads(file.read_bytes(), object_pairs_hook=_once)
    return plain


def _once(pairs: list[tuple[str, Any]]) -> Json:
    plain = dict(pairs)
    if len(plain) < len(pairs):
        raise ValueError("a field stands there twice")
    return plain


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()
