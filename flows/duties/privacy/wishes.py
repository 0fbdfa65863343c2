"""Wishes: somebody asks to be erased. It is noted with all that is to be looked for, and can still be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from core import alias_keys, calendar, twins, workbook
from core import answers as answering
from core.alias_keys import AliasKey
from core.directory import name_key, names_of
from core.lines import Member
from core.records import (
    Address,
    Alias,
    Election,
    Enrolled,
    Erasure,
    KeptOut,
    MailFault,
    Participation,
    Person,
    Petition,
    Volunteering,
)
from core.remains import Known
from core.tabs import MEMBERS
from flows.duties.membership import answered
from flows.duties.privacy import discretion, last_letter, nominated, traces
from flows.secretary import Refusal, Secretary
from integrations.google import sheets


def request(secretary: Secretary, member: str) -> int:
    """M8. Note a wish to be erased, with all that is to be looked for. Asked again, it is the same wish.

    The person is told by a last letter, and letters that were only planned for them are withdrawn. Returns the wish's
    number. Raises Refusal for a number that nobody has.
    """
    members = _members(secretary)
    with secretary.ledger.writing(secretary.now()) as pen:
        numbers = _numbers(pen.session, member.strip(), members)
        number = numbers[0]
        held = of(pen.session, number)
        if held is not None:
            return held.nth
        known = _known(pen.session, numbers, members)
        if not known.names:
            raise Refusal(f"Nobody has the number {number or '–'}. The tab Members says who has which.")
        nth = (pen.session.execute(select(func.max(Erasure.nth))).scalar_one() or 0) + 1
        wish = Erasure(nth=nth, number=number, requested_at=pen.at, known=known.as_data())
        wish.counts = traces.took_part(pen.session, known)  # a reading of the cleared sheets takes it away
        pen.session.add(wish)
        pen.log("erasure.requested", erasure=nth)
        last_letter.withdraw(pen, known)
        waits_for = " and ".join(ballots(pen.session, known))
        mailbox = _mailbox(pen.session, numbers, members)
        last_letter.plan(secretary, pen, nth, number=number, mailbox=mailbox, waits_for=waits_for)
    return nth


@dataclass(frozen=True)
class Ahead:
    """What erasing somebody would mean, by numbers and counts: nobody is named."""

    number: str
    others: tuple[str, ...]
    events: int
    activities: int
    rolls: int
    gets_letter: bool
    waits_for: tuple[str, ...]


def ahead(secretary: Secretary, member: str) -> Ahead | None:
    """M8. What noting this wish would mean, with nothing noted; none, if it is noted. Raises Refusal as `request`."""
    members = _members(secretary)
    with secretary.ledger.reading() as session:
        numbers = _numbers(session, member.strip(), members)
        if of(session, numbers[0]) is not None:
            return None
        known = _known(session, numbers, members)
        if not known.names:
            raise Refusal(f"Nobody has the number {numbers[0] or '–'}. The tab Members says who has which.")
        mailbox = _mailbox(session, numbers, members)
        events, activities = (
            session.execute(select(func.count()).select_from(one).join(Person).where(Person.number.in_(numbers)))
            for one in (Participation, Volunteering)
        )
        return Ahead(
            number=numbers[0],
            others=tuple(numbers[1:]),
            events=events.scalar_one(),
            activities=activities.scalar_one(),
            rolls=len(traces.lines_of(session, known.numbers)),
            gets_letter=bool(mailbox) and session.get(MailFault, mailbox) is None,
            waits_for=tuple(ballots(session, known)),
        )


def _members(secretary: Secretary) -> Sequence[Member]:
    """The lines of the tab Members. Raises Refusal where it can't be read."""
    tabs = sheets.read(secretary.google, secretary.settings.members_book, (MEMBERS.name,))
    read = workbook.read(tabs.tabs)
    if read.members.refused:
        raise Refusal(f"The sheets can't be read: {read.members.refused}")
    return read.members.used


def of(session: Session, number: str) -> Erasure | None:
    """The wish of whoever has this number, if they asked, under whichever of their numbers."""
    mine = select(Erasure).where(Erasure.number.in_(answered.one_person(session, [number.strip()])))
    return session.execute(mine.order_by(Erasure.swept, Erasure.nth)).scalars().first()


def _numbers(session: Session, number: str, members: Sequence[Member]) -> list[str]:
    """Every number of the same person as this one, the one that is kept first."""
    lines = {one.number for one in members}
    merged = answering.merged(answered.saved(session).values(), lines)
    kept = twins.kept(number, lines, merged)
    return [kept, *sorted(answered.one_person(session, [number]) - {kept})]


def _mailbox(session: Session, numbers: Sequence[str], members: Sequence[Member]) -> str:
    """Where their letters go, by the book, or by the sheet if the book hasn't read of them yet."""
    theirs = select(Person.number, Address.email).join(Person).where(Person.number.in_(numbers), Address.rank == 0)
    by_sheet = {one.number: one.emails[0].casefold() for one in members if one.emails}
    boxes = by_sheet | dict(session.execute(theirs).tuples().all())
    return next((boxes[number] for number in numbers if number in boxes), "")


def look_again(secretary: Secretary, nth: int) -> None:
    """M8. Note anew what is to be looked for, where a line was made one person with theirs since, or another again.

    Raises Refusal where the sheets can't be read: in doubt nobody is erased.
    """
    with secretary.ledger.reading() as session:
        if is_told_right(session, session.get_one(Erasure, nth)):
            return
    members = _members(secretary)
    with secretary.ledger.writing(secretary.now()) as pen:
        wish = pen.session.get_one(Erasure, nth)
        if is_told_right(pen.session, wish):
            return
        before = Known.from_data(wish.number or "", wish.known or {})
        numbers = [before.number, *sorted(answered.one_person(pen.session, [before.number]) - {before.number})]
        known = _known(pen.session, numbers, members, before=before)
        wish.known = known.as_data()
        pen.log("erasure.looked_again", erasure=nth, numbers=len(numbers))
        last_letter.withdraw(pen, known)


def is_told_right(session: Session, wish: Erasure) -> bool:
    """Whether a wish is noted with exactly the numbers that the person has by now; also if it is carried out."""
    if wish.known is None or not wish.number:
        return True
    return Known.from_data(wish.number, wish.known).numbers == answered.one_person(session, [wish.number])


def _known(
    session: Session, numbers: Sequence[str], members: Sequence[Member], *, before: Known | None = None
) -> Known:
    """Everything to look for, by sheets, book, rolls and answers; and which of it alone says nothing.

    That is what another member has as well, and a name and an address that were only typed, one beside the other.
    What was known `before` of these numbers stays known, and what was known of others doesn't.
    """
    called, boxes = _says_who(session, numbers, members)
    if before is not None:
        others_names, others_boxes = _says_who(session, sorted(before.numbers - {*numbers}), members)
        called |= before.names - before.shared - others_names
        boxes |= before.boxes - others_boxes
    typed, once = _typed(session, numbers)
    names = called | {name for name, _ in typed} | {key.name for key in once}
    emails = boxes | {email for _, email in typed}
    others = [one for one in members if one.number not in numbers]
    theirs = {key for one in others for key in names_of(one)} | {e.casefold() for one in others for e in one.emails}
    held = session.execute(select(Person).where(Person.number.not_in(numbers))).scalars().all()
    theirs |= {name_key(one.name) for one in held} | {address.email for one in held for address in one.addresses}
    only_typed = {email for _, email in typed} - boxes | {name for name, email in typed if email} - called
    only_typed |= {key.name for key in once} - called
    weak = (names | emails) & theirs | only_typed
    all_of = (names, emails, weak, set(numbers[1:]), boxes - theirs, set(map(str, once)))
    found = (frozenset(some - {""}) for some in all_of)
    return Known(numbers[0], *found)


def _says_who(session: Session, numbers: Sequence[str], members: Sequence[Member]) -> tuple[set[str], set[str]]:
    """Names and addresses that tab Members, book and rolls have of somebody, or that the mailing list had.

    What the list had counts only if it isn't another member's today: lines may have been taken for one person's.
    """
    mine = [one for one in members if one.number in numbers]
    people = session.execute(select(Person).where(Person.number.in_(numbers))).scalars().all()
    lines = traces.lines_of(session, numbers)
    called = {name_key(one.name) for some in (people, lines) for one in some}
    boxes = {address.email for one in people for address in one.addresses} | {one.email for one in lines}
    listed = set(session.execute(select(Enrolled.email).where(Enrolled.number.in_(numbers))).scalars())
    others = session.execute(select(Address.email).join(Person).where(Person.number.not_in(numbers))).scalars()
    elsewhere = {*others, *(email.casefold() for one in members if one.number not in numbers for email in one.emails)}
    called |= {key for one in mine for key in names_of(one)}
    return called, boxes | (listed - elsewhere) | {email.casefold() for one in mine for email in one.emails}


def _typed(session: Session, numbers: Sequence[str]) -> tuple[list[tuple[str, str]], list[AliasKey]]:
    """Names with addresses of which it is known that this person typed them, by forms and answers.

    Beside them the keys of answers about one word at one occasion: anywhere else it is anybody's.
    """
    handed_in = session.execute(select(Petition.name, Petition.email).where(Petition.member.in_(numbers))).tuples()
    answers = session.execute(select(Alias.key).where(Alias.number.in_(numbers))).scalars()
    keys = [alias_keys.parse(one) for one in answers]
    typed = [(name_key(name), email.casefold()) for name, email in [*handed_in, *nominated.typed_by(session, numbers)]]
    typed += [(key.name, key.email) for key in keys if not key.occasion]
    return typed, [key for key in keys if key.occasion]


def ballots(session: Session, known: Known) -> list[str]:
    """M8. The ballots that need them: until they are sealed, or what there was of a called-off one is destroyed."""
    listed = {one.election_key for one in traces.lines_of(session, known.numbers)}
    mine = select(Election).where(Election.key.in_(listed), _is_unsealed()).order_by(Election.key)
    found = session.execute(mine).scalars()
    return [
        f"“{one.key}”, which was called off, is cleared away"
        if one.state == "withdrawn"
        else f"“{one.key}” is sealed, soon after voting closes on {calendar.in_words(one.closes_at, one.zone)}"
        for one in found
    ]


def _is_unsealed() -> ColumnElement[bool]:
    return Election.state.in_(("frozen", "open", "closed")) | ((Election.state == "withdrawn") & ~Election.form_erased)


def take_back(secretary: Secretary, member: str) -> str:
    """Somebody thought better of it, or the number was a slip. Raises Refusal where it is too late, or nobody asked."""
    with secretary.ledger.writing(secretary.now()) as pen:
        wish = of(pen.session, member)
        if wish is None or wish.known is None:
            raise Refusal(
                f"There is no open wish of {member} to be erased. What has been erased can't be brought back."
            )
        pen.session.delete(wish)
        last_letter.call_off(pen, wish.nth)
        pen.log("erasure.taken_back", erasure=wish.nth)
    return f"{member.strip()} will not be erased."


def open_ones(session: Session) -> list[int]:
    """The wishes that aren't carried out to the end yet."""
    return list(session.execute(select(Erasure.nth).where(~Erasure.swept).order_by(Erasure.nth)).scalars())


def is_open(secretary: Secretary, member: str) -> bool:
    """Whether this member has asked before, so that nobody has to be asked whether it is meant."""
    with secretary.ledger.reading() as session:
        return member.strip() in discretion.leaving(session)


def called(secretary: Secretary, member: str) -> str:
    """Who has this number, for the terminal: a slip would erase somebody else. It never goes to the dashboard."""
    with secretary.ledger.reading() as session:
        person = session.execute(select(Person).where(Person.number == member.strip())).scalar_one_or_none()
    return f"{member.strip()} ({person.name})" if person else member.strip()


def welcome_back(secretary: Secretary, member: str) -> str:
    """M8. Somebody who was erased is a member again: their rows aren't kept out any more, and their number is free.

    Raises Refusal before they are erased, or where nobody of that number was.
    """
    with secretary.ledger.writing(secretary.now()) as pen:
        wish = of(pen.session, member)
        if wish is None:
            raise Refusal(f"Nobody with the number {member.strip() or '–'} was erased.")
        if not wish.swept:
            raise Refusal(f"{wish.number} isn't erased yet. If they thought better of it: --take-back")
        pen.session.execute(delete(KeptOut).where(KeptOut.nth == wish.nth))
        wish.number, wish.left, wish.confirmed_at = None, None, wish.confirmed_at or pen.at
        pen.log("erasure.came_back", erasure=wish.nth)
    return f"{member.strip()} is welcome back: from the next reading on, rows in the sheets count for whom they name."
