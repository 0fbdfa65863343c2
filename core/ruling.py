"""A ruling: may this be done, by which clause, and because of what."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Ruling:
    """One decision of a bylaw, with its reason in words a member would understand.

    `clause` is an id of `clauses.toml`; `because` is one sentence that names the facts
    that decided. A ruling is true when it allows.
    """

    allowed: bool
    clause: str
    because: str

    def __bool__(self) -> bool:
        return self.allowed
