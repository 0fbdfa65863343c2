"""Told: how partners are called before an audience, and texts in which nobody is named whom it may not know of."""

from __future__ import annotations

import re
from datetime import date

from core.bylaws import partnership_publicity as rules
from core.bylaws.partnership_publicity import UNNAMED, Audience
from core.charter import Charter
from flows.duties.partnership.partnerships import Settled


def as_told(settled: Settled, nth: int, *, to: Audience, on: date, charter: Charter) -> str | None:
    """P11. How a partner is called before an audience on a local day; None: not at all. We ourselves have our name."""
    partner = next(one for one in settled.partners if one.nth == nth)
    if partner.ours:
        return partner.name
    return rules.as_told(partner.name, settled.publicity[partner.name], to=to, on=on, charter=charter)


def neutral(text: str, settled: Settled, *, to: Audience, on: date, charter: Charter) -> str:
    """P11. The text with “a partner organisation” in the place of each partner's name that the audience may not know.

    Names are found in any case, whatever stands between their words.
    """
    for one in sorted(settled.partners, key=lambda partner: -len(partner.name)):
        words = re.findall(r"\w+", one.name)
        if words and as_told(settled, one.nth, to=to, on=on, charter=charter) != one.name:
            name = r"[\W_]+".join(map(re.escape, words))
            text = re.sub(rf"(?<!\w){name}(?!\w)", UNNAMED, text, flags=re.IGNORECASE)
    return text
