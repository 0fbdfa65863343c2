"""The desk: what needs a person, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

import templates
from core import calendar, letters
from core.records import Letter
from flows.duties.partnership import told
from flows.pages import (
    afterwards,
    ballots,
    committee,
    links,
    nominations,
    now,
    partners,
    priorities,
    records,
    requests,
    year,
)
from flows.pages.needs import Address, Need, need, nowhere, sentence
from flows.secretary import Secretary

PAGES = (
    "pages",
    "membership",
    "season",
    "requests",
    "committee",
    "year",
    "priorities",
    "partners",
    "history",
    "doctor",
)
"""The pages that a desk leads to, if they were shown before."""


def desk_page(
    secretary: Secretary,
    troubles: Iterable[str] = (),
    *,
    runs: Iterable[Need] = (),
    address: Address = nowhere,
    ill: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """The page “desk”: what is open, what comes next, and what needs a person, and who that is.

    `runs` are the dashboard's runs that wait or failed. `address` says where another page of the dashboard is; ""
    leaves the link out. `ill` is what the doctor last found to be wrong: what is looked at → what is wrong with it,
    and below it what to do.
    """
    with secretary.ledger.reading() as session:
        facts = {
            "organisation": secretary.charter.name,
            "as_of": calendar.in_words(secretary.now(), secretary.charter.zone),
            "open": now.open_now(session, now=secretary.now(), zone=secretary.charter.zone, address=address),
            "next": now.next_days(secretary, session),
            "links": [{"page": page, "link": link} for page in PAGES if (link := address(page))],
            "needs": [
                *runs,
                *ballots.needs(session, address),
                *_letters(session),
                *records.needs(session, address, workbook=secretary.settings.workbook_address),
                *requests.needs(secretary, session, address),
                *links.needs(session),
                *afterwards.needs(secretary, session, address),
                *year.needs(secretary, session, address),
                *priorities.needs(session, address),
                *nominations.needs(secretary, session, address),
                *committee.needs(secretary, session, address),
                *partners.needs(secretary, session, address),
                *records.unmailed(session, address),
                *_ill(ill, address),
                *_bad(troubles),
            ],
        }
    return templates.artifact("desk", facts)


def _letters(session: Session) -> Iterator[Need]:
    held = select(Letter).where(Letter.state == letters.HELD).order_by(Letter.key)
    for letter in session.execute(held).scalars():
        yield need(
            f"The letter “{letter.key}” waits",
            sentence(letter.held_because),
            ABOUT_PARTNERS if letter.held_because.endswith(told.NOTHING_WENT_OUT) else ABOUT_A_CAMPAIGN,
            door="release",
            command=f"canvass release {letter.key}",
        )


ABOUT_A_CAMPAIGN = (
    "Look at the campaign of this name at Mailchimp. Then release the letter; it goes out only if it hasn't. "
    "Or, if no ballot depends on it, give it up: canvass discard"
)
ABOUT_PARTNERS = (
    "Its readers can't know of that partner. Let the partner say that its name may be told, and release the letter: "
    "its words are looked at again. Or, if no ballot depends on it, give it up: canvass discard"
)
"""P11. What to do about a letter that was kept back for what it names."""


def _ill(ill: Mapping[str, str], address: Address) -> Iterator[Need]:
    for key, said in ill.items():
        what, _, do = said.partition("\n")
        yield need(
            key.replace("/", ", ", 1), sentence(what), do, command="canvass doctor", page="doctor", address=address
        )


def _bad(troubles: Iterable[str]) -> Iterator[Need]:
    for trouble in troubles:
        yield need("Something didn't go through", trouble, "Nothing, if it passes: the next run tries again.")
