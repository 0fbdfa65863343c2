"""Calls: all members are asked by letter, once, and reminded; their form opens and closes; every answer is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import calendar, intake, letters, nominations
from core.bylaws import nominations as rules
from core.kept_out import Marks
from core.numbers import many
from core.paper import Paper
from core.records import Call, CallAnswer, Letter
from flows.duties.form import keeping
from flows.duties.form.keeping import Form
from flows.duties.letter import to_members
from flows.duties.letter.steps import Stuck
from flows.duties.privacy import marks, nominated
from flows.secretary import Secretary
from integrations.google import forms
from integrations.google.forms import FormResponse
from templates.forms.calls import call_paper

READ_ON = timedelta(days=2)
"""How long a closed form is still read: so that a pass that died after closing it is made good."""


LONGEST = 40
"""Mailchimp takes no name of a campaign that is longer."""


class Words(Protocol):
    """What a call's letter says besides where its form is and until when: by kind of call."""

    def __call__(self, secretary: Secretary, session: Session, call: Call, /) -> tuple[str, Mapping[str, Any]]:
        """The occasion of the letter, and its facts."""


def form_of(key: str) -> Form[Call]:
    """S3, S5. A call's form."""
    return Form(
        f"Canvass call {key}",
        Call,
        key={"key": key},
        paper=paper_of,
        logged_as="call",
        about={"call": key},
        watched_when_closed=True,
        told_as="members",
    )


def paper_of(call: Call) -> Paper:
    """What it asks, by the facts that were written down before it was made."""
    return call_paper(call.kind, {**call.asks, "questions": nominations.questions(call.key, call.kind)})


def ends_at(secretary: Secretary, call: Call) -> datetime:
    """When all answers in time have reached us."""
    return call.closes_at + timedelta(minutes=secretary.charter.closing.settling_minutes.value)


def is_followed(secretary: Secretary, call: Call) -> bool:
    """Whether there can be anything to do about a call now."""
    return call.opens_at <= secretary.now() and (not call.closed or secretary.now() < call.closes_at + READ_ON)


def follow(secretary: Secretary, key: str, words: Words) -> Iterator[str]:
    """S3, S5. Bring a call to where it should be: form, answers, letters. Raises Stuck if its form can't be used."""
    call = _known(secretary, key)
    if not is_followed(secretary, call):
        return
    form, ended = form_of(key), secretary.now() >= ends_at(secretary, call)
    if ended and not call.form_id:
        return  # nobody was called while there was time: the page says so, and a person moves the dates
    call = keeping.keep(secretary, form)
    if call.ready and call.closed != ended and call.held_because in ("", keeping.CLOSED):
        call = keeping.close(secretary, form) if ended else keeping.reopen(secretary, form)
    if keeping.may_be_read(call) and (new := read(secretary, call)):
        yield f"{key}: {many(new, 'answer')} came in."
    if call.held_because:
        raise Stuck(f"{key}: its form can't be used: {call.held_because}.")
    if secretary.now() < call.closes_at:
        yield from _tell(secretary, call, words)


def _known(secretary: Secretary, key: str) -> Call:
    with secretary.ledger.reading() as session:
        return session.get_one(Call, key)


def _tell(secretary: Secretary, call: Call, words: Words) -> Iterator[str]:
    key = letter_key(call, _what(secretary, call))
    with secretary.ledger.reading() as session:
        if session.get(Letter, key) is not None:
            return
    with secretary.ledger.writing(secretary.now()) as pen:
        occasion, said = words(secretary, pen.session, call)
        facts = {
            "organisation": secretary.charter.name,
            "reply_to": secretary.settings.mail_reply_to,
            "link": call.link,
            "until": last_day(call, secretary.charter.zone),
            "again": _was_called(pen.session, call),
            **said,
        }
        if to_members.plan(pen, key, occasion, facts, not_after=call.closes_at):
            yield f"{call.key}: a letter to all members planned."


def _was_called(session: Session, call: Call) -> bool:
    """Whether there was a letter before; one that was kept back, as the call was called off, is none."""
    first = session.get(Letter, letter_key(call, "call"))
    return first is not None and first.state != letters.MISSED


def _what(secretary: Secretary, call: Call) -> str:
    """The letter that is due now: the call, word that its last day was moved, or the reminder before that day."""
    before = timedelta(days=rules.remind_days_before(secretary.charter))
    if secretary.now() >= call.closes_at - before > call.opens_at:
        return f"last-{call.moved}"
    return f"moved-{call.moved}" if call.moved else "call"


def letter_key(call: Call, what: str) -> str:
    """A letter's key, such as "nominations.2027/call". Its dot is in no election's key."""
    key = f"{call.key}/{what}"
    if len(key) > LONGEST:
        raise ValueError(f"{key} is longer than {LONGEST} signs")
    return key


def last_day(call: Call, zone: str) -> str:
    """The last local day for answers, as letters say it."""
    return calendar.day_in_words(calendar.day_of(call.closes_at - timedelta(hours=3), zone))


# ── answers ────────────────────────────────────────────────────────────────────────────────────────


def read(secretary: Secretary, call: Call) -> int:
    """S3, S5. Read all answers and keep those not seen before, each version in a row. Returns how many were new."""
    answers = forms.responses(secretary.google, call.form_id)
    with secretary.ledger.reading() as session:
        kept = _versions(session, call.key)
    if all(_version(one) in kept for one in answers):
        return 0
    with secretary.ledger.writing(secretary.now()) as pen:
        kept, gone = _versions(pen.session, call.key), marks.read(secretary, pen.session)
        mine = select(func.max(CallAnswer.nth)).where(CallAnswer.call_key == call.key)
        last = pen.session.execute(mine).scalar_one() or 0
        new = sorted((one for one in answers if _version(one) not in kept), key=lambda one: _version(one)[::-1])
        rows = [_row(call, nth, one) for nth, one in enumerate(new, last + 1)]
        for row in [one for one in rows if _names_anybody_gone(secretary, one, gone)]:
            nominated.forget(row)  # somebody in it was erased before it was read
        pen.session.add_all(rows)
        if rows:
            pen.log("call.answered", call=call.key, number=len(rows), last=last + len(rows))
    return len(rows)


def _names_anybody_gone(secretary: Secretary, answer: CallAnswer, gone: Marks) -> bool:
    day = calendar.day_of(answer.handed_in, secretary.charter.zone)
    named = (nominations.sender(answer.said), nominations.nominee(answer.said))
    return any(gone.had_signed(one.name, one.email, day) for one in named)


def _row(call: Call, nth: int, answer: FormResponse) -> CallAnswer:
    said = nominations.handed_in(call.key, call.kind, answer.answers)
    sender, nominee = nominations.sender(said), nominations.nominee(said)
    return CallAnswer(
        call_key=call.key,
        nth=nth,
        answer_id=answer.response_id,
        answered=intake.instant(answer.submitted_text),
        handed_in=answer.submitted,
        said=said,
        sender=nominations.UNKNOWN if sender.name or sender.email else nominations.NOBODY,
        nominee=nominations.UNKNOWN if nominee.name or nominee.email else nominations.NOBODY,
    )


def _version(answer: FormResponse) -> tuple[str, str]:
    return answer.response_id, intake.instant(answer.submitted_text)


def _versions(session: Session, key: str) -> set[tuple[str, str]]:
    mine = select(CallAnswer.answer_id, CallAnswer.answered).where(CallAnswer.call_key == key)
    return {(answer, version) for answer, version in session.execute(mine)}
