"""Delegates: which of a partner's two ballots counts, when the vote passes to the backup, and who hasn't voted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, TypeAlias

from core.bylaws.partnership import settled
from core.calendar import Window, day_in_words, day_of, end_of, local_in_words
from core.charter import Charter
from core.cited import plain
from core.partnership import ABSENCE
from core.ruling import Ruling

Place: TypeAlias = Literal["primary", "backup"]


@dataclass(frozen=True)
class Absence:
    """A primary delegate's absence, on local days, both of which belong to it; on record since an instant in UTC.

    `withdrawn` is when something else came on record instead: it was made longer or shorter, ended or taken back.
    """

    recorded: datetime
    first: date
    last: date | None = None
    withdrawn: datetime | None = None


@dataclass(frozen=True)
class Delegation:
    """A partner's two delegates, by their ids, as they were fixed at an instant in UTC, and whether in one mailbox."""

    partner: str
    primary: str
    backup: str
    fixed: datetime
    one_mailbox: bool = False


@dataclass(frozen=True)
class Ballots:
    """Which of a partner's ballots are there, each with the instant at which the first of its versions came in."""

    primary: datetime | None = None
    backup: datetime | None = None


@dataclass(frozen=True)
class Counted:
    """Whose ballot counts for a partner, and why; nobody's if the ruling doesn't allow any."""

    ruling: Ruling
    whose: Place | None


@dataclass(frozen=True)
class Passing:
    """When the vote passes from a primary delegate to the backup, in UTC, and because of what."""

    at: datetime
    because: str
    stood_aside: datetime | None = None


def are_two(delegation: Delegation) -> Ruling:
    """P2. A partner has a primary delegate and a backup: two people, as far as anybody can tell by their mailboxes."""
    for place, who in (("primary", delegation.primary), ("backup", delegation.backup)):
        if not who.strip():
            return Ruling(False, "P2", f"{delegation.partner} has no {place} delegate")
    if plain(delegation.primary) == plain(delegation.backup):
        return Ruling(False, "P2", f"{delegation.partner} has the same person as primary delegate and as backup")
    if delegation.one_mailbox:
        because = f"{delegation.partner}'s two delegates have the same mailbox, so they count as one person"
        return Ruling(False, "P2", because)
    return Ruling(True, "P2", f"{delegation.partner} has a primary delegate and a backup")


def speak_for_one(delegations: Sequence[Delegation]) -> Ruling:
    """P2. In a partnership one person is the delegate of one partner: else they would have a vote for each."""
    speaks: dict[str, str] = {}
    for who, partner in ((who, one.partner) for one in delegations for who in (one.primary, one.backup)):
        other = speaks.setdefault(plain(who), partner) if who.strip() else partner
        if other != partner:
            return Ruling(False, "P2", f"{other} and {partner} have the same person as a delegate")
    return Ruling(True, "P2", "every delegate speaks for one partner")


def is_fixed(delegation: Delegation, window: Window) -> Ruling:
    """P2. Which delegate comes first is fixed before voting opens; it doesn't change for a vote that is under way."""
    two = are_two(delegation)
    if not two:
        return two
    day = day_in_words(day_of(delegation.fixed, window.zone))
    if delegation.fixed >= window.opens:
        because = f"{delegation.partner}'s delegates were named on {day}, after voting had opened"
        return Ruling(False, "P2", f"{because}; those before stay for this vote")
    return Ruling(True, "P2", f"{delegation.partner}'s delegates were named on {day}, before voting opened")


def passing(
    window: Window,
    *,
    absences: Sequence[Absence] = (),
    stood_aside: datetime | None = None,
    backup: datetime | None = None,
    charter: Charter,
) -> Passing:
    """P2, P10. When the vote passes to the backup: at the cut-off, or as the primary delegate stands aside or is away.

    An absence acts by itself once it is on record and has begun, if it lasts through the day of the cut-off: who is
    back by then can vote. Absences count as they were on record when the backup's ballot came in, or at the cut-off if
    that was earlier: what is said of them later exchanges no ballot. Instants after closing have no effect.
    """
    hours = settled(charter).delegates.cut_off_hours.value
    cut_off = window.closes - timedelta(hours=hours)
    found = [Passing(cut_off, f"no ballot of the primary delegate was there {hours} hours before closing")]
    if stood_aside is not None and stood_aside < window.closes:
        found.append(Passing(stood_aside, "the primary delegate stands aside"))
    day = day_of(cut_off, window.zone)
    through = [one for one in absences if one.first <= day and (one.last is None or day <= one.last)]
    for recorded, first in _on_record(through, at=min(cut_off, backup or cut_off)):
        at = max(recorded, _beginning(first, window))
        found.append(Passing(at, "the primary delegate's absence is on record"))
    earliest = min(found, key=lambda one: one.at)
    return Passing(earliest.at, earliest.because, stood_aside)


def _on_record(absences: Sequence[Absence], *, at: datetime) -> Iterator[tuple[datetime, date]]:
    """The absences on record at an instant: since when they are so without a break, and from which day on."""
    goes_on: dict[tuple[date, datetime], datetime] = {}
    for one in sorted(absences, key=lambda each: each.recorded):
        recorded = goes_on.pop((one.first, one.recorded), one.recorded)
        if one.withdrawn is not None:
            goes_on[one.first, one.withdrawn] = recorded
        if one.recorded <= at and (one.withdrawn is None or one.withdrawn >= at):
            yield recorded, one.first


def _beginning(day: date, window: Window) -> datetime:
    """When a local day begins within the window; what began before it opened, as it opens."""
    if day <= day_of(window.opens, window.zone):
        return window.opens
    return max(window.opens, end_of(day - timedelta(days=1), window.zone))


def counts(ballots: Ballots, passed: Passing) -> Counted:
    """P2. One ballot counts for a partner, never both: the primary's if it was there before the vote passed on.

    After that the backup's counts before the primary's; the primary's late ballot counts where there is no other,
    unless they had stood aside. What comes on record after the primary's ballot doesn't undo it. Only ballots that came
    in before closing are to be handed in.
    """
    if ballots.primary is not None and ballots.primary <= passed.at:
        return Counted(Ruling(True, "P2", "the primary delegate voted in time"), "primary")
    if ballots.backup is not None:
        return Counted(Ruling(True, "P2", f"the backup's ballot counts: {passed.because}"), "backup")
    if ballots.primary is None:
        return Counted(Ruling(False, "P2", "neither delegate voted"), None)
    if passed.stood_aside is not None and passed.stood_aside < ballots.primary:
        return Counted(Ruling(False, "P2", "the primary delegate stood aside, and the backup didn't vote"), None)
    return Counted(Ruling(True, "P2", "the primary delegate voted late, and the backup didn't"), "primary")


def is_silent(partner: str, ballots: Ballots, window: Window, *, at: datetime, charter: Charter) -> Ruling:
    """P2. Whether a partner is reported to organisers because neither of its delegates has voted, in time to act.

    It tells that nobody voted for the partner, never which delegate did. `at` is in UTC.
    """
    if ballots != Ballots():
        return Ruling(False, "P2", f"{partner} has a ballot")
    begins = window.closes - timedelta(hours=settled(charter).delegates.silent_hours.value)
    if at < begins:
        return Ruling(False, "P2", f"{partner} has time to vote before anybody is told")
    if at >= window.closes:
        return Ruling(False, "P2", "voting has closed")
    until = local_in_words(window.closes, window.zone)
    return Ruling(True, "P2", f"neither delegate of {partner} has voted, and voting closes on {until}")


def acts_by_itself(circumstance: str, *, charter: Charter) -> Ruling:
    """P10, P2. A delegate's absence has its response without anybody triggering it: the backup votes."""
    known = settled(charter).circumstances
    acts = next((one.acts for one in known if plain(one.name) == plain(circumstance)), "")
    if acts == ABSENCE:
        return Ruling(True, "P10", f"“{circumstance}” acts by itself once it is on record: {acts}")
    return Ruling(False, "P10", f"“{circumstance}” waits for somebody to say that it has come to pass")
