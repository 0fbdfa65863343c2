"""How each member stands: who they are, where their letters go, and whether they may vote on a day, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from core.bylaws import membership
from core.bylaws.membership import MembershipRuling, Participation
from core.charter import Charter


@dataclass(frozen=True)
class Standing:
    """One member, and the ruling whether they may vote. `mailbox` is where their letters go, or empty."""

    person_id: int
    number: str
    name: str = field(repr=False)
    mailbox: str = field(repr=False)
    ruling: MembershipRuling


@dataclass(frozen=True)
class Standings:
    """Everybody's standing today, by member number, and what each took part in, so that other days can be ruled on."""

    today: tuple[Standing, ...]
    on_record: Mapping[str, Participation]

    def as_of(self, day: date, charter: Charter) -> dict[str, Standing]:
        """How each member stood on a local day, by what is on record now."""
        return {
            one.number: replace(one, ruling=membership.may_vote(self.on_record[one.number], on=day, charter=charter))
            for one in self.today
        }
