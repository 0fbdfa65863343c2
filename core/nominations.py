"""What members write when they nominate or volunteer, and what nominees answer: the forms' questions, read back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from core import cells
from core.cells import CellFault
from core.cited import plain
from core.paper import question_id
from core.petitions import LONGEST_NAME, legible

Kind: TypeAlias = Literal["nomination", "volunteers"]
NOMINATION: Kind = "nomination"
VOLUNTEERS: Kind = "volunteers"

FIELDS: Mapping[str, tuple[str, ...]] = {
    NOMINATION: ("name", "email", "nominee", "nominee_email", "why"),
    VOLUNTEERS: ("name", "email", "why"),
}
"""What the form of each kind of call asks, in its order."""

CODE, ACCEPT = "code", "accept"
PARTS = ("background", "reasons", "plans")
"""What a nominee's statement consists of (S3): who they are and what they have done, why they stand, what they plan."""

ACCEPTS, DECLINES = "Yes, I accept the nomination", "No, I don't stand"
YES, NO = "yes", "no"

UNKNOWN, MEMBER, GUEST, NOBODY, ERASED = "unknown", "member", "guest", "nobody", "erased"
"""How far it is known who somebody is: a person has to say; a member; no member; nothing was given; erased."""


@dataclass(frozen=True)
class Named:
    """Somebody as a form names them: a name, or a member number, and an address as far as it can be used."""

    name: str = field(repr=False)
    email: str = field(default="", repr=False)


@dataclass(frozen=True)
class Sent:
    """One answer of a nominee's form: the code as typed, whether they accept, and their words by part."""

    code: str = field(repr=False)
    accepts: str = ""
    said: Mapping[str, str] = field(default_factory=dict, repr=False)


def questions(call: str, kind: str) -> dict[str, str]:
    """The ids of the questions of a call's form, by field."""
    return {asked: question_id(f"call/{call}", asked) for asked in FIELDS[kind]}


def handed_in(call: str, kind: str, answers: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """What somebody typed, whatever it is: all of it is kept, only signs that can't be written are replaced."""
    return {asked: _typed(answers, one) for asked, one in questions(call, kind).items()}


def sender(said: Mapping[str, Any]) -> Named:
    """Who says that they sent an answer."""
    return _named(said, "name", "email")


def nominee(said: Mapping[str, Any]) -> Named:
    """Whom an answer nominates: somebody else if one is named, else its sender."""
    other = _named(said, "nominee", "nominee_email")
    return other if other.name or other.email else sender(said)


def is_of_self(said: Mapping[str, Any]) -> bool:
    """Whether the form names nobody else than its sender."""
    one, other = sender(said), nominee(said)
    return (plain(one.name), one.email.casefold()) == (plain(other.name), other.email.casefold())


def _named(said: Mapping[str, Any], name: str, email: str) -> Named:
    try:
        address = cells.email(str(said.get(email, "")))
    except CellFault:
        address = ""
    return Named(cells.text(str(said.get(name, "")))[:LONGEST_NAME], address[:LONGEST_NAME])


def asked(year: int, of: str) -> str:
    """The id of a question on the form for the nominees of a year: CODE, ACCEPT, or a part of the statement."""
    return question_id(f"nominees/{year}", of)


def sent(year: int, answers: Mapping[str, tuple[str, ...]]) -> Sent:
    """What came in on the form for nominees. The code is compared, and never kept."""
    words = {part: _typed(answers, asked(year, part)) for part in PARTS}
    accepts = {ACCEPTS: YES, DECLINES: NO}.get(_typed(answers, asked(year, ACCEPT)), "")
    return Sent(_typed(answers, asked(year, CODE)), accepts, {part: said for part, said in words.items() if said})


def _typed(answers: Mapping[str, tuple[str, ...]], question: str) -> str:
    return legible("\n".join(answers.get(question, ())))


def is_whole(said: Mapping[str, Any]) -> bool:
    """S3. Whether a statement says something of everything that nominees are asked for."""
    return all(str(said.get(part, "")).strip() for part in PARTS)


def accepts(by_self: bool, answers: Iterable[str]) -> str:  # noqa: FBT001  # a fact about the nomination, not a switch
    """S3. What a nominee said last of whether they stand; who nominated themselves has accepted. "" is not yet."""
    said = [one for one in answers if one]
    return said[-1] if said else (YES if by_self else "")


HEADINGS = {"background": "Who they are, and their work to date", "reasons": "Why they stand",
            "plans": "What they propose for the coming year"}  # fmt: skip


def sheet(statements: Sequence[tuple[str, Mapping[str, Any]]], *, at_least: int = 0) -> list[list[str]]:
    """S3. The sheet that members read: a row for each part, a column for each nominee, everybody's own words.

    Empty rows follow up to `at_least`, so that nothing older is left standing under them. A long text goes on below.
    """
    rows = [["", *(name for name, _ in statements)]]
    for part in PARTS:
        texts = [_pieces(str(said.get(part, ""))) for _, said in statements]
        for at in range(max((len(pieces) for pieces in texts), default=1)):
            title = HEADINGS[part] if at == 0 else "(goes on)"
            rows.append([title, *(pieces[at] if at < len(pieces) else "" for pieces in texts)])
    blank = [""] * (len(statements) + 1)
    return [*rows, *([blank] * (at_least - len(rows)))]


LONGEST_CELL = 24_000
"""Characters that we write into one cell. Google takes 50,000; a sign may count as two there."""


def _pieces(words: str) -> list[str]:
    return [words[at : at + LONGEST_CELL] for at in range(0, len(words), LONGEST_CELL)] or [""]
