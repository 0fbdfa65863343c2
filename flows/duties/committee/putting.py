"""Putting motions: what members of the committee hand in by form, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar, cells, petitions
from core.bylaws import committee
from core.records import Contest, Petition
from core.ruling import Ruling
from flows.duties.committee import minutes, seats
from flows.secretary import Refusal, Secretary

LONGEST_TITLE = 120
"""Signs of a contest's title."""

COUNTED = ("certified", "announced")
"""The states of an election whose result stands."""


def may_be_put(secretary: Secretary, session: Session, petition: Petition) -> Ruling:
    """S8, S9. Whether whoever handed a motion in was an active member of the committee on that local day."""
    zone = secretary.charter.zone
    held = seats.by_member(session).get(petition.member, [])
    return committee.may_put(held, on=calendar.day_of(petition.handed_in, zone), charter=secretary.charter)


def vote_on(session: Session, nth: int) -> Contest | None:
    """The newest vote on a motion that was handed in under this number; none while no vote stands."""
    found = session.execute(select(Contest).where(Contest.matter == "motion")).scalars()
    mine = [one for one in found if (one.about or {}).get("motion") == nth and one.election.state != "withdrawn"]
    return max(mine, key=lambda one: (one.election.opens_at, one.election_key), default=None)


def became(secretary: Secretary, session: Session) -> dict[int, str]:
    """S8. What became of each motion that was handed in, in words that name nobody."""
    mine = session.execute(select(Petition).where(Petition.kind == "motion")).scalars()
    return {one.nth: _became(secretary, session, one) for one in mine}


def _became(secretary: Secretary, session: Session, petition: Petition) -> str:
    vote = vote_on(session, petition.nth)
    if vote is not None and vote.election.state in COUNTED:
        return f"vote {vote.election_key}: {minutes.of_contest(session, vote)}"
    if vote is not None:
        return f"vote {vote.election_key}, {vote.election.state}"
    return next(_unvoted(secretary, session, petition), f"new: canvass motion KEY --from {petition.nth}")


def _unvoted(secretary: Secretary, session: Session, petition: Petition) -> Iterator[str]:
    ruling = may_be_put(secretary, session, petition)
    if petition.state == petitions.PUT_ASIDE:
        yield petition.state
    if petition.sender == petitions.MEMBER and not ruling:
        yield f"can't be put to the vote: {ruling.because} ({ruling.clause})"
    if (later := later_version(session, petition)) is not None:
        yield f"changed by its sender: {petitions.label('motion', later)} has taken its place"


def later_version(session: Session, petition: Petition) -> int | None:
    """The number under which an answer stands that its sender changed; none if this is its newest version."""
    mine = select(Petition.nth).where(Petition.kind == petition.kind, Petition.answer_id == petition.answer_id)
    last = max(session.execute(mine).scalars())
    return last if last != petition.nth else None


def waits(secretary: Secretary, session: Session, petition: Petition) -> bool:
    """S8. Whether an organiser is to draft the vote on a motion."""
    return vote_on(session, petition.nth) is None and next(_unvoted(secretary, session, petition), None) is None


def handed_in(session: Session, written: str, *, title: str = "") -> tuple[int, str, str, str]:
    """S8. A motion by its number: that, its title and text, and the number of the member who puts it.

    `title` takes the place of what they wrote. Raises Refusal for a number that isn't there, a sender whom nobody
    knows, one that was withdrawn, and a title that is none.
    """
    nth = petitions.number_in("motion", written)
    petition = session.get(Petition, ("motion", nth)) if nth else None
    if petition is None or nth is None:
        raise Refusal(f"There is no motion {written}. Write the number that the tab Motions has.")
    label = petitions.label("motion", nth)
    if petition.sender != petitions.MEMBER:
        raise Refusal(f"Nobody knows which member sent {label}, so nobody puts it. First say who it was.")
    if petition.state == petitions.PUT_ASIDE:
        raise Refusal(f"{label} was withdrawn, by the tab Motions. Change its state there first.")
    heading = title or cells.text(petition.said.get("heading", ""))
    if not 3 <= len(heading) <= LONGEST_TITLE:
        raise Refusal(f"{label} has no title of 3 to {LONGEST_TITLE} signs. Give it one with --title.")
    return nth, heading, petition.said.get("wording", ""), petition.member
