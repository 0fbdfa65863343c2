"""Discretion: what the charter says about privacy, and since when what is kept is kept."""

from __future__ import annotations

from datetime import date

from core import calendar
from core.articles import Privacy
from core.bylaws import privacy
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
