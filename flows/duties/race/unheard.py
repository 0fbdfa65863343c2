"""Unheard: candidates whom a letter was meant for and didn't reach, so that somebody can telephone them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import takewhile

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import letters
from core.candidates import label
from core.records import Candidate, Forum, Letter, Race
from flows.duties.forum import forums
from flows.duties.letter import calls, to_candidates
from flows.duties.letter.calls import About
from flows.duties.race import afterwards, races
from flows.secretary import Secretary

LISTED_FOR = timedelta(days=14)
"""How long a person is asked to telephone about a letter, or a result, that didn't reach a candidate."""

OUTCOME = "outcome"
"""What the letter to a candidate about a vote's outcome is called."""

NO_ADDRESS = "there is no address of theirs"
NOBODYS = "their mailbox took no letter"


@dataclass(frozen=True)
class Unheard:
    """A candidate, by their label, the race that it is about, and why no letter reaches them.

    `about` is what somebody has to tell them, `forum` the key of the one that they were to be invited to, if that was
    it, and `told` says who has told them.
    """

    label: str
    race: Race
    because: str
    about: About
    forum: str
    told: str = field(repr=False)


def candidates(secretary: Secretary, session: Session) -> list[Unheard]:
    """E4-E6, E16. Whom somebody has to telephone: of races under way, and of those decided a short while ago."""
    since = secretary.now() - LISTED_FOR
    decided = [
        one
        for one in afterwards.decided(session)
        if (heard := afterwards.members_heard(session, one)) is not None and heard >= since
    ]
    known = [one for one in races.under_way(session) if one.process] + decided
    every = [(race, one) for race in known for one in races.running(race)]
    return [found for race, one in every for found in _of(secretary, session, race, one, ended=race in decided)]


def _of(secretary: Secretary, session: Session, race: Race, one: Candidate, *, ended: bool) -> list[Unheard]:
    """What of a candidate has to be told by telephone, each thing once: nothing if all is well."""
    if not one.email:
        return [_unheard(session, race, one, calls.ENDED if ended else calls.ELSE, because=NO_ADDRESS)]
    silent = _silent(secretary, session, one)
    invited = {_forum(session, letter): letter for letter in silent if _is_about_a_forum(letter)}
    found = [_unheard(session, race, one, calls.ELSE, forum=forum, because=NOBODYS) for forum in invited]
    about = dict.fromkeys(calls.subject(letter) for letter in silent if not _is_about_a_forum(letter))
    return [*found, *(_unheard(session, race, one, what, because=NOBODYS) for what in about)]


def _unheard(
    session: Session, race: Race, candidate: Candidate, what: About, *, because: str, forum: Forum | None = None
) -> Unheard:
    told, invitation = calls.told(session, candidate, what), forums.invitation_of(forum, candidate) if forum else None
    words = calls.in_words(told) if told is not None else ""
    if invitation is not None and invitation.by_hand:
        words = f"invited otherwise by {invitation.by_hand}"
    return Unheard(label(race.key, candidate.nth), race, because, what, forum.key if forum else "", words)


def _silent(secretary: Secretary, session: Session, candidate: Candidate) -> list[Letter]:
    """The letters to a candidate that didn't arrive, since the last that did."""
    before = to_candidates.letter_key(candidate, "")
    mine = select(Letter).where(Letter.key.startswith(before, autoescape=True), Letter.state == letters.CONFIRMED)
    done = session.execute(mine.order_by(Letter.planned_at.desc(), Letter.key.desc())).scalars()
    since = secretary.now() - LISTED_FOR
    return [one for one in takewhile(lambda one: not _arrived(one), done) if one.planned_at >= since][::-1]


def _is_about_a_forum(letter: Letter) -> bool:
    return letter.key.rpartition("/")[2].startswith("f")


def _forum(session: Session, letter: Letter) -> Forum | None:
    """The forum to which a letter that didn't arrive was to invite a candidate."""
    race, serial = letter.key.partition(".")[0], letter.key.rpartition("/")[2].partition("-")[0]
    return next((one for one in forums.forums_of(session, race) if f"f{one.serial}" == serial), None)


def of_outcome(session: Session, race: Race) -> list[str]:
    """E16. The labels of a race's candidates whom nobody has told how members decided, by letter or otherwise."""
    return list(_without_outcome(session, race))


def _without_outcome(session: Session, race: Race) -> Iterator[str]:
    for one in races.running(race):
        letter = session.get(Letter, to_candidates.letter_key(one, OUTCOME))
        if calls.told(session, one, calls.ENDED) is not None:
            continue
        if letter is None or letter.state not in letters.DELIVERED or not _arrived(letter):
            yield label(race.key, one.nth)


def _arrived(letter: Letter) -> bool:
    """Whether anybody got it, as far as that is known: a letter that is sent has no count yet."""
    return letter.size > 0 and letter.delivered != 0
