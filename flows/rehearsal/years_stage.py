"""The stage of a year: its pass, and what it decided."""

from __future__ import annotations

from flows.duties.committee import minutes
from flows.rehearsal import acted
from flows.rehearsal.acted import Acted
from flows.year import carry_on_the_year

YEAR = 2027


class AYear(Acted):
    """A year on stage."""

    title = "The year"

    def a_pass(self) -> str:
        """The hourly pass, and the letters that it plans on their way. Returns what the pass says."""
        said = carry_on_the_year()
        self.letters_out()
        return said

    def decided(self) -> list[str]:
        """The lines of the minutes."""
        with self.secretary.ledger.reading() as session:
            return [f"{one.title}: {one.sentence}" for one in minutes.lines(session, year=YEAR)]


Act = acted.Act[AYear]
