"""How each member stands: who they are, where their letters go, and whether they may vote on a day, and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from core.bylaws import membership
from core.bylaws.membership import MembershipRuling
from core.bylaws.participation import Participation
from core.charter import Charter


@dataclass(frozen=True)
class Standing:
    """One member, and the ruling whether they may vote. `mailbox` is where their letters go, or empty.

    Where delegates vote beside members, `voter_role` is the hat that they vote in. A delegate's has the partner that
    they vote for, and whether they are its primary delegate or its backup.
    """

    person_id: int
    number: str
    name: str = field(repr=False)
    mailbox: str = field(repr=False)
    ruling: MembershipRuling
    voter_role: str = ""
    votes_for: str = ""
    delegated_as: str = ""


@dataclass(frozen=True)
class Standings:
    """Everybody's standing today, by member number, and what each took part in, so that other days can be ruled on.

    `ends` is the last day of the vote of each who has one today; `merged` maps the number of each line of the tab
    Members that was said to be another's person to the number that is kept.
    """

    today: tuple[Standing, ...]
    on_record: Mapping[str, Participation]
    ends: Mapping[str, date] = field(default_factory=dict)
    merged: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        today: tuple[Standing, ...],
        on_record: Mapping[str, Participation],
        merged: Mapping[str, str],
        *,
        on: date,
        charter: Charter,
    ) -> Standings:
        """Everybody's standing on a local day, and how long each one's vote lasts by what is on record now."""
        ends = {
            one.number: membership.voting_until(on_record[one.number], on=on, charter=charter)
            for one in today
            if one.ruling.ruling
        }
        return cls(today, on_record, {number: until for number, until in ends.items() if until is not None}, merged)

    def without(self, numbers: Collection[str]) -> Standings:
        """The same without these members."""
        return replace(self, today=tuple(one for one in self.today if one.number not in numbers))

    def as_of(self, day: date, charter: Charter) -> dict[str, Standing]:
        """How each member stood on a local day, by what is on record now."""
        return {
            one.number: replace(one, ruling=membership.may_vote(self.on_record[one.number], on=day, charter=charter))
            for one in self.today
        }

    def numbers_of(self, number: str) -> tuple[str, ...]:
        """All numbers of a person: the one that is kept, and those of lines that were merged into it."""
        return (number, *sorted(other for other, into in self.merged.items() if into == number))
