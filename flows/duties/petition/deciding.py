"""Deciding a dispute: taken once, with a reason; told by letter; and, if upheld, evidence from then on."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar, petitions, secrecy
from core.bylaws.participation import Participation
from core.calendar import day_in_words
from core.decisions import together
from core.ledger import Pen
from core.petitions import Verdict
from core.records import Decision, Letter, Petition
from flows.duties.letter import outbox
from flows.duties.membership import on_record, recorded
from flows.duties.membership.roster import Roster
from flows.duties.petition.acknowledging import MARK, house, letter_key
from flows.secretary import Refusal, Secretary


def decide(
    secretary: Secretary, nth: int, ruled: Verdict, roster: Roster, *, replacing: int, cells: str | None = None
) -> Decision | None:
    """M4. Put an organiser's decision on record, and plan the member's letter in the same stroke.

    `replacing` is the number of the decision that this one takes the place of, 0 for the first. What was decided in
    the same words before is left as it is: None. `cells` marks what stood beside the dispute in the workbook as taken.
    Raises Refusal for a dispute that isn't there, whose sender nobody knows, or that was decided otherwise meanwhile.
    """
    with secretary.ledger.writing(secretary.now()) as pen:
        petition = pen.session.get(Petition, ("dispute", nth))
        if petition is None:
            raise Refusal(f"There is no dispute {petitions.label('dispute', nth)}.")
        last = newest(pen.session, nth)
        if cells is not None:
            petition.cells = cells
        if last and verdict_of(last) == ruled:
            petition.objection = ""
            return None
        _refuse_unless_decidable(petition, last, replacing)
        decision = _row(secretary, pen, nth, ruled, turn=replacing + 1)
        pen.session.add(decision)
        petition.state, petition.objection = ruled.decision, ""
        pen.log("dispute.decided", dispute=nth, turn=decision.turn, decision=ruled.decision)
        _shorten(secretary, pen, petition)
        letter = _letter(secretary, pen, petition, decision, last, roster)
        pen.session.add_all([letter] if letter else [])
    return decision


def _shorten(secretary: Secretary, pen: Pen, petition: Petition) -> None:
    """M4. What an earlier decision conceded no longer counts: that is no slip, and nobody has to confirm it."""
    ours = petitions.place("dispute", petition.nth)

    def _others(facts: Participation) -> Participation:
        return replace(
            facts,
            attended=tuple(one for one in facts.attended if one.place.partition(",")[0] != ours),
            volunteered=tuple(one for one in facts.volunteered if one.place.partition(",")[0] != ours),
        )

    on, before = calendar.day_of(pen.at, secretary.charter.zone), recorded.of(pen.session, [petition.member])
    on_record.shorten(pen, before, _others, on=on, charter=secretary.charter)


def _refuse_unless_decidable(petition: Petition, last: Decision | None, replacing: int) -> None:
    label = petitions.label("dispute", petition.nth)
    if petition.sender == petitions.ERASED:
        raise Refusal(f"Who sent {label} is no longer kept, so it can't be decided.")
    if petition.sender != petitions.MEMBER:
        raise Refusal(f"Nobody knows yet which member sent {label}, so it can't be decided. First say who it was.")
    if last and last.turn != replacing:
        raise Refusal(
            f"{label} was decided before, on {day_in_words(last.decided_on)}: {last.decision} (decision {last.turn}). "
            f"Nothing was recorded. To decide it anew, say that it replaces decision {last.turn}."
        )
    if not last and replacing:
        raise Refusal(f"{label} wasn't decided before, so there is no decision {replacing} to replace.")


def _row(secretary: Secretary, pen: Pen, nth: int, ruled: Verdict, *, turn: int) -> Decision:
    return Decision(
        dispute=nth,
        turn=turn,
        decision=ruled.decision,
        event=ruled.event,
        activity=ruled.activity,
        counts_on=ruled.on,
        reason=ruled.reason,
        decided_by=ruled.by,
        decided_on=calendar.day_of(pen.at, secretary.charter.zone),
        decided_at=pen.at,
    )


def _letter(
    secretary: Secretary, pen: Pen, petition: Petition, decision: Decision, last: Decision | None, roster: Roster
) -> Letter | None:
    """What the member is told; nothing if they have no mailbox."""
    mailbox, ruled = roster.mailbox(petition.member), verdict_of(decision)
    if not mailbox:
        return None
    facts = {
        **house(secretary, roster, petition),
        "number": petitions.label("dispute", petition.nth),
        "upheld": decision.decision == petitions.UPHELD,
        "counts_as": decision.event or decision.activity,
        "counts_on": day_in_words(decision.counts_on) if decision.counts_on else "",
        "reason": decision.reason,
        "decided_on": day_in_words(decision.decided_on),
        "decided_by": decision.decided_by,
        "before": day_in_words(last.decided_on) if last else "",
    }
    # With what was decided: the book may have lost a decision whose letter is out, and another be taken in its place.
    told = secrecy.fingerprint([ruled.decision, ruled.counts_as, str(ruled.on), ruled.reason])
    key = letter_key(petition, f"decided-{decision.turn}-{told[:MARK]}")
    return outbox.plan(key, occasion="dispute_decided", election=None, at=pen.at, to=[mailbox], facts=facts)


def newest(session: Session, nth: int) -> Decision | None:
    """The decision that counts for a dispute now."""
    mine = select(Decision).where(Decision.dispute == nth).order_by(Decision.turn.desc()).limit(1)
    return session.execute(mine).scalar_one_or_none()


def counting(session: Session) -> dict[int, Decision]:
    """For every dispute that was decided the decision that counts now."""
    rows = session.execute(select(Decision).order_by(Decision.dispute, Decision.turn)).scalars()
    return {one.dispute: one for one in rows}


def verdict_of(decision: Decision) -> Verdict:
    """A decision on record, as it was taken."""
    return Verdict(
        decision.decision,  # type: ignore[arg-type]  # one of the two
        decision.reason,
        decision.decided_by,
        decision.event,
        decision.activity,
        decision.counts_on,
    )


def conceded(session: Session) -> dict[str, Participation]:
    """M4. What members took part in by decision, by member number, each with its dispute as the place."""
    whose = dict(
        session.execute(select(Petition.nth, Petition.member).where(Petition.kind == "dispute")).tuples().all()
    )
    found: dict[str, Participation] = {}
    for nth, decision in counting(session).items():
        facts = petitions.evidence(verdict_of(decision), nth=nth, decided_on=decision.decided_on)
        found[whose[nth]] = together(found.get(whose[nth], Participation()), facts)
    return {number: facts for number, facts in found.items() if number and facts != Participation()}
