"""Partnership shown: how a partnership stands, line by line, with names, for the command line alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from core import calendar
from core.bylaws import partnership as rules
from core.calendar import day_in_words
from core.charter import Charter
from core.numbers import many
from flows.duties.partnership import answers, charter_words, hats, in_force, partnerships
from flows.duties.partnership.partnerships import Settled
from flows.secretary import Secretary


def in_words(secretary: Secretary, key: str) -> Iterator[str]:
    """P1-P5, P8, P10-P12. A partnership with everything that is on record of it, and what is still in its way.

    Raises Refusal for a key that is no partnership's, NoPartners where the charter knows none.
    """
    charter = secretary.charter
    rules.settled(charter)
    with secretary.ledger.reading() as session:
        settled = partnerships.of(session, key)
        yield from _head(settled, charter)
        yield from _delegates(settled)
        yield from charter_words.shared(settled, charter=charter)
        yield from _waiting(session, settled, charter, on=calendar.day_of(secretary.now(), charter.zone))


def _head(settled: Settled, charter: Charter) -> Iterator[str]:
    of = settled.partnership
    yield f"{of.title} ({of.key})"
    for one in settled.partners:
        yield f"{one.nth}. {one.name}{' (we)' if one.ours else ''}: {one.contact}, {one.email}".rstrip(", ")
    if of.ended_on is not None:
        yield f"Ended on {day_in_words(of.ended_on)}: {of.ended_because}."
    elif of.agreed_at is not None:
        yield f"In force since {calendar.in_words(of.agreed_at, charter.zone)} ({of.agreed_by})."


def _delegates(settled: Settled) -> Iterator[str]:
    for one in settled.delegates:
        if one.replaced_at is None:
            who = f"{one.name}, {one.email}" if one.name else "erased"
            member = f", member {one.number}" if one.number else ""
            yield (
                f"{settled.name_of(one.partner)}, {one.rank} delegate {one.nth}: {who}{member}; votes as "
                f"{one.voter_role}, responsible as {one.responsibility}; {hats.in_words(one)}"
            )


def _waiting(session: Session, settled: Settled, charter: Charter, *, on: date) -> Iterator[str]:
    yield from _listed("Still to be settled:", in_force.in_the_way(session, settled, on=on, charter=charter))
    for nth, one in answers.unread(session, settled.key):
        yield f"Can't be read, from {settled.name_of(nth)}, {one['question']}: “{one['words']}” – {one['why']}."
    if stray := answers.nobodys(session, settled.key):
        yield f"Answers with a code of nobody's, which count for nobody: {stray}."
    for nth, number in answers.by_void_links(session, settled.key).items():
        of = settled.name_of(nth)
        yield f"By a link of {of}'s that doesn't work any more, counting for nobody: {many(number, 'answer')}."
    since = list(in_force.in_words(session, settled)) if settled.stands else []
    if since:
        yield from since
        anew = in_force.in_the_way(session, settled.anew(), on=on, charter=charter)
        yield from _listed("It stays as it was agreed. Before that can be put in force instead:", anew)


def _listed(heading: str, found: Iterator[str]) -> Iterator[str]:
    lines = [f"  {one}." for one in found]
    yield from (heading, *lines) if lines else ()
