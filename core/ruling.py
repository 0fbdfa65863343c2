"""A ruling: may this be done, by which clause, and because of what."""

from __future__ import annotations

import hashlib
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

    `mark` tells findings apart that read the same: which version of a form was found, which accounts it is shared
    with. It is no ruling, and on purpose not false: where one is found, `first or second` must not pass on.
    """

    clause: str
    because: str
    mark: str = ""

    @property
    def finding(self) -> str:
        """Eight digits by which a person says that it is this very finding that they have looked at."""
        return hashlib.sha256(f"{self.because}|{self.mark}".encode()).hexdigest()[:8]
