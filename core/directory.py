"""The members' directory: finding people by name and address, however they are written."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

from core.cited import plain
from core.lines import Member

ALIKE = 0.6
"""From this likeness on (0 to 1) a name is suggested. It only ever suggests."""


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
        self.by_part_of_name = _index((part, number) for key, number in names for part in key.split())
        pairs = {key: _letter_pairs(key) for key, _ in names}
        self.names_by_pair = _index((pair, key) for key, of in pairs.items() for pair in of)
        self.pairs_in_name = {key: len(of) for key, of in pairs.items()}

    def alike(self, said: str) -> list[str]:
        """The names that share most pairs of neighbouring letters with the one that was said, likeliest first."""
        pairs = _letter_pairs(said)
        shared: Counter[str] = Counter()
        for pair in pairs:
            shared.update(self.names_by_pair.get(pair, ()))
        likeness = {key: 2 * number / (len(pairs) + self.pairs_in_name[key]) for key, number in shared.items()}
        return sorted((key for key in likeness if likeness[key] >= ALIKE), key=lambda key: (-likeness[key], key))


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


def _letter_pairs(name: str) -> set[str]:
    return {f" {name} "[at : at + 2] for at in range(len(name) + 1)} if name else set()


def _index(pairs: Iterable[tuple[str, str]]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for key, value in pairs:
        found.setdefault(key, set()).add(value)
    return found
