"""Proposals: what voting members propose as key priorities, which of them a person groups, and what a ballot offers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core import cells, petitions, secrecy
from core.bylaws.endorsement import LONGEST_OPTION
from core.cells import CellFault
from core.paper import question_id
from core.petitions import Handed
from core.questionnaires import beginning, pieces

FIELDS = ("name", "email", "headline", "why")
"""What the form asks, in its order."""

ITSELF = ("itself", "alone", "own")
"""What may stand in "Same as" beside a proposal like no other, instead of its own number."""

UNTITLED = "(without a title)"
GONE = "(no longer kept)"

LONGEST_TEXT = 3000
"""Characters of what a ballot says of all proposals together. All is in the sheet to which it leads."""

SHORTEST = 40
"""Characters that are left for each of many: less says nothing."""


@dataclass(frozen=True)
class Proposed:
    """One proposal: its number, what it says, and where a person has put it.

    `out` says why it can't be put to the vote, `unclear` why nobody can tell yet. `same_as` is the number of the
    proposal under which it is grouped, its own if it stands by itself; `left_out` is why a person leaves it out.
    """

    nth: int
    headline: str = field(repr=False)
    why: str = field(repr=False)
    out: str = ""
    unclear: str = ""
    same_as: int | None = None
    left_out: str = ""


@dataclass(frozen=True)
class Grouping:
    """Where a year's proposals are: in groups, each with its head first; left out, and why; or waiting, and why."""

    groups: tuple[tuple[Proposed, ...], ...]
    left_out: Mapping[int, str]
    waiting: Mapping[int, str]


def questions(year: int) -> dict[str, str]:
    """The ids of the form's questions, by field. They never change, so that answers can always be read."""
    return {asked: question_id(f"proposals/{year}", asked) for asked in FIELDS}


def handed_in(year: int, answers: Mapping[str, tuple[str, ...]]) -> Handed:
    """What somebody typed, whatever it is: all of it is kept, only signs that can't be written are replaced."""
    said = {asked: petitions.legible("\n".join(answers.get(one, ()))) for asked, one in questions(year).items()}
    try:
        email = cells.email(said["email"])
    except CellFault:
        email = ""
    longest = petitions.LONGEST_NAME
    return Handed(cells.text(said["name"])[:longest], email[:longest], said)


def label(nth: int) -> str:
    """How a proposal is called: P3."""
    return f"P{nth}"


def number_in(text: str) -> int | None:
    """The number in P3, p3 or 3; None if it is none."""
    digits = cells.text(text).upper().removeprefix("P")
    return int(digits) if digits.isdecimal() and digits.isascii() and len(digits) < 10 else None


def grouped(all_of_them: Iterable[Proposed]) -> Grouping:
    """A2. Where each proposal is: in one group, left out with a reason, or waiting for a person. None is lost."""
    known = {one.nth: one for one in all_of_them}
    left_out = {one.nth: one.out or one.left_out for one in known.values() if one.out or _is_left_out(one)}
    heads: dict[int, list[Proposed]] = {}
    waiting: dict[int, str] = {}
    for one in known.values():
        if one.nth in left_out:
            continue
        head, why = _head(one, known, left_out)
        if head is None:
            waiting[one.nth] = why
        else:
            heads.setdefault(head, []).append(one)
    groups = [
        (known[head], *(one for one in sorted(of, key=lambda one: one.nth) if one.nth != head))
        for head, of in sorted(heads.items())
    ]
    return Grouping(tuple(groups), left_out, waiting)


def _is_left_out(one: Proposed) -> bool:
    return bool(one.left_out) and one.same_as is None and not one.unclear


def _head(one: Proposed, known: Mapping[int, Proposed], left_out: Mapping[int, str]) -> tuple[int | None, str]:
    """The number that a proposal's group goes by, or why nobody can tell yet."""
    why = one.unclear or ("it is in a group, and left out: only one of the two can be meant" if one.left_out else "")
    seen, at = [one.nth], one
    while not why and at.same_as is not None and at.same_as != at.nth:
        under = known.get(at.same_as)
        why = _not_under(at.same_as, under, left_out, seen)
        at = under or at
        seen.append(at.nth)
    if why or at.same_as is not None:
        return (None, why) if why else (at.nth, "")
    return None, "nobody has said yet where it belongs" if at is one else f"{label(at.nth)} itself waits"


def _not_under(number: int, under: Proposed | None, left_out: Mapping[int, str], seen: Sequence[int]) -> str:
    """Why nothing can be grouped under a proposal, if so."""
    if under is None:
        return f"no proposal of the year is {label(number)}"
    if under.nth in left_out or under.unclear:
        return f"it is grouped under {label(under.nth)}, which isn't put to the vote"
    if under.nth in seen:
        return "proposals are grouped under each other in a circle: one of them has to stand by itself"
    return ""


def drawn(groups: Sequence[tuple[Proposed, ...]], lot: str) -> list[tuple[Proposed, ...]]:
    """A2. The groups in the order in which they stand on the ballot: drawn by lot, the same for the same lot."""
    return sorted(groups, key=lambda of: secrecy.fingerprint([lot, of[0].nth]))


def option(one: Proposed) -> str:
    """What the ballot offers for a group: the number and the title of its head, as long as a phone shows it."""
    begins = f"{label(one.nth)}: "
    return begins + beginning(title(one).replace("|", "¦"), LONGEST_OPTION - len(begins))


def title(one: Proposed) -> str:
    """A proposal's title on one line."""
    return cells.text(one.headline) or UNTITLED


def text(groups: Sequence[tuple[Proposed, ...]]) -> str:
    """What the ballot says beside its options: each group's title, as much of its text as there is room for."""
    room = max(SHORTEST, LONGEST_TEXT // max(1, len(groups)))
    said = []
    for head, *others in groups:
        line = f"{label(head.nth)}: {title(head)}. {cells.text(head.why)}"
        with_others = f" (with {', '.join(label(one.nth) for one in others)})" if others else ""
        said.append(beginning(line, room) + with_others)
    return "\n".join(said)


def rows(groups: Sequence[tuple[Proposed, ...]], *, at_least: int = 0) -> list[list[str]]:
    """A2. The published sheet: every proposal of every group in full, in the ballot's order, and nobody's name.

    With fewer than `at_least` rows, empty ones follow, so that nothing older is left standing under them.
    """
    found = [["Proposal", "On the ballot", "Title", "What and why"]]
    for of in groups:
        for one in of:
            stands = "as itself" if one is of[0] else f"together with {label(of[0].nth)}"
            first, *more = pieces(one.why or GONE)
            found.append([label(one.nth), stands, cells.text(one.headline) or GONE, first])
            found += [["", "", "(goes on)", part] for part in more]
    return [*found, *([[""] * 4] * (at_least - len(found)))]


def numbers(groups: Sequence[tuple[Proposed, ...]]) -> list[list[int]]:
    """The groups by number, as a ballot's record has them."""
    return [[one.nth for one in of] for of in groups]


def on_record(
    groups: Sequence[Sequence[int]], options: Sequence[Mapping[str, Any]], winners: Sequence[str]
) -> list[dict[str, str]]:
    """A2. The members' key priorities as they go on record: the number and the option of each that was chosen."""
    known = {str(one["id"]): (label(of[0]), str(one["name"])) for one, of in zip(options, groups, strict=True)}
    return [{"number": known[one][0], "option": known[one][1]} for one in winners]
