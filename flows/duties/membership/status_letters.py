"""Letters about somebody's vote: who they go to with which fields, what they say to all, and how they are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

import templates
from core import calendar, notices
from core.bylaws import membership, participation
from core.charter import Charter
from core.ledger import Pen
from core.records import Letter
from flows.duties.election import rules
from flows.duties.letter import outbox
from flows.duties.membership import reach, status_fields
from flows.duties.membership.standing import Standing, Standings
from flows.duties.petition import standing_forms

BALLOT = "statement/ballot/"
"""How a letter's key begins that goes to those who aren't on the roll of one ballot, whose key comes next."""

GAPS_NAMED = 6
"""Events without a sign-in sheet that a letter names; of more it says how many."""


@dataclass(frozen=True)
class Mailing:
    """Letters of one occasion that are due: what they are called, as of which day and by whose rules, and why.

    `charter` is the one that readers are ruled by: of a statement for a ballot, the ballot's own. After `not_after`
    they would be of no use. `corrected` are members whose vote was taken back by a decision. `more` is what the
    occasion says beside that.
    """

    key: str
    occasion: str
    on: date
    charter: Charter
    not_after: datetime | None = None
    corrected: frozenset[str] = frozenset()
    more: Mapping[str, Any] = field(default_factory=dict)


def plan(pen: Pen, members: Standings, to: Iterable[Standing], mailing: Mailing) -> list[tuple[str, tuple[str, ...]]]:
    """M4. Plan the letters of a mailing, and return each one's key with the members whom it tells.

    They are as many as the fullest mailbox has members, and one more where some readers need other words: whose vote
    was taken back, or in whose mailbox a ballot has no room. Members of one mailbox get theirs by their numbers.
    """
    standings = {one.number: one for one in sorted(to, key=lambda one: one.number)}
    crowded = reach.crowded(members)
    planned = []
    for numbers in notices.one_to_a_mailbox({number: one.mailbox for number, one in standings.items()}):
        needs = {number: (number in crowded, number in mailing.corrected) for number in numbers}
        for need in sorted(set(needs.values())):
            readers = tuple(number for number in numbers if needs[number] == need)
            letter = _letter(pen, members, [standings[one] for one in readers], mailing, need)
            planned.append((letter.key, readers))
    return planned


def _letter(pen: Pen, members: Standings, to: Sequence[Standing], mailing: Mailing, need: tuple[bool, bool]) -> Letter:
    crowded, corrected = need
    more = {"crowded": crowded, "corrected": corrected, **mailing.more}
    letter = outbox.plan(
        free_key(pen.session, mailing.key),
        occasion=mailing.occasion,
        election=None,
        at=pen.at,
        to=[_reader(one, members, on=mailing.on, charter=mailing.charter) for one in to],
        facts=_words(pen.session, members, mailing, more),
        not_after=mailing.not_after,
    )
    pen.session.add(letter)
    pen.log("letter.planned", letter=letter.key, size=len(to))
    return letter


def _reader(standing: Standing, members: Standings, *, on: date, charter: Charter) -> dict[str, Any]:
    """One reader of a letter: their number, their mailbox, what its fields say as of a day, and numbers of old."""
    fields = status_fields.filled(standing, members, on=on, charter=charter)
    was = list(members.numbers_of(standing.number)[1:])
    return {"number": standing.number, "email": standing.mailbox, "fields": fields, **({"was": was} if was else {})}


def _words(session: Session, members: Standings, mailing: Mailing, more: Mapping[str, Any]) -> dict[str, Any]:
    """What a letter says to all its readers: of all that could be said, what it has a place for."""
    facts = {
        "organisation": mailing.charter.name,
        "as_of": calendar.day_in_words(mailing.on),
        "rule": rules.rule_in_words(mailing.charter),
        "dispute_link": standing_forms.link(session, "dispute"),
        "gaps": _gaps(members, on=mailing.on, charter=mailing.charter),
        **status_fields.as_facts(),
        **more,
    }
    return {name: fact for name, fact in facts.items() if name in templates.facts_of(mailing.occasion)}


def _gaps(members: Standings, *, on: date, charter: Charter) -> list[str]:
    """M2. The past year's events of which no sign-in sheet is on record, newest first: the same for everybody."""
    facts = next(iter(members.on_record.values()), participation.Participation())
    unknown = membership.unknown_events(facts, on=on, charter=charter)
    said = [f"{one.event}, {calendar.day_in_words(one.on)}" for one in reversed(unknown) if one.on < on]
    more = len(said) - GAPS_NAMED
    return [*said[:GAPS_NAMED], *([f"and {more} earlier"] if more > 0 else [])]


def free_key(session: Session, wanted: str) -> str:
    """What a letter is called: as wanted, or with the next number behind it if one is called so already."""
    nth = 1
    while session.get(Letter, key := wanted if nth == 1 else f"{wanted}-{nth}") is not None:
        nth += 1
    return key


def for_quarter(quarter: str) -> str:
    """What the statements of a quarter are called."""
    return f"statement/{quarter}"


def for_ballot(key: str) -> str:
    """What the statements are called that go to those who aren't on a ballot's roll. Its key stands between slashes."""
    return f"{BALLOT}{key}/not-listed"


def for_member(number: str, on: date) -> str:
    """What the statement is called that a member asked for on a day."""
    return f"statement/member/{number}/{on.isoformat()}"


def for_person(person: int, on: date) -> str:
    """The same for a member whose number is no good for a name."""
    return f"statement/person/{person}/{on.isoformat()}"


def ballot_of(letter: Letter) -> str:
    """The key of the ballot on whose roll the readers of a letter aren't; "" for every other letter."""
    return letter.key.removeprefix(BALLOT).partition("/")[0] if letter.key.startswith(BALLOT) else ""


def numbers_in(reader: dict[str, Any]) -> Sequence[str]:
    """Every number that one reader of a letter has, or had before lines of theirs were merged."""
    return (reader["number"], *reader.get("was", ()))
