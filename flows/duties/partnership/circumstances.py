"""Circumstances: what partners foresaw comes to pass, and what they agreed on for it is told to all of them at once."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from core import calendar
from core.bylaws import partnership_dates as rules
from core.bylaws.partnership_delegates import acts_by_itself
from core.calendar import day_in_words
from core.charter import Charter
from core.cited import plain
from core.ledger import Pen
from core.records import PartnershipCircumstance
from flows.duties.partnership import mail, partnerships
from flows.duties.partnership.partnerships import Settled
from flows.secretary import Refusal, Secretary
from flows.ways import by_door

LETTER = "circumstance"


def trigger(secretary: Secretary, key: str, wanted: str, *, by: str) -> bool:
    """P10. Record that a circumstance has come to pass, and run its recorded response. False: it is on record so.

    The response goes to all contacts and delegates in words, and stays on the desk until somebody says that it is over.
    `wanted` is its name, or its number on the page. Raises Refusal for what nobody foresaw, which the delegates decide
    on, and for an absence, which acts by itself once it is recorded with its days.
    """
    _need_somebody(by)
    with secretary.ledger.writing(secretary.now()) as pen:
        settled = mail.in_force(pen.session, key, charter=secretary.charter)
        name = _name_of(settled, wanted)
        acts = acts_by_itself(name, charter=secretary.charter)
        if acts:
            raise Refusal(
                f"{acts.because} ({acts.clause}). Record who is absent, and from when until when, {by_door('absent')}."
            )
        one = _listed(settled, name)
        if one is not None and is_so(one):
            return False
        ruling = rules.may_be_triggered(name, settled.circumstances)
        if one is None or not ruling:
            raise Refusal(
                f"{ruling.because} ({ruling.clause}). Ask the primary delegates of all partners, and let the partners "
                "list it with what they decided; then it can be put on record. Nothing was changed."
            )
        one.since, one.over_on = calendar.day_of(pen.at, secretary.charter.zone), None
        one.triggered_by = by.strip()
        pen.log("partnership.circumstance", partnership=settled.key, circumstance=one.nth, on=one.since.isoformat())
        _tell(pen, secretary, settled, one)
    return True


def end(secretary: Secretary, key: str, wanted: str, *, by: str) -> bool:
    """P10. Record that a circumstance is over, and tell all partners. False: it isn't under way."""
    _need_somebody(by)
    with secretary.ledger.writing(secretary.now()) as pen:
        settled = mail.in_force(pen.session, key, charter=secretary.charter)
        name = _name_of(settled, wanted)
        one = mail.the_only(
            [found] if (found := _listed(settled, name)) else [], "The circumstance", name, key=settled.key
        )
        if not is_so(one):
            return False
        one.over_on = calendar.day_of(pen.at, secretary.charter.zone)
        pen.log("partnership.over", partnership=settled.key, circumstance=one.nth, on=one.over_on.isoformat())
        _tell(pen, secretary, settled, one)
    return True


def is_so(one: PartnershipCircumstance) -> bool:
    """Whether it is on record, and not over."""
    return one.since is not None and one.over_on is None


def under_way(session: Session, *, charter: Charter) -> Iterator[tuple[Settled, PartnershipCircumstance]]:
    """P10. Every circumstance that has come to pass and isn't over, in the partnerships that are in force."""
    for key in partnerships.under_way(session) if charter.partnership else ():
        settled = partnerships.of(session, key)
        yield from ((settled, one) for one in settled.foreseen if is_so(one) and partnerships.is_agreed(settled))


def _need_somebody(by: str) -> None:
    if not by.strip():
        raise Refusal("Say who puts it on record, by initials or role. Nothing was changed.")


def _name_of(settled: Settled, wanted: str) -> str:
    asked = wanted.strip()
    return next((one.name for one in settled.foreseen if str(one.nth) == asked), asked)


def _listed(settled: Settled, name: str) -> PartnershipCircumstance | None:
    return next((one for one in settled.foreseen if plain(one.name) == plain(name)), None)


def _tell(pen: Pen, secretary: Secretary, settled: Settled, one: PartnershipCircumstance) -> None:
    facts = {
        **mail.about(secretary, settled),
        "name": one.name,
        "response": one.response.strip(),
        "since": day_in_words(one.since) if one.since else "",
        "over": day_in_words(one.over_on) if one.over_on else "",
    }
    key = mail.next_key(pen.session, settled, f"event-{one.nth}")
    mail.plan(pen, key, LETTER, facts, to=mail.boxes(pen.session, settled))
