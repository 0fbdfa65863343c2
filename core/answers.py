"""Answers to those questions: what an organiser's words say, and which answers count."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from core import twins
from core.cells import CellFault
from core.cited import plain
from core.directory import names_of
from core.lines import Member
from core.people import NOT_A_MEMBER
from core.questions import AGAIN, LONGEST_CHOICE, ONE, STRANGER, TWO, Pair, Subject
from core.twins import LookAlike

TWO_PEOPLE = ""
"""What the answer about a pair says if its lines are of two people."""


@dataclass(frozen=True)
class Answer:
    """A saved answer: about what, a member's number or "" (see NOT_A_MEMBER and TWO_PEOPLE), and since when."""

    subject: Subject = field(repr=False)
    says: str
    at: datetime


class Readers:
    """How answers are read: a number of the tab Members, however it is written, with that member's name or alone."""

    def __init__(self, members: Iterable[Member]) -> None:
        self._offered: dict[str, set[str]] = {}
        self._numbers: dict[str, str] = {}
        self._choices: set[str] = set()
        for member in members:
            self._choices |= {f"{member.number} {name}"[:LONGEST_CHOICE] for name in (member.name, *member.also)}
            self._numbers[plain(member.number)] = member.number
            for words in _offered(member):
                self._offered.setdefault(words, set()).add(member.number)

    def says(self, said: str, subject: Subject) -> str:
        """What an answer says about something: a number, or "" (NOT_A_MEMBER, TWO_PEOPLE).

        A member's number is enough, with or without their name, in any case; any other word is a note, and a note may
        say that it is somebody else. Raises CellFault where anything but that stands there.
        """
        if "?" in said and said not in self._choices:  # a name may have one, where a copy spoilt its letters
            raise CellFault("there is a question mark in the answer", "Answer once you are sure, and without it")
        return self._person(said) if isinstance(subject, str) else self._pair(said, subject)

    def _person(self, said: str) -> str:
        if plain(said) == plain(STRANGER):
            return NOT_A_MEMBER
        return self._number(plain(said), "Write the number alone, as it stands in the tab Members, or: not a member")

    def _pair(self, said: str, pair: Pair) -> str:
        words = plain(said)
        if words == plain(TWO):
            return TWO_PEOPLE
        remedy = f"Write: {ONE} {pair[0]}, or: {ONE} {pair[1]}, or: {TWO}"
        kept = words.removeprefix("one person").strip().removeprefix("keep").strip()
        if kept == words:
            # A number alone may be meant as “the right one of the two”: no merge is read into it.
            raise CellFault("it doesn't say whether they are one person", remedy)
        if not kept:
            raise CellFault("it doesn't say which line is kept", remedy)
        if (number := self._number(kept, remedy)) not in pair:
            raise CellFault("the answer is none of those that the question offers", remedy)
        return number

    def _number(self, words: str, remedy: str) -> str:
        """The member whose number these words are, alone or with their own name. Raises CellFault."""
        meant = self._offered.get(words) or self._offered.get(_sorted(words), set())
        if len(meant) == 1:
            return min(meant)
        parts = words.split()
        begins = [end for end in range(1, len(parts) + 1) if " ".join(parts[:end]) in self._numbers]
        if not begins:
            raise CellFault("the answer doesn't begin with a member's number", remedy)
        number = self._numbers[" ".join(parts[: begins[-1]])]
        raise CellFault(f"behind the number {number} stands something else than that member's name", remedy)


def _offered(member: Member) -> Iterator[str]:
    """What means a member: their number, alone or with a name of theirs in any order, also cut as a choice is."""
    yield plain(member.number)
    for name in (member.name, *member.also):
        yield plain(f"{member.number} {name}"[:LONGEST_CHOICE])
        yield plain(f"{member.number} {name}")
    for key in names_of(member):
        yield _sorted(f"{plain(member.number)} {key}")


def _sorted(words: str) -> str:
    return " ".join(sorted(words.split()))


@dataclass(frozen=True)
class Said:
    """What an organiser wrote as the answer to the question of an id, and in which row."""

    row: int
    id: str
    words: str = field(repr=False)


@dataclass(frozen=True)
class Heard:
    """What a reading of the answers came to.

    `answers` are those that count from now on, by id; `taken` those of them that are new, `withdrawn` those that no
    longer count; `faults` say of a row why its answer can't be used. Then what was answered before still counts.
    """

    answers: Mapping[str, Answer]
    taken: Mapping[str, Answer] = field(default_factory=dict)
    withdrawn: tuple[Answer, ...] = ()
    faults: Mapping[int, CellFault] = field(default_factory=dict)


def hear(
    said: Collection[Said],
    saved: Mapping[str, Answer],
    members: Collection[Member],
    *,
    at: datetime,
    subject_of: Callable[[str], Subject | None],
) -> Heard:
    """Take up what organisers answered: new answers, changed ones, and those they withdrew.

    An empty cell changes nothing; `ask again` withdraws. Two answers that contradict each other are not both taken:
    the later one is a fault. `subject_of` knows what the question of an id is about, if there is one.
    """
    counting, faults = dict(saved), {}
    again = {one.id for one in said if plain(one.words) == AGAIN}
    withdrawn = tuple(counting.pop(one) for one in sorted(again) if one in counting)
    readers, lines = Readers(members), {member.number for member in members}
    for one in sorted(said, key=lambda one: one.id):
        subject = saved[one.id].subject if one.id in saved else subject_of(one.id)
        if not one.words or one.id in again or subject is None:
            continue
        try:
            answer = Answer(subject, readers.says(one.words, subject), at)
            counting[one.id] = _taken(one.id, answer, counting, lines)
        except CellFault as fault:
            faults[one.row] = fault
    taken = {key: one for key, one in counting.items() if one is not saved.get(key)}
    return Heard(counting, taken, withdrawn, faults)


def _taken(key: str, answer: Answer, counting: Mapping[str, Answer], lines: Collection[str]) -> Answer:
    """The answer, or the one given before if that says the same. Raises CellFault where it contradicts others."""
    before = counting.get(key)
    if before is not None and before.says == answer.says:
        return before
    if not isinstance(answer.subject, str):
        _refuse_contradiction({**counting, key: answer}, lines)
    return answer


def _refuse_contradiction(answers: Mapping[str, Answer], lines: Collection[str]) -> None:
    """Raises CellFault if two lines are said to be two people, and by other answers are one."""
    into = merged(answers.values(), lines)
    for one in answers.values():
        if isinstance(one.subject, str) or one.says != TWO_PEOPLE:
            continue
        first, other = one.subject
        if twins.kept(first, lines, into) == twins.kept(other, lines, into):
            reason = f"by the answers about other pairs, {first} and {other} are one person, and by one they are two"
            raise CellFault(reason, "Change the answer that is wrong")


def aliases(answers: Iterable[Answer]) -> dict[str, str]:
    """Whom each answered sign-in means, by its alias key."""
    return {one.subject: one.says for one in answers if isinstance(one.subject, str)}


def merged(answers: Iterable[Answer], lines: Collection[str]) -> dict[str, str]:
    """Which lines of the tab Members are kept under which other. Never a circle, whatever was answered about whom."""
    into: dict[str, str] = {}
    there = set(lines)
    pairs = [one for one in answers if not isinstance(one.subject, str) and one.says and there.issuperset(one.subject)]
    for one in sorted(pairs, key=lambda one: (one.at, one.subject)):
        roots = {twins.kept(number, lines, into) for number in one.subject}
        first = twins.kept(one.says, lines, into)
        into |= dict.fromkeys(roots - {first}, first)
    return into


def undecided(alike: Iterable[LookAlike], answers: Iterable[Answer], lines: Collection[str]) -> tuple[LookAlike, ...]:
    """Those pairs of which nobody has said yet that they are two people."""
    given = list(answers)
    into = merged(given, lines)
    apart = {
        frozenset(twins.kept(number, lines, into) for number in one.subject)
        for one in given
        if not isinstance(one.subject, str) and one.says == TWO_PEOPLE
    }
    return tuple(one for one in alike if frozenset(one.numbers) not in apart)
