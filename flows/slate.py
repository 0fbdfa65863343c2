"""Slate: the committee is asked whether it agrees on one, and the voting members whether they confirm it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from core import calendar
from core.charter import Charter
from core.ledger import Pen
from core.records import Contest
from core.ruling import Ruling
from flows import recommendation, screen
from flows.committee_vote import CommitteeWindow, draft_matter
from flows.draft import Line, _at
from flows.duties.election import matter
from flows.duties.nomination import cycles, haste, nominees, slates, statement_sheet
from flows.duties.nomination.nominees import Standing
from flows.entrance import flow
from flows.members_vote import MembersWindow, draft_members_matter
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import titled


class ConsensusSought(CommitteeWindow):
    """The committee's vote on the slate: for which year, and when."""

    year: int = Field(ge=2000, le=2999, description="the cycle's year", **_at(0, "The year"))
    because: Line = Field(
        "",
        description="needed before nominations and statements are over: why; it is kept",
        **_at(16, "Reason"),
    )


class SlateBallot(MembersWindow):
    """The members' vote on the slate: for which year, and when. It closes in the first quarter, or for a reason."""

    year: int = Field(ge=2000, le=2999, description="the cycle's year", **_at(0, "The year"))
    because: Line = Field(
        "",
        description="needed if it closes after the first quarter, before the ad hoc committee's work has ended, or "
        "while nominations or statements aren't over: why",
        **_at(17, "Reason"),
    )


def seek_consensus(secretary: Secretary, wanted: ConsensusSought) -> tuple[str, list[Ruling]]:
    """S4. Draft the committee's vote on the slate of the tab Nominations. Returns its key, and what is in its way.

    Raises Refusal for a cycle that isn't opened, a slate without anybody, a window that can't be, and while the
    committee or the members vote on a slate of that year, or once one is confirmed.
    """
    rules = secretary.charter

    def contest(pen: Pen, key: str) -> Contest:
        cycles.running(pen.session, wanted.year)
        slates.refuse_second(pen.session, wanted.year)
        asked = slates.asked_of_committee(_standings(pen, wanted.year, rules), wanted.year)
        asked = haste.reasoned(pen, key, asked, because=wanted.because, zone=rules.zone)
        return matter.contest(slates.CONSENSUS, key, asked, charter=rules)

    return draft_matter(secretary, f"consensus-{wanted.year}", f"The slate for {wanted.year}", wanted, contest)


def _standings(pen: Pen, year: int, charter: Charter) -> list[Standing]:
    today = calendar.day_of(pen.at, charter.zone)
    return nominees.standings(pen.session, year, on=today, charter=charter)


def draft_slate(secretary: Secretary, wanted: SlateBallot) -> tuple[str, list[Ruling]]:
    """S4. Draft the members' vote on the slate that the committee agreed to. Returns its key, and what is in its way.

    The sheet of statements is made first, so that the ballot can lead to it. Raises Refusal before the committee
    agreed, for a window that can't be, and where members vote on a slate of that year already, or have confirmed one.
    """
    rules, stem = secretary.charter, f"slate-{wanted.year}"
    with secretary.ledger.reading() as session:
        cycles.running(session, wanted.year)
        slates.refuse_second(session, wanted.year)
        if not slates.agreed(session, wanted.year):
            raise Refusal(
                f"The committee hasn't agreed to a slate for {wanted.year} yet, or not anew: "
                f"canvass consensus {wanted.year}."
            )
    wanted.window(stem, charter=rules)  # before a sheet is made for it
    statement_sheet.keep(secretary, wanted.year)

    def contest(pen: Pen, key: str) -> Contest:
        slates.refuse_second(pen.session, wanted.year)
        cycle, slate = cycles.running(pen.session, wanted.year), slates.agreed(pen.session, wanted.year)[-1]
        standings = _standings(pen, wanted.year, rules)
        asked = slates.asked_of_members(standings, cycle, slate, late_because=wanted.because)
        asked = haste.reasoned(pen, key, asked, because=wanted.because, zone=rules.zone)
        return matter.contest(slates.SLATE, key, asked, charter=rules)

    return draft_members_matter(secretary, stem, f"The slate for {wanted.year}", wanted, contest)


@flow(name="consensus", flow_run_name=named("Consensus: {vote.year}"))
def draft_consensus(vote: Annotated[ConsensusSought, titled("The vote")]) -> str:
    """Draft the committee's vote on the slate. Nothing goes out until it is frozen and opens.

    Args:
        vote: For which year, and when the committee votes. Times are local to the organisation.
    """
    secretary = Secretary.at_work()
    key, missing = seek_consensus(secretary, vote)
    screen.show_election(secretary, key, missing=missing)
    return recommendation.told(key, missing)


@flow(name="slate", flow_run_name=named("Slate: {ballot.year}"))
def draft_the_slate(ballot: Annotated[SlateBallot, titled("The ballot")]) -> str:
    """Draft the members' vote on the slate, as one group. Nothing goes out until it is frozen and opens.

    Args:
        ballot: For which year, and when members vote. Times are local to the organisation.
    """
    secretary = Secretary.at_work()
    key, missing = draft_slate(secretary, ballot)
    screen.show_election(secretary, key, missing=missing)
    return recommendation.told(key, missing)
