"""Forum: an organiser sets when and where candidates meet the members, changes it, or calls it off."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import func, select

from core import calendar
from core.bylaws import forums as bylaw
from core.calendar import CalendarFault
from core.forums import OFF, PLANNED
from core.ledger import Pen
from core.records import Forum, ForumRace, Race
from flows import screen
from flows.draft import Line, Paperwork, _at
from flows.duties.committee import recusals
from flows.duties.forum import forums
from flows.duties.letter import links
from flows.duties.race import races, reasons
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import titled
from flows.ways import by_door

TOLD = ("begins_at", "place", "link", "online")
"""What candidates and members are told anew when it changes."""

CALLED = {"title": "title", "begins_at": "begins", "place": "place", "link": "link", "online": "online"}
"""How an answer calls what changed."""

USUALLY = time(18, 30)
"""When a forum begins, if nobody says."""


class ForumSet(Paperwork):
    """A forum to be: for which races, when, and where."""

    key: str = Field(
        pattern=r"^[a-z][a-z0-9-]{2,23}$",
        description="a short name for lists and sheets, e.g. mayor-forum",
        **_at(0, "Short name (key)"),
    )
    title: Line = Field(
        min_length=3,
        max_length=120,
        description="as members read it, e.g. Forum on Mayor",
        **_at(1, "Title, as members read it"),
    )
    races: list[str] = Field(
        min_length=1, description="the keys of the races that it is about", **_at(2, "Races, by their keys")
    )
    on: date = Field(description="the day", **_at(3, "Day of the forum"))
    at: str = Field(
        "",
        pattern=r"^$|^([01]\d|2[0-3]):[0-5]\d$",
        description="the hour, by the local clock; if empty, 18:30",
        **_at(4, "Hour, by the local clock"),
    )
    place: Line = Field(
        "", max_length=300, description="where it is held, with the street", **_at(5, "Place, with the street")
    )
    link: Line = Field(
        "",
        max_length=500,
        description="where to join online; members and candidates get it",
        **_at(6, "Link to join online"),
    )
    online: bool = Field(False, description="can it be joined online?", **_at(7, "Can be joined online"))


def set_forum(secretary: Secretary, wanted: ForumSet) -> list[str]:
    """E6. Put a forum on record, or change it. Returns what changed, in words; nothing if nothing did.

    What is left empty for a forum on record – hour, place, link, the tick for online – stays as it is.
    Candidates and members are told of it by the season's next pass, and of a change of its day or place once.
    Raises Refusal for a time that is past, doesn't exist or is after a race's election, without a place or a link, for
    a race that isn't under way, where somebody is invited already for one that is left out, and for a forum that is
    over or called off.
    """
    if secretary.charter.endorsement.forums is None:
        raise Refusal("The charter says nothing of forums. Add the section endorsement.forums to it first.")
    with secretary.ledger.writing(secretary.now()) as pen:
        about = sorted({races.of(pen.session, key).key for key in wanted.races})
        for key in about:
            _refuse_once_over(pen, key)
        forum = pen.session.get(Forum, wanted.key)
        said = _read(secretary, wanted, forum)
        for key in about:
            _refuse_after_the_election(races.of(pen.session, key), wanted.on)
        if forum is None:
            _open(pen, wanted.key, said, about)
            return ["set"]
        return _change(pen, forum, said, about, zone=secretary.charter.zone)


def _open(pen: Pen, key: str, said: dict[str, Any], about: list[str]) -> None:
    last = pen.session.execute(select(func.max(Forum.serial))).scalar_one() or 0
    blank = {"revision": 0, "told": -1, "because": "", "recording": "", "said_by": "", "summary": {}}
    forum = Forum(key=key, serial=last + 1, state=PLANNED, **blank, **said)
    forum.races = [ForumRace(race_key=one) for one in about]
    pen.session.add(forum)
    pen.log("forum.set", forum=key, races=about)


def _change(pen: Pen, forum: Forum, said: dict[str, Any], about: list[str], *, zone: str) -> list[str]:
    known = [one.race_key for one in forum.races]
    changed = [what for what, value in said.items() if getattr(forum, what) != value]
    if forum.state == PLANNED and not changed and known == about:
        return []
    if forum.state != PLANNED or forum.begins_at <= pen.at:
        over = forum.state if forum.state != PLANNED else "over"
        raise Refusal(f"“{forum.title}” is {over}, so it stays as it is. Set another one, under another key.")
    invited = {one.race_key for one in forum.invitations} - set(about)
    if invited:
        raise Refusal(
            f"Candidates for {', '.join(sorted(invited))} are invited to “{forum.title}” already. "
            f"Keep that race, or call it off {by_door('forum-off', forum.key)}."
        )
    news = [
        f"{CALLED[what]}: {_shown(getattr(forum, what), zone)} → {_shown(said[what], zone)}"
        for what in changed
        if what in CALLED
    ]
    news += [f"its races: {', '.join(known)} → {', '.join(about)}"] if known != about else []
    for what in changed:
        setattr(forum, what, said[what])
    forum.revision += any(what in TOLD for what in changed)
    forum.races = [one for one in forum.races if one.race_key in about]
    forum.races += [ForumRace(race_key=key) for key in about if key not in known]
    pen.log("forum.changed", forum=forum.key, revision=forum.revision, races=about)
    return news


def _shown(value: Any, zone: str) -> str:
    if isinstance(value, datetime):
        return calendar.local_in_words(value, zone)
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value or "none"


def _read(secretary: Secretary, wanted: ForumSet, forum: Forum | None) -> dict[str, Any]:
    """What is to stand on record: what is left empty stays. Raises Refusal where it can't be meant so."""
    stands = calendar.clock_of(forum.begins_at, secretary.charter.zone) if forum else USUALLY
    at = time.fromisoformat(wanted.at) if wanted.at else stands
    place, link = wanted.place or (forum.place if forum else ""), wanted.link or (forum.link if forum else "")
    online = wanted.online or (forum is not None and forum.online)
    try:
        begins = calendar.to_utc(datetime.combine(wanted.on, at), secretary.charter.zone)
    except CalendarFault as fault:
        raise Refusal(str(fault)) from None
    if begins <= secretary.now():
        raise Refusal("That time is past. A forum is set before it takes place, so that everybody can be invited.")
    if online and not link:
        raise Refusal("Say by which link it can be joined online.")
    if not online and not place:
        raise Refusal("Say where it is held, or that it is online, and by which link.")
    return {
        "title": wanted.title,
        "begins_at": begins,
        "ask_again_on": bylaw.ask_again_on(wanted.on, charter=secretary.charter),
        "place": place,
        "link": links.shown(link),
        "online": online,
    }


def _refuse_once_over(pen: Pen, key: str) -> None:
    if key not in {one.key for one in races.under_way(pen.session)}:
        raise Refusal(f"“{key}” isn't under way any more, so there is no forum on it.")


def _refuse_after_the_election(race: Race, on: date) -> None:
    if race.election_day is not None and on > race.election_day:
        day = calendar.day_in_words(race.election_day)
        raise Refusal(f"“{race.title}”: the election is on {day}. A forum on it is held before that.")


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
                f"“{forum.title}” has begun. Record whether it took place {by_door('forum-held', forum.key)}."
            )
        forum.state, forum.because, forum.said_by = OFF, " ".join(because.split()), by.strip()
        reasons.keep(pen, "forum.off", forum.key, because=because, by=by, forum=forum.key)
    return True


@flow(name="forum", flow_run_name=named("Forum: {forum.title}"))
def set_a_forum(forum: Annotated[ForumSet, titled("The forum")]) -> str:
    """Set a forum with candidates, or change it. All eligible candidates are invited, and all members are told.

    Args:
        forum: For which races, when, and where.
    """
    secretary = Secretary.at_work()
    news = set_forum(secretary, forum)
    screen.show_season(secretary)
    return in_words(forum, changed=news)


def in_words(forum: ForumSet, *, changed: list[str]) -> str:
    """What whoever set a forum is told: of one that was on record before, what changed."""
    if not changed:
        return f"“{forum.title}” is on record just so already."
    if changed != ["set"]:
        again = "Within half an hour a new day, hour, place or link is told to candidates and members."
        return f"“{forum.title}” is changed. {'; '.join(changed)}. {again}"
    return f"“{forum.title}” is on record. Within half an hour the season's next pass writes to candidates and members."


@flow(name="forum-off", flow_run_name=named("Forum called off: {forum:forum}"))
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
