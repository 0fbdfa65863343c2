"""BLT, the format of OpenSTV and OpaVote: numbered candidates, a line for each kind of ballot, then the names."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.counting.files import names as option_names
from core.counting.files.fault import FileFault
from core.counting.files.lines import Line, lines_of, whole
from core.counting.marks import OVERVOTE, Marks

_SETTING = re.compile(r"\[\s*[A-Za-z].*\]")


@dataclass(frozen=True)
class _Head:
    options: int
    withdrawn: frozenset[int]


def read(data: bytes) -> Marks:
    """Read ballots such as `3 2 4 1 0`: how many, then candidates by number, best first, then 0.

    `1=3` is two in one rank, `-` a skipped one. Whoever is withdrawn by a line such as `-2` leaves skipped ranks.
    Lines of OpaVote's own, such as `[tie random]`, say how to count and are passed over. Raises FileFault.
    """
    lines = [line for line in lines_of(data, comment="#") if line.text and not _SETTING.fullmatch(line.text)]
    head, rest = _head(lines)
    ballots, rest = _ballots(rest)
    names = _names(rest, head)
    rows = [[_mark(word, names, head, line) for word in words] for line, _, words in ballots]
    standing = [name for at, name in enumerate(names, 1) if at not in head.withdrawn]
    return Marks.of(standing, rows, [times for _, times, _ in ballots])


def _head(lines: Sequence[Line]) -> tuple[_Head, Sequence[Line]]:
    if not lines:
        raise FileFault("line 1: there is nothing. Begin with how many candidates and seats there are, such as 4 1.")
    words = lines[0].text.split()
    if len(words) != 2:
        raise lines[0].fault("isn't two numbers", "Write how many candidates and seats there are, such as 4 1")
    options = whole(words[0], lines[0], least=0)
    whole(words[1], lines[0], least=1)
    withdrawn: set[int] = set()
    rest = lines[1:]
    while rest and rest[0].text.startswith("-") and " " not in rest[0].text.strip():
        withdrawn.add(_number(rest[0].text.removeprefix("-"), options, rest[0]))
        rest = rest[1:]
    return _Head(options, frozenset(withdrawn)), rest


def _ballots(lines: Sequence[Line]) -> tuple[list[tuple[Line, int, list[str]]], Sequence[Line]]:
    found = list[tuple[Line, int, list[str]]]()
    for at, line in enumerate(lines):
        words = line.text.split(")", 1)[-1].split() if line.text.startswith("(") else line.text.split()
        if line.text == "0":
            return found, lines[at + 1 :]
        if len(words) < 2 or words[-1] != "0":
            raise line.fault("doesn't end in 0", "Write how many ballots, then the candidates' numbers, then 0")
        found.append((line, whole(words[0], line, least=0), words[1:-1]))
    last = lines[-1].number if lines else 1
    raise FileFault(f"line {last}: the ballots have no end. Write a line with nothing but 0 below them.")


def _names(lines: Sequence[Line], head: _Head) -> list[str]:
    found = [(name, line) for line in lines for name in _quoted(line)]
    if len(found) not in (head.options, head.options + 1):
        raise FileFault(
            f"line {lines[-1].number if lines else 1}: there are {len(found)} names for {head.options} candidates. "
            "Write each candidate's name in quotation marks on a line of its own, and then the title."
        )
    named = [name for name, _ in found[: head.options]]
    option_names.refuse_doubtful(named, [f"line {line.number}" for _, line in found[: head.options]])
    return named


def _quoted(line: Line) -> list[str]:
    try:
        return [" ".join(name.split()) for name in shlex.split(line.text)]
    except ValueError:
        raise line.fault("has a quotation mark that is never closed", 'Write the name as "Ada Example"') from None


def _mark(word: str, names: Sequence[str], head: _Head, line: Line) -> str:
    if word == "-":
        return ""
    numbers = [_number(one, head.options, line) for one in word.split("=")]
    standing = [one for one in numbers if one not in head.withdrawn]
    return OVERVOTE if len(standing) > 1 else names[standing[0] - 1] if standing else ""


def _number(word: str, options: int, line: Line) -> int:
    number = whole(word, line, least=1)
    if number > options:
        raise line.fault(f"names candidate {number} of {options}", "Correct the number")
    return number


def write(marks: Marks, *, title: str, seats: int = 1) -> bytes:
    """The same ballots as BLT; a rank with two marks names all candidates, for nobody can say which were meant."""
    every = "=".join(str(at) for at in range(1, len(marks.names) + 1))
    lines = [f"{len(marks.names)} {seats}"]
    for times, row in marks.rows():
        words = ["-" if mark == 0 else every if mark == marks.overvote else str(mark) for mark in row]
        lines.append(" ".join([str(times), *words, "0"]))
    return "\n".join([*lines, "0", *_in_quotes([*marks.names, title]), ""]).encode()


def _in_quotes(names: Sequence[str]) -> Iterator[str]:
    for name in names:
        yield '"' + " ".join(name.split()).replace("\\", "\\\\").replace('"', '\\"') + '"'
