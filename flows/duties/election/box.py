"""The ballot box apart: where roll and form are kept by two parts, what was chosen is locked with its own key.

So the registrar, who can tell whose code a ballot has, can't read what is on it; and the ballot box, which can, has
no key that tells whose code it is. Where one installation does everything, nothing is locked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from core import secrecy
from core.intake import Submission
from core.records import Response
from flows.secretary import BALLOT_BOX, BOX_KEY, PartFault, Secretary
from integrations.keyring import ElectionKey

LOCKED, MALFORMED = "locked", "malformed"
"""In the place of a question: marks that only the ballot box reads, and that it found them to be of no use."""

Marks = Mapping[str, Sequence[str]]


def key_name(election: str) -> str:
    """The name of the key that locks an election's ballots. Its dot is in no election's key."""
    return f"{election}{BOX_KEY}"


def locked(secretary: Secretary, election: str, ballot: Submission, *, malformed: bool) -> dict[str, list[str]]:
    """A ballot's marks as the book keeps them: as they are or, of a ballot box apart, locked.

    Whether they count at all may be known: the registrar reminds whoever has sent nothing that counts.
    """
    marks = {question: list(given) for question, given in ballot.marks.items()}
    if secretary.part != BALLOT_BOX:
        return marks
    kept = secretary.keyring.keep(key_name(election), ElectionKey(secretary.chance(32), ""))
    sealed = secrecy.seal(kept.key, _purpose(ballot.response_id, ballot.submitted), marks)
    return {LOCKED: [sealed], **({MALFORMED: []} if malformed else {})}


def opener(secretary: Secretary, election: str) -> Callable[[Response], Marks]:
    """What reads the marks that the book keeps of an answer.

    For the registrar they are empty, or of no use. Raises PartFault where the ballot box has lost its key.
    """
    kept = secretary.keyring.read(key_name(election)) if secretary.part == BALLOT_BOX else None

    def opened(row: Response) -> Marks:
        if LOCKED not in row.marks:
            return row.marks
        if kept is not None:
            found: Marks = secrecy.unseal(kept.key, _purpose(row.response_id, row.submitted), row.marks[LOCKED][0])
            return found
        if secretary.part == BALLOT_BOX:
            raise PartFault(
                f"The key file “{key_name(election)}.key” is missing, so the ballots in the book can't be read. Put it "
                "back from its second copy."
            )
        return {MALFORMED: [""]} if MALFORMED in row.marks else {}

    return opened


def destroy_key(secretary: Secretary, election: str) -> None:
    """Once the ballots are sealed, or called off. Twice does no more."""
    secretary.keyring.destroy(key_name(election))


def _purpose(response_id: str, submitted: str) -> str:
    return f"marks/v1|{response_id}|{submitted}"
