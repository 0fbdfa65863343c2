"""Recall: a member of the committee puts it that another's seat ends, and the committee votes on it by form."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from core import calendar, cells
from core.ruling import Ruling
from flows import recommendation, screen
from flows.committee_vote import CommitteeWindow, draft_matter
from flows.draft import Line, _at
from flows.duties.committee import recalls
from flows.duties.election import matter
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Secretary
from flows.titles import titled


class RecallPut(CommitteeWindow):
    """A recall: of whom, who puts it and why, and when the committee votes on it."""

    member: Line = Field(
        description="the number of the member concerned; no name", **_at(0, "Member concerned, by number")
    )
    put_by: Line = Field(description="the number of the committee's member who puts it", **_at(1, "Put by member"))
    because: str = Field(
        min_length=3, max_length=4000, description="why; the committee reads it. No names, please", **_at(2, "Why")
    )


def draft_recall(secretary: Secretary, wanted: RecallPut) -> tuple[str, list[Ruling]]:
    """S6. Draft the committee's vote on a recall. Returns its key, and the rulings that still stand in its way.

    Raises Refusal for a window that can't be, and a number that is nobody's.
    """
    rules = secretary.charter
    with secretary.ledger.reading() as session:
        today, why = calendar.day_of(secretary.now(), rules.zone), cells.text(wanted.because)
        asked = recalls.asked(session, wanted.member, put_by=wanted.put_by, because=why, on=today, charter=rules)
    stem = f"recall-{wanted.member.strip().lower()}"
    return draft_matter(
        secretary, stem, recalls.TITLE, wanted,
        lambda _pen, key: matter.contest(recalls.RECALL, key, asked, charter=rules),
    )  # fmt: skip


@flow(name="recall", flow_run_name=named("Recall: member {recall.member}"))
def draft_a_recall(recall: Annotated[RecallPut, titled("The recall")]) -> str:
    """Draft the committee's vote on a recall. Nothing goes out until it is frozen and opens.

    Args:
        recall: Of whom, who puts it and why, and when the committee votes on it. Times are local to the organisation.
    """
    secretary = Secretary.at_work()
    key, missing = draft_recall(secretary, recall)
    screen.show_election(secretary, key, missing=missing)
    return recommendation.told(key, missing)
