"""A vote of the committee to be: when it is open, and how one on a matter is drafted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from pydantic import Field
from sqlalchemy.orm import Session

from core.calendar import Window
from core.charter import Charter
from core.ledger import Pen
from core.records import Contest, Election
from core.records.elections import COMMITTEE
from core.ruling import Ruling
from flows.draft import Hour, Line, Paperwork, _at
from flows.duties.election.drafted import Draft, window_between, write_down
from flows.duties.election.readiness import standing_in_the_way
from flows.secretary import Secretary
from flows.titles import DayIfAny, no_day


class CommitteeWindow(Paperwork):
    """When a vote of the committee is open."""

    opens_on: date = Field(description="the day voting opens", **_at(11, "Day on which voting opens"))
    opens_at: Hour = Field("09:00", description="local time", **_at(12, "Hour at which voting opens"))
    closes_on: DayIfAny = Field(
        default_factory=no_day,
        description="empty: as many days later as the charter gives",
        **_at(13, "Day on which voting closes"),
    )
    closes_at: Hour = Field("18:00", description="local time", **_at(14, "Hour at which voting closes"))
    short_window_reason: Line = Field(
        "",
        description="needed if the committee has fewer days than that",
        **_at(15, "Why voting is open for so short a time"),
    )

    def window(self, key: str, *, charter: Charter) -> Window:
        """The window, in the organisation's zone. Refusal, naming the vote by its key, for one that can't be."""
        last = self.closes_on or self.opens_on + timedelta(days=charter.committee.vote_days.value)
        return window_between(key, (self.opens_on, self.opens_at), (last, self.closes_at), charter.zone)


def next_key(session: Session, stem: str) -> str:
    """The key of the next vote whose key begins so: another one only once the last is no draft any more."""
    nth = 1
    while (election := session.get(Election, numbered(stem, nth))) is not None and election.state != "drafted":
        nth += 1
    return numbered(stem, nth)


def numbered(stem: str, nth: int) -> str:
    """The key of the `nth` vote of its stem."""
    return stem + (f"-{nth}" if nth > 1 else "")


def draft_matter(
    secretary: Secretary,
    stem: str,
    title: str,
    wanted: CommitteeWindow,
    contest: Callable[[Pen, str], Contest],
) -> tuple[str, list[Ruling]]:
    """S8, S9. Draft a vote of the committee on a matter. Returns its key, and the rulings that stand in its way.

    `contest` makes what is asked, for the vote's key. Drafted again before it is frozen, it takes the draft's place.
    """
    rules = secretary.charter
    with secretary.ledger.writing(secretary.now()) as pen:
        key = next_key(pen.session, stem)
        window = wanted.window(key, charter=rules)
        reason = wanted.short_window_reason
        vote = Draft(key, title, window, [contest(pen, key)], reason=reason, electorate=COMMITTEE)
        election = write_down(pen, vote, rules)
        return key, standing_in_the_way(pen.session, election, at=pen.at)
