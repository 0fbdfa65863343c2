"""Co-chairs: the committee elects up to three from its own members, every other year, and their terms are on record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import calendar
from core.agenda import Due
from core.bylaws import committee, seating, tenure
from core.charter import Charter
from core.counting.record import Count
from core.ledger import Pen
from core.records import CoChair, Contest, Person
from core.records.elections import COMMITTEE
from core.ruling import Ruling
from flows.duties.committee import seats
from flows.duties.election.matter import Asked, Matter
from flows.duties.election.rules import rules_of
from flows.duties.membership import persons
from flows.secretary import Refusal

ABOUT = "co-chairs"


def stem(year: int) -> str:
    """What a year's election of co-chairs is called."""
    return f"{ABOUT}-{year}"


def asked(session: Session, year: int, standing: Sequence[str], *, reason: str) -> Asked:
    """S7. Whom the committee can tick, by name: to stand is public. `standing` are member numbers.

    Raises Refusal for a number that is nobody's, and without anybody.
    """
    known = {one.number: one.name for one in session.execute(select(Person)).scalars()}
    numbers = list(dict.fromkeys(one.strip() for one in standing if one.strip()))
    strange = [one for one in numbers if one not in known]
    if strange:
        raise Refusal(f"The tab Members has no {', '.join(strange)}. Write who stands by number, as in M017.")
    if not numbers:
        raise Refusal(f"Nobody stands as co-chair in {year}. Write the numbers of those who do.")
    alike = Counter(known[one] for one in numbers)
    names = tuple(known[one] if alike[known[one]] == 1 else f"{known[one]} ({one})" for one in numbers)
    text = "Tick everybody whom you can agree to as co-chair."
    about = {"standing": numbers, "year": year, "reason": " ".join(reason.split())}
    return Asked(f"Co-chairs {year}", text, about, choices=names)


def last_election(session: Session, *, before: date) -> date | None:
    """S7. When co-chairs were last elected, before a local day."""
    return session.execute(select(func.max(CoChair.since)).where(CoChair.since < before)).scalar_one()


def _in_the_way(session: Session, contest: Contest, *, on: date) -> Sequence[Ruling]:
    """S7. Co-chairs are elected in the first quarter of every other year, or for a reason, from the active members."""
    election, about = contest.election, contest.about or {}
    rules, reason = rules_of(election), str(about.get("reason", ""))
    opens = calendar.day_of(election.opens_at, election.zone)
    numbers = [str(one) for one in about.get("standing", [])]
    held = seats.by_member(session)
    return [
        tenure.have_candidates(numbers),
        *_standing_twice(session, numbers),
        *(_may_stand(one, held.get(one, []), on=on, charter=rules) for one in numbers),
        tenure.is_their_quarter(opens, reason=reason, charter=rules),
        tenure.are_due(opens, last=last_election(session, before=opens), reason=reason, charter=rules),
    ]


def _standing_twice(session: Session, numbers: Sequence[str]) -> Iterator[Ruling]:
    """S7. Whoever stands under two numbers would be two to choose from."""
    if len(persons.each_once(numbers, persons.kept(session))) < len(numbers):
        yield Ruling(False, "S7", "somebody stands under two numbers, and is one person by now: draft the vote anew")


def _may_stand(number: str, held: Sequence[seating.Seat], *, on: date, charter: Charter) -> Ruling:
    """S7. Only an active member of the committee can stand."""
    active = committee.is_active(held, on=on, charter=charter)
    clause = "S7" if active else active.clause
    return Ruling(bool(active), clause, f"{number} stands as co-chair, and: {active.because}")


def _put_on_record(pen: Pen, contest: Contest, count: Count) -> None:
    """S7. The terms of those who are elected, from the day of the certificate; earlier ones end the day before."""
    if not count.winners:
        return
    election = contest.election
    since = calendar.day_of(pen.at, election.zone)
    through = tenure.co_chair_through(since, charter=rules_of(election))
    for earlier in pen.session.execute(select(CoChair).where(CoChair.election_key != election.key)).scalars():
        if earlier.until is None or earlier.until >= since:
            earlier.until = since - timedelta(days=1)
    numbers = dict(zip((one["id"] for one in contest.options), (contest.about or {})["standing"], strict=True))
    chosen = [str(numbers[one]) for one in count.winners]
    pen.session.add_all(CoChair(election_key=election.key, number=one, since=since, until=through) for one in chosen)
    pen.log("co_chairs.elected", election=election.key, number=len(chosen))


MATTER = Matter(
    "co-chairs",
    "co-chairs",
    COMMITTEE,
    secret_by=lambda charter: charter.tenure is not None and charter.tenure.co_chairs_ballots.value == "secret",
    in_the_way=_in_the_way,
    put_on_record=_put_on_record,
)


def due(session: Session, *, charter: Charter, on: date) -> Iterator[Due]:
    """S7. When co-chairs are to be elected next: in the first quarter of the year in which their terms end.

    Where none were elected yet nothing is due by this book.
    """
    last = last_election(session, before=on + timedelta(days=1))
    if last is None or charter.tenure is None:
        return
    through = tenure.co_chair_through(last, charter=charter)
    if through is not None:
        what = f"Co-chairs are elected anew in {through.year}, by this day"
        yield Due(through, what, "the committee", (ABOUT,), f"{ABOUT}/{through.year}", waits=True)
