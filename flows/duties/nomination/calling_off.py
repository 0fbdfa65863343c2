"""Calling off: a year's nominations end before their time; the forms close, and whoever was called is told."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import or_, select

from core import letters
from core.ledger import Pen
from core.records import Call, Cycle, Letter
from flows.duties.form import keeping
from flows.duties.letter import to_members
from flows.duties.letter.steps import TOLD_TO_GO
from flows.duties.nomination import calls, cycles, slates, statements
from flows.duties.race import reasons
from flows.secretary import Refusal, Secretary

OFF = "nominations_off"
"""The occasion of the letter that says so."""


def call_off(secretary: Secretary, pen: Pen, year: int, *, because: str, by: str) -> bool:
    """S3. Call a year's nominations off, with a reason. False: they are called off already.

    In the same stroke a letter to all members is planned, if any of them can have heard of the nominations; what isn't
    on its way yet stays in. Raises Refusal where no cycle is opened, without a reason, and while a slate is voted on,
    or once one is confirmed.
    """
    if not because.strip() or not by.strip():
        raise Refusal("Calling nominations off needs a reason, and somebody who gives it. Nothing was changed.")
    cycle = cycles.of(pen.session, year)
    if cycle.called_off_at is not None:
        return False
    slates.refuse_second(pen.session, year)
    cycle.called_off_at = pen.at
    reasons.keep(pen, "cycle.off", cycles.call_key(year), because=because, by=by, year=year)
    told = any(one.state in (*TOLD_TO_GO, letters.HELD) for one in cycles.letters_of(pen.session, year))
    _keep_back(pen, year)
    if told:
        _tell(secretary, pen, cycle, because)
    return True


def _keep_back(pen: Pen, year: int) -> None:
    """From now on every letter about it comes too late."""
    mine = or_(*(Letter.key.startswith(one, autoescape=True) for one in _beginnings(year)))
    for letter in pen.session.execute(select(Letter).where(mine)).scalars():
        if letter.state not in (*TOLD_TO_GO, *letters.FINAL):
            letter.not_after = pen.at


def _beginnings(year: int) -> tuple[str, str]:
    return f"{cycles.call_key(year)}/", f"{statements.key_of(year)}."


def _tell(secretary: Secretary, pen: Pen, cycle: Cycle, because: str) -> None:
    call = pen.session.get_one(Call, cycles.call_key(cycle.year))
    facts = {
        "organisation": secretary.charter.name,
        "reply_to": secretary.settings.mail_reply_to,
        "year": cycle.year,
        "reason": because.strip(),
    }
    to_members.plan(pen, calls.letter_key(call, f"off-{call.moved}"), OFF, facts)


def close_forms(secretary: Secretary, year: int) -> Iterator[str]:
    """S3. The forms of nominations that are called off take no more answers; what came in stays where it is."""
    with secretary.ledger.reading() as session:
        call, cycle = session.get_one(Call, cycles.call_key(year)), session.get_one(Cycle, year)
    if call.form_id and not call.closed:
        keeping.close(secretary, calls.form_of(call.key))
        yield f"{year}: the form for nominations is closed; they are called off."
    if cycle.form_id and not cycle.closed:
        keeping.close(secretary, statements.form_of(secretary, year))
        yield f"{year}: the form for nominees is closed; nominations are called off."
