"""What members are told about their vote: what is due by what they were told last, and what a person looks at first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from core.bylaws import membership
from core.bylaws.membership import MembershipRuling, Notice
from core.charter import Charter

Doubt = Literal["ends sooner", "vanished"]

MONTHS_IN_A_QUARTER = 3

JUST_HEARD = timedelta(days=7)
"""For how long somebody who was told how they stand, with its last day, isn't told the same once more."""

UNDER_WAY = timedelta(days=30)
"""How long after the first letters about members' votes a quarter has to begin to have a statement of its own."""


@dataclass(frozen=True)
class Told:
    """What somebody was last told: that they can vote, or no longer; and for which last day they were warned.

    `until` is the furthest day to which any reading of the sheets gave them the vote, whether they could be told of it
    or not; None for a voting member whose vote was taken back by a decision that an organiser took. `heard` is the day
    of the letter.
    """

    voting: bool
    until: date | None = None
    warned_for: date | None = None
    heard: date | None = None


NEVER = Told(voting=False)
"""Whoever was never told anything knows of no vote."""


def doubt(told: Told, until: date | None, *, there: bool, on: date) -> Doubt | None:
    """M4. Whether a person should look first: somebody's vote ends sooner than it did, and no passing day explains it.

    Records went missing from the sheets, or the member did: then they aren't `there`. `until` is the last day of their
    vote by the sheets. That may be a slip of the keyboard: nobody is told that they lost their vote before an
    organiser has said that it isn't, and nobody loses it unseen who couldn't be told that they had it.
    """
    lasts = told.until is not None and told.until >= on
    if not there:
        return "vanished" if told.voting or lasts else None
    if told.until is None or not lasts:
        return None
    return "ends sooner" if until is None or until < told.until else None


def due(told: Told, ruling: MembershipRuling, until: date | None, *, on: date, charter: Charter) -> Notice | None:
    """M4. The letter that somebody has to get today, if there is news that they weren't told, and nothing in doubt."""
    if doubt(told, until, there=True, on=on):
        return None
    notice = membership.notice(ruling, until, was_voting=told.voting, on=on, charter=charter)
    if notice is None or (notice.kind == "lapses soon" and _is_warned(told, until, on=on, charter=charter)):
        return None
    return replace(notice, corrected=notice.kind == "lapsed" and told.until is None)


def _is_warned(told: Told, until: date | None, *, on: date, charter: Charter) -> bool:
    """Whether somebody was warned of that last day, or within the week heard of a vote that ended as soon as that."""
    if until is None or told.warned_for == until:
        return True
    heard = told.heard if just_heard(told, on=on) else None
    return heard is not None and membership.ends_soon(until, on=heard, charter=charter)


def just_heard(told: Told, *, on: date) -> bool:
    """M4. Whether somebody was told how they stand so short a time ago that the same needn't be said again."""
    return told.heard is not None and on - told.heard < JUST_HEARD


def after(notice: Notice, *, on: date) -> Told:
    """What somebody knows once they were told."""
    if notice.until is None:
        return Told(voting=False, heard=on)
    warned = notice.until if notice.kind == "lapses soon" else None
    return Told(voting=True, until=notice.until, warned_for=warned, heard=on)


def unheard(told: Told, kind: str, *, ended: date | None) -> Told:
    """What somebody knows if the last letter, of that kind, didn't reach them: it will be due again.

    `ended` is the last day that a vote had of which a letter said that it has lapsed; None if it was taken back.
    """
    if kind == "lapses soon":
        return replace(told, warned_for=None, heard=None)
    return replace(NEVER, until=told.until) if kind == "reached" else Told(voting=True, until=ended)


def seen(told: Told, until: date | None) -> Told:
    """What is remembered of somebody without telling them: the furthest day to which a reading gave them the vote."""
    if until is None or (told.until is not None and told.until >= until):
        return told
    return replace(told, until=until)


def together(one: Told, other: Told) -> Told:
    """What one person knows of whom two lines were kept: that they have a vote, if either told them so."""
    if one.voting != other.voting:
        knows, not_told = (one, other) if one.voting else (other, one)
        return knows if knows.until is None else seen(knows, not_told.until)
    further = [each for each in (one, other) if each.until is not None]
    longer = max(further, key=lambda each: each.until or date.min, default=one)
    heard = max((each.heard for each in (one, other) if each.heard is not None), default=None)
    return replace(longer, heard=heard)


def in_letter_hours(at: datetime, charter: Charter) -> bool:
    """M4. Whether letters about somebody's vote may go out now, by the clock where the organisation is."""
    hour = at.astimezone(ZoneInfo(charter.zone)).hour
    return charter.membership.letters_from_hour.value <= hour < charter.membership.letters_until_hour.value


def quarter(day: date) -> str:
    """The quarter of a day: "2026-Q4"."""
    return f"{day.year}-Q{(day.month - 1) // MONTHS_IN_A_QUARTER + 1}"


def statement_due(on: date, *, since: date | None, charter: Charter) -> bool:
    """M4. Whether everybody gets the quarter's statement: where the charter wants it, and once we are under way.

    `since` is the day of the first letter about anybody's vote, if there was one. That told voting members already, so
    the first statement comes in the quarter that begins a month or more after it.
    """
    begins = date(on.year, (on.month - 1) // MONTHS_IN_A_QUARTER * MONTHS_IN_A_QUARTER + 1, 1)
    under_way = since is not None and begins - since >= UNDER_WAY
    return charter.membership.statement.value == "each quarter" and under_way


def one_to_a_mailbox(letters: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Members in as few rounds as can be, each mailbox at most once in a round: a letter has one reader's words.

    `letters` has each member's mailbox by their number, in the order in which members of one mailbox get theirs.
    """
    met: dict[str, int] = {}
    rounds: list[list[str]] = []
    for number, mailbox in letters.items():
        turn = met[mailbox] = met.get(mailbox, -1) + 1
        if turn == len(rounds):
            rounds.append([])
        rounds[turn].append(number)
    return [tuple(one) for one in rounds]


def told_before(letters: Mapping[str, str], went_to: Collection[str]) -> tuple[str, ...]:
    """Whom of those who should get a letter an earlier one has told: of each mailbox that it went to the first.

    `letters` is as `one_to_a_mailbox` has it: members of one mailbox were told in that order.
    """
    first: dict[str, str] = {}
    for number, mailbox in letters.items():
        first.setdefault(mailbox, number)
    return tuple(number for mailbox, number in first.items() if mailbox in went_to)
