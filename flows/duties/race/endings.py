"""Endings: candidates and members hear that a race ended without a vote, and that it is taken up again after all."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar, letters
from core.agenda import Due
from core.bylaws import afterwards
from core.ledger import Pen
from core.numbers import many
from core.records import Letter, Race
from flows.duties.election import announcing
from flows.duties.letter import outbox, to_candidates
from flows.duties.membership import register
from flows.duties.race import race_votes, races
from flows.secretary import Secretary

MEMBERS = 0
"""In the place of a candidate's number: the letter about a race that goes to all members."""

HEARD = (letters.SENDING, *letters.DELIVERED)
"""The states of a letter that somebody may have read."""


def tell_of_ended(secretary: Secretary) -> list[str]:
    """E15. Tell candidates, and once also the members, that a race ended without an endorsement. Returns what is new.

    A race that is taken up again and ends once more is told of again, by letters of their own.
    """
    with secretary.ledger.reading() as session:
        if not _untold(session) or not register.members(session):  # before the first reading nobody could be told
            return []
    told = 0
    with secretary.ledger.writing(secretary.now()) as pen:
        for race in _untold(pen.session):
            _tell_of(secretary, pen, race)
            told += 1
    return [f"{many(told, 'race')} without an endorsement told to candidates and members."] if told else []


def _untold(session: Session) -> list[Race]:
    """The races that ended without anybody being told yet. Of one that was voted on, the result letter tells."""
    mine = select(Race).where(Race.ended_as == "non-endorsement").order_by(Race.key)
    ended = [one for one in session.execute(mine).scalars() if race_votes.decided_in(session, one) is None]
    return [one for one in ended if session.get(Letter, _members_key(one)) is None]


def _what(race: Race) -> str:
    """What the letters about this end are called: each end that was taken back leaves its name behind.

    Whether a letter was given up otherwise makes no difference: nobody hears of one end twice.
    """
    nth = race.taken_back + 1
    return f"{'ended' if nth == 1 else f'end{nth}'}-{race.ended_on:%y%m%d}"


def _members_key(race: Race) -> str:
    return f"{race.key}.{MEMBERS}/{_what(race)}"


def _tell_of(secretary: Secretary, pen: Pen, race: Race) -> None:
    hear = afterwards.members_hear(pen.at, charter=secretary.charter)
    later = hear if hear > pen.at else None
    facts = {
        "organisation": secretary.charter.name,
        "race_title": race.title,
        "because": race.ended_because,
        "decided_by": race.ended_by,
        "decided_on": calendar.day_in_words(race.ended_on) if race.ended_on else "",
        "reply_to": secretary.settings.mail_reply_to,
    }
    hears = calendar.local_in_words(later, secretary.charter.zone) if later else ""
    for candidate in races.running(race):
        mine = {**facts, "candidate": candidate.name, "members_hear": hears}
        to_candidates.plan(pen, candidate, _what(race), "ended", mine)
    key, to = _members_key(race), announcing.boxes_of_members(pen.session)
    letter = outbox.plan(key, occasion="ended_members", election=None, at=pen.at, to=to, facts=facts)
    letter.not_before = later
    pen.session.add(letter)
    pen.log("letter.planned", letter=key)


def take_back(secretary: Secretary, pen: Pen, race: Race, *, because: str, expected: Sequence[str]) -> None:
    """E15. A race is taken up again: give up what isn't out yet about its end, and tell whoever has heard of it.

    `expected` says to candidates what they are asked to do again. The next pass of the post clears away the drafts of
    what is given up.
    """
    what = _what(race)
    facts = {
        "organisation": secretary.charter.name,
        "race_title": race.title,
        "because": because,
        "reopened_on": calendar.day_in_words(calendar.day_of(pen.at, secretary.charter.zone)),
        "reply_to": secretary.settings.mail_reply_to,
    }
    again = what.replace("ended", "again").replace("end", "agn")
    for candidate in race.candidates:
        if _is_given_up(pen, to_candidates.letter_key(candidate, what)):
            mine = {**facts, "candidate": candidate.name, "expected": expected}
            to_candidates.plan(pen, candidate, again, "reopened", mine)
    if _is_given_up(pen, f"{race.key}.{MEMBERS}/{what}"):
        key, to = f"{race.key}.{MEMBERS}/{again}", announcing.boxes_of_members(pen.session)
        pen.session.add(outbox.plan(key, occasion="reopened_members", election=None, at=pen.at, to=to, facts=facts))
        pen.log("letter.planned", letter=key)
    race.taken_back += 1


def _is_given_up(pen: Pen, key: str) -> bool:
    """Let a letter go out no more. True: it is too late for that."""
    letter = pen.session.get(Letter, key)
    if letter is None:
        return False
    letter.not_before, letter.not_after = None, pen.at
    return letter.state in HEARD


def untold_members(session: Session) -> list[Race]:
    """E15. The races that ended without a vote, of which members are still to hear."""
    ended = session.execute(select(Race).where(Race.ended_as != "").order_by(Race.key)).scalars()
    return [one for one in ended if _is_untold(session.get(Letter, _members_key(one)))]


def _is_untold(letter: Letter | None) -> bool:
    return letter is None or letter.state not in (*HEARD, letters.MISSED)


def due(session: Session) -> list[Due]:
    """E15. When members hear of a race that ended without a vote, as long as that letter waits.

    Everybody may read this, so it doesn't say what they will hear.
    """
    waiting = [(race, session.get(Letter, _members_key(race))) for race in untold_members(session)]
    return [
        Due(
            letter.not_before, f"Members hear from the committee about “{race.title}”", "Canvass", (race.key,),
            f"race/{race.key}/members-hear",
        )
        for race, letter in waiting
        if letter is not None and letter.not_before is not None
    ]  # fmt: skip
