"""Motion: a member of the committee puts one, and the committee votes on it by form."""

from __future__ import annotations

from typing import Annotated

from prefect import flow
from pydantic import Field

from core import cells
from core.ruling import Ruling
from flows import recommendation, screen
from flows.committee_vote import CommitteeWindow, draft_matter
from flows.draft import Line, _at
from flows.duties.committee import motions
from flows.duties.election import matter
from flows.secretary import Secretary
from flows.titles import titled


class MotionPut(CommitteeWindow):
    """A motion: what it says, who puts it, and when the committee votes on it."""

    key: str = Field(
        pattern=r"^[a-z][a-z0-9-]{2,23}$",
        description="a short name for files and lists, e.g. bank-account",
        **_at(0, "Short name (key)"),
    )
    title: Line = Field(
        min_length=3,
        max_length=120,
        description="how the question is headed; no names",
        **_at(1, "Title, as the committee reads it"),
    )
    text: str = Field(min_length=3, max_length=4000, description="the motion in full", **_at(2, "The motion in full"))
    put_by: Line = Field(description="the number of the committee's member who puts it", **_at(3, "Put by member"))


def draft_motion(secretary: Secretary, wanted: MotionPut) -> tuple[str, list[Ruling]]:
    """S8. Draft the committee's vote on a motion. Returns its key, and the rulings that still stand in its way.

    Raises Refusal for a window that can't be, and where the charter doesn't say how motions are decided.
    """
    asked = motions.asked(wanted.title, cells.text(wanted.text), put_by=wanted.put_by)
    rules = secretary.charter
    return draft_matter(
        secretary, f"motion-{wanted.key}", f"Motion: {wanted.title}", wanted,
        lambda _pen, key: matter.contest(motions.MOTION, key, asked, charter=rules),
    )  # fmt: skip


@flow(name="motion", flow_run_name="Motion: {motion.title}")
def draft_a_motion(motion: Annotated[MotionPut, titled("The motion")]) -> str:
    """Draft the committee's vote on a motion. Nothing goes out until it is frozen and opens.

    Args:
        motion: What it says, who puts it, and when the committee votes on it. Times are local to the organisation.
    """
    secretary = Secretary.at_work()
    key, missing = draft_motion(secretary, motion)
    screen.show_election(secretary, key, missing=missing)
    screen.show_committee(secretary)
    return recommendation.told(key, missing)
