"""Faults at every point where Canvass touches the outside world or writes its book.

It hooks what lies under our code – requests' transport, SQLAlchemy's commit, the two file
operations of the key folder – so code written later is covered without being told.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from sqlalchemy.engine.default import DefaultDialect

CALL_FAULTS = ("die before", "die after", "lost reply", "timeout", "429")
WRITE_FAULTS = ("die before", "die after")


class Death(BaseException):
    """The process is gone. No `except Exception` can swallow it."""


@dataclass
class Chaos:
    """Counts the points that a run passes, and lets the planned ones fail.

    `plan` maps the number of a point to the way it fails; `hard` really ends the process.
    """

    plan: Mapping[int, str] = field(default_factory=dict)
    hard: bool = False
    points: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    struck: int = 0
    _asleep: bool = False

    def call(self, label: str, kinds: tuple[str, ...], act: Callable[[], Any], instead: Mapping[str, Callable[[], Any]]) -> Any:
        """Pass one point: do what is to be done, or fail as planned."""
        if self._asleep:
            return act()
        self.points.append((label, kinds))
        kind = self.plan.get(len(self.points) - 1)
        if kind is None or kind not in kinds:
            return act()
        self.struck += 1
        if kind == "die before":
            self._die()
        if kind in instead and kind != "lost reply":
            return instead[kind]()
        result = act()
        if kind == "die after":
            self._die()
        return instead[kind]() if kind in instead else result

    def _die(self) -> None:
        if self.hard:
            os._exit(137)
        raise Death

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Look at the outcome, or start a process, without passing any points."""
        self._asleep, before = True, self._asleep
        try:
            yield
        finally:
            self._asleep = before

    @contextmanager
    def at_work(self) -> Iterator[Chaos]:
        """Stand between Canvass and the world for a while."""
        send, commit, link, unlink = HTTPAdapter.send, DefaultDialect.do_commit, os.link, os.unlink

        def chaotic_send(adapter: HTTPAdapter, request: requests.PreparedRequest, **named: Any) -> requests.Response:
            if "/_sandbox/" in str(request.url):
                return send(adapter, request, **named)
            return self.call(
                f"{request.method} {_path(request)}",
                CALL_FAULTS,
                lambda: send(adapter, request, **named),
                {"timeout": _lost, "lost reply": _lost, "429": lambda: _too_many(request)},
            )

        def chaotic_commit(dialect: DefaultDialect, connection: Any) -> None:
            self.call("commit", WRITE_FAULTS, lambda: commit(dialect, connection), {})

        def chaotic_file(name: str, act: Callable[..., None]) -> Callable[..., None]:
            def passed(path: Any, *rest: Any, **named: Any) -> None:
                if not str(path).rpartition("/")[0].endswith("keys"):
                    return act(path, *rest, **named)
                return self.call(f"{name} key", WRITE_FAULTS, lambda: act(path, *rest, **named), {})

            return passed

        HTTPAdapter.send = chaotic_send  # type: ignore[method-assign]
        DefaultDialect.do_commit = chaotic_commit  # type: ignore[method-assign]
        os.link, os.unlink = chaotic_file("link", link), chaotic_file("unlink", unlink)  # type: ignore[assignment]
        try:
            yield self
        finally:
            HTTPAdapter.send, DefaultDialect.do_commit = send, commit  # type: ignore[method-assign]
            os.link, os.unlink = link, unlink


def _path(request: requests.PreparedRequest) -> str:
    return str(request.path_url).partition("?")[0]


def _lost() -> requests.Response:
    raise requests.ConnectionError("no answer came")


def _too_many(request: requests.PreparedRequest) -> requests.Response:
    answer = requests.Response()
    answer.status_code = 429
    answer.request = request
    answer.url = str(request.url)
    answer.headers["Content-Type"] = "application/json"
    answer._content = b'{"error": {"code": 429, "message": "Too many requests", "status": "RESOURCE_EXHAUSTED"}}'  # noqa: SLF001
    return answer
