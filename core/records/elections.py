"""Elections: their contests, the frozen roll, answers, ballots and the certificate."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, false
from sqlalchemy import text as text_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.columns import Fields, Record, Rows, Texts

MEMBERS, COMMITTEE, PARTNERS = "members", "committee", "partners"
"""Whose vote an election can be: the voting members', the Steering Committee's, or members' and delegates' together."""

SECRET, ROLL_CALL = "secret", "roll call"
"""Whether anybody sees who voted how. Members' ballots are secret always."""


SINGLE, RANKED, APPROVAL = "single", "ranked", "approval"
"""How a contest is marked: one option, several in order, or as many as one can agree to."""


class Election(Record):
    """One window, one roll, one form. Its state moves forward one legal step at a time (core.ledger).

    `electorate` says whose vote it is, and `ballots` whether it is secret or a roll call.
    """

    __tablename__ = "election"
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    title: Mapped[str]
    state: Mapped[str] = mapped_column(String(12))
    held_because: Mapped[str] = mapped_column(default="")
    held_finding: Mapped[str] = mapped_column(String(8), default="", server_default=text_("''"))
    accepted: Mapped[Rows]
    zone: Mapped[str]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    window_reason: Mapped[str] = mapped_column(default="")
    electorate: Mapped[str] = mapped_column(String(12), default=MEMBERS, server_default=text_("'members'"))
    ballots: Mapped[str] = mapped_column(String(10), default=SECRET, server_default=text_("'secret'"))
    charter: Mapped[Fields]
    charter_fingerprint: Mapped[str] = mapped_column(String(64))
    mail_slot: Mapped[int]

    roll_size: Mapped[int] = mapped_column(default=0)
    roll_fingerprint: Mapped[str] = mapped_column(String(64), default="")
    seed_commitment: Mapped[str] = mapped_column(String(64), default="")
    tie_seed: Mapped[str] = mapped_column(default="")
    drawn: Mapped[str] = mapped_column(default="", server_default=text_("''"))
    drawn_from: Mapped[str] = mapped_column(default="", server_default=text_("''"))

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
    __table_args__ = (Index("uq_election_key_ballots", "key", "ballots", unique=True),)


class Contest(Record):
    """One question of an election, with the rule it is counted by.

    `race_key` is the race it decides, if it is one of core.records.races; `links` lead voters to answers and
    recordings, each with a title and an address. `matter` says what else it is about than a race, such as a motion;
    then `text` is what is asked in full, and `about` whom or what it concerns.
    """

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
    race_key: Mapped[str] = mapped_column(default="", server_default=text_("''"))
    links: Mapped[Rows | None]
    matter: Mapped[str] = mapped_column(String(24), default="", server_default=text_("''"))
    text: Mapped[str] = mapped_column(default="", server_default=text_("''"))
    about: Mapped[Fields | None]
    election: Mapped[Election] = relationship(back_populates="contests")


class RollEntry(Record):
    """One line of the frozen roll: who may vote, where their letter goes, by which ruling, on which evidence.

    Where delegates vote beside members, `voter_role` is the hat that this line wears; a delegate's line has the partner
    it is for, and whether it is the primary delegate's or the backup's.
    """

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
    voter_role: Mapped[str] = mapped_column(default="", server_default=text_("''"))
    votes_for: Mapped[str] = mapped_column(default="", server_default=text_("''"))
    delegated_as: Mapped[str] = mapped_column(String(8), default="", server_default=text_("''"))


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
