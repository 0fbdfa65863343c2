"""A quiet process that has every command loaded, and forks one process for each command that is tried at a terminal.

Loading takes far longer than most commands. Run as a module this file is the quiet process: it reads orders from its
input, a line each, and answers a line each. It has no threads, so what is forked from it is as good as new.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

import flows.__main__ as commands
from integrations.google.auth import connect_with

ROOT = Path(__file__).parent.parent.parent

SURROUNDINGS = {"COLUMNS": "250", "NO_COLOR": "1", "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}

Ended = subprocess.CompletedProcess[str]


class Quiet:
    """The quiet process, from the outside. It begins with the first command."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def run(self, words: Sequence[str], *, settings: Mapping[str, str], answer: str) -> Ended:
        """Run a command in a process of its own, in this folder, in these surroundings, and wait for its end."""
        order = {"words": words, "environment": {**os.environ, **SURROUNDINGS, **settings}, "folder": str(Path.cwd())}
        process = self._begun()
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("the quiet process has no ears")
        process.stdin.write(json.dumps(order | {"answer": answer}) + "\n")
        process.stdin.flush()
        told = json.loads(process.stdout.readline())
        return Ended(list(words), told["status"], told["out"], told["err"])

    def _begun(self) -> subprocess.Popen[str]:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __spec__.name],
                cwd=ROOT,
                env=os.environ | SURROUNDINGS,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        return self._process

    def close(self) -> None:
        """Let it go."""
        if self._process is not None:
            self._process.communicate("")
            self._process = None


def _listen() -> None:
    for found in pkgutil.walk_packages([str(ROOT / "flows")], "flows."):
        importlib.import_module(found.name)
    gc.collect()
    gc.freeze()  # what is forked shares all this, and has no need to look through it for what is no longer used
    for line in sys.stdin:
        print(json.dumps(_obeyed(json.loads(line))), flush=True)  # noqa: T201  # this is how it answers


def _obeyed(order: Mapping[str, Any]) -> dict[str, Any]:
    """How a command ended, and what it said."""
    if root := order["environment"].get("CANVASS_GOOGLE_ROOT"):
        connect_with("", root=root)  # what is made for a place is made once, and shared by all that are forked
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        said.write(order["answer"].encode())
        said.seek(0)
        child = os.fork()
        if not child:
            _become(order, said.fileno(), out.fileno(), err.fileno())
            sys.modules["__main__"] = commands
            _end(_carried_out())
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        return {"status": status, "out": _all_of(out), "err": _all_of(err)}


def _become(order: Mapping[str, Any], *files: int) -> None:
    """Put on what the command was ordered with: surroundings, folder, words, and three files for its terminal."""
    for place, file in enumerate(files):
        os.dup2(file, place)
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["environment"])
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  # what the quiet one had read ahead isn't meant
    sys.argv = [str(ROOT / "flows" / "__main__.py"), *order["words"]]


def _carried_out() -> int:
    """Carry the command out. Returns what its process ends with."""
    try:
        commands.main()
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        print(end.code, file=sys.stderr)  # noqa: T201  # as Python does it
        return 1
    except BaseException:  # noqa: BLE001  # whatever it is, Python would print it and end with 1
        traceback.print_exc()
        return 1
    return 0


def _end(status: int) -> NoReturn:
    """Do what Python does at the end, but for taking down one by one all that was loaded: that takes longest."""
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _all_of(file: Any) -> str:
    file.seek(0)
    return str(file.read().decode())


if __name__ == "__main__":
    _listen()
