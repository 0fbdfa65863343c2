"""Parallel votes on record: which are under way, each partner's last report, and which next step it wants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import calendar, intake, parallel
from core.bylaws import partnership_parallel as rules
from core.bylaws.partnership_parallel import Outcome, Report
from core.charter import Charter
from core.parallel import Unreadable
from core.records import Delegate, DelegateAbsence, Election, ParallelAnswer, ParallelVote
from core.records.partnerships import PRIMARY, REPORT, STEP
from flows.duties.partnership import partnerships
from flows.duties.partnership.partnerships import Settled
from flows.secretary import Refusal
from flows.ways import by_door

PARTNER, RECORDED_BY, ON, ELECTION = "partner", "recorded_by", "on", "election"
"""What `said` holds besides a delegate's own words: the partner it is from, where an organiser or our own count says
it, who recorded it and for which day, or in which election it was counted. A next step without a partner is of all."""

TAKEN_BACK = "taken_back"
"""What the turn of a report stands under that an organiser had recorded by mistake."""

NOBODY = 0


@dataclass(frozen=True)
class Unread:
    """An answer that can't be taken for what it should be: its turn, whose it is, its kind, and what is wrong."""

    turn: int
    nth: int
    partner: int
    kind: str
    why: str


@dataclass(frozen=True)
class Standing:
    """A parallel vote as it stands now: what its partners reported last, which next step they want, what is unclear."""

    vote: ParallelVote
    settled: Settled
    answers: tuple[ParallelAnswer, ...]
    absences: tuple[DelegateAbsence, ...]
    counted: bool
    charter: Charter

    @property
    def key(self) -> str:
        """The vote's key."""
        return self.vote.key

    @cached_property
    def delegates(self) -> Mapping[int, Delegate]:
        """The partnership's delegates, by their number."""
        return {one.nth: one for one in self.settled.delegates}

    @cached_property
    def ours(self) -> int:
        """Our own number among the partners; 0 where we are none of them."""
        return next((one.nth for one in self.settled.partners if one.ours), NOBODY)

    def partner_of(self, answer: ParallelAnswer) -> int:
        """Whose an answer is, 0 for nobody's: a code is its delegate's for as long as they are one."""
        if answer.nth == NOBODY:
            return int(answer.said.get(PARTNER, NOBODY))
        delegate = self.delegates[answer.nth]
        gone = delegate.replaced_at is not None and delegate.replaced_at <= answer.handed_in
        return NOBODY if gone else delegate.partner

    @cached_property
    def unknown(self) -> int:
        """How many answers came by a code of nobody's, or of somebody who is no delegate any more."""
        return sum(RECORDED_BY not in one.said and self.partner_of(one) == NOBODY for one in self.answers)

    @cached_property
    def _reported(self) -> tuple[Mapping[int, tuple[int, Report]], tuple[Unread, ...]]:
        """P6. Each partner's last report that can be read, with its turn, and those that can't."""
        last: dict[int, tuple[int, Report]] = {}
        unread = []
        gone = {one.said.get(TAKEN_BACK) for one in self.answers}
        for answer in [one for one in self.answers if one.kind == REPORT and TAKEN_BACK not in one.said]:
            nth = self.partner_of(answer)
            if nth == NOBODY or answer.turn in gone or self._is_set_aside(answer, nth):
                continue
            try:
                last[nth] = answer.turn, self.read(answer.said, nth)
            except Unreadable as fault:
                unread.append(Unread(answer.turn, answer.nth, nth, REPORT, str(fault)))
        if self.counted and self.ours in last:
            last[self.ours] = self._with_feedback(*last[self.ours])
        return last, tuple(unread)

    def read(self, said: Mapping[str, Any], nth: int) -> Report:
        """P6. What was written, as a partner's report that can stand. Raises Unreadable, which says what is wrong."""
        found = parallel.report(said, self.settled.name_of(nth), choices=self.vote.choices)
        ruling = rules.is_a_report(found, partners=self.settled.names, choices=self.vote.choices)
        if not ruling:
            raise Unreadable(ruling.because)
        return found

    def _is_set_aside(self, answer: ParallelAnswer, nth: int) -> bool:
        """Where our vote is Canvass's, its count is our report; what our delegates send adds feedback, and no more."""
        election = answer.said.get(ELECTION)
        if election is not None:
            return not (self.counted and election == self.vote.our_election)
        return self.counted and nth == self.ours

    def _with_feedback(self, turn: int, report: Report) -> tuple[int, Report]:
        mine = [one for one in self.answers if one.kind == REPORT and self.partner_of(one) == self.ours]
        found = [(one.turn, str(one.said.get(parallel.FEEDBACK, "")).strip()) for one in mine]
        said = [(at, words) for at, words in found if 0 < len(words) <= parallel.LONGEST_FEEDBACK]
        if not said:
            return turn, report
        added = Report(report.partner, report.decision, report.shares, report.took_part, report.could, said[-1][1])
        return max(turn, said[-1][0]), added

    @cached_property
    def reports(self) -> Mapping[int, Report]:
        """P6. The report of each partner that counts, by the partner's number."""
        return {nth: report for nth, (_, report) in self._reported[0].items()}

    @cached_property
    def outcome(self) -> Outcome:
        """P6. Whether the partners agree, and who hasn't reported."""
        reports = [self.reports[nth] for nth in sorted(self.reports)]
        return rules.outcome(reports, partners=self.settled.names, charter=self.charter)

    @cached_property
    def owing(self) -> tuple[int, ...]:
        """P6. The partners whose report isn't there, by number."""
        return tuple(one.nth for one in self.settled.partners if one.name in self.outcome.owing)

    @cached_property
    def _steps_of(self) -> tuple[ParallelAnswer, ...]:
        mine = (one for one in self.answers if one.kind == STEP)
        return tuple(one for one in mine if RECORDED_BY in one.said or self.partner_of(one) != NOBODY)

    @cached_property
    def proposals(self) -> tuple[str, ...]:
        """P6. The next steps that were proposed, each once, in the order in which they came."""
        return parallel.proposals(one.said for one in self._steps_of)

    @cached_property
    def _stepped(self) -> tuple[Mapping[int, str], tuple[Unread, ...]]:
        """P2, P6. Which next step each partner wants: its primary's last; without it, or while away, the backup's."""
        by_primary: set[int] = set()
        steps: dict[int, str] = {}
        unread = []
        for answer in self._steps_of:
            nth = self.partner_of(answer)
            try:
                words = parallel.step(answer.said, self.proposals)
            except Unreadable as fault:
                unread.append(Unread(answer.turn, answer.nth, nth, STEP, str(fault)))
                continue
            if nth == NOBODY:  # the delegates agreed on it together, and organisers recorded it
                steps = {one.nth: words for one in self.settled.partners}
                continue
            first = answer.nth == NOBODY or self.delegates[answer.nth].rank == PRIMARY
            if first or nth not in by_primary or self._is_primary_away(answer, nth):
                steps[nth] = words
                by_primary |= {nth} if first else set()
        return steps, tuple(unread)

    def _is_primary_away(self, answer: ParallelAnswer, partner: int) -> bool:
        """P10. Whether the primary delegate's absence was on record on the day on which their backup answered."""
        day = calendar.day_of(answer.handed_in, self.charter.zone)
        away = {one.nth for one in self.absences if one.since <= day and (one.until is None or day <= one.until)}
        return any(self.delegates[nth].partner == partner and self.delegates[nth].rank == PRIMARY for nth in away)

    @cached_property
    def steps(self) -> Mapping[int, str]:
        """P6. Which next step each partner wants, by the partner's number, as far as it has said."""
        return self._stepped[0]

    @cached_property
    def unread(self) -> tuple[Unread, ...]:
        """P6. What can't be read, and wasn't put right by the same partner since."""
        good = {nth: turn for nth, (turn, _) in self._reported[0].items()}
        open_ = (one for one in self._reported[1] if one.turn > good.get(one.partner, 0))
        answered = {self.partner_of(one): one.turn for one in self._steps_of if self._is_readable(one)}
        steps = (one for one in self._stepped[1] if one.turn > answered.get(one.partner, 0))
        return (*open_, *steps)

    def _is_readable(self, answer: ParallelAnswer) -> bool:
        return answer.turn not in {one.turn for one in self._stepped[1]}

    def said_by_name(self) -> dict[str, str]:
        """P6. Which next step each partner wants, by its name."""
        return {self.settled.name_of(nth): words for nth, words in self.steps.items()}


def vote_of(session: Session, key: str) -> ParallelVote:
    """A parallel vote. Raises Refusal where there is none of this key."""
    found = session.get(ParallelVote, key)
    if found is None:
        raise Refusal(f"There is no parallel vote “{key}”. Begin it first {by_door('parallel-vote', key)}.")
    return found


def refuse_over(vote: ParallelVote) -> None:
    """Raise Refusal for a parallel vote that is called off, or whose next step is decided."""
    if vote.withdrawn_at is not None:
        raise Refusal(f"The parallel vote “{vote.key}” is called off.")
    if vote.settled_at is not None:
        raise Refusal(f"The next step after “{vote.key}” is decided: nothing changes any more.")


def standing(session: Session, key: str, *, charter: Charter) -> Standing:
    """A parallel vote as it stands. Raises Refusal where there is none of this key."""
    vote = vote_of(session, key)
    answers = select(ParallelAnswer).where(ParallelAnswer.parallel_key == key).order_by(ParallelAnswer.turn)
    absences = select(DelegateAbsence).where(DelegateAbsence.partnership_key == vote.partnership_key)
    return Standing(
        vote=vote,
        settled=partnerships.of(session, vote.partnership_key),
        answers=tuple(session.execute(answers).scalars()),
        absences=tuple(session.execute(absences).scalars()),
        counted=is_counted_here(session, vote),
        charter=charter,
    )


def is_counted_here(session: Session, vote: ParallelVote) -> bool:
    """P6. Whether our own vote is one of Canvass's: an election that hasn't been withdrawn."""
    election = session.get(Election, vote.our_election) if vote.our_election else None
    return election is not None and election.state != "withdrawn"


def under_way(session: Session) -> list[str]:
    """The keys of the parallel votes that aren't settled or called off, of partnerships that go on."""
    wanted = select(ParallelVote.key).where(
        ParallelVote.settled_at.is_(None),
        ParallelVote.withdrawn_at.is_(None),
        ParallelVote.partnership_key.in_(partnerships.under_way(session)),
    )
    return list(session.execute(wanted.order_by(ParallelVote.asked_at, ParallelVote.key)).scalars())


def of_partnership(session: Session, key: str) -> list[ParallelVote]:
    """The parallel votes of a partnership, the oldest first."""
    mine = select(ParallelVote).where(ParallelVote.partnership_key == key)
    return list(session.execute(mine.order_by(ParallelVote.asked_at, ParallelVote.key)).scalars())


def next_turn(session: Session, key: str) -> int:
    """The turn of the next answer of a vote."""
    mine = select(func.max(ParallelAnswer.turn)).where(ParallelAnswer.parallel_key == key)
    return (session.execute(mine).scalar_one() or 0) + 1


def instant_of(at: datetime) -> str:
    """An instant as answers have theirs, for what doesn't come from a form."""
    return intake.instant(f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z")
