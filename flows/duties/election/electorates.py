"""Electorates: what differs between votes of the members, of the committee, and of members and delegates together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sqlalchemy.orm import Session

from core import calendar
from core.bylaws import committee, endorsement
from core.bylaws.reminders import ReminderDue
from core.calendar import Window
from core.charter import Charter
from core.records import Contest, Election
from core.records.elections import COMMITTEE, MEMBERS, PARTNERS, ROLL_CALL, SECRET
from core.ruling import Ruling
from flows.duties.committee import seats
from flows.duties.election import matters
from flows.duties.election.rules import rules_of
from flows.duties.membership import answered
from flows.duties.membership.standing import Standing, Standings
from flows.duties.partnership import flat_voters


class HasTime(Protocol):
    """Whether a window is long enough, or there is a reason for a shorter one."""

    def __call__(self, window: Window, *, reason: str, charter: Charter) -> Ruling:
        """By the charter that the vote was drafted under."""


class Due(Protocol):
    """Which reminder is due at a time, `sent` being the last one that went out."""

    def __call__(self, window: Window, *, sent: int, at: datetime, charter: Charter) -> ReminderDue:
        """By the charter that the vote was drafted under."""


@dataclass(frozen=True)
class Electorate:
    """The occasions of its letters, its clauses on time, and who of the members votes in an election on a day."""

    ballot: str
    new_link: str
    reminder: str
    result: str
    has_time: HasTime
    reminder_times: Callable[[Window, Charter], tuple[datetime, ...]]
    reminder_due: Due
    voters: Callable[[Session, Election, Standings, date], dict[str, Standing]]


def _voting_members(_session: Session, election: Election, members: Standings, on: date) -> dict[str, Standing]:
    """M1. The voting members."""
    return {number: one for number, one in members.as_of(on, rules_of(election)).items() if one.ruling.ruling}


def _of_committee(session: Session, election: Election, members: Standings, on: date) -> dict[str, Standing]:
    """S9, S10, S11. The active members of the committee who aren't recused from what is voted on, or left out of it."""
    races = [one.race_key for one in election.contests if one.race_key]
    could = seats.voters(session, members, race=races[0] if races else "", on=on, charter=rules_of(election))
    left_out = answered.one_person(session, matters.without(session, election))
    return {number: one for number, one in could.items() if number not in left_out}


ELECTORATES: Mapping[str, Electorate] = {
    MEMBERS: Electorate(
        ballot="ballot",
        new_link="new_link",
        reminder="reminder",
        result="result",
        has_time=endorsement.window_is_long_enough,
        reminder_times=calendar.reminders,
        reminder_due=endorsement.reminder_due,
        voters=_voting_members,
    ),
    COMMITTEE: Electorate(
        ballot="committee_ballot",
        new_link="committee_ballot",
        reminder="committee_reminder",
        result="committee_result",
        has_time=committee.has_time_to_vote,
        reminder_times=lambda window, charter: committee.reminder_times(window, charter=charter),
        reminder_due=committee.reminder_due,
        voters=_of_committee,
    ),
    PARTNERS: Electorate(
        ballot="partners_ballot",
        new_link="partners_ballot",
        reminder="partners_reminder",
        result="partners_result",
        has_time=endorsement.window_is_long_enough,
        reminder_times=calendar.reminders,
        reminder_due=endorsement.reminder_due,
        voters=flat_voters.voters,
    ),
}


def of(election: Election) -> Electorate:
    """What goes for an election's electorate."""
    return ELECTORATES[election.electorate]


def is_committees(election: Election) -> bool:
    """Whether it is a vote of the committee."""
    return election.electorate == COMMITTEE


def is_partners(election: Election) -> bool:
    """P7. Whether it is a flat vote, of members and the delegates of partners."""
    return election.electorate == PARTNERS


def ballots(electorate: str, *, about: Iterable[Contest] = (), charter: Charter) -> str:
    """P9, S8. Whether its ballots are secret: those of members always, the committee's by charter and matter."""
    usually = ROLL_CALL if electorate == COMMITTEE and charter.committee.ballots.value == ROLL_CALL else SECRET
    asks = [matter for one in about if (matter := matters.of(one)) is not None]
    return SECRET if any(matters.ballots(one, usually=usually, charter=charter) == SECRET for one in asks) else usually


def window_of(election: Election) -> Window:
    """When voting is open."""
    return Window(election.opens_at, election.closes_at, election.zone)


def reminder_times(election: Election) -> tuple[datetime, ...]:
    """E12, S9. When the reminders are due, by the charter that the election was frozen with."""
    return of(election).reminder_times(window_of(election), rules_of(election))


def counters(election: Election) -> dict[str, int]:
    """P9. received = counted + superseded + late + unknown + malformed, as it is told.

    In a flat vote a ballot whose place another one took is in none of them: a delegate who knows that nobody else sent
    two would learn from their number that the other delegate of their partner voted.
    """
    found = {kind: number for kind, number in dict(election.intake or {}).items() if kind != "treatments"}
    if found and is_partners(election):
        found |= {"received": found["received"] - found["superseded"], "superseded": 0}
    return found
