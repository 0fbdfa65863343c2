"""Partnerships: the partners, what each of them said, their delegates, what is due, and their votes side by side."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.columns import Fields, Record, Rows, Texts
from core.records.kept_forms import ClosingForm

SHORT = 24

PRIMARY, BACKUP = "primary", "backup"
"""Which of a partner's two delegates somebody is."""

GOAL, DELIVERABLE = "goal", "deliverable"
"""What can be due in a partnership."""

REPORT, STEP = "report", "step"
"""What a delegate answers about a parallel vote: how their organisation decided, and what the partners do next."""


class Partnership(ClosingForm, Record):
    """A project that organisations share, and the form through which they settle it.

    `title` names no partner: it is shown where partners may be private. Nothing goes forward before `agreed_at`.
    """

    __tablename__ = "partnership"
    key: Mapped[str] = mapped_column(String(SHORT), primary_key=True)
    title: Mapped[str]
    begun_by: Mapped[str]
    begun_at: Mapped[datetime]
    agreed_by: Mapped[str] = mapped_column(default="")
    agreed_at: Mapped[datetime | None]
    ended_on: Mapped[date | None] = mapped_column(Date)
    ended_because: Mapped[str] = mapped_column(default="")


class Partner(Record):
    """An organisation in a partnership, and whoever answers for it. `ours` is the one that runs Canvass."""

    __tablename__ = "partner"
    partnership_key: Mapped[str] = mapped_column(ForeignKey("partnership.key"), primary_key=True)
    nth: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    ours: Mapped[bool] = mapped_column(Boolean, default=False)
    contact: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")


class PartnerLink(Record):
    """A new link of whoever answers for a partner: since then the one before counts for nobody.

    `epoch` is 1 for the first new one. `because` and `by` say why, and who said so; they name nobody.
    """

    __tablename__ = "partner_link"
    partnership_key: Mapped[str] = mapped_column(String(SHORT), primary_key=True)
    nth: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    since: Mapped[datetime]
    because: Mapped[str]
    by: Mapped[str]
    __table_args__ = (ForeignKeyConstraint(["partnership_key", "nth"], ["partner.partnership_key", "partner.nth"]),)


class PartnerAnswer(Record):
    """One version of what was said for a partner, by form or by file: whose by its code, 0 for a code of nobody's.

    `answer_id` and `answered` are Google's, or a file's fingerprint and instant. `said` holds what was said of each
    question; of a partner's answers to one question the last counts.
    """

    __tablename__ = "partner_answer"
    partnership_key: Mapped[str] = mapped_column(ForeignKey("partnership.key"), primary_key=True)
    turn: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    nth: Mapped[int]
    answer_id: Mapped[str]
    answered: Mapped[str] = mapped_column(String(40))
    handed_in: Mapped[datetime]
    said: Mapped[Fields]
    __table_args__ = (UniqueConstraint("partnership_key", "answer_id", "answered"),)


class Delegate(Record):
    """A delegate of a partner, since `named_at` and until `replaced_at`; `number` is theirs if they are a member too.

    `partner` is that partner's number. `approved_on` and `approved_by` are their organisation's word that they may also
    vote as a member, `affirmed_on` the day of their own.
    """

    __tablename__ = "delegate"
    partnership_key: Mapped[str] = mapped_column(ForeignKey("partnership.key"), primary_key=True)
    nth: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    partner: Mapped[int]
    rank: Mapped[str] = mapped_column(String(8))
    name: Mapped[str]
    email: Mapped[str]
    number: Mapped[str] = mapped_column(default="")
    voter_role: Mapped[str]
    responsibility: Mapped[str]
    named_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]
    approved_on: Mapped[date | None] = mapped_column(Date)
    approved_by: Mapped[str] = mapped_column(default="")
    affirmed_on: Mapped[date | None] = mapped_column(Date)
    __table_args__ = (ForeignKeyConstraint(["partnership_key", "partner"], ["partner.partnership_key", "partner.nth"]),)


class DelegateForm(ClosingForm, Record):
    """The form in which a partnership's delegates say whether they can keep their two roles apart."""

    __tablename__ = "delegate_form"
    partnership_key: Mapped[str] = mapped_column(ForeignKey("partnership.key"), primary_key=True)


class DelegateAbsence(Record):
    """That a delegate is away on local days, both of which belong to it; on record since an instant."""

    __tablename__ = "delegate_absence"
    partnership_key: Mapped[str] = mapped_column(primary_key=True)
    nth: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    since: Mapped[date] = mapped_column(Date, primary_key=True)
    until: Mapped[date | None] = mapped_column(Date)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
    __table_args__ = (ForeignKeyConstraint(["partnership_key", "nth"], ["delegate.partnership_key", "delegate.nth"]),)


class StoodAside(Record):
    """That a primary delegate stands aside in one vote, so that the backup's ballot counts."""

    __tablename__ = "stood_aside"
    election_key: Mapped[str] = mapped_column(ForeignKey("election.key"), primary_key=True)
    partnership_key: Mapped[str] = mapped_column(primary_key=True)
    nth: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stood_aside_at: Mapped[datetime]
    recorded_by: Mapped[str]
    __table_args__ = (ForeignKeyConstraint(["partnership_key", "nth"], ["delegate.partnership_key", "delegate.nth"]),)


class PartnershipDate(Record):
    """A goal or a deliverable of a partnership, with the local day on which it is due, and on which it was reached."""

    __tablename__ = "partnership_date"
    partnership_key: Mapped[str] = mapped_column(ForeignKey("partnership.key"), primary_key=True)
    nth: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(12))
    name: Mapped[str]
    due: Mapped[date | None] = mapped_column(Date)
    done_on: Mapped[date | None] = mapped_column(Date)


class PartnershipCircumstance(Record):
    """What partners foresee may go wrong, what they do then, and the local days from and until which it is so."""

    __tablename__ = "partnership_circumstance"
    partnership_key: Mapped[str] = mapped_column(ForeignKey("partnership.key"), primary_key=True)
    nth: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    response: Mapped[str]
    since: Mapped[date | None] = mapped_column(Date)
    triggered_by: Mapped[str] = mapped_column(default="")
    over_on: Mapped[date | None] = mapped_column(Date)


class AdaptedRole(Record):
    """A voter or responsibility role that a partnership has otherwise than the standard list, with the reason."""

    __tablename__ = "adapted_role"
    partnership_key: Mapped[str] = mapped_column(ForeignKey("partnership.key"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    weight: Mapped[int | None]
    reason: Mapped[str]


class ParallelVote(ClosingForm, Record):
    """A question on which each partner votes by its own process, and the form by which delegates report.

    `last_day` is the last local day of the votes, `due_on` that of the reports. `our_election` is our own vote, if it
    is one of Canvass's. Since `compared_at` the reports stand side by side; since `settled_at` the next step is known.
    """

    __tablename__ = "parallel_vote"
    key: Mapped[str] = mapped_column(String(SHORT), primary_key=True)
    partnership_key: Mapped[str] = mapped_column(ForeignKey("partnership.key"))
    title: Mapped[str]
    text: Mapped[str]
    choices: Mapped[Texts]
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    last_day: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    our_election: Mapped[str] = mapped_column(default="")
    compared_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    settled: Mapped[str] = mapped_column(default="")
    withdrawn_at: Mapped[datetime | None]


class ParallelAnswer(Record):
    """One version of what a delegate sent about a parallel vote: a report, or the next step. `kind` says which.

    `nth` is the delegate's number by their code, 0 for a code of nobody's. It is 0, too, where an organiser recorded
    it, or our own count is the report: `said` then has who recorded it, and which partner it is from.
    """

    __tablename__ = "parallel_answer"
    parallel_key: Mapped[str] = mapped_column(ForeignKey("parallel_vote.key"), primary_key=True)
    turn: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(8))
    nth: Mapped[int]
    answer_id: Mapped[str]
    answered: Mapped[str] = mapped_column(String(40))
    handed_in: Mapped[datetime]
    said: Mapped[Fields]
    __table_args__ = (UniqueConstraint("parallel_key", "answer_id", "answered"),)


class GroupsTold(Record):
    """What of a result by groups was told, and from which table: a second result is compared with it before it goes.

    `ballots` are the table's figures, for the organisers' book alone; `told` those that were.
    """

    __tablename__ = "groups_told"
    election_key: Mapped[str] = mapped_column(ForeignKey("election.key"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    nth: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    figures: Mapped[Rows]
    told: Mapped[Rows]


class RolePile(Record):
    """Equal ballots of one contest and one voter role, written at sealing beside the pooled piles.

    `cast_by` is the role. There is no organisation in it: delegates are one group, whomever they stand for (P9).
    """

    __tablename__ = "role_pile"
    election_key: Mapped[str] = mapped_column(ForeignKey("election.key"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    cast_by: Mapped[str] = mapped_column(primary_key=True)
    ranking: Mapped[str] = mapped_column(primary_key=True)
    votes: Mapped[int]
