"""Keeping a form: made once, found again after a crash, compared with what was made, closed and opened again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar

from core.bylaws.partnership_publicity import Audience
from core.paper import Paper, Section
from core.records.kept_forms import ClosingForm, KeptForm
from flows.duties.form import place
from flows.duties.partnership import told
from flows.secretary import Secretary
from integrations.google import drive, forms
from integrations.google.auth import GoogleFault
from integrations.google.forms import FormAsRead

LOOK_EVERY = timedelta(days=1)
"""How often we look whether a form is still at its place in Google Drive, and open to everybody with the link."""

GONE = "it isn't at Google Drive under its name any more: it was deleted, binned or renamed"
SHUT = "not everybody with its link can answer it, or the public can do more than that"
EDITED = "somebody edited it, so nobody can tell what people were asked. What has come in since waits at Google"
COLLECTS = "it collects e-mail addresses by itself, which only people with a Google account can pass"
UNTELLABLE = "its wording names a partner organisation that its readers may not be told of (P11), so it isn't made"
CLOSED = "it accepts no answers"

Kept = TypeVar("Kept", bound=KeptForm)
Closing = TypeVar("Closing", bound=ClosingForm)


@dataclass(frozen=True)
class Form(Generic[Kept]):
    """One form of ours: all by which it differs from the others.

    `file_name` is its name at Google Drive, by which it is found again. The book holds what is known of it in the row
    `key` of `table`, which `begin` makes where it doesn't come from elsewhere; `paper` is what the form asks, by that
    row. The log's lines about it begin with `logged_as`, and say `about`. Once closed it is left alone, unless it is
    `watched_when_closed`. `told_as` is for whom its wording is, when it comes to partner organisations.
    """

    file_name: str
    table: type[Kept]
    key: Mapping[str, str | int]
    paper: Callable[[Kept], Paper]
    about: Mapping[str, str]
    logged_as: str = "form"
    begin: Callable[[], Kept] | None = None
    watched_when_closed: bool = False
    told_as: Audience = told.EVERYBODY


def may_be_read(kept: KeptForm) -> bool:
    """Whether a form's answers mean what we take them for. One that is only closed may still hold some."""
    return kept.ready and kept.held_because in ("", CLOSED)


def keep(secretary: Secretary, form: Form[Kept]) -> Kept:
    """A form as it stands: made and published if there is none yet, else compared.

    That there is to be one is written down before anything is made. `held_because` says what is wrong with it, until
    somebody has mended it. Raises GoogleFault while Google is out, and NoResultFound where nobody may begin it here.
    """
    kept = _begun(secretary, form)
    if _is_closed(kept) and not form.watched_when_closed:
        return kept
    if not kept.ready and not _may_be_told(secretary, form, kept):
        return _note(secretary, form, held_because=UNTELLABLE)
    if not kept.form_id:
        found = place.find_or_create(secretary, form.file_name, title=form.paper(kept).title)
        kept = _note(secretary, form, form_id=found)
    try:
        held = forms.read(secretary.google, kept.form_id)
    except GoogleFault as fault:
        if fault.status != place.NOT_FOUND:
            raise
        return _note(secretary, form, held_because=GONE)
    return _compare(secretary, form, kept, held) if kept.ready else _finish(secretary, form, kept, held)


def _may_be_told(secretary: Secretary, form: Form[Kept], kept: Kept) -> bool:
    """P11. Whether a form's wording names no partner that its readers may not know."""
    paper = form.paper(kept)
    words = [paper.title, paper.description]
    for part in paper.parts:
        words += [part.title, part.text] if isinstance(part, Section) else [part.title, part.help, *part.options]
    return bool(told.now(secretary).is_kept(words, to=form.told_as))


def close(secretary: Secretary, form: Form[Closing]) -> Closing:
    """Accept no more answers. Done before, it isn't done again."""
    kept = _on_record(secretary, form)
    if kept.closed:
        return kept
    if kept.ready:
        place.close(secretary, kept.form_id)
    left = "" if kept.held_because == CLOSED else kept.held_because  # that was us, and we died before we could say so
    return _note(secretary, form, closed=True, held_because=left)


def reopen(secretary: Secretary, form: Form[Closing]) -> Closing:
    """Accept answers again, because the last day was put off after it had passed."""
    forms.publish(secretary.google, _on_record(secretary, form).form_id)
    return _note(secretary, form, closed=False)


def _is_closed(kept: KeptForm) -> bool:
    return isinstance(kept, ClosingForm) and kept.closed


def _finish(secretary: Secretary, form: Form[Kept], kept: Kept, held: FormAsRead) -> Kept:
    """Write the questions if they aren't there, read them back, publish, and make sure of all of it."""
    wanted, google = form.paper(kept), secretary.google
    if not held.paper.parts:
        forms.write(google, kept.form_id, wanted, revision=held.revision)
        held = forms.read(google, kept.form_id)
    if found := [*_faults(held, wanted.fingerprint(), accepting=False)]:
        return _note(secretary, form, held_because=found[0])
    forms.publish(google, kept.form_id)
    drive.open_to_respondents(google, kept.form_id)
    held = forms.read(google, kept.form_id)
    if found := [*_faults(held, wanted.fingerprint(), accepting=True)]:
        return _note(secretary, form, held_because=found[0])
    # `looked_at` stays empty: whether another process made one as well is seen in Drive with the next pass.
    made = {"link": held.responder_uri, "fingerprint": wanted.fingerprint()}
    return _note(secretary, form, held_because="", ready=True, **made)


def _compare(secretary: Secretary, form: Form[Kept], kept: Kept, held: FormAsRead) -> Kept:
    """Note the first fault there is, or that there is none any more."""
    looking = kept.held_because or kept.looked_at is None or secretary.now() - kept.looked_at >= LOOK_EVERY
    wrong = _faults(held, kept.fingerprint, accepting=not _is_closed(kept))
    found = [*wrong, *(_misplaced(secretary, form, kept) if looking else ())]
    looked = {"looked_at": secretary.now()} if looking and not found else {}
    return _note(secretary, form, held_because=found[0] if found else "", **looked)


def _faults(held: FormAsRead, fingerprint: str, *, accepting: bool) -> Iterator[str]:
    """What is wrong with a form as Google holds it; whether it has to be `accepting` answers is known by now."""
    if held.paper.fingerprint() != fingerprint:
        yield EDITED
    if held.collects_email:
        yield COLLECTS
    if accepting and not held.accepting:
        yield CLOSED


def _misplaced(secretary: Secretary, form: Form[Kept], kept: Kept) -> Iterator[str]:
    """What Drive says about the form; others of its name, which a crash has left behind, go into the bin."""
    found = drive.find(secretary.google, form.file_name)
    if kept.form_id not in found:
        yield GONE
        return
    for other in found:
        if other != kept.form_id:
            drive.trash(secretary.google, other)
    if not drive.is_open(secretary.google, kept.form_id):
        yield SHUT


def _on_record(secretary: Secretary, form: Form[Kept]) -> Kept:
    with secretary.ledger.reading() as session:
        return session.get_one(form.table, form.key)


def _begun(secretary: Secretary, form: Form[Kept]) -> Kept:
    """What the book holds of a form; that there is to be one is put into it once."""
    with secretary.ledger.reading() as session:
        known = session.get(form.table, form.key)
    if known is not None:
        return known
    with secretary.ledger.writing(secretary.now()) as pen:
        if form.begin and pen.session.get(form.table, form.key) is None:
            pen.session.add(form.begin())
            pen.log(f"{form.logged_as}.begun", **form.about)
    return _on_record(secretary, form)


def _note(secretary: Secretary, form: Form[Kept], **changes: Any) -> Kept:
    """Write down what was found out about a form, if that is anything new. Who makes it first has made it."""
    known = _on_record(secretary, form)
    if all(getattr(known, what) == value for what, value in changes.items()):
        return known
    with secretary.ledger.writing(secretary.now()) as pen:
        kept = pen.session.get_one(form.table, form.key)
        if "form_id" in changes and kept.form_id:
            return kept  # another process was faster; ours goes into the bin with the next look
        before = _state(kept)
        for what, value in changes.items():
            setattr(kept, what, value)
        if before != _state(kept):
            held = kept.held_because and not changes.get("closed")
            state = "held" if held else "closed" if _is_closed(kept) else "open"
            pen.log(f"{form.logged_as}.{state}", **form.about)
    return kept


def _state(kept: KeptForm) -> tuple[bool, str, bool]:
    return kept.ready, kept.held_because, _is_closed(kept)
