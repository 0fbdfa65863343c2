"""Told: an organiser records that somebody told a candidate what no letter did, how, and on which day."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, get_args

from core import calendar, cells
from core.ledger import Pen
from core.records import Candidate, ToldByHand
from flows import screen
from flows.duties.letter import calls
from flows.duties.letter.calls import About
from flows.duties.race.labels import candidate_called
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import UNSAID, WrittenDay, titled

How = Literal["telephone", "in person", "otherwise", "not told after all"]
"""How somebody told a candidate; or that nobody did, to take back what was recorded by mistake."""

TAKEN_BACK = "not told after all"


def record(secretary: Secretary, candidate: str, about: str, how: str, *, by: str, on: date | None = None) -> bool:
    """E16. Put on record who told a candidate something, how, and on which local day. False: it is so already.

    A candidate who was told how a race ended has heard: members needn't wait for their letter. Raises Refusal for
    somebody who doesn't stand, a day to come or before there was anything to tell, and without anybody who did it.
    """
    who, today = cells.text(by), calendar.day_of(secretary.now(), secretary.charter.zone)
    if about not in get_args(About) or how not in get_args(How):
        raise Refusal(f"Say about what: {', '.join(get_args(About))}; and how: {', '.join(get_args(How))}.")
    if not who:
        raise Refusal("Say who told them: somebody's initials. Nothing was recorded.")
    day = on or today
    if day > today:
        raise Refusal("That day is still to come. Record it when they have been told.")
    what: About = next(known for known in get_args(About) if known == about)
    with secretary.ledger.writing(secretary.now()) as pen:
        one = candidate_called(pen.session, candidate)
        if how == TAKEN_BACK:
            return _take_back(pen, one, what)
        news = calls.last_news(pen.session, one, what)
        if news is not None and day < calendar.day_of(news, secretary.charter.zone):
            since = calendar.day_in_words(calendar.day_of(news, secretary.charter.zone))
            raise Refusal(f"Before {since} there was nothing to tell. Nothing was recorded.")
        kept = calls.told(pen.session, one, what)
        if kept is not None and (kept.how, kept.on, kept.by) == (how, day, who):
            return False
        key = {"race_key": one.race_key, "nth": one.nth, "about": what}
        pen.session.merge(ToldByHand(**key, how=how, on=day, by=who, at=pen.at))
        pen.log("candidate.told", race=one.race_key, candidate=one.nth, about=what, how=how, on=day.isoformat())
    return True


def _take_back(pen: Pen, candidate: Candidate, what: About) -> bool:
    kept = pen.session.get(ToldByHand, (candidate.race_key, candidate.nth, what))
    if kept is None:
        return False
    pen.session.delete(kept)
    pen.log("candidate.not_told", race=candidate.race_key, candidate=candidate.nth, about=what)
    return True


@flow(name="told", flow_run_name=named("Told: {candidate:candidate}, {about}"))
def record_that_told(
    candidate: Annotated[str, titled("Candidate")],
    about: Annotated[About, titled("What they were told about")],
    told_by: Annotated[str, titled("Told by")],
    how: Annotated[How, titled("How")] = "telephone",
    on: Annotated[WrittenDay, titled("On which day")] = UNSAID,
) -> str:
    """Record that somebody told a candidate, by telephone or in person, what no letter did.

    Args:
        candidate: The candidate's label, as in the tab Candidates, e.g. mayor-26/1.
        about: What they were told. An invitation to a forum is recorded with the forum: forum-reply.
        told_by: The initials of who told them.
        how: How; or that they weren't told after all.
        on: The day; today if it is empty. Written as 2026-10-05.
    """
    secretary = Secretary.at_work()
    news = record(secretary, candidate, about, how, by=told_by, on=on)
    screen.show_season(secretary)
    return in_words(candidate, changed=news)


def in_words(candidate: str, *, changed: bool) -> str:
    """What whoever recorded it is told."""
    return f"“{candidate}” is on record." if changed else "It is on record just so already."
