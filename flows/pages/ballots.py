"""What ballots need of a person: a look, an officer's word, a lot, or a telephone."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.records import Election
from flows.duties.election import announcing, drawing
from flows.duties.race import withdrawals
from flows.pages.needs import Address, Need, need, sentence


def needs(session: Session, address: Address) -> Iterator[Need]:
    """Of every ballot, by the day on which it closes."""
    for election in session.execute(select(Election).order_by(Election.closes_at, Election.key)).scalars():
        if election.held_because and election.state != "withdrawn":
            yield need(
                f"“{election.title}” is stopped",
                sentence(election.held_because),
                f"Mend it, and it goes on by itself. Or accept this very finding, {election.held_finding}, as it is.",
                door="accept",
                command=f"canvass accept {election.key} --finding {election.held_finding}",
            )
        if election.state == "counted" and drawing.waiting(election):
            yield need(
                f"A lot for “{election.title}” has to be drawn in public",
                "Its outcome hangs on a tie. Nothing can be certified before the lot is drawn.",
                f"Look up the drawing that voters were told of ({election.drawn_from}), then open the run "
                f"“Certify: {election.title}” and enter its numbers.",
                who="an officer",
                command=f'canvass certify {election.key} --drawn "…"',
                page=f"result-{election.key}",
                address=address,
            )
        elif election.state == "counted" and not election.held_because:
            yield need(
                f"Certify “{election.title}”",
                "Its ballots are counted. Nothing is announced before somebody has looked.",
                f"Look at it, then open the run “Certify: {election.title}” and press Resume.",
                who="an officer",
                command=f"canvass certify {election.key}",
                page=f"result-{election.key}",
                address=address,
            )
        yield from _withdrew(session, election)
        yield from _unreachable(session, election)


def _withdrew(session: Session, election: Election) -> Iterator[Need]:
    """E5. Who gave up while people vote on them: nothing changes by itself, and somebody has to decide."""
    for race, candidate, day in withdrawals.of_election(session, election):
        if election.state in withdrawals.SEALED:
            yield need(
                f"{candidate.name} withdrew from “{race.title}” on {calendar.day_in_words(day)}, during the vote",
                f"The ballots of “{election.title}” are sealed: they can't be withdrawn any more, and count as cast.",
                f"{sentence(withdrawals.AFTER_SEALING)} Afterwards the committee may end the race, with a reason: "
                f"canvass no-endorsement {race.key}",
                door="certify",
                command=f"canvass certify {election.key}",
            )
            continue
        yield need(
            f"{candidate.name} withdrew from “{race.title}” on {calendar.day_in_words(day)}",
            f"People are voting on it: “{election.title}” is {election.state}. What is voted on stays as it is.",
            "Withdraw the ballot, and draft it anew; or let it run. Only the first needs you to do something.",
            door="withdraw",
            command=f'canvass withdraw {election.key} --reason "…"',
        )


def _unreachable(session: Session, election: Election) -> Iterator[Need]:
    """Whoever has no address, is third in a mailbox, or left the mailing list can vote, if somebody tells them."""
    silent = announcing.unreachable(session, election.key) if election.state in ("frozen", "open") else 0
    if silent:
        voters = "1 voter" if silent == 1 else f"{silent} voters"
        yield need(
            f"{voters} of “{election.title}” whom no letter reaches",
            "They have no address, are third in a mailbox, or Mailchimp may not write to them.",
            "Telephone or write to them. This lists who they are, why, and what helps.",
            command=f"canvass unreachable {election.key}",
        )
