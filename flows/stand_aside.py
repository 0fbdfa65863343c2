"""Stand aside: a primary delegate leaves one vote to the backup, whose ballot counts from then on."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from core import calendar
from core.records import Election, StoodAside
from core.records.partnerships import PRIMARY
from flows import screen
from flows.draft import Line, Paperwork, _at
from flows.duties.election import electorates, roll
from flows.duties.partnership import flat_voters
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import titled

UNDER_WAY = ("frozen", "open")


class StandingAside(Paperwork):
    """That a primary delegate stands aside in one vote."""

    election: str = Field(description="the flat vote's key", **_at(0, "Flat vote"))
    delegate: Line = Field(
        description="the primary delegate's number on its roll, e.g. garden-27/3; `canvass roll` lists them",
        **_at(1, "Delegate's number"),
    )
    recorded_by: Line = Field(
        min_length=2, max_length=60, description="your initials or role, for the record", **_at(2, "Recorded by")
    )


def stand_aside(secretary: Secretary, wanted: StandingAside) -> str:
    """P2. Record that a primary delegate stands aside, from now on. Returns in a sentence what goes from then on.

    A ballot of theirs that came in before still counts; one that comes later doesn't, whether the backup votes or not.
    Recorded once, it stays. Raises Refusal before freezing and once voting has closed, and for anybody but a primary
    delegate on that roll.
    """
    with secretary.ledger.writing(secretary.now()) as pen:
        election = pen.session.get(Election, wanted.election)
        if election is None or not electorates.is_partners(election):
            raise Refusal(f"There is no flat vote “{wanted.election}”.")
        if election.state not in UNDER_WAY or pen.at >= election.closes_at:
            raise Refusal(
                f"“{election.key}” is {election.state}. A delegate stands aside from freezing until voting closes: "
                "before, name another; afterwards it counts as it was cast."
            )
        voters = roll.voters_of(pen.session, election.key)
        line = next((one for one in voters if one.number == wanted.delegate and one.votes_for), None)
        if line is None or line.delegated_as != PRIMARY:
            raise Refusal(
                f"“{wanted.delegate}” is no primary delegate on the roll of “{election.key}”. The command “canvass "
                f"roll {election.key}” lists it; a backup has nothing to stand aside from."
            )
        key, nth = flat_voters.delegate_of(line)
        known = pen.session.get(StoodAside, (election.key, key, nth))
        if known is None:
            known = StoodAside(
                election_key=election.key,
                partnership_key=key,
                nth=nth,
                stood_aside_at=pen.at,
                recorded_by=wanted.recorded_by,
            )
            pen.session.add(known)
            pen.log("delegate.stood_aside", election=election.key)
        since = calendar.in_words(known.stood_aside_at, election.zone)
        return (
            f"{wanted.delegate} stands aside in “{election.key}” since {since}: from then on the backup's ballot "
            "counts, unless theirs was there before."
        )


@flow(name="stand-aside", flow_run_name=named("Stand aside: {aside.election:ballot}"))
def record_that_one_stands_aside(aside: Annotated[StandingAside, titled("Who stands aside")]) -> str:
    """Record that a primary delegate leaves a flat vote to their backup. It can't be taken back in that vote.

    Args:
        aside: The vote, and the delegate by their number on its roll.
    """
    secretary = Secretary.at_work()
    said = stand_aside(secretary, aside)
    screen.show_election(secretary, aside.election)
    return said
