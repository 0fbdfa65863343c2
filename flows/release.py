"""Release: a letter that waits for a person is set on its way again, or given up."""

from __future__ import annotations

from typing import Annotated, Any

from sqlalchemy.orm import Session

from core import letters
from core.records import Letter
from flows import screen
from flows.duties.letter import outbox
from flows.duties.race import reasons
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import titled

STOPPED = ("paused", "canceled")
"""How Mailchimp calls a campaign that somebody, or a review, stopped on its way."""

DISCARDED = "The letter “{letter}” is given up; the next pass clears away what is left of it."


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
        _refuse_unless_held(pen.session, key)
        letter = pen.session.get_one(Letter, key)
        for name, value in _fresh(letter, at=pen.at, anew=anew).items():
            setattr(letter, name, value)
        before, letter.held_because = letter.held_because, ""
        reasons.keep(pen, "letter.released", key, because=reason, before=before, letter=key, anew=anew)
        return letter.state


def discard(secretary: Secretary, key: str, *, reason: str) -> None:
    """M8. Give a held letter up: the next pass deletes its draft and list, and what it would have told its readers.

    Whoever was to hear of their vote by it hasn't, and so gets another letter with the next reading. Had it gone out
    after all, the next pass finds that, and keeps it as sent.
    Raises Refusal for a letter that isn't held, without a reason, for letters of a ballot, which are its steps, and
    for one that Mailchimp has stopped on its way.
    """
    if not reason.strip():
        raise Refusal("Discarding a letter needs a reason for the record. Nothing was changed.")
    with secretary.ledger.reading() as session:
        _refuse_unless_held(session, key)
        letter = session.get_one(Letter, key)
    if letter.election_key is not None:
        raise Refusal(f"“{key}” belongs to a ballot, and can only be released. Or call the ballot off.")
    stopped = [one.status for one in outbox.namesakes(secretary, letter) if one.status in STOPPED]
    if stopped:
        raise Refusal(f"Its campaign is “{stopped[0]}” at Mailchimp: some may have it. Delete it there first.")
    with secretary.ledger.writing(secretary.now()) as pen:
        _refuse_unless_held(pen.session, key)
        letter = pen.session.get_one(Letter, key)
        reasons.keep(pen, "letter.discarded", key, because=reason, before=letter.held_because, letter=key)
        letter.state, letter.held_because, letter.not_after = letters.PLANNED, "", pen.at
        letter.campaign_id, letter.restarts, letter.tries, letter.accepted = "", 0, 0, False


def _refuse_unless_held(session: Session, key: str) -> None:
    letter = session.get(Letter, key)
    if letter is None or letter.state != letters.HELD:
        raise Refusal(f"No letter “{key}” waits for anybody. The desk lists those that do.")


def _fresh(letter: Letter, *, at: Any, anew: bool) -> dict[str, Any]:
    """What a letter is set back to. With a campaign of its own it begins by looking at that."""
    if letter.campaign_id and not anew:
        return {"state": letters.SENDING, "tries": 0, "accepted": False, "posted_at": at}
    again = {"campaign_id": "", "segment_id": None, "thorough": True, "restarts": 0, "tries": 0, "accepted": False}
    return {"state": letters.PLANNED, "posted_at": None, **again}


@flow(name="discard", flow_run_name=named("Discard: {letter:letter}"))
def discard_letter(letter: Annotated[str, titled("Letter")], reason: Annotated[str, titled("Reason")]) -> str:
    """Give up a letter that waits, where no ballot depends on it. Look at its campaign at Mailchimp first.

    Args:
        letter: The letter's key, as the desk shows it.
        reason: Why, for the record.
    """
    secretary = Secretary.at_work()
    discard(secretary, letter, reason=reason)
    screen.show_desk(secretary)
    return DISCARDED.format(letter=letter)


@flow(name="release", flow_run_name=named("Release: {letter:letter}"))
def release_letter(
    letter: Annotated[str, titled("Letter")],
    reason: Annotated[str, titled("Reason")],
    make_a_new_campaign: Annotated[bool, titled("Make a new campaign")] = False,  # noqa: FBT002 - a switch on a form
) -> str:
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
