"""Told: what every letter, page, pack, calendar, sheet and form may say of partner organisations, and to whom."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.bylaws import partnership_publicity as publicity
from core.bylaws.partnership_publicity import Audience, Publicity
from core.charter import Charter
from core.records import Partner, Partnership
from core.ruling import Ruling
from flows.duties.partnership import partnerships
from flows.duties.partnership.partnerships import Settled
from flows.secretary import Secretary

EVERYBODY: Audience = "third parties"
"""Whom pages, packs, calendars, sheets and press releases are for."""

OURS = Publicity("what we do together", "what we do together", "what we do together")
"""Nobody's secret: the organisation that runs Canvass."""

PICTURE = re.compile(r"(data:image/svg\+xml;base64,)([A-Za-z0-9+/=]+)")
"""A picture on a page. Its words are looked through, too, and its code is none."""


NOTHING_WENT_OUT = ", so nothing of it went out"


class NotToBeTold(Exception):
    """A letter's words name a partner that its readers may not be told of. The message names nobody."""


@dataclass(frozen=True)
class Discretion:
    """What may be told of all partners there ever were, on a local day. `partners` has ours and the charter's, too."""

    partners: Mapping[str, Publicity] = field(repr=False)
    on: date
    charter: Charter

    def is_kept(self, texts: Iterable[str], *, to: Audience) -> Ruling:
        """P11. Whether texts keep to what an audience may be told; the reason names nobody."""
        if not self.partners:
            return Ruling(True, "P11", "there are no partners")
        together = "\n.\n".join(map(str, texts))
        return publicity.is_kept(together, self.partners, to=to, on=self.on, charter=self.charter)

    def of_question(self, *, shown: Iterable[str], read: Iterable[str]) -> list[Ruling]:
        """P11. Whether a question keeps to it: what is `shown` is for everybody, what is `read` for whoever may vote.

        Those are our members and the partners' delegates, in a flat vote as in parallel.
        """
        shown = [*shown]
        whole = [*shown, *read]
        seen: dict[Audience, list[str]] = {EVERYBODY: shown, "members": whole, "partners": whole}
        return [self.is_kept(words, to=audience) for audience, words in seen.items()]

    def neutral(self, text: str, *, to: Audience = EVERYBODY) -> str:
        """P11. A text, or a page with its pictures, with other words for names that an audience may not know."""
        if not self.partners:
            return text
        parts = PICTURE.split(text)
        for at in range(0, len(parts), 3):
            parts[at] = self._plain(parts[at], to)
        for at in range(2, len(parts), 3):
            parts[at] = self._drawn(parts[at], to)
        return "".join(parts)

    def _plain(self, text: str, to: Audience) -> str:
        return publicity.without_names(text, self.partners, to=to, on=self.on, charter=self.charter)

    def _drawn(self, code: str, to: Audience) -> str:
        drawn = base64.b64decode(code).decode()
        plain = self._plain(drawn, to)
        return code if plain == drawn else base64.b64encode(plain.encode()).decode()


def everybody(session: Session, *, charter: Charter) -> dict[str, Publicity]:
    """P11. What may be told of each partner of every partnership that ever was, by its name; of ours, everything.

    Of a partner in several of them the stricter holds, and one of a partnership that ended stays as private as it was.
    Empty where the charter knows no partnerships, or there never was one.
    """
    if charter.partnership is None:
        return {}
    keys = session.execute(select(Partnership.key).order_by(Partnership.begun_at, Partnership.key)).scalars().all()
    found: dict[str, Publicity] = {}
    for key in keys:
        for name, said in of(partnerships.of(session, key)).items():
            known = found.get(name, said)
            found[name] = known if said == OURS else publicity.strictest(known, said, charter=charter)
    names = (charter.name, charter.short_name)
    return {**dict.fromkeys(names, OURS), **found} if found else {}


def of(settled: Settled) -> dict[str, Publicity]:
    """P11. What may be told of each partner of a partnership, by its name; of ours, everything."""
    ours = {one.name for one in settled.partners if one.ours}
    return {name: OURS if name in ours else said for name, said in settled.publicity.items()}


def as_of(session: Session, *, at: datetime, charter: Charter) -> Discretion:
    """What may be told at an instant in UTC, on the local day that it is then."""
    return Discretion(everybody(session, charter=charter), calendar.day_of(at, charter.zone), charter)


def now(secretary: Secretary) -> Discretion:
    """What may be told now."""
    with secretary.ledger.reading() as session:
        return as_of(session, at=secretary.now(), charter=secretary.charter)


def as_told(settled: Settled, nth: int, *, to: Audience, on: date, charter: Charter) -> str | None:
    """P11. How a partner, by its number, is called before an audience: by name, without, or, with None, not at all."""
    name = settled.name_of(nth)
    return publicity.as_told(name, of(settled)[name], to=to, on=on, charter=charter)


def neutral(text: str, told: Settled | Mapping[str, Publicity], *, to: Audience, on: date, charter: Charter) -> str:
    """P11. A text in which “a partner organisation” stands for each name that an audience may not know.

    The partners are those of a partnership, or of all that ever were (`everybody`).
    """
    partners = of(told) if isinstance(told, Settled) else told
    return Discretion(partners, on, charter).neutral(text, to=to)


# ── where it is asked ──────────────────────────────────────────────────────────────────────────────

TO_PARTNER = "to_partner"
"""The fact of a letter that goes to people of one partner alone, who may read their own organisation's name."""


def to_partner(settled: Settled, nth: int) -> dict[str, Any]:
    """That fact, for a partner by its number. It is taken out before the letter is written."""
    return {TO_PARTNER: {"partnership": settled.key, "partner": nth}}


def check_letter(
    secretary: Secretary, parts: Sequence[str], *, to: Sequence[Audience], own: Mapping[str, Any] | None
) -> None:
    """P11. Raises NotToBeTold for a letter whose readers may not know a partner that it names.

    `parts` are its subject, preview, page and text; `own` says whose people it goes to, if it is one partner's alone.
    """
    with secretary.ledger.reading() as session:
        discretion = as_of(session, at=secretary.now(), charter=secretary.charter)
        theirs = session.get(Partner, (own["partnership"], own["partner"])) if own and discretion.partners else None
    if theirs is not None:
        known = {**discretion.partners, theirs.name: OURS}
        discretion = Discretion(known, discretion.on, discretion.charter)
    for audience in to:
        ruling = discretion.is_kept([*parts, *map(_shown, parts)], to=audience)
        if not ruling:
            raise NotToBeTold(f"{ruling.because} ({ruling.clause}){NOTHING_WENT_OUT}")


def _shown(page: str) -> str:
    """A page's words, without its elements."""
    return html.unescape(re.sub(r"<[^>]*>", "", page))


def rows(secretary: Secretary, table: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """P11. The rows of a sheet that everybody with its link can read, without names that these may not know."""
    discretion = now(secretary)
    return [[discretion.neutral(cell) if isinstance(cell, str) else cell for cell in row] for row in table]
