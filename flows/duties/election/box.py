"""The ballot box apart: where roll and form are kept by two parts, what was chosen is locked with its own key.

So the registrar, who can tell whose code a ballot has, can't read what is on it; and the ballot box, which can, has
no key that tells whose code it is. Where one installation does everything, nothing is locked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from cryptography.exceptions import InvalidTag
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import secrecy
from core.intake import Submission
from core.records import Election, Response
from core.ruling import Obstacle
from flows.secretary import BALLOT_BOX, BOX_KEY, REGISTRAR, PartFault, Secretary
from integrations.keyring import ElectionKey

LOCKED, MALFORMED = "locked", "malformed"
"""In the place of a question: marks that only the ballot box reads, and that it found them to be of no use."""

Marks = Mapping[str, Sequence[str]]


def key_name(election: str) -> str:
    """The name of the key that locks an election's ballots. Its dot is in no election's key."""
    return f"{election}{BOX_KEY}"


def unreadable(secretary: Secretary, election: Election) -> Obstacle | None:
    """What keeps a ballot box from reading ballots that the book keeps: its key is missing, or it is another one."""
    if secretary.part != BALLOT_BOX:
        return None
    kept = secretary.keyring.read(key_name(election.key))
    with secretary.ledger.reading() as session:
        shut = sum(_marks(kept, row) is None for row in _locked_rows(session, election.key))
    if not shut:
        return None
    return Obstacle("P9", _missing(election.key) if kept is None else _other(election.key))


def key_of(secretary: Secretary, session: Session, election: str) -> ElectionKey | None:
    """The key with which a ballot box locks what comes in; None where nothing is locked. It is made with the first.

    Raises PartFault where ballots are locked and it is missing: with a second key the first couldn't be put back.
    """
    if secretary.part != BALLOT_BOX:
        return None
    kept = secretary.keyring.read(key_name(election))
    if kept is None and _locked_rows(session, election):
        raise PartFault(_missing(election))
    return kept or secretary.keyring.keep(key_name(election), ElectionKey(secretary.chance(32), ""))


def locked(key: ElectionKey | None, ballot: Submission, *, malformed: bool) -> dict[str, list[str]]:
    """A ballot's marks as the book keeps them: as they are or, of a ballot box apart, locked with its key.

    Whether they count at all may be known: the registrar reminds whoever has sent nothing that counts.
    """
    marks = {question: list(given) for question, given in ballot.marks.items()}
    if key is None:
        return marks
    sealed = secrecy.seal(key.key, _purpose(ballot.response_id, ballot.submitted), marks)
    return {LOCKED: [sealed], **({MALFORMED: []} if malformed else {})}


def opener(secretary: Secretary, election: str) -> Callable[[Response], Marks]:
    """What reads the marks that the book keeps of an answer.

    For the registrar they are empty, or of no use. Raises PartFault where who counts has lost the key, or has another.
    """
    kept = secretary.keyring.read(key_name(election)) if secretary.part == BALLOT_BOX else None

    def opened(row: Response) -> Marks:
        if LOCKED not in row.marks:
            return row.marks
        if secretary.part == REGISTRAR:
            return {MALFORMED: [""]} if MALFORMED in row.marks else {}
        found = _marks(kept, row)
        if found is None:
            raise PartFault(_missing(election) if kept is None else _other(election))
        return found

    return opened


def _locked_rows(session: Session, election: str) -> list[Response]:
    rows = session.execute(select(Response).where(Response.election_key == election)).scalars()
    return [row for row in rows if LOCKED in row.marks]


def _marks(key: ElectionKey | None, row: Response) -> Marks | None:
    """What was locked, or None where this isn't the key."""
    if key is None:
        return None
    try:
        found: Marks = secrecy.unseal(key.key, _purpose(row.response_id, row.submitted), row.marks[LOCKED][0])
    except InvalidTag:
        return None
    return found


def _missing(election: str) -> str:
    return (
        f"The key file “{key_name(election)}.key” is missing, so the ballots in the book can't be read. Put it back "
        "from its second copy, on the ballot box's machine: canvass restore-keys"
    )


def _other(election: str) -> str:
    return (
        f"The key file “{key_name(election)}.key” isn't the one that all ballots in the book were locked with. On the "
        "ballot box's machine move it aside, and put the right one back from its second copy: canvass restore-keys"
    )


def destroy_key(secretary: Secretary, election: str) -> None:
    """Once the ballots are sealed, or called off. Twice does no more."""
    secretary.keyring.destroy(key_name(election))


def _purpose(response_id: str, submitted: str) -> str:
    return f"marks/v1|{response_id}|{submitted}"
