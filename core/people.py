"""Who somebody is: a sign-in is matched to one member, or it becomes a question to the organisers. Never a guess."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, TypeAlias

from core.bylaws.membership import Attended, Participation, Volunteered
from core.cited import plain
from core.decisions import Answers, Decided, numbers_kept
from core.directory import Directory, given_names, loose, mailbox, name_key
from core.lines import Member, Shift, Signed, SignIn
from core.remains import is_pseudonym
from core.twins import one_each
from core.two_names import as_known
from core.workbook import Book

NOT_A_MEMBER = ""
"""What an alias says of somebody whom an organiser knows not to be in the tab Members."""

SUGGESTIONS = 3

How: TypeAlias = Literal["saved answer", "e-mail", "shared e-mail and name", "similar e-mail and name", "name"]


@dataclass(frozen=True)
class Match:
    """The member that a line means, and how that is known."""

    place: str
    number: str
    how: How


@dataclass(frozen=True)
class Guest:
    """Somebody who an organiser said is not in the tab Members."""

    place: str


@dataclass(frozen=True)
class Question:
    """A line whose person only a human can tell: where it is, whom it may mean, why it is asked.

    `alias` is the key under which the answer is saved; it holds personal data, like name and address as written.
    """

    place: str
    suggestions: tuple[str, ...]
    why: str
    alias: str = field(repr=False)
    name: str = field(default="", repr=False)
    email: str = field(default="", repr=False)


@dataclass(frozen=True)
class TakingPart:
    """Who took part in what, by member number. Every sign-in and shift is in one of the counts or questions.

    `members` are the people of the tab Members: lines that an organiser said are one person are one.
    """

    members: tuple[Member, ...]
    by_member: Mapping[str, Participation]
    matches: tuple[Match, ...]
    guests: tuple[Guest, ...]
    questions: tuple[Question, ...]
    repeats: int

    def since(self, day: date) -> TakingPart:
        """The same without what somebody took part in before a local day."""
        return replace(self, by_member={number: facts.since(day) for number, facts in self.by_member.items()})


def match(line: Signed, directory: Directory, aliases: Mapping[str, str]) -> Match | Guest | Question:
    """Who a sign-in or shift is, or the sender of a form.

    Where a name was erased it is nobody's any more. A saved answer comes first, then an address that one member has
    (unless the given name speaks against it), an address that several share with a name that decides, a similar
    address with the same name, and, where no address is given, a name that one member has.
    Everything else is asked. `aliases` maps `alias_key` to a member number or NOT_A_MEMBER.
    """
    key = alias_key(line.name, line.email)
    if is_pseudonym(line.name):
        return Guest(line.place)
    answer = aliases.get(key)
    if answer == NOT_A_MEMBER:
        return Guest(line.place)
    if answer in directory.members:
        return Match(line.place, answer, "saved answer")
    named = directory.by_name.get(name_key(line.name), set())
    if not line.email:
        found: Match | str = _by_name(line, named)
    elif holders := directory.by_email.get(line.email.casefold(), set()):
        found = _by_email(line, holders, named, directory)
    else:
        found = _by_loose_email(line, directory.by_loose_email.get(loose(line.email), set()), named)
    if isinstance(found, Match):
        return found
    return Question(line.place, _suggestions(line, named, directory), found, key, line.name, line.email)


def take_part(book: Book, answers: Answers) -> TakingPart:
    """Who took part in what. Each sign-in and shift is a match, a guest or a question; nobody is at an event twice."""
    members = one_each(book.members.used, answers.merged)
    aliases = numbers_kept(book.members.used, answers)
    directory = Directory(members)
    lines: tuple[SignIn | Shift, ...] = tuple(as_known(line, directory) for line in book.there())
    found = [match(line, directory, aliases) for line in lines]
    of: dict[str, list[SignIn | Shift]] = {member.number: [] for member in members}
    for line, who in zip(lines, found, strict=True):
        if isinstance(who, Match):
            of[who.number].append(line)
    on_sheets = {member.number: _participation(member, of[member.number]) for member in members}
    matches = tuple(who for who in found if isinstance(who, Match))
    there = sum(len(facts.attended) + len(facts.volunteered) for facts in on_sheets.values())
    decided = Decided(book, answers)
    asked = (*found, *(match(sender, directory, aliases) for sender in answers.senders))
    return TakingPart(
        members,
        {number: decided.and_sheets(number, facts) for number, facts in on_sheets.items()},
        matches,
        guests=tuple(who for who in found if isinstance(who, Guest)),
        questions=tuple(who for who in asked if isinstance(who, Question)),
        repeats=len(matches) - there,
    )


def alias_key(name: str, email: str) -> str:
    """What a saved answer is kept under: this name together with this address, so that it decides no other case."""
    return f"{name_key(name)}|{email.casefold()}"


def _participation(member: Member, lines: Iterable[SignIn | Shift]) -> Participation:
    """What a member took part in: each event and each shift once, at the first place that says so."""
    attended: dict[str, Attended] = {}
    volunteered: dict[tuple[date, str], Volunteered] = {}
    for line in lines:
        if isinstance(line, SignIn):
            event = line.event
            attended.setdefault(event.code, Attended(event.on, event.code, event.kind, line.place))
        else:
            shift = Volunteered(line.on, line.activity, line.place)
            volunteered.setdefault((line.on, plain(line.activity)), shift)
    return Participation(tuple(attended.values()), tuple(volunteered.values()), member.dues_paid)


def _by_name(line: Signed, named: set[str]) -> Match | str:
    if len(named) == 1:
        return Match(line.place, min(named), "name")
    return "several members have this name" if named else "no member has this name, and there is no e-mail address"


def _by_email(line: Signed, holders: set[str], named: set[str], directory: Directory) -> Match | str:
    agreeing = holders & named
    if len(holders) > 1:
        if len(agreeing) == 1:
            return Match(line.place, min(agreeing), "shared e-mail and name")
        return "several members share this e-mail address, and the name doesn't decide"
    holder = min(holders)
    if agreeing or not name_key(line.name):
        return Match(line.place, holder, "e-mail")
    if named:
        return "the name is one member's, the e-mail address another's"
    if name_key(line.name).split()[0] in given_names(directory.members[holder]):
        return Match(line.place, holder, "e-mail")
    return "the e-mail address is a member's, but the name is a different one"


def _by_loose_email(line: Signed, holders: set[str], named: set[str]) -> Match | str:
    agreeing = holders & named
    if len(agreeing) == 1:
        return Match(line.place, min(agreeing), "similar e-mail and name")
    if holders:
        return "the e-mail address is similar to a member's, but the name doesn't decide"
    if named:
        return "the name is a member's, but the e-mail address is new"
    return "neither the name nor the e-mail address is known"


def _suggestions(line: Signed, named: set[str], directory: Directory) -> tuple[str, ...]:
    """Members whom a line may mean, likeliest first: by address, by name, then by likeness."""
    found: list[str] = []
    for number in _likely(line, named, directory):
        if number not in found:
            found.append(number)
        if len(found) == SUGGESTIONS:
            break
    return tuple(found)


def _likely(line: Signed, named: set[str], directory: Directory) -> Iterator[str]:
    said = name_key(line.name)
    holders = directory.by_loose_email.get(loose(line.email), set())
    yield from sorted(holders & named)
    yield from sorted(named)
    yield from sorted(holders)
    yield from sorted(directory.by_mailbox.get(mailbox(line.email), ()))
    yield from sorted(directory.by_part_of_name.get(said, ()))
    yield from (number for key in directory.alike(said) for number in sorted(directory.by_name[key]))
