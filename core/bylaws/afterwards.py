"""After a vote on an endorsement: who hears first, what may be cited, and when an endorsed candidate reports back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.bylaws.endorsement import VOTE_NO, VOTE_YES, Asked
from core.calendar import day_in_words, months_after
from core.charter import Charter
from core.counting.words import listed
from core.ruling import Ruling

NOBODY: Mapping[str, str] = {}


@dataclass(frozen=True)
class ReportDue:
    """Whether an endorsed candidate is asked now to report back, and for which time: 1 for the first."""

    ruling: Ruling
    number: int


def members_hear(certified_at: datetime, *, charter: Charter) -> datetime:
    """E16. When members hear of a result, or of a race's end, that candidates hear of at `certified_at` (both UTC)."""
    rules = charter.endorsement.afterwards
    return certified_at + timedelta(hours=rules.candidates_first_hours.value if rules else 0)


def wants_press_release(*, charter: Charter) -> bool:
    """E16. Whether a press release is drafted for an endorsement; the document leaves it open."""
    rules = charter.endorsement.afterwards
    return rules is not None and rules.press_release.value


def statement(
    winners: Sequence[str],
    title: str,
    *,
    asked: Asked,
    against: Sequence[str],
    organisation: str,
    withdrew: Mapping[str, str] = NOBODY,
) -> str:
    """E15, E16. What the organisation says in public of a race, in one sentence.

    `winners` are the options that won, as on the ballot, and `against` the people an anti-endorsement is about. This is
    the very sentence that an endorsed candidate may cite, so it says no more than was decided. `withdrew` are those who
    gave up during the vote, each with the day: the vote stays what it was, and none of them is endorsed.
    """
    if asked == "anti-endorsement":
        return f"{organisation} {_of_against(winners, title, against, withdrew)}."
    if winners and winners[0] in (VOTE_YES, VOTE_NO):
        return f"{organisation} urges voters to {winners[0].lower()} on {title}."
    left = [one for one in winners if one not in withdrew]
    if left:
        return f"{organisation} endorses {listed(left)} for {title}."
    return f"{organisation} makes no endorsement for {title}{_as_withdrawn(winners, withdrew)}."


def _of_against(winners: Sequence[str], title: str, against: Sequence[str], withdrew: Mapping[str, str]) -> str:
    left = [one for one in against if one not in withdrew]
    if winners and left:
        return f"urges voters against {listed(left)} in the race for {title}"
    because = _as_withdrawn(against, withdrew) if winners else ""
    return f"issues no anti-endorsement in the race for {title}{because}"


def _as_withdrawn(whom: Sequence[str], withdrew: Mapping[str, str]) -> str:
    """That somebody withdrew, as the reason of what is said; nothing where nobody did."""
    gone = [f"{name} withdrew on {day}" for name, day in withdrew.items() if name in whom]
    return f", as {listed(gone)}" if gone else ""


def may_be_given_up(winners: Sequence[str], withdrew: Mapping[str, str]) -> Ruling:
    """E15. Whether a race that members have decided may still end without an endorsement: whoever won has withdrawn."""
    left = [one for one in winners if one not in withdrew]
    if not winners or left:
        return Ruling(False, "E15", "the members have decided, and it stays as it is")
    return Ruling(True, "E15", f"{listed(list(winners))} withdrew during the vote")


def first_report(election_day: date, *, charter: Charter) -> date | None:
    """E17. The day from which an endorsed candidate is asked to report back; None where the charter asks for none."""
    rules = charter.endorsement.afterwards
    return months_after(election_day, rules.report_back_months.value) if rules else None


def report_due(election_day: date | None, *, recorded: bool, asked: int, on: date, charter: Charter) -> ReportDue:
    """E17. An endorsed candidate is asked to report back so long after the election, and every month until they have.

    `election_day` and `on` are local days; `asked` is the number of the last time that they were asked, 0 for never.
    Months that were overslept are not made up for.
    """
    if recorded:
        return ReportDue(Ruling(False, "E17", "it is on record that the candidate reported back"), asked)
    first = first_report(election_day, charter=charter) if election_day else None
    if election_day is None or first is None:
        lacks = "the day of the election isn't known" if election_day is None else "the charter asks for no report"
        return ReportDue(Ruling(False, "E17", lacks), asked)
    number = 0
    while months_after(first, number) <= on:
        number += 1
    if number <= asked:
        upcoming = months_after(first, number)
        return ReportDue(Ruling(False, "E17", f"the candidate is asked on {day_in_words(upcoming)}"), asked)
    because = f"the election was on {day_in_words(election_day)}, and the candidate hasn't reported back yet"
    return ReportDue(Ruling(True, "E17", because), number)
