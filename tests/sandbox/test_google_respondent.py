"""The respondent's page: usable from a letter's link, closed when it should be, and safe whatever is typed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from core.paper import Paper, Question, Section
from integrations.google import drive, forms
from integrations.sandbox import by_hand, respondent
from tests.sandbox.google_app import CODE, FIRST, PAPER, SECOND, Desk, open_desk


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """One sandbox for this file; every test makes forms of its own."""
    with open_desk() as opened:
        yield opened


def page(desk: Desk, form_id: str, **query: str) -> str:
    """The page behind a form's link."""
    link = forms.read(desk.google, form_id).responder_uri
    return desk.session.get(f"{link}?{urlencode(query)}", timeout=10).text


def entry(question: Question) -> str:
    """How the page names a question."""
    return f"entry.{int(question.id, 16)}"


def post(desk: Desk, form_id: str, **answers: str) -> int:
    """Submit past the page, as a script would, and return the status."""
    link = forms.read(desk.google, form_id).responder_uri.replace("/viewform", "/formResponse")
    return desk.session.post(link, data=answers, timeout=10).status_code


def test_a_voter_answers_from_the_link_in_a_letter(desk: Desk) -> None:
    """The code comes with the link and stays; choices are made by what the page shows."""
    form_id = desk.open_form()
    given = {"1st choice": "Bo Sample", "2nd choice": "Ada Example"}
    receipt = respondent.answer(desk.session, desk.link(form_id, "k3y with % & ü"), given)
    assert receipt.accepted
    assert "has been recorded" in receipt.said
    (response,) = forms.responses(desk.google, form_id)
    assert response.answers == {CODE.id: ("k3y with % & ü",), FIRST.id: ("Bo Sample",), SECOND.id: ("Ada Example",)}


def test_a_link_may_be_relative_to_an_address(desk: Desk) -> None:
    """A rehearsal may give the sandbox's address instead of a session."""
    form_id = desk.open_form()
    path = desk.link(form_id).removeprefix(desk.sandbox.url)
    assert respondent.answer(desk.sandbox.url, path, {"1st choice": "Bo Sample"}).accepted


def test_prefilled_choices_are_chosen(desk: Desk) -> None:
    """Radio buttons and lists can be prefilled too, with options the question has; others are ignored."""
    form_id = desk.open_form()
    link = f"{desk.link(form_id)}&{entry(FIRST)}=Bo+Sample&{entry(SECOND)}=Nobody"
    assert respondent.answer(desk.session, link, {}).accepted
    (response,) = forms.responses(desk.google, form_id)
    assert response.answers == {CODE.id: ("k3y0",), FIRST.id: ("Bo Sample",)}


def test_an_unanswered_required_question_sends_nothing(desk: Desk) -> None:
    """The page says which question it is, and keeps what was filled in."""
    form_id = desk.open_form()
    receipt = respondent.answer(desk.session, desk.link(form_id), {"2nd choice": "Bo Sample"})
    assert not receipt.accepted
    assert "still need an answer" in receipt.said
    assert post(desk, form_id, **{entry(CODE): "k3y0"}) == 400
    assert forms.responses(desk.google, form_id) == []


def test_an_answer_the_form_does_not_offer_is_refused(desk: Desk) -> None:
    """Neither the simulated member nor a script can vote for whom the page doesn't show."""
    form_id = desk.open_form()
    with pytest.raises(ValueError, match="doesn't offer that answer"):
        respondent.answer(desk.session, desk.link(form_id), {"1st choice": "Cy Invented"})
    assert post(desk, form_id, **{entry(CODE): "k3y0", entry(FIRST): "Cy Invented"}) == 400
    assert forms.responses(desk.google, form_id) == []


def test_a_question_the_page_does_not_ask_is_an_error(desk: Desk) -> None:
    """A test that answers the wrong question must not pass unnoticed."""
    with pytest.raises(LookupError, match="doesn't ask '3rd choice'"):
        respondent.answer(desk.session, desk.link(desk.open_form()), {"3rd choice": "Bo Sample"})


def test_questions_of_one_title_are_told_apart_by_their_headings(desk: Desk) -> None:
    """Two contests on one form both ask for a 1st choice."""
    parts: list[Question | Section] = []
    for number, contest in enumerate(("Mayor", "Clerk"), start=1):
        parts.append(Section(f"5000000{number}", contest))
        parts.append(Question(f"6000000{number}", "1st choice", "choice", required=True, options=("Ada", "Bo")))
    form_id = desk.open_form(paper=Paper("Two contests", "", tuple(parts)))
    link = forms.read(desk.google, form_id).responder_uri
    with pytest.raises(LookupError, match="2 times"):
        respondent.answer(desk.session, link, {"1st choice": "Ada"})
    given = {("Mayor", "1st choice"): "Ada", ("Clerk", "1st choice"): "Bo"}
    assert respondent.answer(desk.session, link, given).accepted
    (response,) = forms.responses(desk.google, form_id)
    assert response.answers == {"60000001": ("Ada",), "60000002": ("Bo",)}


def test_an_unpublished_form_is_not_there(desk: Desk) -> None:
    """Until it is published the link leads nowhere, whoever has it, and nothing can be submitted."""
    form_id = desk.form()
    drive.open_to_respondents(desk.google, form_id)
    assert "no such form" in desk.vote(form_id, "k3y0").said
    assert post(desk, form_id, **{entry(CODE): "k3y0", entry(FIRST): "Bo Sample"}) == 404


def test_a_published_form_still_asks_to_sign_in(desk: Desk) -> None:
    """Publishing isn't enough: until anyone may respond, everybody is sent to Google's sign-in."""
    form_id = desk.form()
    forms.publish(desk.google, form_id)
    assert "Sign in" in desk.vote(form_id, "k3y0").said
    assert post(desk, form_id, **{entry(CODE): "k3y0", entry(FIRST): "Bo Sample"}) == 401
    drive.open_to_respondents(desk.google, form_id)
    assert desk.vote(form_id, "k3y0").accepted


def test_link_sharing_as_an_editor_does_not_open_the_form(desk: Desk) -> None:
    """Anyone as writer may change the form, and still nobody can answer it."""
    form_id = desk.form()
    forms.publish(desk.google, form_id)
    by_hand.share(desk.sandbox.world, form_id, type="anyone", role="writer")
    assert "Sign in" in desk.vote(form_id, "k3y0").said


def test_verified_collection_asks_to_sign_in(desk: Desk) -> None:
    """A form on which nobody turned e-mail collection off can't be answered by people without Google accounts."""
    form_id = desk.open_form()
    settings = {"settings": {"emailCollectionType": "VERIFIED"}, "updateMask": "emailCollectionType"}
    by_hand.change_form(desk.sandbox.world, form_id, {"updateSettings": settings})
    assert "Sign in" in desk.vote(form_id, "k3y0").said


def test_typed_addresses_are_kept_where_the_form_asks_for_them(desk: Desk) -> None:
    """With e-mail input on, the page asks for an address and the response carries it."""
    form_id = desk.open_form()
    settings = {"settings": {"emailCollectionType": "RESPONDER_INPUT"}, "updateMask": "*"}
    by_hand.change_form(desk.sandbox.world, form_id, {"updateSettings": settings})
    assert not desk.vote(form_id, "k3y0").accepted
    given = {"Email": "ada@example.org", "1st choice": "Bo Sample"}
    assert respondent.answer(desk.session, desk.link(form_id), given).accepted
    (response,) = forms.responses(desk.google, form_id)
    assert response.email == "ada@example.org"


def test_a_closed_form_says_so(desk: Desk) -> None:
    """Neither the page nor a script gets an answer in any more."""
    form_id = desk.open_form()
    forms.stop_accepting(desk.google, form_id)
    receipt = desk.vote(form_id, "k3y0")
    assert (receipt.accepted, "doesn't accept answers any more" in receipt.said) == (False, True)
    assert post(desk, form_id, **{entry(CODE): "k3y0", entry(FIRST): "Bo Sample"}) == 200
    assert forms.responses(desk.google, form_id) == []


def test_a_form_in_the_bin_is_not_there(desk: Desk) -> None:
    """Throwing the file away takes the page with it."""
    form_id = desk.open_form()
    link = desk.link(form_id)
    drive.trash(desk.google, form_id)
    assert "no such form" in respondent.answer(desk.session, link, {}).said


def test_no_two_submissions_have_one_time(desk: Desk) -> None:
    """The first at an instant has that instant itself, which at a deadline is in time; later ones are after it."""
    desk.sandbox.clock.advance(timedelta(hours=1))
    form_id, now = desk.open_form(), desk.sandbox.clock.now()
    for number in range(7):
        desk.vote(form_id, f"k3y{number}")
    texts = [one.submitted_text for one in sorted(forms.responses(desk.google, form_id), key=lambda one: one.submitted)]
    assert len(set(texts)) == 7
    assert texts[0] == now.strftime("%Y-%m-%dT%H:%M:%S.000000Z")
    assert {len(text) for text in texts} == {len("2026-11-05T18:00:00.000000Z"), len("2026-11-05T18:00:00.000000000Z")}
    desk.sandbox.clock.advance(timedelta(microseconds=2))
    desk.vote(form_id, "k3y8")
    latest = max(one.submitted for one in forms.responses(desk.google, form_id))
    assert latest > now + timedelta(microseconds=6)


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "</title></style></textarea><b>",
        "{{ 7919 * 7907 }}{% raw %}",
        "&lt;b&gt; &amp; 'quoted'",
        "*|EMAIL|*",
    ],
)
def test_hostile_text_stays_text(desk: Desk, hostile: str) -> None:
    """Titles, options, prefilled and submitted text all come back as they are, and never as markup."""
    asked = Question("70000001", f"Text {hostile}", "text", required=False, help=hostile)
    chosen = Question("70000002", f"Choice {hostile}", "choice", required=True, options=(hostile, "Other"))
    paper = Paper(f"Form {hostile}", hostile, (Section("70000003", hostile, hostile), asked, chosen))
    form_id = desk.open_form(paper=paper)
    html = page(desk, form_id, **{entry(asked): hostile})
    assert html.count("<script") == html.count("<img") == html.count("<b>") == 0
    assert "62615533" not in html
    link = forms.prefilled(forms.read(desk.google, form_id).responder_uri, asked.id, hostile)
    assert respondent.answer(desk.session, link, {chosen.title: hostile}).accepted
    (response,) = forms.responses(desk.google, form_id)
    assert response.answers == {asked.id: (hostile,), chosen.id: (hostile,)}


def test_the_page_is_made_for_everybody(desk: Desk) -> None:
    """Language, title, width, labels, and marks that screen readers read."""
    html = page(desk, desk.open_form())
    assert '<html lang="en">' in html
    assert f"<title>{PAPER.title}</title>" in html
    assert 'name="viewport" content="width=device-width' in html
    assert f'<label class="asks" for="{entry(CODE)}">' in html
    assert f'aria-describedby="help-{entry(CODE)}"' in html
    assert f"<legend>{FIRST.title}<span" in html
    assert '<span class="unseen">required</span>' in html
    assert "prefers-color-scheme: dark" in html


def test_several_boxes_can_be_ticked(desk: Desk) -> None:
    """A question for several answers, which an organiser may add by hand, keeps all of them."""
    form_id = desk.open_form()
    asked = {"choiceQuestion": {"type": "CHECKBOX", "options": [{"value": one} for one in ("Mon", "Tue", "Wed")]}}
    item = {"title": "When?", "questionItem": {"question": {"questionId": "70000009", **asked}}}
    by_hand.change_form(desk.sandbox.world, form_id, {"createItem": {"item": item, "location": {"index": 4}}})
    given = {"1st choice": "Bo Sample", "When?": ["Mon", "Wed"]}
    assert respondent.answer(desk.session, desk.link(form_id), given).accepted
    (response,) = forms.responses(desk.google, form_id)
    assert response.answers["70000009"] == ("Mon", "Wed")


def test_a_day_is_answered_as_google_hands_it_on(desk: Desk) -> None:
    """The page takes a day with its year and nothing else; left open, it isn't in the answer."""
    when = Question("1000000a", "When?", "date", required=False)
    form_id = desk.open_form(paper=Paper("What happened", "", (when,)))
    link = forms.read(desk.google, form_id).responder_uri
    assert 'type="date"' in page(desk, form_id)
    assert not respondent.answer(desk.session, link, {"When?": "4 June"}).accepted
    assert respondent.answer(desk.session, link, {"When?": "2026-06-04"}).accepted
    assert respondent.answer(desk.session, link, {}).accepted
    assert [one.answers for one in forms.responses(desk.google, form_id)] == [{}, {when.id: ("2026-06-04",)}]
