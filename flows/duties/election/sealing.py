"""Sealing and counting: after closing the codes are destroyed, and only then is anything counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core import ledger, secrecy
from core.bylaws import counting
from core.counting.ballots import Ballots
from core.counting.count import count
from core.counting.marks import clean
from core.counting.record import Count
from core.counting.rule import CountingRule, Option
from core.intake import Intake, Submission
from core.records import (
    Contest,
    Credential,
    Election,
    GroupsTold,
    Pile,
    Reading,
    Response,
    RolePile,
    RollCall,
    RollEntry,
    Voted,
)
from core.records.elections import APPROVAL, COMMITTEE, PARTNERS, ROLL_CALL
from core.ruling import Obstacle
from flows.duties.committee import changed_seats
from flows.duties.election import intake, role_piles, roll
from flows.duties.election.holds import unless_accepted
from flows.duties.election.rules import rules_of
from flows.duties.partnership import flat_ballots
from flows.secretary import Secretary


def note_reading(secretary: Secretary, election: Election, digest: str) -> None:
    """Keep the digest of a full reading made after closing, unless another process has sealed the ballots meanwhile."""
    at = secretary.now()
    with secretary.ledger.writing(at) as pen:
        closed = pen.session.get_one(Election, election.key).state == "closed"
        if closed and pen.session.get(Reading, (election.key, at)) is None:
            pen.session.add(Reading(election_key=election.key, at=at, digest=digest))


def is_settled(secretary: Secretary, election: Election) -> bool:
    """Whether the last two readings far enough apart are equal: nothing is still on its way at Google."""
    apart = timedelta(minutes=rules_of(election).closing.settling_minutes.value)
    with secretary.ledger.reading() as session:
        mine = select(Reading).where(Reading.election_key == election.key).order_by(Reading.at.desc())
        readings = session.execute(mine).scalars().all()
    return any(_confirms(readings[0], earlier.at, apart) for earlier in _unchanged(readings))


def _unchanged(readings: Any) -> list[Reading]:
    """The run of equal readings that ends with the newest."""
    run: list[Reading] = []
    for reading in readings:
        if reading.digest != readings[0].digest:
            break
        run.append(reading)
    return run


def _confirms(newest: Reading, earlier: datetime, apart: timedelta) -> bool:
    return newest.at - earlier >= apart


def seal(secretary: Secretary, election: Election) -> Obstacle | None:
    """Write who took part and what was voted, apart from each other; forget codes' hashes and times; all at once.

    An Obstacle says why it can't be done. The key itself is destroyed afterwards (`destroy_key`).
    """
    key = secretary.keyring.read(election.key)
    with secretary.ledger.writing(secretary.now()) as pen:
        current = pen.session.get_one(Election, election.key)
        if current.state != "closed":
            return None
        changed = unless_accepted(current, *changed_seats.before_sealing(pen.session, current))
        if changed is not None:
            return changed
        if key is None:
            return KEY_MISSING
        # Sorted while the book is held: what another process reads in just now is counted, not swept away.
        voters = roll.voters_of(pen.session, election.key)
        codes = flat_ballots.codes_of(key.key, election.key, voters)
        sorted_out = flat_ballots.settled(pen.session, current, intake.sorted_out(secretary, election), codes)
        counted = sorted_out.counted()
        cast = {one.code_hash for one in counted}
        took_part = [line for line, code_hash in codes.items() if code_hash in cast]
        if len(took_part) != len(counted):
            return Obstacle("E7", f"{len(counted)} ballots count, but {len(took_part)} roll lines took part")
        pen.session.add_all(Voted(election_key=election.key, line=line) for line in sorted(took_part))
        if current.electorate == PARTNERS:
            pen.session.add_all(_role_piles(pen.session, current, counted, _roles(voters, codes)))
        if (current.electorate, current.ballots) == (COMMITTEE, ROLL_CALL):
            pen.session.add_all(_roll_call(current, counted, codes))
        current.tie_seed = key.seed
        write_piles(pen, current, sorted_out)
    return None


KEY_MISSING = Obstacle("P9", "the election's key file is missing, so nobody can tell who took part")


def write_piles(pen: ledger.Pen, current: Election, sorted_out: Intake) -> None:
    """Write what was voted, forget codes' hashes and times, and seal: the stroke after which nobody can go back."""
    for contest in current.contests:
        pen.session.add_all(_piles(contest, sorted_out.counted()))
    pen.session.flush()
    current.intake = _treated(current, sorted_out)
    forget_ballots(pen.session, current.key)
    box = box_fingerprint(pen.session, current)
    pen.log("ballots.sealed", election=current.key, box=box, **sorted_out.tally())
    pen.advance(current, "sealed")
    current.sealed_log_head = pen.head.hash


def forget_ballots(session: Session, election_key: str) -> None:
    """Take away every submission, its time and its code's hash."""
    for table in (Response, Credential, Reading):
        session.execute(delete(table).where(table.election_key == election_key))


def forget_count(session: Session, election: Election) -> None:
    """Take away what was sealed and counted of a vote that can't stand: nothing is left that tells who voted how."""
    for table in (Pile, RolePile, GroupsTold, RollCall, Voted):
        session.execute(delete(table).where(table.election_key == election.key))
    for contest in election.contests:
        contest.count = None
    election.intake = None


def box_fingerprint(session: Session, election: Election) -> str:
    """SHA-256 over the sealed ballots, what became of every answer, and the seed of the lots."""
    piles = [sorted(piles_of(session, contest).items()) for contest in election.contests]
    called = [[one.position, one.line, one.choices] for one in roll_call_of(session, election.key)]
    by_role = [
        [[role, sorted(mine.items())] for role, mine in sorted(role_piles.piles_of(session, one).items())]
        for one in election.contests
    ]
    more = [*([called] if called else []), *([by_role] if any(by_role) else [])]
    return secrecy.fingerprint([piles, election.intake, election.tie_seed, *more])


def roll_call_of(session: Session, election_key: str) -> list[RollCall]:
    """S8. Who voted how, by contest and line of the roll; nothing of a secret vote."""
    mine = select(RollCall).where(RollCall.election_key == election_key)
    return list(session.execute(mine.order_by(RollCall.position, RollCall.line)).scalars())


def box_fault(session: Session, election: Election) -> Obstacle | None:
    """Whether the sealed ballots, and the counts made of them, are still those that the log vouches for."""
    if box_fingerprint(session, election) != ledger.newest(session, "ballots.sealed", election=election.key).get("box"):
        return Obstacle("E7", "the sealed ballots aren't those that were sealed: the log has another fingerprint")
    counts = secrecy.fingerprint([contest.count for contest in election.contests])
    if counts != ledger.newest(session, "ballots.counted", election=election.key).get("counts"):
        return Obstacle("E7", "the counts aren't those that were made: the log has another fingerprint")
    return None


def _rankings(contest: Contest, counted: tuple[Submission, ...]) -> list[tuple[tuple[str, ...], Any]]:
    """Each counted ballot's ranking in one contest, with what had to be cleaned on the way."""
    by_name = {option["name"]: option["id"] for option in contest.options}
    if contest.kind == APPROVAL:
        return [(_ticked(contest, ballot), ()) for ballot in counted]
    treatment = counting.treatment(rules_of(contest.election))
    return [
        clean(
            [
                next((by_name[given] for given in ballot.marks.get(question, ())), None)
                for question in contest.question_ids
            ],
            treatment,
        )
        for ballot in counted
    ]


def _ticked(contest: Contest, ballot: Submission) -> tuple[str, ...]:
    """What a ballot ticks, in the paper's order: in which order it was ticked tells nothing."""
    ticked = {name for question in contest.question_ids for name in ballot.marks.get(question, ())}
    return tuple(option["id"] for option in contest.options if option["name"] in ticked)


def _piles(contest: Contest, counted: tuple[Submission, ...]) -> list[Pile]:
    """Equal rankings collapsed, in an order that tells nothing."""
    piles = Counter(ranking for ranking, _ in _rankings(contest, counted))
    return [
        Pile(election_key=contest.election_key, position=contest.position, ranking=" ".join(ranking), votes=votes)
        for ranking, votes in sorted(piles.items())
    ]


def _roles(voters: Iterable[RollEntry], codes: Mapping[int, str]) -> dict[str, str]:
    """The voter role of each code. Of an organisation nothing is known here: delegates are one group (P9)."""
    return {codes[one.line]: one.voter_role for one in voters}


def _role_piles(
    session: Session, election: Election, counted: tuple[Submission, ...], roles: Mapping[str, str]
) -> Iterator[RolePile]:
    """P7, P9. The same ballots by their voters' roles, as far as anything needs them."""
    for contest in election.contests:
        rankings = _rankings(contest, counted)
        cast = [(roles[one.code_hash], ranking) for one, (ranking, _) in zip(counted, rankings, strict=True)]
        yield from role_piles.of(session, contest, cast, rule=CountingRule.from_json(contest.rule))


def _roll_call(election: Election, counted: tuple[Submission, ...], codes: Mapping[int, str]) -> Iterator[RollCall]:
    """S8. Who voted how, line by line: only where the committee's charter wants a roll call, which the voters knew."""
    lines = {code_hash: line for line, code_hash in codes.items()}
    for contest in election.contests:
        for ballot, (ranking, _) in zip(counted, _rankings(contest, counted), strict=True):
            line = lines[ballot.code_hash]
            yield RollCall(
                election_key=election.key, line=line, position=contest.position, choices=" ".join(ranking),
                ballots=ROLL_CALL,
            )  # fmt: skip


def _treated(election: Election, sorted_out: Intake) -> dict[str, Any]:
    """received = counted + superseded + late + unknown + malformed; and per contest what needed cleaning."""
    counted = sorted_out.counted()
    treatments = {
        str(contest.position): dict(Counter(kind for _, kinds in _rankings(contest, counted) for kind in kinds))
        for contest in election.contests
    }
    return {**sorted_out.tally(), "treatments": treatments}


def destroy_key(secretary: Secretary, election: Election) -> None:
    """After sealing: from now on nobody can say whose ballot was whose, and no link can be sent again."""
    secretary.keyring.destroy(election.key)


def count_all(secretary: Secretary, election: Election) -> None:
    """Count every contest of a sealed election by its own rule."""
    with secretary.ledger.writing(secretary.now()) as pen:
        current = pen.session.get_one(Election, election.key)
        if current.state != "sealed":
            return
        for contest in current.contests:
            contest.count = counted(pen.session, contest, rule_of(contest, current.tie_seed)).as_json()
        note_counts(pen, current)
        pen.advance(current, "counted")


def counted(session: Session, contest: Contest, rule: CountingRule) -> Count:
    """The count of a contest's sealed ballots by a rule."""
    treated = (contest.election.intake or {})["treatments"][str(contest.position)]
    pooled, options = piles_of(session, contest), options_of(contest)
    if rule.weights:
        return role_piles.counted(session, contest, pooled, options=options, treatments=treated, rule=rule)
    ballots = Ballots.of(options, pooled, treatments=treated)
    return count(ballots, rule, eligible=contest.election.roll_size if rule.needs_electorate else None)


def note_counts(pen: ledger.Pen, election: Election) -> None:
    """Let the log vouch for the counts as they are now."""
    counts = secrecy.fingerprint([contest.count for contest in election.contests])
    pen.log("ballots.counted", election=election.key, counts=counts)


def options_of(contest: Contest) -> list[Option]:
    """The options of a contest, as the count wants them."""
    return [Option(option["id"], option["name"]) for option in contest.options]


def rule_of(contest: Contest, seed: str) -> CountingRule:
    """The rule a contest was frozen with, and the seed of its lots, known from sealing on."""
    return CountingRule.from_json({**contest.rule, "tie_seed": seed})


def piles_of(session: Session, contest: Contest) -> dict[tuple[str, ...], int]:
    """The sealed ballots of a contest."""
    mine = select(Pile).where(Pile.election_key == contest.election_key, Pile.position == contest.position)
    return {tuple(pile.ranking.split()): pile.votes for pile in session.execute(mine).scalars()}
