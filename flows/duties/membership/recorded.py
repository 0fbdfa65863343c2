"""Recorded: what each member took part in, as the book has had it since the sheets were last read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.bylaws.participation import Attended, Excepted, Participation, Volunteered
from core.records import Event, Excuse, Exemption, Person, Volunteering
from core.records import Participation as Came
from flows.duties.membership import answered


def of(session: Session, numbers: Collection[str] | None = None) -> dict[str, Participation]:
    """What these members – by default all – took part in, by number, with what was decided for them and for everybody.

    A number whose line was merged with another stands for that one's person. Events without a sign-in sheet are left
    out: they give nobody a vote.
    """
    persons = select(Person.id, Person.number)
    if numbers is not None:
        persons = persons.where(Person.number.in_(answered.one_person(session, numbers)))
    people = dict(session.execute(persons).tuples().all())
    attended: dict[int, list[Attended]] = defaultdict(list)
    volunteered: dict[int, list[Volunteered]] = defaultdict(list)
    excepted: dict[str, list[Excepted]] = defaultdict(list)
    events = {one.code: one for one in session.execute(select(Event)).scalars()}
    for came in session.execute(select(Came).where(Came.person_id.in_(people))).scalars():
        event = events[came.event_code]
        attended[came.person_id].append(Attended(event.held_on, event.code, event.kind, came.place))
    for shift in session.execute(select(Volunteering).where(Volunteering.person_id.in_(people))).scalars():
        volunteered[shift.person_id].append(Volunteered(shift.on, shift.activity, shift.place))
    whose, same = set(people.values()), answered.merged(session)
    for made in session.execute(select(Exemption).order_by(Exemption.number, Exemption.since)).scalars():
        for number in whose & same.get(made.number, {made.number}):
            excepted[number].append(Excepted(made.clause, made.since, made.until, made.decided_by))
    excused = tuple(
        Attended(events[one.event_code].held_on, one.event_code, events[one.event_code].kind, "excused")
        for one in session.execute(select(Excuse).where(~Excuse.lifted)).scalars()
        if one.event_code in events and events[one.event_code].held_on == one.held_on
    )
    return {
        number: Participation(
            tuple(attended[person]), tuple(volunteered[person]), excused=excused, exceptions=tuple(excepted[number])
        )
        for person, number in people.items()
    }
