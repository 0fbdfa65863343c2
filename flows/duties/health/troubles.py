"""Troubles: all that doesn't go on without the organisers, from what the doctor found, the dashboard and the book."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from flows.duties.health import runs, standstill
from flows.duties.health.findings import Finding, wrong
from flows.duties.health.trouble import Look, Trouble
from flows.duties.partnership import told
from flows.secretary import Secretary
from integrations.scheduler import Scheduler

IN_THE_BOOK = ("unreachable/", "silent/", "held/", "letter/", "late/", "missed/")
"""How the keys of troubles begin that are always in sight."""


def look(secretary: Secretary, found: Sequence[Finding], prefect: Scheduler) -> Look:
    """Everything that has to be told now, told before or not. Partners stay unnamed (P11)."""
    at_prefect, seen = runs.at_prefect(secretary, prefect)
    troubles = [
        *_findings(found),
        *at_prefect,
        *standstill.voters(secretary),
        *standstill.partners(secretary),
        *standstill.ballots(secretary),
        *standstill.post(secretary),
    ]
    plain = told.now(secretary).neutral
    unnamed = [replace(one, what=plain(one.what), more=plain(one.more)) for one in troubles]
    return Look(unnamed, [*IN_THE_BOOK, *_seen(found), *seen])


def _findings(found: Sequence[Finding]) -> Iterator[Trouble]:
    for one in wrong(found):
        yield Trouble(one.key, f"{one.group}, {one.name}: {one.what}", one.mend)


def _seen(found: Sequence[Finding]) -> list[str]:
    """What is in order, and groups in which all is: elsewhere what isn't found any more may just be out of sight."""
    doubtful = {one.group for one in found if one.verdict != "ok"}
    return [one.key for one in found if one.verdict == "ok"] + [
        f"{group}/" for group in {one.group for one in found} - doubtful
    ]
