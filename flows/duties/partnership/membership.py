"""Membership: which member a delegate is, found as a sign-in is, or asked in the tab Questions; never guessed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import partial

from core import people
from core.directory import Directory, loose, name_key
from core.numbers import many
from core.people import Guest, Match, Question
from core.records import Delegate
from flows.duties.letter.steps import Stuck
from flows.duties.membership import answers, roster
from flows.duties.partnership import hats, placing
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


def in_doubt(secretary: Secretary, listed: Collection[str]) -> list[tuple[str, list[str]]]:
    """P4. The delegates on a roll who go by the name or the mailbox of members on it, each with whom they may be.

    A name that is merely alike is asked about as ever, and is no doubt here. Raises Stuck where the members' workbook
    can't be read.
    """
    with secretary.ledger.reading() as session:
        waiting = [one for one in placing.without_number(session) if hats.number_of(one) in listed]
    if not waiting:
        return []
    known = _roster(secretary)
    asked = [one for one in waiting if isinstance(_who(secretary, one, known), Question)]
    found = [(hats.number_of(one), sorted(set(_may_be(one, known.directory)) & set(listed))) for one in asked]
    return [(number, members) for number, members in found if members]


def _may_be(delegate: Delegate, directory: Directory) -> Iterator[str]:
    """The members whose name, a part of it, or whose mailbox a delegate has."""
    said = name_key(delegate.name)
    yield from directory.called(said)
    yield from directory.by_loose_email.get(loose(delegate.email), ())
    for number in directory.members:
        if directory.goes_by(number, said) or directory.nearly_goes_by(number, said):
            yield number


def _found(secretary: Secretary, waiting: list[Delegate]) -> list[tuple[str, int, str]]:
    """The members among them, by their numbers."""
    known = _roster(secretary)
    placed = [(one, _who(secretary, one, known)) for one in waiting]
    return [(one.partnership_key, one.nth, who.number) for one, who in placed if isinstance(who, Match)]


def _who(secretary: Secretary, delegate: Delegate, known: roster.Roster) -> Match | Guest | Question:
    alone = secretary.charter.membership.name_alone.value
    return people.match(placing.sender_of(delegate), known.directory, known.aliases, alone=alone)


def _roster(secretary: Secretary) -> roster.Roster:
    book = sheets.read(secretary.google, secretary.settings.members_book, roster.TABS)
    with secretary.ledger.reading() as session:
        given = partial(answers.given, session, zone=secretary.charter.zone)
        try:
            return roster.read(book.tabs, given, marks.read(secretary, session), discretion.leaving(session))
        except roster.RosterFault as fault:
            raise Stuck(str(fault)) from None
