"""Forums: where and when candidates meet the members, who was invited, what they replied, and what came of it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, String, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.columns import Fields, Record
from core.records.kept_forms import ClosingForm
from core.records.races import SHORT


class Forum(Record):
    """A forum for one or several races. `revision` counts changes of its day or place since it was set.

    `told` is the revision that members were told of last; -1: none. What members thought of it is kept as counts
    alone: `answers` is how many said something, `summary` how often each choice was made, by question.
    """

    __tablename__ = "forum"
    key: Mapped[str] = mapped_column(String(SHORT), primary_key=True)
    serial: Mapped[int]
    title: Mapped[str]
    begins_at: Mapped[datetime]
    ask_again_on: Mapped[date] = mapped_column(Date)
    place: Mapped[str]
    link: Mapped[str]
    online: Mapped[bool] = mapped_column(Boolean)
    revision: Mapped[int] = mapped_column(default=0)
    told: Mapped[int] = mapped_column(default=-1)
    state: Mapped[str] = mapped_column(String(10))
    because: Mapped[str] = mapped_column(default="")
    recording: Mapped[str] = mapped_column(default="")
    said_by: Mapped[str] = mapped_column(default="")
    feedback_until: Mapped[datetime | None]
    answers: Mapped[int | None]
    summary: Mapped[Fields] = mapped_column(default=dict)

    races: Mapped[list[ForumRace]] = relationship(order_by="ForumRace.race_key", lazy="selectin")
    invitations: Mapped[list[Invitation]] = relationship(
        order_by="(Invitation.race_key, Invitation.nth)", lazy="selectin"
    )
    forms: Mapped[list[ForumForm]] = relationship(order_by="ForumForm.kind", lazy="selectin")


class ForumRace(Record):
    """That a forum is about a race."""

    __tablename__ = "forum_race"
    forum_key: Mapped[str] = mapped_column(ForeignKey("forum.key"), primary_key=True)
    race_key: Mapped[str] = mapped_column(ForeignKey("race.key"), primary_key=True)


class Invitation(Record):
    """That a candidate was invited to a forum, how, and what they replied last.

    `told` is the revision that the candidate was told of last. `by_hand` says who invited them otherwise, where no
    letter reaches them. `version` is Google's time of the reply that counts, and `by_link` says by which of
    their links it came, counted from 0; -1: by none. `question` is theirs to the organisers.
    """

    __tablename__ = "invitation"
    forum_key: Mapped[str] = mapped_column(ForeignKey("forum.key"), primary_key=True)
    race_key: Mapped[str] = mapped_column(ForeignKey("race.key"), primary_key=True)
    nth: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    invited_on: Mapped[date] = mapped_column(Date)
    told: Mapped[int]
    by_hand: Mapped[str] = mapped_column(default="")
    asked_again: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    reply: Mapped[str] = mapped_column(String(10), default="")
    question: Mapped[str] = mapped_column(default="")
    version: Mapped[str] = mapped_column(String(40), default="")
    by_link: Mapped[int] = mapped_column(default=-1, server_default=text("-1"))
    present: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())


class ForumForm(ClosingForm, Record):
    """A form of a forum: the candidates' replies, or the members' feedback. `asks` is what its wording is made of.

    `unusable` is how many replies came with a code that is no candidate's, or without one, and `void` how many by a
    link that was made void.
    """

    __tablename__ = "forum_form"
    forum_key: Mapped[str] = mapped_column(ForeignKey("forum.key"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    asks: Mapped[Fields]
    unusable: Mapped[int] = mapped_column(default=0)
    void: Mapped[int] = mapped_column(default=0, server_default=text("0"))
