"""Erasing: somebody's wish to be taken out of everything, carried out as soon as no election needs them.

The sheets come first, because whatever is erased elsewhere would come back from them at the next reading. Canvass
doesn't write into organisers' rows: it says which cells are to be cleared, looks again, and only then goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import calendar, letters, remains, workbook
from core.directory import name_key, names_of
from core.lines import Member
from core.records import Address, Election, Erasure, Letter, Person, RollEntry
from core.remains import Known, Remain
from flows.duties import stock, traces
from flows.secretary import Refusal, Secretary
from integrations.google import sheets
from integrations.mailchimp import audience


@dataclass(frozen=True)
class Progress:
    """How far a wish has come: what it waits for, or which cells somebody has to clear, or that it is done."""

    nth: int
    number: str
    waits_for: tuple[str, ...] = ()
    cells: tuple[Remain, ...] = ()
    done: bool = False


def request(secretary: Secretary, member: str) -> int:
    """M8. Note a wish to be erased, with all that is to be looked for. Asked again, it is the same wish.

    Returns its number. Raises Refusal for a number that nobody has.
    """
    number = member.strip()
    tabs = sheets.read(secretary.google, secretary.settings.members_book, stock.TABS)
    read = workbook.read(tabs.tabs)
    if read.members.refused:
        raise Refusal(f"The sheets can't be read: {read.members.refused}")
    with secretary.ledger.writing(secretary.now()) as pen:
        held = pen.session.execute(select(Erasure).where(Erasure.number == number)).scalar_one_or_none()
        if held is not None:
            return held.nth
        known = _known(pen.session, number, read.members.used)
        if not known.names:
            raise Refusal(f"Nobody has the number {number or '–'}. The tab Members says who has which.")
        nth = (pen.session.execute(select(func.max(Erasure.nth))).scalar_one() or 0) + 1
        wish = Erasure(nth=nth, number=number, requested_at=pen.at, known=known.as_data())
        wish.counts = traces.took_part(pen.session, known)  # a reading of the cleared sheets takes it away
        pen.session.add(wish)
        pen.log("erasure.requested", erasure=nth)
    return nth


def _known(session: Session, number: str, members: Sequence[Member]) -> Known:
    """Everything to look for, by the sheets, the book and the rolls; and which of it another member has as well."""
    mine = [one for one in members if one.number == number]
    lines = traces.lines_of(session, number)
    person = session.execute(select(Person).where(Person.number == number)).scalar_one_or_none()
    names = {key for one in mine for key in names_of(one)} | {name_key(one.name) for one in lines}
    emails = {email.casefold() for one in mine for email in one.emails} | {one.email for one in lines if one.email}
    if person is not None:
        names.add(name_key(person.name))
        emails |= {address.email for address in person.addresses}
    others = [one for one in members if one.number != number]
    theirs = {key for one in others for key in names_of(one)} | {e.casefold() for one in others for e in one.emails}
    held = select(Address.email).join(Person).where(Person.number != number)
    theirs |= set(session.execute(held).scalars())
    return Known(number, frozenset(names), frozenset(emails), frozenset((names | emails) & theirs))


def carry_on(secretary: Secretary, nth: int) -> Progress:
    """M8. Bring a wish as far as it can come now. Repeated, and after any crash, it goes on where it was.

    First the elections and letters that need the person come to their end; then the sheets have to be clear; then
    Mailchimp forgets the addresses; then the book, in one stroke; then its file is swept.
    """
    with secretary.ledger.reading() as session:
        wish = session.get_one(Erasure, nth)
        known = Known.from_data(wish.number, wish.known) if wish.known else None
        waits_for = tuple(_needed_by(session, known)) if known else ()
    if waits_for:
        return Progress(nth, wish.number, waits_for=waits_for)
    if known is not None:
        cells = remains.find(sheets.read_all(secretary.google, secretary.settings.members_book).tabs, known)
        if cells:
            return Progress(nth, wish.number, cells=tuple(cells))
        asked = [
            audience.forget(secretary.mailchimp, secretary.audience, email)
            for email in sorted(known.emails - known.shared)
        ]
        waits_for = _erase(secretary, nth, known, contacts=len(asked))
        if waits_for:
            return Progress(nth, wish.number, waits_for=waits_for)
    if not wish.swept:
        secretary.ledger.sweep(traces.tables())
        _note_swept(secretary, nth)
    return Progress(nth, wish.number, done=True)


def take_back(secretary: Secretary, member: str) -> str:
    """Somebody thought better of it, or the number was a slip. Raises Refusal where it is too late, or nobody asked."""
    with secretary.ledger.writing(secretary.now()) as pen:
        wish = pen.session.execute(select(Erasure).where(Erasure.number == member.strip())).scalar_one_or_none()
        if wish is None or wish.known is None:
            raise Refusal(
                f"There is no open wish of {member} to be erased. What has been erased can't be brought back."
            )
        pen.session.delete(wish)
        pen.log("erasure.taken_back", erasure=wish.nth)
    return f"{member.strip()} will not be erased."


def _needed_by(session: Session, known: Known) -> list[str]:
    """The elections with them on the roll that aren't over, and the letters that are still on their way to them."""
    over = traces.is_over()
    mine = select(Election.key).join(RollEntry, RollEntry.election_key == Election.key)
    keys = session.execute(mine.where(RollEntry.number == known.number, ~over).distinct().order_by(Election.key))
    going = session.execute(select(Letter).where(Letter.state.not_in(letters.FINAL)).order_by(Letter.key)).scalars()
    found = [f"“{key}” is over, and objections to it have been heard" for key in keys.scalars()]
    return found + [f"the letter “{one.key}” is out" for one in going if traces.mailed_to(one, known.emails)]


def _erase(secretary: Secretary, nth: int, known: Known, *, contacts: int) -> tuple[str, ...]:
    """The person leaves every table in one stroke, and last what was kept to look for them.

    Returns what it has to wait for after all, if a letter to them was planned just now.
    """
    with secretary.ledger.writing(secretary.now()) as pen:
        wish = pen.session.get_one(Erasure, nth)
        waits_for = tuple(_needed_by(pen.session, known))
        if wish.known is None or waits_for:
            return () if wish.known is None else waits_for  # another process was faster
        counts = traces.erase(pen.session, known)
        rolls = traces.of_ended(pen.session, traces.lines_of(pen.session, known.number))
        counts |= {"contacts": contacts} if contacts else {}
        wish.known, wish.erased_at, wish.counts = None, pen.at, {**(wish.counts or {}), **counts}
        for key, (before, after) in rolls.items():
            pen.log("roll.erased", election=key, lines=1, before=before, roll=after)
        pen.log("person.erased", erasure=nth, **wish.counts)
    return ()


def _note_swept(secretary: Secretary, nth: int) -> None:
    with secretary.ledger.writing(secretary.now()) as pen:
        wish = pen.session.get_one(Erasure, nth)
        if wish.known is None and not wish.swept:
            wish.swept = True
            pen.log("erasure.done", erasure=nth)


def open_wishes(session: Session) -> list[int]:
    """The wishes that aren't carried out to the end yet."""
    return list(session.execute(select(Erasure.nth).where(~Erasure.swept).order_by(Erasure.nth)).scalars())


def leaving(session: Session) -> set[str]:
    """The numbers of those who asked to be erased: they are put on no roll any more."""
    return set(session.execute(select(Erasure.number)).scalars())


def waiting_for_sheets(session: Session) -> list[str]:
    """The numbers of those whom nothing keeps any more but what stands in the sheets."""
    wishes = session.execute(select(Erasure).where(Erasure.erased_at.is_(None)).order_by(Erasure.nth)).scalars()
    return [
        one.number for one in wishes if one.known and not _needed_by(session, Known.from_data(one.number, one.known))
    ]


def is_open(secretary: Secretary, member: str) -> bool:
    """Whether this member has asked before, so that nobody has to be asked whether it is meant."""
    with secretary.ledger.reading() as session:
        return member.strip() in leaving(session)


def called(secretary: Secretary, member: str) -> str:
    """Who has this number, for the terminal: a slip would erase somebody else. It never goes to the dashboard."""
    with secretary.ledger.reading() as session:
        person = session.execute(select(Person).where(Person.number == member.strip())).scalar_one_or_none()
    return f"{member.strip()} ({person.name})" if person else member.strip()


def carry_on_all(secretary: Secretary) -> list[Progress]:
    """Every wish that is open, as far as it can come now. Without one, nothing is asked of anybody."""
    with secretary.ledger.reading() as session:
        wishes = open_wishes(session)
    return [carry_on(secretary, nth) for nth in wishes]


def in_words(secretary: Secretary, found: Progress) -> list[str]:
    """How far a wish has come, line by line, naming nobody: for the terminal, the dashboard and the desk."""
    if found.waits_for:
        return [f"{found.number} will be erased by itself, once {' and '.join(found.waits_for)}."]
    if found.cells:
        clear = (
            f"{found.number} can be erased once these cells are clear. In the tab Members clear the whole row. "
            f"Elsewhere write “{remains.pseudonym(found.nth)}” where the name is, so that heads can still be counted, "
            "and clear the address. Canvass then goes on by itself."
        )
        return [clear, *(f"  {cell}" for cell in found.cells)]
    return [certificate(secretary, found.nth)]


_COUNTED = {
    "participation": ("sign-in", "sign-ins"),
    "volunteering": ("volunteer activity", "volunteer activities"),
    "roll_entry": ("line on a roll", "lines on rolls"),
    "letter": ("letter's list of recipients", "letters' lists of recipients"),
    "contacts": ("address at Mailchimp", "addresses at Mailchimp"),
}


def certificate(secretary: Secretary, nth: int) -> str:
    """The line that organisers can pass on when somebody is erased."""
    with secretary.ledger.reading() as session:
        wish = session.get_one(Erasure, nth)
    zone = secretary.charter.zone
    counts: dict[str, Any] = wish.counts or {}
    said = [
        f"{counts[one]} {many if counts[one] != 1 else single}"
        for one, (single, many) in _COUNTED.items()
        if one in counts
    ]
    asked = calendar.day_in_words(calendar.day_of(wish.requested_at, zone))
    done = calendar.day_in_words(calendar.day_of(wish.erased_at or wish.requested_at, zone))
    return f"{wish.number} asked on {asked} to be erased, and is since {done}: {', '.join(said) or 'nothing was kept'}."
