"""Processes that can really be killed: forked for one act each from a quiet one, which has everything loaded.

The sandbox stays in the test's own process, and keeps its state whoever dies. Run as a module this
file is the quiet process: it reads orders from its input, a line each, and answers a line each.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import requests

from flows.secretary import OUTAGE
from integrations.settings import Settings
from tests.trust import acts
from tests.trust.chaos import DEAD, DEATHS, Chaos, Death
from tests.trust.play import Play
from tests.trust.season import ACTS, Season

HOUSE = Path(__file__).parents[2]
DONE, OUT_OF_ORDER = 0, 70

Fate = Sequence[tuple[str, int, str]]
"""Where a process is killed: at which point of which label, and whether before or after it."""


class Nursery:
    """The quiet process, from the outside."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._process = subprocess.Popen(
            [sys.executable, "-m", __spec__.name],
            cwd=HOUSE,
            env=os.environ | {"PYTHONPATH": str(HOUSE)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def learn(self, season: Season) -> None:
        """Let the quiet process do a season itself, once, so that those forked from it know all it has learnt."""
        if season.book.url in self._known:
            return
        self._known.add(season.book.url)
        play = season.begin(Chaos(), start=0)
        play.process = lambda play, name: heard(self.send_out(play, name, plans=[])[0])
        for number in range(len(ACTS)):
            season.act(play, number)

    def send_out(self, play: Play, act: str, *, plans: Sequence[Fate]) -> list[dict[str, Any]]:
        """Let as many processes as there are plans do an act at once, and wait for the last of them.

        A plan says at which of its points a process is killed. Each answers with its `status`, as the system tells it,
        and unless it was killed with its `troubles`, the `outage` or fault (`broken`) it ended with, and how many
        `points` it passed. With no plans at all the quiet process does the act itself.
        """
        settings = play.season.settings
        secrets = {key: value.get_secret_value() for key, value in settings if hasattr(value, "get_secret_value")}
        told = {
            "act": act,
            "settings": settings.model_dump(mode="json") | secrets,
            "at": play.season.sandbox.clock.now().isoformat(),
            "plans": plans,
            "name": f"{play.season.seed}/{play.processes}",
        }
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("the quiet process has no ears")
        self._process.stdin.write(json.dumps(told) + "\n")
        self._process.stdin.flush()
        answer: list[dict[str, Any]] = json.loads(self._process.stdout.readline())
        return answer

    def close(self) -> None:
        """Let it go."""
        self._process.communicate("")


@dataclass
class Killed:
    """Each act in a process of its own; the first one is killed as planned. Stands in for a play's own way."""

    nursery: Nursery
    plan: Fate
    deaths: int = 0

    def __call__(self, play: Play, name: str) -> list[str]:
        """Do an act. Raises what the process ended with."""
        plan, self.plan = self.plan, ()
        [told] = self.nursery.send_out(play, name, plans=[plan])
        if told["status"] == DEAD:
            self.deaths += 1
            raise Death
        return heard(told)


@dataclass
class Crowd:
    """Each act in several processes at once, some of which are killed when they do it for the first time."""

    nursery: Nursery
    chance: Random
    size: int = 3
    deaths: int = 0
    processes: int = 0
    points: Sequence[tuple[str, int]] = ()

    def __call__(self, play: Play, name: str) -> list[str]:
        """Do an act. Raises Death if any was killed: the act has to be done again, with nobody dying."""
        again = play.attempt > 0
        self.points = [one.place[1:] for one in play.season.points if one.place[0] == play.chaos.act]
        plans = [() if again else self._fate() for _ in range(self.size)]
        answers = self.nursery.send_out(play, name, plans=plans)
        self.processes += self.size
        dead = sum(told["status"] == DEAD for told in answers)
        self.deaths += dead
        troubles = [trouble for told in answers if told["status"] != DEAD for trouble in heard(told)]
        if dead:
            raise Death
        return troubles

    def _fate(self) -> Fate:
        """Death at one of the points that this act has, for every second process."""
        if self.chance.random() < 0.5 or not self.points:
            return ()
        return [(*self.chance.choice(self.points), self.chance.choice(DEATHS))]


def heard(told: Mapping[str, Any]) -> list[str]:
    """What a process that lived had to say. Raises what it ended with."""
    if told["status"] != DONE or told["broken"]:
        raise RuntimeError(told.get("broken") or f"a process ended with status {told['status']}")
    if told["outage"]:
        raise requests.RequestException(told["outage"])
    return list(told["troubles"])


def _listen() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        children = [_fork(order, plan, number) for number, plan in enumerate(order["plans"], start=1)]
        answers = [_wait_for(*child) for child in children] if children else [_by_itself(order)]
        print(json.dumps(answers), flush=True)  # noqa: T201  # this is how it answers


def _by_itself(order: dict[str, Any]) -> dict[str, Any]:
    """Do an act in a thread that ends with it: its connections mustn't be handed down to those forked later."""
    told: dict[str, Any] = {}
    thread = threading.Thread(target=lambda: told.update(_act(order, (), 0)))
    thread.start()
    thread.join()
    return {"status": DONE, **told}


def _fork(order: dict[str, Any], plan: Fate, number: int) -> tuple[int, int]:
    ear, mouth = os.pipe()
    child = os.fork()
    if child:
        os.close(mouth)
        return child, ear
    status = OUT_OF_ORDER
    try:
        os.write(mouth, json.dumps(_act(order, plan, number)).encode())
        status = DONE
    finally:
        os._exit(status)


def _act(order: dict[str, Any], plan: Fate, number: int) -> dict[str, Any]:
    chaos = Chaos({(0, label, number): kind for label, number, kind in plan}, hard=True)
    at = datetime.fromisoformat(order["at"])
    told: dict[str, Any] = {"troubles": [], "outage": "", "broken": ""}
    secretary = acts.secretary(Settings(**order["settings"]), lambda: at, process=f"{order['name']}/{number}")
    try:
        with chaos.at_work():
            told["troubles"] = acts.OURS[order["act"]](secretary)
    except OUTAGE as fault:
        told["outage"] = str(fault)
    except Exception as fault:  # noqa: BLE001  # whatever it is, the parent has to hear of it
        told["broken"] = f"{type(fault).__name__}: {fault}"
    secretary.ledger.close()
    return told | {"points": len(chaos.passed)}


def _wait_for(child: int, ear: int) -> dict[str, Any]:
    with os.fdopen(ear, "rb") as heard:
        told = heard.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return {"status": status, **json.loads(told or "{}")}


if __name__ == "__main__":
    _listen()
