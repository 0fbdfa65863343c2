"""Faults at every point where Canvass touches the outside world or writes something down.

The hooks lie under our code – requests' transport, SQLAlchemy's commit, the file calls of the key
folder and of the packs – so code written later is covered without being told.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from sqlalchemy.engine.default import DefaultDialect

CALL_FAULTS = ("die before", "die after", "lost reply", "timeout", "429", "503", "overtaken")
WRITE_FAULTS = ("die before", "die after", "overtaken")
"""How a point may fail.

`die before`/`die after`: the process is gone just before or just after the act. `lost reply`: done, but no answer
comes. `timeout`: not done, and no answer comes. `429`: refused. `503`: done, though the answer says that the service
failed. `overtaken`: nothing fails, but another process does the whole act just then – before a call, after a commit.
"""

DEATHS = ("die before", "die after")
DEAD = 137
"""The exit status of a process that was killed outright."""

Place = tuple[int, str, int]
"""Where a point lies: the number of the act in the season, the label, and which of that label it is in the act."""


class Death(BaseException):
    """The process is gone. No `except Exception` can swallow it."""


@dataclass(frozen=True)
class Point:
    """One call, commit or file operation that a run passed, and the ways in which it can fail."""

    place: Place
    label: str
    kinds: tuple[str, ...]


@dataclass
class Chaos:
    """Counts the points that a run passes, and lets the planned ones fail.

    `down` are acts in which Mailchimp can't be reached at all; `hard` really ends the process; `overtake` is what
    another process does in between.
    """

    plan: Mapping[Place, str] = field(default_factory=dict)
    down: frozenset[int] = frozenset()
    hard: bool = False
    overtake: Callable[[], None] = lambda: None
    act: int = 0
    passed: list[Point] = field(default_factory=list)
    struck: list[tuple[str, str]] = field(default_factory=list)
    _met: Counter[str] = field(default_factory=Counter)
    _asleep: bool = False

    def begin(self, act: int) -> None:
        """From now on points belong to this act."""
        self.act = act
        self._met.clear()

    @property
    def is_down(self) -> bool:
        """Whether Mailchimp can't be reached now."""
        return self.act in self.down

    def point(self, label: str, kinds: tuple[str, ...], do: Callable[[], Any], instead: Mapping[str, Any]) -> Any:
        """Pass one point: do what is to be done, or fail as planned. `instead` says what a fault answers."""
        if self._asleep:
            return do()
        here = Point((self.act, label, self._met[label]), label, kinds)
        self._met[label] += 1
        self.passed.append(here)
        kind = "timeout" if self.is_down and "/mailchimp/" in label else self.plan.get(here.place, "")
        if kind not in kinds:
            return do()
        self.struck.append((label, kind))
        return self._fail(kind, do, instead, before_it=label != "commit")

    def _fail(self, kind: str, do: Callable[[], Any], instead: Mapping[str, Any], *, before_it: bool) -> Any:
        if kind == "die before":
            self._die()
        if kind == "overtaken" and before_it:
            self._overtaken()
        result = instead[kind]() if kind in ("timeout", "429") else do()
        if kind == "die after":
            self._die()
        if kind == "overtaken" and not before_it:
            self._overtaken()
        if kind not in ("lost reply", "503"):
            return result
        if isinstance(result, requests.Response):
            result.close()  # nobody reads it, so its connection would be left open
        return instead[kind]()

    def _die(self) -> None:
        if self.hard:
            os._exit(DEAD)
        raise Death

    def _overtaken(self) -> None:
        with self.paused():
            self.overtake()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Look at the outcome, start a process, or be another one, without passing any points."""
        before, self._asleep = self._asleep, True
        try:
            yield
        finally:
            self._asleep = before

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Stand between Canvass and the world for a while."""
        with ExitStack() as stack:
            stack.callback(setattr, HTTPAdapter, "send", HTTPAdapter.send)
            HTTPAdapter.send = self._sender(HTTPAdapter.send)  # type: ignore[method-assign]
            stack.callback(setattr, DefaultDialect, "do_commit", DefaultDialect.do_commit)
            DefaultDialect.do_commit = self._committer(DefaultDialect.do_commit)  # type: ignore[method-assign]
            for name in ("link", "unlink", "rename", "fsync"):
                stack.callback(setattr, os, name, getattr(os, name))
                setattr(os, name, self._filer(name, getattr(os, name)))
            yield

    def _sender(self, send: Callable[..., requests.Response]) -> Callable[..., requests.Response]:
        def chaotic(adapter: HTTPAdapter, request: requests.PreparedRequest, **named: Any) -> requests.Response:
            if "/_sandbox/" in str(request.url):
                return send(adapter, request, **named)
            instead = {
                "timeout": _no_answer,
                "lost reply": _no_answer,
                "429": lambda: _refusal(request, 429, "RESOURCE_EXHAUSTED"),
                "503": lambda: _refusal(request, 503, "UNAVAILABLE"),
            }
            answer: requests.Response = self.point(
                label_of(request), CALL_FAULTS, lambda: send(adapter, request, **named), instead
            )
            return answer

        return chaotic

    def _committer(self, commit: Callable[..., None]) -> Callable[..., None]:
        def chaotic(dialect: DefaultDialect, connection: Any) -> None:
            self.point("commit", WRITE_FAULTS, lambda: commit(dialect, connection), {})

        return chaotic

    def _filer(self, name: str, do: Callable[..., None]) -> Callable[..., None]:
        def chaotic(what: Any, *rest: Any, **named: Any) -> None:
            self.point(f"{name} file", WRITE_FAULTS, lambda: do(what, *rest, **named), {})

        return chaotic


_ID = re.compile(r"(?=.*\d)[\w-]{8,}|\d+")


def label_of(request: requests.PreparedRequest) -> str:
    """A call by its method and path, with a dash for every id in it."""
    path = str(request.path_url).partition("?")[0]
    parts = [part.partition(":") for part in path.split("/")]
    return f"{request.method} " + "/".join(
        ("–" if _ID.fullmatch(head) else head) + colon + verb for head, colon, verb in parts
    )


def _no_answer() -> requests.Response:
    raise requests.ConnectionError("no answer came")


def _refusal(request: requests.PreparedRequest, status: int, word: str) -> requests.Response:
    answer = requests.Response()
    answer.status_code = status
    answer.request = request
    answer.url = str(request.url)
    answer.headers["Content-Type"] = "application/json"
    mailchimp = f'"title": "A fault was asked for", "status": {status}'
    answer._content = f'{{{mailchimp}, "error": {{"code": {status}, "message": "", "status": "{word}"}}}}'.encode()
    return answer
