"""What organisers have answered and decided beside the sheets, as the book keeps it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import answers as answering
from core.answers import Answer
from core.bylaws.participation import Excepted
from core.calendar import day_in_words, day_of
from core.decisions import Answers
from core.gaps import Held
from core.records import Excuse, Exemption
from flows.duties.annual import proposals
from flows.duties.membership import answered
from flows.duties.nomination import placing
from flows.duties.partnership import placing as delegates
from flows.duties.petition import deciding, petitions


def given(session: Session, lines: Collection[str], said: Iterable[Answer] | None = None, *, zone: str) -> Answers:
    """Every answer and decision that counts now, and the senders of forms who are still to be asked for.

    Of answers about people, those in `said` instead of the saved ones. `lines` are the member numbers of the tab
    Members; `zone` is the organisation's, for the days on which it decided.
    """
    counting = list(answered.saved(session).values() if said is None else said)
    return Answers(
        aliases=answering.aliases(counting),
        merged=answering.merged(counting, lines),
        conceded=deciding.conceded(session),
        excused=_excused(session, zone),
        exceptions=_exceptions(session),
        senders=(
            *petitions.unplaced(session),
            *proposals.unplaced(session),
            *placing.unplaced(session),
            *delegates.unplaced(session),
        ),
    )


def _excused(session: Session, zone: str) -> dict[Held, str]:
    """Events without a sign-in sheet that mustn't count against anybody, with where that is on record."""
    excuses = session.execute(select(Excuse).where(~Excuse.lifted)).scalars()
    return {
        (one.event_code, one.held_on): f"no sign-in sheet, excused on {day_in_words(day_of(one.at, zone))}"
        for one in excuses
    }


def _exceptions(session: Session) -> dict[str, tuple[Excepted, ...]]:
    """The exceptions that were made, by member number."""
    found: dict[str, list[Excepted]] = defaultdict(list)
    for one in session.execute(select(Exemption).order_by(Exemption.number, Exemption.since)).scalars():
        found[one.number].append(Excepted(one.clause, one.since, one.until, one.decided_by))
    return {number: tuple(of) for number, of in found.items()}
