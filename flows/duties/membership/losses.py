"""Losses: what was on record and is no longer on the sheets, because somebody deleted or changed a row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.bylaws.participation import Participation as Facts
from core.cited import plain
from core.ledger import Pen
from core.notices import Doubt
from core.records import Event, Gone, Participation, Person, Volunteering
from flows.duties.membership import told

LISTED_FOR = timedelta(weeks=6)
"""So long somebody can see that something is gone. After that it is in the log only."""

SHOWN = 3
"""Of what is gone of somebody whose vote is in doubt, so much is quoted; that is enough to find it."""

ATTENDED, VOLUNTEERED, MEMBER = "attended", "volunteered", "member"


@dataclass(frozen=True)
class Loss:
    """Something that was on record of a member at `place`: an event, a shift, or their line in the tab Members."""

    number: str
    kind: str
    on: date
    what: str
    place: str

    def __str__(self) -> str:
        """What is gone, by member number and day. What it was is typed freely, so it stays out of the dashboard."""
        if self.kind == MEMBER:
            return f"{self.number} is no longer in the tab Members, and nothing that was on record for them counts"
        day = calendar.day_in_words(self.on)
        return (
            f"{self.number}: what they {_DID[self.kind]} on {day} is no longer on the sheets; it stood in {self.place}"
        )

    @property
    def key(self) -> tuple[str, str, date, str]:
        """What makes it the same loss, however it is written."""
        return self.number, self.kind, self.on, plain(self.what)


_ON_A_SHEET = re.compile(r", row \d+$")
"""What was decided has another place, and isn't lost when it is decided otherwise."""

_DID = {ATTENDED: "attended", VOLUNTEERED: "volunteered for"}


def note(pen: Pen, found: Mapping[str, Facts], moved: Callable[[str], str], zone: str) -> int:
    """Note what is on record and not among the facts that were found now. Returns how many losses are new, or over.

    Call it before the facts are written. A row that moved is no loss, nor is an event that has another name or day now:
    of one member and day, only what wasn't replaced is lost. `moved` says under which number an older one is kept.
    What is found again, and what is older than some weeks, is no longer listed.
    """
    now = {_key(number, one) for number, facts in found.items() for one in _all(facts)}
    today = calendar.day_of(pen.at, zone)
    fresh = [one for one in _lost(_on_record(pen.session), now, moved) if one.number in found]
    gone = {number for number in pen.session.execute(select(Person.number)).scalars() if moved(number) not in found}
    fresh += [Loss(number, MEMBER, today, "", "Members") for number in sorted(gone)]
    over = 0
    known = set()
    for row in pen.session.execute(select(Gone)).scalars():
        one = Loss(moved(row.number), row.kind, row.on, row.what, row.place)
        back = one.number in found if one.kind == MEMBER else one.key in now
        if back or one.key in known or calendar.day_of(row.noticed_at, zone) + LISTED_FOR < today:
            pen.session.delete(row)
            over += 1
        else:
            known.add(one.key)
            over += row.number != one.number
            row.number = one.number
    pen.session.flush()
    new = [one for one in {one.key: one for one in fresh}.values() if one.key not in known]
    pen.session.add_all(Gone(**vars(one), noticed_at=pen.at) for one in new)
    if new:
        pen.log("records.gone", number=len(new), records=sorted(f"{one.number} {one.on} {one.kind}" for one in new))
    return len(new) + over


def listed(session: Session) -> tuple[Loss, ...]:
    """All losses that are listed, by member and day."""
    rows = session.execute(select(Gone)).scalars()
    found = (Loss(row.number, row.kind, row.on, row.what, row.place) for row in rows)
    return tuple(sorted(found, key=lambda one: one.key))


def in_words(number: str, doubt: Doubt, gone: Iterable[Loss]) -> str:
    """M4. Why an organiser has to look at a member's vote, and which records of theirs are known to be gone."""
    words = told.in_words(number, doubt)
    mine = [one for one in gone if one.number == number and one.kind != MEMBER]
    shown = [f"{one.place}, of {calendar.day_in_words(one.on)}" for one in mine[:SHOWN]]
    more = len(mine) - len(shown)
    return f"{words} Gone: {'; '.join([*shown, *([f'and {more} more'] if more else [])])}." if mine else words


def of_others(gone: Iterable[Loss], doubts: Iterable[tuple[str, Doubt]]) -> tuple[Loss, ...]:
    """The losses of those whose vote isn't in doubt: what is gone of the others is told with the doubt."""
    in_doubt = {number for number, _ in doubts}
    return tuple(one for one in gone if one.number not in in_doubt)


def _lost(before: Iterable[Loss], now: set[tuple[str, str, date, str]], moved: Callable[[str], str]) -> Iterator[Loss]:
    """What is missing now, less what came in its place on the same day."""
    kept = [Loss(moved(one.number), one.kind, one.on, one.what, one.place) for one in before]
    known = {one.key for one in kept}
    replaced = Counter((number, kind, on) for number, kind, on, what in now if (number, kind, on, what) not in known)
    names_now = {(number, what) for number, kind, _, what in now if kind == ATTENDED}
    for one in kept:
        if one.key in now or (one.kind == ATTENDED and (one.number, plain(one.what)) in names_now):
            continue
        if replaced[one.number, one.kind, one.on]:
            replaced[one.number, one.kind, one.on] -= 1
        else:
            yield one


def _all(facts: Facts) -> Iterator[tuple[str, date, str]]:
    yield from ((ATTENDED, one.on, one.event) for one in facts.attended)
    yield from ((VOLUNTEERED, one.on, one.activity) for one in facts.volunteered)


def _key(number: str, one: tuple[str, date, str]) -> tuple[str, str, date, str]:
    kind, on, what = one
    return number, kind, on, plain(what)


def _on_record(session: Session) -> Iterator[Loss]:
    """All that is on record until now, as if it were lost."""
    came = (
        select(Person.number, Event.held_on, Event.code, Participation.place)
        .join(Participation, Participation.person_id == Person.id)
        .join(Event, Event.code == Participation.event_code)
    )
    helped = select(Person.number, Volunteering.on, Volunteering.activity, Volunteering.place).join(
        Volunteering, Volunteering.person_id == Person.id
    )
    for kind, asked in ((ATTENDED, came), (VOLUNTEERED, helped)):
        found = (Loss(number, kind, on, what, place) for number, on, what, place in session.execute(asked))
        yield from (one for one in found if _ON_A_SHEET.search(one.place))
