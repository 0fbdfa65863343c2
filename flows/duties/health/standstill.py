"""Standstill: votes and letters of the book that don't go on, or reach nobody, unless a person acts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar, letters
from core.records import Election, Entry, Letter
from flows.duties.election import announcing
from flows.duties.health.trouble import Trouble
from flows.duties.letter import drafting, embargo
from flows.duties.membership import status_letters
from flows.duties.partnership import flat_ballots
from flows.secretary import Secretary

OCCASION = "organisers_notice"
"""The letter that tells of troubles. Of one that waits itself no other letter tells: that would wait as well."""

A_DAY = timedelta(days=1)
"""How near a vote's beginning or end is, for what waits about it to be told at once."""

TOO_LATE_FOR = timedelta(days=3)
"""How long a letter that came too late is told, if nobody looked before."""

UNREACHED = (10, 25, 50, 75)
"""Percents of a roll whom no letter reaches. Beyond the first organisers are told at once, beyond each other anew."""


def voters(secretary: Secretary) -> Iterator[Trouble]:
    """Votes of whose voters many get no letter: by number, and anew the more they are."""
    with secretary.ledger.reading() as session:
        silent = [(election, announcing.unreachable(session, election.key)) for election in _open(session)]
    for election, number in silent:
        grade = sum(number * 100 > percent * election.roll_size for percent in UNREACHED)
        if not grade:
            continue
        what = f"{number} of {election.roll_size} voters of “{election.title}” get no letter"
        do = f"Telephone or write to them while voting is open. Who they are: canvass unreachable {election.key}"
        yield Trouble(f"unreachable/{election.key}", what, do, grade=grade)


def partners(secretary: Secretary) -> Iterator[Trouble]:
    """P2. Flat votes about to close in which a partner has no ballot. Which partner it is, no letter says (P11)."""
    with secretary.ledger.reading() as session:
        votes = list(_open(session))
        silent = [one for one in votes if flat_ballots.silent(secretary, session, one, at=secretary.now())]
    for election in silent:
        closes = calendar.in_words(election.closes_at, election.zone)
        what = f"nobody has voted for a partner in “{election.title}”, and voting closes {closes}"
        do = f"Ask that partner whether its delegates can vote. Which it is: canvass silent-partners {election.key}"
        yield Trouble(f"silent/{election.key}", what, do)


def _open(session: Session) -> Iterable[Election]:
    voting = select(Election).where(Election.state.in_(("frozen", "open"))).order_by(Election.key)
    return session.execute(voting).scalars()


def ballots(secretary: Secretary) -> Iterator[Trouble]:
    """Ballots that are stopped, and once more when voting opens or closes within a day.

    The reason may quote an option, and so a candidate: the desk has it, the letter not.
    """
    stopped = select(Election).where(Election.held_because != "", Election.state != "withdrawn")
    with secretary.ledger.reading() as session:
        held = list(session.execute(stopped.order_by(Election.closes_at, Election.key)).scalars())
    for one in held:
        soon = deadline(one, now=secretary.now())
        do = (
            "The desk says what stops it. Mend that, and it goes on by itself; or accept this very finding as it is: "
            f"canvass accept {one.key} --finding {one.held_finding}"
        )
        what = f"“{one.title}” is stopped{f', and {soon}' if soon else ''}"
        yield Trouble(f"held/{one.key}-{one.held_finding}", what, do, grade=int(bool(soon)))


def ahead(secretary: Secretary) -> dict[str, str]:
    """Which votes open or close within a day, by key, and when."""
    with secretary.ledger.reading() as session:
        found = {one.key: deadline(one, now=secretary.now()) for one in session.execute(select(Election)).scalars()}
    return {key: soon for key, soon in found.items() if soon}


def deadline(election: Election, *, now: datetime) -> str:
    """When voting opens or closes, if that is within a day; or nothing."""
    if election.state not in ("drafted", "frozen", "open"):
        return ""
    word, at = ("closes", election.closes_at) if election.state == "open" else ("opens", election.opens_at)
    if not now < at <= now + A_DAY:
        return ""
    return f"voting in “{election.title}” {word} {calendar.in_words(at, election.zone)}"


def post(secretary: Secretary) -> Iterator[Trouble]:
    """Letters that wait for a person, don't get out, or came too late. Not those that tell of troubles themselves."""
    with secretary.ledger.reading() as session:
        held = select(Letter).where(Letter.state == letters.HELD, Letter.occasion != OCCASION).order_by(Letter.key)
        for letter in session.execute(held).scalars():
            of = _of(session, letter)
            yield Trouble(
                f"letter/{letter.key}",
                f"a letter{of} waits for somebody to look at it",
                "The desk says of each what is in its way, and how it is released.",
                more=f"letters{of} wait for somebody to look at them",
            )
        for letter in _late(session, now=secretary.now()):
            of = _of(session, letter)
            yield Trouble(
                f"late/{letter.key}",
                f"a letter{of} should be out for hours, and isn’t",
                "The desk says what was in its way at the last pass. Each pass tries again.",
                more=f"letters{of} should be out for hours, and aren’t",
            )
        for letter in _missed(session, since=secretary.now() - TOO_LATE_FOR):
            of = _of(session, letter)
            yield Trouble(
                f"missed/{letter.key}",
                f"a letter{of} came too late, so it wasn’t sent",
                "Nothing sends it any more. If whom it was for still have to know, tell them in another way.",
                more=f"letters{of} came too late, so they weren’t sent",
            )


def _late(session: Session, *, now: datetime) -> Iterator[Letter]:
    """Those that no pass gets any further, a lost key for instance. Of a stopped ballot something else is told."""
    done = (*letters.DELIVERED, *letters.FINAL, letters.HELD)
    wait = embargo.waiting(session, now=now)
    on_their_way = select(Letter).where(Letter.state.not_in(done), Letter.occasion != OCCASION).order_by(Letter.key)
    for letter in session.execute(on_their_way).scalars():
        patience = letters.PATIENCE if letters.OCCASIONS[letter.occasion].personal else A_DAY
        about = session.get(Election, letter.election_key) if letter.election_key else None
        since = max(letter.planned_at, letter.not_before or letter.planned_at)
        if letter.key not in wait and now - since > patience and not (about is not None and about.held_because):
            yield letter


def _missed(session: Session, *, since: datetime) -> Iterator[Letter]:
    lines = select(Entry.payload).where(Entry.kind == f"letter.{letters.MISSED}", Entry.at > since).order_by(Entry.seq)
    for key in dict.fromkeys(json.loads(line)["letter"] for line in session.execute(lines).scalars()):
        letter = session.get(Letter, key)
        if letter is None or letter.held_because != drafting.TOO_LATE or letter.occasion == OCCASION:
            continue
        about = session.get(Election, letter.election_key or status_letters.ballot_of(letter))
        if about is None or about.state != "withdrawn":  # nobody misses a letter about what was called off
            yield letter


def _of(session: Session, letter: Letter) -> str:
    """What a letter is, and of which ballot. Its key may stand for a candidate, so it isn't told."""
    kind = letter.occasion.removeprefix("committee_").removeprefix("partners_").replace("_", " ")
    about = session.get(Election, letter.election_key) if letter.election_key else None
    return f" ({kind})" + (f" of “{about.title}”" if about is not None else "")
