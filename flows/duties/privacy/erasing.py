"""Erasing: somebody is taken out of everything. It waits for a ballot that has them on its roll, until sealing.

What stands in the sheets doesn't hold it up: whoever was erased is known by marks, and isn't taken up again from there.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from sqlalchemy.orm import Session

from core import calendar
from core.records import Erasure
from core.remains import Known
from flows.duties.privacy import last_letter, leftovers, marks, our_tabs, traces, wishes
from flows.secretary import Secretary
from integrations.mailchimp import audience
from integrations.mailchimp.client import MailchimpFault

REFUSALS = (HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN, HTTPStatus.METHOD_NOT_ALLOWED)
"""Mailchimp's answers that asking again doesn't change. After any other one the next pass asks again."""

LOOKED_AGAIN = "it is noted anew which lines of the tab Members are theirs"
"""What a wish waits for if an organiser has just said that two lines are one person, or two: the next pass knows."""


@dataclass(frozen=True)
class Progress:
    """How far a wish has come: what it waits for, or that the book has forgotten the person."""

    nth: int
    number: str
    waits_for: tuple[str, ...] = ()
    done: bool = False


def carry_on(secretary: Secretary, nth: int) -> Progress:
    """M8. Bring a wish as far as it can come now. Repeated, and after any crash, it goes on where it was.

    First ballots that need the person are sealed, and a letter that is being sent to them is out; then Mailchimp
    forgets the addresses; then the book, in one stroke; then what Canvass wrote into the workbook; then its file is
    swept. Raises KeyLost without the key of the marks.
    """
    wishes.look_again(secretary, nth)
    with secretary.ledger.reading() as session:
        wish = session.get_one(Erasure, nth)
        known = _known(wish)
        needed = waits_for(session, wish)
    if known is not None and not needed:
        key = marks.ready(secretary)
        fates = [_forget(secretary, email) for email in sorted(known.boxes)]
        needed = _erase(secretary, nth, known, key, contacts=fates.count(True), refused=fates.count(False))
    if needed:
        return Progress(nth, wish.number or "", waits_for=needed)
    if not wish.swept:
        with secretary.ledger.reading() as session:
            gone = leftovers.gone_of(secretary, session, nth)
        if gone is not None:
            our_tabs.tidy(secretary, gone)
        secretary.ledger.sweep(traces.tables())
        _note_swept(secretary, nth)
    return Progress(nth, wish.number or "", done=True)


def _forget(secretary: Secretary, email: str) -> bool:
    """Whether Mailchimp deleted an address for good, or hadn't got it; not if it refuses. A bad day is raised."""
    try:
        audience.forget(secretary.mailchimp, secretary.audience, email)
    except MailchimpFault as fault:
        if fault.ambiguous or fault.status not in REFUSALS:
            raise
        return False
    return True


def _known(wish: Erasure) -> Known | None:
    return Known.from_data(wish.number or "", wish.known) if wish.known else None


def waits_for(session: Session, wish: Erasure) -> tuple[str, ...]:
    """M8. What has to come to its end first: ballots with them on the roll, and letters that are being sent to them."""
    known = _known(wish)
    if known is None:
        return ()
    if not wishes.is_told_right(session, wish):
        return (LOOKED_AGAIN,)
    going = last_letter.on_their_way(session, wish.nth, known)
    return (*wishes.ballots(session, known), *(f"the letter “{one}” is out" for one in going))


def _erase(secretary: Secretary, nth: int, known: Known, key: bytes, *, contacts: int, refused: int) -> tuple[str, ...]:
    """The person leaves every table in one stroke, and last what was kept to look for them; their marks come instead.

    Returns what it has to wait for after all, if a letter to them was planned just now.
    """
    with secretary.ledger.writing(secretary.now()) as pen:
        wish = pen.session.get_one(Erasure, nth)
        needed = waits_for(pen.session, wish)
        if wish.known != known.as_data():
            return (LOOKED_AGAIN,) if wish.known else ()  # another process was faster
        if needed:
            return needed  # another process was faster, or has just begun to write to them
        last_letter.withdraw(pen, known)
        wish.left = leftovers.of(pen.session, known, refused=refused)
        lines = traces.lines_of(pen.session, known.numbers)  # before it is forgotten which they have as a delegate
        counts = traces.erase(pen.session, known)
        rolls = traces.of_ended(pen.session, lines)
        counts |= {"contacts": contacts} if contacts else {}
        wish.known, wish.erased_at, wish.counts = None, pen.at, {**(wish.counts or {}), **counts}
        marks.add(pen.session, nth, known, key)
        for election, (before, after) in rolls.items():
            pen.log("roll.erased", election=election, lines=1, before=before, roll=after)
        pen.log("person.erased", erasure=nth, **wish.counts)
    return ()


def _note_swept(secretary: Secretary, nth: int) -> None:
    with secretary.ledger.writing(secretary.now()) as pen:
        wish = pen.session.get_one(Erasure, nth)
        if wish.known is None and not wish.swept:
            wish.swept = True
            pen.log("erasure.done", erasure=nth)


def carry_on_all(secretary: Secretary) -> list[Progress]:
    """Every wish that is open, as far as it can come now. Without one, nothing is asked of anybody.

    Raises KeyLost without the key of the marks: nobody is erased whom nobody could keep out afterwards.
    """
    with secretary.ledger.reading() as session:
        waiting = wishes.open_ones(session)
    return [carry_on(secretary, nth) for nth in waiting]


def in_words(secretary: Secretary, found: Progress) -> list[str]:
    """How far a wish has come and what people have to do for it, line by line, naming nobody.

    For the terminal and the dashboard. The sheets are looked through for it.
    """
    with secretary.ledger.reading() as session:
        wish = session.get_one(Erasure, found.nth)
        known = _known(wish)
        gone = known or leftovers.gone_of(secretary, session, found.nth)
        left = leftovers.of(session, known, refused=0) if known else (wish.left or {})
    where = leftovers.cells(secretary, gone) if gone and not wish.confirmed_at else []
    if found.waits_for:
        first = f"{found.number} will be erased by itself, once {' and '.join(found.waits_for)}."
        said = leftovers.in_words(left, where, nth=found.nth)
        return [first, *(["What only people can delete, now or then:", *said] if said else [])]
    said = leftovers.in_words(left, where, nth=found.nth)
    if said:
        first = "What only people can delete. Rows in the sheets are kept out until then: nobody is taken up from them."
        said = [first, *said, f"When all that is done: canvass erased {found.number} --done"]
    return [certificate(secretary, found.nth), *said]


_COUNTED = {
    "participation": ("sign-in", "sign-ins"),
    "volunteering": ("volunteer activity", "volunteer activities"),
    "roll_entry": ("line on a roll", "lines on rolls"),
    "letter": ("letter's list of recipients", "letters' lists of recipients"),
    "petition": ("dispute or request", "disputes and requests"),
    "proposal": ("proposal", "proposals"),
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
