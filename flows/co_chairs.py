"""Co-chairs: the committee's vote on who of it chairs is drafted, with those who stand."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from core.ledger import Pen
from core.records import Contest
from core.ruling import Ruling
from flows import recommendation, screen
from flows.committee_vote import CommitteeWindow, draft_matter
from flows.draft import Line, _at
from flows.duties.committee import co_chairs
from flows.duties.election import matter
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Secretary
from flows.titles import titled


class CoChairsElected(CommitteeWindow):
    """An election of co-chairs: in which year, who stands, and when the committee votes."""

    year: int = Field(ge=2000, le=2999, description="the year in which it is", **_at(0, "The year"))
    standing: list[str] = Field(
        min_length=1, description="the numbers of the members who stand", **_at(1, "Members who stand, by number")
    )
    reason: Line = Field(
        "",
        max_length=300,
        description="needed outside the first quarter, or within two years of the last",
        **_at(2, "Why it is then"),
    )


def draft_election(secretary: Secretary, wanted: CoChairsElected) -> tuple[str, list[Ruling]]:
    """S7. Draft the committee's vote on its co-chairs. Returns its key, and the rulings that stand in its way.

    Raises Refusal for a window that can't be, for somebody who is no member, and where the charter has no co-chairs.
    """
    rules = secretary.charter

    def contest(pen: Pen, key: str) -> Contest:
        about = co_chairs.asked(pen.session, wanted.year, wanted.standing, reason=wanted.reason)
        return matter.contest(co_chairs.MATTER, key, about, charter=rules)

    return draft_matter(secretary, co_chairs.stem(wanted.year), f"Co-chairs {wanted.year}", wanted, contest)


@flow(name="co-chairs", flow_run_name=named("Co-chairs {election.year}"))
def draft_co_chairs(election: Annotated[CoChairsElected, titled("The election")]) -> str:
    """Draft the committee's vote on its co-chairs. Nothing goes out until it is frozen and opens.

    Args:
        election: Who stands, and when the committee votes. Times are local to the organisation.
    """
    secretary = Secretary.at_work()
    key, missing = draft_election(secretary, election)
    screen.show_election(secretary, key, missing=missing)
    screen.show_committee(secretary)
    return recommendation.told(key, missing)
