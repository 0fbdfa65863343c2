"""Races: what is endorsed for, who stands, what was found out about them, and which steps were taken."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, String, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.columns import Record

SHORT = 24
"""The longest key: it is part of keys of ballots and letters."""


class Race(Record):
    """An office, or an initiative, that the organisation may endorse for, and what the committee decided about it.

    `process` is the one it chose, on `chosen_on`; none yet: "". `local_because` is why a district that the charter
    doesn't list is the organisation's. `recommendation` is an option's name as on the ballot. A race that ends without
    a vote of the members says in `ended_as` how; `taken_back` counts how often such an end was taken back.
    """

    __tablename__ = "race"
    key: Mapped[str] = mapped_column(String(SHORT), primary_key=True)
    title: Mapped[str]
    office: Mapped[str]
    district: Mapped[str] = mapped_column(default="")
    local_because: Mapped[str] = mapped_column(default="")
    election_day: Mapped[date | None] = mapped_column(Date)
    process: Mapped[str] = mapped_column(default="")
    chosen_by: Mapped[str] = mapped_column(default="")
    chosen_on: Mapped[date | None] = mapped_column(Date)
    recommendation: Mapped[str] = mapped_column(default="")
    reasons: Mapped[str] = mapped_column(default="")
    ended_as: Mapped[str] = mapped_column(String(20), default="")
    ended_because: Mapped[str] = mapped_column(default="")
    ended_by: Mapped[str] = mapped_column(default="")
    ended_on: Mapped[date | None] = mapped_column(Date)
    taken_back: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    opened_at: Mapped[datetime]

    candidates: Mapped[list[Candidate]] = relationship(order_by="Candidate.nth", lazy="selectin")
    steps: Mapped[list[StepTaken]] = relationship(order_by="StepTaken.on, StepTaken.step", lazy="selectin")


class Candidate(Record):
    """Somebody who stands in a race, as the tab Candidates says. One who is taken off the tab has withdrawn here."""

    __tablename__ = "candidate"
    race_key: Mapped[str] = mapped_column(ForeignKey("race.key"), primary_key=True)
    nth: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    email: Mapped[str]
    website: Mapped[str] = mapped_column(default="")
    account: Mapped[str] = mapped_column(default="")
    endorsed_before: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    withdrawn: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())


class Fact(Record):
    """What was found out about a candidate at a time: an active account, a campaign website. The newest counts.

    `about` is what was looked up, and `source` where; `said_by` is filled where a person confirmed or overruled it,
    and then `reason` says why.
    """

    __tablename__ = "fact"
    race_key: Mapped[str] = mapped_column(ForeignKey("race.key"), primary_key=True)
    nth: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    checked_at: Mapped[datetime] = mapped_column(primary_key=True)
    holds: Mapped[bool] = mapped_column(Boolean)
    about: Mapped[str]
    found: Mapped[str]
    source: Mapped[str]
    said_by: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")


class StepTaken(Record):
    """A step of a race's process that is on record: when it was completed, by which door, or why it was waived."""

    __tablename__ = "step_taken"
    race_key: Mapped[str] = mapped_column(ForeignKey("race.key"), primary_key=True)
    step: Mapped[str] = mapped_column(String(60), primary_key=True)
    on: Mapped[date] = mapped_column(Date)
    waived_because: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")
    door: Mapped[str] = mapped_column(String(20))
    by: Mapped[str]
    at: Mapped[datetime]
