"""Outcomes: what became of what was handed in, and what of it waits for an organiser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from core import petitions
from core.petitions import Kind
from core.records import Petition
from flows.duties.committee import disclosures, putting
from flows.duties.petition import deciding
from flows.duties.petition.petition_tabs import Became
from flows.secretary import Secretary


def of(secretary: Secretary, session: Session, kind: Kind) -> Mapping[int, Became]:
    """M4, S8, S11. What stands of each petition of a kind beside its state, by number."""
    if kind == "dispute":
        return deciding.counting(session)
    if kind == "motion":
        return putting.became(secretary, session)
    return disclosures.became(secretary, session) if kind == "disclosure" else {}


def waiting(secretary: Secretary, session: Session, kind: Kind, known: Sequence[Petition]) -> list[Petition]:
    """M4, M7, S8, S11. What waits for an organiser, of what members sent in."""
    begins = [one for one in known if one.state == petitions.BEGINS[kind] and one.sender == petitions.MEMBER]
    if kind == "motion":
        return [one for one in begins if putting.waits(secretary, session, one)]
    if kind == "disclosure":
        return [one for one in begins if disclosures.waits(secretary, session, one)]
    return begins
