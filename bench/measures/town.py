"""The town: a sandbox in a process of its own, with thousands of made-up voters, and the office that serves them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter
from typing import Any

import requests

from core.bylaws.membership import Evidence, MembershipRuling
from core.ruling import Ruling
from flows.draft import BallotDraft, draft
from flows.duties.membership.standing import Standing
from flows.freeze import write_roll
from flows.rehearsal import made_up, venue
from flows.secretary import Secretary
from integrations.keyring import ElectionKey
from integrations.sandbox import google_responses, mailchimp_account
from integrations.sandbox.google_state import google
from integrations.sandbox.mailchimp_account import LIST_ID, stamp, subscriber_hash
from integrations.sandbox.server import Sandbox
from integrations.settings import Settings

BEFORE = datetime(2026, 9, 28, 16, tzinfo=UTC)
"""The day it all begins, in the sandbox's time."""

SHARED = 20
"""One voter in so many uses the mailbox of the voter before."""

GONE = 100
"""One mailbox in so many has left the mailing list."""

MAILS_KEPT = 100
"""The sandbox's inbox forgets all but the newest mails: 50,000 of them would fill the memory."""


# ── what happens in the sandbox's process ──────────────────────────────────────────────────────────


def serve(pipe: Connection) -> None:
    """The sandbox's process: do what is asked on the pipe until None comes."""
    with Sandbox(at=BEFORE) as sandbox:
        pipe.send(sandbox.url)
        while (asked := pipe.recv()) is not None:
            act, given = asked
            pipe.send(act(sandbox, *given))


def settle(sandbox: Sandbox, mailboxes: Sequence[str]) -> None:
    """Put the voters' mailboxes on the mailing list without a request for each."""
    account = mailchimp_account.open_account(sandbox.world)
    account["inbox"] = deque(maxlen=MAILS_KEPT)
    told, at = account["lists"][LIST_ID], stamp(sandbox.clock.now())
    blank = {one["tag"]: "" for one in told["fields"]}
    for number, email in enumerate(mailboxes, start=1):
        status = "unsubscribed" if number % GONE == 0 else "subscribed"
        made = {"id": subscriber_hash(email), "email_address": email, "status": status}
        told["members"][made["id"]] = made | {"merge_fields": dict(blank), "last_changed": at}


def cast(sandbox: Sandbox, form_id: str, ballots: Sequence[Mapping[str, Sequence[str]]]) -> None:
    """Put submitted ballots into a form without a request for each."""
    form = google(sandbox.world)["forms"][form_id]
    for answers in ballots:
        google_responses.record(sandbox.world, form, answers)


def move_clock(sandbox: Sandbox, to: datetime) -> None:
    """Make it later in the sandbox."""
    sandbox.clock.set(to)


def calls(sandbox: Sandbox) -> list[str]:
    """The requests made since this was last asked, by verb and path."""
    made = list(sandbox.world.calls)
    sandbox.world.calls.clear()
    return made


# ── the office ─────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Town:
    """The sandbox's process seen from ours, and the settings of an installation that lives on it."""

    url: str
    pipe: Connection
    settings: Settings
    at: datetime = BEFORE

    def do(self, act: Callable[..., Any], *given: Any) -> Any:
        """Have something done in the sandbox's process, between requests."""
        self.pipe.send((act, given))
        return self.pipe.recv()

    def later(self, to: datetime) -> None:
        """Move both clocks: the sandbox's and the office's."""
        self.at = to
        self.do(move_clock, to)

    def secretary(self) -> Secretary:
        """The office as a new process finds it. Its clock is on its own wall, as in reality, and costs no request."""
        found = Secretary.at_work(self.settings)
        found.now = lambda: self.at
        return found


@contextmanager
def founded(folder: Path) -> Iterator[Town]:
    """A town with an empty mailing list and an empty book, until the block ends."""
    ours, theirs = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    try:
        door = Sandbox(at=BEFORE)  # never started: the settings only ask it for the address
        door.url = ours.recv()
        folder.mkdir(parents=True, exist_ok=True)
        yield Town(door.url, ours, venue.settings(door, folder, charter="jp_progressives", book="none"))
    finally:
        ours.send(None)
        process.join(timeout=30)


def voters(number: int) -> list[Standing]:
    """Made-up voters with the evidence that real ones have: two events each."""
    seen = tuple(Evidence(date(2026, month, 9), "monthly meeting", f"Attendance, row {month}") for month in (5, 8))
    may = MembershipRuling(Ruling(True, "M1", "took part in 2 events in the past year, 2 are needed"), seen, "")
    boxes = [number - 1 if number % SHARED == 0 else number for number in range(1, number + 1)]
    return [
        Standing(line, f"M{line:06}", f"Voter Number {line}", f"voter.{box}@example.org", may)
        for line, box in enumerate(boxes, start=1)
    ]


def freeze(secretary: Secretary, key: str, electorate: list[Standing], **changes: Any) -> None:
    """Draft the rehearsal's ballot under another key and freeze it with this roll, as if the sheets had said so."""
    ballot = made_up.ballot(secretary.charter).model_dump()
    draft(secretary, BallotDraft.model_validate({**ballot, "key": key, "title": f"Ballot {key}", **changes}))
    seed = key.encode().ljust(32, b".")
    write_roll(secretary, key, electorate, secretary.keyring.keep(key, ElectionKey(seed, seed[:16].hex())))


# ── listening at the wire ──────────────────────────────────────────────────────────────────────────


@dataclass
class Wire:
    """The requests that left our process, and how long it waited for their answers in all."""

    requests: list[requests.PreparedRequest] = field(default_factory=list)
    waited: float = 0.0

    def again(self) -> None:
        """As many bare GETs as there were requests: those that were GETs, over one connection, and nothing else."""
        reads = [one for one in self.requests if one.method == "GET"]
        with requests.Session() as session:
            for number in range(len(self.requests)):
                session.send(reads[number % len(reads)].copy()).raise_for_status()


@contextmanager
def listening() -> Iterator[Wire]:
    """Hear what goes over the wire, and nothing of what it means."""
    # The clients of Google and Mailchimp make sessions of their own and take no listener, so all are heard here.
    heard, send = Wire(), requests.Session.send

    def send_and_note(session: requests.Session, request: requests.PreparedRequest, **named: Any) -> requests.Response:
        began = perf_counter()
        try:
            return send(session, request, **named)
        finally:
            heard.requests.append(request)
            heard.waited += perf_counter() - began

    requests.Session.send = send_and_note  # type: ignore[method-assign, assignment]
    try:
        yield heard
    finally:
        requests.Session.send = send  # type: ignore[method-assign]
