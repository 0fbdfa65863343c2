"""Notices: what the organisers have to hear of although nobody is looking at the dashboard, each thing once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import requests
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.records import Election, Letter
from flows.duties.election import announcing
from flows.duties.health import dashboard
from flows.duties.health.findings import Finding, wrong
from flows.duties.letter import outbox
from flows.duties.partnership import flat_ballots
from flows.secretary import Secretary
from integrations.scheduler import Scheduler

OCCASION = "organisers_notice"

REMEMBERED = timedelta(days=7)
"""Whatever is still wrong so long after it was told is told again."""

A_DAY = timedelta(days=1)

MOST_UNREACHED = 10
"""Percent of a roll whom no letter reaches; beyond it organisers are told at once, and not only by the desk."""

BAD = ("FAILED", "CRASHED")


@dataclass(frozen=True)
class Trouble:
    """Something to be told. `key` is what it is known by, so that it is told once. No names, addresses or codes."""

    key: str
    what: str
    do: str


def troubles(secretary: Secretary, found: Sequence[Finding], prefect: Scheduler) -> list[Trouble]:
    """Everything that has to be told now, told before or not."""
    return [*_findings(found), *_at_prefect(prefect), *_voters(secretary), *_partners(secretary)]


def _findings(found: Sequence[Finding]) -> Iterator[Trouble]:
    for one in wrong(found):
        yield Trouble(one.key, f"{one.group}, {one.name}: {one.what}", one.mend)


def _at_prefect(prefect: Scheduler) -> Iterator[Trouble]:
    """Runs that failed, and approvals that wait. Without an answer there is nothing to be told of them."""
    now = datetime.now(UTC)
    try:
        doors = {one["id"]: one["name"] for one in prefect.found("deployments")}
        ended = {"state": {"type": {"any_": [*BAD]}}, "end_time": {"after_": (now - A_DAY).isoformat()}}
        failed = prefect.found("flow_runs", flow_runs=ended, limit=200)
        waiting = prefect.found("flow_runs", flow_runs={"state": {"type": {"any_": ["PAUSED"]}}}, limit=200)
    except requests.RequestException:
        return
    for name in sorted({doors.get(run["deployment_id"], "") for run in failed} - {""}):
        number = sum(doors.get(run["deployment_id"]) == name for run in failed)
        runs = "1 run" if number == 1 else f"{number} runs"
        what = f"{runs} of “{name}” failed in the past 24 hours"
        yield Trouble(f"failed/{name}", what, "Open it in the dashboard, under Runs: its log says what was in the way.")
    for run in waiting:
        since = now - dashboard.instant(run["state"]["timestamp"])
        if since > A_DAY:
            what = f"“{run['name']}” has waited {dashboard.in_words(since)} for somebody’s answer"
            yield Trouble(f"waiting/{run['id']}", what, "Open it in the dashboard, under Runs, and press Resume.")


def _voters(secretary: Secretary) -> Iterator[Trouble]:
    with secretary.ledger.reading() as session:
        silent = [(election, announcing.unreachable(session, election.key)) for election in _open(session)]
    for election, number in silent:
        if number * 100 <= MOST_UNREACHED * election.roll_size:
            continue
        what = f"{number} of {election.roll_size} voters of “{election.title}” get no letter"
        do = f"Telephone or write to them while voting is open. Who they are: canvass unreachable {election.key}"
        yield Trouble(f"unreachable/{election.key}", what, do)


def _partners(secretary: Secretary) -> Iterator[Trouble]:
    """P2. Flat votes about to close in which a partner has no ballot. Which partner it is, no letter says (P11)."""
    with secretary.ledger.reading() as session:
        votes = list(_open(session))
        silent = [one for one in votes if flat_ballots.silent(secretary, session, one, at=secretary.now())]
    for election in silent:
        closes = calendar.in_words(election.closes_at, election.zone)
        what = f"nobody has voted for a partner in “{election.title}”, and voting closes {closes}"
        do = f"Ask that partner whether its delegates can vote. Which it is: canvass silent-partners {election.key}"
        yield Trouble(f"silent/{election.key}", what, do)


def _open(session: Session) -> Iterable[Election]:
    voting = select(Election).where(Election.state.in_(("frozen", "open"))).order_by(Election.key)
    return session.execute(voting).scalars()


def tell(secretary: Secretary, found: Sequence[Trouble]) -> str:
    """Plan one letter about everything that wasn't told within a week; twice is once. Says what it did."""
    address, now = secretary.settings.mail_reply_to, secretary.now()
    with secretary.ledger.writing(now) as pen:
        told = _told(pen.session, now)
        news = [one for one in found if one.key not in told]
        if not news:
            return "The organisers have nothing new to be told."
        key = _letter_key(news, now)
        if pen.session.get(Letter, key) is not None:
            return "The organisers were told."
        # Troubles of last week are no news: by then the next letter says how things stand.
        late = now + REMEMBERED
        letter = outbox.plan(
            key, occasion=OCCASION, election=None, at=now, to=[address], facts=_facts(secretary, news), not_after=late
        )
        pen.session.add(letter)
        pen.log("letter.planned", letter=key, size=1)
    return f"A letter to the organisers is planned, about {len(news)} of {len(found)} troubles."


def _told(session: Session, now: datetime) -> set[str]:
    """What was told lately. A letter that is held, or came too late, counts: the desk says so of it."""
    since = select(Letter).where(Letter.occasion == OCCASION, Letter.planned_at > now - REMEMBERED)
    return {one["key"] for letter in session.execute(since).scalars() for one in letter.facts.get("troubles", ())}


def _letter_key(news: Sequence[Trouble], now: datetime) -> str:
    about = hashlib.sha256("\n".join(sorted(one.key for one in news)).encode()).hexdigest()[:8]
    return f"organisers/{now.date().isoformat()}-{about}"


def _facts(secretary: Secretary, news: Sequence[Trouble]) -> dict[str, Any]:
    return {
        "organisation": secretary.charter.name,
        "reply_to": secretary.settings.mail_reply_to,
        "as_of": calendar.in_words(secretary.now(), secretary.charter.zone),
        "desk": f"{secretary.settings.dashboard}/artifacts/key/desk",
        "troubles": [{"key": one.key, "what": one.what, "do": one.do} for one in news],
    }
