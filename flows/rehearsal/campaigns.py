"""The campaigns of a rehearsal: five made-up races, who stands in them, and how each candidate behaves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.bylaws.candidacy import OCPF
from flows.race import RaceOpened
from integrations.sandbox import filers, websites
from integrations.sandbox.world import World

ELECTION_DAY = date(2026, 11, 3)

FIRST_ACCOUNT = 10001


@dataclass(frozen=True)
class Standing:
    """Somebody who stands. They `answer` the questionnaire at once, when reminded ("late"), or decline; and may come."""

    name: str
    answers: str = "at once"
    comes: bool = True
    endorsed_before: bool = False


@dataclass(frozen=True)
class Campaign:
    """A race: the process it is taken up by, who stands, and what the committee recommends, and why."""

    key: str
    title: str
    office: str
    process: str
    candidates: tuple[Standing, ...]
    recommended: str
    reasons: str
    district: str = ""
    local_because: str = ""

    @property
    def opening(self) -> RaceOpened:
        """What an organiser fills in to open it."""
        return RaceOpened(
            key=self.key,
            title=self.title,
            office=self.office,
            district=self.district,
            local_because=self.local_because,
            election_day=ELECTION_DAY,
        )

    @property
    def is_full(self) -> bool:
        """Whether its candidates get a questionnaire and an invitation."""
        return self.process == "full"


NOBODY = "No endorsement"

CAMPAIGNS = (
    Campaign(
        "mayor-26", "Mayor", "Mayor", "full",
        (
            Standing("Ursula Imaginary"),
            Standing("Victor Invented", answers="late"),
            Standing("Wanda Madeup", answers="declines", comes=False),
            Standing("Xenia Pretence"),
        ),
        "Ursula Imaginary", "Her answers on housing were the most concrete, and she came to the forum prepared.",
    ),
    Campaign(
        "council-6-26", "City Council, District 6", "City Council – District", "full",
        (Standing("Yannick Makebelieve"), Standing("Alma Conjecture", answers="late")),
        "Alma Conjecture", "She has organised tenants here for ten years.", district="District 6",
    ),
    Campaign(
        "sheriff-26", "Sheriff", "Sheriff", "abbreviated",
        (Standing("Zoe Hypothetical", endorsed_before=True),),
        "Zoe Hypothetical", "Endorsed four years ago; her record held up.",
    ),
    Campaign(
        "senator-26", "State Senator", "State Senator", "re-endorsement",
        (Standing("Basil Fable", endorsed_before=True), Standing("Corinne Supposed")),
        "Basil Fable", "He kept what he promised, and answers when members write.",
        district="Exampleton and Sampleton", local_because="half of our neighbourhood votes there",
    ),
    Campaign(
        "attorney-26", "District Attorney", "District Attorney", "full",
        (Standing("Dexter Notional"), Standing("Edda Assumed", answers="late", comes=False)),
        NOBODY, "Neither of the two would say what they would stop prosecuting.",
    ),
)  # fmt: skip
"""One race with four candidates, one with two, one uncontested, one re-endorsement, and one that ends in nobody's."""

HEADINGS = ("Race", "Name", "Email", "Website", "Account", "Endorsed before")


def everybody() -> Iterator[tuple[Campaign, int, Standing]]:
    """All who stand, with the number that each has in their race."""
    for campaign in CAMPAIGNS:
        for nth, one in enumerate(campaign.candidates, start=1):
            yield campaign, nth, one


def address(one: Standing) -> str:
    """A candidate's mailbox."""
    return f"{one.name.split()[0].lower()}@campaign.example.org"


def _host(one: Standing) -> str:
    return f"{one.name.split()[-1].lower()}.example.org"


def rows() -> list[list[Any]]:
    """What organisers type into the tab Candidates."""
    known = enumerate(everybody(), start=FIRST_ACCOUNT)
    return [
        [campaign.key, one.name, address(one), _host(one), f"{OCPF} {number}", "yes" if one.endorsed_before else ""]
        for number, (campaign, _, one) in known
    ]


def put_up(world: World) -> None:
    """The candidates register with the state, and put their websites up."""
    for number, (_, _, one) in enumerate(everybody(), start=FIRST_ACCOUNT):
        filers.register(world, number)
        websites.put_up(world, _host(one))
