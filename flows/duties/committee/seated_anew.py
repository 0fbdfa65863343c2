"""Seated anew: who of those whom the committee recalled was put on it again, by a slate or by an exception."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.bylaws import committee
from core.records import Certificate, Exemption, Recall
from core.ruling import Ruling
from flows.duties.committee import succession

CLAUSE: Final = "S6"
"""The clause of recalls, from which an exception seats somebody again."""

Openings: TypeAlias = Sequence["Opening"]


@dataclass(frozen=True)
class Opening:
    """From and through which local days a term may begin; no last one: no end. A slate was `certified` at an instant.

    An exception has none: it begins on a later day than the recall.
    """

    first: date
    last: date | None
    certified: datetime | None


def openings(session: Session, merged: Mapping[str, str]) -> Mapping[str, Openings]:
    """S6. What may seat a member anew after a recall, by number.

    `merged` has the number that is kept for each that was merged into it.
    """
    found: dict[str, list[Opening]] = defaultdict(list)
    for slate in succession.slates(session):
        certified = session.get_one(Certificate, slate.key).at
        for number in slate.slate:
            found[merged.get(number, number)].append(Opening(slate.on, None, certified))
    for one in session.execute(select(Exemption).where(Exemption.clause == CLAUSE)).scalars():
        found[merged.get(one.number, one.number)].append(Opening(one.since, one.until, None))
    return found


def sits_again(session: Session, since: date, recall: Recall, openings: Openings) -> Ruling:
    """S6. Whether a term that begins on a local day is one in spite of a recall.

    A slate is later than a recall if it was certified later, on the same day, too.
    """
    certificate = session.get(Certificate, recall.election_key)
    later = [
        (one.first, one.last) for one in openings if _is_later(one, recall, certificate.at if certificate else None)
    ]
    return committee.sits_again(since, recalled=recall.on, openings=later)


def _is_later(one: Opening, recall: Recall, certified: datetime | None) -> bool:
    if one.certified is None or certified is None:
        return one.first > recall.on
    return one.certified > certified
