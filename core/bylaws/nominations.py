"""Who can be nominated to the committee, what a slate has to be, when it is voted on, and what follows if it fails."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core import calendar
from core.bylaws import committee, tenure
from core.bylaws import year as steps
from core.bylaws.participation import Participation
from core.calendar import day_in_words
from core.charter import Charter
from core.cited import plain
from core.numbers import many
from core.renewal import Nominations
from core.ruling import Ruling
from core.tenure import MONTHS_IN_A_YEAR, Tenure

MEETINGS, COMMITTEE, DUES, REGISTERED = "meetings", "committee", "dues", "registered"
"""What is asked of a nominee (S2). Dues are asked for on the day of confirmation, the others before the vote."""


@dataclass(frozen=True)
class Active:
    """Around which of the organisation's committees a nominee is active, and since which day, as organisers say."""

    around: str = ""
    since: date | None = None


@dataclass(frozen=True)
class Card:
    """A nominee's card: each criterion with its ruling, and the exception that was made for them, if one was."""

    criteria: Mapping[str, Ruling]
    exception: str = ""

    def unmet(self) -> tuple[str, ...]:
        """The criteria that aren't met, whether or not an exception makes up for them."""
        return tuple(name for name, ruling in self.criteria.items() if not ruling)


def rules_of(charter: Charter) -> Nominations:
    """What a charter says about nominations. Raises ValueError where it says nothing."""
    if charter.nominations is None:
        raise ValueError(f"The charter of {charter.name} says nothing about nominations. Add [nominations] to it.")
    return charter.nominations


def tenure_of(charter: Charter) -> Tenure:
    """How many seats there are, and by when they are elected; a charter with nominations says so."""
    if charter.tenure is None:
        raise ValueError(f"The charter of {charter.name} says nothing about its seats. Add [tenure] to it.")
    return charter.tenure


NOT_SAID = {"volunteer_days": 14, "remind_days_before": 3, "ad_hoc_each": 1, "opens_months_before": 3}
"""What goes for calls and ad hoc committees where a charter says nothing about nominations."""


def volunteer_days(charter: Charter) -> int:
    """S5. For how many days members can volunteer for an ad hoc committee."""
    return charter.nominations.volunteer_days.value if charter.nominations else NOT_SAID["volunteer_days"]


def remind_days_before(charter: Charter) -> int:
    """S3. How many days before its last day members are reminded of a call, and nominees of their statement."""
    return charter.nominations.remind_days_before.value if charter.nominations else NOT_SAID["remind_days_before"]


def belongs_to(year: int, opens: date, until: date, *, reason: str = "", charter: Charter) -> Ruling:
    """S3, S4. Nominations for a year open not long before it, by local days, and statements are due within it.

    After the last day on which the slate can be voted on in time that takes a reason.
    """
    before = rules_of(charter).opens_months_before
    months = before.value if before else NOT_SAID["opens_months_before"]
    first, last = calendar.months_after(date(year, 1, 1), -months), date(year, 12, 31)
    if not first <= opens <= until <= last:
        days = f"{day_in_words(opens)} to {day_in_words(until)}"
        span = f"{day_in_words(first)} to {day_in_words(last)}"
        return Ruling(False, "S3", f"the days {days} don't belong to {year}: that is {span}, for its nominations")
    voted = last_day_to_elect(year, charter)
    if until <= voted:
        return Ruling(True, "S4", f"statements are due by {day_in_words(voted)}")
    late = f"statements are due on {day_in_words(until)}, and the slate is voted on by {day_in_words(voted)}"
    if not reason.strip():
        return Ruling(False, "S4", f"{late}; that needs a reason, and none is given")
    return Ruling(True, "S4", f"{late}; the reason: {reason.strip()}")


def last_day_to_elect(year: int, charter: Charter) -> date:
    """S4. The last local day on which voting on a year's slate closes in time."""
    month = tenure_of(charter).elected_through_month.value
    return calendar.months_after(date(year, 1, 1), month) - timedelta(days=1)


def leaves_time(opens: date, closes: date, until: date, *, reason: str = "", charter: Charter) -> Ruling:
    """S3. Members have so many days to nominate, and nominees for their statements, at least; fewer take a reason.

    Local days, of which `opens` is the first on which members can nominate. The numbers are those that the charter's
    year keeps between these steps; without a year there are none.
    """
    given = (("to nominate", (closes - opens).days, _apart(CLOSE, CALL, charter)),
             ("for statements", (until - closes).days, _apart(STATEMENTS, CLOSE, charter)))  # fmt: skip
    short = [f"{many(days, 'day')} {what}, {needed} needed" for what, days, needed in given if days < needed]
    if not short:
        return Ruling(True, "S3", "there is time to nominate, and for the statements")
    if not reason.strip():
        return Ruling(False, "S3", f"{'; '.join(short)}: that needs a reason, and none is given")
    return Ruling(True, "S3", f"{'; '.join(short)}, for this reason: {reason.strip()}")


CALL, CLOSE, STATEMENTS = "call for nominees", "nominations close", "statements due"
"""What a charter's year calls these steps."""


def _apart(step: str, before: str, charter: Charter) -> int:
    """By how many days a step of the charter's year follows another at least."""
    found = charter.year.step(step) if charter.year else None
    apart = found.after.value.get(before) if found else None
    return steps.least_days(apart, charter=charter) if apart is not None else 0


def card(facts: Participation, active: Active, *, on: date, charter: Charter) -> Card:
    """S2. Everything that is asked of a nominee, ruled on as of a local day, with the evidence."""
    criteria = {
        MEETINGS: came_often_enough(facts, on=on, charter=charter),
        COMMITTEE: is_active_around(active, on=on),
        DUES: committee.have_paid(facts, on=on, charter=charter),
        REGISTERED: committee.is_registered(facts),
    }
    made = [one for one in facts.exceptions if one.clause == "S2" and one.since <= on <= one.until]
    through = max(made, key=lambda one: one.until, default=None)
    exception = f"excepted until {day_in_words(through.until)} by {through.decided_by}" if through else ""
    return Card(criteria, exception if charter.committee.exceptions.value else "")


def came_often_enough(facts: Participation, *, on: date, charter: Charter) -> Ruling:
    """S2. So many meetings or events within one calendar year; the best year on record up to a local day counts."""
    needed = rules_of(charter).events_needed.value
    by_year: dict[int, set[tuple[date, str]]] = defaultdict(set)
    came_to = [(one.on, one.event) for one in facts.attended]
    if charter.membership.volunteering_counts_as_event.value:
        came_to += [(one.on, one.activity) for one in facts.volunteered]
    for day, what in came_to:
        if day <= on:
            by_year[day.year].add((day, plain(what)))
    year = max(by_year, key=lambda one: (len(by_year[one]), one), default=on.year)
    came = len(by_year.get(year, ()))
    return Ruling(came >= needed, "S2", f"came to {came} meetings or events in {year}, {needed} needed")


def is_active_around(active: Active, *, on: date) -> Ruling:
    """S2. Active around at least one committee, since a local day that isn't still to come, as organisers recorded."""
    if not active.around or active.since is None:
        return Ruling(False, "S2", "it isn't recorded around which committee they are active, and since when")
    if active.since > on:
        return Ruling(False, "S2", f"active around {active.around} only from {day_in_words(active.since)} on")
    return Ruling(True, "S2", f"active around {active.around} since {day_in_words(active.since)}")


def may_stand(of: Card) -> Ruling:
    """S2. Whoever meets all criteria but the dues, due at confirmation, may be put forward; or is excepted."""
    lacking = [of.criteria[one].because for one in of.unmet() if one != DUES]
    if not lacking:
        return Ruling(True, "S2", "meets what is asked of nominees")
    if of.exception:
        return Ruling(True, "S2", f"{of.exception}, from this: {'; '.join(lacking)}")
    return Ruling(False, "S2", "; ".join(lacking))


def may_take_seat(of: Card) -> Ruling:
    """S2. At confirmation dues are paid, too, or there is an exception."""
    if of.criteria[DUES]:
        return may_stand(of)
    if of.exception:
        return Ruling(True, "S2", f"{of.exception}, from this: {of.criteria[DUES].because}")
    return Ruling(False, "S2", of.criteria[DUES].because)


def is_a_slate(size: int, *, charter: Charter) -> Ruling:
    """S1. The committee has so many members at least, and so many at most; so has a slate."""
    rules = tenure_of(charter)
    smallest, largest = rules.fewest.value, rules.most.value
    because = f"the slate has {many(size, 'member')}; the committee has {smallest} to {largest}"
    return Ruling(smallest <= size <= largest, "S1", because)


def is_ready(*, accepts: str, stated: bool, met: bool) -> Ruling:
    """S3. Who is put forward has accepted, has sent a statement, and has met members of the committee."""
    lacking = [
        *([] if accepts == "yes" else ["they declined" if accepts == "no" else "they haven't accepted"]),
        *([] if stated else ["there is no statement"]),
        *([] if met else ["no meeting with the committee is recorded"]),
    ]
    return Ruling(not lacking, "S3", "; ".join(lacking) or "accepted, sent a statement, and met the committee")


def is_over(*, closes: date, until: date, on: date, reason: str = "") -> Ruling:
    """S3. No slate is settled, as of a local day, before the last days to nominate and for statements; or for a reason.

    `closes` and `until` are those days.
    """
    open_still = [
        *([f"nominations are open through {day_in_words(closes)}"] if on <= closes else []),
        *([f"statements are due on {day_in_words(until)}"] if on <= until else []),
    ]
    if not open_still:
        return Ruling(True, "S3", "nominations are over, and so is the time for statements")
    early = ", and ".join(open_still)
    if not reason.strip():
        return Ruling(False, "S3", f"{early}; a slate before that needs a reason, and none is given")
    return Ruling(True, "S3", f"{early}; the reason for a slate before that: {reason.strip()}")


def is_agreed(slate: Collection[str], agreed: Sequence[Collection[str]]) -> Ruling:
    """S4. The committee agreed to this very slate, by consensus of all its members.

    `agreed` are those it agreed to, the latest last: that one takes the place of any before it.
    """
    if agreed and set(slate) == set(agreed[-1]):
        return Ruling(True, "S4", "the committee agrees to this slate by consensus")
    other = "the committee agreed to another slate" if agreed else "the committee hasn't agreed to the slate"
    return Ruling(False, "S4", f"{other}: it takes the consensus of all its members, certified")


def is_settled(*, ended: bool, reason: str = "") -> Ruling:
    """S5. After no confidence members vote again once the ad hoc committee's work has ended, or for a reason."""
    if ended:
        return Ruling(True, "S5", "the work of the ad hoc committee has ended")
    open_still = "the work of the ad hoc committee hasn't ended"
    if not reason.strip():
        return Ruling(False, "S5", f"{open_still}; voting again before takes a reason, and none is given")
    return Ruling(True, "S5", f"{open_still}, and members vote all the same, for this reason: {reason.strip()}")


def is_in_time(closes: date, *, year: int, reason: str = "", charter: Charter) -> Ruling:
    """S4. Voting on the slate closes, on a local day, in the first quarter of its year; later takes a reason."""
    last = last_day_to_elect(year, charter)
    if date(year, 1, 1) <= closes <= last:
        return Ruling(True, "S4", f"voting closes by {day_in_words(last)}")
    when = "after" if closes > last else "before the year of"
    late = f"voting closes on {day_in_words(closes)}, {when} {day_in_words(last)}"
    if not reason.strip():
        return Ruling(False, "S4", f"{late}; that needs a reason, and none is given")
    return Ruling(True, "S4", f"{late}, for this reason: {reason.strip()}")


def term(confirmed: date, *, charter: Charter) -> tuple[date, date]:
    """S6. The first day of a seat, the local day of confirmation, and the last, by which the next are elected."""
    through = tenure.term_through(confirmed, charter=charter)
    return confirmed, through or calendar.months_after(confirmed, MONTHS_IN_A_YEAR) - timedelta(days=1)


def is_composed(*, representatives: int, voting_members: int, charter: Charter) -> Ruling:
    """S5. An ad hoc committee has representatives of the committee, and voting members: so many of each at least."""
    each = charter.nominations.ad_hoc_each.value if charter.nominations else NOT_SAID["ad_hoc_each"]
    because = (
        f"{many(representatives, 'representative')} of the committee and {many(voting_members, 'voting member')}, "
        f"{each} of each needed"
    )
    return Ruling(min(representatives, voting_members) >= each, "S5", because)
