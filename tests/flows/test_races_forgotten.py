"""What is kept of a race is forgotten by its age, also where nobody ever wrote down the day of the election."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from core.columns import Record
from core.records import Candidate, Fact, Race
from flows.duties.privacy import retention
from tests.flows.club import Club

YEAR = timedelta(days=366)


def _kept(club: Club, table: type[Record]) -> int:
    with club.secretary.ledger.reading() as session:
        return len(session.execute(select(table)).scalars().all())


@pytest.mark.parametrize("days", [-1, 1])
def test_a_race_without_a_day_is_over_a_year_after_it_was_opened(with_candidates: Club, days: int) -> None:
    """M8. A year later candidates' addresses have been kept long enough, another two years later the facts, too."""
    club = with_candidates
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        pen.session.execute(update(Race).values(election_day=None))
        opened = pen.session.execute(select(Race.opened_at)).scalars().one()
    club.at(opened + timedelta(days=2 * 365 + days + 1))
    assert retention.carry_out(club.secretary).counts["addresses of candidates"] == (3 if days > 0 else 0)
    with club.secretary.ledger.reading() as session:
        emails = {one.email for one in session.execute(select(Candidate)).scalars()}
    assert (emails == {""}) is (days > 0)
    assert _kept(club, Fact)
    club.at(opened + 5 * YEAR)
    retention.carry_out(club.secretary)
    assert _kept(club, Fact) == 0
