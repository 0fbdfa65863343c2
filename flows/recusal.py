"""Recusal: a member says that they keep away from a race, or the committee votes on asking them to."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from core import cells
from core.ruling import Ruling
from flows import recommendation, screen
from flows.committee_vote import CommitteeWindow, draft_matter
from flows.draft import Line, _at
from flows.duties.committee import recusal_votes, recusals
from flows.duties.election import matter
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Secretary
from flows.titles import titled


class RecusalAsked(CommitteeWindow):
    """A recusal that is asked for: of whom, from which race, who puts it and why, and when the committee votes."""

    member: Line = Field(
        description="the number of the member concerned; no name", **_at(0, "Member concerned, by number")
    )
    race: Line = Field(description="the race's key, e.g. mayor-26", **_at(1, "Race, by its key"))
    put_by: Line = Field(description="the number of the committee's member who puts it", **_at(2, "Put by member"))
    because: str = Field(
        min_length=3, max_length=4000, description="why; the committee reads it. No names, please", **_at(3, "Why")
    )


def draft_recusal(secretary: Secretary, wanted: RecusalAsked) -> tuple[str, list[Ruling]]:
    """S11. Draft the committee's vote on asking a member to keep away from a race. Returns key and rulings in its way.

    Raises Refusal for a window that can't be, a number that is nobody's, and a race that isn't there.
    """
    rules = secretary.charter
    with secretary.ledger.reading() as session:
        asked = recusal_votes.asked(
            session, wanted.member, wanted.race, put_by=wanted.put_by, because=cells.text(wanted.because)
        )
    # The race's key leaves little room in 40 signs, and the draft may be the second of its kind.
    stem = f"recusal-{wanted.member.strip().lower()}-{wanted.race.strip()}"[:36]
    return draft_matter(
        secretary, stem, asked.title, wanted,
        lambda _pen, key: matter.contest(recusal_votes.RECUSAL, key, asked, charter=rules),
    )  # fmt: skip


@flow(name="ask-recusal", flow_run_name=named("Recusal: member {recusal.member} from {recusal.race:race}"))
def ask_for_a_recusal(recusal: Annotated[RecusalAsked, titled("The recusal asked for")]) -> str:
    """Draft the committee's vote on asking a member to keep away from a race. Nothing goes out until it is frozen.

    Args:
        recusal: Of whom, from which race, who puts it and why, and when the committee votes. Times are local.
    """
    secretary = Secretary.at_work()
    key, missing = draft_recusal(secretary, recusal)
    screen.show_election(secretary, key, missing=missing)
    return recommendation.told(key, missing)


@flow(name="recuse", flow_run_name=named("Recuse: member {member} from {race:race}"))
def record_recusal(
    member: Annotated[str, titled("Member")],
    race: Annotated[str, titled("Race")],
    because: Annotated[str, titled("Because")],
    *,
    take_back: Annotated[bool, titled("Take it back")] = False,
    decided: Annotated[str, titled("How the committee decided to take it back")] = "",
) -> str:
    """Record that a member of the committee recuses themselves from a race, or take a recusal back.

    Args:
        member: Their number. No name.
        race: The race's key.
        because: In general words, as it stays on record: no names. Details belong into the member's disclosure.
        take_back: End a recusal that is on record. Not while the committee votes on that race.
        decided: Only to take back one that the committee voted for: the key of its vote on that, or how it decided,
            such as: by consensus on 3 October. It stands in the minutes; no names.
    """
    secretary = Secretary.at_work()
    if take_back:
        done = recusals.take_back(secretary, member, race, because=because, decided=decided)
    else:
        done = recusals.recuse(secretary, member, race, because=because)
    screen.show_season(secretary)
    return done
