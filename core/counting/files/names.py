"""Names of options in a file: each is there, is one option's only, and can't be taken for a mark."""

from __future__ import annotations

from collections.abc import Sequence

from core.counting.files import meanings
from core.counting.files.fault import FileFault
from core.counting.marks import OVERVOTE


def refuse_doubtful(names: Sequence[str], places: Sequence[str]) -> None:
    """Raise FileFault for a name that is empty, is that of a mark, or is another's but for capitals and spaces.

    `places` say where in the file each name stands, for the letter.
    """
    spelt = dict[str, int]()
    for at, (name, place) in enumerate(zip(names, places, strict=True)):
        known = "".join(meanings.plain(name).split())
        if not known:
            raise FileFault(f"{place}: '{name}' is no name. Write what the option is called.")
        if known == OVERVOTE:
            raise FileFault(f"{place}: '{name}' is what two marks in one rank are called. Call the option otherwise.")
        other = spelt.setdefault(known, at)
        if other == at:
            continue
        if names[other] == name:
            raise FileFault(f"{place}: two options are called '{name}', as in {places[other]}. Give each its own name.")
        raise FileFault(
            f"{place}: '{name}' is written '{names[other]}' in {places[other]}. Write one option in one way, or two "
            "in ways that nobody takes for one."
        )
