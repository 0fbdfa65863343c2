"""Partner forms: the form by which partners settle a partnership, and their delegates' own; every answer is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import intake, partner_form, secrecy
from core.bylaws.partnership import settled as settled_by
from core.letters import FINAL
from core.numbers import many
from core.records import Delegate, DelegateForm, Letter, Partnership
from core.records.kept_forms import ClosingForm
from flows.duties.form import keeping
from flows.duties.form.keeping import Form
from flows.duties.letter import personal
from flows.duties.letter.steps import Stuck
from flows.duties.partnership import answers, hats, partner_links, partnerships
from flows.duties.partnership.answers import NOBODY, VOID, Version
from flows.duties.partnership.partner_links import DELEGATES_FROM, key_of
from flows.secretary import OUTAGE, Secretary
from integrations.google import forms
from integrations.google.forms import FormResponse
from integrations.keyring import Keyring
from templates.forms.partners import delegates_paper, partners_paper

Owners = Mapping[str, tuple[int, int]]
"""Whose a code is, by its hash: their number, and which of their links it came by."""


def form_of(secretary: Secretary, key: str) -> Form[Partnership]:
    """P1. The form that both sides fill in."""
    charter = secretary.charter

    def paper(of: Partnership) -> Any:
        return partners_paper({"organisation": charter.name, "title": of.title, "key": key}, settled_by(charter))

    return Form(
        f"Canvass partnership {key}",
        Partnership,
        key={"key": key},
        paper=paper,
        about={"partnership": key},
        logged_as="partners",
        told_as="partners",
    )


def delegates_form_of(secretary: Secretary, key: str, title: str) -> Form[DelegateForm]:
    """P4. The form in which delegates say for themselves whether they can keep two roles apart."""
    facts = {"organisation": secretary.charter.name, "title": title, "key": key}
    return Form(
        f"Canvass delegates {key}",
        DelegateForm,
        key={"partnership_key": key},
        paper=lambda _: delegates_paper(facts),
        about={"partnership": key},
        logged_as="delegates",
        begin=lambda: DelegateForm(partnership_key=key),
        told_as="partners",
    )


def keep(secretary: Secretary) -> list[str]:
    """P1, P4. Make, compare and read the forms of every partnership; close those of one that has ended.

    One partnership's trouble doesn't keep the others waiting; the first is raised at the end.
    """
    if secretary.charter.partnership is None:
        return []
    with secretary.ledger.reading() as session:
        every = list(session.execute(select(Partnership.key).order_by(Partnership.key)).scalars())
    news: list[str] = []
    troubles: list[Exception] = []
    for key, act in product(every, (follow, follow_delegates)):
        try:
            news += act(secretary, key)
        except (*OUTAGE, Stuck) as fault:
            troubles.append(fault)
    if troubles:
        raise troubles[0]
    return news


def follow(secretary: Secretary, key: str) -> Iterator[str]:
    """P1. Make the form of a partnership, read what came, close it once the partnership has ended."""
    with secretary.ledger.reading() as session:
        kept = session.get_one(Partnership, key)
    if kept.ended_on is not None:
        _close(secretary, form_of(secretary, key), kept)
        _destroy_key(secretary, key)
        return
    if not kept.form_id:
        personal.keep_key(secretary, key_of(key))  # before anybody can answer
    partner_links.remember(secretary, key)
    kept = keeping.keep(secretary, form_of(secretary, key))
    if new := read(secretary, kept):
        yield f"{key}: {many(new, 'answer')} of partners came in."
    _complain(kept, f"The form for the partners of “{key}”")


def follow_delegates(secretary: Secretary, key: str) -> Iterator[str]:
    """P4. The same for the delegates' form, which is made once somebody may be asked by it."""
    with secretary.ledger.reading() as session:
        of, kept = session.get_one(Partnership, key), session.get(DelegateForm, key)
        anybody = any(to_ask(session, key))
    form = delegates_form_of(secretary, key, of.title)
    if of.ended_on is not None:
        _close(secretary, form, kept)
        return
    if kept is None and not anybody:
        return
    kept = keeping.keep(secretary, form)
    if new := _read_delegates(secretary, key, kept):
        yield f"{key}: {many(new, 'answer')} of delegates came in."
    _complain(kept, f"The form for the delegates of “{key}”")


def to_ask(session: Session, key: str) -> list[Delegate]:
    """P4. The delegates who are members, whom their organisation lets vote as such, too."""
    mine = select(Delegate).where(Delegate.partnership_key == key, Delegate.replaced_at.is_(None))
    found = session.execute(mine.order_by(Delegate.nth)).scalars()
    return [one for one in found if one.number and one.email and hats.is_approved(one)]


def _close(secretary: Secretary, form: Form[Any], kept: ClosingForm | None) -> None:
    if kept is not None and kept.form_id and not kept.closed:
        keeping.close(secretary, form)


def _destroy_key(secretary: Secretary, key: str) -> None:
    """Once nothing is asked any more nobody has to know the links again; not while a letter with one is on its way."""
    mine = select(Letter.key).where(Letter.key.startswith(f"{key_of(key)}.", autoescape=True))
    with secretary.ledger.reading() as session:
        waiting = session.execute(mine.where(Letter.state.not_in(FINAL)).limit(1)).first()
    if waiting is None and secretary.keyring.read(personal.key_name(key_of(key))) is not None:
        secretary.keyring.destroy(personal.key_name(key_of(key)))


def _complain(kept: ClosingForm, what: str) -> None:
    if kept.held_because:
        raise Stuck(f"{what} can't be used: {kept.held_because}.")


def read(secretary: Secretary, kept: Partnership) -> int:
    """P1. Keep all partners' answers not seen before. Returns how many were new. Raises LinkLost without the key."""
    rules = settled_by(secretary.charter)
    with secretary.ledger.reading() as session:
        links = partner_links.of(session, kept.key)

    def version(one: FormResponse, owners: Owners) -> Version:
        handed = partner_form.read(kept.key, one.answers, rules)
        whose, epoch = owners.get(_hash(kept.key, handed.code), (NOBODY, 0))
        if partner_links.was_void(links, nth=whose, epoch=epoch, at=one.submitted):
            return _version(one, NOBODY, {**handed.said, VOID: whose})
        return _version(one, whose, handed.said)

    return _read(secretary, kept.key, kept, version, partner_links.owners)


def _read_delegates(secretary: Secretary, key: str, kept: DelegateForm) -> int:
    with secretary.ledger.reading() as session:
        mine = select(Delegate).where(Delegate.partnership_key == key)
        partner_of = {one.nth: one.partner for one in session.execute(mine).scalars()}

    def version(one: FormResponse, owners: Owners) -> Version:
        code, affirms = partner_form.affirmed(key, one.answers)
        nth, _ = owners.get(_hash(key, code), (NOBODY, 0))
        said = {hats.question_of(nth): {"affirms": affirms}} if nth in partner_of and affirms is not None else {}
        return _version(one, partner_of.get(nth, NOBODY), said)

    return _read(secretary, key, kept, version, _delegates)


def _read(
    secretary: Secretary,
    key: str,
    kept: ClosingForm,
    version: Callable[[FormResponse, Owners], Version],
    owners_of: Callable[[Keyring, Session, str], Owners],
) -> int:
    if not keeping.may_be_read(kept):
        return 0
    responses = forms.responses(secretary.google, kept.form_id)
    with secretary.ledger.reading() as session:
        known = {(one.answer_id, one.answered) for one in answers.of(session, key)}
        new = [one for one in responses if (one.response_id, intake.instant(one.submitted_text)) not in known]
        owners = owners_of(secretary.keyring, session, key) if new else {}
    if not new:
        return 0
    with secretary.ledger.writing(secretary.now()) as pen:
        return answers.keep(pen, key, [version(one, owners) for one in new])


def _version(one: FormResponse, nth: int, said: Mapping[str, Any]) -> Version:
    return Version(nth, one.response_id, intake.instant(one.submitted_text), one.submitted, said)


def _delegates(keyring: Keyring, session: Session, key: str) -> Owners:
    """Each delegate's number by the hash of their code."""
    numbers = session.execute(select(Delegate.nth).where(Delegate.partnership_key == key)).scalars()
    return {personal.code_hash(keyring, key_of(key), line=DELEGATES_FROM + nth): (nth, 0) for nth in numbers}


def _hash(key: str, code: str) -> str:
    return secrecy.code_hash(personal.key_name(key_of(key)), code)


def under_way(secretary: Secretary, key: str) -> partnerships.Settled:
    """A partnership with everything that has come in by now: its form is read before anybody relies on it."""
    with secretary.ledger.reading() as session:
        found = partnerships.of(session, key)
    if keeping.may_be_read(found.partnership):
        read(secretary, found.partnership)
    with secretary.ledger.reading() as session:
        return partnerships.of(session, key)
