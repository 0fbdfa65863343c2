"""The annual cycle: what members propose as key priorities, what the committee proposes, and the annual meeting."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, String, UniqueConstraint
from sqlalchemy import text as text_
from sqlalchemy.orm import Mapped, mapped_column

from core.columns import Fields, Record, Rows, Texts
from core.records.kept_forms import ClosingForm


class ProposalCycle(ClosingForm, Record):
    """That voting members can propose key priorities for a year, until an instant; and what came of it.

    `round` is 2 once they were asked again, because nothing that came could be voted on, and so on. `lot` draws the
    order on the ballot. `sheet_…` and `shown` are of the published sheet. `key_vote` is the key of the members' vote
    that was drafted last, `chosen` its result: the number and the option of each; None before that.
    """

    __tablename__ = "proposal_cycle"
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    opened_at: Mapped[datetime]
    propose_until: Mapped[datetime]
    round: Mapped[int] = mapped_column(default=1, server_default=text_("1"))
    lot: Mapped[str] = mapped_column(String(64), default="")
    sheet_id: Mapped[str] = mapped_column(default="")
    sheet_link: Mapped[str] = mapped_column(default="")
    sheet_rows: Mapped[int] = mapped_column(default=0)
    shown: Mapped[str] = mapped_column(String(64), default="")
    key_vote: Mapped[str] = mapped_column(String(40), default="")
    chosen: Mapped[Rows | None]


class Proposal(Record):
    """One version of one answer of the form: what somebody proposes, who they are, and where a person has put it.

    `nth` counts through all years. `answer_id` and `answered` are Google's. `ruled` says whether it may be put to the
    vote, `because` why. `same_as` and `left_out` are a person's, `objection` why what they wrote can't be taken.
    """

    __tablename__ = "proposal"
    nth: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    year: Mapped[int] = mapped_column(ForeignKey("proposal_cycle.year"))
    answer_id: Mapped[str]
    answered: Mapped[str] = mapped_column(String(40))
    handed_in: Mapped[datetime]
    name: Mapped[str]
    email: Mapped[str]
    said: Mapped[Fields]
    sender: Mapped[str] = mapped_column(String(10))
    member: Mapped[str] = mapped_column(default="")
    ruled: Mapped[bool | None] = mapped_column(Boolean)
    because: Mapped[str] = mapped_column(default="")
    same_as: Mapped[int | None]
    left_out: Mapped[str] = mapped_column(default="")
    objection: Mapped[str] = mapped_column(default="")
    __table_args__ = (UniqueConstraint("year", "answer_id", "answered"),)


class AnnualPriorities(Record):
    """What the committee proposes as a year's priorities, and whether members ratified it: "" before they have voted.

    `taken_up` are the members' key priorities, by number, that are in it; `why_not` says why others aren't.
    `decided_in` is the key of the committee's own vote on it; or it decided at a meeting, on the local day
    `decided_on`, and `decided` says how. `vote` is the key of the members' vote.
    """

    __tablename__ = "annual_priorities"
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str]
    taken_up: Mapped[Texts]
    why_not: Mapped[str] = mapped_column(default="")
    proposed_on: Mapped[date] = mapped_column(Date)
    decided_in: Mapped[str] = mapped_column(String(40), default="")
    decided_on: Mapped[date | None] = mapped_column(Date)
    decided: Mapped[str] = mapped_column(default="", server_default=text_("''"))
    vote: Mapped[str] = mapped_column(String(40), default="")
    outcome: Mapped[str] = mapped_column(String(12), default="")


class AnnualMeeting(Record):
    """A year's annual meeting. `revision` counts changes of time or place; `told` is the one members know; -1: none."""

    __tablename__ = "annual_meeting"
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    begins_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")
    revision: Mapped[int] = mapped_column(default=0)
    told: Mapped[int] = mapped_column(default=-1)
