"""Changed seats: who is on the roll of the committee's vote, though by what is known now they couldn't vote on it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from core import calendar, secrecy
from core.bylaws import committee
from core.records import Election
from core.records.elections import COMMITTEE
from core.ruling import Obstacle, Ruling
from core.seats import TAB
from flows.duties.committee import on_record, seats
from flows.duties.election import roll
from flows.duties.election.holds import unless_accepted
from flows.duties.election.rules import rules_of
from flows.duties.membership import answered
from flows.duties.privacy import discretion
from flows.secretary import Secretary


def check(secretary: Secretary, election: Election) -> Obstacle | None:
    """S9, S10, S11. The same, of an election that was read before."""
    with secretary.ledger.reading() as session:
        return since_freezing(session, election)


def since_freezing(session: Session, election: Election) -> Obstacle | None:
    """S9, S10, S11. Whether the tab, as it was last taken over, lets everybody on a frozen roll vote, or why not.

    It goes by the local day of freezing: whose term or leave ended or began since then votes as they could. Who asked
    to be erased is passed over, as their seat may be gone before their line. Of the members' votes it says nothing.
    """
    if election.electorate != COMMITTEE:
        return None
    found = list(_against(session, election))
    if not found:
        return None
    who = "; ".join(f"{number} ({one.because}, {one.clause})" for number, one in found)
    because = (
        f"on its roll are, by the tab {TAB.name}: {who}. Put the tab right, or, before voting closes, the roll: "
        f"canvass correct {election.key}. Accepted, these votes count"
    )
    return Obstacle(found[0][1].clause, because, secrecy.fingerprint([number for number, _ in found]))


def recused_since(session: Session, election: Election) -> Obstacle | None:
    """S11. Whether somebody on the roll of the committee's counted vote on a race keeps away from that race by now.

    It asks for no other clause: who was active when the roll was frozen was entitled to vote. No line is struck after
    sealing, so there are two ways on, and a person chooses. What was accepted before sealing isn't asked again.
    """
    race = next((one.race_key for one in election.contests if one.race_key), "")
    if election.electorate != COMMITTEE or not race:
        return None
    away = {one.number for one in on_record.recusals(session, race=race)}
    away |= {number for number, terms in seats.by_member(session).items() if any(race in one.recused for one in terms)}
    same = answered.merged(session)
    voters = [one.number for one in roll.voters_of(session, election.key)]
    settled = _accepted(session, election)
    found = [number for number in voters if away & same.get(number, {number}) and number not in settled]
    if not found:
        return None
    because = (
        f"on its roll are, recused from {race} since: {', '.join(found)}. Their votes can't be taken out of the count. "
        "If they had to keep away when they voted, withdraw this vote, and have the committee vote anew without them: "
        f"canvass withdraw {election.key}. One that is in the tab "
        f"{TAB.name} by mistake is taken out there. Accepted, these votes count"
    )
    return Obstacle("S11", because, secrecy.fingerprint(found))


def _accepted(session: Session, election: Election) -> set[str]:
    """Whose votes a person accepted when this vote was stopped for them, if it is for the same ones still."""
    told = since_freezing(session, election)
    same = told is not None and unless_accepted(election, told) is None
    return {number for number, _ in _against(session, election)} if same else set()


def _against(session: Session, election: Election) -> Iterator[tuple[str, Ruling]]:
    """Each number on the roll that couldn't vote on the day of freezing, and the ruling that says so."""
    race = next((one.race_key for one in election.contests if one.race_key), "")
    day, rules = calendar.day_of(roll.frozen_at(session, election.key), election.zone), rules_of(election)
    terms, leaving = seats.by_member(session), discretion.leaving(session)
    for number in [one.number for one in roll.voters_of(session, election.key) if one.number not in leaving]:
        ruling = committee.votes_on(race, terms.get(number, []), on=day, charter=rules)
        if not ruling:
            yield number, ruling
