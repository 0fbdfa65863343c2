"""Whose rows: which candidate each row of the tab Candidates is about, and where that isn't clear."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from core.candidates import TAB, Stand, label
from core.cited import plain
from core.lines import SetAside
from core.records import Candidate, Race

REMEDY = "Clear this number for a new candidate, or put the row's own number right"


@dataclass(frozen=True)
class Sorted:
    """The rows of one race: whose each is, by number, None for somebody new; and those that may be anybody's.

    `held` are the candidates whom a row that can't be used may be about: nothing about them changes.
    """

    race: Race
    placed: tuple[tuple[int | None, Stand], ...]
    unclear: tuple[SetAside, ...]
    held: frozenset[int]

    def gone(self) -> list[Candidate]:
        """The candidates who have no row any more."""
        there = {nth for nth, _ in self.placed} | self.held
        return [one for one in self.race.candidates if one.nth not in there and not one.withdrawn]


def sort_out(race: Race, stands: Iterable[Stand], *, unread: Iterable[int] = ()) -> Sorted:
    """E5. Whose each row is: by the number beside it where name or address fit, else by the name.

    A number beside another candidate's name, or beside a name and an address that are both new, is nobody's until a
    person says whose: rows may have been sorted apart, or written over. `unread` are numbers of unusable rows.
    """
    mine = list(stands)
    known, named = {one.nth: one for one in race.candidates}, {plain(one.name): one.nth for one in race.candidates}
    theirs = {named[plain(one.name)] for one in mine if _is_surely(one, known, named)}
    placed: list[tuple[int | None, Stand]] = []
    unclear: list[SetAside] = []
    held = set(unread)
    taken = set(theirs)
    for one in mine:
        kept, called = known.get(one.number or 0), named.get(plain(one.name))
        # Where the number is that of another row, which has the name as well, this row was copied with it.
        if _is_surely(one, known, named) or kept is None or kept.nth in theirs:
            placed.append((called, one))
        elif called is None and _is_reached_as(kept, one) and kept.nth not in taken:
            taken.add(kept.nth)
            placed.append((kept.nth, one))
        else:
            unclear.append(_who_is_this(race, one, known))
            held |= {kept.nth, *([called] if called is not None else [])}
    return Sorted(race, tuple(placed), tuple(unclear), frozenset(held))


def _is_surely(one: Stand, known: dict[int, Candidate], named: dict[str, int]) -> bool:
    """Whether the name is a candidate's, and no other candidate's number stands beside it."""
    called = named.get(plain(one.name))
    return called is not None and (one.number not in known or one.number == called)


def _is_reached_as(kept: Candidate, one: Stand) -> bool:
    """Whether a row under a new name is still the same person's: by the address, or the account and website."""
    if kept.email or one.email:
        return kept.email == one.email
    return (kept.account, kept.website) == (one.account, one.website)


def _who_is_this(race: Race, one: Stand, known: dict[int, Candidate]) -> SetAside:
    here = label(race.key, one.number or 0)
    other = next((nth for nth, kept in known.items() if plain(kept.name) == plain(one.name)), None)
    because = f"this name is that of {label(race.key, other)}" if other else "name and address are both new"
    return SetAside(TAB.name, one.row, "Candidate", f"who is this? The number is {here}, and {because}", REMEDY)


def alike(race: Race, candidate: Candidate) -> Iterator[str]:
    """Which others of the race have the same address, or the same account, by number: mostly a slip."""
    for other in [one for one in race.candidates if one.nth != candidate.nth and not one.withdrawn]:
        same = [
            words
            for words, mine, theirs in (
                ("address", candidate.email, other.email),
                ("account", candidate.account, other.account),
            )
            if mine and mine == theirs
        ]
        if same:
            yield f"the same {' and '.join(same)} as {label(race.key, other.nth)}"


def unclear_in_words(unclear: Sequence[SetAside]) -> str:
    """How many rows aren't taken over, and where, for the desk; nothing if all are clear."""
    rows = sorted({one.row for one in unclear})
    if not rows:
        return ""
    where = ", ".join(map(str, rows))
    return (
        f"{TAB.name}, row{'s' if len(rows) > 1 else ''} {where}: it isn't clear which candidate this is, so nothing "
        f"was taken over from there. The column Stands says why. {REMEDY}."
    )
