"""Nominees: whom the answers to a call nominate, whether they accept, what they stated, and how the rules see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import nominations
from core.bylaws import nominations as rules
from core.bylaws.nominations import Active, Card
from core.bylaws.participation import DuesPaid, Participation, Registration
from core.charter import Charter
from core.ledger import Pen
from core.nominations import MEMBER, NO
from core.nominees import label
from core.numbers import many
from core.records import Address, Call, Cycle, Dues, Nominee, NomineeStatement, Person
from core.records import Registration as Registered
from core.ruling import Ruling
from flows.duties.membership import persons, recorded
from flows.duties.nomination import call_answers, cycles
from flows.duties.privacy import discretion
from flows.secretary import Secretary


@dataclass(frozen=True)
class Standing:
    """A nominee as they stand: who they are, whether they accept, their statement, and the card as of a day.

    `number` is the one that is kept. `besides` is what they were nominated as besides, if two numbers turned out to be
    one person's: they are one nominee, by the label that came first, and all that was said of either is said of them.
    `mailbox` is where their letters go, or empty.
    """

    nominee: Nominee
    besides: Sequence[Nominee]
    number: str
    card: Card
    accepts: str
    said: Mapping[str, str] = field(repr=False)
    name: str = field(repr=False)
    mailbox: str = field(repr=False)

    @property
    def label(self) -> str:
        """How the tab calls them."""
        return label(self.nominee.year, self.nominee.nth)

    @property
    def by_self(self) -> bool:
        """Whether they nominate themselves."""
        return any(one.by_self for one in (self.nominee, *self.besides))

    @property
    def by_other(self) -> bool:
        """Whether somebody else nominates them."""
        return any(one.by_other for one in (self.nominee, *self.besides))

    @property
    def met_on(self) -> date | None:
        """When they met the committee, first."""
        return min((one.met_on for one in (self.nominee, *self.besides) if one.met_on), default=None)

    @property
    def declined_on(self) -> date | None:
        """S3. When they told somebody that they don't stand, first."""
        return min((one.declined_on for one in (self.nominee, *self.besides) if one.declined_on), default=None)

    @property
    def on_slate(self) -> bool:
        """S4. Whether organisers have put them on the slate."""
        return any(one.on_slate for one in (self.nominee, *self.besides))

    @property
    def stands(self) -> bool:
        """Whether somebody still nominates them, and they haven't declined."""
        return (self.by_self or self.by_other) and self.accepts != NO

    @property
    def is_whole(self) -> bool:
        """S3. Whether the statement says something of all that is asked."""
        return nominations.is_whole(self.said)

    def rulings(self) -> tuple[Ruling, ...]:
        """S2, S3. What has to hold before they can be put forward."""
        met = self.met_on is not None
        return (
            rules.may_stand(self.card),
            rules.is_ready(accepts=self.accepts, stated=self.is_whole, met=met),
        )


def gather(secretary: Secretary, year: int) -> list[str]:
    """S3. Put on the list whoever the answers nominate that are known to be members'. Returns what is new.

    Nobody drops off the list: who isn't nominated any more, as it turned out that somebody else was meant, says so.
    """
    with secretary.ledger.reading() as session:
        if not _differs(session, year):
            return []
    with secretary.ledger.writing(secretary.now()) as pen:
        new = _take_up(pen, year)
    return [f"{many(new, 'nominee')} added for {year}."] if new else []


def _nominated(session: Session, year: int) -> Mapping[str, tuple[bool, bool]]:
    """Who is nominated, by number: by themselves, by somebody else.

    Whoever is on the list under another of their numbers stays there under that one.
    """
    found: dict[str, list[bool]] = {}
    kept, listed = persons.kept(session), _listed(session, year)
    known = {kept.get(number, number): number for number in reversed(listed)}
    for one in call_answers.in_time(session, session.get_one(Call, cycles.call_key(year))):
        if one.sender == MEMBER and one.nominee == MEMBER:
            whose = kept.get(one.nominated, one.nominated)
            by_self = kept.get(one.member, one.member) == whose
            number = one.nominated if one.nominated in listed else known.setdefault(whose, one.nominated)
            ways = found.setdefault(number, [False, False])
            ways[0 if by_self else 1] = True
    return {number: (ways[0], ways[1]) for number, ways in found.items()}


def _listed(session: Session, year: int) -> dict[str, Nominee]:
    mine = select(Nominee).where(Nominee.year == year, Nominee.number != "").order_by(Nominee.nth)
    return {one.number: one for one in session.execute(mine).scalars()}


def numbers_of(session: Session, year: int) -> list[str]:
    """The members who were nominated in a year, by number."""
    return list(_listed(session, year))


def _differs(session: Session, year: int) -> bool:
    wanted, known = _nominated(session, year), _listed(session, year)
    now = {number: (one.by_self, one.by_other) for number, one in known.items()}
    return now != dict.fromkeys(known, (False, False)) | dict(wanted)


def _take_up(pen: Pen, year: int) -> int:
    wanted, known = _nominated(pen.session, year), _listed(pen.session, year)
    last = pen.session.execute(select(func.max(Nominee.nth)).where(Nominee.year == year)).scalar_one() or 0
    for number, one in known.items():
        one.by_self, one.by_other = wanted.get(number, (False, False))
    new = [number for number in wanted if number not in known]
    for nth, number in enumerate(new, last + 1):
        by_self, by_other = wanted[number]
        pen.session.add(Nominee(year=year, nth=nth, number=number, by_self=by_self, by_other=by_other))
    pen.log("nominees.taken", year=year, new=len(new), listed=len(known) + len(new))
    return len(new)


# ── how they stand ─────────────────────────────────────────────────────────────────────────────────


def standings(session: Session, year: int, *, on: date, charter: Charter) -> list[Standing]:
    """S2, S3. Every nominee of a year as they stand on a local day, in the order in which they were nominated.

    Each person once, also if they were nominated under two numbers of theirs.
    """
    grouped, said = _by_person(session, year), _stated(session, year)
    leaving = discretion.leaving(session)
    people = {one.number: one for one in session.execute(select(Person).where(Person.number.in_(grouped))).scalars()}
    facts, found, due = evidence(session, people), list[Standing](), session.get_one(Cycle, year).due_at
    for number, mine in grouped.items():
        versions = sorted((each for one in mine for each in said.get(one.nth, [])), key=lambda each: each.turn)
        person = people.get(number)
        came = facts[number] if person else Participation()
        card = rules.card(came, _active(mine), on=on, charter=charter)
        by_self, declined = any(one.by_self for one in mine), any(one.declined_on for one in mine)
        accepts = NO if declined else nominations.accepts(by_self, _answers(versions, due))
        mailbox = _mailbox(session, person) if person and number not in leaving else ""
        words = next((version.said for version in reversed(versions) if version.handed_in <= due), {})
        name = person.name if person else ""
        found.append(Standing(mine[0], mine[1:], number, card, accepts, words, name, mailbox))
    return found


def _by_person(session: Session, year: int) -> dict[str, list[Nominee]]:
    """What each person was nominated as, the first one first, by the number that is kept."""
    found, kept = defaultdict[str, list[Nominee]](list), persons.kept(session)
    for number, one in _listed(session, year).items():
        found[kept.get(number, number)].append(one)
    return dict(found)


def _active(mine: Sequence[Nominee]) -> Active:
    """S2. Where they are active for longest, of what organisers recorded."""
    said = [one for one in mine if one.active_around and one.active_since]
    longest = min(said, key=lambda one: one.active_since or date.max, default=mine[0])
    return Active(longest.active_around, longest.active_since)


def _mailbox(session: Session, person: Person) -> str:
    mine = select(Address.email).where(Address.person_id == person.id, Address.rank == 0)
    return session.execute(mine).scalar_one_or_none() or ""


def _stated(session: Session, year: int) -> Mapping[int, Sequence[NomineeStatement]]:
    """What each nominee sent, in the order in which it came."""
    found: dict[int, list[NomineeStatement]] = defaultdict(list)
    mine = select(NomineeStatement).where(NomineeStatement.year == year).order_by(NomineeStatement.turn)
    for one in session.execute(mine).scalars():
        found[one.nth].append(one)
    return found


def _answers(versions: Sequence[NomineeStatement], due: datetime) -> list[str]:
    """What somebody answered in time; and a no, whenever it came: nobody is put forward against their will."""
    return [one.accepts for one in versions if one.handed_in <= due or one.accepts == NO]


def evidence(session: Session, people: Mapping[str, Person]) -> dict[str, Participation]:
    """S2. What is on record of members, dues and registration included, by number."""
    known, found = recorded.of(session, list(people)), dict[str, Participation]()
    for number, one in people.items():
        dues = session.execute(select(Dues).where(Dues.person_id == one.id).order_by(Dues.place)).scalars()
        listed = session.get(Registered, one.id)
        found[number] = replace(
            known[number],
            dues_paid=one.dues_paid,
            dues=tuple(DuesPaid(paid.on, paid.through, paid.place) for paid in dues),
            registration=Registration(listed.confirmed, listed.place) if listed else None,
        )
    return found
