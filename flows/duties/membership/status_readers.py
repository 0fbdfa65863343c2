"""The readers of a letter about their vote: none is woken, whom it misses is told again, and nothing of it stays."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from core import letters, notices
from core.records import Letter
from flows.duties.election import open_rolls
from flows.duties.election.open_rolls import OpenRoll
from flows.duties.letter import claims, mailboxes, outbox
from flows.duties.membership import status_fields, status_letters, told
from flows.secretary import Secretary
from integrations.mailchimp import audience


def has(letter: Letter) -> bool:
    """Whether a letter says to each reader how they stand."""
    return letters.OCCASIONS[letter.occasion].status


def asleep(secretary: Secretary, letter: Letter) -> bool:
    """M4. Whether such a letter had better wait for the morning."""
    return has(letter) and not notices.in_letter_hours(secretary.now(), secretary.charter)


def as_of_now(secretary: Secretary, letter: Letter) -> list[Any] | None:
    """M4, M6. To whom a letter goes now. None: the election's key is missing.

    Of letters about votes each reader's fields say on which open rolls they are; and whoever was added to the roll that
    such a letter is about isn't told any more that they aren't on it.
    """
    to = outbox.recipients(secretary, letter)
    if to is None or not has(letter):
        return to
    with secretary.ledger.reading() as session:
        rolls = open_rolls.under_way(session, at=secretary.now())
    about = [one for one in rolls if one.key == status_letters.ballot_of(letter)]
    return [
        {**one, "fields": {**one["fields"], **_rolls_in_words(rolls, one)}}
        for one in to
        if not open_rolls.is_on_one(about, status_letters.numbers_in(one))
    ]


def _rolls_in_words(rolls: Sequence[OpenRoll], reader: dict[str, Any]) -> dict[str, str]:
    said = open_rolls.in_words(rolls, status_letters.numbers_in(reader), longest=audience.LONGEST_VALUE)
    return {status_fields.ROLLS: status_fields.fitting(said)}


def missed(secretary: Secretary, letter: Letter, *, reached: Collection[str]) -> None:
    """M4. Whoever can't be written to wasn't told. For other letters nothing is to be done."""
    if has(letter):
        mailboxes_of = {one["email"] for one in outbox.recipients(secretary, letter) or []}
        told.take_back(secretary, letter, mailboxes_of - set(reached))


def forgotten(secretary: Secretary, letter: Letter, *, bounced: Collection[str]) -> bool:
    """M4, M8. Whether nothing of a letter that is out is left in its readers' fields, and whom it missed is noted.

    Not yet, while another letter to the same mailboxes needs the fields. For other letters nothing is to be done.
    """
    if not has(letter):
        return True
    told.take_back(secretary, letter, bounced)
    people = outbox.recipients(secretary, letter) or []
    if not claims.claim(secretary, letter, people):
        return False
    mailboxes.erase_status(secretary, {one["email"] for one in people})
    return True


def kept_of(letter: Letter) -> dict[str, str]:
    """What is changed about a letter once it is out: of what it told its readers, only who they were is kept."""
    return {"recipients": outbox.numbers_only(letter)} if has(letter) else {}
