"""Leftovers: what of an erased person only people can delete, listed by ids until somebody says that it is done."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import alias_keys, calendar, petitions, proposals, remains, workbook
from core.kept_out import Marks
from core.records import Erasure, Handover, Participation, Person
from core.remains import Known, Remain, Sought
from flows.duties.annual import proposal_tab
from flows.duties.membership import delivery
from flows.duties.petition import sharing
from flows.duties.petition.petition_tabs import TABS
from flows.duties.privacy import last_letter, marks, nominated, partnered, proposed, traces
from flows.secretary import Refusal, Secretary
from integrations.google import sheets

ANSWERS, CONTACTS, LETTERS, LISTS = "answers", "contacts", "letters", "lists"

OURS = {tab.name for tab in TABS.values()} | {proposal_tab.TAB.name, "Questions"}
"""The tabs that Canvass writes: it clears its own columns there by itself."""


def of(session: Session, known: Known, *, refused: int) -> dict[str, Any]:
    """M8. What is left of somebody where Canvass can't delete, by ids. Asked before the book forgets them.

    `refused` is how many contacts Mailchimp wouldn't delete for good.
    """
    found = {
        ANSWERS: [
            *(petitions.label(petitions.kind_of(one.kind), one.nth) for one in traces.petitions_of(session, known)),
            *(proposals.label(one.nth) for one in proposed.of(session, known)),
            *nominated.answers_at_google(session, known),
            *partnered.answers_at_google(session, known),
        ],
        CONTACTS: refused,
        LETTERS: last_letter.at_mailchimp(session, known),
        LISTS: _lists(session, known),
    }
    return {what: said for what, said in found.items() if said}


def _lists(session: Session, known: Known) -> list[list[str]]:
    """The lists they may be on: of events that they came to, with their days. Nobody wrote down who was on which."""
    came = select(Participation.event_code).join(Person).where(Person.number.in_(known.numbers))
    events = set(session.execute(came).scalars())
    which = (Handover.event_code, Handover.held_on, Handover.partner)
    handed = session.execute(select(*which).distinct().order_by(*which))
    return [[event, on.isoformat(), partner] for event, on, partner in handed if event in events]


def cells(secretary: Secretary, who: Sought) -> list[Remain]:
    """M8. Every row of the workbook that still says who somebody is, outside of what Canvass clears by itself."""
    tabs = sheets.read_all(secretary.google, secretary.settings.members_book).tabs
    fetched = delivery.fetch(secretary)
    read = workbook.read(fetched.tabs, clock=fetched.clock, listed=fetched.listed, deliveries=fetched.deliveries)
    answered = {(line.sheet, line.row) for line in read.there() if who.has_answer(alias_keys.occasional(line))}
    return remains.find({tab: rows for tab, rows in tabs.items() if tab not in OURS}, who, answered=answered)


def in_words(left: Mapping[str, Any], where: Sequence[Remain], *, nth: int) -> list[str]:
    """M8. What is left to be done by hand, a line each: places, numbers and organisations, never a name."""
    said = []
    if where:
        said.append(
            f"In the sheets, clear these cells. In the tab Members clear the whole row. Elsewhere write "
            f"“{remains.pseudonym(nth)}” where the name is, so that heads can still be counted, and clear the address:"
        )
        said += [f"  {cell}" for cell in where]
    if left.get(ANSWERS):
        said.append(f"At Google, in the forms, delete the answers that have become {_and(left[ANSWERS])}.")
    if left.get(CONTACTS):
        number = "1 contact" if left[CONTACTS] == 1 else f"{left[CONTACTS]} contacts"
        said.append(f"Mailchimp refused to delete {number} of theirs for good: do it there.")
    if left.get(LETTERS):
        said.append(f"At Mailchimp delete the campaigns {_and(left[LETTERS])}: their words say the person's name.")
    for event, day, partner in left.get(LISTS, ()):
        on = date.fromisoformat(day)
        which = f"a list for “{event}” of {calendar.day_in_words(on)}"
        said.append(f"Ask “{partner}”, who was handed {which}, to delete their line, if it is on it.")
        said.append(
            f"Delete that list here, if it still lies in the folder {sharing.mark(event, on, partner)} of shares."
        )
    return said


def _and(ids: Collection[str]) -> str:
    return ", ".join(ids)


def gone_of(secretary: Secretary, session: Session, nth: int) -> Sought | None:
    """An erased person, by their marks; None once these are gone, too. Raises KeyLost."""
    found: Marks = marks.read(secretary, session)
    return found.gone.get(nth)


def confirm(secretary: Secretary, nth: int) -> None:
    """M8. Somebody says that what was left to people is done. Said again, it changes nothing.

    Raises Refusal before the person is erased.
    """
    with secretary.ledger.writing(secretary.now()) as pen:
        wish = pen.session.get_one(Erasure, nth)
        if wish.erased_at is None:
            raise Refusal(f"{wish.number} isn't erased yet, so nothing is to be confirmed: canvass erase {wish.number}")
        if wish.confirmed_at is None:
            wish.left, wish.confirmed_at = None, pen.at
            pen.log("erasure.confirmed", erasure=nth)


def unconfirmed(session: Session) -> list[tuple[str, int]]:
    """M8. Who is erased, and of whom nobody has said that the rest is done: number, and how many things are listed."""
    open_ones = (Erasure.erased_at.is_not(None), Erasure.confirmed_at.is_(None), Erasure.number.is_not(None))
    mine = select(Erasure).where(*open_ones).order_by(Erasure.nth)
    return [(one.number or "", _things(one.left or {})) for one in session.execute(mine).scalars()]


def _things(left: Mapping[str, Any]) -> int:
    return sum(said if isinstance(said, int) else len(said) for said in left.values())
