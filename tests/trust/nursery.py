"""Processes that can really be killed: forked for one act each from a quiet one, which has everything loaded.

The sandbox stays in the test's own process, and keeps its state whoever dies. Run as a module this
file is the quiet process: it reads orders from its input, a line each, and answers a line each.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from core.ledger import LedgerFault
from flows.secretary import OUTAGE
from integrations.settings import Settings
from tests.trust import acts
from tests.trust.chaos import Chaos

HOUSE = Path(__file__).parents[2]
DONE, OUT_OF_ORDER = 0, 75


class Nursery:
    """The quiet process, from the outside."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __spec__.name],
            cwd=HOUSE,
            env=os.environ | {"PYTHONPATH": str(HOUSE)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def send_out(
        self, act: str, settings: Settings, at: datetime, *, plans: Sequence[Mapping[int, str]], name: str
    ) -> list[dict[str, Any]]:
        """Let as many processes as there are plans do an act at once, and wait for the last of them.

        A plan says at which of its points a process is killed. Each answers with its `status`, as the system tells it,
        its `troubles`, and how many `points` it passed.
        """
        plain = settings.model_dump(mode="json") | {
            key: value.get_secret_value() for key, value in settings if hasattr(value, "get_secret_value")
        }
        told = {"act": act, "settings": plain, "at": at.isoformat(), "plans": [list(one.items()) for one in plans]}
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("the quiet process has no ears")
        self._process.stdin.write(json.dumps(told | {"name": name}) + "\n")
        self._process.stdin.flush()
        answer: list[dict[str, Any]] = json.loads(self._process.stdout.readline())
        return answer

    def close(self) -> None:
        """Let it go."""
        self._process.communicate("")


def _listen() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        settings = Settings(**order["settings"])
        acts.secretary(settings, partial(datetime.fromisoformat, order["at"]), process="quiet").ledger.close()
        children = [
            _fork(order, settings, dict(map(tuple, plan)), number) for number, plan in enumerate(order["plans"], start=1)
        ]
        print(json.dumps([_wait_for(*child) for child in children]), flush=True)


def _fork(order: dict[str, Any], settings: Settings, plan: Mapping[int, str], number: int) -> tuple[int, int]:
    ear, mouth = os.pipe()
    child = os.fork()
    if child:
        os.close(mouth)
        return child, ear
    os.close(ear)
    status = OUT_OF_ORDER
    try:
        status = _act(order, settings, plan, number, mouth)
    finally:
        os._exit(status)
    return 0, 0


def _act(order: dict[str, Any], settings: Settings, plan: Mapping[int, str], number: int, mouth: int) -> int:
    chaos = Chaos({(0, point): kind for point, kind in plan.items()}, hard=True)
    at = datetime.fromisoformat(order["at"])
    secretary = acts.secretary(settings, lambda: at, process=f"{order['name']}/{number}")
    troubles: list[str] = []
    try:
        with chaos.at_work():
            troubles = acts.OURS[order["act"]](secretary)
    except OUTAGE as fault:
        troubles = [f"{order['act']}: {fault}"]
    except LedgerFault as fault:
        troubles = [f"{order['act']}: {fault}"]
    os.write(mouth, json.dumps({"troubles": troubles, "points": len(chaos.passed)}).encode())
    return DONE


def _wait_for(child: int, ear: int) -> dict[str, Any]:
    with os.fdopen(ear, "rb") as heard:
        told = heard.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return {"status": status, **(json.loads(told) if told else {"troubles": [], "points": 0})}


if __name__ == "__main__":
    _listen()
