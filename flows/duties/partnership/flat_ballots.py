"""Flat ballots: of a partner's two delegates one ballot counts at most, by the precedence that was fixed before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from core import secrecy
from core.bylaws import partnership_delegates as delegates
from core.bylaws.partnership_delegates import Ballots, Passing
from core.calendar import Window
from core.intake import Fate, Intake, Submission
from core.records import Election, RollEntry, StoodAside
from core.records.elections import PARTNERS
from core.records.partnerships import BACKUP, PRIMARY
from core.ruling import Ruling
from flows.duties.election import intake, roll
from flows.duties.election.rules import rules_of
from flows.duties.partnership import absence_history, flat_voters, partnerships
from flows.secretary import Refusal, Secretary

VALID: tuple[Fate, ...] = ("counted", "superseded")
"""What becomes of a ballot that could count: it does, or another one of the same code does."""


def codes_of(key: bytes, election: str, voters: Iterable[RollEntry]) -> dict[int, str]:
    """The hash of each line's code, with which its ballots are recognised."""
    return {one.line: secrecy.hash_of(key, election, line=one.line, epoch=one.epoch) for one in voters}


def settled(session: Session, election: Election, sorted_out: Intake, codes: Mapping[int, str]) -> Intake:
    """P2. Every submission with its fate once precedence is settled: never do both ballots of a partner count.

    The one that doesn't is superseded, as is a ballot that another one of the same voter takes the place of. Of any
    other vote than a flat one nothing changes. `codes` are the hashes of the roll's lines.
    """
    if election.electorate != PARTNERS:
        return sorted_out
    set_aside = set(_outranked(session, election, sorted_out, codes))
    return Intake(
        tuple(
            (one, "superseded" if fate == "counted" and one.code_hash in set_aside else fate)
            for one, fate in sorted_out.fates
        )
    )


def _outranked(session: Session, election: Election, sorted_out: Intake, codes: Mapping[int, str]) -> Iterator[str]:
    """The codes of delegates whose ballot isn't the one that counts for their partner."""
    first = _first_instants(sorted_out)
    for lines in by_partner(roll.voters_of(session, election.key)).values():
        there = {rank: first.get(codes[one.line]) for rank, one in lines.items()}
        ballots = Ballots(there.get(PRIMARY), there.get(BACKUP))
        counted = delegates.counts(ballots, _passing(session, election, lines, ballots.backup))
        yield from (codes[one.line] for rank, one in lines.items() if rank != counted.whose)


def by_partner(voters: Iterable[RollEntry]) -> dict[str, dict[str, RollEntry]]:
    """The lines of delegates: partner → whether primary or backup → line."""
    found: dict[str, dict[str, RollEntry]] = {}
    for one in voters:
        if one.votes_for:
            found.setdefault(one.votes_for, {})[one.delegated_as] = one
    return found


def _first_instants(sorted_out: Intake) -> dict[str, datetime]:
    """When the first valid ballot of each code came in. Which of its versions says how they vote is another matter."""
    valid = [one for one, fate in sorted_out.fates if fate in VALID]
    first: dict[str, Submission] = {}
    for one in sorted(valid, key=lambda each: each.submitted):
        first.setdefault(one.code_hash, one)
    return {code: _instant(one.submitted) for code, one in first.items()}


def _instant(submitted: str) -> datetime:
    """Google's time, to the microsecond."""
    return datetime.fromisoformat(f"{submitted[: len('2026-11-05T18:00:00.000000')]}+00:00")


def _passing(session: Session, election: Election, lines: Mapping[str, RollEntry], backup: datetime | None) -> Passing:
    """When a partner's vote passes to its backup, whose first ballot came in at an instant."""
    window = Window(election.opens_at, election.closes_at, election.zone)
    primary, rules = lines.get(PRIMARY), rules_of(election)
    if primary is None:
        return delegates.passing(window, charter=rules)
    key, nth = flat_voters.delegate_of(primary)
    aside = session.get(StoodAside, (election.key, key, nth))
    stood_aside = aside.stood_aside_at if aside else None
    away = absence_history.of(session, key, nth)
    return delegates.passing(window, absences=away, stood_aside=stood_aside, backup=backup, charter=rules)


def votes_cast(secretary: Secretary, session: Session, election: Election) -> int:
    """P2. How many votes have come in while ballots are open: a partner of which any ballot is there has one."""
    came = intake.voters(secretary, election)
    key = secretary.keyring.read(election.key)
    if key is None:
        return len(came)
    voters = roll.voters_of(session, election.key)
    codes = codes_of(key.key, election.key, voters)
    return roll.votes(one for one in voters if codes[one.line] in came)


def members_cast(secretary: Secretary, session: Session, election: Election) -> dict[str, int]:
    """P2, P9. How many members have voted while ballots are open, of how many who may.

    Delegates aren't in it: as one ballot of a partner's two counts, a delegate could see from a number that stays the
    same after their own ballot that the other one has voted. Without the election's key nobody can know, so none have.
    """
    members = [one for one in roll.voters_of(session, election.key) if not one.votes_for]
    key = secretary.keyring.read(election.key)
    codes = codes_of(key.key, election.key, members) if key is not None else {}
    came = intake.voters(secretary, election) if codes else set()
    return {"ballots": sum(codes[one.line] in came for one in members if codes), "roll_size": len(members)}


def silent(secretary: Secretary, session: Session, election: Election, *, at: datetime) -> list[tuple[str, int]]:
    """P2. The partners for whom nobody has voted, once it is time to say so: partnership and number.

    It tells that there is no ballot for a partner, never which delegate has voted. Without the election's key nobody
    can know.
    """
    key = secretary.keyring.read(election.key)
    if election.electorate != PARTNERS or election.state != "open" or key is None:
        return []
    voters = roll.voters_of(session, election.key)
    codes = codes_of(key.key, election.key, voters)
    came = intake.voters(secretary, election)
    found = []
    for lines in by_partner(voters).values():
        anybody = any(codes[one.line] in came for one in lines.values())
        if is_silent(election, anybody=anybody, at=at):
            found.append(flat_voters.partner_of(next(iter(lines.values()))))
    return found


def silent_by_name(secretary: Secretary, key: str) -> list[str]:
    """P2. The silent partners of a flat vote by their names, for the terminal of whoever asks them."""
    with secretary.ledger.reading() as session:
        election = session.get(Election, key)
        if election is None or election.electorate != PARTNERS:
            raise Refusal(f"There is no flat vote “{key}”.")
        found = silent(secretary, session, election, at=secretary.now())
        names = [f"{partnerships.of(session, of).name_of(nth)}: neither delegate has voted" for of, nth in found]
    return names or ["No partner is silent, or it isn't time yet to say so."]


def is_silent(election: Election, *, anybody: bool, at: datetime) -> Ruling:
    """P2. Whether organisers hear of a partner now. When a ballot came in, or whose it is, plays no part in it."""
    window = Window(election.opens_at, election.closes_at, election.zone)
    ballots = Ballots(primary=election.opens_at) if anybody else Ballots()
    return delegates.is_silent("the partner", ballots, window, at=at, charter=rules_of(election))
