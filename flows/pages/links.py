"""Links and calls, for the pages “season” and “desk”: who got a new link and why, and who was told otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from core import calendar
from core.candidates import label
from core.records import NewLink, Race
from flows.duties.letter import calls, link_epochs
from flows.duties.letter.link_epochs import UNCLEAR
from flows.duties.race import new_links, races, unheard
from flows.pages.needs import Need, need
from flows.secretary import Secretary

EARLIER: Mapping[str, str] = {
    "theirs": "stays",
    "not theirs": "isn’t theirs, and doesn’t count",
    "unclear": "doesn’t count before somebody says whose it is (old-link)",
}
"""What is said of that which came by a link before it was made void."""


def of_race(secretary: Secretary, session: Session, race: Race) -> list[dict[str, str]]:
    """E4, E6. For the page “season”: the new links that candidates of a race were given."""
    names = {one.nth: one.name for one in race.candidates}
    return [
        {
            "label": label(race.key, one.nth),
            "name": names.get(one.nth, ""),
            "on": calendar.day_in_words(calendar.day_of(one.since, secretary.charter.zone)),
            "by": one.by,
            "because": one.because.rstrip("."),
            "letters": new_links.sent_in_words(session, one),
            "earlier": _earlier(one),
        }
        for one in link_epochs.made(session, race.key)
    ]


def _earlier(one: NewLink) -> str:
    said = f" ({one.earlier_because}; {one.earlier_by})" if one.earlier_because else ""
    return EARLIER.get(one.earlier, one.earlier) + said


def unheard_of(secretary: Secretary, session: Session) -> list[dict[str, Any]]:
    """E4-E6, E16. For the page “season”: candidates whom no letter reached, and who has told them otherwise."""
    return [
        {
            "label": one.label,
            "title": one.race.title,
            "because": one.because,
            "told": one.told,
            "about": "the forum" if one.forum else "" if one.about == calls.ELSE else one.about,
            "door": "forum-reply" if one.forum else "told",
        }
        for one in unheard.candidates(secretary, session)
    ]


def needs(session: Session) -> Iterator[Need]:
    """E4, E6. For the desk: new links of which an older copy of the book doesn't know why they were given."""
    for race in races.under_way(session):
        for one in [one for one in link_epochs.made(session, race.key) if one.earlier == UNCLEAR]:
            who = label(race.key, one.nth)
            yield need(
                f"Say whether what came by an old link of {who} is theirs",
                "An older copy of the book was put back, which doesn't know why they have a new link. What came by the "
                "old one doesn't count until somebody says.",
                "Look up why they were given another link, or ask them.",
                door="old-link",
                command=f'canvass old-link {who} theirs --because "…" --by "…"',
            )
