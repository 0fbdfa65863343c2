"""Taking ballots in: the whole form is read each time, every version is kept, and nothing is counted yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import intake, secrecy
from core.records import Credential, Election, Response
from core.ruling import Obstacle
from flows.duties.election import box, form
from flows.duties.form import place
from flows.secretary import Secretary
from integrations.google import forms
from integrations.google.auth import GoogleFault
from integrations.google.forms import FormResponse

EDITED = (
    "an answer was changed after it was sent, so somebody has let voters edit theirs in the form's settings. What such "
    "an answer said before is known only if it had been read. Switch that off at Google"
)
"""Google keeps the newest version only: a ballot in time could be replaced unseen by one that is late."""


@dataclass(frozen=True)
class Read:
    """One full reading of a form: its digest, and what a person must look at."""

    digest: str
    found: tuple[Obstacle, ...] = ()


def read(secretary: Secretary, election: Election) -> Read:
    """Read all answers and keep those not seen before. Google's list has no promised order, so all of it is read.

    A ballot box that can't read what it has locked reads nothing more; Google keeps it meanwhile.
    """
    unreadable = box.unreadable(secretary, election)
    if unreadable is not None:
        return Read("", (unreadable,))
    try:
        answers = forms.responses(secretary.google, election.form_id)
    except GoogleFault as fault:
        if fault.status != place.NOT_FOUND:
            raise
        return Read("", (form.GONE,))
    known = offered(election)
    arrived = [_submission(election, answer, known) for answer in answers]
    with secretary.ledger.reading() as session:
        kept = _known(session, election.key)
    new = [one for one in arrived if (one.response_id, one.submitted) not in kept]
    if new:
        _keep(secretary, election, new)
    everything = secrecy.fingerprint(sorted([one.response_id, one.submitted, one.code_hash] for one in arrived))
    gone = {response for response, _ in kept} - {one.response_id for one in arrived}
    edited = sorted(one.response_id for one in answers if one.created_text != one.submitted_text)
    found = []
    if gone:
        words = f"{len(gone)} answer(s) that had been read have disappeared from the form"
        found.append(Obstacle("E7", words, secrecy.fingerprint(sorted(gone))))
    if edited:
        found.append(Obstacle("E7", EDITED, secrecy.fingerprint(edited)))
    return Read(everything, tuple(found))


def _submission(election: Election, response: FormResponse, known: Mapping[str, intake.Offer]) -> intake.Submission:
    """An answered form in our words. The code itself is forgotten here, and so is all else that somebody typed."""
    marks = dict(response.answers)
    code = marks.pop(form.code_question(election), ("",))
    return intake.Submission(
        response_id=response.response_id,
        submitted=intake.instant(response.submitted_text),
        code_hash=secrecy.code_hash(election.key, code[0] if code else ""),
        marks=intake.without_strange_words(marks, known),
    )


def _keep(secretary: Secretary, election: Election, new: list[intake.Submission]) -> None:
    with secretary.ledger.writing(secretary.now()) as pen:
        if pen.session.get_one(Election, election.key).state not in ("open", "closed"):
            return  # another process has sealed the ballots meanwhile: they must not come back
        known, known_marks = _known(pen.session, election.key), offered(election)
        key = box.key_of(secretary, pen.session, election.key)
        pen.session.add_all(
            Response(
                election_key=election.key,
                response_id=one.response_id,
                submitted=one.submitted,
                code_hash=one.code_hash,
                marks=box.locked(key, one, malformed=intake.is_malformed(one, known_marks)),
            )
            for one in new
            if (one.response_id, one.submitted) not in known
        )


def _known(session: Session, election_key: str) -> set[tuple[str, str]]:
    """Which version of which answer is kept already."""
    mine = select(Response.response_id, Response.submitted).where(Response.election_key == election_key)
    return {(response_id, submitted) for response_id, submitted in session.execute(mine)}


def stored(secretary: Secretary, session: Session, election_key: str) -> list[intake.Submission]:
    """Every submission kept so far."""
    opened = box.opener(secretary, election_key)
    rows = session.execute(select(Response).where(Response.election_key == election_key)).scalars()
    return [
        intake.Submission(
            row.response_id,
            row.submitted,
            row.code_hash,
            {question: tuple(given) for question, given in opened(row).items()},
        )
        for row in rows
    ]


def sorted_out(secretary: Secretary, election: Election) -> intake.Intake:
    """Every kept submission with its fate, as of the election's deadline."""
    with secretary.ledger.reading() as session:
        credentials = frozenset(
            session.execute(select(Credential.code_hash).where(Credential.election_key == election.key)).scalars()
        )
        return intake.sort(
            stored(secretary, session, election.key),
            credentials=credentials,
            deadline=intake.instant(election.closes_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")),
            offered=offered(election),
        )


def offered(election: Election) -> dict[str, intake.Offer]:
    """Which answers each question of the form offers."""
    return {
        question.id: intake.Offer(frozenset(question.options), several=question.kind == "boxes")
        for question in form.paper_of(election).questions()
    }


def voters(secretary: Secretary, election: Election) -> frozenset[str]:
    """The hashes of the codes with which a valid ballot has come in. Whose they are, only the key can tell."""
    return frozenset(one.code_hash for one in sorted_out(secretary, election).counted())
