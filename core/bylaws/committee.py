"""How the committee decides: whether enough of it took part, and whether a motion carries."""

from __future__ import annotations

import math
from datetime import date

from core.bylaws.participation import DuesPaid, Participation
from core.calendar import day_in_words
from core.charter import Charter
from core.ruling import Ruling


def is_quorate(*, taking_part: int, active: int, charter: Charter) -> Ruling:
    """S9. Enough of the active members took part; whoever abstains takes part, whoever is on leave is not active.

    Raises ValueError for numbers of people that can't be.
    """
    if not 0 <= taking_part <= active:
        raise ValueError(f"{taking_part} of {active} active members can't have taken part. Correct the numbers.")
    needed = math.ceil(charter.committee.quorum.value * active)
    because = f"{taking_part} of {active} active members took part, {needed} needed"
    return Ruling(active > 0 and taking_part >= needed, "S9", because)


def carries(*, yes: int, no: int, charter: Charter) -> Ruling:
    """S8. A motion without consensus carries by the charter's majority of those who voted yes or no.

    Raises ValueError for numbers of votes that can't be.
    """
    if yes < 0 or no < 0:
        raise ValueError(f"{yes} yes and {no} no can't be numbers of votes. Correct them.")
    needed = math.ceil(charter.committee.majority.value * (yes + no))
    return Ruling(yes > 0 and yes >= needed, "S8", f"{yes} of {yes + no} voted yes, {max(needed, 1)} needed")


def have_paid(facts: Participation, *, on: date, charter: Charter) -> Ruling:
    """S2. Whether a nominee's dues are on record as paid on a day, and where: in the tab Members, or on a list."""
    places = [*(["the tab Members"] if facts.dues_paid else []), *(_paid(one) for one in facts.dues if one.covers(on))]
    dues = f"dues to {charter.membership.dues_paid_to}"
    if not places:
        over = [_paid(one) for one in facts.dues]
        past = f"; they were by {', '.join(over)}" if over else ""
        return Ruling(False, "S2", f"{dues} are not on record{past}")
    return Ruling(True, "S2", f"{dues} are on record: {', '.join(places)}")


def is_registered(facts: Participation) -> Ruling:
    """S2. Whether a nominee is on a list of registered voters. Somebody of their name there is not yet they."""
    found = facts.registration
    if found is None:
        return Ruling(False, "S2", "no list of registered voters has them")
    if not found.confirmed:
        remedy = "if it is they, write their number beside it, in a column Member id"
        return Ruling(False, "S2", f"somebody of their name is registered to vote ({found.place}); {remedy}")
    return Ruling(True, "S2", f"they are registered to vote ({found.place})")


def _paid(one: DuesPaid) -> str:
    """Where dues are on record, since when and until when."""
    since = f", paid on {day_in_words(one.on)}" if one.on else ""
    return f"{one.place}{since}{f', good through {day_in_words(one.through)}' if one.through else ''}"
