"""The teller: what happens on stage is told to the console act by act, and time passes from one act to the next."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from flows.secretary import Secretary
from integrations.sandbox.server import Sandbox


class Teller:
    """Whoever leads a rehearsal: the sandbox and its clock, the secretary at work there, and the console."""

    def __init__(self, sandbox: Sandbox, console: Console, *, zone: str) -> None:
        self.sandbox = sandbox
        self.console = console
        self.zone = ZoneInfo(zone)
        self.secretary = Secretary.at_work()
        self.took: dict[str, float] = {}

    @contextmanager
    def telling(self, what: str) -> Iterator[Callable[[str], None]]:
        """A line while something happens, and one that says what came of it."""
        began = time.monotonic()
        said: list[str] = []
        with self.console.status(f"{what} …"):
            yield said.append
        self.took[what] = time.monotonic() - began
        now = f"{self.sandbox.clock.now().astimezone(self.zone):%d %b %H:%M}"
        self.console.print(f"[green]✓[/] [dim]{now}[/]  [bold]{what}[/] [dim]({self.took[what]:.1f} s)[/]")
        for words in said:
            self.console.print(Padding(Text(words), (0, 0, 0, 4)))

    def at(self, when: datetime) -> None:
        """Let time pass until then; never back."""
        self.sandbox.clock.set(max(when, self.sandbox.clock.now()))
