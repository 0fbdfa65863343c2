"""On record: what a decision takes from somebody's records is brought down where it is known what they have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from core.bylaws import membership
from core.bylaws.participation import Participation
from core.charter import Charter
from core.ledger import Pen
from core.records import ToldStatus
from flows.duties.membership import told


def shorten(
    pen: Pen,
    before: Mapping[str, Participation],
    without: Callable[[Participation], Participation],
    *,
    on: date,
    charter: Charter,
) -> int:
    """M4. A decision takes something from members' records: in its stroke, bring down what they are known to have.

    So nobody has to confirm it, as they would if rows had vanished. Whoever was seen to have a vote that lasts longer
    than the records before the decision gave it stays a matter for a person. Returns of how many the vote is shorter.
    """
    shortened = 0
    for number, facts in before.items():
        row = pen.session.get(ToldStatus, number)
        had = membership.voting_until(facts, on=on, charter=charter)
        has = membership.voting_until(without(facts), on=on, charter=charter)
        if row is None or row.until is None or had is None or row.until > had or has == had:
            continue
        told.lower(pen, number, has)
        shortened += 1
    if shortened:
        pen.log("status.shortened", people=shortened)
    return shortened
