"""Forums on record: which there are, who is to be invited, what is due, and the steps that they are on record as."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.agenda import Due
from core.bylaws import forums as bylaw
from core.candidates import label
from core.cited import plain
from core.forums import DECLINES, HELD, OFF, PLANNED, STEP
from core.ledger import Pen
from core.records import Address, Candidate, Forum, ForumForm, ForumRace, Invitation, MailFault, Person, Race, StepTaken
from core.ruling import Ruling
from flows.duties.privacy import discretion
from flows.duties.race import races
from flows.duties.race.races import Taken
from flows.secretary import Refusal, Secretary
from flows.ways import by_door

DOOR = "forum"
"""By which door our steps are recorded."""


def of(session: Session, key: str) -> Forum:
    """A forum by its key. Raises Refusal, with the keys there are, for another."""
    forum = session.get(Forum, key.strip())
    if forum is None:
        known = ", ".join(session.execute(select(Forum.key).order_by(Forum.key)).scalars())
        raise Refusal(f"There is no forum “{key}”. " + (f"There are: {known}." if known else "Set it first."))
    return forum


def all_of(session: Session) -> list[Forum]:
    """Every forum, by the time at which it begins."""
    return list(session.execute(select(Forum).order_by(Forum.begins_at, Forum.key)).scalars())


def forums_of(session: Session, race_key: str) -> list[Forum]:
    """The forums about a race, whatever became of them, by the time at which they begin."""
    mine = select(ForumRace.forum_key).where(ForumRace.race_key == race_key)
    return [one for one in all_of(session) if one.key in set(session.execute(mine).scalars())]


def left_standing(session: Session) -> list[Forum]:
    """E6. The forums that are still set although no race of theirs is under way: somebody has to call them off."""
    going = {one.key for one in races.under_way(session)}
    return [one for one in all_of(session) if one.state == PLANNED and not going & {of.race_key for of in one.races}]


def remaining(secretary: Secretary, race_key: str) -> str:
    """E6. Which forums are still set for a race that ended, and what to do, in words; nothing if there are none."""
    with secretary.ledger.reading() as session:
        alone = {one.key for one in left_standing(session)}
        mine = [one for one in forums_of(session, race_key) if one.state == PLANNED]
        told = [
            f"The forum {one.key} is still set: call it off {by_door('forum-off', one.key)}."
            if one.key in alone
            else f"The forum {one.key} goes on for its other races: change it (door *forum*) to name only these."
            for one in mine
        ]
    return "".join(f" {one}" for one in told)


def recording_link(session: Session, race_key: str) -> str:
    """Where members can see the last forum that was held about a race; "" if there is no recording of one.

    Of a forum that organisers held and recorded by themselves it is the link of that step.
    """
    links = [one.recording for one in forums_of(session, race_key) if one.state == HELD and one.recording]
    by_hand = session.get(StepTaken, (race_key, STEP))
    return links[-1] if links else by_hand.link if by_hand else ""


def due(session: Session) -> list[Due]:
    """What is due for forums: those to come, those of which nobody has said whether they took place, and feedback."""
    return [one for forum in all_of(session) for one in _due(forum)]


def _due(forum: Forum) -> Iterator[Due]:
    about, title, mark = tuple(one.race_key for one in forum.races), forum.title, f"forum/{forum.key}"
    if forum.state == PLANNED:
        yield Due(forum.ask_again_on, f"{title}: who hasn't replied is asked again", "Canvass", about, f"{mark}/again")
        yield Due(forum.begins_at, f"{title} begins", "candidates and members", about, f"{mark}/begins")
        what = f"{title}: record whether it took place"
        yield Due(forum.begins_at, what, "organisers", about, f"{mark}/held", waits=True)
    if forum.state == HELD and forum.answers is None and forum.feedback_until:
        yield Due(forum.feedback_until, f"{title}: members' feedback ends", "members", about, f"{mark}/feedback")


def standing(session: Session, forum: Forum) -> Iterator[tuple[Race, Candidate]]:
    """Who stands in the races that a forum is about, as far as these haven't ended."""
    for key in [one.race_key for one in forum.races]:
        race = session.get_one(Race, key)
        if not race.ended_as:
            yield from ((race, candidate) for candidate in races.running(race))


def eligible(secretary: Secretary, session: Session, forum: Forum) -> list[tuple[Race, Candidate]]:
    """E5, E6. Whom E5 lets be invited: as of today, or as of the forum's day once it is over."""
    zone = secretary.charter.zone
    on = min(calendar.day_of(secretary.now(), zone), calendar.day_of(forum.begins_at, zone))
    return [
        (race, one)
        for race, one in standing(session, forum)
        if races.may_be_asked(secretary, session, race, one, on=on)
    ]


def invitation_of(forum: Forum, candidate: Candidate) -> Invitation | None:
    """A candidate's invitation to a forum, if they have one."""
    mine = candidate.race_key, candidate.nth
    return next((one for one in forum.invitations if (one.race_key, one.nth) == mine), None)


def left_out(secretary: Secretary, session: Session, forum: Forum) -> list[str]:
    """Labels of those who have to be invited, and aren't."""
    found = eligible(secretary, session, forum)
    return [label(one.race_key, one.nth) for _, one in found if invitation_of(forum, one) is None]


def unreached(session: Session, forum: Forum) -> list[str]:
    """Labels of those whose invitation no letter carries: their mailbox can't be written to, and nobody called them."""
    faulty = set(session.execute(select(MailFault.email)).scalars())
    silent = [one for one in forum.invitations if not one.by_hand and not one.reply]
    box = {one: session.get_one(Candidate, (one.race_key, one.nth)).email for one in silent}
    return [label(one.race_key, one.nth) for one in silent if not box[one] or box[one] in faulty]


def ruling(secretary: Secretary, session: Session, forum: Forum, *, present: Sequence[str] = ()) -> Ruling:
    """E6. Whether a forum is one, by whom it was open to. Whoever is `present` hasn't declined after all."""
    missed = [who for who in unreached(session, forum) if who not in present]
    invited = {who: one for one in forum.invitations if (who := label(one.race_key, one.nth)) not in missed}
    return bylaw.may_take_place(
        eligible=[label(one.race_key, one.nth) for _, one in eligible(secretary, session, forum)],
        invited=list(invited),
        declined=[who for who, one in invited.items() if one.reply == DECLINES and who not in present],
    )


def form_of(forum: Forum, kind: str) -> ForumForm | None:
    """A form of a forum, if it was begun."""
    return next((one for one in forum.forms if one.kind == kind), None)


def members(session: Session) -> list[str]:
    """S13. The mailboxes of all members, but of those who asked to be erased."""
    leaving = discretion.leaving(session)
    boxes = select(Address.email).join(Person).where(Address.rank == 0, Person.number.not_in(leaving)).distinct()
    return sorted(session.execute(boxes).scalars())


def day_of(forum: Forum, zone: str) -> date:
    """The local day of a forum."""
    return calendar.day_of(forum.begins_at, zone)


def record_steps(pen: Pen, secretary: Secretary, forum: Forum, taken: Taken) -> list[str]:
    """E6. Put a step on record for each race of a forum whose process has it. Returns the keys of those races.

    What a person has recorded of that step by another door stays as it is.
    """
    lacking = unrecorded(pen.session, secretary, forum, taken)
    for key in lacking:
        races.record_step(pen, pen.session.get_one(Race, key), taken)
    return lacking


def unrecorded(session: Session, secretary: Secretary, forum: Forum, taken: Taken) -> list[str]:
    """The races of a forum for which a step isn't on record just so, though it should be."""
    found = []
    for key in [one.race_key for one in forum.races]:
        race = session.get_one(Race, key)
        known = map(plain, races.step_names(race, charter=secretary.charter))
        kept = session.get(StepTaken, (key, taken.step))
        ours = kept is None or kept.door == DOOR or bool(kept.waived_because)
        if not race.ended_as and plain(taken.step) in known and ours and not _is_just_so(kept, taken):
            found.append(key)
    return found


def _is_just_so(kept: StepTaken | None, taken: Taken) -> bool:
    return kept is not None and (kept.on, kept.door, kept.by, kept.note, kept.link, kept.waived_because) == (
        taken.on, taken.door, taken.by, taken.note, taken.link, taken.waived_because
    )  # fmt: skip


def as_a_step(forum: Forum, zone: str) -> Taken:
    """A forum that was held, as the step that it is of each of its races."""
    note = f"{forum.title}. {forum.because}".strip()
    return Taken(STEP, day_of(forum, zone), DOOR, forum.said_by, note=note, link=forum.recording)


def is_over(forum: Forum) -> bool:
    """Whether nothing more happens to a forum by itself."""
    return forum.state not in (PLANNED, HELD, OFF) or forum.answers is not None
