"""Sharing: what an official co-sponsor of an event may be handed of the member list, once members were told."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar, letters, secrecy
from core.articles import Privacy
from core.bylaws import privacy
from core.bylaws.privacy import Concerned, Part
from core.cited import plain
from core.counting.files.written import as_cell
from core.records import Cosponsorship, Event, Letter, Objection, Participation, Person
from core.ruling import Ruling
from flows.duties.membership import answered
from flows.duties.privacy import discretion
from flows.secretary import Refusal, Secretary
from integrations.mailchimp import campaigns


def mark(event: str, held_on: date, partner: str) -> str:
    """By what an event of a day and an organisation are known: letters have it in their key, files in their folder."""
    return secrecy.fingerprint([plain(event), held_on.isoformat(), plain(partner)])[:12]


@dataclass(frozen=True)
class Occasion:
    """An event of a day, an organisation, and its part in the event. `mark` tells them from all others.

    `other_days` are those of events of the same name in which the organisation has, or had, a part.
    """

    event: str
    held_on: date
    partner: str
    part: Part
    other_days: tuple[date, ...] = ()

    @property
    def mark(self) -> str:
        """Twelve digits: names of events and organisations are too long for a letter's key."""
        return mark(self.event, self.held_on, self.partner)

    @property
    def notice(self) -> str:
        """The key of the first letter that tells members of it; later ones have a number behind it."""
        return f"sharing/{self.mark}"


@dataclass(frozen=True)
class Told:
    """On which day each mailbox was first told, by which letters."""

    days: Mapping[str, date]
    letters: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """What would be handed over of one member."""

    name: str = field(repr=False)
    mailbox: str = field(repr=False)


@dataclass(frozen=True)
class Draft:
    """A list as it would be handed over now: the ruling, its rows, and how many others are left out, by the reason."""

    ruling: Ruling
    rows: tuple[Row, ...]
    left_out: Mapping[str, int]


def event_called(session: Session, code: str) -> Event:
    """The event of the tab Events that is called so. Raises Refusal for one that isn't there."""
    found = [one for one in session.execute(select(Event)).scalars() if plain(one.code) == plain(code)]
    if not found:
        raise Refusal(f"The tab Events has no event “{code.strip()}”. Write it as it is written there.")
    return found[0]


def occasion(session: Session, event: str, partner: str) -> Occasion:
    """What is on record about an organisation's part in an event. Raises Refusal for an unknown event."""
    held = event_called(session, event)
    recorded = [
        one
        for one in session.execute(select(Cosponsorship)).scalars()
        if plain(one.event_code) == plain(event) and plain(one.partner) == plain(partner)
    ]
    mine = next((one for one in recorded if one.held_on == held.held_on), None)
    if mine is None:
        days = tuple(sorted(one.held_on for one in recorded))
        return Occasion(held.code, held.held_on, partner.strip(), "none", days)
    part: Part = "official co-sponsor" if mine.official else "supporting partner"
    return Occasion(held.code, held.held_on, mine.partner, part)


def notices(session: Session, of: Occasion) -> list[Letter]:
    """The letters that told members of this, oldest first, sent or not."""
    mine = select(Letter).where(Letter.occasion == "sharing_notice").order_by(Letter.planned_at, Letter.key)
    found = session.execute(mine).scalars()
    return [one for one in found if one.key == of.notice or one.key.startswith(f"{of.notice}-")]


def circle(session: Session, of: Occasion, rules: Privacy) -> list[Person]:
    """M8. The members whose lines could be handed over, by the charter's circle; whoever asked to be left out isn't."""
    away = left_alone(session)
    came = came_to(session, of)
    everybody = rules.share_circle.value == "all members"
    people = session.execute(select(Person).order_by(Person.number)).scalars()
    return [one for one in people if (everybody or one.id in came) and one.number not in away]


def came_to(session: Session, of: Occasion) -> set[int]:
    """Who is on record as having come to the event."""
    return set(session.execute(select(Participation.person_id).where(Participation.event_code == of.event)).scalars())


def left_alone(session: Session) -> set[str]:
    """All numbers of those who objected, or asked to be erased."""
    objected = answered.one_person(session, session.execute(select(Objection.number)).scalars())
    return objected | discretion.leaving(session)


def mailbox_of(person: Person) -> str:
    """Where a member's letters go, or nothing."""
    return person.addresses[0].email if person.addresses else ""


def told(secretary: Secretary, of: Occasion) -> Told:
    """Who was told of this so far, and when. That is asked of Mailchimp: only its word is proof that a letter came."""
    with secretary.ledger.reading() as session:
        sent = [one for one in notices(session, of) if one.state in letters.DELIVERED and one.campaign_id]
    days: dict[str, date] = {}
    for letter in sent:
        day = calendar.day_of(letter.posted_at or secretary.now(), secretary.charter.zone)
        fates = campaigns.recipients(secretary.mailchimp, letter.campaign_id)
        for box in [box for box, fate in fates.items() if box and fate == "sent"]:
            days[box] = min(day, days.get(box, day))
    return Told(days, tuple(one.key for one in sent))


def draft(secretary: Secretary, session: Session, of: Occasion, since: Told) -> Draft:
    """M8. The list as it may be handed over today, and why others who were there aren't on it."""
    rules = discretion.rules_of(secretary)
    today = calendar.day_of(secretary.now(), secretary.charter.zone)
    ruling = privacy.may_share(of.part, told_on=min(since.days.values(), default=None), on=today, rules=rules)
    came, away = came_to(session, of), left_alone(session)
    rows, left_out = list[Row](), Counter[str]()
    for person in session.execute(select(Person).order_by(Person.number)).scalars():
        box = mailbox_of(person)
        concerned = Concerned(since.days.get(box), person.id in came, person.number in away)
        member = privacy.may_hand_over(concerned, on=today, rules=rules)
        if member:
            rows.append(Row(person.name, box))
        elif concerned.took_part or rules.share_circle.value == "all members":
            left_out[member.because.partition(",")[0]] += 1
    return Draft(ruling, tuple(rows), dict(left_out))


def as_csv(rows: Sequence[Row], columns: Sequence[str]) -> str:
    """The list as a file: sorted, each cell harmless to a spreadsheet, and only the charter's columns."""
    headings = {"name": "Name", "e-mail": "E-mail"}
    lines = sorted([_cell(_said(row, column)) for column in columns] for row in rows)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([headings[column] for column in columns])
    writer.writerows(lines)
    return text.getvalue()


def _said(row: Row, column: str) -> str:
    return row.name if column == "name" else row.mailbox


def _cell(said: str) -> str:
    return as_cell(" ".join(said.split()))
