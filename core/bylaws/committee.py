"""How the committee decides: whether enough of it took part, and whether a motion carries."""

from __future__ import annotations

import math

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
