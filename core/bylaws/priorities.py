"""Priorities: who proposes them, when members can vote on them, and how the committee answers what members want."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from core.calendar import day_in_words
from core.numbers import many
from core.ruling import Ruling


@dataclass(frozen=True)
class ByVote:
    """A vote by form by which the committee is said to have decided: its key, the local day it began, and its text.

    `on_a_motion` says whether it is one of the committee on a motion, `certified` whether its result is on record.
    """

    key: str
    began: date = date.min
    on_a_motion: bool = False
    certified: bool = False
    carried: bool = False
    text: str = ""


@dataclass(frozen=True)
class AtMeeting:
    """A decision that the committee took at a meeting: on which local day, and how, such as by consensus."""

    on: date
    how: str


def may_propose(*, is_member: bool, voting: Ruling | None, in_time: bool) -> Ruling:
    """A2. Voting members propose key priorities, by how they stood on the day on which they did, until the last day.

    `voting` is the ruling on that; without one the member isn't on record.
    """
    if not in_time:
        return Ruling(False, "A2", "it came after the last day for proposals")
    if not is_member:
        return Ruling(False, "A2", "voting members propose, and whoever sent it isn't known to be a member")
    if voting is None or not voting:
        because = f": {voting.because}" if voting is not None else ""
        return Ruling(False, "A2", f"voting members propose, and the member wasn't one on that day{because}")
    return Ruling(True, "A2", "a voting member proposed it in time")


def are_all_placed(waiting: Sequence[str]) -> Ruling:
    """A2. Members vote once nothing that was proposed is lost: each proposal is in a group, or left out with a reason.

    `waiting` are the numbers of those of which a person hasn't said so yet.
    """
    if not waiting:
        return Ruling(True, "A2", "every proposal is in a group, or left out with a reason")
    wait = "waits" if len(waiting) == 1 else "wait"
    which = f"{many(len(waiting), 'proposal')} {wait} for a person: {', '.join(waiting)}"
    return Ruling(False, "A2", f"{which}. Say in the tab Priorities where they belong")


def is_before_meeting(closes: date, meeting: date | None, *, reason: str = "") -> Ruling:
    """A2. Members vote on key priorities in advance of the annual meeting: voting closes before its day.

    Both are local days. Later, or without a meeting on record, it takes a reason.
    """
    if meeting is not None and closes < meeting:
        because = f"voting closes on {day_in_words(closes)}, before the annual meeting on {day_in_words(meeting)}"
        return Ruling(True, "A2", because)
    what = (
        f"voting closes on {day_in_words(closes)}, not before the annual meeting on {day_in_words(meeting)}"
        if meeting is not None
        else "no annual meeting is on record before which voting could close"
    )
    if not reason.strip():
        return Ruling(False, "A2", f"{what}; that needs a reason, and none is given")
    return Ruling(True, "A2", f"{what}, for this reason: {reason.strip()}")


def answers_members(key: Collection[str] | None, taken_up: Collection[str], *, why_not: str = "") -> Ruling:
    """A2, A3. The committee takes up each of the members' key priorities in what it proposes, or says why not.

    `key` are their numbers, none if no proposal got that far; None: members didn't vote on any.
    """
    strange = [one for one in taken_up if one not in (key or ())]
    if strange:
        return Ruling(False, "A3", f"{', '.join(strange)} is none of the members' key priorities")
    left = [one for one in key or () if one not in taken_up]
    if key is None and not why_not.strip():
        return Ruling(
            False, "A2", "members haven't voted on key priorities; why the committee proposes without is missing"
        )
    if left and not why_not.strip():
        return Ruling(False, "A3", f"why the committee doesn't take up {', '.join(left)} is missing")
    if left or key is None:
        return Ruling(True, "A3", f"the committee says why: {why_not.strip()}")
    return Ruling(True, "A3", "the committee takes up every key priority of the members")


def answers_what_stands(drafted: Collection[str] | None, key: Collection[str] | None, *, voting: str = "") -> Ruling:
    """A2, A3. Members read an answer to what they want now: nothing they chose came after the vote was drafted.

    Both are the numbers of their key priorities; None: they didn't vote on any. `voting` is their vote, if one is on.
    """
    if voting:
        because = (
            f"members vote on key priorities in {voting} now: wait for its certificate, then draft this vote again"
        )
        return Ruling(False, "A2", because)
    if (None if drafted is None else list(drafted)) == (None if key is None else list(key)):
        return Ruling(True, "A3", "the members' key priorities are as when this vote was drafted")
    because = (
        "the members' key priorities are others than when this vote was drafted: let the committee answer them anew"
    )
    return Ruling(False, "A3", because)


def is_decided(text: str, decision: ByVote | AtMeeting | None, *, failed_on: date | None = None) -> Ruling:
    """A3, S5, S8. The committee has decided on what it proposes, word by word: in a vote by form, or at a meeting.

    `failed_on` is the local day since which a proposal for the same year is on record as not ratified: then it takes a
    decision of a later day; of that day's own nobody could say which came first.
    """
    if decision is None:
        missing = "the committee's decision is missing: name its vote, or the day of its meeting and how it decided"
        return Ruling(False, "A3", missing)
    if isinstance(decision, AtMeeting):
        said, on = f"the committee decided on it on {day_in_words(decision.on)}", decision.on
        taken = Ruling(True, "A3", f"{said}, {decision.how.strip()}")
    else:
        said, on = f"the committee adopted it in the vote {decision.key}", decision.began
        taken = _is_adopted(text, decision)
    if not taken or failed_on is None or on > failed_on:
        return taken
    before = f"before it was on record on {day_in_words(failed_on)}"
    refused = f"{'the day on which it was put on record' if on == failed_on else before} that members don't ratify"
    return Ruling(False, "S5", f"{said}, {refused}: it has to decide anew")


def _is_adopted(text: str, voted: ByVote) -> Ruling:
    """S8. The vote is one of the committee on a motion of this very text, it is certified, and it carried."""
    vote = f"the vote {voted.key}"
    if not voted.on_a_motion:
        return Ruling(False, "S8", f"{vote} is none of the committee on a motion")
    if not voted.certified:
        return Ruling(False, "S8", f"{vote} of the committee isn't certified yet")
    if not voted.carried:
        return Ruling(False, "S8", f"the committee didn't adopt it in {vote}")
    if voted.text.split() != text.split():
        return Ruling(False, "A3", f"the committee adopted another text in {vote} than is put to the members")
    return Ruling(True, "S8", f"the committee adopted it in {vote}")
