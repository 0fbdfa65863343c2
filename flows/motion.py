"""Motion: a member of the committee puts one, and the committee votes on it by form."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from core import cells
from core.ruling import Ruling
from flows import recommendation, screen
from flows.committee_vote import CommitteeWindow, draft_matter
from flows.draft import Line, _at
from flows.duties.committee import motions, putting
from flows.duties.election import matter
from flows.duties.election.matter import Asked
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import titled

SHORTEST = 3
"""Signs of a title."""


class MotionPut(CommitteeWindow):
    """A motion: what it says, who puts it, and when the committee votes on it."""

    key: str = Field(
        pattern=r"^[a-z][a-z0-9-]{2,23}$",
        description="a short name for files and lists, e.g. bank-account",
        **_at(0, "Short name (key)"),
    )
    handed_in: Line = Field(
        "",
        description="its number in the tab Motions; then the next three may stay empty",
        **_at(1, "Number in the tab Motions"),
    )
    title: Line = Field(
        "",
        max_length=120,
        description="how the question is headed; no names",
        **_at(2, "Title, as the committee reads it"),
    )
    text: str = Field("", max_length=4000, description="the motion in full", **_at(3, "The motion in full"))
    put_by: Line = Field("", description="the number of the committee's member who puts it", **_at(4, "Put by member"))


def draft_motion(secretary: Secretary, wanted: MotionPut) -> tuple[str, list[Ruling]]:
    """S8. Draft the committee's vote on a motion. Returns its key, and the rulings that still stand in its way.

    Raises Refusal for a window that can't be, where the charter doesn't say how motions are decided, and for a motion
    that is neither written down nor handed in, or both.
    """
    asked, rules = _asked(secretary, wanted), secretary.charter
    return draft_matter(
        secretary, f"motion-{wanted.key}", f"Motion: {asked.title}", wanted,
        lambda _pen, key: matter.contest(motions.MOTION, key, asked, charter=rules),
    )  # fmt: skip


def _asked(secretary: Secretary, wanted: MotionPut) -> Asked:
    """What is asked: as it was handed in by form, or as it is written down here."""
    if not wanted.handed_in:
        if len(wanted.title) < SHORTEST or not wanted.put_by:
            raise Refusal(
                "A motion needs a title, a text and the number of who puts it, or its number in the tab Motions."
            )
        return motions.asked(wanted.title, cells.text(wanted.text), put_by=wanted.put_by)
    if wanted.text.strip() or wanted.put_by:
        raise Refusal("A motion that was handed in has its text and who puts it: leave both empty.")
    with secretary.ledger.reading() as session:
        nth, title, text, put_by = putting.handed_in(session, wanted.handed_in, title=wanted.title)
    return motions.asked(title, cells.text(text), put_by=put_by, handed_in=nth)


@flow(name="motion", flow_run_name=named("Motion: {motion.title}"))
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
