"""Discretion: what the charter says about privacy, since when what is kept is kept, and who asked to be erased."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.articles import Privacy
from core.bylaws import privacy
from core.records import Erasure
from flows.duties.membership import answered
from flows.duties.privacy import partnered
from flows.secretary import Refusal, Secretary


def rules_of(secretary: Secretary) -> Privacy:
    """What the charter says about privacy. Raises Refusal where it says nothing: then nothing leaves."""
    if secretary.charter.privacy is None:
        raise Refusal(
            "The charter has no article [privacy], so no list is handed over, and nothing is deleted by its age. "
            "core/charters/jp_progressives.toml shows how one is written."
        )
    return secretary.charter.privacy


def kept_since(secretary: Secretary, days: int) -> date:
    """The first day, in the organisation's zone, of which something is still kept that is kept so many days."""
    return privacy.kept_since(calendar.day_of(secretary.now(), secretary.charter.zone), days=days)


def participation_since(secretary: Secretary) -> date:
    """The first day whose sign-ins are still kept. Without an article on privacy in the charter, all are."""
    rules = secretary.charter.privacy
    return kept_since(secretary, rules.keep_participation_days.value) if rules else date.min


def leaving(session: Session) -> set[str]:
    """M8. All numbers of those who asked to be erased: they are put on no roll any more, and get no letters.

    Those that they have as delegates are among them.
    """
    asked = session.execute(select(Erasure.number)).scalars()
    whole = answered.one_person(session, (one for one in asked if one))
    return whole | partnered.roll_numbers(session, whole) if whole else whole
