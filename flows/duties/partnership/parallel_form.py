"""The form of a parallel vote: made at once, read for as long as something can change, closed once all is decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import intake, parallel, secrecy
from core.numbers import many
from core.records import Delegate, ParallelAnswer, ParallelVote
from flows.duties.form import keeping
from flows.duties.form.keeping import Form
from flows.duties.letter import personal
from flows.duties.letter.steps import Stuck
from flows.duties.partnership import parallel_votes, partnerships
from flows.duties.partnership.parallel_votes import NOBODY
from flows.secretary import Secretary
from integrations.google import forms
from integrations.google.forms import FormResponse
from templates.forms.parallel import parallel_paper


def key_of(vote: str) -> str:
    """What links of a vote's delegates are made under, and their letters' keys begin with. Its dot is in no race's."""
    return f"parallel.{vote}"


def form_of(secretary: Secretary, vote: ParallelVote) -> Form[ParallelVote]:
    """P6. The form of a parallel vote."""
    facts = {
        "organisation": secretary.charter.name,
        "key": vote.key,
        "title": vote.title,
        "choices": list(vote.choices),
    }
    return Form(
        f"Canvass parallel vote {vote.key}",
        ParallelVote,
        key={"key": vote.key},
        paper=lambda _: parallel_paper(facts),
        logged_as="parallel",
        about={"vote": vote.key},
        told_as="partners",
    )


def follow_all(secretary: Secretary) -> list[str]:
    """P6. Make the form of each parallel vote, keep what delegates send, and close it once the vote is over.

    Raises Stuck for the forms that can't be used, after the others are done.
    """
    with secretary.ledger.reading() as session:
        going = set(parallel_votes.under_way(session))
        votes = list(session.execute(select(ParallelVote).order_by(ParallelVote.asked_at)).scalars())
    news: list[str] = []
    held: list[str] = []
    for vote in votes:
        if vote.key in going:
            news += _follow(secretary, vote)
        elif vote.form_id and not vote.closed:
            news += _close(secretary, vote)
        held += _held(secretary, vote) if vote.key in going else []
    if held:
        raise Stuck("; ".join(held))
    return news


def _follow(secretary: Secretary, vote: ParallelVote) -> Iterator[str]:
    if not vote.form_id:
        personal.keep_key(secretary, key_of(vote.key))  # before anybody can answer
    kept = keeping.keep(secretary, form_of(secretary, vote))
    if keeping.may_be_read(kept) and (new := read(secretary, kept)):
        yield f"{vote.key}: {many(new, 'answer')} of delegates came in."


def _close(secretary: Secretary, vote: ParallelVote) -> Iterator[str]:
    """Close the form of a vote that is settled or called off, or whose partnership has ended. What came in is kept."""
    if vote.ready:
        read(secretary, vote)
    keeping.close(secretary, form_of(secretary, vote))
    yield f"{vote.key}: its form is closed."


def _held(secretary: Secretary, vote: ParallelVote) -> list[str]:
    with secretary.ledger.reading() as session:
        why = session.get_one(ParallelVote, vote.key).held_because
    return [f"The form of the parallel vote “{vote.key}” can't be used: {why}."] if why else []


def read(secretary: Secretary, vote: ParallelVote) -> int:
    """P6. Keep all answers not seen before. Returns how many were new. Raises LinkLost without the key of the links."""
    answers = forms.responses(secretary.google, vote.form_id)
    with secretary.ledger.reading() as session:
        kept = _versions(session, vote.key)
        owners = _owners(secretary, session, vote) if answers else {}
    if all(_version(one) in kept for one in answers):
        return 0
    with secretary.ledger.writing(secretary.now()) as pen:
        kept = _versions(pen.session, vote.key)
        first = parallel_votes.next_turn(pen.session, vote.key)
        new = sorted((one for one in answers if _version(one) not in kept), key=lambda one: _version(one)[::-1])
        rows = [_row(vote, turn, one, owners) for turn, one in enumerate(new, first)]
        pen.session.add_all(rows)
        if rows:
            unknown = sum(one.nth == NOBODY for one in rows)
            pen.log("parallel.answered", vote=vote.key, number=len(rows), unknown=unknown)
    return len(rows)


def _owners(secretary: Secretary, session: Session, vote: ParallelVote) -> Mapping[str, int]:
    """Each delegate's number, by the hash of their code."""
    everybody: tuple[Delegate, ...] = partnerships.of(session, vote.partnership_key).delegates
    return {personal.code_hash(secretary.keyring, key_of(vote.key), line=one.nth): one.nth for one in everybody}


def _row(vote: ParallelVote, turn: int, answer: FormResponse, owners: Mapping[str, int]) -> ParallelAnswer:
    sent = parallel.sent(vote.key, vote.choices, answer.answers)
    return ParallelAnswer(
        parallel_key=vote.key,
        turn=turn,
        kind=sent.kind,
        nth=owners.get(secrecy.code_hash(personal.key_name(key_of(vote.key)), sent.code), NOBODY),
        answer_id=answer.response_id,
        answered=intake.instant(answer.submitted_text),
        handed_in=answer.submitted,
        said=dict(sent.said),
    )


def _version(answer: FormResponse) -> tuple[str, str]:
    return answer.response_id, intake.instant(answer.submitted_text)


def _versions(session: Session, vote: str) -> set[tuple[str, str]]:
    mine = select(ParallelAnswer.answer_id, ParallelAnswer.answered).where(ParallelAnswer.parallel_key == vote)
    return {(answer, version) for answer, version in session.execute(mine)}
