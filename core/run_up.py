"""What comes before and after the members' vote on an endorsement, as a charter sets it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from core.cited import Cited, Fault, Number, Section, Strings, listed_twice

WEEKS = 366
"""No deadline of these is further away than a year."""


class Candidacy(Section):
    """Whom questionnaires and invitations go to: what has to be known of a candidate, and how fresh.

    Candidates for `federal` offices have an account with the FEC, others with OCPF. An account with the FEC is active
    while its status, a letter of the FEC's, is one of `federal_status`.
    """

    federal: Cited[Strings]
    federal_status: Cited[Strings]
    account: Cited[bool]
    website: Cited[bool]
    checked_within_days: Cited[Number]

    def contradictions(self) -> Iterator[Fault]:
        """Every office and every status is listed once."""
        yield from listed_twice("federal", self.federal.value, remedy="List each office once.")
        yield from listed_twice("federal_status", self.federal_status.value, remedy="List each status once.")


class Questionnaires(Section):
    """How long candidates have for a questionnaire, and how many days before the deadline they are reminded."""

    days: Cited[Number]
    remind_days_before: Cited[Annotated[tuple[Number, ...], Field(min_length=1)]]

    def contradictions(self) -> Iterator[Fault]:
        """Reminders come after the questionnaire and before its deadline, each once, the earliest first."""
        before = self.remind_days_before.value
        if list(before) != sorted(set(before), reverse=True):
            yield Fault("remind_days_before", f"is {list(before)}, not in order", "Begin with the largest number.")
        if before[0] >= self.days.value:
            what = f"begins with {before[0]}, and candidates have {self.days.value} days"
            yield Fault("remind_days_before", what, "Remind within that time.")


class Forums(Section):
    """How long before a forum candidates are asked again, and for how long members are asked what they thought."""

    reply_days_before: Cited[Number]
    feedback_days: Cited[Number]


class Afterwards(Section):
    """Who hears of a result first, and when an endorsed candidate is asked to report back."""

    candidates_first_hours: Cited[Annotated[int, Field(ge=0)]]
    report_back_months: Cited[Number]
    press_release: Cited[bool]
