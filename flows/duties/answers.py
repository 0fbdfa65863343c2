"""What organisers have answered and decided beside the sheets, as the book keeps it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from core.people import Answers
from flows.duties import deciding, petitions


def given(session: Session) -> Answers:
    """Every answer and decision that counts now, and the senders of forms who are still to be asked for."""
    return Answers(conceded=deciding.conceded(session), senders=petitions.unplaced(session))
