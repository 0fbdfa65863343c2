"""Who somebody is: a sign-in is matched to one member, or it becomes a question to the organisers. Never a guess."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain

from core import couples
from core.alias_keys import alias_key, alias_of
from core.bylaws.participation import Attended, Participation, Volunteered
from core.cited import plain
from core.decisions import Answers, Decided, numbers_kept
from core.directory import Directory, loose, name_key
from core.lines import Member, Shift, Signed, SignIn
from core.remains import is_pseudonym
from core.sureness import NOBODY_ELSE, Alone, How, Others, Sure, first_few, is_known, may_be, suggestions, whom
from core.twins import one_each
from core.two_names import as_known
from core.workbook import Book

NOT_A_MEMBER = ""
"""What an alias says of somebody whom an organiser knows not to be in the tab Members."""

Line = SignIn | Shift
"""What a sheet says of somebody."""


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

    `may_be` are all members whom it may mean, `suggestions` the likeliest of them. `is_strange` if neither its name nor
    its address is any member's. `line` is what the sheet says, or nothing for whoever sent a form. `alias` is the key
    under which the answer is saved; it holds personal data, like name and address as written.
    """

    place: str
    suggestions: tuple[str, ...]
    why: str
    alias: str = field(repr=False)
    name: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    may_be: tuple[str, ...] = ()
    is_strange: bool = False
    line: Line | None = field(default=None, repr=False)


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


def match(
    line: Signed,
    directory: Directory,
    aliases: Mapping[str, str],
    *,
    alone: Alone = "ask",
    others: Others = NOBODY_ELSE,
) -> Match | Guest | Question:
    """Who a sign-in or shift is, or the sender of a form: by a saved answer, else where nothing leaves a doubt.

    Where a name was erased it is nobody's any more. `aliases` maps `alias_key` to a member number or NOT_A_MEMBER.
    `alone` is the charter's: whether a name or an address alone is sure. `others` are the names and addresses that
    somebody else has been seen to use. What leaves no doubt is said in `core.sureness.whom`.
    """
    said, email = name_key(line.name), line.email.casefold()
    key = alias_of(line)
    if is_pseudonym(line.name):
        return Guest(line.place)
    answer = aliases.get(key)
    if answer == NOT_A_MEMBER:
        return Guest(line.place)
    if answer in directory.members:
        return Match(line.place, answer, "saved answer")
    found = whom(said, email, directory, others, alone=alone)
    if isinstance(found, Sure):
        if couples.is_of_one(line.name, found.number, directory):
            return Match(line.place, found.number, found.how)
        found = couples.WHY
    return _question(line, found, directory)


def _question(line: Signed, why: str, directory: Directory) -> Question:
    """What is asked of a line. Where two people may stand in it, it may mean either."""
    email, parts = line.email.casefold(), couples.parts_of(line.name, directory)
    said = (*parts, name_key(line.name))
    return Question(
        line.place,
        first_few(suggestions(one, email, directory) for one in said),
        couples.WHY if couples.may_be_two(line.name) else why,
        alias_of(line),
        line.name,
        line.email,
        tuple(dict.fromkeys(chain.from_iterable(may_be(one, email, directory) for one in said))),
        not any(is_known(one, email, directory) for one in said),
    )


def match_all(
    lines: Sequence[Line], directory: Directory, aliases: Mapping[str, str], *, alone: Alone = "ask"
) -> list[Match | Guest | Question]:
    """Who each sign-in and shift is. What is written alike is looked up once."""
    others = _seen_with_others(lines, directory, aliases)
    known: dict[tuple[str, bool], Match | Guest | Question] = {}
    for line in lines:
        key = _alike(line)
        if key not in known:
            known[key] = match(line, directory, aliases, alone=alone, others=others)
    return [_at(line, known[_alike(line)]) for line in lines]


def _alike(line: Line) -> tuple[str, bool]:
    return alias_of(line), couples.may_be_two(line.name) or "," in line.name


def _at(line: Line, who: Match | Guest | Question) -> Match | Guest | Question:
    if isinstance(who, Question):
        return replace(who, place=line.place, name=line.name, email=line.email, line=line)
    return who if who.place == line.place else replace(who, place=line.place)


def _seen_with_others(lines: Iterable[Line], directory: Directory, aliases: Mapping[str, str]) -> Others:
    """The members' names and addresses that somebody else has used, by all sign-ins and what organisers answered.

    A member's name beside an address of nobody's may be a namesake's; an answer that it is the member's takes that
    doubt away. Another name beside a member's address may be of somebody who shares the mailbox.
    """
    names, emails = set(), set()
    for name, email in {(line.name, line.email.casefold()) for line in lines if line.email}:
        said = name_key(name)
        named, holders = directory.called(said), directory.by_loose_email.get(loose(email), set())
        answer = aliases.get(alias_key(name, email))
        if named and not (named & holders) and answer not in named:
            names.add(said)
        if said and holders and answer not in holders and not any(_is_of(one, said, directory) for one in holders):
            emails.add(email)
    return Others(frozenset(names), frozenset(emails))


def _is_of(number: str, said: str, directory: Directory) -> bool:
    return directory.goes_by(number, said) or directory.nearly_goes_by(number, said)


def take_part(book: Book, answers: Answers, *, alone: Alone = "ask") -> TakingPart:
    """Who took part in what. Each sign-in and shift is a match, a guest or a question; nobody is at an event twice.

    `alone` is the charter's: whether a name or an address alone is sure.
    """
    members = one_each(book.members.used, answers.merged)
    aliases = numbers_kept(book.members.used, answers)
    directory = Directory(members)
    lines: tuple[Line, ...] = tuple(as_known(line, directory) for line in book.there())
    found = match_all(lines, directory, aliases, alone=alone)
    of: dict[str, list[Line]] = {member.number: [] for member in members}
    for line, who in zip(lines, found, strict=True):
        if isinstance(who, Match):
            of[who.number].append(line)
    on_sheets = {member.number: _participation(member, of[member.number]) for member in members}
    matches = tuple(who for who in found if isinstance(who, Match))
    there = sum(len(facts.attended) + len(facts.volunteered) for facts in on_sheets.values())
    decided = Decided(book, answers)
    asked = (*found, *(match(sender, directory, aliases, alone=alone) for sender in answers.senders))
    return TakingPart(
        members,
        {number: decided.and_sheets(number, facts) for number, facts in on_sheets.items()},
        matches,
        guests=tuple(who for who in found if isinstance(who, Guest)),
        questions=tuple(who for who in asked if isinstance(who, Question)),
        repeats=len(matches) - there,
    )


def _participation(member: Member, lines: Iterable[Line]) -> Participation:
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
