"""Hats: a delegate's own word that they can keep two roles apart, and which member they are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from core import calendar
from core.bylaws import partnership_roles as roles
from core.bylaws.membership import Evidence
from core.bylaws.partnership_roles import Hats
from core.calendar import day_in_words
from core.cited import plain
from core.partner_form import HATS
from core.records import Delegate, RollEntry
from flows.duties.partnership.answers import Said
from flows.duties.partnership.partnerships import Settled

APPROVED, AFFIRMED = "approved of as a member, too", "affirmed that they keep two roles apart"
"""What a line of a roll has of a delegate's hats."""


def question_of(nth: int) -> str:
    """What a delegate's affirmation stands under in an answer."""
    return f"{HATS}{nth}"


def affirmations(settled: Settled, said: dict[int, dict[str, Said]], *, zone: str) -> Iterator[str]:
    """P4. Put on record on which day each delegate affirmed it, or that they took it back. Their own word alone does.

    It holds for the person who gave it: whoever replaces them is asked anew.
    """
    for one in settled.delegates:
        word = said.get(one.partner, {}).get(question_of(one.nth))
        if one.replaced_at is not None or word is None:
            continue
        day = calendar.day_of(word.at, zone) if word.value["affirms"] else None
        if (day is None) != (one.affirmed_on is None):
            one.affirmed_on = day
            yield "affirmed"


def of(delegate: Delegate, *, is_member: bool = False) -> Hats:
    """P4. What is on record of a delegate's hats. By whatever an approval calls them, they are known as themselves."""
    number = number_of(delegate)
    ids = [delegate.number, number, str(delegate.nth), delegate.name, delegate.email]
    themselves = next((one for one in ids if one and plain(one) == plain(delegate.approved_by)), number)
    return Hats(themselves, is_member, delegate.approved_on, delegate.approved_by, delegate.affirmed_on)


def evidence(worn: Hats, *, partnership: str) -> tuple[Evidence, ...]:
    """P4. What a roll keeps of a delegate's hats, so that they are those of the instant at which it was frozen."""
    place = f"partnership {partnership}"
    approved = worn.approved if roles.is_approved(worn) else None
    days = {APPROVED: approved, AFFIRMED: worn.affirmed}
    return tuple(Evidence(day, what, place) for what, day in days.items() if day is not None)


def as_frozen(entry: RollEntry | None, *, is_member: bool) -> Hats:
    """P4. A delegate's hats by their line of a frozen roll: what is approved, affirmed or taken back later isn't in it.

    Without a line nothing is on record: whoever has both hats has one.
    """
    days = {one["what"]: date.fromisoformat(one["day"]) for one in (entry.evidence if entry else ())}
    return Hats("themselves", is_member, days.get(APPROVED), "their organisation", days.get(AFFIRMED))


def number_of(delegate: Delegate) -> str:
    """A delegate's number on a roll. No member has such a one, and nobody else."""
    return f"{delegate.partnership_key}/{delegate.nth}"


def is_approved(delegate: Delegate) -> bool:
    """P4. Whether somebody else of their organisation approved that they vote as a member, too."""
    return bool(roles.is_approved(of(delegate)))


def in_words(delegate: Delegate) -> str:
    """P4. Which hats a delegate may wear, as far as it is on record."""
    if delegate.approved_on is None:
        return "as a delegate only"
    if not is_approved(delegate):
        return "approved of by nobody but themselves, so as a delegate only"
    approved = f"also as a member, approved of on {day_in_words(delegate.approved_on)} by {delegate.approved_by}"
    if not delegate.number:
        return f"{approved}, but they are no member that the register knows"
    affirmed = f"affirmed on {day_in_words(delegate.affirmed_on)}" if delegate.affirmed_on else "not affirmed yet"
    return f"{approved}, {affirmed}"
