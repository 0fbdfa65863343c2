"""Told: how a partner is called before an audience, and texts in which no partner stands that it may not know of."""

from __future__ import annotations

import re
from datetime import date

from core.bylaws import partnership_publicity as publicity
from core.bylaws.partnership_publicity import UNNAMED, Audience
from core.charter import Charter
from flows.duties.partnership.partnerships import Settled


def as_told(settled: Settled, nth: int, *, to: Audience, on: date, charter: Charter) -> str | None:
    """P11. How a partner is called before an audience on a local day; None where it isn't mentioned at all."""
    name = settled.name_of(nth)
    return publicity.as_told(name, settled.publicity[name], to=to, on=on, charter=charter)


def neutral(text: str, settled: Settled, *, to: Audience, on: date, charter: Charter) -> str:
    """P11. A text with “a partner organisation” for each partner that the audience may not know by name."""
    unnamed = [
        one.name
        for one in settled.partners
        if as_told(settled, one.nth, to=to, on=on, charter=charter) != one.name and re.search(r"\w", one.name)
    ]
    for name in sorted(unnamed, key=len, reverse=True):
        words = r"\W+".join(map(re.escape, re.findall(r"\w+", name)))
        text = re.sub(rf"(?<!\w){words}(?!\w)", UNNAMED, text, flags=re.IGNORECASE)
    return text
