"""Who somebody is: a sign-in is matched to one member, or it becomes a question to the organisers. Never a guess."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from core.bylaws.membership import Attended, Participation, Volunteered
from core.cited import plain
from core.directory import Directory, loose, name_key
from core.lines import Member, Shift, SignIn
from core.sureness import NOBODY_ELSE, How, Others, Sure, suggestions, whom
from core.twins import kept, one_each
from core.workbook import Book

NOT_A_MEMBER = ""
"""What an alias says of somebody whom an organiser knows not to be in the tab Members."""


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

    `alias` is the key under which the answer is saved; it holds personal data.
    """

    place: str
    suggestions: tuple[str, ...]
    why: str
    alias: str = field(repr=False)


@dataclass(frozen=True)
class Answers:
    """What organisers have answered and decided beside the sheets. All is matched anew with it at each reading.

    `aliases` maps `alias_key` to a member number or NOT_A_MEMBER. `merged` maps the number of a line in the tab Members
    to the one that is the same person. `conceded` is what a member took part in though no sheet says so.
    """

    aliases: Mapping[str, str] = field(default_factory=dict, repr=False)
    merged: Mapping[str, str] = field(default_factory=dict)
    conceded: Mapping[str, Participation] = field(default_factory=dict)


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


def match(
    line: SignIn | Shift, directory: Directory, aliases: Mapping[str, str], others: Others = NOBODY_ELSE
) -> Match | Guest | Question:
    """Who a sign-in or shift is: by a saved answer, else where name and address leave no doubt, else it is asked.

    `aliases` maps `alias_key` to a member number or NOT_A_MEMBER. `others` are the names and addresses that somebody
    else has been seen to use. What leaves no doubt is said in `core.sureness.whom`.
    """
    said, email = name_key(line.name), line.email.casefold()
    answer = aliases.get(f"{said}|{email}")
    if answer == NOT_A_MEMBER:
        return Guest(line.place)
    if answer in directory.members:
        return Match(line.place, answer, "saved answer")
    found = whom(said, email, directory, others)
    if isinstance(found, Sure):
        return Match(line.place, found.number, found.how)
    return Question(line.place, suggestions(said, email, directory), found, f"{said}|{email}")


def match_all(
    lines: Sequence[SignIn | Shift], directory: Directory, aliases: Mapping[str, str]
) -> list[Match | Guest | Question]:
    """Who each sign-in and shift is. What is written alike is looked up once."""
    others = _seen_with_others(lines, directory, aliases)
    known: dict[str, Match | Guest | Question] = {}
    for line in lines:
        key = alias_key(line.name, line.email)
        if key not in known:
            known[key] = match(line, directory, aliases, others)
    return [_at(line.place, known[alias_key(line.name, line.email)]) for line in lines]


def _at(place: str, who: Match | Guest | Question) -> Match | Guest | Question:
    return who if who.place == place else replace(who, place=place)


def _seen_with_others(lines: Iterable[SignIn | Shift], directory: Directory, aliases: Mapping[str, str]) -> Others:
    """The members' names and addresses that somebody else has used, by all sign-ins and what organisers answered.

    A member's name beside an address of nobody's may be a namesake's; an answer that it is the member's takes that
    doubt away. Another name beside a member's address may be of somebody who shares the mailbox.
    """
    names, emails = set(), set()
    for name, email in {(line.name, line.email.casefold()) for line in lines if line.email}:
        said = name_key(name)
        named, holders = directory.called(said), directory.by_loose_email.get(loose(email), set())
        answer = aliases.get(f"{said}|{email}")
        if named and not (named & holders) and answer not in named:
            names.add(said)
        if said and holders and answer not in holders and not any(directory.goes_by(one, said) for one in holders):
            emails.add(email)
    return Others(frozenset(names), frozenset(emails))


def take_part(book: Book, answers: Answers) -> TakingPart:
    """Who took part in what. Each sign-in and shift is a match, a guest or a question; nobody is at an event twice."""
    members = one_each(book.members.used, answers.merged)
    numbers = {member.number for member in book.members.used}
    aliases = {key: kept(number, numbers, answers.merged) for key, number in answers.aliases.items()}
    directory = Directory(members)
    lines: tuple[SignIn | Shift, ...] = (*book.sign_ins.used, *book.shifts.used)
    found = match_all(lines, directory, aliases)
    of: dict[str, list[SignIn | Shift]] = {member.number: [] for member in members}
    for line, who in zip(lines, found, strict=True):
        if isinstance(who, Match):
            of[who.number].append(line)
    on_sheets = {member.number: _participation(member, of[member.number]) for member in members}
    matches = tuple(who for who in found if isinstance(who, Match))
    there = sum(len(facts.attended) + len(facts.volunteered) for facts in on_sheets.values())
    return TakingPart(
        members,
        {number: _and(facts, answers.conceded.get(number)) for number, facts in on_sheets.items()},
        matches,
        guests=tuple(who for who in found if isinstance(who, Guest)),
        questions=tuple(who for who in found if isinstance(who, Question)),
        repeats=len(matches) - there,
    )


def _and(facts: Participation, conceded: Participation | None) -> Participation:
    """What a member took part in by the sheets, and by decisions; what both say is there once, as the sheets say it."""
    if conceded is None:
        return facts
    came = {(one.on, plain(one.event)) for one in facts.attended}
    helped = {(one.on, plain(one.activity)) for one in facts.volunteered}
    return replace(
        facts,
        attended=(*facts.attended, *(one for one in conceded.attended if (one.on, plain(one.event)) not in came)),
        volunteered=(
            *facts.volunteered,
            *(one for one in conceded.volunteered if (one.on, plain(one.activity)) not in helped),
        ),
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
