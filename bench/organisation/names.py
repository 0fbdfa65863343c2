"""Names: ordinary given names with their short forms, and surnames that nobody bears."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from random import Random
from typing import TypeVar

T = TypeVar("T")

SHORT: dict[str, tuple[str, ...]] = {
    "Elizabeth": ("Liz", "Beth", "Eliza"), "Robert": ("Bob", "Rob"), "William": ("Bill", "Will"),
    "Margaret": ("Meg", "Peggy", "Maggie"), "Katherine": ("Kate", "Kathy"), "Michael": ("Mike",),
    "James": ("Jim", "Jamie"), "Patricia": ("Pat", "Trish"), "Jennifer": ("Jen", "Jenny"), "Daniel": ("Dan", "Danny"),
    "Christopher": ("Chris",), "Christine": ("Chris", "Chrissy"), "Alexander": ("Alex", "Sasha"),
    "Alexandra": ("Alex", "Sandy"), "Samuel": ("Sam",), "Samantha": ("Sam",), "Joseph": ("Joe",), "Thomas": ("Tom",),
    "Rebecca": ("Becca", "Becky"), "Deborah": ("Deb", "Debbie"), "Benjamin": ("Ben",), "Nicholas": ("Nick",),
    "Francisco": ("Paco", "Frank"), "Guadalupe": ("Lupe",), "Edward": ("Ed", "Ned"), "Jonathan": ("Jon",),
    "Victoria": ("Vicky", "Tori"), "Theodore": ("Ted", "Theo"), "Susannah": ("Sue", "Zanna"), "Matthew": ("Matt",),
    "Anthony": ("Tony",), "Abigail": ("Abby",), "Lawrence": ("Larry",), "Eleanor": ("Ellie", "Nora"),
}  # fmt: skip
"""Given names of which people use a shorter one. Some short ones are also whole names of others."""

GIVEN: tuple[str, ...] = (
    "Maria", "Michael", "Jennifer", "David", "Elizabeth", "James", "Ana", "Robert", "Sarah", "John", "Patricia",
    "William", "Anna", "Daniel", "Katherine", "José", "Margaret", "Thomas", "Rebecca", "Joseph", "Emily", "Christopher",
    "Linda", "Samuel", "Laura", "Matthew", "Rosa", "Benjamin", "Julia", "Carlos", "Deborah", "Anthony", "Hannah",
    "Luis", "Alexandra", "Andrew", "Christine", "Jonathan", "Sofía", "Kevin", "Zoë", "Peter", "Samantha", "Alexander",
    "Nora", "Juan", "Claire", "Edward", "Mei", "Eric", "Victoria", "Nicholas", "Grace", "Ahmed", "Lucía", "Steven",
    "Ellen", "Francisco", "Diane", "Paul", "Renée", "Mark", "Aisha", "George", "Chloë", "Hugo", "Abigail", "Brian",
    "Guadalupe", "Theodore", "Ruth", "Omar", "Jean", "André", "Fatima", "Lawrence", "Naomi", "Raúl", "Eleanor",
    "Dmitri", "Priya", "Henry", "Ingrid", "Tomás", "Yolanda", "Walter", "Noémie", "Kofi", "Susannah", "Björn", "Alex",
    "Sam", "Chris", "Jamie", "Kim", "Jordan", "Robin", "Pat", "Ming", "Wei", "Minh", "Thuy", "Kwame", "Imani",
    "Leila", "Yusuf", "Anders", "Siobhán", "Niamh", "Ciarán", "Ada", "Bo", "Cleo", "Dev", "Esme", "Finn", "Gia",
    "Ines", "Jun", "Kit", "Lena", "Milo", "Nia", "Otis", "Pia", "Quin", "Tess",
)  # fmt: skip

_STEMS = (
    "Example", "Sample", "Specimen", "Fiction", "Pretend", "Notional", "Placehold", "Imagine", "Dummy", "Mockup",
    "Muster", "Ejemplo", "Exempel", "Fabula", "Invent", "Nowhere", "Template", "Sketch", "Draft", "Proto", "Fixture",
    "Phantom", "Paper", "Cardboard", "Pseudo", "Quasi", "Stand", "Anon", "Nemo", "Nadie", "Niemand", "Peña-Ficta",
    "Müster", "Figment", "Fable", "Legend", "Myth", "Script", "Stage", "Mask", "Puppet", "Model", "Pattern", "Blank",
    "Filler", "Lorem", "Ipsum", "Dolor", "Amet", "Foo", "Bar", "Baz", "Quux", "Acme", "Utopi", "Erewhon", "Arcad",
)  # fmt: skip
_ENDS = (
    "", "son", "man", "wood", "ton", "ley", "field", "er", "berg", "sen", "ov", "ski", "ez", "ini", "ard", "ell",
    "worth", "ham", "by", "stein", "mann", "quist", "land", "dale", "well", "bury", "shaw", "more", "kin", "ling",
    "gate", "brook", "hurst", "croft", "stone", "wick", "mere", "ridge", "holm", "court",
)  # fmt: skip
FAMILY: tuple[str, ...] = tuple(f"{stem}{end}" for end in _ENDS for stem in _STEMS)
"""Over two thousand, the first of them commoner, as among real ones: of 5,000 people some hundreds have a namesake."""


@cache
def _often(number: int, flat: int) -> tuple[float, ...]:
    return tuple(accumulate(1 / (rank + flat) for rank in range(number)))


def _common(names: Sequence[str], flat: int, chance: Random) -> str:
    return chance.choices(names, cum_weights=_often(len(names), flat))[0]


def given(chance: Random) -> str:
    """A given name; some are many times commoner than others."""
    return _common(GIVEN, 15, chance)


def family(chance: Random) -> str:
    """A surname; now and then a double one."""
    if chance.random() < 0.03:
        return f"{_common(FAMILY, 100, chance)}-{_common(FAMILY, 100, chance)}"
    return _common(FAMILY, 100, chance)


def short(name: str, chance: Random) -> str:
    """A short form of a given name, if it has one."""
    return chance.choice(SHORT.get(name, (name,)))


def slipped(word: str, chance: Random) -> str:
    """A word with one slip of the keyboard: two letters changed about, one left out, or one typed twice."""
    if len(word) < 4:
        return word + word[-1:]
    at = chance.randrange(1, len(word) - 1)
    return chance.choice((
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
    ))  # fmt: skip
