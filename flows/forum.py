"""Forum: an organiser sets when and where candidates meet the members, changes it, or calls it off."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any

from prefect import flow
from pydantic import Field
from sqlalchemy import func, select

from core import calendar
from core.bylaws import forums as bylaw
from core.calendar import CalendarFault
from core.forums import OFF, PLANNED
from core.ledger import Pen
from core.records import Forum, ForumRace
from flows import screen
from flows.draft import Line, Paperwork, _at
from flows.duties.committee import recusals
from flows.duties.forum import forums
from flows.duties.letter import links
from flows.duties.race import races, reasons
from flows.secretary import Refusal, Secretary
from flows.titles import titled

TOLD = ("begins_at", "place", "link", "online")
"""What candidates and members are told anew when it changes."""


class ForumSet(Paperwork):
    """A forum to be: for which races, when, and where."""

    key: str = Field(
        pattern=r"^[a-z][a-z0-9-]{2,23}$", description="a short name for lists and sheets, e.g. mayor-forum", **_at(0)
    )
    title: Line = Field(min_length=3, max_length=120, description="as members read it, e.g. Forum on Mayor", **_at(1))
    races: list[str] = Field(min_length=1, description="the keys of the races that it is about", **_at(2))
    on: date = Field(description="the day", **_at(3))
    at: str = Field(
        "18:30", pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="the hour, by the local clock, e.g. 18:30", **_at(4)
    )
    place: Line = Field("", max_length=300, description="where it is held, with the street", **_at(5))
    link: Line = Field("", max_length=500, description="where to join online; members and candidates get it", **_at(6))
    online: bool = Field(False, description="can it be joined online?", **_at(7))


def set_forum(secretary: Secretary, wanted: ForumSet) -> bool:
    """E6. Put a forum on record, or change it. False: it is on record just so already.

    Candidates and members are told of it by the season's next pass, and of a change of its day or place once.
    Raises Refusal for a time that is past or doesn't exist, without a place or a link, for a race that isn't under way,
    where somebody is invited already for one that is left out, and for a forum that is over or called off.
    """
    if secretary.charter.endorsement.forums is None:
        raise Refusal("The charter says nothing of forums. Add the section endorsement.forums to it first.")
    said = _read(secretary, wanted)
    with secretary.ledger.writing(secretary.now()) as pen:
        about = sorted({races.of(pen.session, key).key for key in wanted.races})
        for key in about:
            _refuse_once_over(pen, key)
        forum = pen.session.get(Forum, wanted.key)
        if forum is None:
            _open(pen, wanted.key, said, about)
            return True
        return _change(pen, forum, said, about)


def _open(pen: Pen, key: str, said: dict[str, Any], about: list[str]) -> None:
    last = pen.session.execute(select(func.max(Forum.serial))).scalar_one() or 0
    blank = {"revision": 0, "told": -1, "because": "", "recording": "", "said_by": "", "summary": {}}
    forum = Forum(key=key, serial=last + 1, state=PLANNED, **blank, **said)
    forum.races = [ForumRace(race_key=one) for one in about]
    pen.session.add(forum)
    pen.log("forum.set", forum=key, races=about)


def _change(pen: Pen, forum: Forum, said: dict[str, Any], about: list[str]) -> bool:
    known = [one.race_key for one in forum.races]
    changed = [what for what, value in said.items() if getattr(forum, what) != value]
    if forum.state == PLANNED and not changed and known == about:
        return False
    if forum.state != PLANNED or forum.begins_at <= pen.at:
        over = forum.state if forum.state != PLANNED else "over"
        raise Refusal(f"“{forum.title}” is {over}, so it stays as it is. Set another one, under another key.")
    invited = {one.race_key for one in forum.invitations} - set(about)
    if invited:
        raise Refusal(
            f"Candidates for {', '.join(sorted(invited))} are invited to “{forum.title}” already. "
            f"Keep that race, or call it off: canvass forum-off {forum.key}"
        )
    for what in changed:
        setattr(forum, what, said[what])
    forum.revision += any(what in TOLD for what in changed)
    forum.races = [one for one in forum.races if one.race_key in about]
    forum.races += [ForumRace(race_key=key) for key in about if key not in known]
    pen.log("forum.changed", forum=forum.key, revision=forum.revision, races=about)
    return True


def _read(secretary: Secretary, wanted: ForumSet) -> dict[str, Any]:
    """What is to stand on record. Raises Refusal where it can't be meant so."""
    try:
        begins = calendar.to_utc(datetime.combine(wanted.on, time.fromisoformat(wanted.at)), secretary.charter.zone)
    except CalendarFault as fault:
        raise Refusal(str(fault)) from None
    if begins <= secretary.now():
        raise Refusal("That time is past. A forum is set before it takes place, so that everybody can be invited.")
    if wanted.online and not wanted.link:
        raise Refusal("Say by which link it can be joined online.")
    if not wanted.online and not wanted.place:
        raise Refusal("Say where it is held, or that it is online, and by which link.")
    link = links.shown(wanted.link)
    return {
        "title": wanted.title,
        "begins_at": begins,
        "ask_again_on": bylaw.ask_again_on(wanted.on, charter=secretary.charter),
        "place": wanted.place,
        "link": link,
        "online": wanted.online,
    }


def _refuse_once_over(pen: Pen, key: str) -> None:
    if key not in {one.key for one in races.under_way(pen.session)}:
        raise Refusal(f"“{key}” isn't under way any more, so there is no forum on it.")


def call_off(secretary: Secretary, key: str, *, because: str, by: str) -> bool:
    """E6. Call a forum off that is still to come. False: it was. Whoever was told of it is told, with the reason.

    Raises Refusal without a reason, or without anybody who says so, and once it has begun.
    """
    if not because.strip() or not by.strip():
        raise Refusal("Say why it is called off, which members and candidates read, and who says so.")
    with secretary.ledger.writing(secretary.now()) as pen:
        forum = forums.of(pen.session, key)
        recusals.refuse(secretary, pen.session, [one.race_key for one in forum.races], by)
        if forum.state == OFF:
            return False
        if forum.state != PLANNED or forum.begins_at <= pen.at:
            raise Refusal(
                f"“{forum.title}” has begun. Record whether it took place "
                f"(door *forum-held*, or canvass forum-held {forum.key})."
            )
        forum.state, forum.because, forum.said_by = OFF, " ".join(because.split()), by.strip()
        reasons.keep(pen, "forum.off", forum.key, because=because, by=by, forum=forum.key)
    return True


@flow(name="forum", flow_run_name="Forum: {forum.title}")
def set_a_forum(forum: Annotated[ForumSet, titled("The forum")]) -> str:
    """Set a forum with candidates, or change it. All eligible candidates are invited, and all members are told.

    Args:
        forum: For which races, when, and where.
    """
    secretary = Secretary.at_work()
    news = set_forum(secretary, forum)
    screen.show_season(secretary)
    return in_words(forum, changed=news)


def in_words(forum: ForumSet, *, changed: bool) -> str:
    """What whoever set a forum is told."""
    if not changed:
        return f"“{forum.title}” is on record just so already."
    return f"“{forum.title}” is on record. Within half an hour the season's next pass writes to candidates and members."


@flow(name="forum-off", flow_run_name="Forum called off: {forum}")
def call_a_forum_off(
    forum: Annotated[str, titled("Forum")],
    because: Annotated[str, titled("Why")],
    said_by: Annotated[str, titled("Said by")],
) -> str:
    """Call off a forum that is still to come. Everybody who was invited or told of it is told.

    Args:
        forum: The forum's key.
        because: Why, in a sentence that members and candidates read.
        said_by: Who says so: the committee, or somebody's initials.
    """
    secretary = Secretary.at_work()
    news = call_off(secretary, forum, because=because, by=said_by)
    screen.show_season(secretary)
    return f"“{forum}” is called off; everybody is told." if news else "It was called off before. Nothing changed."
