"""What is on record of the committee's members beside the tab Committee: recusals, resignations, and recalls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.bylaws.seating import Seat
from core.records import Recall, Recusal
from flows.duties.committee import resigning, seated_anew, succession


def recusals(session: Session, *, race: str = "") -> list[Recusal]:
    """S11. Every recusal on record that counts, by member and race; of one race, if asked."""
    counts = select(Recusal).where(Recusal.until.is_(None)).order_by(Recusal.race_key, Recusal.number, Recusal.nth)
    return [one for one in session.execute(counts).scalars() if race in ("", one.race_key)]


def recalls(session: Session) -> list[Recall]:
    """S6. Every recall on record, the oldest first."""
    return list(session.execute(select(Recall).order_by(Recall.on, Recall.election_key)).scalars())


def joined(
    session: Session, terms: Mapping[str, list[Seat]], *, merged: Mapping[str, str] | None = None
) -> dict[str, list[Seat]]:
    """S1, S6, S11. The terms of every member, by number, with the recusals, resignations and recalls on record of them.

    And with the slates that members confirmed, which end terms and begin them.
    `merged` has the number that is kept for each that was merged into it.
    """
    kept = merged or {}
    races: dict[str, list[str]] = defaultdict(list)
    ended: dict[str, list[Recall]] = defaultdict(list)
    for recusal in recusals(session):
        races[kept.get(recusal.number, recusal.number)].append(recusal.race_key)
    for recall in recalls(session):
        ended[kept.get(recall.number, recall.number)].append(recall)
    anew = seated_anew.openings(session, kept) if ended else {}
    resigned: dict[str, list[date]] = defaultdict(list)
    for number, days in resigning.of_members(session).items():
        resigned[kept.get(number, number)].extend(days)
    whole = {
        number: [
            _with(
                resigning.given_up(one, resigned.get(number, ())),
                races.get(number, ()),
                [each.on for each in ended.get(number, ()) if _ends(session, each, one, anew.get(number, ()))],
            )
            for one in held
        ]
        for number, held in terms.items()
    }
    return succession.joined(session, whole)


def _with(seat: Seat, races: Sequence[str], ended: Sequence[date]) -> Seat:
    """With what is on record beside the row; `ended` are the days of the recalls that end it."""
    recused = tuple(dict.fromkeys((*seat.recused, *races)))
    return replace(seat, recused=recused, recalled=min(ended, default=None))


def _ends(session: Session, recall: Recall, seat: Seat, openings: seated_anew.Openings) -> bool:
    """S6. A recall ends the term in which it comes, and each later one that nothing but its row begins."""
    if seat.since < recall.on:
        return True  # also beyond its end, where the term goes on
    return not seated_anew.sits_again(session, seat.since, recall, openings)
