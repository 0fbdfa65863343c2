"""A vote of the members to be on a matter that is no race: when it is open, and how it is drafted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from pydantic import Field

from core.calendar import Window
from core.charter import Charter
from core.ledger import Pen
from core.records import Contest
from core.records.elections import MEMBERS
from core.ruling import Ruling
from flows.committee_vote import next_key
from flows.draft import Hour, Line, Paperwork, _at
from flows.duties.election.drafted import Draft, window_between, write_down
from flows.duties.election.readiness import standing_in_the_way
from flows.secretary import Secretary
from flows.titles import DayIfAny, no_day


class OpenFor(Paperwork):
    """When a vote in which members take part is open."""

    opens_on: date = Field(description="the day voting opens", **_at(11, "Day on which voting opens"))
    opens_at: Hour = Field("09:00", description="local time", **_at(12, "Hour at which voting opens"))
    closes_on: DayIfAny = Field(
        default_factory=no_day,
        description="empty: as many days later as the charter finds ideal",
        **_at(13, "Day on which voting closes"),
    )
    closes_at: Hour = Field("18:00", description="local time", **_at(14, "Hour at which voting closes"))
    short_window_reason: Line = Field(
        "",
        description="needed if voting is open for fewer days than that",
        **_at(15, "Why voting is open for so short a time"),
    )

    def window(self, key: str, *, charter: Charter) -> Window:
        """The window, in the organisation's zone. Refusal, naming the vote by its key, for one that can't be."""
        last = self.closes_on or self.opens_on + timedelta(days=charter.voting_window.ideal_days.value)
        return window_between(key, (self.opens_on, self.opens_at), (last, self.closes_at), charter.zone)


class MembersWindow(OpenFor):
    """When a vote of the members is open, and what else such a vote may have to say."""

    lot_from: Line = Field(
        "",
        max_length=200,
        description="if the charter wants lots drawn in public: which drawing",
        **_at(16, "Drawing from which lots come"),
    )
    because: Line = Field(
        "", description="needed if it is later in the year than it should be: why", **_at(17, "Reason")
    )


def draft_members_matter(
    secretary: Secretary,
    stem: str,
    title: str,
    wanted: MembersWindow,
    contest: Callable[[Pen, str], Contest],
) -> tuple[str, list[Ruling]]:
    """E11. Draft a vote of the members on a matter. Returns its key, and the rulings that stand in its way.

    `contest` makes what is asked, for the vote's key. Drafted again before it is frozen, it takes the draft's place.
    """
    rules = secretary.charter
    with secretary.ledger.writing(secretary.now()) as pen:
        key = next_key(pen.session, stem)
        window, asked = wanted.window(key, charter=rules), [contest(pen, key)]
        vote = Draft(
            key, title, window, asked, reason=wanted.short_window_reason, electorate=MEMBERS, lot_from=wanted.lot_from
        )
        election = write_down(pen, vote, rules)
        return key, standing_in_the_way(pen.session, election, at=pen.at)
