"""Everything Canvass remembers, as tables: people, elections, ballots, letters and the log."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Integer, String, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import findings  # noqa: F401 - their tables are part of the book
from core.columns import Fields, Record, Rows, Texts

# ── people and what they took part in ──────────────────────────────────────────────────────────────


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


# ── an election ────────────────────────────────────────────────────────────────────────────────────


class Election(Record):
    """One window, one roll, one form. Its state moves forward one legal step at a time (core.ledger)."""

    __tablename__ = "election"
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    title: Mapped[str]
    state: Mapped[str] = mapped_column(String(12))
    held_because: Mapped[str] = mapped_column(default="")
    held_finding: Mapped[str] = mapped_column(String(8), default="", server_default=text("''"))
    accepted: Mapped[Rows]
    zone: Mapped[str]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    window_reason: Mapped[str] = mapped_column(default="")
    charter: Mapped[Fields]
    charter_fingerprint: Mapped[str] = mapped_column(String(64))
    mail_slot: Mapped[int]

    roll_size: Mapped[int] = mapped_column(default=0)
    roll_fingerprint: Mapped[str] = mapped_column(String(64), default="")
    seed_commitment: Mapped[str] = mapped_column(String(64), default="")
    tie_seed: Mapped[str] = mapped_column(default="")

    form_id: Mapped[str] = mapped_column(default="")
    form_link: Mapped[str] = mapped_column(default="")
    form_fingerprint: Mapped[str] = mapped_column(String(64), default="")
    form_ready: Mapped[bool] = mapped_column(Boolean, default=False)
    form_checked_at: Mapped[datetime | None]

    sealed_log_head: Mapped[str] = mapped_column(String(64), default="")
    intake: Mapped[Fields | None]
    links_erased: Mapped[bool] = mapped_column(Boolean, default=False)
    form_erased: Mapped[bool] = mapped_column(Boolean, default=False)
    pack_fingerprint: Mapped[str] = mapped_column(String(64), default="")

    contests: Mapped[list[Contest]] = relationship(
        back_populates="election", order_by="Contest.position", lazy="selectin"
    )


class Contest(Record):
    """One question of an election, with the rule it is counted by."""

    __tablename__ = "contest"
    election_key: Mapped[str] = mapped_column(ForeignKey("election.key"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    office: Mapped[str]
    process: Mapped[str]
    endorsed_before: Mapped[bool] = mapped_column(Boolean)
    steps: Mapped[Rows]
    recommendation: Mapped[str] = mapped_column(default="")
    reasons: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(String(12))
    options: Mapped[Rows]
    question_ids: Mapped[Texts]
    rule: Mapped[Fields]
    count: Mapped[Fields | None]
    election: Mapped[Election] = relationship(back_populates="contests")


class RollEntry(Record):
    """One line of the frozen roll: who may vote, where their letter goes, by which ruling, on which evidence."""

    __tablename__ = "roll_entry"
    election_key: Mapped[str] = mapped_column(ForeignKey("election.key"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(Integer)
    number: Mapped[str]
    name: Mapped[str]
    email: Mapped[str]
    place: Mapped[int]
    epoch: Mapped[int] = mapped_column(default=0)
    clause: Mapped[str]
    because: Mapped[str]
    evidence: Mapped[Rows]
    struck: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())


class Correction(Record):
    """A frozen roll put right by an organiser: which line, how – added, struck or readdressed – and why."""

    __tablename__ = "correction"
    election_key: Mapped[str] = mapped_column(ForeignKey("election.key"), primary_key=True)
    nth: Mapped[int] = mapped_column(primary_key=True)
    line: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str]
    at: Mapped[datetime]


class Credential(Record):
    """The hash of a code that may vote. It deliberately knows neither person nor roll line."""

    __tablename__ = "credential"
    election_key: Mapped[str] = mapped_column(ForeignKey("election.key"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)


class Response(Record):
    """One version of one submitted form, as read. It holds a code's hash, never the code; sealing removes it."""

    __tablename__ = "response"
    election_key: Mapped[str] = mapped_column(ForeignKey("election.key"), primary_key=True)
    response_id: Mapped[str] = mapped_column(primary_key=True)
    submitted: Mapped[str] = mapped_column(String(40), primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    marks: Mapped[Fields]


class Reading(Record):
    """A full read of the form after closing. Two equal ones, some minutes apart, allow sealing."""

    __tablename__ = "reading"
    election_key: Mapped[str] = mapped_column(ForeignKey("election.key"), primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))


class Voted(Record):
    """Written at sealing only, without time or order: this line of the roll took part."""

    __tablename__ = "voted"
    election_key: Mapped[str] = mapped_column(ForeignKey("election.key"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)


class Pile(Record):
    """Equal ballots of one contest, written at sealing: a ranking and how many cast it. Nothing else is left."""

    __tablename__ = "pile"
    election_key: Mapped[str] = mapped_column(ForeignKey("election.key"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    ranking: Mapped[str] = mapped_column(primary_key=True)
    votes: Mapped[int]


class Certificate(Record):
    """What an officer decided after looking at the count."""

    __tablename__ = "certificate"
    election_key: Mapped[str] = mapped_column(ForeignKey("election.key"), primary_key=True)
    officer: Mapped[str]
    note: Mapped[str]
    at: Mapped[datetime]


# ── letters and the log ────────────────────────────────────────────────────────────────────────────


class Letter(Record):
    """The outbox: one row per occasion and audience. One letter = one recorded campaign = one send."""

    __tablename__ = "letter"
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    occasion: Mapped[str] = mapped_column(String(40))
    election_key: Mapped[str | None] = mapped_column(ForeignKey("election.key"))
    state: Mapped[str] = mapped_column(String(12))
    held_because: Mapped[str] = mapped_column(default="")
    planned_at: Mapped[datetime]
    not_after: Mapped[datetime | None]
    facts: Mapped[Fields]
    recipients: Mapped[str]
    sealed: Mapped[bool] = mapped_column(Boolean)
    size: Mapped[int]
    segment_id: Mapped[int | None]
    campaign_id: Mapped[str] = mapped_column(default="")
    thorough: Mapped[bool] = mapped_column(Boolean)
    restarts: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    claimed_at: Mapped[datetime | None]
    claimed_as_of: Mapped[int | None]
    posted_at: Mapped[datetime | None]
    accepted: Mapped[bool] = mapped_column(Boolean, default=False)
    delivered: Mapped[int | None]


class Entry(Record):
    """One line of the log. Each carries the hash of the one before: nothing can be changed or taken out unseen."""

    __tablename__ = "log"
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(60))
    payload: Mapped[str]
    prev: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class LogHead(Record):
    """The end of the log. Whoever writes takes hold of this row first: one writer at a time."""

    __tablename__ = "log_head"
    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)
