"""The acts of a season that are Canvass's own, each done by a process that knows only the book, keys and services."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import event

from core.ledger import Ledger
from flows import certify, correct, cosponsor, erase, extend, freeze, membership, reissue, share, tend, withdraw
from flows.draft import BallotDraft, draft
from flows.duties.election import holds, life
from flows.duties.membership import stock
from flows.duties.privacy import retention
from flows.handed_in import read_requests
from flows.secretary import Refusal, Secretary
from integrations.google.auth import connect
from integrations.settings import Settings
from tests.trust.stage import BALLOT, COMES_LATE, COSPONSOR, KEY, LEAVES_FOR_GOOD, LONGER, LOSES_LINK, MEETINGS

FORUM = MEETINGS[1][0]


def _draft(secretary: Secretary) -> list[str]:
    draft(secretary, BallotDraft.model_validate(BALLOT))
    return []


def _read(secretary: Secretary) -> list[str]:
    return list(stock.take_stock(secretary).troubles)


def _membership(secretary: Secretary) -> list[str]:
    return list(membership.keep_up(secretary).troubles)


def _freeze(secretary: Secretary) -> list[str]:
    troubles: list[str] = []
    freeze.freeze(secretary, KEY, troubles)
    return troubles


def _tend(secretary: Secretary) -> list[str]:
    report = tend.tend(secretary)
    for fault in report.broken:
        raise fault
    return report.troubles


def _certify(secretary: Secretary) -> list[str]:
    certify.certify(secretary, KEY, officer="the officer")
    return []


def _withdraw(secretary: Secretary) -> list[str]:
    withdraw.withdraw(secretary, KEY, reason="A candidate stepped back.")
    return []


def _reissue(secretary: Secretary) -> list[str]:
    reissue.reissue(secretary, KEY, LOSES_LINK)
    return []


def _extend(secretary: Secretary) -> list[str]:
    day, hour = LONGER
    extend.extend(secretary, KEY, closes_on=day, closes_at=hour, reason="The mail was down.", by="R. O.")
    return []


def _correct(secretary: Secretary) -> list[str]:
    try:
        correct.correct(secretary, KEY, COMES_LATE, expected="added", reason="An old sign-in sheet turned up.")
    except Refusal as letter:
        if "Nothing to correct" not in str(letter):  # done already, by a process that died afterwards
            raise
    return []


def _accept(secretary: Secretary) -> list[str]:
    try:
        finding = life.read(secretary, KEY).held_finding
        holds.accept(secretary, KEY, finding=finding, reason="A slip of the keyboard.")
    except Refusal as letter:
        if "Nothing stops" not in str(letter):  # as above
            raise
    return []


def _requests(secretary: Secretary) -> list[str]:
    return read_requests(secretary).troubles


def _cosponsor(secretary: Secretary) -> list[str]:
    stock.take_stock(secretary)
    cosponsor.record(secretary, FORUM, COSPONSOR, official=True, decided_by="the committee")
    return []


def _notify(secretary: Secretary) -> list[str]:
    share.notify(secretary, FORUM, COSPONSOR)
    return []


def _share(secretary: Secretary) -> list[str]:
    share.share(secretary, FORUM, COSPONSOR)
    return []


def _erase(secretary: Secretary) -> list[str]:
    erase.erase(secretary, LEAVES_FOR_GOOD)
    return []


def _retention(secretary: Secretary) -> list[str]:
    retention.carry_out(secretary)
    return []


OURS: Mapping[str, Callable[[Secretary], list[str]]] = {
    "draft": _draft,
    "read": _read,
    "freeze": _freeze,
    "tend": _tend,
    "membership": _membership,
    "certify": _certify,
    "withdraw": _withdraw,
    "reissue": _reissue,
    "extend": _extend,
    "correct": _correct,
    "accept": _accept,
    "requests": _requests,
    "cosponsor": _cosponsor,
    "notify": _notify,
    "share": _share,
    "erase": _erase,
    "retention": _retention,
}
"""What each act does. It returns what kept it from doing more."""


def secretary(settings: Settings, now: Callable[[], datetime], *, process: str, beside: bool = False) -> Secretary:
    """A process newly started. `process` names it: no two draw the same by chance, but the same run always does.

    Of earlier processes it keeps the settings, the charter and the statements that SQLAlchemy has compiled: what
    reading the files again would give it, too. Connections, tokens and whatever was found out at the services are gone.
    One that works `beside` another has its own hold on the book.
    """
    installed = _installed(settings)
    return replace(
        installed,
        ledger=_opened(settings, wait=0.2) if beside else installed.ledger,
        google=connect(settings),
        now=now,
        chance=lambda size: hashlib.shake_128(f"{process}/{size}".encode()).digest(size),
    )


@lru_cache(maxsize=8)
def _installed(settings: Settings) -> Secretary:
    found = Secretary.at_work(settings)
    found.ledger.close()
    return replace(found, ledger=_opened(settings, wait=30))


def _opened(settings: Settings, *, wait: float) -> Ledger:
    ledger = Ledger(settings.database_url)
    if ledger.engine.dialect.name == "sqlite":
        event.listen(ledger.engine, "connect", lambda connection, _: _hurry(connection, wait=wait))
    return ledger


def _hurry(connection: Any, *, wait: float) -> None:
    """Don't wait for the disk, and not for long while another process writes.

    What these tests kill is processes, not the machine they run on.
    """
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute(f"PRAGMA busy_timeout = {int(wait * 1000)}")
