"""Confirm: a member's vote ends sooner than it did because records are gone, and an organiser says: rightly."""

from __future__ import annotations

from prefect import flow

from core import calendar
from core.bylaws import membership
from core.notices import Told
from core.records import ToldStatus
from flows.duties import stock, told
from flows.secretary import Refusal, Secretary


def confirm(secretary: Secretary, member: str) -> str:
    """M4. Take what the sheets say about a member as right, though records of theirs vanished. Returns what follows.

    Whoever has no vote by them gets the letter that says so with the next reading; who has left the tab Members
    is forgotten, without a letter. Raises Refusal where nothing about the member is in doubt.
    """
    found = stock.take_stock(secretary)
    number = member.strip()
    doubt = dict(found.doubts).get(number)
    if found.refused or doubt is None:
        raise Refusal(
            f"Nothing about {number or 'nobody'} waits to be confirmed. The page “membership” lists who does."
        )
    standing = next((one for one in found.standings if one.number == number), None)
    with secretary.ledger.writing(secretary.now()) as pen:
        row = pen.session.get_one(ToldStatus, number)
        pen.log("status.confirmed", member=number)
        if standing is None:
            pen.session.delete(row)
            return f"{number} is forgotten."
        on = calendar.day_of(pen.at, secretary.charter.zone)
        facts = found.members.on_record[number]
        until = membership.voting_until(facts, on=on, charter=secretary.charter) if standing.ruling.ruling else None
        told.write(pen, number, Told(voting=True, until=until, warned_for=row.warned_for))
    if until is None:
        return f"{number} is told with the next reading that they have no vote for now."
    return f"{number} has their vote until {calendar.day_in_words(until)}, and is told in time before that."


@flow(name="confirm", flow_run_name="Confirm: {member}")
def confirm_status(member: str) -> str:
    """Records of a member vanished from the sheets, and that is right: go by what is there now.

    Args:
        member: The member's number, such as M017.
    """
    return confirm(Secretary.at_work(), member)
