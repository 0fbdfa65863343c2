"""The caretaker: whoever keeps a worker running queues the runs anew that were interrupted, here and elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import requests

from flows import server_log, serving
from flows.duties.health import interrupted
from integrations.scheduler import Scheduler

Say = Callable[[str], object]

EVERY = timedelta(minutes=1)


@dataclass
class Caretaker:
    """Looks after the runs of the worker called `here` before it starts, and of what is nobody's while it works."""

    prefect: Scheduler
    here: str
    log: Path
    say: Say
    answered_since: datetime | None = None
    looked_at: datetime | None = None
    was_silent: bool = False

    @classmethod
    def of(cls, switches: Mapping[str, str], log: Path, say: Say) -> Caretaker:
        """The one for a worker with these switches of Prefect's."""
        prefect = Scheduler(switches["PREFECT_API_URL"], switches.get("PREFECT_API_AUTH_STRING", ""))
        return cls(prefect, serving.worker_name(Path(switches["PREFECT_HOME"])), log, say)

    def before(self) -> bool:
        """Whether the runs that our worker left behind are in order, so that it can be started.

        Only now is it certain that they are interrupted, so a server that doesn't answer yet is waited for.
        """
        try:
            number = interrupted.queue_ours(self.prefect, here=self.here)
        except requests.RequestException as fault:
            self._wait_for_the_server(fault)
            return False
        self.answered_since, self.was_silent = datetime.now(UTC), False
        self._tell(number)
        return True

    def meanwhile(self) -> None:
        """Once a minute: runs that are nobody's any more, once the server has answered for long enough."""
        now = datetime.now(UTC)
        if self.looked_at is not None and now - self.looked_at < EVERY:
            return
        self.looked_at = now
        try:
            self.prefect.get("/ready")
            if self.answered_since is not None and now - self.answered_since > interrupted.SILENCE:
                self._tell(interrupted.queue_of_the_silent(self.prefect, here=self.here))
            self.answered_since = self.answered_since or now
        except requests.RequestException:
            self.answered_since = None

    def _wait_for_the_server(self, fault: requests.RequestException) -> None:
        answer = fault.response
        what = f"It said {answer.status_code}" if answer is not None else "It doesn't answer"
        if not self.was_silent:
            self.say(f"Waiting for the dashboard. {what}.")
            server_log.note(self.log, f"waiting for the dashboard ({type(fault).__name__})")
        self.was_silent = True

    def _tell(self, number: int) -> None:
        if not number:
            return
        runs = "1 interrupted run is" if number == 1 else f"{number} interrupted runs are"
        server_log.note(self.log, f"{runs} queued anew")
        self.say(f"{runs} queued anew.")
