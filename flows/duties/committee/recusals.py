"""Recusals: a member of the committee keeps away from a race – its vote, its questionnaire and its forums."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import calendar, cells
from core.bylaws import committee, conflicts
from core.charter import Charter
from core.ledger import Pen
from core.records import Contest, Election, Person, Race, Recusal
from core.records.elections import COMMITTEE
from core.ruling import Ruling
from flows.duties.committee import on_record, seats, undoing
from flows.duties.membership import answered
from flows.duties.race import race_votes, races, reasons
from flows.secretary import Refusal, Secretary

MATTER: Final = "recusal"
"""What a vote on a recusal is about."""

OWN_WORD: Final = "own word"
"""What a recusal goes by that a member declared."""

CORRECTABLE: Final = ("frozen", "open")
"""The states of a vote in which a line of its roll can still be struck."""


def recuse(secretary: Secretary, number: str, race: str, *, because: str) -> str:
    """S11. Put on record that a member of the committee recuses themselves from a race. Returns what was done.

    Raises Refusal without a reason, for a race that isn't there, and for somebody who isn't on the committee.
    """
    why = cells.text(because)
    if not why:
        raise Refusal("A recusal needs the reason that the member gives. Nothing was recorded.")
    with secretary.ledger.writing(secretary.now()) as pen:
        known, who = races.of(pen.session, race), number.strip().upper()
        refuse_strangers(
            pen.session, who, on=calendar.day_of(pen.at, secretary.charter.zone), charter=secretary.charter
        )
        news = put(pen, who, known.key, came_from=OWN_WORD, because=why, zone=secretary.charter.zone)
        vote = committees_vote(pen.session, known)
        strike = _what_to_do(vote, who) if vote else ""
        done = "is recused" if news else "was recused before"
        return f"{who} {done} from “{known.title}”: out of its vote, questionnaire and forum.{strike}"


def _what_to_do(vote: Election, who: str) -> str:
    """What follows for a vote on the race that is under way."""
    if vote.state in CORRECTABLE:
        return f" “{vote.key}” is {vote.state}: strike them off its roll: canvass correct {vote.key} {who}"
    return f" “{vote.key}” is {vote.state}: if they are on its roll, it is stopped, and the desk says what can be done."


def refuse_strangers(session: Session, number: str, *, on: date, charter: Charter) -> None:
    """Raise Refusal for a number of somebody who has no seat on the committee on a local day."""
    seated = committee.has_seat(seats.by_member(session).get(number, []), on=on, charter=charter)
    if not seated:
        raise Refusal(f"{number} {seated.because} ({seated.clause}). Nothing was recorded.")


def put(pen: Pen, number: str, race: str, *, came_from: str, because: str, zone: str) -> bool:
    """S11. Write down a recusal, once for what it comes from. False: the member is recused by record already."""
    whole = answered.one_person(pen.session, [number])
    mine = select(Recusal).where(Recusal.number.in_(whole), Recusal.race_key == race)
    known = pen.session.execute(mine).scalars().all()
    if any(one.until is None or (came_from != OWN_WORD and one.came_from == came_from) for one in known):
        return False
    last = select(func.max(Recusal.nth)).where(Recusal.number == number, Recusal.race_key == race)
    nth = 1 + (pen.session.execute(last).scalar_one() or 0)
    since = calendar.day_of(pen.at, zone)
    pen.session.add(
        Recusal(number=number, race_key=race, nth=nth, since=since, came_from=came_from, because=because, until=None)
    )
    pen.log("recusal.recorded", member=number, race=race, nth=nth)
    return True


def take_back(secretary: Secretary, number: str, race: str, *, because: str, decided: str = "") -> str:
    """S11. End a recusal that is on record, with a reason that is kept. Returns what was done.

    What the committee voted for, the committee takes back: `decided` is the key of its vote, or how it decided, and a
    line of the minutes says so. Raises Refusal without that or a reason, where none is on record, and while the
    committee votes on that race.
    """
    if not cells.text(because):
        raise Refusal("Taking back a recusal needs a reason for the record. Nothing was changed.")
    with secretary.ledger.writing(secretary.now()) as pen:
        known, who = races.of(pen.session, race), number.strip().upper()
        whole = answered.one_person(pen.session, [who])
        mine = [one for one in on_record.recusals(pen.session, race=known.key) if one.number in whole]
        vote = committees_vote(pen.session, known)
        may = conflicts.may_take_back(voting=vote is not None)
        if not mine:
            raise Refusal(
                f"No recusal of {who} from “{known.title}” is on record. One in the tab Committee is taken out there."
            )
        if not may:
            raise Refusal(f"{who} stays recused: {may.because} ({may.clause}). Nothing was changed.")
        today = calendar.day_of(pen.at, secretary.charter.zone)
        how = undoing.how(pen.session, mine, decided)
        for one in mine:
            one.until = today
            by, about = f"the committee, {how}" if how else "", f"{who}/{known.key}"
            reasons.keep(
                pen, "recusal.withdrawn", about, because=because, by=by, member=who, race=known.key, nth=one.nth
            )
        if how:
            undoing.note(pen, known.title, how, on=today)
        return f"{who} is no longer recused from “{known.title}” by the record. What the tab Committee says stays."


def committees_vote(session: Session, race: Race) -> Election | None:
    """The committee's vote on a race that is under way: its roll is frozen, and no result stands yet."""
    contest = race_votes.contest_of(session, race.key, COMMITTEE)
    return contest.election if contest and race_votes.is_under_way(contest.election) else None


def none_asked_away(session: Session, race: str) -> Ruling:
    """S11. Whether the committee may vote on a race: not while it votes on a recusal from it."""
    found = session.execute(select(Contest).where(Contest.matter == MATTER)).scalars()
    mine = [one for one in found if str((one.about or {}).get("race", "")) == race]
    return conflicts.may_vote_on(race, asking=any(race_votes.is_under_way(one.election) for one in mine))


def asked_in_time(session: Session, race: str) -> Ruling:
    """S11. Whether the committee may vote on a recusal from a race: not while it votes on the race itself."""
    return conflicts.asked_in_time(race, voting=committees_vote(session, races.of(session, race)) is not None)


def of_race(session: Session, race: str, *, on: date, charter: Charter) -> list[str]:
    """S11. Who of the committee is recused from a race on a local day, by member number: by record or by the tab."""
    return sorted(
        number
        for number, terms in seats.by_member(session).items()
        if committee.has_seat(terms, on=on, charter=charter) and any(race in one.recused for one in terms)
    )


def refuse(secretary: Secretary, session: Session, about: Iterable[str], by: str) -> None:
    """S11. Raise Refusal where whoever signs for work on races, by number or name, is recused from one of them.

    Initials tell nobody apart; they are taken as they are.
    """
    on = calendar.day_of(secretary.now(), secretary.charter.zone)
    for race in about:
        _refuse(session, race, cells.text(by), on, secretary.charter)


def _refuse(session: Session, race: str, signed: str, on: date, charter: Charter) -> None:
    away = of_race(session, race, on=on, charter=charter)
    names = dict(session.execute(select(Person.number, Person.name).where(Person.number.in_(away))).tuples().all())
    found = next((one for one in away if signed.casefold() in (one.casefold(), names.get(one, one).casefold())), None)
    if found:
        raise Refusal(
            f"{found} is recused from “{race}”, and keeps away from its questionnaire and forum (S11). "
            "Somebody else has to do it. Nothing was recorded."
        )
