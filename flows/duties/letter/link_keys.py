"""The keys of candidates' links: destroyed once a race is decided and nobody is asked anything any more."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import letters
from core.numbers import many
from core.records import Letter, Race
from flows.duties.letter import personal
from flows.duties.race import races
from flows.secretary import Secretary


def destroy_old(secretary: Secretary) -> list[str]:
    """E4, E6. Destroy the keys of races that members have decided on, once no letter with a link is on its way.

    A race that ended without a vote keeps its key: if it is taken up again, the links in candidates' letters work.
    """
    with secretary.ledger.reading() as session:
        under_way = {one.key for one in races.under_way(session)}
        over = session.execute(select(Race.key).where(Race.ended_as == "").order_by(Race.key)).scalars()
        old = [key for key in over if key not in under_way and not _is_written_to(session, key)]
    kept = [key for key in old if secretary.keyring.read(personal.key_name(key)) is not None]
    for key in kept:
        secretary.keyring.destroy(personal.key_name(key))
    return [f"{many(len(kept), 'key')} of candidates' links destroyed."] if kept else []


def _is_written_to(session: Session, race: str) -> bool:
    """Whether a letter to one of its candidates is on its way."""
    mine = select(Letter.key).where(Letter.key.startswith(f"{race}.", autoescape=True))
    return session.execute(mine.where(Letter.state.not_in(letters.FINAL))).first() is not None
