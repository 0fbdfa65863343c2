"""Words on seats: that somebody fills a vacancy, or doesn't take their seat, is on record with its reason."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.ledger import Pen
from core.records import AfterSlate, Election
from flows.duties.committee import minutes
from flows.duties.committee.succession import Confirmed
from flows.duties.membership import answered
from flows.duties.race import reasons

SAID = {
    True: (
        "A vacancy on the committee is filled",
        "A member who isn't on the slate “{key}” fills a vacancy. The committee decided on it: {how}.",
        "S1",
    ),
    False: ("A seat isn't taken", "A member who is on the slate “{key}” doesn't take the seat; it is vacant.", "S6"),
}
"""The line of the minutes, which names nobody: its title, its sentence, and the clause."""

KINDS = {True: "seat.filled", False: "seat.declined"}


def of(session: Session, slate: Confirmed, number: str) -> list[AfterSlate]:
    """What is on record of a member and a slate, under any of their numbers."""
    mine = AfterSlate.number.in_(answered.one_person(session, [number]))
    wanted = select(AfterSlate).where(AfterSlate.election_key == slate.key, mine)
    return list(session.execute(wanted.order_by(AfterSlate.number)).scalars())


def put_on_record(pen: Pen, slate: Confirmed, number: str, *, takes: bool, because: str, how: str, by: str) -> bool:
    """S1, S6. Write down whether a member takes a seat other than a slate says, with a line of the minutes.

    `how` is how the committee decided who fills a vacancy, or how it is known that a seat isn't taken.
    """
    pen.session.add(AfterSlate(election_key=slate.key, number=number, takes=takes, said_by=by.strip(), at=pen.at))
    about = {"member": number, "election": slate.key}
    why = f"{because.strip()} {'Decided' if takes else 'Known by'}: {how}"
    reasons.keep(pen, KINDS[takes], number, because=why, by=by, part="the seat", **about)
    title, sentence, clause = SAID[takes]
    _minute(pen, slate, title, sentence.format(key=slate.key, how=how), clause)
    return True


def take_back(pen: Pen, slate: Confirmed, number: str, *, because: str, by: str) -> bool:
    """S1, S6. Take back what was recorded by mistake; the minutes say that, too. False: nothing is on record."""
    known = of(pen.session, slate, number)
    for one in known:
        about = {"member": one.number, "election": slate.key}
        reasons.keep(pen, f"{KINDS[one.takes]}.withdrawn", one.number, because=because, by=by, **about)
        title, _, clause = SAID[one.takes]
        _minute(pen, slate, "A line about a seat is taken back", f"It was recorded by mistake: “{title}”.", clause)
        pen.session.delete(one)
    return bool(known)


def _minute(pen: Pen, slate: Confirmed, title: str, sentence: str, clause: str) -> None:
    """Under the number of the log's line: the same can be recorded, taken back, and recorded again."""
    on = calendar.day_of(pen.at, pen.session.get_one(Election, slate.key).zone)
    minutes.write(pen, f"seat/{pen.head.seq}", on=on, title=title, sentence=sentence, clause=clause)
