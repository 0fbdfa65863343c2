"""Vacancies: who may fill a seat that fell vacant since the members confirmed a slate, and by whose decision."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import cells
from core.bylaws import nominations as rules
from core.bylaws import seating, tenure
from core.bylaws.nominations import Active, Card
from core.bylaws.participation import Participation
from core.charter import Charter
from core.records import Certificate, Election, Person
from core.records.elections import COMMITTEE
from core.ruling import Ruling
from flows.duties.committee import motions, seats, succession
from flows.duties.committee.succession import Confirmed
from flows.duties.membership import answered
from flows.duties.nomination import nominees
from flows.secretary import Refusal


def may_fill(session: Session, slate: Confirmed, number: str, *, on: date, charter: Charter) -> Iterator[Ruling]:
    """S1, S2. What has to hold on a local day before a member fills a vacancy: there is one, and they may sit."""
    over = _is_over(slate, on=on, charter=charter)
    taken = len(_taken(session, slate, on=on, charter=charter, over=over))
    yield tenure.may_be_filled(taken, confirmed=None if over else len(slate.slate), charter=charter)
    if charter.nominations is not None:
        yield rules.may_take_seat(_card(session, slate, number, on=on, charter=charter))


def _is_over(slate: Confirmed, *, on: date, charter: Charter) -> bool:
    """Whether the term that a slate gave is over: then the next one is confirmed elsewhere, or not at all."""
    through = tenure.term_through(slate.on, charter=charter)
    return through is not None and on > through


def _taken(session: Session, slate: Confirmed, *, on: date, charter: Charter, over: bool) -> set[frozenset[str]]:
    """Whoever has a seat under a slate, or is still to take it, each by all their numbers."""
    same, terms = answered.merged(session), seats.by_member(session)
    declined = succession.declined(session, slate)
    found = set[frozenset[str]]()
    for number in (*slate.slate, *sorted(slate.filled)):
        person = frozenset(same.get(number, {number}))
        mine = [one for each in sorted(person) for one in terms.get(each, ()) if one.since >= slate.on]
        lasting = [day is None or day >= on for day in (seating.last_day(one, charter=charter) for one in mine)]
        waits = not mine and number not in declined and not (over and number in slate.slate)
        if waits or any(lasting):
            found.add(person)
    return found


def _card(session: Session, slate: Confirmed, number: str, *, on: date, charter: Charter) -> Card:
    """S2. A member's card on a day. Around which committee somebody is active is recorded of nominees alone.

    Of anybody else it is left to the committee, which decides who fills the vacancy.
    """
    person = answered.merged(session).get(number, frozenset((number,)))
    listed = nominees.standings(session, slate.year, on=on, charter=charter)
    known = next((one.card for one in listed if one.nominee.number in person), None)
    if known is not None:
        return known
    people = session.execute(select(Person).where(Person.number.in_(person)).order_by(Person.number)).scalars()
    facts = nominees.evidence(session, {one.number: one for one in people})
    mine = next((facts[one] for one in sorted(facts)), Participation())
    found = rules.card(mine, Active(), on=on, charter=charter)
    return Card({what: said for what, said in found.criteria.items() if what != rules.COMMITTEE}, found.exception)


def decision(session: Session, slate: Confirmed, said: str) -> str:
    """S1, S8. How the committee decided who fills a vacancy, in words for the minutes.

    `said` is the key of its vote on a motion, which has to be certified, carried, and later than the slate; or says in
    words how it was decided. Raises Refusal where that is missing, or the vote isn't one.
    """
    how = cells.text(said).rstrip(".")
    if not how:
        raise Refusal("Say how the committee decided: its vote's key, or in words. Nothing was recorded.")
    vote = session.get(Election, how)
    if vote is not None:
        _refuse_unless_carried(session, slate, vote)
        return f"by the vote “{how}”"
    if " " not in how:
        raise Refusal(f"There is no vote “{how}”. Name one by its key, or say in words how the committee decided.")
    return how


def _refuse_unless_carried(session: Session, slate: Confirmed, vote: Election) -> None:
    certified = session.get(Certificate, vote.key)
    if vote.electorate != COMMITTEE:
        raise Refusal(f"“{vote.key}” is no vote of the committee. Nothing was recorded.")
    if certified is None:
        raise Refusal(f"“{vote.key}” is {vote.state}: it isn't certified. Nothing was recorded.")
    if certified.at <= session.get_one(Certificate, slate.key).at:
        raise Refusal(f"“{vote.key}” isn't later than the slate “{slate.key}”. Nothing was recorded.")
    if any(one.matter != motions.MOTION.name or (one.count or {}).get("outcome") != "passed" for one in vote.contests):
        raise Refusal(f"“{vote.key}” isn't a motion that carried. Nothing was recorded.")
