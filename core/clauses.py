"""The clause catalogue: what the documents ask for, and how far Canvass keeps each promise."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

CATALOGUE = Path(__file__).with_name("clauses.toml")
HOUSE = Path(__file__).parent.parent
ROOMS = ("core", "flows", "integrations", "templates")
"""Folders whose Python code may keep a clause."""

PREFACE = """\
# The clauses

What the organisations' documents ask for, in our words; what Canvass owes each clause; and what proves that it
does it. **rule**: decided from data. **flow**: done by itself, on time. **record**: people decide, Canvass asks and
keeps the answer. **human**: stays with people. A clause is done where the description of a function or module opens
with its id.

This page is made from `core/clauses.toml`, the code and the tests; `make docs-clauses` makes it again.
"""

COLUMNS = "| clause | asks | how | done in | proved by |\n| --- | --- | --- | --- | --- |"

_ID = r"[MSAEP]\d{1,2}"
_LIST = rf"{_ID}(?:(?:, | and |[-–]){_ID})*"
_RANGE = re.compile(r"([MSAEP])(\d{1,2})(?:[-–]\1(\d{1,2}))?")
_OPENS_WITH = re.compile(rf"({_LIST})\. ")
_CITED = (
    re.compile(rf'"""({_LIST})\. '),
    re.compile(rf"\(({_LIST})\)"),
    re.compile(rf'\bRuling\([^"\n]*, "({_ID})"'),
    re.compile(rf"\bclauses?[\"']?(?: *[=:] *| )[\"']?({_LIST})\b"),
)


@dataclass(frozen=True)
class Clause:
    """One clause: where it stands, what Canvass owes it (rule, flow, record, human), and what it asks in our words."""

    id: str
    document: str
    place: str
    how: tuple[str, ...]
    text: str


@dataclass
class Upkeep:
    """Who keeps a clause: the functions that open with it, and the worked examples and tests that name it."""

    done_in: list[str] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)
    tests: list[str] = field(default_factory=list)


@cache
def catalogue() -> Mapping[str, Clause]:
    """Every clause by its id, in the documents' order."""
    data = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))
    documents = data.pop("documents")
    return {
        key: Clause(key, documents[said["document"]], said["place"], tuple(said["how"]), said["text"])
        for key, said in data.items()
    }


def citations(text: str) -> Iterator[str]:
    """The clause ids that a piece of text or code cites.

    These are citations: a docstring that opens with ids, ids in brackets (E8, E9), the
    clause of a Ruling, and `clause = "E8"` or "clause E8". Nothing else that looks like an
    id is one.
    """
    for form in _CITED:
        for found in form.finditer(text):
            yield from _ids(found[1])


def upkeep(house: Path = HOUSE) -> Mapping[str, Upkeep]:
    """For every clause, what in the folder `house` keeps it and what tests it."""
    kept = {clause: Upkeep() for clause in catalogue()}
    for path in _files(house, ROOMS, "*.py"):
        for clause, name in _opened(path):
            kept[clause].done_in.append(f"`{name}` in {_named(path, house)}")
    for path in _files(house, ("tests",), "*.py"):
        for clause in sorted(_proved(path)):
            kept[clause].tests.append(_named(path, house))
    for path in _files(house, ("tests/cases",), "*.toml"):
        cases = Counter(case["clause"] for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"])
        for clause, number in cases.items():
            kept[clause].examples.append(f"{number} worked examples in {_named(path, house)}")
    return kept


def as_markdown(house: Path = HOUSE) -> str:
    """The page docs/clauses.md: a row per clause with how it is kept and what proves it."""
    kept = upkeep(house)
    lines = [PREFACE]
    for document in dict.fromkeys(clause.document for clause in catalogue().values()):
        lines += [f"## {document}", "", COLUMNS]
        lines += [_row(clause, kept[clause.id]) for clause in catalogue().values() if clause.document == document]
        lines += [""]
    return "\n".join(lines).rstrip() + "\n"


def _row(clause: Clause, kept: Upkeep) -> str:
    """A clause's row in the table."""
    asks = f"{clause.text} *({clause.place})*"
    if not kept.done_in:
        nobody = "stays with people" if clause.how == ("human",) else "not yet built"
        return f"| {clause.id} | {asks} | {', '.join(clause.how)} | {nobody} | – |"
    done, proved = "<br>".join(kept.done_in), "<br>".join([*kept.examples, *kept.tests]) or "no test yet"
    undone = not any(" in flows/" in one for one in kept.done_in)
    if "flow" in clause.how and undone:
        done = f"not yet done by itself; decided by<br>{done}"
    elif "record" in clause.how and undone:
        done = f"not yet asked for and kept; decided by<br>{done}"
    return f"| {clause.id} | {asks} | {', '.join(clause.how)} | {done} | {proved} |"


def _ids(listed: str) -> Iterator[str]:
    """The ids in a list such as "E7-E10" or "M2, M3"."""
    for letter, first, last in _RANGE.findall(listed):
        for number in range(int(first), int(last or first) + 1):
            yield f"{letter}{number}"


def _opened(path: Path) -> Iterator[tuple[str, str]]:
    """(clause, function or module) wherever a description opens with a clause."""
    for name, described in _descriptions(path):
        opening = _OPENS_WITH.match(described)
        yield from ((clause, name) for clause in _ids(opening[1] if opening else "") if clause in catalogue())


def _proved(path: Path) -> set[str]:
    """The clauses that a test's descriptions cite. What stands in its data proves nothing."""
    cited = {clause for _, described in _descriptions(path) for clause in citations(f'"""{described}')}
    return cited & set(catalogue())


def _descriptions(path: Path) -> Iterator[tuple[str, str]]:
    """(name, docstring) of a module and of everything in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield path.stem if isinstance(node, ast.Module) else node.name, ast.get_docstring(node) or ""


def _files(house: Path, folders: tuple[str, ...], pattern: str) -> Iterator[Path]:
    """Files of the house in a steady order."""
    for folder in folders:
        yield from sorted((house / folder).rglob(pattern))


def _named(path: Path, house: Path) -> str:
    return path.relative_to(house).as_posix()
