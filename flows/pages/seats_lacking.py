"""Seats lacking: what a person does where the committee has too few members, or too many, by how it came to that."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from core.bylaws import tenure
from core.charter import Charter
from core.ruling import Ruling
from flows.duties.committee import succession
from flows.duties.committee.succession import Confirmed
from flows.duties.nomination import slate_seats
from flows.pages.needs import Address, Need, need, sentence

WHAT = "The committee doesn’t have as many members as it has to"


def number_of_seats(
    session: Session, complete: Ruling, filled: int, address: Address, *, on: date, charter: Charter
) -> Need:
    """S1, S6. How many seats are filled on a local day doesn't hold by `complete`: the next thing that can be done."""
    why = f"{sentence(complete.because)[:-1]} ({complete.clause})."
    if charter.tenure and filled > charter.tenure.most.value:
        do = "Whoever has no seat is taken out of the tab Committee, or their seat’s last day is written under Until."
        return need(WHAT, why, do, page="committee", address=address)
    slate = _in_force(session, on=on, charter=charter)
    if slate is None:
        return _without_slate(why, address)
    if slate_seats.seats_in_words(session, slate.year, on=on):
        do = "Enter the rows of the slate that the members confirmed in the tab Committee; the page has them."
        return need(WHAT, why, do, page=f"nominations-{slate.year}", address=address)
    return need(
        WHAT,
        why,
        "Nobody on the slate waits for a row. Enter whoever fills a vacancy in the tab Committee, and record that they "
        "do, and why: without that their row doesn’t count.",
        door="seat",
        command="canvass seat MEMBER --fills-a-vacancy",
        page="committee",
        address=address,
    )


def _without_slate(why: str, address: Address) -> Need:
    return need(
        WHAT,
        why,
        "No slate is confirmed here whose terms last. Enter whoever has a seat, or fills a vacancy, in the tab "
        "Committee, with the day from which on; if nobody does, let the members vote on a slate (doors consensus and "
        "slate).",
        page="committee",
        address=address,
    )


def _in_force(session: Session, *, on: date, charter: Charter) -> Confirmed | None:
    """S6. The slate that was confirmed last, as long as the terms that it began last."""
    last = next(reversed(succession.slates(session)), None)
    through = tenure.term_through(last.on, charter=charter) if last else None
    return last if through is None or on <= through else None
