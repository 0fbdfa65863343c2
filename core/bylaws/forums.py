"""Forums: who has to be invited before one counts, who is asked again, and how much of the feedback is told."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from core.charter import Charter
from core.numbers import many
from core.ruling import Ruling


def may_take_place(*, eligible: Collection[str], invited: Collection[str], declined: Collection[str]) -> Ruling:
    """E6. A forum is one to which every eligible candidate was invited; that some decline doesn't keep it from others.

    `eligible` are those whom E5 lets be invited, each by a label of ours. Only where nobody is left is there no forum.
    """
    left_out = sorted(set(eligible) - set(invited))
    if left_out:
        who = ", ".join(left_out)
        return Ruling(False, "E6", f"all eligible candidates have to be invited, and {who} wasn't")
    if not invited:
        return Ruling(False, "E6", "there is nobody yet who may be invited")
    if not set(invited) - set(declined):
        return Ruling(False, "E6", "everybody who was invited declined; share videos or written answers instead")
    gone = len(set(invited) & set(declined))
    others = f"{many(gone, 'candidate')} declined, and the others still get it" if gone else "nobody declined"
    return Ruling(True, "E6", f"every eligible candidate was invited; {others}")


def ask_again_on(day: date, *, charter: Charter) -> date:
    """E6. From which day on candidates who haven't replied are asked again, before a forum on a local day."""
    rules = charter.endorsement.forums
    return day - timedelta(days=rules.reply_days_before.value if rules else 0)


def is_asked_again(*, invited_on: date, again_on: date, replied: bool, on: date) -> Ruling:
    """E6. Whoever hasn't replied is asked once more, unless the invitation itself came only then. Local days."""
    if replied:
        return Ruling(False, "E6", "they have replied")
    if on < again_on:
        return Ruling(False, "E6", "there is time for a reply")
    if invited_on >= again_on:
        return Ruling(False, "E6", "the invitation came as late as that")
    return Ruling(True, "E6", "they haven't replied, and the forum comes near")


def may_show_counts(answers: int, *, charter: Charter) -> Ruling:
    """P9. How often each choice was made is told only where enough members answered that it tells of nobody."""
    least = charter.publication.decision_only_under.value
    if answers < least:
        return Ruling(False, "P9", f"fewer than {least} members answered")
    return Ruling(True, "P9", f"{many(answers, 'member')} answered")
