"""People, what they took part in, and what organisers decided about it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.columns import Record


class Person(Record):
    """One human being, under the number the organisers gave them in the members' workbook."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    dues_paid: Mapped[bool | None] = mapped_column(Boolean)
    addresses: Mapped[list[Address]] = relationship(
        back_populates="person", order_by="Address.rank", cascade="all, delete-orphan", passive_deletes=True
    )


class Address(Record):
    """An e-mail address of a person; the one of rank 0 gets the letters. Couples may share one."""

    __tablename__ = "address"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    email: Mapped[str] = mapped_column(primary_key=True)
    rank: Mapped[int]
    person: Mapped[Person] = relationship(back_populates="addresses")


class Event(Record):
    """A meeting, forum or other occasion of the organisation, on its local day."""

    __tablename__ = "event"
    code: Mapped[str] = mapped_column(primary_key=True)
    held_on: Mapped[date] = mapped_column(Date)
    kind: Mapped[str]


class Participation(Record):
    """A person was at an event: once, however often they signed in."""

    __tablename__ = "participation"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    event_code: Mapped[str] = mapped_column(ForeignKey("event.code", ondelete="CASCADE"), primary_key=True)
    place: Mapped[str]


class Volunteering(Record):
    """A person volunteered for an activity on a local day."""

    __tablename__ = "volunteering"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    on: Mapped[date] = mapped_column(Date, primary_key=True)
    activity: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[str]


class Excuse(Record):
    """A decision that an event without a sign-in sheet mustn't count against anybody, or that it may again.

    It is about the event of that day: the next one of the same name isn't excused by it.
    """

    __tablename__ = "excuse"
    event_code: Mapped[str] = mapped_column(primary_key=True)
    held_on: Mapped[date] = mapped_column(Date, primary_key=True)
    reason: Mapped[str]
    decided_by: Mapped[str]
    at: Mapped[datetime]
    lifted: Mapped[bool] = mapped_column(Boolean)


class Exemption(Record):
    """An exception that was made for a member: from which clause, for how long, by whom, and why."""

    __tablename__ = "exemption"
    number: Mapped[str] = mapped_column(primary_key=True)
    clause: Mapped[str] = mapped_column(String(4), primary_key=True)
    since: Mapped[date] = mapped_column(Date, primary_key=True)
    until: Mapped[date] = mapped_column(Date)
    reason: Mapped[str]
    decided_by: Mapped[str]
    at: Mapped[datetime]


STAND = "stand"
"""The kind of what is found in the tab Candidates. Readings of the members' tabs leave it as it is."""


class Matter(Record):
    """Something a person has to look at: a row that couldn't be used, a question who somebody is."""

    __tablename__ = "matter"
    key: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    text: Mapped[str]


class MailFault(Record):
    """Why a mailbox gets no letters, as Mailchimp says. It belongs to the mailbox, not to any election."""

    __tablename__ = "mail_fault"
    email: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    remedy: Mapped[str]


class ToldStatus(Record):
    """What somebody was last told about their vote: whether they have one, until when, for which end they were warned.

    By member number, so that a member whose line vanished from the sheets isn't forgotten with it. `until` is the
    furthest day to which any reading has given them the vote, told or not; `letter` is the one that told them, if it
    reached them.
    """

    __tablename__ = "told_status"
    number: Mapped[str] = mapped_column(primary_key=True)
    voting: Mapped[bool] = mapped_column(Boolean)
    until: Mapped[date | None] = mapped_column(Date)
    warned_for: Mapped[date | None] = mapped_column(Date)
    at: Mapped[datetime]
    letter: Mapped[str] = mapped_column(String(80), default="")
