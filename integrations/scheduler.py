"""Prefect's own address, asked by plain HTTP: whether it answers, and what is planned, waiting or failed there."""

from __future__ import annotations

import os
import uuid
from dataclasses import dataclass, field
from typing import Any

import requests

from integrations import wire
from integrations.settings import Settings

Json = dict[str, Any]


@dataclass
class Scheduler:
    """A Prefect server. `login` is what its basic authentication asks for, or empty."""

    api: str
    login: str = field(default="", repr=False)
    _token: dict[str, str] = field(default_factory=dict, repr=False)

    def get(self, path: str) -> Any:
        """What it answers. Raises requests' exceptions."""
        return self._told("GET", path)

    def found(self, what: str, **asked: Any) -> list[Json]:
        """Whatever of a kind, such as "flow_runs", fits a filter: 200 at most, as Prefect gives them."""
        answer: list[Json] = self._told("POST", f"/{what}/filter", body=asked)
        return answer

    def send(self, path: str, body: Json) -> Any:
        """Tell it something."""
        return self._told("POST", path, body=body)

    def remove(self, path: str) -> None:
        """Let it forget something."""
        self._told("DELETE", path)

    def _told(self, verb: str, path: str, *, body: Json | None = None) -> Any:
        if verb != "GET" and not self._token:
            self._token = self._proof()
        answer = self._ask(verb, path, body=body)
        if verb != "GET" and answer.status_code == requests.codes.forbidden:  # a proof is good for an hour
            self._token = self._proof()
            answer = self._ask(verb, path, body=body)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def _proof(self) -> dict[str, str]:
        """What a server with protection against forged requests wants to see; one without it says so by 422 or 404."""
        client = str(uuid.uuid4())
        answer = self._ask("GET", f"/csrf-token?client={client}")
        if not answer.ok:
            return {"Prefect-Csrf-Client": client}
        return {"Prefect-Csrf-Client": client, "Prefect-Csrf-Token": answer.json()["token"]}

    def _ask(self, verb: str, path: str, *, body: Json | None = None) -> requests.Response:
        who, _, password = self.login.partition(":")
        return wire.session(read_retries=0).request(
            verb,
            f"{self.api}{path}",
            json=body,
            headers=self._token,
            auth=(who, password) if self.login else None,
            timeout=wire.TIMEOUT_SECONDS,
        )


def of(settings: Settings, *, served_at: str = "") -> Scheduler:
    """The server at this address, or the one that this process was told of, else that of the dashboard's address."""
    password = settings.dashboard_password.get_secret_value()
    login = os.environ.get("PREFECT_API_AUTH_STRING", "") or (f"canvass:{password}" if password else "")
    api = served_at or os.environ.get("PREFECT_API_URL", "")
    return Scheduler(api or f"{settings.dashboard.rstrip('/')}/api", login)
