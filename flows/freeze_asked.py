"""Freeze, asked: the dashboard's run shows what freezing will do, and waits for a person's yes."""

from __future__ import annotations

from typing import Annotated

from flows import asking
from flows.entrance import flow
from flows.freeze import frozen_and_shown, prospect
from flows.pages.before_freezing import before_freezing
from flows.run_names import named
from flows.secretary import Secretary
from flows.titles import titled


def preview(secretary: Secretary, key: str, *, despite_questions: bool = False) -> str:
    """What freezing would do now; nothing, if it is frozen already. Raises Refusal as freezing does."""
    found = prospect(secretary, key, despite_questions=despite_questions)
    return "" if isinstance(found, int) else before_freezing(secretary, key, found)


@flow(name="freeze", flow_run_name=named("Freeze: {election:ballot}"), persist_result=True)
def ask_to_freeze(
    election: Annotated[str, titled("Ballot, by its key")],
    despite_questions: Annotated[bool, titled("Freeze despite open questions")] = False,  # noqa: FBT002 - a tick in a form
) -> str:
    """Fix who may vote, by today's records. The run shows first what that will do, and asks.

    Args:
        election: The ballot's key, as given when it was drafted.
        despite_questions: Freeze although answers that are still open could give somebody a vote.
    """
    secretary = Secretary.at_work()
    page = preview(secretary, election, despite_questions=despite_questions)
    if page and not asking.agreed(secretary, page):
        return f"“{election}” isn't frozen. {asking.LEFT} Start this door again once it is to be frozen."
    return frozen_and_shown(secretary, election, despite_questions=despite_questions)
