"""Changed seats: who is on a roll of the committee though they couldn't vote, or isn't though they could have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core import calendar, secrecy
from core.bylaws import committee
from core.calendar import day_in_words
from core.records import Election, Person, Recusal
from core.records.elections import COMMITTEE
from core.ruling import Obstacle, Ruling
from core.seats import TAB
from flows.duties.committee import on_record, seats, voided
from flows.duties.election import matters, roll
from flows.duties.election.holds import unless_accepted
from flows.duties.election.rules import rules_of
from flows.duties.membership import answered
from flows.duties.privacy import discretion
from flows.secretary import Secretary


def check(secretary: Secretary, election: Election) -> tuple[Obstacle | None, ...]:
    """S9, S10, S11. What stands in the way of sealing, of an election that was read before."""
    with secretary.ledger.reading() as session:
        return before_sealing(session, election)


def before_sealing(session: Session, election: Election) -> tuple[Obstacle | None, ...]:
    """S9, S10, S11. Whether roll and tab, as it was last taken over, agree about who votes, both ways."""
    return since_freezing(session, election), left_off(session, election)


def before_certifying(session: Session, election: Election) -> tuple[Obstacle | None, ...]:
    """S9, S11. Whether nobody decided who keeps away by now, and nobody was left off the roll who had a vote."""
    return recused_since(session, election), left_off(session, election)


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


def left_off(session: Session, election: Election) -> Obstacle | None:
    """S9, S10. Whether somebody had a vote on the day of freezing, as the tab has it by now, and isn't on the roll.

    Or a row that is taken out for an hour would take a vote, and lessen what a majority of all active members is.
    """
    if election.electorate != COMMITTEE:
        return None
    missing = list(_missing(session, election))
    if not missing:
        return None
    day = day_in_words(_frozen_on(session, election))
    because = (
        f"not on its roll, though by the tab {TAB.name} they had a vote on {day}: {', '.join(missing)}. Put the "
        f"tab right; or, before voting closes, the roll: canvass correct {election.key}; or, before it is sealed, "
        "withdraw the vote, and hold it anew. Accepted, it stands without their votes"
    )
    return Obstacle("S9", because, secrecy.fingerprint(missing))


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
    day, rules = _frozen_on(session, election), rules_of(election)
    terms, leaving = seats.by_member(session), discretion.leaving(session)
    for number in [one.number for one in roll.voters_of(session, election.key) if one.number not in leaving]:
        ruling = committee.votes_on(race, terms.get(number, []), on=day, charter=rules)
        if not ruling:
            yield number, ruling


def _missing(session: Session, election: Election) -> Iterator[str]:
    """The numbers of those who could vote on the day of freezing, and aren't on the roll; each person once.

    Not of whoever isn't to be on it for another reason: they asked to be erased, the matter leaves them out, they
    kept away from the race that day, or a vote on it was voided for them.
    """
    race, day, rules = _race_of(election), _frozen_on(session, election), rules_of(election)
    terms, same = seats.by_member(session), answered.merged(session)
    voters = {one.number for one in roll.voters_of(session, election.key)}
    out = discretion.leaving(session) | matters.without(session, election) | _kept_away_on(session, election, day)
    seen = {other for number in voters | out for other in same.get(number, {number})}
    people = set(session.execute(select(Person.number)).scalars())
    for number in sorted(terms.keys() & people):
        could = committee.votes_on(race, terms[number], on=day, charter=rules)
        if number not in seen and could and voided.may_vote_anew(session, election, [number]):
            yield number


def _kept_away_on(session: Session, election: Election, day: date) -> set[str]:
    """S11. Whose recusal from the race that this is about was on record on a day, though it may have ended since."""
    about = {str((one.about or {}).get("race", "")) for one in election.contests} | {_race_of(election)}
    then = select(Recusal.number).where(Recusal.race_key.in_(about), Recusal.since <= day)
    return set(session.execute(then.where(or_(Recusal.until.is_(None), Recusal.until >= day))).scalars())


def _frozen_on(session: Session, election: Election) -> date:
    return calendar.day_of(roll.frozen_at(session, election.key), election.zone)
