"""Decide: an organiser's decision on a dispute, from the dashboard or the command line."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Literal

from core import calendar, petitions
from core.records import Petition
from core.tabs import RowFault
from flows import screen
from flows.duties.membership import answers, roster, stock
from flows.duties.membership.roster import RosterFault
from flows.duties.petition import deciding
from flows.duties.petition import petitions as kept
from flows.duties.privacy import discretion, marks
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import titled
from integrations.google import sheets


def decide(
    secretary: Secretary,
    dispute: str,
    *,
    decision: str,
    reason: str,
    by: str,
    counts_as: str = "",
    on: str = "",
    replacing: int = 0,
) -> str:
    """M4. Decide a dispute, as the tab Disputes does. Returns what was done, and what is left to do.

    `on` is a day as 2026-02-28, `replacing` the number of the decision that this one takes the place of. Raises
    Refusal where it can't be carried out.
    """
    nth = petitions.number_in("dispute", dispute)
    if nth is None:
        raise Refusal(f"“{dispute}” is no dispute's number. Numbers are written as D3.")
    _refuse_unheard_of(secretary, nth)
    tabs = sheets.read(secretary.google, secretary.settings.members_book, roster.TABS).tabs
    today = calendar.day_of(secretary.now(), secretary.charter.zone)
    try:
        with secretary.ledger.reading() as session:
            found = roster.read(
                tabs,
                partial(answers.given, session, zone=secretary.charter.zone),
                marks.read(secretary, session),
                discretion.leaving(session),
            )
        ruled = petitions.verdict(
            decision=decision, counts_as=counts_as, on=on, reason=reason, by=by, events=found.events, today=today
        )
    except (RosterFault, RowFault) as letter:
        raise Refusal(f"{letter} Nothing was recorded.") from None
    taken = deciding.decide(secretary, nth, ruled, found, replacing=replacing)
    label = petitions.label("dispute", nth)
    if taken is None:
        return f"{label} was decided so before. Nothing was recorded now."
    return f"{label} is {ruled.decision} (decision {taken.turn}). {_told(secretary, nth, found)}{_left(secretary, nth)}"


def _refuse_unheard_of(secretary: Secretary, nth: int) -> None:
    with secretary.ledger.reading() as session:
        known = {one.nth for one in kept.of(session, "dispute")}
    if nth not in known:
        there = f"They are D1 to D{max(known)}" if known else "None has come in yet"
        raise Refusal(
            f"There is no dispute {petitions.label('dispute', nth)}. {there}; to look for more: canvass requests"
        )


def _told(secretary: Secretary, nth: int, found: roster.Roster) -> str:
    with secretary.ledger.reading() as session:
        number = session.get_one(Petition, ("dispute", nth)).member
    if found.mailbox(number):
        return f"{number} is told by letter with the next pass."
    return f"{number} has no mailbox: tell them yourself."


def _left(secretary: Secretary, nth: int) -> str:
    """What a frozen roll needs now, since it doesn't change by itself."""
    with secretary.ledger.reading() as session:
        number = session.get_one(Petition, ("dispute", nth)).member
    drifts = stock.take_stock(secretary).drifts
    return "".join(
        f" The frozen roll of “{one.title}” no longer fits the records: canvass correct {one.key} {number}"
        for one in drifts
        if number in (*one.missing, *one.extra)
    )


@flow(name="decide", flow_run_name=named("Decide dispute {dispute}"))
def decide_dispute(
    dispute: Annotated[str, titled("Dispute")],
    decision: Annotated[Literal["upheld", "declined"], titled("Decision")],
    reason: Annotated[str, titled("Reason")],
    decided_by: Annotated[str, titled("Decided by")],
    counts_as: Annotated[str, titled("Counts as")] = "",
    date: Annotated[str, titled("Date")] = "",
    replacing: Annotated[int, titled("Instead of")] = 0,
) -> str:
    """Decide what a member says is missing or wrong about what they took part in. They get a letter with the reason.

    Args:
        dispute: Its number in the tab Disputes, such as D3.
        decision: Whether they are right.
        reason: In a sentence. The member reads it. No other people's names, please.
        decided_by: Your initials or role, for the record and the letter.
        counts_as: If upheld: an event as the tab Events names it, or "volunteering: Door-knocking".
        date: The day of the volunteering, as 2026-02-28. An event's own day is known.
        replacing: If it was decided before, the number of that decision.
    """
    secretary = Secretary.at_work()
    done = decide(
        secretary,
        dispute,
        decision=decision,
        reason=reason,
        by=decided_by,
        counts_as=counts_as,
        on=date,
        replacing=replacing,
    )
    screen.show_requests(secretary)
    screen.show_desk(secretary)
    return done
