"""Forms are kept the same way, whatever is asked: begun in the book, made once, compared, closed and opened again."""

from __future__ import annotations

import pytest

from core.paper import Paper, Question, question_id
from core.records import StandingForm
from flows.duties.form import keeping
from flows.duties.form.keeping import Form
from flows.duties.questionnaire import questionnaire_form
from flows.secretary import OUTAGE
from integrations.google import forms
from tests.flows import asked
from tests.flows.club import DAY, HOUR, Club

IDEA = Question(question_id("idea", "words"), "What is your idea?", kind="paragraph", required=True)

IDEAS = Form(
    "Canvass form: ideas",
    StandingForm,
    key={"kind": "ideas"},
    begin=lambda: StandingForm(kind="ideas"),
    paper=lambda _: Paper("Ideas", "For the next season.", (IDEA,)),
    about={"form": "ideas"},
)
"""A kind of form that nobody has thought of yet."""


def _names(club: Club) -> list[str]:
    files = club.sandbox.world.google["files"].values()
    return [one["name"] for one in files if one["name"] == IDEAS.file_name and not one["trashed"]]


def _told(club: Club) -> list[str]:
    return [kind for kind in club.log() if kind.startswith("form.")]


def test_a_new_kind_of_form_is_made_once_and_answered(club: Club) -> None:
    """What it asks, its name and its row are all that a kind has to say; kept again, nothing is written."""
    kept = keeping.keep(club.secretary, IDEAS)
    assert keeping.may_be_read(kept)
    club.send(kept.link, {IDEA.title: "A picnic"})
    assert len(forms.responses(club.secretary.google, kept.form_id)) == 1
    keeping.keep(club.secretary, IDEAS)
    before = club.secretary.ledger.head()
    assert keeping.keep(club.secretary, IDEAS).form_id == kept.form_id
    assert (_names(club), club.secretary.ledger.head()) == ([IDEAS.file_name], before)
    assert _told(club) == ["form.begun", "form.open"]


@pytest.mark.parametrize("call", ["POST /v1/forms", "POST /v1/forms/{formId}:batchUpdate", "POST /v1/forms/*Settings"])
def test_a_form_whose_making_was_cut_off_is_found_again(club: Club, call: str) -> None:
    """Written down before it is made; made though Google's answer is lost, it is gone on with, not made anew."""
    club.sandbox.faults.plan("timeout after", call, times=9)
    with pytest.raises(OUTAGE):
        keeping.keep(club.secretary, IDEAS)
    assert _told(club) == ["form.begun"]
    club.sandbox.faults.clear()
    assert keeping.may_be_read(keeping.keep(club.secretary, IDEAS))
    keeping.keep(club.secretary, IDEAS)
    assert (_names(club), _told(club)) == ([IDEAS.file_name], ["form.begun", "form.open"])


def test_a_copy_of_the_same_name_goes_into_the_bin(club: Club) -> None:
    """The form in the book stays the one, and another process's goes with the next look at Drive."""
    kept = keeping.keep(club.secretary, IDEAS)
    forms.create(club.secretary.google, IDEAS.file_name, "Ideas")
    assert len(_names(club)) == 2
    assert keeping.keep(club.secretary, IDEAS).form_id == kept.form_id
    assert _names(club) == [IDEAS.file_name]
    club.later(DAY)
    assert keeping.may_be_read(keeping.keep(club.secretary, IDEAS))


def test_a_form_that_closes_is_closed_once_and_may_be_opened_again(issued: Club) -> None:
    """E4. Closed at Google, then in the book: who died in between finds no fault with a form that is closed already."""
    form = questionnaire_form.of_race(issued.secretary, asked.MAYOR)
    forms.stop_accepting(issued.secretary.google, asked.kept(issued).form_id)
    issued.later(HOUR)
    assert keeping.keep(issued.secretary, form).held_because == keeping.CLOSED
    closed = keeping.close(issued.secretary, form)
    assert (closed.closed, closed.held_because) == (True, "")
    before = issued.secretary.ledger.head()
    assert keeping.close(issued.secretary, form).closed
    assert keeping.may_be_read(keeping.keep(issued.secretary, form))
    assert issued.secretary.ledger.head() == before
    assert not keeping.reopen(issued.secretary, form).closed
    assert keeping.may_be_read(keeping.keep(issued.secretary, form))
    assert [kind for kind in issued.log() if kind.startswith("questionnaire.")][-3:] == [
        "questionnaire.held",
        "questionnaire.closed",
        "questionnaire.open",
    ]
