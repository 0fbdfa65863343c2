"""Golden copies: the words as a person has read and accepted them."""

from __future__ import annotations

import os
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"
UPDATING = bool(os.environ.get("UPDATE_GOLDEN"))
"""Set UPDATE_GOLDEN=1 to write the copies anew; then read the difference before it is committed."""


def keep(name: str, words: str) -> None:
    """Compare with the golden copy, or write it when asked to."""
    copy = GOLDEN / name
    if UPDATING:
        copy.write_text(words, encoding="utf-8")
    assert words == copy.read_text(encoding="utf-8"), f"{name} changed. If that is meant, run with UPDATE_GOLDEN=1."
