"""Changed seats: who is on the roll of the committee's vote, though by what is known now they couldn't vote on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
    found, recorded = _recused(session, election)
    return _recusal(election, found, [one for one in found if one not in recorded])


def voids(session: Session, election: Election) -> list[str]:
    """S11. For whom a counted vote can be voided, by number: whose recusal is on record, and nobody accepted it.

    A cell of the tab voids nothing: whoever can edit the sheet could undo what the committee decided, and be gone.
    """
    fault = recused_since(session, election)
    found, recorded = _recused(session, election)
    mine = [one for one in found if one in recorded]
    alone = _recusal(election, mine, [])
    looked_at = unless_accepted(election, fault) is None or unless_accepted(election, alone) is None
    return [] if looked_at else mine


def _recused(session: Session, election: Election) -> tuple[list[str], set[str]]:
    """Who on the roll of the committee's vote keeps away from its race, in its order, and of whom that is on record."""
    race = _race_of(election)
    if election.electorate != COMMITTEE or not race:
        return [], set()
    noted = {one.number for one in on_record.recusals(session, race=race)}
    away = noted | {
        number for number, terms in seats.by_member(session).items() if any(race in one.recused for one in terms)
    }
    same, settled = answered.merged(session), _accepted(session, election)
    voters = [one.number for one in roll.voters_of(session, election.key) if one.number not in settled]
    found = [number for number in voters if away & same.get(number, {number})]
    return found, {number for number in found if noted & same.get(number, {number})}


def _recusal(election: Election, found: Sequence[str], unrecorded: Sequence[str]) -> Obstacle | None:
    """What is said of these members, of whom some are recused by the tab alone."""
    if not found:
        return None
    race = _race_of(election)
    because = (
        f"on its roll are, recused from {race} since: {', '.join(found)}. Their votes can't be taken out of the count. "
        "If they had to keep away when they voted, withdraw this vote, and have the committee vote anew without them: "
        f"canvass withdraw {election.key}. "
    )
    if unrecorded:
        because += (
            f"That needs a recusal on record, and this is only in the tab {TAB.name}: {', '.join(unrecorded)}. Put it "
            f"on record (canvass recuse {unrecorded[0]} {race}), or take it out there. "
        )
    return Obstacle("S11", f"{because}Accepted, these votes count", secrecy.fingerprint([*found]))


def _race_of(election: Election) -> str:
    return next((one.race_key for one in election.contests if one.race_key), "")


def _accepted(session: Session, election: Election) -> set[str]:
    """Whose votes a person accepted when this vote was stopped for them, if it is for the same ones still."""
    told = since_freezing(session, election)
    same = told is not None and unless_accepted(election, told) is None
    return {number for number, _ in _against(session, election)} if same else set()


def _against(session: Session, election: Election) -> Iterator[tuple[str, Ruling]]:
    """Each number on the roll that couldn't vote on the day of freezing, and the ruling that says so."""
    race = _race_of(election)
    day, rules = calendar.day_of(roll.frozen_at(session, election.key), election.zone), rules_of(election)
    terms, same, leaving = seats.by_member(session), answered.merged(session), discretion.leaving(session)
    for number in [one.number for one in roll.voters_of(session, election.key) if one.number not in leaving]:
        mine = [term for other in same.get(number, {number}) for term in terms.get(other, ())]
        ruling = committee.votes_on(race, mine, on=day, charter=rules)
        if not ruling:
            yield number, ruling
