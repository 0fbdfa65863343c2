"""Ad hoc: who sits on the committee that follows a vote of no confidence, and how its work ended."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.bylaws import nominations as rules
from core.charter import Charter
from core.ledger import Pen
from core.records import AdHocSeat, NoConfidence, Person
from core.ruling import Ruling
from flows import screen
from flows.duties.committee import minutes, seats
from flows.duties.membership import persons
from flows.duties.nomination import no_confidence
from flows.duties.nomination.no_confidence import REPRESENTATIVE, VOTING_MEMBER
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import titled


def seat(secretary: Secretary, key: str, *, representatives: list[str], voting_members: list[str]) -> Ruling:
    """S5. Record who sits on an ad hoc committee, in place of what was recorded. Returns whether it is complete.

    Raises Refusal for a number that is no member's, somebody on both sides, a representative without a seat on the
    committee, a voting member who has one, and once its work has ended.
    """
    with secretary.ledger.writing(secretary.now()) as pen:
        failed, kept = _going(pen.session, key), persons.kept(pen.session)
        wanted = dict.fromkeys(persons.each_once(map(str.strip, representatives), kept), REPRESENTATIVE)
        wanted |= dict.fromkeys(persons.each_once(map(str.strip, voting_members), kept), VOTING_MEMBER)
        if len(wanted) < len(representatives) + len(voting_members):
            raise Refusal("Somebody is named twice. Nothing was recorded.")
        today = calendar.day_of(pen.at, secretary.charter.zone)
        _refuse_wrong_side(pen.session, wanted, on=today, charter=secretary.charter)
        known = [(kept.get(one.number, one.number), one) for one in no_confidence.seats_of(pen.session, key)]
        if {(number, one.side) for number, one in known} != wanted.items():
            _write(pen, failed, known, wanted, on=today)
    sides = list(wanted.values())
    return rules.is_composed(
        representatives=sides.count(REPRESENTATIVE),
        voting_members=sides.count(VOTING_MEMBER),
        charter=secretary.charter,
    )


def _going(session: Session, key: str) -> NoConfidence:
    failed = no_confidence.of(session, key)
    if failed.ended_on is not None:
        raise Refusal(f"The ad hoc committee on “{failed.about}” ended on {calendar.day_in_words(failed.ended_on)}.")
    return failed


def _refuse_wrong_side(session: Session, wanted: dict[str, str], *, on: date, charter: Charter) -> None:
    members = set(session.execute(select(Person.number).where(Person.number.in_(wanted))).scalars())
    seated = seats.seated(session, on=on, charter=charter)
    for number, side in wanted.items():
        if number not in members:
            raise Refusal(f"The tab Members has no {number}. Nothing was recorded.")
        if (side == REPRESENTATIVE) != (number in seated):
            has = "has a seat on the committee" if number in seated else "has no seat on the committee"
            raise Refusal(f"{number} {has}, and can't be a {side} (S5). Nothing was recorded.")


def _write(
    pen: Pen, failed: NoConfidence, known: list[tuple[str, AdHocSeat]], wanted: dict[str, str], *, on: date
) -> None:
    """Who sits on it already stays on it since the same day, under the number under which that was recorded."""
    stays = {number for number, one in known if wanted.get(number) == one.side}
    for number, one in known:
        if wanted.get(number) != one.side:
            pen.session.delete(one)
    pen.session.flush()
    for number, side in wanted.items():
        if number not in stays:
            pen.session.add(AdHocSeat(no_confidence_key=failed.key, number=number, side=side, since=on))
    pen.log("ad_hoc.seated", election=failed.key, seats=len(wanted))


def end(secretary: Secretary, key: str, *, outcome: str, by: str) -> bool:
    """S5. Record how an ad hoc committee's work ended, once; a line of the minutes says so. False: it had ended.

    Raises Refusal without an outcome or somebody who records it, and while nobody sits on it.
    """
    if not outcome.strip() or not by.strip():
        raise Refusal("Say how it ended, in a sentence without names, and who records it. Nothing was recorded.")
    with secretary.ledger.writing(secretary.now()) as pen:
        failed = no_confidence.of(pen.session, key)
        if failed.ended_on is not None:
            return False
        representatives, members = no_confidence.count_of(pen.session, key)
        composed = rules.is_composed(representatives=representatives, voting_members=members, charter=secretary.charter)
        if not composed:
            raise Refusal(f"First record who sits on it: {composed.because} ({composed.clause}). Nothing was recorded.")
        failed.ended_on = calendar.day_of(pen.at, secretary.charter.zone)
        failed.ended_with, failed.ended_by = outcome.strip(), by.strip()
        title = f"Ad hoc committee: {failed.about}"
        sentence = f"Its work has ended: {failed.ended_with}"
        minutes.write(pen, f"{key}/ad-hoc-ended", on=failed.ended_on, title=title, sentence=sentence, clause="S5")
        pen.log("ad_hoc.ended", election=key)
    return True


@flow(name="ad-hoc-seats", flow_run_name=named("Ad hoc committee: {vote:ballot}"))
def record_ad_hoc_seats(
    vote: Annotated[str, titled("Vote")],
    representatives: Annotated[list[str], titled("Representatives of the committee")],
    voting_members: Annotated[list[str], titled("Voting members")],
) -> str:
    """Record who sits on the ad hoc committee that follows a vote of no confidence. It replaces what was recorded.

    Args:
        vote: The key of the vote that failed.
        representatives: Member numbers of those who sit on it for the Steering Committee.
        voting_members: Member numbers of those who sit on it for the voting members.
    """
    secretary = Secretary.at_work()
    ruling = seat(secretary, vote, representatives=representatives, voting_members=voting_members)
    screen.show_desk(secretary)
    return f"Recorded: {ruling.because} ({ruling.clause})."


@flow(name="ad-hoc-ended", flow_run_name=named("Ad hoc committee ended: {vote:ballot}"))
def record_ad_hoc_end(
    vote: Annotated[str, titled("Vote")],
    outcome: Annotated[str, titled("How it ended")],
    recorded_by: Annotated[str, titled("Recorded by")],
) -> str:
    """Record how the work of an ad hoc committee ended.

    Args:
        vote: The key of the vote that failed.
        outcome: In a sentence for the minutes, without names.
        recorded_by: Your initials.
    """
    secretary = Secretary.at_work()
    news = end(secretary, vote, outcome=outcome, by=recorded_by)
    screen.show_desk(secretary)
    return "Its end is on record." if news else "It had ended before. Nothing changed."
