"""Whose dues are paid and who is registered to vote, as the lists of others say. Strangers on them are no questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from core.bylaws.participation import DuesPaid, Participation, Registration
from core.decisions import Answers, numbers_kept
from core.directory import Directory, loose, name_key
from core.lines import OnDuesList, OnVoterList, Signed
from core.people import Match, Question, TakingPart, match
from core.twins import kept
from core.workbook import Book


def with_lists(part: TakingPart, book: Book, answers: Answers) -> TakingPart:
    """M5. Who took part, and what lists of dues and of voters say of them.

    Who is on such a list and resembles no member isn't asked about: thousands are. Where a line of dues, or the address
    of a voter, may be a member's and isn't surely, a person is asked. A voter's name alone proves and asks nothing.
    """
    dues = [one for sheet in book.sheets for one in sheet.dues]
    voters = [one for sheet in book.sheets for one in sheet.voters]
    if not dues and not voters:
        return replace(part, by_member={number: in_order(one) for number, one in part.by_member.items()})
    directory = Directory(part.members)
    numbers = {member.number for member in book.members.used}
    aliases = numbers_kept(book.members.used, answers)
    paid, asked_of_dues = _paid(dues, directory, aliases)
    registered, asked_of_voters = _registered(voters, directory, aliases, merged=answers.merged, numbers=numbers)
    facts = {
        number: in_order(replace(one, dues=tuple(paid.get(number, ())), registration=registered.get(number)))
        for number, one in part.by_member.items()
    }
    return replace(part, by_member=facts, questions=(*part.questions, *asked_of_dues, *asked_of_voters))


def in_order(facts: Participation) -> Participation:
    """By day, so that facts are the same whether they come from the sheets or from the book."""
    return replace(
        facts,
        attended=tuple(sorted(facts.attended, key=lambda one: (one.on, one.event))),
        volunteered=tuple(sorted(facts.volunteered, key=lambda one: (one.on, one.activity))),
        dues=tuple(sorted(facts.dues, key=lambda one: one.place)),
    )


def _paid(
    lines: Iterable[OnDuesList], directory: Directory, aliases: Mapping[str, str]
) -> tuple[dict[str, list[DuesPaid]], list[Question]]:
    """The payments of each member, and the lines that may be a member's."""
    paid: dict[str, list[DuesPaid]] = {}
    asked = []
    for line in lines:
        if _is_a_stranger(line, directory):
            continue
        # No vote hangs on dues: a name alone that is one member's is enough, or half the list would be asked about.
        found = match(line, directory, aliases, alone="sure")
        if isinstance(found, Question):
            asked.append(found)
        elif isinstance(found, Match) and line.paid:
            paid.setdefault(found.number, []).append(DuesPaid(line.on, line.through, line.place))
    return paid, asked


def _registered(
    lines: Iterable[OnVoterList],
    directory: Directory,
    aliases: Mapping[str, str],
    *,
    merged: Mapping[str, str],
    numbers: set[str],
) -> tuple[dict[str, Registration], list[Question]]:
    """What is known of each member's registration, and the lines whose address is a member's, but who knows whose."""
    by_name: dict[str, Registration] = {}
    confirmed: dict[str, Registration] = {}
    asked = []
    for line in lines:
        if line.number in numbers:
            confirmed.setdefault(kept(line.number, numbers, merged), Registration(True, line.place))
            continue
        for number in _called_so(line, directory):
            by_name.setdefault(number, Registration(False, line.place))
        if not line.email or line.email.casefold() not in directory.by_email:
            continue
        found = match(line, directory, aliases)
        if isinstance(found, Question):
            asked.append(found)
        elif isinstance(found, Match):
            confirmed.setdefault(found.number, Registration(True, line.place))
    return by_name | confirmed, asked


def _is_a_stranger(line: Signed, directory: Directory) -> bool:
    """Whether neither the name nor the address of a line is any member's, nor like one."""
    known = bool(line.email) and loose(line.email) in directory.by_loose_email
    return not known and not _called_so(line, directory)


def _called_so(line: Signed, directory: Directory) -> set[str]:
    return directory.called(name_key(line.name))
