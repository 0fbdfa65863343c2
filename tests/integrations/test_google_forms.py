"""Ballot forms through the real client library: made, read back, published, closed, and their responses read."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.paper import Paper, Question, Section
from integrations.google import drive, forms, layout
from integrations.google.faults import GoogleFault
from integrations.google.forms import PaperFault
from integrations.sandbox import by_hand
from tests.sandbox.google_app import CODE, FIRST, NAME, PAPER, SECOND, Desk, open_desk


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """One sandbox for this file; every test makes forms of its own."""
    with open_desk() as opened:
        yield opened


def test_a_paper_comes_back_as_it_was_written(desk: Desk) -> None:
    """What Google holds compares equal to what was decided, newlines in explanations included."""
    held = forms.read(desk.google, desk.form())
    assert held.paper == PAPER
    assert held.paper.fingerprint() == PAPER.fingerprint()
    assert (held.collects_email, held.published, held.accepting) == (False, False, False)


def test_a_new_form_is_empty_and_asks_for_addresses(desk: Desk) -> None:
    """Until it is written, a form of a Workspace account would collect addresses; reading it says so."""
    held = forms.read(desk.google, desk.form(paper=None))
    assert held.paper == Paper("Ballot", "", ())
    assert held.collects_email


def test_an_unpublished_form_is_asked_for(desk: Desk) -> None:
    """Google's description still says that a form is published unless told otherwise, so it is told."""
    asked: list[str] = []
    desk.google.door.session.hooks["response"].append(lambda answer, **_: asked.append(answer.url))
    desk.form(paper=None)
    desk.google.door.session.hooks["response"].clear()
    assert "unpublished=true" in asked[0]


def test_writing_is_one_step(desk: Desk) -> None:
    """Settings, wording and all questions go in one request, so that no half-made form can exist."""
    form_id = desk.form(paper=None)
    revision = forms.read(desk.google, form_id).revision
    desk.sandbox.world.calls.clear()
    after = forms.write(desk.google, form_id, PAPER, revision)
    assert desk.sandbox.world.calls == ["POST /v1/forms/{formId}:batchUpdate"]
    assert forms.read(desk.google, form_id).revision == after != revision


@pytest.mark.parametrize("kind", ["timeout after", "503 after"])
def test_a_write_whose_answer_was_lost_can_not_happen_twice(desk: Desk, kind: Any) -> None:
    """The fault says that it may have happened; a second try is refused, and the form has each question once."""
    form_id = desk.form(paper=None)
    revision = forms.read(desk.google, form_id).revision
    desk.sandbox.faults.plan(kind, "POST /v1/forms/{formId}:batchUpdate")
    with pytest.raises(GoogleFault) as lost:
        forms.write(desk.google, form_id, PAPER, revision)
    assert lost.value.ambiguous
    for known in (revision, forms.read(desk.google, form_id).revision):
        with pytest.raises(GoogleFault) as refused:
            forms.write(desk.google, form_id, PAPER, known)
        assert (refused.value.status, refused.value.ambiguous) == (400, False)
    assert forms.read(desk.google, form_id).paper == PAPER
    desk.sandbox.faults.clear()


def test_somebody_elses_edit_keeps_a_write_out(desk: Desk) -> None:
    """A form that changed since it was read isn't written over."""
    form_id = desk.form(paper=None)
    revision = forms.read(desk.google, form_id).revision
    title = {"info": {"title": "Edited"}, "updateMask": "title"}
    by_hand.change_form(desk.sandbox.world, form_id, {"updateFormInfo": title})
    with pytest.raises(GoogleFault):
        forms.write(desk.google, form_id, PAPER, revision)
    assert forms.read(desk.google, form_id).paper == Paper("Edited", "", ())


def test_opening_takes_publishing_and_permission(desk: Desk) -> None:
    """Published and accepting, then open to respondents; closing leaves it published."""
    form_id = desk.open_form()
    held = forms.read(desk.google, form_id)
    assert (held.published, held.accepting) == (True, True)
    forms.stop_accepting(desk.google, form_id)
    forms.stop_accepting(desk.google, form_id)
    held = forms.read(desk.google, form_id)
    assert (held.published, held.accepting, held.paper == PAPER) == (True, False, True)


def edited(**update: Any) -> dict[str, Any]:
    """A change to the first choice, which stands third on the form."""
    mask = ",".join(update.pop("mask"))
    return {"updateItem": {"item": update, "location": {"index": 2}, "updateMask": mask}}


CHOICE = {"type": "RADIO", "options": [{"value": option} for option in FIRST.options]}
AT_END = {"index": 4}


@pytest.mark.parametrize(
    "change",
    [
        {"updateFormInfo": {"info": {"title": "Other"}, "updateMask": "title"}},
        {"updateFormInfo": {"info": {}, "updateMask": "description"}},
        {"deleteItem": {"location": {"index": 3}}},
        {"moveItem": {"originalLocation": {"index": 2}, "newLocation": {"index": 3}}},
        edited(title="Your first choice", mask=["title"]),
        edited(description="Vote for Ada", mask=["description"]),
        edited(
            questionItem={"question": {"choiceQuestion": {**CHOICE, "options": [*CHOICE["options"], {"value": "Cy"}]}}},
            mask=["questionItem.question.choiceQuestion"],
        ),
        edited(
            questionItem={"question": {"choiceQuestion": {**CHOICE, "options": CHOICE["options"][::-1]}}},
            mask=["questionItem.question.choiceQuestion.options"],
        ),
        edited(
            questionItem={"question": {"choiceQuestion": {**CHOICE, "shuffle": True}}},
            mask=["questionItem.question.choiceQuestion.shuffle"],
        ),
        edited(
            questionItem={"question": {"choiceQuestion": {**CHOICE, "type": "CHECKBOX"}}},
            mask=["questionItem.question.choiceQuestion.type"],
        ),
        edited(
            questionItem={"question": {"required": False, "choiceQuestion": CHOICE}},
            mask=["questionItem.question.required"],
        ),
        edited(
            questionItem={"question": {"questionId": "7f7f7f7f", "choiceQuestion": CHOICE}},
            mask=["questionItem.question.questionId"],
        ),
        edited(itemId="7e7e7e7e", mask=["itemId"]),
        {"createItem": {"item": {"title": "Vote for Ada", "textItem": {}}, "location": AT_END}},
        {
            "createItem": {
                "item": {"title": "Your name", "questionItem": {"question": {"textQuestion": {"paragraph": True}}}},
                "location": AT_END,
            }
        },
    ],
    ids=lambda change: str(change)[:60],
)
def test_every_edit_by_hand_is_noticed(desk: Desk, change: dict[str, Any]) -> None:
    """Whatever somebody changes in the form's editor, the paper read back differs from the one that was frozen."""
    form_id = desk.form()
    by_hand.change_form(desk.sandbox.world, form_id, change)
    held = forms.read(desk.google, form_id)
    assert held.paper != PAPER
    assert held.paper.fingerprint() != PAPER.fingerprint()


def test_collection_turned_on_by_hand_is_noticed(desk: Desk) -> None:
    """E-mail collection isn't part of the paper, and is read beside it."""
    form_id = desk.form()
    settings = {"settings": {"emailCollectionType": "RESPONDER_INPUT"}, "updateMask": "*"}
    by_hand.change_form(desk.sandbox.world, form_id, {"updateSettings": settings})
    held = forms.read(desk.google, form_id)
    assert (held.paper == PAPER, held.collects_email) == (True, True)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (replace(PAPER, title="Two\nlines"), "the paper: its title has to be exactly one line"),
        (replace(PAPER, title=" "), "the paper: its title has to be exactly one line"),
        (replace(PAPER, description="ends with a space "), "must not begin or end with space"),
        (replace(PAPER, description="one\r\ntwo"), "plain newline"),
        (replace(PAPER, parts=(replace(FIRST, options=()),)), "part 1: a choice needs options"),
        (replace(PAPER, parts=(replace(CODE, options=("a",)),)), "no other question has any"),
        (replace(PAPER, parts=(CODE, replace(FIRST, options=("a", "a")))), "part 2: two options are the same"),
        (replace(PAPER, parts=(replace(FIRST, options=("a", "")),)), "every option has to be one line"),
        (replace(PAPER, parts=(replace(FIRST, options=("a\u2028b",)),)), "every option has to be one line"),
        (replace(PAPER, parts=(replace(CODE, id="0a2b3c4d"),)), "first digit from 1 to 7"),
        (replace(PAPER, parts=(replace(CODE, id="1A2B3C4D"),)), "eight hex digits"),
        (replace(PAPER, parts=(CODE, CODE)), "the same"),
        (replace(PAPER, parts=(CODE, replace(SECOND, id="15d4c3b2"))), "the same"),
    ],
    ids=str,
)
def test_a_paper_google_would_not_show_is_refused_first(desk: Desk, wrong: Paper, why: str) -> None:
    """The reason is said before anything is sent, and names the place rather than the wording."""
    form_id = desk.form(paper=None)
    desk.sandbox.world.calls.clear()
    with pytest.raises(PaperFault, match=why):
        forms.write(desk.google, form_id, wrong, "00000001")
    assert desk.sandbox.world.calls == []


line = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.just(" "), min_size=1, max_size=30).map(
    str.strip
)
words = line.filter(bool)
prose = st.lists(line, max_size=3).map("\n".join).map(str.strip)
sections = st.builds(Section, id=st.just(""), title=words, text=prose)
texts = st.builds(
    Question, id=st.just(""), title=words, kind=st.just("text"), required=st.booleans(), options=st.just(()), help=prose
)
choices = st.builds(
    Question,
    id=st.just(""),
    title=words,
    kind=st.sampled_from(["choice", "dropdown"]),
    required=st.booleans(),
    options=st.lists(words, min_size=1, max_size=5, unique=True).map(tuple),
    help=prose,
)


@given(title=words, description=prose, parts=st.lists(sections | texts | choices, max_size=5))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_paper_that_is_not_refused_comes_back_the_same(
    desk: Desk, title: str, description: str, parts: list[Question | Section]
) -> None:
    """Through the client library, HTTP and the checks of the sandbox, every wording survives."""
    numbered = tuple(replace(part, id=f"1000000{place}") for place, part in enumerate(parts))
    paper = Paper(title, description, numbered)
    assert layout.refusals(paper) == []
    assert forms.read(desk.google, desk.form(paper=paper)).paper == paper


def test_responses_carry_what_was_answered_and_when(desk: Desk) -> None:
    """Answers by our own question ids; times in UTC, and Google's own text of them."""
    form_id, now = desk.open_form(), desk.sandbox.clock.now()
    desk.vote(form_id, "k3y0", "Bo Sample")
    (response,) = forms.responses(desk.google, form_id)
    assert response.answers == {CODE.id: ("k3y0",), FIRST.id: ("Bo Sample",)}
    assert response.email is None
    assert response.created == response.submitted
    assert now <= response.submitted < now + timedelta(seconds=1)
    assert response.submitted_text == response.created_text
    assert response.submitted_text.startswith(now.strftime("%Y-%m-%dT%H:%M:%S."))


def test_codes_and_choices_stay_out_of_logs(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """A response shows its id and times when printed, and nothing of it reaches a log at any level."""
    form_id = desk.open_form()
    desk.vote(form_id, "s3cr3tc0d3")
    caplog.set_level(logging.DEBUG)
    (response,) = forms.responses(desk.google, form_id)
    assert response.response_id in repr(response)
    shown = repr(replace(response, email="ada@example.org"))
    for secret in ("s3cr3tc0d3", "Ada Example", "ada@example.org"):
        assert secret not in shown
        assert secret not in caplog.text


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-05T18:00:00Z", datetime(2026, 11, 5, 18, tzinfo=UTC)),
        ("2026-11-05T18:00:00.5Z", datetime(2026, 11, 5, 18, 0, 0, 500_000, tzinfo=UTC)),
        ("2026-11-05T18:00:00.123456Z", datetime(2026, 11, 5, 18, 0, 0, 123_456, tzinfo=UTC)),
        ("2026-11-05T18:00:00.000000001Z", datetime(2026, 11, 5, 18, 0, 0, 1, tzinfo=UTC)),
        ("2026-11-05T17:59:59.999999999Z", datetime(2026, 11, 5, 18, tzinfo=UTC)),
    ],
)
def test_a_nanosecond_late_stays_late(text: str, moment: datetime) -> None:
    """Times are rounded up, so that a deadline in whole microseconds is never stretched."""
    assert forms.instant(text) == moment


def test_all_pages_are_read(desk: Desk) -> None:
    """Seven responses in pages of three are seven responses."""
    form_id = desk.open_form()
    for number in range(7):
        desk.vote(form_id, f"k3y{number}")
    desk.sandbox.world.calls.clear()
    found = forms.responses(desk.google, form_id, page_size=3)
    assert {one.answers[CODE.id] for one in found} == {(f"k3y{number}",) for number in range(7)}
    assert len(desk.sandbox.world.calls) == 3


def test_a_ballot_cast_between_two_pages_doubles_none(desk: Desk) -> None:
    """Each newcomer pushes a response onto the next page, where it is seen again; nobody is lost or doubled."""
    form_id = desk.open_form()
    for number in range(6):
        desk.vote(form_id, f"k3y{number}")
    latecomers = iter(["late-1", "late-2", "late-3"])
    listed: list[int] = []

    def while_reading(answer: Any, *_: Any, **__: Any) -> None:
        if "/responses" in answer.url:
            listed.append(len(answer.json().get("responses", [])))
            code = next(latecomers, None)
            if code:
                desk.vote(form_id, code)

    desk.google.door.session.hooks["response"].append(while_reading)
    found = forms.responses(desk.google, form_id, page_size=2)
    desk.google.door.session.hooks["response"].clear()
    codes = [one.answers[CODE.id][0] for one in found]
    assert sum(listed) > len(codes) == len(set(codes))
    assert {f"k3y{number}" for number in range(6)} <= set(codes)
    assert len(forms.responses(desk.google, form_id)) == 9


def test_an_edited_response_is_the_same_response_later(desk: Desk) -> None:
    """Where a form allows editing, the id and the first time stay, and the old answers are gone."""
    form_id = desk.open_form()
    desk.vote(form_id, "k3y0", "Bo Sample")
    (before,) = forms.responses(desk.google, form_id)
    desk.sandbox.clock.advance(timedelta(days=1))
    answers = {CODE.id: ["k3y0"], FIRST.id: ["Ada Example"]}
    by_hand.edit_response(desk.sandbox.world, form_id, before.response_id, answers)
    (after,) = forms.responses(desk.google, form_id)
    assert (after.response_id, after.created) == (before.response_id, before.created)
    assert after.submitted > before.submitted + timedelta(hours=23)
    assert after.answers[FIRST.id] == ("Ada Example",)


def test_an_erased_response_is_gone(desk: Desk) -> None:
    """What somebody deletes in the editor isn't listed any more; noticing that is the reader's business."""
    form_id = desk.open_form()
    for code in ("k3y0", "k3y1"):
        desk.vote(form_id, code)
    first, second = forms.responses(desk.google, form_id)
    by_hand.erase_response(desk.sandbox.world, form_id, first.response_id)
    assert forms.responses(desk.google, form_id) == [second]


def test_a_prefilled_link_names_the_question_in_decimal() -> None:
    """The id in hex and the number in the link are the same; what is filled in is escaped."""
    link = forms.prefilled("https://docs.google.com/forms/d/e/x/viewform", "0000000a", "a b&c=ü/+")
    assert link == "https://docs.google.com/forms/d/e/x/viewform?usp=pp_url&entry.10=a%20b%26c%3D%C3%BC%2F%2B"
    assert forms.prefilled("https://x", "7fffffff", "").endswith("entry.2147483647=")


def test_forms_are_found_again_by_name(desk: Desk) -> None:
    """A form whose making was answered by nothing is found, not made twice."""
    desk.sandbox.faults.plan("timeout after", "POST /v1/forms")
    with pytest.raises(GoogleFault) as lost:
        forms.create(desk.google, f"{NAME}'s twin", "Ballot")
    assert lost.value.ambiguous
    assert len(drive.find(desk.google, f"{NAME}'s twin")) == 1
    desk.sandbox.faults.clear()


def test_a_form_may_ask_for_a_day_and_for_a_longer_text(desk: Desk) -> None:
    """Both come back as they were written; a day is answered with its year."""
    when = Question("1000000a", "When?", "date", required=False)
    what = Question("1000000b", "What?", "paragraph", required=True, help="In a few sentences.")
    paper = Paper("What happened", "", (when, what))
    form_id = desk.form(paper=paper)
    assert forms.read(desk.google, form_id).paper == paper
    [day, text] = [one["questionItem"]["question"] for one in layout_of(desk, form_id)]
    assert day["dateQuestion"] == {"includeYear": True}
    assert text["textQuestion"] == {"paragraph": True}


@pytest.mark.parametrize("edit", [{"includeYear": False}, {"includeYear": True, "includeTime": True}])
def test_another_kind_of_day_is_another_question(edit: dict[str, bool]) -> None:
    """A question for a day that somebody changed at Google never compares equal."""
    written = Paper("What happened", "", (Question("1000000a", "When?", "date", required=False),))
    [item] = [one["createItem"]["item"] for one in layout.requests(written) if "createItem" in one]
    assert layout.paper({"info": {"title": "What happened"}, "items": [item]}) == written
    item["questionItem"]["question"]["dateQuestion"] = edit
    assert layout.paper({"info": {"title": "What happened"}, "items": [item]}) != written


def layout_of(desk: Desk, form_id: str) -> list[dict[str, Any]]:
    """A form's boxes as Google shows them."""
    return list(desk.google.ask(desk.google.forms.get(formId=form_id))["items"])
