"""The stage of a partnership: its pass, and what was decided there."""

from __future__ import annotations

from sqlalchemy import select

from core.records import Election, ParallelVote
from flows.partners import carry_on_with_partners
from flows.rehearsal import acted
from flows.rehearsal.acted import Acted

KEY = "garden-27"


class Partnered(Acted):
    """What partners do together, on stage."""

    title = "The partnership"

    def a_pass(self) -> str:
        """The hourly pass, and the letters that it plans on their way. Returns what the pass says."""
        said = carry_on_with_partners()
        self.letters_out()
        return said

    def decided(self) -> list[str]:
        """The sentence of each vote, and the step on which the partners agreed."""
        with self.secretary.ledger.reading() as session:
            votes = session.execute(select(Election).order_by(Election.closes_at, Election.key)).scalars().all()
            steps = session.execute(select(ParallelVote).order_by(ParallelVote.key)).scalars().all()
        said = [f"{one.title}: {(one.contests[0].count or {}).get('sentence', 'not counted')}" for one in votes]
        return [*said, *(f"{one.title}: the partners decided: {one.settled}" for one in steps if one.settled)]


Act = acted.Act[Partnered]
