"""Minutes: what was decided about the organisation itself, a line for each decision, in the order of their days."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import secrecy
from core.ledger import Pen
from core.records import Contest, Minute


def write(pen: Pen, key: str, *, on: date, title: str, sentence: str, clause: str) -> bool:
    """S8. Add a line to the minutes, once under its key; the log holds its fingerprint. False: it stands there already.

    `on` is a local day, `sentence` one that states what was decided, and by which rule.
    """
    if pen.session.get(Minute, key) is not None:
        return False
    pen.session.add(Minute(key=key, on=on, at=pen.at, title=title, sentence=sentence, clause=clause))
    pen.log("minute.written", minute=key, fingerprint=secrecy.fingerprint([on.isoformat(), title, sentence, clause]))
    return True


def key_of(contest: Contest) -> str:
    """The key of the line that says what came of a contest."""
    return f"{contest.election_key}/{contest.position}"


def of_contest(session: Session, contest: Contest) -> str:
    """P9. What came of a certified contest, in the sentence that its letters tell."""
    return session.get_one(Minute, key_of(contest)).sentence


def lines(session: Session, *, year: int | None = None) -> list[Minute]:
    """Every line, or those of a year, the newest first."""
    found = session.execute(select(Minute).order_by(Minute.on.desc(), Minute.at.desc(), Minute.key)).scalars()
    return [one for one in found if year is None or one.on.year == year]
