"""A race's questionnaire at Google: made once, found again after a crash, compared, and closed at the deadline."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from core import questionnaires as asking
from core.paper import Paper
from core.records import Questionnaire, Race
from flows.secretary import Secretary
from integrations.google import drive, forms
from integrations.google.auth import GoogleFault
from integrations.google.forms import FormAsRead
from templates import questionnaire_paper

NOT_FOUND = 404

LOOK_EVERY = timedelta(days=1)
"""How often we look whether the form is still at its place in Google Drive, and open to everybody with the link."""

GONE = "it isn't at Google Drive under its name any more: it was deleted, binned or renamed"
SHUT = "not everybody with its link can answer it, or the public can do more than that"
EDITED = "somebody edited it, so nobody can tell what candidates were asked. What has come in since waits at Google"
COLLECTS = "it collects e-mail addresses by itself, which only people with a Google account can pass"
CLOSED = "it accepts no answers"


def name_of(race: str) -> str:
    """The form's file name at Google Drive, by which it is found again."""
    return f"Canvass questionnaire {race}"


def paper_of(secretary: Secretary, race: Race, questionnaire: Questionnaire) -> Paper:
    """What the form asks."""
    return questionnaire_paper(
        {
            "organisation": secretary.charter.name,
            "race_title": race.title,
            "code_question_id": asking.asked(race.key, asking.CODE),
            "decline_question_id": asking.asked(race.key, asking.DECLINE),
            "questions": [{**one, "question_id": asking.asked(race.key, one["id"])} for one in questionnaire.questions],
        }
    )


def may_be_read(questionnaire: Questionnaire) -> bool:
    """Whether its answers mean what we take them for. One that is only closed may still hold some."""
    return questionnaire.ready and questionnaire.held_because in ("", CLOSED)


def keep(secretary: Secretary, key: str) -> Questionnaire:
    """E4. A race's form as it stands: made and published if there is none yet, else compared.

    `held_because` says what is wrong with it; that is on the page until somebody has mended it.
    """
    known = _known(secretary, key)
    if not known.form_id:
        known = _note(secretary, key, form_id=_find_or_create(secretary, key))
    try:
        held = forms.read(secretary.google, known.form_id)
    except GoogleFault as fault:
        if fault.status != NOT_FOUND:
            raise
        return _note(secretary, key, held_because=GONE)
    if not known.ready:
        return _finish(secretary, key, known, held)
    looking = known.held_because or known.looked_at is None or secretary.now() - known.looked_at >= LOOK_EVERY
    wanted = _faults(held, known.form_print, accepting=not known.closed)
    found = [*wanted, *(_misplaced(secretary, key, known) if looking else ())]
    looked = {"looked_at": secretary.now()} if looking and not found else {}
    return _note(secretary, key, held_because=found[0] if found else "", **looked)


def close(secretary: Secretary, key: str) -> Questionnaire:
    """Accept no more answers. What counts is decided by Google's time of each answer, not by this."""
    known = _known(secretary, key)
    try:
        forms.stop_accepting(secretary.google, known.form_id)
    except GoogleFault as fault:
        if fault.status != NOT_FOUND:  # a form that is gone accepts none
            raise
    return _note(secretary, key, closed=True)


def reopen(secretary: Secretary, key: str) -> Questionnaire:
    """Accept answers again, because the deadline was put off after it had passed."""
    forms.publish(secretary.google, _known(secretary, key).form_id)
    return _note(secretary, key, closed=False)


def _known(secretary: Secretary, key: str) -> Questionnaire:
    with secretary.ledger.reading() as session:
        return session.get_one(Questionnaire, key)


def _find_or_create(secretary: Secretary, key: str) -> str:
    found = drive.find(secretary.google, name_of(key))
    if found:
        return min(found)
    with secretary.ledger.reading() as session:
        wanted = paper_of(secretary, session.get_one(Race, key), session.get_one(Questionnaire, key))
    return forms.create(secretary.google, name_of(key), wanted.title)


def _finish(secretary: Secretary, key: str, known: Questionnaire, held: FormAsRead) -> Questionnaire:
    """Write the questions if they aren't there, read them back, publish, and make sure of all of it."""
    with secretary.ledger.reading() as session:
        wanted = paper_of(secretary, session.get_one(Race, key), known)
    if not held.paper.parts:
        forms.write(secretary.google, known.form_id, wanted, revision=held.revision)
        held = forms.read(secretary.google, known.form_id)
    if found := [*_faults(held, wanted.fingerprint(), accepting=held.accepting)]:
        return _note(secretary, key, held_because=found[0])
    forms.publish(secretary.google, known.form_id)
    drive.open_to_respondents(secretary.google, known.form_id)
    held = forms.read(secretary.google, known.form_id)
    if found := [*_faults(held, wanted.fingerprint(), accepting=True)]:
        return _note(secretary, key, held_because=found[0])
    made = {"form_link": held.responder_uri, "form_print": wanted.fingerprint()}
    return _note(secretary, key, held_because="", ready=True, **made)


def _faults(held: FormAsRead, fingerprint: str, *, accepting: bool) -> Iterator[str]:
    if held.paper.fingerprint() != fingerprint:
        yield EDITED
    if held.collects_email:
        yield COLLECTS
    if accepting and not held.accepting:
        yield CLOSED


def _misplaced(secretary: Secretary, key: str, known: Questionnaire) -> Iterator[str]:
    """What Drive says about the form; others of its name, which a crash has left behind, go into the bin."""
    found = drive.find(secretary.google, name_of(key))
    if known.form_id not in found:
        yield GONE
        return
    for other in found:
        if other != known.form_id:
            drive.trash(secretary.google, other)
    if not drive.is_open(secretary.google, known.form_id):
        yield SHUT


def _note(secretary: Secretary, key: str, **changes: object) -> Questionnaire:
    """Write down what was found out about a form, if that is anything new. Who makes it first has made it."""
    known = _known(secretary, key)
    if all(getattr(known, what) == value for what, value in changes.items()):
        return known
    with secretary.ledger.writing(secretary.now()) as pen:
        form = pen.session.get_one(Questionnaire, key)
        if "form_id" in changes and form.form_id:
            return form  # another process was faster; ours goes into the bin with the next look
        before = form.ready, form.closed, form.held_because
        for what, value in changes.items():
            setattr(form, what, value)
        if before != (form.ready, form.closed, form.held_because):
            state = "held" if form.held_because else "closed" if form.closed else "open"
            pen.log(f"questionnaire.{state}", race=key)
    return form
