"""Questionnaires: what the candidates of a race are asked, whom we asked, and what they answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, ForeignKeyConstraint, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.columns import Fields, Record, Rows
from core.records.kept_forms import ClosingForm


class Questionnaire(ClosingForm, Record):
    """A race's questionnaire as it was issued, its form, and how far it has come.

    `questions` are the question bank's of that day. `extensions` are in the order in which they were made; `due_at` is
    the deadline as it stands. `shown` is the digest of what the sheet of answers says, and `sheet_rows` its rows.
    `told_in` is the key of the letter that tells members of the answers.
    """

    __tablename__ = "questionnaire"
    race_key: Mapped[str] = mapped_column(ForeignKey("race.key"), primary_key=True)
    questions: Mapped[Rows]
    issued_by: Mapped[str]
    issued_at: Mapped[datetime]
    due_at: Mapped[datetime]
    extensions: Mapped[Rows] = mapped_column(default=list)
    link: Mapped[str] = mapped_column("form_link", default="")
    fingerprint: Mapped[str] = mapped_column("form_print", String(64), default="")
    sheet_id: Mapped[str] = mapped_column(default="")
    sheet_link: Mapped[str] = mapped_column(default="")
    sheet_rows: Mapped[int] = mapped_column(default=0)
    shown: Mapped[str] = mapped_column(String(64), default="")
    finished_at: Mapped[datetime | None]
    told_in: Mapped[str] = mapped_column(String(80), default="", server_default=text("''"))


class Asked(Record):
    """What was done about one candidate: asked by letter, declined, or an allied organisation's answers attached."""

    __tablename__ = "asked"
    race_key: Mapped[str] = mapped_column(ForeignKey("questionnaire.race_key"), primary_key=True)
    nth: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    asked_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]
    declined_because: Mapped[str] = mapped_column(default="")
    declined_by: Mapped[str] = mapped_column(default="")
    allied_link: Mapped[str] = mapped_column(default="")
    allied_from: Mapped[str] = mapped_column(default="")
    allied_by: Mapped[str] = mapped_column(default="")
    allied_at: Mapped[datetime | None]
    __table_args__ = (ForeignKeyConstraint(["race_key", "nth"], ["candidate.race_key", "candidate.nth"]),)


class Reply(Record):
    """One version of what was sent on a questionnaire's form: whose it is by its code, 0 for a code that is nobody's.

    `epoch` says by which of their links it came, counted from 0. `answer_id` and `answered` are Google's. `said` holds
    what was typed, by the ids of the questions.
    """

    __tablename__ = "reply"
    race_key: Mapped[str] = mapped_column(ForeignKey("questionnaire.race_key"), primary_key=True)
    turn: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    nth: Mapped[int]
    answer_id: Mapped[str]
    answered: Mapped[str] = mapped_column(String(40))
    handed_in: Mapped[datetime]
    said: Mapped[Fields]
    declines: Mapped[bool] = mapped_column(Boolean)
    epoch: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    __table_args__ = (UniqueConstraint("race_key", "answer_id", "answered"),)
