"""The post: every letter goes out once, whatever fails on the way.

A campaign at Mailchimp can leave its draft state only once. So each letter owns one recorded
campaign, is told to go at most twice – always that same campaign – and is looked up, never
guessed at, after any doubt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import select

from core import letters
from core.records import Letter
from flows.duties.letter import drafting, embargo, sending, steps
from flows.duties.letter.steps import WAIT, Step, Stuck
from flows.duties.partnership.told import NotToBeTold
from flows.secretary import OUTAGE, Secretary


def deliver(secretary: Secretary, troubles: list[str]) -> tuple[int, list[Exception]]:
    """Bring every letter that isn't finished as far as it can go now.

    Returns how many steps were taken, and what is broken in Canvass itself. One letter's trouble doesn't keep the
    others waiting: it is added to `troubles`.
    """
    with secretary.ledger.reading() as session:
        unfinished = select(Letter.key).where(Letter.state.not_in((*letters.FINAL, letters.HELD)))
        wait = embargo.waiting(session, now=secretary.now())
        found = session.execute(unfinished.order_by(Letter.planned_at, Letter.key)).scalars()
        keys = [key for key in found if key not in wait]
    taken, broken = 0, list[Exception]()
    for key in keys:
        try:
            taken += _deliver_one(secretary, key)
        except (*OUTAGE, Stuck) as fault:
            troubles.append(f"{key}: {fault}")
        except Exception as fault:  # noqa: BLE001  # the others first; the pass fails afterwards
            broken.append(fault)
    return taken, broken


def _deliver_one(secretary: Secretary, key: str) -> int:
    """Take one letter from step to step until it is done or has to wait."""
    taken = 0
    while True:
        letter = steps.read(secretary, key)
        take = STEPS.get(letter.state)
        try:
            step = take(secretary, letter) if take else WAIT
        except NotToBeTold as fault:
            drafting.keep_back(secretary, letter, str(fault))
            return taken
        if step is None or not steps.record(secretary, step.after or letter, step):
            return taken
        taken += 1


STEPS: Mapping[str, Callable[[Secretary, Letter], Step | None]] = {
    letters.PLANNED: drafting.address,
    letters.ADDRESSED: drafting.draft,
    letters.DRAFTED: drafting.write,
    letters.READY: sending.decide,
    letters.SENDING: sending.look,
    letters.SENT: sending.settle,
}
