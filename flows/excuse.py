"""Excuse: an event's sign-in sheet is lost, and organisers decide that this mustn't count against anybody."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from sqlalchemy import func, select

from core.calendar import day_of
from core.records import Event, Excuse, Participation
from flows import screen
from flows.duties.membership import excuses, on_record, recorded, stock
from flows.duties.race import reasons
from flows.entrance import flow
from flows.secretary import Refusal, Secretary
from flows.titles import titled

BY_DISPUTE = "Dispute "
"""How the place of a record begins that comes from a decision about a dispute."""


def excuse(secretary: Secretary, event: str, *, reason: str, decided_by: str, lift: bool = False) -> str:
    """M2. Put on record that an event without a sign-in sheet is excused for everybody, or that it no longer is.

    What that gives whom, the charter says. Returns what was done; doing it twice changes nothing. Raises Refusal for an
    event that isn't in the tab Events as it was last read, or one that has a sheet.
    """
    if not reason.strip() or not decided_by.strip():
        raise Refusal("A decision needs a reason, and who made it. Nothing was changed.")
    with secretary.ledger.writing(secretary.now()) as pen:
        held = pen.session.get(Event, event.strip())
        if held is None:
            raise Refusal(f"The tab Events has no “{event}”, as it was last read. Write it as it stands there.")
        if held.held_on >= day_of(pen.at, secretary.charter.zone) and not lift:
            raise Refusal(
                f"“{held.code}” is of {held.held_on}. An event can be excused from the day after. Nothing was changed."
            )
        came = pen.session.execute(
            # Who has it by a decision isn't on a sheet: a lost one is just what disputes are about.
            select(func.count())
            .select_from(Participation)
            .where(Participation.event_code == held.code, ~Participation.place.startswith(BY_DISPUTE))
        ).scalar_one()
        if came and not lift:
            raise Refusal(
                f"“{held.code}” has a sign-in sheet: {came} are on record as having been there. Who is missing can be "
                "added to it, or dispute it. Nothing was changed."
            )
        known = pen.session.get(Excuse, (held.code, held.held_on))
        earlier = excuses.in_doubt(pen.session, held) if lift and known is None else []
        if (not earlier and (known is None or known.lifted)) if lift else (known is not None and not known.lifted):
            return f"“{held.code}” {'wasn’t excused' if lift else 'was excused before'}. Nothing was changed."
        before = recorded.of(pen.session) if lift else {}
        decision = known or Excuse(event_code=held.code, held_on=held.held_on)
        stood = f"{decision.reason} ({decision.decided_by})" if known is not None else ""
        decision.reason, decision.decided_by = reason.strip(), decided_by.strip()
        decision.at, decision.lifted = pen.at, lift
        pen.session.add(decision)
        on_record.shorten(
            pen,
            before,
            lambda facts: replace(
                facts, excused=tuple(one for one in facts.excused if (one.event, one.on) != (held.code, held.held_on))
            ),
            on=day_of(pen.at, secretary.charter.zone),
            charter=secretary.charter,
        )
        kind, told = "gap.counts-again" if lift else "gap.excused", {"held_on": held.held_on.isoformat()}
        reasons.keep(pen, kind, held.code, because=reason, by=decided_by, before=stood, **told)
    return f"“{held.code}” of {held.held_on} {'counts as unknown again' if lift else 'is excused for everybody'}."


@flow(name="excuse", flow_run_name="Excuse an event without a sign-in sheet")
def excuse_gap(
    event: Annotated[str, titled("Event")],
    reason: Annotated[str, titled("Reason")],
    decided_by: Annotated[str, titled("Decided by")],
    *,
    lift: Annotated[bool, titled("Take the excuse back")] = False,
) -> str:
    """The sign-in sheet of an event is lost: decide that this mustn't count against anybody, for the record.

    Args:
        event: The event, as it stands in the tab Events.
        reason: What happened to the sheet. No names, please.
        decided_by: Who decided, such as: the Steering Committee.
        lift: Take an earlier decision back.
    """
    secretary = Secretary.at_work()
    done = excuse(secretary, event, reason=reason, decided_by=decided_by, lift=lift)
    screen.show_membership(secretary, stock.take_stock(secretary))
    return done
