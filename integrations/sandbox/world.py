"""The rehearsal's world: its own clock, and everything that its stand-ins for other people's services remember."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any


class Clock:
    """The sandbox's own time (UTC). It stands still until somebody moves it, so that a rehearsal can skip ten days."""

    def __init__(self, at: datetime) -> None:
        self.set(at)

    def now(self) -> datetime:
        """The present instant, in UTC."""
        return self._at

    def set(self, at: datetime) -> None:
        """Move to `at`, which must carry a zone."""
        if at.tzinfo is None:
            raise ValueError("the sandbox's clock takes times with a zone only")
        self._at = at.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        """Move on by a duration."""
        self._at += by


def _nobody() -> dict[str, Any]:
    """No accounts, no websites, and no keys but the one that everybody has."""
    return {"ocpf": {}, "fec": {}, "sites": {}, "keys": [], "asked": []}


@dataclass
class World:
    """All that the stand-ins remember, as plain data (dicts, lists, strings, numbers), so it can be saved and copied.

    `google` and `mailchimp` belong to the modules of those names, `public` to filers and websites; `calls` counts API
    requests by label, such as "POST /v1/forms/{formId}:batchUpdate"; `zone` is what its people's
    clocks show; `lag` is how long
    what is new stays out of Google's lists, a fault on demand; `largest_page` is the most
    responses Google gives at once.
    """

    clock: Clock
    google: dict[str, Any] = field(default_factory=dict)
    mailchimp: dict[str, Any] = field(default_factory=dict)
    public: dict[str, Any] = field(default_factory=_nobody)
    calls: list[str] = field(default_factory=list)
    zone: str = "UTC"
    lag: timedelta = timedelta(0)
    largest_page: int = 5000

    def dump(self) -> dict[str, Any]:
        """A deep copy of everything as JSON-like data."""
        kept = {"clock": self.clock.now().isoformat(), "zone": self.zone}
        parts = {"google": self.google, "mailchimp": self.mailchimp, "public": self.public}
        copy: dict[str, Any] = json.loads(json.dumps({**kept, **parts}))
        return copy

    def restore(self, dumped: dict[str, Any]) -> None:
        """Become the world that was dumped; recorded calls are forgotten."""
        copy = json.loads(json.dumps(dumped))
        self.clock.set(datetime.fromisoformat(copy["clock"]))
        self.zone = copy.get("zone", "UTC")
        self.google = copy["google"]
        self.mailchimp = copy["mailchimp"]
        self.public = _nobody() | copy.get("public", {})
        self.calls.clear()

    def save(self, file: Path) -> None:
        """Write the world to a file, so that it can be looked at later."""
        file.write_text(json.dumps(self.dump(), indent=1), encoding="utf-8")

    @classmethod
    def opened(cls, file: Path) -> World:
        """The world that was saved to `file`."""
        world = cls(Clock(datetime.now(UTC)))
        world.restore(json.loads(file.read_text(encoding="utf-8")))
        return world
