"""Idle: what a `tend` costs that has nothing to do, with ten elections open at once, and with fifty."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import select

from bench.measures import town
from bench.measures.sheet import Sheet, repeated, seconds, took
from bench.measures.town import Town
from core import secrecy
from core.records import Election, Letter
from flows import tend
from flows.duties.election import form, life
from flows.duties.letter import mailboxes
from flows.rehearsal import made_up, venue

VOTERS, SUBMITTED, MORE = 300, 150, 10
PASSES = 5
HOURS = ("08:00", "10:00", "12:00", "15:00", "17:00", "20:00", "22:00")
"""When ballots open, so far apart that a ballot letter is settled in between."""

INTERVAL = timedelta(minutes=5)
"""`tend` runs every five minutes, as prefect.yaml has it."""


def main() -> None:
    """Measure, and hand the sheet in."""
    sheet = Sheet()
    _measure(sheet, 10, at=datetime(2026, 10, 2, 14, tzinfo=UTC), as_command=True)
    _measure(sheet, 50, at=datetime(2026, 10, 3, 14, tzinfo=UTC))
    sheet.remarks.append(
        f"2: {VOTERS} voters and {SUBMITTED} ballots in each. Canvass's fields at Mailchimp suffice for "
        f"{len(mailboxes.SLOTS)} open elections, and freezing one more is refused; to have more, the measurement hands "
        "the fields on once a ballot letter is settled. An idle pass never looks at them, so it costs the same."
    )
    sheet.hand_in()


def _measure(sheet: Sheet, elections: int, *, at: datetime, as_command: bool = False) -> None:
    """Passes over so many open elections: idle ones, one that compares the forms, and one that finds new ballots."""
    with town.founded(Path(f"town-{elections}")) as found:
        keys = _open(found, elections)
        found.later(at)
        _pass(found)  # reads what came in, and compares the forms
        passes = [_watched(found, INTERVAL) for _ in range(PASSES)]
        hourly = _watched(found, timedelta(hours=1))
        for key in keys:
            _cast(found, key, range(SUBMITTED + 1, SUBMITTED + MORE + 1))
        busy = _watched(found, INTERVAL)
        commands = repeated(partial(_command, found), 2) if as_command else []
    idle = " or ".join(map(str, sorted({one.calls for one in passes})))
    what = f"2 idle tend, {elections} open elections"
    sheet.add(what, f"{idle} calls", f"{elections + 1} calls", "one look at each form, one renewed access")
    took_us, took_bare = seconds([one.seconds for one in passes]), seconds([one.bare for one in passes])
    sheet.add("    time", took_us, took_bare, "as many bare GETs")
    what, least = "    once an hour, comparing the forms", f"{4 * elections + 1} calls"
    sheet.add(what, f"{hourly.calls} calls", least, "answers, form, sharing, copies of each")
    for what, one in (("that", hourly), (f"with {MORE} new ballots in each", busy)):
        interval = f"as many bare GETs; it has {INTERVAL.total_seconds():.0f} s"
        sheet.add(f"    time, {what}", seconds([one.seconds]), seconds([one.bare]), interval)
    if commands:
        what = "    as a command, with Python and Prefect loading"
        sheet.add(what, seconds(commands), seconds(_prefect_alone()), "Python starts and loads Prefect")


def _open(found: Town, elections: int) -> list[str]:
    """Open all elections, as many at a time as there are fields at Mailchimp, until their letters are settled."""
    electorate = town.voters(VOTERS)
    found.do(town.settle, sorted({one.mailbox for one in electorate}))
    keys = [f"race-{number:02}" for number in range(1, elections + 1)]
    for nth, start in enumerate(range(0, elections, len(mailboxes.SLOTS))):
        batch = keys[start : start + len(mailboxes.SLOTS)]
        secretary = found.secretary()
        day, hour = made_up.OPENS + timedelta(days=nth // len(HOURS)), HOURS[nth % len(HOURS)]
        window = {"opens_on": day, "closes_on": day + timedelta(days=10), "opens_at": hour, "closes_at": hour}
        for key in batch:
            town.freeze(secretary, key, electorate, **window)
        opens = life.read(secretary, batch[0]).opens_at
        for later in (timedelta(minutes=2), timedelta(minutes=65)):
            found.later(opens + later)
            _pass(found)
        for key in batch:
            _hand_on(found, key)
            _cast(found, key, range(1, SUBMITTED + 1))
    return keys


def _hand_on(found: Town, key: str) -> None:
    """Check that the ballot letter is out, and let another election have the fields."""
    secretary = found.secretary()
    with secretary.ledger.writing(found.at) as pen:
        letter = pen.session.get_one(Letter, f"{key}/ballot")
        election = pen.session.get_one(Election, key)
        if (letter.state, election.state) != ("confirmed", "open"):
            raise RuntimeError(f"{key} is {election.state}, its letter {letter.state}: {letter.held_because}")
        election.links_erased = True


def _cast(found: Town, key: str, lines: range) -> None:
    """Put the ballots of these lines of the roll into an election's form."""
    secretary = found.secretary()
    election, kept = life.read(secretary, key), secretary.keyring.read(key)
    if kept is None:
        raise RuntimeError(f"{key} has no key")
    question, marks = form.code_question(election), _marks(election)
    codes = [secrecy.code(kept.key, line=line) for line in lines]
    found.do(town.cast, election.form_id, [{**marks, question: [code]} for code in codes])


def _marks(election: Election) -> dict[str, list[str]]:
    return {contest.question_ids[0]: [contest.options[0]["name"]] for contest in election.contests}


@dataclass(frozen=True)
class Pass:
    """One pass: its calls, its seconds, and the seconds of as many bare GETs."""

    calls: int
    seconds: float
    bare: float


def _watched(found: Town, later: timedelta) -> Pass:
    """One pass that much later, and its lower limit right after it."""
    found.later(found.at + later)
    found.do(town.calls)
    with town.listening() as wire:
        spent = took(partial(_pass, found))
    return Pass(len(found.do(town.calls)), spent, took(wire.again))


def _pass(found: Town) -> None:
    """One pass as a new process makes it, and a check that it found all elections well."""
    secretary = found.secretary()
    report = tend.tend(secretary)
    if report.troubles:
        raise RuntimeError("; ".join(report.troubles))
    with secretary.ledger.reading() as session:
        held = session.execute(select(Election.key).where(Election.held_because != "")).scalars().all()
    secretary.ledger.close()
    if held:
        raise RuntimeError(f"held: {', '.join(held)}")


def _command(found: Town) -> None:
    """The command itself, which asks the sandbox for the time."""
    environment = {**os.environ, **venue.as_environment(found.settings)}
    subprocess.run([sys.executable, "-m", "flows", "tend"], env=environment, check=True, stdout=subprocess.DEVNULL)


def _prefect_alone() -> list[float]:
    """Loading as much of Prefect as a flow needs."""
    return repeated(lambda: subprocess.run([sys.executable, "-c", "from prefect import flow"], check=True), 2)


if __name__ == "__main__":
    main()
