"""What is told of a partner: by its name, as a partner organisation, or not at all."""

from __future__ import annotations

import re
from datetime import date

from core.bylaws import partnership_publicity as rules
from core.bylaws.partnership_publicity import UNNAMED, Audience
from core.charter import Charter
from flows.duties.partnership.partnerships import Settled


def as_told(settled: Settled, nth: int, *, to: Audience, on: date, charter: Charter) -> str | None:
    """P11. How a partner is called before an audience; None where nothing of it may be told."""
    name = settled.name_of(nth)
    return rules.as_told(name, settled.publicity[name], to=to, on=on, charter=charter)


def neutral(text: str, settled: Settled, *, to: Audience, on: date, charter: Charter) -> str:
    """P11. A text without the names of partners that an audience may not know."""
    for name, publicity in settled.publicity.items():
        if rules.as_told(name, publicity, to=to, on=on, charter=charter) != name:
            words = r"\W+".join(map(re.escape, re.findall(r"\w+", name)))
            text = re.sub(rf"\b{words}\b", UNNAMED, text, flags=re.IGNORECASE)
    return text
