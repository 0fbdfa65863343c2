"""Names that may stand for withholding an endorsement, or for no choice at all: somebody has to say which."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from difflib import SequenceMatcher

NO_ENDORSEMENT = "No endorsement"

_EMPTY = frozenset(
    {"n/a", "n.a.", "none", "nil", "null", "no choice", "no preference", "no answer", "no vote", "blank"}
)
_LIKE = re.compile(
    r"\b(no|not|none|don t|without)\b.*\bendors|\bnone of (the|these|them|those)\b|\bwithh[eo]ld"
    r"|^(nobody|no one|no candidate|no confidence|reopen nominations|re open nominations)$"
)
_SPELT = ("no endorsement", "none of the above")
NEAR = 0.85
"""How alike two spellings are from which one may be the other, misspelt; 1 is the same."""


def in_doubt(names: Sequence[str], told: Collection[str]) -> tuple[str, str] | None:
    """The first name that may not be a candidate's, and why; not those `told` what they are, nor "No endorsement"."""
    settled = {one.casefold() for one in (*told, NO_ENDORSEMENT)}
    for name in (one for one in names if one.casefold() not in settled):
        if _is_no_choice(name):
            return (
                name,
                f"may be no choice at all. Then leave such cells empty. If it withholds: --no-endorsement '{name}'",
            )
        if _may_withhold(name):
            return name, f"may be the option that withholds. If it is: --no-endorsement '{name}'"
    return None


def _is_no_choice(name: str) -> bool:
    return name.casefold() in _EMPTY or not any(sign.isalnum() for sign in name)


def _may_withhold(name: str) -> bool:
    words = " ".join(re.sub(r"[\W_]+", " ", name.casefold()).split())
    return bool(_LIKE.search(words)) or any(SequenceMatcher(None, words, one).ratio() >= NEAR for one in _SPELT)
