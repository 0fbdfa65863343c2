"""Membership: which member a delegate is, found as a sign-in is, or asked in the tab Questions; never guessed."""

from __future__ import annotations

from functools import partial

from core import people
from core.numbers import many
from core.people import Match
from core.records import Delegate
from flows.duties.letter.steps import Stuck
from flows.duties.membership import answers, roster
from flows.duties.partnership import placing
from flows.duties.privacy import discretion, marks
from flows.secretary import Secretary
from integrations.google import sheets


def keep(secretary: Secretary) -> list[str]:
    """P4. Find out which delegates are members. Whoever is none, by an answer on record, stays without a number.

    It takes no approval: whoever may vote in one role only has to be known as a member, too.
    """
    if secretary.charter.partnership is None:
        return []
    with secretary.ledger.reading() as session:
        waiting = placing.without_number(session)
    if not waiting:
        return []
    found = _found(secretary, waiting)
    if not found:
        return []
    with secretary.ledger.writing(secretary.now()) as pen:
        for key, nth, number in found:
            one = pen.session.get_one(Delegate, (key, nth))
            one.number = number
            pen.log("delegate.placed", partnership=key, delegate=nth)
    return [f"{many(len(found), 'delegate')} found among the members."]


def _found(secretary: Secretary, waiting: list[Delegate]) -> list[tuple[str, int, str]]:
    """The members among them, by their numbers."""
    try:
        known = _roster(secretary)
    except roster.RosterFault as fault:
        raise Stuck(str(fault)) from None
    alone = secretary.charter.membership.name_alone.value
    found = []
    for one in waiting:
        who = people.match(placing.sender_of(one), known.directory, known.aliases, alone=alone)
        if isinstance(who, Match):
            found.append((one.partnership_key, one.nth, who.number))
    return found


def _roster(secretary: Secretary) -> roster.Roster:
    book = sheets.read(secretary.google, secretary.settings.members_book, roster.TABS)
    with secretary.ledger.reading() as session:
        given = partial(answers.given, session, zone=secretary.charter.zone)
        return roster.read(book.tabs, given, marks.read(secretary, session), discretion.leaving(session))
