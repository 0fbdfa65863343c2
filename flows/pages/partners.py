"""The page “partners”: each partnership, what it still has to settle, what is due in it, and its votes side by side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

import templates
from core import calendar
from flows.duties.partnership import partnerships
from flows.pages import charter_state, parallel, partner_dates, silent_partners
from flows.pages.needs import Address, Need
from flows.secretary import Secretary


def partners_page(secretary: Secretary, *, inside: bool = False) -> str:
    """P1-P12. The page “partners”: titles and days. It names nobody, and no partner that is private (P11).

    An organiser's command line, which is `inside`, has all delegates by their partners and numbers, too.
    """
    charter = secretary.charter
    with secretary.ledger.reading() as session:
        found = [partnerships.of(session, key) for key in partnerships.under_way(session)]
        facts = {
            "organisation": charter.name,
            "as_of": calendar.in_words(secretary.now(), charter.zone),
            "has_partners": charter.partnership is not None,
            "partnerships": [_partnership(secretary, session, one, inside=inside) for one in found],
        }
    return templates.artifact("partners", facts)


def _partnership(
    secretary: Secretary, session: Session, settled: partnerships.Settled, *, inside: bool
) -> dict[str, Any]:
    return {
        "key": settled.key,
        "title": settled.partnership.title,
        "agreed": bool(partnerships.is_agreed(settled)),
        **charter_state.facts(secretary, session, settled),
        **partner_dates.of(secretary, session, settled, inside=inside),
        "votes": parallel.votes(secretary, session, settled),
    }


def needs(secretary: Secretary, session: Session, address: Address) -> Iterator[Need]:
    """P1-P12. What waits for a person in the partnerships, with who acts and by which door."""
    if secretary.charter.partnership is None:
        return
    for settled in [partnerships.of(session, key) for key in partnerships.under_way(session)]:
        yield from charter_state.needs(secretary, session, settled, address)
    yield from silent_partners.needs(secretary, session)
    yield from partner_dates.needs(secretary, session, address)
    yield from parallel.needs(secretary, session, address)
