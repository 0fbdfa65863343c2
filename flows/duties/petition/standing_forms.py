"""The forms that are always open: made once, found again after a crash, and compared with what was made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy.orm import Session

from core import petitions
from core.paper import Paper
from core.petitions import Kind
from core.records import StandingForm
from flows.secretary import Secretary
from integrations.google import drive, forms
from integrations.google.auth import GoogleFault
from integrations.google.forms import FormAsRead
from templates import standing_paper

NOT_FOUND = 404

LOOK_EVERY = timedelta(days=1)
"""How often we look whether a form is still at its place in Google Drive, and open to everybody with the link."""

GONE = "it isn't at Google Drive under its name any more: it was deleted, binned or renamed"
SHUT = "not everybody with its link can answer it, or the public can do more than that"
EDITED = "somebody edited it, so nobody can tell what people were asked. What has come in since waits at Google"
COLLECTS = "it collects e-mail addresses by itself, which only people with a Google account can pass"
CLOSED = "it accepts no answers"


def link(session: Session, kind: Kind) -> str:
    """The address of a form, for letters; "" if there is none yet, or none any more."""
    form = session.get(StandingForm, kind)
    return form.link if form and form.ready and form.held_because != GONE else ""


def name_of(kind: Kind) -> str:
    """A form's file name at Google Drive, by which it is found again."""
    return f"Canvass form: {kind}"


def paper_of(secretary: Secretary, kind: Kind) -> Paper:
    """What a form asks, as it would be made today."""
    return standing_paper(kind, {"organisation": secretary.charter.name, "questions": petitions.questions(kind)})


def may_be_read(form: StandingForm) -> bool:
    """Whether its answers mean what we take them for. One that is only closed may still hold some."""
    return form.ready and form.held_because in ("", CLOSED)


def keep(secretary: Secretary, kind: Kind) -> StandingForm:
    """M4, M7. A form as it stands: made and published if there is none yet, else compared.

    `held_because` says what is wrong with it; that is on the desk until somebody has mended it.
    """
    form = _known(secretary, kind) or _note(secretary, kind, form_id=_find_or_create(secretary, kind))
    try:
        held = forms.read(secretary.google, form.form_id)
    except GoogleFault as fault:
        if fault.status != NOT_FOUND:
            raise
        return _note(secretary, kind, held_because=GONE)
    if not form.ready:
        return _finish(secretary, kind, form, held)
    looking = form.held_because or form.looked_at is None or secretary.now() - form.looked_at >= LOOK_EVERY
    found = [*_faults(held, form.fingerprint, accepting=True), *(_misplaced(secretary, kind, form) if looking else ())]
    looked = {"looked_at": secretary.now()} if looking and not found else {}
    return _note(secretary, kind, held_because=found[0] if found else "", **looked)


def ensure(secretary: Secretary, kind: Kind) -> None:
    """M4. Make a form if there is none yet, so that the first letters can lead to it."""
    form = _known(secretary, kind)
    if form is None or not (form.ready or form.held_because):
        keep(secretary, kind)


def _known(secretary: Secretary, kind: Kind) -> StandingForm | None:
    with secretary.ledger.reading() as session:
        return session.get(StandingForm, kind)


def _find_or_create(secretary: Secretary, kind: Kind) -> str:
    found = drive.find(secretary.google, name_of(kind))
    return min(found) if found else forms.create(secretary.google, name_of(kind), paper_of(secretary, kind).title)


def _finish(secretary: Secretary, kind: Kind, form: StandingForm, held: FormAsRead) -> StandingForm:
    """Write the questions if they aren't there, read them back, publish, and make sure of all of it."""
    wanted = paper_of(secretary, kind)
    if not held.paper.parts:
        forms.write(secretary.google, form.form_id, wanted, revision=held.revision)
        held = forms.read(secretary.google, form.form_id)
    if found := [*_faults(held, wanted.fingerprint(), accepting=held.accepting)]:
        return _note(secretary, kind, held_because=found[0])
    forms.publish(secretary.google, form.form_id)
    drive.open_to_respondents(secretary.google, form.form_id)
    held = forms.read(secretary.google, form.form_id)
    if found := [*_faults(held, wanted.fingerprint(), accepting=True)]:
        return _note(secretary, kind, held_because=found[0])
    made = {"link": held.responder_uri, "fingerprint": wanted.fingerprint(), "looked_at": secretary.now()}
    return _note(secretary, kind, held_because="", ready=True, **made)


def _faults(held: FormAsRead, fingerprint: str, *, accepting: bool) -> Iterator[str]:
    if held.paper.fingerprint() != fingerprint:
        yield EDITED
    if held.collects_email:
        yield COLLECTS
    if held.accepting != accepting:
        yield CLOSED


def _misplaced(secretary: Secretary, kind: Kind, form: StandingForm) -> Iterator[str]:
    """What Drive says about the form; others of its name, which a crash has left behind, go into the bin."""
    found = drive.find(secretary.google, name_of(kind))
    if form.form_id not in found:
        yield GONE
        return
    for other in found:
        if other != form.form_id:
            drive.trash(secretary.google, other)
    if not drive.is_open(secretary.google, form.form_id):
        yield SHUT


def _note(secretary: Secretary, kind: Kind, **changes: object) -> StandingForm:
    """Write down what was found out about a form, if that is anything new. Who makes it first has made it."""
    known = _known(secretary, kind)
    if known and all(getattr(known, what) == value for what, value in changes.items()):
        return known
    with secretary.ledger.writing(secretary.now()) as pen:
        form = pen.session.get(StandingForm, kind)
        if form is None:
            form = StandingForm(kind=kind, link="", fingerprint="", ready=False, held_because="", **changes)
            pen.session.add(form)
            pen.log("form.begun", form=kind)
        elif "form_id" in changes:
            return form  # another process was faster; ours goes into the bin with the next look
        before = form.ready, form.held_because
        for what, value in changes.items():
            setattr(form, what, value)
        if before != (form.ready, form.held_because):
            pen.log("form.held" if form.held_because else "form.open", form=kind)
    return form
