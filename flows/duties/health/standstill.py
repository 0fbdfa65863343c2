"""Standstill: votes of the book that reach nobody, or not everybody, unless a person acts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.records import Election
from flows.duties.election import announcing
from flows.duties.health.trouble import Trouble
from flows.duties.partnership import flat_ballots
from flows.secretary import Secretary

OCCASION = "organisers_notice"
"""The letter that tells of troubles."""

UNREACHED = (10, 25, 50, 75)
"""Percents of a roll whom no letter reaches. Beyond the first organisers are told at once, beyond each other anew."""


def voters(secretary: Secretary) -> Iterator[Trouble]:
    """Votes of whose voters many get no letter: by number, and anew the more they are."""
    with secretary.ledger.reading() as session:
        silent = [(election, announcing.unreachable(session, election.key)) for election in _open(session)]
    for election, number in silent:
        grade = sum(number * 100 > percent * election.roll_size for percent in UNREACHED)
        if not grade:
            continue
        what = f"{number} of {election.roll_size} voters of “{election.title}” get no letter"
        do = f"Telephone or write to them while voting is open. Who they are: canvass unreachable {election.key}"
        yield Trouble(f"unreachable/{election.key}", what, do, grade=grade)


def partners(secretary: Secretary) -> Iterator[Trouble]:
    """P2. Flat votes about to close in which a partner has no ballot. Which partner it is, no letter says (P11)."""
    with secretary.ledger.reading() as session:
        votes = list(_open(session))
        silent = [one for one in votes if flat_ballots.silent(secretary, session, one, at=secretary.now())]
    for election in silent:
        closes = calendar.in_words(election.closes_at, election.zone)
        what = f"nobody has voted for a partner in “{election.title}”, and voting closes {closes}"
        do = f"Ask that partner whether its delegates can vote. Which it is: canvass silent-partners {election.key}"
        yield Trouble(f"silent/{election.key}", what, do)


def _open(session: Session) -> Iterable[Election]:
    voting = select(Election).where(Election.state.in_(("frozen", "open"))).order_by(Election.key)
    return session.execute(voting).scalars()
