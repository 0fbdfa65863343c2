"""The committee: its seats, as the tab Committee says, its co-chairs, its minutes, and who voted how in roll calls."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKeyConstraint, String
from sqlalchemy import text as text_
from sqlalchemy.orm import Mapped, mapped_column

from core.columns import Record, Texts
from core.records.elections import ROLL_CALL
from core.records.races import SHORT


class CommitteeSeat(Record):
    """A row of the tab Committee: a member's term, a leave in it, and the races from which they are recused.

    `serves_on` are the standing committees that they work in, and `role` is what they do in this one.
    """

    __tablename__ = "committee_seat"
    row: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str]
    since: Mapped[date] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date)
    leave_from: Mapped[date | None] = mapped_column(Date)
    leave_until: Mapped[date | None] = mapped_column(Date)
    recused: Mapped[Texts]
    backup: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    role: Mapped[str] = mapped_column(default="", server_default=text_("''"))
    serves_on: Mapped[Texts] = mapped_column(default=list)


class Resignation(Record):
    """That a member gave up their seat on the committee: the last day of it, whoever recorded it, and when."""

    __tablename__ = "resignation"
    number: Mapped[str] = mapped_column(primary_key=True)
    last_day: Mapped[date] = mapped_column(Date, primary_key=True)
    said_by: Mapped[str]
    at: Mapped[datetime]


class AfterSlate(Record):
    """What is said of a member once a slate is confirmed, by its vote: whether they take a seat, other than it says.

    Who `takes` one isn't on the slate, and fills a vacancy. Who doesn't is on it, and their seat stays vacant.
    """

    __tablename__ = "after_slate"
    election_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[str] = mapped_column(primary_key=True)
    takes: Mapped[bool]
    said_by: Mapped[str]
    at: Mapped[datetime]


class CoChair(Record):
    """A term as co-chair, by the election that it comes from. `until` is its last day."""

    __tablename__ = "co_chair"
    election_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[date] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date)


class CandidateMeeting(Record):
    """A meeting with a candidate in the organisation's name, to which all members may come.

    `revision` counts changes of its hour or place; `told` is the one that members were told of last, -1: none.
    """

    __tablename__ = "candidate_meeting"
    race_key: Mapped[str] = mapped_column(String(SHORT), primary_key=True)
    nth: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    serial: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    begins_at: Mapped[datetime]
    place: Mapped[str]
    link: Mapped[str]
    state: Mapped[str] = mapped_column(String(10))
    revision: Mapped[int]
    told: Mapped[int]
    because: Mapped[str] = mapped_column(default="")
    said_by: Mapped[str] = mapped_column(default="")
    __table_args__ = (
        ForeignKeyConstraint(["race_key", "nth"], ["candidate.race_key", "candidate.nth"], name="fk_meeting_candidate"),
    )


class Recusal(Record):
    """A member who keeps away from a race, since a local day, and `until` the day on which that was taken back.

    `came_from` is what it goes by: their own word, a disclosure, or the vote that asked for it. `because` is theirs.
    """

    __tablename__ = "recusal"
    number: Mapped[str] = mapped_column(primary_key=True)
    race_key: Mapped[str] = mapped_column(String(24), primary_key=True)
    nth: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    since: Mapped[date] = mapped_column(Date)
    came_from: Mapped[str] = mapped_column(String(64))
    because: Mapped[str]
    until: Mapped[date | None] = mapped_column(Date)


class Recall(Record):
    """A member whose seat the committee ended, on a local day, by the vote of that key."""

    __tablename__ = "recall"
    election_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[str]
    on: Mapped[date] = mapped_column(Date)


class Minute(Record):
    """A line of the minutes: what was decided, in a sentence that states the rule. `key` is what it came from."""

    __tablename__ = "minute"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    on: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime]
    title: Mapped[str]
    sentence: Mapped[str]
    clause: Mapped[str] = mapped_column(String(8))


class RollCall(Record):
    """Written at sealing, and only in a roll call: how a line of the roll voted in a contest.

    The database refuses a row for an election whose ballots are secret: `ballots` has to be the election's own, and
    can be nothing but a roll call here.
    """

    __tablename__ = "roll_call"
    election_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    choices: Mapped[str]
    ballots: Mapped[str] = mapped_column(String(10), default=ROLL_CALL)
    __table_args__ = (
        ForeignKeyConstraint(
            ["election_key", "ballots"], ["election.key", "election.ballots"], name="fk_roll_call_election"
        ),
        CheckConstraint(f"ballots = '{ROLL_CALL}'", name="only_roll_calls"),
    )
