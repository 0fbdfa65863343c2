"""A forum's forms: one for the candidates' replies, one for the members' feedback, each closed in the end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.forums import FEEDBACK, REPLY
from core.paper import Paper
from core.records import ForumForm
from flows.duties.form import keeping
from flows.duties.form.keeping import Form
from flows.secretary import Secretary
from templates.forms.forums import feedback_paper, reply_paper

NAMES = {REPLY: "replies", FEEDBACK: "feedback"}


def name_of(forum: str, kind: str) -> str:
    """A form's file name at Google Drive, by which it is found again."""
    return f"Canvass forum {forum}: {NAMES[kind]}"


def trouble(form: ForumForm) -> str:
    """What is wrong with a form, in a sentence for whoever has to mend it; nothing if all is well."""
    if not form.held_because:
        return ""
    return f"The form “{name_of(form.forum_key, form.kind)}” can't be used: {form.held_because} (E6)."


def keep(secretary: Secretary, forum: str, kind: str, asks: Mapping[str, Any]) -> ForumForm:
    """E6. A form as it stands: made and published if there is none yet, else compared. A closed one is left alone.

    What it asks is written down before it is made, and stays. `held_because` says what is wrong with it.
    """
    return keeping.keep(secretary, _form(forum, kind, asks))


def close(secretary: Secretary, form: ForumForm) -> None:
    """Accept no more answers."""
    keeping.close(secretary, _form(form.forum_key, form.kind, form.asks))


def _form(forum: str, kind: str, asks: Mapping[str, Any]) -> Form[ForumForm]:
    return Form(
        name_of(forum, kind),
        ForumForm,
        key={"forum_key": forum, "kind": kind},
        begin=lambda: ForumForm(forum_key=forum, kind=kind, asks=dict(asks)),
        paper=_paper,
        about={"form": f"forum/{forum}/{kind}"},
    )


def _paper(form: ForumForm) -> Paper:
    """What a form asks, by the facts that were written down before it was made."""
    return reply_paper(form.asks) if form.kind == REPLY else feedback_paper(form.asks)
