"""The verify.py of a recount pack: one file, put together from the checks, that runs nothing else in its folder."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

from core import (
    count_again,
    files_again,
    letters_again,
    levels_again,
    lots_again,
    pack_readme,
    roles_again,
    rules_again,
    same_ballots,
    shape_again,
    told_again,
    verify_pack,
    ways_again,
)

PARTS = (
    told_again,
    lots_again,
    files_again,
    shape_again,
    same_ballots,
    roles_again,
    levels_again,
    rules_again,
    letters_again,
    count_again,
    ways_again,
    pack_readme,
    verify_pack,
)
"""The parts, each below those that it needs; the last is what runs."""

# Python looks for whatever a program imports beside that program first, so that a csv.py in the pack would run.
GUARD = """\
import sys

if __name__ == "__main__" and not (sys.flags.isolated or getattr(sys.flags, "safe_path", False)):
    # The first is this folder, and nothing that lies here may pass for a part of Python.
    sys.path[:] = [place for place in sys.path[1:] if place not in ("", ".", sys.path[0])]
"""


OWN = ("core", "__future__")
"""The modules of which the program imports nothing: it is one file, and has no need of what is to come."""


class ProgramFault(ValueError):
    """Two parts of the program define the same name, so that one of them would do the other's work."""


@cache
def program() -> bytes:
    """The program, the same from the same parts. Raises ProgramFault."""
    imports, bodies, known = dict[str, set[str]](), list[str](), dict[str, str]()
    for part in PARTS:
        source = Path(part.__file__ or "").read_text(encoding="utf-8")
        kept = "\n".join(_kept(source, imports, known)).strip("\n")
        bodies.append(f"# {'-' * 20} {_titled(part)}\n\n\n{kept}\n")
    says = f'"""{(verify_pack.__doc__ or "").strip()}\n"""\n'
    needed = [f"import {name}" for name in sorted(imports.pop("", set()))]
    needed += [f"from {module} import {', '.join(sorted(names))}" for module, names in sorted(imports.items())]
    # No import from __future__: Python would look for that, too, beside the program, before any line of it runs.
    return "\n\n".join([f"{says}\n{GUARD}\n" + "\n".join(needed), *bodies]).encode()


def _titled(part: ModuleType) -> str:
    return (part.__doc__ or "").partition("\n")[0]


def _kept(source: str, imports: dict[str, set[str]], known: dict[str, str]) -> Iterator[str]:
    """The lines of a part without its docstring and imports, and without what an earlier part has in the same words.

    `imports` takes the names it needs of each module of Python's, and under "" the modules it needs whole.
    """
    lines, left_out = source.splitlines(), set[int]()
    for place, node in enumerate(ast.parse(source).body):
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = (node.module or "") if isinstance(node, ast.ImportFrom) else ""
            imports.setdefault(module, set()).update(name.name for name in node.names)
        elif place and not _has(known, node, ast.get_source_segment(source, node) or ""):
            continue
        left_out |= {*range(node.lineno, (node.end_lineno or node.lineno) + 1)}
    for module in [one for one in imports if one.partition(".")[0] in OWN]:
        del imports[module]
    imports.get("", set()).discard("sys")
    return (line for at, line in enumerate(lines, 1) if at not in left_out)


def _has(known: dict[str, str], node: ast.stmt, text: str) -> bool:
    """Whether an earlier part has this statement; if not, it is noted. Raises ProgramFault."""
    names = _names(node)
    if any(known.get(name, text) != text for name in names):
        raise ProgramFault(f"Two parts of verify.py have a name in common: {', '.join(names)}. Give one another name.")
    had = any(name in known for name in names)
    known |= dict.fromkeys(names, text)
    return had


def _names(node: ast.stmt) -> list[str]:
    """The names that a statement of a module defines."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else []
    return [name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)]
