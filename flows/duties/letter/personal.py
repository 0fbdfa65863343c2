"""Personal links outside elections: a code for each candidate who is asked something, made from a key file."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from core import letters, secrecy
from core.records import Letter
from flows.duties.letter.steps import Stuck
from flows.secretary import Refusal, Secretary
from integrations.google import forms
from integrations.keyring import ElectionKey, Keyring

SEED = ""
"""No lot is drawn among candidates who are asked something."""


class LinkLost(Stuck, Refusal):
    """The key file from which somebody's link is made is missing. The message says what to do.

    A letter waits for it; and whoever asks for something that needs it is refused.
    """


def key_name(race: str) -> str:
    """What the key file of a race's links is called. Its dot is in no election's key."""
    return f"race.{race}"


def keep_key(secretary: Secretary, race: str) -> None:
    """Draw the key of a race's links, unless there is one.

    Raises LinkLost where the book knows of a letter with such a link: one that was drawn anew would make nobody's of
    the links and answers of those who have theirs, in silence.
    """
    if secretary.keyring.read(key_name(race)) is None and _is_linked(secretary, race):
        raise _lost(race)
    secretary.keyring.keep(key_name(race), ElectionKey(secretary.chance(32), SEED))


def _is_linked(secretary: Secretary, race: str) -> bool:
    """Whether a letter with a link was ever planned to one of a race's candidates."""
    linked = [name for name, one in letters.OCCASIONS.items() if one.linked]
    mine = select(Letter.key).where(Letter.key.startswith(f"{race}.", autoescape=True), Letter.occasion.in_(linked))
    with secretary.ledger.reading() as session:
        return session.execute(mine.limit(1)).first() is not None


def code_hash(keyring: Keyring, race: str, *, line: int, epoch: int = 0) -> str:
    """The hash of a candidate's code, by which an answer is known to be theirs. Raises LinkLost without the key."""
    return secrecy.hash_of(_key(keyring, race), key_name(race), line=line, epoch=epoch)


def told(race: str, *, line: int, form_link: str, question: str, epoch: int = 0) -> dict[str, Any]:
    """What a letter's facts hold in the place of a link, until it is written. `line` is the candidate's number."""
    return {"race": race, "line": line, "epoch": epoch, "base": forms.prefilled(form_link, question, "")}


def link(keyring: Keyring, told: dict[str, Any]) -> str:
    """The link itself. Raises LinkLost where the key file is missing."""
    return str(told["base"]) + secrecy.code(_key(keyring, told["race"]), line=told["line"], epoch=told["epoch"])


def _key(keyring: Keyring, race: str) -> bytes:
    kept = keyring.read(key_name(race))
    if kept is None:
        raise _lost(race)
    return kept.key


def _lost(race: str) -> LinkLost:
    return LinkLost(
        f"The key file “{key_name(race)}.key” is missing, so no candidate's link for “{race}” can be made or known "
        "again. Put it back from its second copy."
    )
