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

    @property
    def obstacle(self) -> Obstacle | None:
        """What stands in the way, if this doesn't allow."""
        return None if self.allowed else Obstacle(self.clause, self.because)


@dataclass(frozen=True)
class Obstacle:
    """Something that was found to stand in the way of an election: by which clause, and what it is.

    It is no ruling, and on purpose not false: where one is found, `first or second` must not pass on to the second.
    """

    clause: str
    because: str
