"""Notices: what the organisers have to hear of although nobody is looking at the dashboard, each thing once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.records import Letter
from flows.duties.health import standstill
from flows.duties.health.trouble import Look, Trouble, in_number
from flows.duties.letter import outbox
from flows.secretary import Secretary

OCCASION = standstill.OCCASION

REMEMBERED = timedelta(days=7)
"""Whatever is still wrong so long after it was told is told again."""

QUIET = timedelta(hours=3)
"""What was mended and breaks again is told again after so long, times how often it was told in the past week."""

ABOUT, OVER = "about", "over"
"""What stands beside each line of such a letter and isn't shown: its troubles and their grades; those found no more."""


@dataclass
class Told:
    """What organisers last heard of a trouble: in which letter, how bad it was, and how often in the past week."""

    letter: Letter
    grade: int
    times: int

    def covers(self, trouble: Trouble, *, now: datetime) -> bool:
        """Whether it is no news. Worse is news, and so is what was over; but what comes and goes is no flood."""
        if trouble.grade > self.grade:
            return False
        again = self.letter.planned_at + QUIET * self.times
        return trouble.key not in _over(self.letter) or now < again


def tell(secretary: Secretary, found: Look) -> str:
    """Plan one letter about everything that is news; twice is once. Says what it did.

    News is what wasn't told within a week, is worse than it was told, or was over since.
    """
    address, now = secretary.settings.mail_reply_to, secretary.now()
    with secretary.ledger.writing(now) as pen:
        told = _told(pen.session, now)
        news = [one for one in found.troubles if one.key not in told or not told[one.key].covers(one, now=now)]
        _note_what_is_over(told, found)
        if not news:
            return "The organisers have nothing new to be told."
        key = _letter_key(news, now)
        if pen.session.get(Letter, key) is not None:
            return "The organisers were told."
        # Troubles of last week are no news: by then the next letter says how things stand.
        late = now + REMEMBERED
        letter = outbox.plan(
            key, occasion=OCCASION, election=None, at=now, to=[address], facts=_facts(secretary, news), not_after=late
        )
        pen.session.add(letter)
        pen.log("letter.planned", letter=key, size=1)
    return f"A letter to the organisers is planned, about {len(news)} of {len(found.troubles)} troubles."


def _told(session: Session, now: datetime) -> dict[str, Told]:
    """What was told lately. A letter that is held, or came too late, counts: the desk says so of it."""
    since = select(Letter).where(Letter.occasion == OCCASION, Letter.planned_at > now - REMEMBERED)
    told: dict[str, Told] = {}
    for letter in session.execute(since.order_by(Letter.planned_at, Letter.key)).scalars():
        for key, grade in _grades(letter).items():
            told[key] = Told(letter, grade, told[key].times + 1 if key in told else 1)
    return told


def _lines(letter: Letter) -> list[dict[str, Any]]:
    """What a letter said, line by line; nothing, once that is forgotten."""
    lines: list[dict[str, Any]] = letter.facts.get("troubles", [])
    return lines


def _grades(letter: Letter) -> dict[str, int]:
    """What a letter told of. Those of older releases know no grades."""
    return {key: grade for line in _lines(letter) for key, grade in line.get(ABOUT, {line["key"]: 1}).items()}


def _over(letter: Letter) -> set[str]:
    return {key for line in _lines(letter) for key in line.get(OVER, ())}


def _note_what_is_over(told: Mapping[str, Told], found: Look) -> None:
    over = {key for key, last in told.items() if key not in _over(last.letter) and found.is_over(key)}
    for letter in {told[key].letter for key in over}:
        lines = [
            {**line, OVER: sorted({*line.get(OVER, ()), *(over & line.get(ABOUT, {line["key"]: 1}).keys())})}
            for line in _lines(letter)
        ]
        letter.facts = {**letter.facts, "troubles": lines}


def _letter_key(news: Sequence[Trouble], now: datetime) -> str:
    about = hashlib.sha256("\n".join(sorted(f"{one.key} {one.grade}" for one in news)).encode()).hexdigest()[:8]
    return f"organisers/{now:%Y-%m-%dt%H}-{about}"


def _facts(secretary: Secretary, news: Sequence[Trouble]) -> dict[str, Any]:
    return {
        "organisation": secretary.charter.name,
        "reply_to": secretary.settings.mail_reply_to,
        "as_of": calendar.in_words(secretary.now(), secretary.charter.zone),
        "desk": f"{secretary.settings.dashboard}/artifacts/key/desk",
        "troubles": [_in_one_line(alike) for alike in _alike(news)],
    }


def _alike(news: Sequence[Trouble]) -> list[list[Trouble]]:
    """Those that read the same but for their number, together."""
    found: dict[str, list[Trouble]] = {}
    for one in news:
        found.setdefault(one.more or one.key, []).append(one)
    return list(found.values())


def _in_one_line(alike: Sequence[Trouble]) -> dict[str, Any]:
    first, number = alike[0], sum(one.number for one in alike)
    what = in_number(number, first.what, first.more) if first.more else first.what
    return {"key": first.key, "what": what, "do": first.do, ABOUT: {one.key: one.grade for one in alike}}
