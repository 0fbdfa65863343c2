"""Our own report: filled in from our own vote, once an officer has certified it; nobody has to type it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import parallel
from core.bylaws import counting
from core.bylaws.partnership import settled
from core.charter import Charter
from core.counting.record import Count
from core.ledger import Pen
from core.records import Certificate, Election, ParallelAnswer, ParallelVote
from core.records.elections import SECRET
from core.records.partnerships import REPORT
from flows.duties.election import announcing
from flows.duties.election.rules import rules_of
from flows.duties.partnership import parallel_votes
from flows.duties.partnership.parallel_votes import ELECTION, NOBODY, PARTNER, RECORDED_BY
from flows.secretary import Secretary

CERTIFIED = ("certified", "announced")
"""The states of an election whose count an officer has certified."""

PASSED = "passed"


def fill_in(secretary: Secretary) -> list[str]:
    """P6. Put our report on record for each parallel vote whose election of ours is certified, once."""
    with secretary.ledger.reading() as session:
        waiting = [one.key for one in _waiting(session)]
    for key in waiting:
        with secretary.ledger.writing(secretary.now()) as pen:
            _record(secretary, pen, key)
    return [f"{key}: our own report is filled in from our vote." for key in waiting]


def _waiting(session: Session) -> list[ParallelVote]:
    """The votes whose election of ours is certified, and whose count isn't on record as our report."""
    going = select(ParallelVote).where(ParallelVote.key.in_(parallel_votes.under_way(session)))
    votes = session.execute(going.where(ParallelVote.our_election != "")).scalars()
    return [one for one in votes if _is_certified(session, one) and not _is_there(session, one)]


def _is_certified(session: Session, vote: ParallelVote) -> bool:
    return session.get_one(Election, vote.our_election).state in CERTIFIED


def _answer_id(vote: ParallelVote) -> str:
    return f"election/{vote.our_election}"


def _is_there(session: Session, vote: ParallelVote) -> bool:
    mine = select(ParallelAnswer.turn).where(ParallelAnswer.parallel_key == vote.key)
    return session.execute(mine.where(ParallelAnswer.answer_id == _answer_id(vote))).first() is not None


def _record(secretary: Secretary, pen: Pen, key: str) -> None:
    vote = pen.session.get_one(ParallelVote, key)
    if _is_there(pen.session, vote):
        return
    election = pen.session.get_one(Election, vote.our_election)
    certified = pen.session.get_one(Certificate, election.key)
    ours = parallel_votes.standing(pen.session, key, charter=secretary.charter).ours
    figures = _figures(secretary, pen.session, vote, election)
    pen.session.add(
        ParallelAnswer(
            parallel_key=key,
            turn=parallel_votes.next_turn(pen.session, key),
            kind=REPORT,
            nth=NOBODY,
            answer_id=_answer_id(vote),
            answered=parallel_votes.instant_of(certified.at),
            handed_in=pen.at,
            said={PARTNER: ours, RECORDED_BY: "Canvass", ELECTION: election.key, **figures},
        )
    )
    pen.log("parallel.counted", vote=key, election=election.key)


def _figures(secretary: Secretary, session: Session, vote: ParallelVote, election: Election) -> Mapping[str, Any]:
    """P6, P9. What was decided, how many took part, and percentages where they tell of nobody.

    Without a quorum nothing is adopted, so that is the second choice.
    """
    count = Count.from_json(dict(election.contests[0].count or {}))
    yes, no = vote.choices
    took_part = announcing.turnout(secretary, session, election)
    figures: dict[str, Any] = {
        parallel.DECISION: yes if count.outcome == PASSED else no,
        parallel.TOOK_PART: str(took_part),
        parallel.COULD: str(election.roll_size),
    }
    charter = rules_of(election)
    if election.ballots == SECRET and count.smallest_group < charter.publication.decision_only_under.value:
        return figures
    return figures | shares(count.rounds[0].tally if count.rounds else {}, took_part=took_part, charter=charter)


def shares(tally: Mapping[str, int], *, took_part: int, charter: Charter) -> dict[str, str]:
    """P9. The percentages of yes and no in a count, as a report has them; none where they would tell of few people.

    It is looked at here, where votes are whole numbers, and not only at what the percentages round to.
    """
    whole, least = sum(tally.values()), settled(charter).smallest_group.value
    votes = [tally.get(option, 0) for option in (counting.YES.id, counting.NO.id)]
    if min(votes) < least or 0 < took_part - sum(votes) < least:
        return {}
    return {
        parallel.share_of(nth): f"{float(Fraction(100 * number, whole)):.1f}"
        for nth, number in enumerate(votes, start=1)
    }
