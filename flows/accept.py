"""Accept: a person has looked at what stopped a ballot, and lets it go on."""

from __future__ import annotations

from typing import Annotated

from flows import screen
from flows.duties.election import holds
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Secretary
from flows.titles import titled


@flow(name="accept", flow_run_name=named("Accept: {election:ballot}"))
def accept_hold(
    election: Annotated[str, titled("Ballot, by its key")],
    finding: Annotated[str, titled("Which finding")],
    reason: Annotated[str, titled("Reason")],
) -> str:
    """Accept what stopped a ballot, so that it goes on. The page “desk” says what that is.

    Args:
        election: The ballot's key.
        finding: The eight digits that the desk shows beside what stopped it.
        reason: Why it is acceptable, for the record.
    """
    secretary = Secretary.at_work()
    because = holds.accept(secretary, election, finding=finding, reason=reason)
    screen.show_election(secretary, election)
    screen.show_desk(secretary)
    return f"Accepted: {because}"
