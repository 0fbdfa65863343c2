"""Release: a letter that waits for a person is set on its way again."""

from __future__ import annotations

from typing import Any

from prefect import flow

from core import letters
from core.records import Letter
from flows import screen
from flows.secretary import Refusal, Secretary


def release(secretary: Secretary, key: str, *, reason: str, anew: bool = False) -> str:
    """Set a held letter on its way again, and return the state it goes on from.

    Normally its own campaign is looked at first, and told to go only if it still is a draft
    a while later: it can't go out twice. `anew` makes another campaign instead; that is
    for somebody who has seen at Mailchimp that the first one never went out.
    Raises Refusal for a letter that isn't held, or without a reason.
    """
    if not reason.strip():
        raise Refusal("Releasing a letter needs a reason for the record. Nothing was changed.")
    with secretary.ledger.writing(secretary.now()) as pen:
        letter = pen.session.get(Letter, key)
        if letter is None or letter.state != letters.HELD:
            raise Refusal(f"No letter “{key}” waits for anybody. The desk lists those that do.")
        for name, value in _fresh(letter, at=pen.at, anew=anew).items():
            setattr(letter, name, value)
        letter.held_because = ""
        pen.log("letter.released", letter=key, anew=anew)
        return letter.state


def _fresh(letter: Letter, *, at: Any, anew: bool) -> dict[str, Any]:
    """What a letter is set back to. With a campaign of its own it begins by looking at that."""
    if letter.campaign_id and not anew:
        return {"state": letters.SENDING, "tries": 0, "accepted": False, "posted_at": at}
    again = {"campaign_id": "", "segment_id": None, "thorough": True, "restarts": 0, "tries": 0, "accepted": False}
    return {"state": letters.PLANNED, "posted_at": None, **again}


@flow(name="release", flow_run_name="Release: {letter}")
def release_letter(letter: str, reason: str, make_a_new_campaign: bool = False) -> str:  # noqa: FBT001, FBT002  # a switch on a form
    """Set a letter that waits on its way again. Look at its campaign at Mailchimp first.

    Args:
        letter: The letter's key, as the desk shows it.
        reason: What you saw, for the record.
        make_a_new_campaign: Only if you have seen at Mailchimp that the first one never went out.
    """
    secretary = Secretary.at_work()
    state = release(secretary, letter, reason=reason, anew=make_a_new_campaign)
    screen.show_desk(secretary)
    return f"The letter “{letter}” is {state} again, and goes on with the next pass."
