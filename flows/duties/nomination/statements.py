"""Statements: the form for a year's nominees, by personal link; every version of what they send is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import intake, nominations, secrecy
from core.numbers import many
from core.records import Cycle, Nominee, NomineeStatement
from flows.duties.form import keeping
from flows.duties.form.keeping import Form
from flows.duties.letter import personal
from flows.duties.letter.steps import Stuck
from flows.duties.nomination.calls import READ_ON
from flows.secretary import Secretary
from integrations.google import forms
from integrations.google.forms import FormResponse
from templates.forms.calls import statement_paper

NOBODY = 0
"""Whose an answer is that came with a code of nobody's. It is kept, and counted on the page."""


def key_of(year: int) -> str:
    """What links of a year's nominees are made under, and their letters' keys begin with. Its dot is in no race's."""
    return f"cycle.{year}"


def form_of(secretary: Secretary, year: int) -> Form[Cycle]:
    """S3. The form for a year's nominees."""
    facts = {"organisation": secretary.charter.name, "year": year}
    return Form(
        f"Canvass nominees {year}",
        Cycle,
        key={"year": year},
        paper=lambda _: statement_paper(facts),
        logged_as="statements",
        about={"year": str(year)},
        watched_when_closed=True,
        told_as="members",
    )


def ends_at(secretary: Secretary, cycle: Cycle) -> datetime:
    """When all statements in time have reached us."""
    return cycle.due_at + timedelta(minutes=secretary.charter.closing.settling_minutes.value)


def follow(secretary: Secretary, year: int) -> Iterator[str]:
    """S3. Make the form once there is somebody to ask, read what came, close it after the last day."""
    with secretary.ledger.reading() as session:
        cycle = session.get_one(Cycle, year)
        anybody = session.execute(select(Nominee.nth).where(Nominee.year == year).limit(1)).first()
    ended = secretary.now() >= ends_at(secretary, cycle)
    over = cycle.closed and secretary.now() >= cycle.due_at + READ_ON
    if anybody is None or over or (ended and not cycle.form_id):
        return
    form = form_of(secretary, year)
    if not cycle.form_id:
        personal.keep_key(secretary, key_of(year))  # before anybody can answer
    cycle = keeping.keep(secretary, form)
    if cycle.ready and cycle.closed != ended and cycle.held_because in ("", keeping.CLOSED):
        cycle = keeping.close(secretary, form) if ended else keeping.reopen(secretary, form)
    if keeping.may_be_read(cycle) and (new := read(secretary, cycle)):
        yield f"{year}: {many(new, 'answer')} of nominees came in."
    if cycle.held_because:
        raise Stuck(f"The form for the nominees of {year} can't be used: {cycle.held_because}.")


def read(secretary: Secretary, cycle: Cycle) -> int:
    """S3. Keep all answers not seen before. Returns how many were new. Raises LinkLost without the key of the links."""
    answers = forms.responses(secretary.google, cycle.form_id)
    with secretary.ledger.reading() as session:
        kept = _versions(session, cycle.year)
        owners = _owners(secretary, session, cycle.year) if answers else {}
    if all(_version(one) in kept for one in answers):
        return 0
    with secretary.ledger.writing(secretary.now()) as pen:
        kept = _versions(pen.session, cycle.year)
        mine = select(func.max(NomineeStatement.turn)).where(NomineeStatement.year == cycle.year)
        last = pen.session.execute(mine).scalar_one() or 0
        new = sorted((one for one in answers if _version(one) not in kept), key=lambda one: _version(one)[::-1])
        rows = [_row(cycle.year, turn, one, owners) for turn, one in enumerate(new, last + 1)]
        pen.session.add_all(rows)
        if rows:
            unknown = sum(one.nth == NOBODY for one in rows)
            pen.log("statements.answered", year=cycle.year, number=len(rows), unknown=unknown)
    return len(rows)


def _owners(secretary: Secretary, session: Session, year: int) -> Mapping[str, int]:
    """Each nominee's number, by the hash of their code."""
    mine = session.execute(select(Nominee.nth).where(Nominee.year == year, Nominee.number != "")).scalars()
    return {personal.code_hash(secretary.keyring, key_of(year), line=nth): nth for nth in mine}


def _row(year: int, turn: int, answer: FormResponse, owners: Mapping[str, int]) -> NomineeStatement:
    sent = nominations.sent(year, answer.answers)
    return NomineeStatement(
        year=year,
        turn=turn,
        nth=owners.get(secrecy.code_hash(personal.key_name(key_of(year)), sent.code), NOBODY),
        answer_id=answer.response_id,
        answered=intake.instant(answer.submitted_text),
        handed_in=answer.submitted,
        accepts=sent.accepts,
        said=dict(sent.said),
    )


def _version(answer: FormResponse) -> tuple[str, str]:
    return answer.response_id, intake.instant(answer.submitted_text)


def _versions(session: Session, year: int) -> set[tuple[str, str]]:
    mine = select(NomineeStatement.answer_id, NomineeStatement.answered).where(NomineeStatement.year == year)
    return {(answer, version) for answer, version in session.execute(mine)}
