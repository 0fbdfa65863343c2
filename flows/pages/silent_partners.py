"""Silent partners: what the desk says while nobody has voted for a partner, and its delegates still can."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.bylaws.partnership_publicity import UNNAMED
from core.records import Election
from core.records.elections import PARTNERS
from flows.duties.partnership import flat_ballots, partnerships, told
from flows.pages.needs import Need, need
from flows.secretary import Secretary


def needs(secretary: Secretary, session: Session) -> Iterator[Need]:
    """P2, P11. What the desk says of flat votes in which a partner is silent: of partners, and never of delegates.

    A partner that the dashboard may not name is a partner organisation there; the command line names it.
    """
    mine = select(Election).where(Election.electorate == PARTNERS, Election.state == "open")
    for election in session.execute(mine.order_by(Election.closes_at, Election.key)).scalars():
        silent = flat_ballots.silent(secretary, session, election, at=secretary.now())
        if silent:
            closes = calendar.in_words(election.closes_at, election.zone)
            yield need(
                f"Nobody has voted for {_called(secretary, session, silent)} in “{election.title}”",
                f"Neither of its delegates has, and voting closes {closes}. Without a ballot it has no part in this.",
                "Ask whoever answers for it whether its delegates can vote. This says which partner it is.",
                command=f"canvass silent-partners {election.key}",
            )


def _called(secretary: Secretary, session: Session, silent: list[tuple[str, int]]) -> str:
    """The silent partners as the dashboard may call them."""
    on = calendar.day_of(secretary.now(), secretary.charter.zone)
    settled = {key: partnerships.of(session, key) for key, _ in silent}
    called = [
        told.as_told(settled[key], nth, to="third parties", on=on, charter=secretary.charter) or UNNAMED
        for key, nth in silent
    ]
    return ", ".join(dict.fromkeys(sorted(called, key=UNNAMED.__eq__)))  # how many are unnamed isn't said
