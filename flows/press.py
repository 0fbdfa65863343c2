"""Press: somebody reads the draft of a press release, changes it where it has to be, and approves it or not."""

from __future__ import annotations

from typing import Annotated, Literal

from prefect.exceptions import ObjectNotFound
from prefect.flow_runs import suspend_flow_run
from prefect.input import RunInput
from pydantic import Field

from flows import screen, standing_runs
from flows.duties.partnership import told
from flows.duties.race import press, races
from flows.entrance import flow
from flows.pages.press import press_page
from flows.run_names import named
from flows.secretary import Secretary
from flows.titles import at, titled

A_WEEK = 7 * 24 * 3600


class Approval(RunInput):
    """What whoever approves is asked."""

    decision: Literal["not yet", "approve"] = Field(
        "not yet", description="“approve” keeps the text as it stands here", **at(0, "Your decision")
    )
    text: str = Field("", description="change what has to be changed", **at(1, "The press release"))
    approved_by: str = Field("", description="your initials or role, for the record", **at(2, "Who approves"))


@flow(name="release-press", flow_run_name=named("Press release: {race:race}"), persist_result=True)
def release_press(race: Annotated[str, titled("Race")]) -> str:
    """Look at the draft of a press release, change it, and approve it or not. Resume the run to answer.

    If the draft says something else by the time of the answer, that one is asked about.

    Args:
        race: The race's key.
    """
    secretary = Secretary.at_work()
    screen.show_press(secretary, race)
    with secretary.ledger.reading() as session:
        if press.approved(session, races.of(session, race).key) is not None:
            return f"The press release about “{race}” was approved before. Its page shows it."
        drafted = press.draft(secretary, session, races.of(session, race))
        seen = press.mark(secretary, session, races.of(session, race))
    answer = suspend_flow_run(
        wait_for_input=Approval.with_initial_data(
            description=told.now(secretary).neutral(press_page(secretary, race)), text=drafted
        ),
        timeout=A_WEEK,
        key=f"approve-{seen}",
    )
    said = answered(secretary, race, answer, seen=seen)
    screen.show_press(secretary, race)
    return said


def answered(secretary: Secretary, key: str, answer: Approval, *, seen: str) -> str:
    """Do what was answered to the draft that was `seen`, and say in a sentence what came of it."""
    if answer.decision != "approve":
        return f"The press release about “{key}” isn't approved yet. You will be asked again."
    if not answer.approved_by.strip():
        return (
            f"The press release about “{key}” isn't approved: that needs your initials or role. Nothing was recorded; "
            "you will be asked again."
        )
    if not press.approve(secretary, key, approved_by=answer.approved_by, text=answer.text, seen=seen):
        return f"The press release about “{key}” was approved before. This answer changed nothing."
    return f"The press release about “{key}” is approved. Its page shows the text; sending it to the press is yours."


def ask(secretary: Secretary) -> list[str]:
    """For every draft that waits there is one run that asks. Returns what kept it from asking."""
    with secretary.ledger.reading() as session:
        waiting = [one.key for one in press.waiting(session)]
    try:
        for key in waiting:
            standing_runs.ask_once("release-press/release-press", {"race": key}, tag=f"press:{key}")
    except ObjectNotFound:
        return ["The flow “release-press” isn't in place, so nobody is asked to approve. Put it there with: canvass up"]
    return []
