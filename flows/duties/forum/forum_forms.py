"""A forum's forms: each made once, found again after a crash, compared with what was made, and closed in the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from core.forums import FEEDBACK, REPLY
from core.paper import Paper
from core.records import ForumForm
from flows.duties.petition.standing_forms import CLOSED, COLLECTS, EDITED, GONE, LOOK_EVERY, NOT_FOUND, SHUT
from flows.secretary import Secretary
from integrations.google import drive, forms
from integrations.google.auth import GoogleFault
from integrations.google.forms import FormAsRead
from templates.forms.forums import feedback_paper, reply_paper

NAMES = {REPLY: "replies", FEEDBACK: "feedback"}


def name_of(forum: str, kind: str) -> str:
    """A form's file name at Google Drive, by which it is found again."""
    return f"Canvass forum {forum}: {NAMES[kind]}"


def paper_of(form: ForumForm) -> Paper:
    """What a form asks, by the facts that were written down before it was made."""
    return reply_paper(form.asks) if form.kind == REPLY else feedback_paper(form.asks)


def may_be_read(form: ForumForm) -> bool:
    """Whether its answers mean what we take them for. One that is only closed may still hold some."""
    return form.ready and form.held_because in ("", CLOSED)


def trouble(form: ForumForm) -> str:
    """What is wrong with a form, in a sentence for whoever has to mend it; nothing if all is well."""
    if not form.held_because:
        return ""
    return f"The form “{name_of(form.forum_key, form.kind)}” can't be used: {form.held_because} (E6)."


def keep(secretary: Secretary, forum: str, kind: str, asks: Mapping[str, Any]) -> ForumForm:
    """E6. A form as it stands: made and published if there is none yet, else compared. A closed one is left alone.

    What it asks is written down before it is made, and stays. `held_because` says what is wrong with it.
    """
    form = _known(secretary, forum, kind) or _note(secretary, forum, kind, asks=dict(asks))
    if form.closed:
        return form
    if not form.form_id:
        form = _note(secretary, forum, kind, form_id=_find_or_create(secretary, form))
    try:
        held = forms.read(secretary.google, form.form_id)
    except GoogleFault as fault:
        if fault.status != NOT_FOUND:
            raise
        return _note(secretary, forum, kind, held_because=GONE)
    if not form.ready:
        return _finish(secretary, form, held)
    looking = form.held_because or form.looked_at is None or secretary.now() - form.looked_at >= LOOK_EVERY
    found = [*_faults(held, form.fingerprint, accepting=True), *(_misplaced(secretary, form) if looking else ())]
    looked = {"looked_at": secretary.now()} if looking and not found else {}
    return _note(secretary, forum, kind, held_because=found[0] if found else "", **looked)


def close(secretary: Secretary, form: ForumForm) -> None:
    """Accept no more answers. Done before, it isn't done again; a form that is gone accepts none."""
    if form.closed:
        return
    try:
        if form.ready:
            forms.stop_accepting(secretary.google, form.form_id)
    except GoogleFault as fault:
        if fault.status != NOT_FOUND:
            raise
    left = "" if form.held_because == CLOSED else form.held_because  # that was us, and we died before we could say so
    _note(secretary, form.forum_key, form.kind, closed=True, held_because=left)


def _known(secretary: Secretary, forum: str, kind: str) -> ForumForm | None:
    with secretary.ledger.reading() as session:
        return session.get(ForumForm, (forum, kind))


def _find_or_create(secretary: Secretary, form: ForumForm) -> str:
    name = name_of(form.forum_key, form.kind)
    found = drive.find(secretary.google, name)
    return min(found) if found else forms.create(secretary.google, name, paper_of(form).title)


def _finish(secretary: Secretary, form: ForumForm, held: FormAsRead) -> ForumForm:
    """Write the questions if they aren't there, read them back, publish, and make sure of all of it."""
    wanted, forum, kind = paper_of(form), form.forum_key, form.kind
    if not held.paper.parts:
        forms.write(secretary.google, form.form_id, wanted, revision=held.revision)
        held = forms.read(secretary.google, form.form_id)
    if found := [*_faults(held, wanted.fingerprint(), accepting=held.accepting)]:
        return _note(secretary, forum, kind, held_because=found[0])
    forms.publish(secretary.google, form.form_id)
    drive.open_to_respondents(secretary.google, form.form_id)
    held = forms.read(secretary.google, form.form_id)
    if found := [*_faults(held, wanted.fingerprint(), accepting=True)]:
        return _note(secretary, forum, kind, held_because=found[0])
    made = {"link": held.responder_uri, "fingerprint": wanted.fingerprint(), "looked_at": secretary.now()}
    return _note(secretary, forum, kind, held_because="", ready=True, **made)


def _faults(held: FormAsRead, fingerprint: str, *, accepting: bool) -> Iterator[str]:
    if held.paper.fingerprint() != fingerprint:
        yield EDITED
    if held.collects_email:
        yield COLLECTS
    if held.accepting != accepting:
        yield CLOSED


def _misplaced(secretary: Secretary, form: ForumForm) -> Iterator[str]:
    """What Drive says about the form; others of its name, which a crash has left behind, go into the bin."""
    found = drive.find(secretary.google, name_of(form.forum_key, form.kind))
    if form.form_id not in found:
        yield GONE
        return
    for other in found:
        if other != form.form_id:
            drive.trash(secretary.google, other)
    if not drive.is_open(secretary.google, form.form_id):
        yield SHUT


def _note(secretary: Secretary, forum: str, kind: str, **changes: Any) -> ForumForm:
    """Write down what was found out about a form, if that is anything new. Who makes it first has made it."""
    known = _known(secretary, forum, kind)
    if known and all(getattr(known, what) == value for what, value in changes.items()):
        return known
    with secretary.ledger.writing(secretary.now()) as pen:
        form = pen.session.get(ForumForm, (forum, kind))
        if form is None:
            blank = {"form_id": "", "link": "", "fingerprint": "", "held_because": ""}
            form = ForumForm(forum_key=forum, kind=kind, ready=False, closed=False, unusable=0, **blank, **changes)
            pen.session.add(form)
            pen.log("form.begun", form=f"forum/{forum}/{kind}")
            return form
        if "asks" in changes or ("form_id" in changes and form.form_id):
            return form  # another process was faster; what we made goes into the bin with the next look
        before = form.ready, form.held_because, form.closed
        for what, value in changes.items():
            setattr(form, what, value)
        if before != (form.ready, form.held_because, form.closed):
            state = "closed" if form.closed else "held" if form.held_because else "open"
            pen.log(f"form.{state}", form=f"forum/{forum}/{kind}")
    return form
