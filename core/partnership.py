"""Partnerships, as a charter sets them: what is settled first, who votes for whom, and what may be told of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal, TypeAlias, get_args

from pydantic import Field

from core.cited import Cited, Fault, Number, Section, Share, Strings, listed_twice, plain, shown, unknown_clause
from core.tallying import out_of_reach

Days: TypeAlias = Annotated[tuple[Number, ...], Field(min_length=1)]
"""Days before something is due, the largest number first."""

Hat: TypeAlias = Literal["delegate", "member"]
Method: TypeAlias = Literal["parallel", "flat"]

Told: TypeAlias = Literal["nothing", "that there is one", "its name", "what we do together"]
"""How much may be told of a partner. Each includes what stands before it."""

TOLD: Sequence[Told] = get_args(Told)

ABSENCE = "the backup votes"
"""What follows by itself once a delegate's absence is on record."""


class GateQuestion(Section):
    """What partners settle before they work together, asked so that "yes" is what is hoped for.

    One that is to be answered `in_words` isn't settled by a yes alone.
    """

    name: Annotated[str, Field(min_length=3, max_length=40)]
    clause: str
    asks: Annotated[str, Field(min_length=3)]
    in_words: bool = False

    def contradictions(self) -> Iterator[Fault]:
        """Its clause is known."""
        yield from unknown_clause(self.clause)


class PowerStructure(Section):
    """A kind of power between partners. `says` is shown beside results; with a `characteristic`, once that is named."""

    name: Annotated[str, Field(min_length=3, max_length=40)]
    clause: str
    says: Annotated[str, Field(min_length=3)]
    characteristic: bool

    def contradictions(self) -> Iterator[Fault]:
        """Its clause is known."""
        yield from unknown_clause(self.clause)


class UsualCircumstance(Section):
    """What is likely to go wrong, for partners to say what they do then. One that `acts` has its response already."""

    name: Annotated[str, Field(min_length=3, max_length=60)]
    clause: str
    acts: Literal["", "the backup votes"] = ""

    def contradictions(self) -> Iterator[Fault]:
        """Its clause is known."""
        yield from unknown_clause(self.clause)


class Delegates(Section):
    """Who votes for a partner, and when.

    A primary delegate has until `cut_off_hours` before closing; from then on a backup's ballot counts. A partner of
    whom there is no ballot is reported `silent_hours` before closing. Who wears one hat only has a ballot in `one_hat`.
    """

    cut_off_hours: Cited[Number]
    silent_hours: Cited[Number]
    one_hat: Cited[Hat]

    def contradictions(self) -> Iterator[Fault]:
        """A silent partner is reported while its primary delegate can still vote."""
        silent, cut_off = self.silent_hours.value, self.cut_off_hours.value
        if silent <= cut_off:
            what = f"is {silent}, and cut_off_hours is {cut_off}, so it would come too late for the primary delegate"
            yield Fault("silent_hours", what, "Report a silent partner earlier.")


class Reports(Section):
    """How delegates report a parallel vote: within so many days, and what share of the partners is agreement."""

    days: Cited[Number]
    remind_days_before: Cited[Days]
    agreement: Cited[Share]

    def contradictions(self) -> Iterator[Fault]:
        """Reminders fit into the days, and only one decision can be agreed on."""
        yield from not_in_order(self.remind_days_before)
        first = self.remind_days_before.value[0]
        if first >= self.days.value:
            what = f"begins with {first}, and delegates have {self.days.value} days"
            yield Fault("remind_days_before", what, "Remind within that time.")
        for fault in out_of_reach(self.agreement, strict=False, alone=True):
            yield Fault("agreement", fault.what, fault.remedy)


class Publicity(Section):
    """What may be told of a partner as long as it hasn't said: to our members, to its co-partners, to all others."""

    members: Cited[Told]
    partners: Cited[Told]
    third_parties: Cited[Told]

    def contradictions(self) -> Iterator[Fault]:
        """What everybody may know, members and partners may."""
        public = TOLD.index(self.third_parties.value)
        for name in ("members", "partners"):
            setting = getattr(self, name).value
            if TOLD.index(setting) < public:
                what = f"is {shown(setting)}, less than third_parties ({shown(self.third_parties.value)})"
                yield Fault(name, what, "Tell them at least what everybody may know.")


class Partnership(Section):
    """What two or more organisations settle who share decisions in a project.

    `voter_roles` have the votes of a ballot in a flat vote; a partnership may adapt them, and `responsibility_roles`,
    with a reason. Numbers by group are shown of groups of `smallest_group` or more. Partners are reminded of what is
    due so many days before.
    """

    organisations_at_least: Cited[Annotated[int, Field(ge=2)]]
    gate: Annotated[tuple[GateQuestion, ...], Field(min_length=1)]
    voter_roles: Cited[Annotated[dict[str, Number], Field(min_length=1)]]
    responsibility_roles: Cited[Annotated[Strings, Field(min_length=1)]]
    methods: Cited[Annotated[tuple[Method, ...], Field(min_length=1)]]
    power: Annotated[tuple[PowerStructure, ...], Field(min_length=1)]
    circumstances: tuple[UsualCircumstance, ...]
    delegates: Delegates
    reports: Reports
    publicity: Publicity
    smallest_group: Cited[Number]
    remind_days_before: Cited[Days]

    def contradictions(self) -> Iterator[Fault]:
        """Everything is listed once, and the two hats are voter roles."""
        named = {
            "gate": [one.name for one in self.gate],
            "power": [one.name for one in self.power],
            "circumstances": [one.name for one in self.circumstances],
        }
        for key, sections in named.items():
            yield from listed_twice(key, sections, remedy="Give each a name of its own.")
        lists = {
            "voter_roles": tuple(self.voter_roles.value),
            "responsibility_roles": self.responsibility_roles.value,
            "methods": self.methods.value,
        }
        for key, names in lists.items():
            yield from listed_twice(key, names, remedy="List each once.")
        missing = [hat for hat in get_args(Hat) if hat not in self.voter_roles.value]
        if missing:
            what = f"has no {shown(missing[0])}, whose ballots a flat vote counts"
            yield Fault("voter_roles", what, "Add it with its votes.")
        yield from not_in_order(self.remind_days_before)

    def structure(self, name: str) -> PowerStructure | None:
        """A kind of power by its name."""
        return next((one for one in self.power if plain(one.name) == plain(name)), None)


def not_in_order(days: Cited[Days]) -> Iterator[Fault]:
    """A fault if days before something aren't written from the farthest to the nearest, each once."""
    if list(days.value) != sorted(set(days.value), reverse=True):
        yield Fault("remind_days_before", f"is {list(days.value)}, not in order", "Begin with the largest number.")
