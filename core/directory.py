"""The members' directory: finding people by name and address, however they are written."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from math import ceil

from core.cited import plain
from core.lines import Member

ALIKE = 0.6
"""From this likeness on (0 to 1) a name is suggested. It only ever suggests."""

A_FEW = 3
"""So many of the rarer pairs a name that is alike has at least; looking for more of them would take longer."""

ROUNDING = 1e-9
"""Less than this is no difference, but the way computers divide."""

SUFFIXES = frozenset(("jr", "sr", "junior", "senior", "ii", "iii", "iv"))
"""What tells a parent from a child of the same name, where they write it."""


class Directory:
    """The members, to be found by address, loose address, mailbox and name, and by pieces of a name."""

    def __init__(self, members: Iterable[Member]) -> None:
        self.members = {member.number: member for member in members}
        everybody = self.members.values()
        emails = [(email, one.number) for one in everybody for email in one.emails]
        names = [(key, one.number) for one in everybody for key in sorted(names_of(one))]
        self.by_email = _index((email.casefold(), number) for email, number in emails)
        self.by_loose_email = _index((loose(email), number) for email, number in emails)
        self.by_mailbox = _index((mailbox(email), number) for email, number in emails)
        self.by_name = _index(names)
        self.by_bare_name = _index((without_suffix(key), number) for key, number in names)
        self.suffixes = _index((without_suffix(key), suffix(key)) for key, _ in names)
        self.by_part_of_name = _index((part, number) for key, number in names for part in key.split())
        self.by_initial = _index((short, number) for key, number in names for short in _with_initial(key))
        pairs = {key: _letter_pairs(key) for key, _ in names}
        self.names_by_pair = _index((pair, key) for key, of in pairs.items() for pair in of)
        self._bits = {pair: 1 << at for at, pair in enumerate(self.names_by_pair)}
        self._marks = {key: self._marked(of) for key, of in pairs.items()}
        self._alike: dict[str, list[str]] = {}

    def called(self, said: str) -> set[str]:
        """Whom a name may mean. Without "Jr" or "Sr" it may be anybody's who has it, with or without."""
        return self.by_name.get(said, set()) if suffix(said) else self.by_bare_name.get(said, set())

    def has_kin(self, said: str) -> bool:
        """Whether a parent and a child have this name, and it doesn't say which of them is meant."""
        return not suffix(said) and len(self.suffixes.get(said, ())) > 1

    def goes_by(self, number: str, said: str) -> bool:
        """Whether a name says nothing that isn't this member's: a given name, alone, with a surname, or its initial.

        With another surname it is another person, until somebody says otherwise.
        """
        if self._may_be_kin(number, said):
            return False
        given, *rest = said.split() or [""]
        surnames = self.surnames(number)
        initial = len(rest) == 1 and len(rest[0]) == 1 and any(part.startswith(rest[0]) for part in surnames)
        return given in given_names(self.members[number]) and (not rest or initial or bool(surnames & set(rest)))

    def nearly_goes_by(self, number: str, said: str) -> bool:
        """Whether a name is a member's but for a slip: their given name, or its initial, and about their surname."""
        given, _, rest = said.rpartition(" ")
        if self._may_be_kin(number, said) or not given:
            return False
        mine, surnames = given_names(self.members[number]), self.surnames(number)
        if len(given) == 1:
            return rest in surnames and any(one.startswith(given) for one in mine)
        return given in mine and any(one_letter_apart(rest, one) for one in surnames)

    def _may_be_kin(self, number: str, said: str) -> bool:
        names = names_of(self.members[number])
        return bool(suffix(said)) or any(self.has_kin(without_suffix(key)) for key in names)

    def surnames(self, number: str) -> set[str]:
        """The words of a member's names behind their given names."""
        return {part for key in names_of(self.members[number]) for part in without_suffix(key).split()[1:]}

    def nearly(self, said: str) -> Iterator[str]:
        """The names from which one may be written by a slip, or a short form of the given name, likeliest first."""
        surname = said.rpartition(" ")[2] if " " in said else ""
        for key in self.alike(said):
            if one_letter_apart(said, key) or (surname and key.endswith(f" {surname}")):
                yield key

    def alike(self, said: str) -> list[str]:
        """The names that share most pairs of neighbouring letters with the one that was said, likeliest first."""
        if said not in self._alike:
            near = {key: likeness for key, likeness in self._near(said) if likeness >= ALIKE}
            self._alike[said] = sorted(near, key=lambda key: (-near[key], key))
        return self._alike[said]

    def _near(self, said: str) -> Iterator[tuple[str, float]]:
        """Every name that may be alike, with its likeness."""
        pairs = _letter_pairs(said)
        mark, here = self._marked(pairs), len(pairs)
        # Who is alike shares so many pairs that some of them are among the rarer ones, where few names are to be found.
        needed = ceil(here * ALIKE / (2 - ALIKE) - ROUNDING)
        few = min(needed, A_FEW)
        rarest = sorted(pairs, key=lambda pair: (len(self.names_by_pair.get(pair, ())), pair))
        shared: Counter[str] = Counter()
        for pair in rarest[: here - needed + few]:
            shared.update(self.names_by_pair.get(pair, ()))
        for key in (key for key, number in shared.items() if number >= few):
            other = self._marks[key]
            yield key, 2 * (mark & other).bit_count() / (here + other.bit_count())

    def _marked(self, pairs: Iterable[str]) -> int:
        """Pairs of letters as bits of one number, which is compared in a moment."""
        return sum(self._bits.get(pair, 0) for pair in pairs)


@lru_cache(maxsize=50_000)
def name_key(name: str) -> str:
    """A name to compare: without accents, case, pronouns in brackets and stray spaces; "Last, First" turned round."""
    bare = re.sub(r"\([^)]*\)|\[[^]]*\]", " ", name)
    if bare.count(",") == 1:
        last, first = bare.split(",")
        bare = f"{first} {last}"
    decomposed = unicodedata.normalize("NFKD", bare)
    letters = "".join(ch for ch in decomposed if not unicodedata.combining(ch))
    return plain(re.sub(r"['’.]", "", letters))


def names_of(member: Member) -> set[str]:
    """Every name a member goes by, to compare."""
    return {key for name in (member.name, *member.also) if (key := name_key(name))}


def loose(email: str) -> str:
    """An address to compare: small letters, without "+tag", and for Gmail without dots."""
    box, _, host = email.casefold().rpartition("@")
    box = box.partition("+")[0] or box
    if host in {"gmail.com", "googlemail.com"}:
        box, host = box.replace(".", ""), "gmail.com"
    return f"{box}@{host}"


def given_names(member: Member) -> set[str]:
    """The given names a member goes by."""
    return {key.split()[0] for key in names_of(member)}


def mailbox(email: str) -> str:
    """The part of an address before the @, to compare: a slip in the part behind it is common."""
    return loose(email).rpartition("@")[0].replace(".", "")


def suffix(key: str) -> str:
    """The "jr" or "sr" at the end of a name to compare, or nothing."""
    last = key.rpartition(" ")[2]
    return last if last in SUFFIXES and last != key else ""


def without_suffix(key: str) -> str:
    """A name to compare without "jr" or "sr" at its end."""
    return key.removesuffix(suffix(key)).rstrip()


def without_middle(key: str) -> str:
    """A name to compare without the initials of middle names."""
    first, *middle, last = key.split() if key.count(" ") > 1 else (key, "")
    return " ".join((first, *(part for part in middle if len(part) > 1), last)).strip()


def one_letter_apart(one: str, other: str) -> bool:
    """Whether two words become the same where a letter is left out, or both are but for one or two neighbours."""
    if abs(len(one) - len(other)) > 1:
        return False
    ends = 0
    while ends < min(len(one), len(other)) and one[ends] == other[ends]:
        ends += 1
    one, other = one[ends:], other[ends:]
    swapped = one[1::-1] + one[2:] == other
    return swapped or one[1:] == other[1:] or one[1:] == other or one == other[1:]


def _with_initial(key: str) -> tuple[str, ...]:
    """A name with the initial of its given name, with that of its surname, and with both."""
    first, *_, last = key.split() if " " in key else (key, "")
    return (f"{first[0]} {last}", f"{first} {last[0]}", f"{first[0]} {last[0]}") if last else ()


def _letter_pairs(name: str) -> frozenset[str]:
    return frozenset(f" {name} "[at : at + 2] for at in range(len(name) + 1)) if name else frozenset()


def _index(pairs: Iterable[tuple[str, str]]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for key, value in pairs:
        found.setdefault(key, set()).add(value)
    return found
