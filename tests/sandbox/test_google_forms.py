"""The stand-in for Google Forms is as strict as the real one where strictness catches mistakes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from integrations.sandbox import discovery, google_shapes
from integrations.sandbox.discovery import Refused
from tests.sandbox.google_app import NAME, PAPER, Desk, open_desk


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """One sandbox for this file; every test makes forms of its own."""
    with open_desk() as opened:
        yield opened


def changes(desk: Desk, form_id: str, *requests: dict[str, Any], **control: Any) -> tuple[int, str]:
    """A batch of changes that has to be refused."""
    return desk.refused("POST", f"/v1/forms/{form_id}:batchUpdate", {"requests": list(requests), **control})


def change(desk: Desk, form_id: str, *requests: dict[str, Any]) -> Any:
    """A batch of changes that has to succeed."""
    return desk.ok("POST", f"/v1/forms/{form_id}:batchUpdate", {"requests": list(requests)})


def item(index: int = 0, **fields: Any) -> dict[str, Any]:
    """A request for a text question at a place in the form."""
    text: dict[str, Any] = {"questionItem": {"question": {"textQuestion": {}}}}
    return {"createItem": {"item": {"title": "A question", **text, **fields}, "location": {"index": index}}}


def choice(*options: str, kind: str = "RADIO") -> dict[str, Any]:
    """A question with options, as a field of `item`."""
    asked = {"type": kind, "options": [{"value": option} for option in options]}
    return {"questionItem": {"question": {"choiceQuestion": asked}}}


def items(desk: Desk, form_id: str) -> list[dict[str, Any]]:
    """What is on the form."""
    found: list[dict[str, Any]] = desk.ok("GET", f"/v1/forms/{form_id}").get("items", [])
    return found


def test_a_new_form_is_unpublished_even_when_nobody_said_so(desk: Desk) -> None:
    """Since June 2026 a form made through the API is unpublished, whatever the description of the API says."""
    made = desk.ok("POST", "/v1/forms", {"info": {"title": "Ballot"}})
    assert made["publishSettings"] == {"publishState": {}}


def test_a_new_form_collects_google_accounts_unless_told_otherwise(desk: Desk) -> None:
    """A Workspace owner's form starts with verified e-mail collection, which would end the secrecy of a ballot."""
    made = desk.ok("POST", "/v1/forms", {"info": {"title": "Ballot"}}, unpublished="true")
    assert made["settings"] == {"emailCollectionType": "VERIFIED"}


def test_a_new_form_has_its_document_title_in_drive(desk: Desk) -> None:
    """The description calls documentTitle output only; on creation it names the file all the same."""
    made = desk.ok("POST", "/v1/forms", {"info": {"title": "Ballot", "documentTitle": "Ballot file"}})
    assert desk.ok("GET", f"/drive/v3/files/{made['formId']}")["name"] == "Ballot file"


@pytest.mark.parametrize(
    "body",
    [
        {"info": {"title": "Ballot", "description": "Rank them."}},
        {"info": {"title": "Ballot"}, "items": []},
        {"info": {"title": "Ballot"}, "settings": {"emailCollectionType": "DO_NOT_COLLECT"}},
        {"info": {"documentTitle": "Ballot"}},
        {},
    ],
    ids=["description", "items", "settings", "no title", "no info"],
)
def test_only_a_title_can_be_given_on_creation(desk: Desk, body: dict[str, Any]) -> None:
    """Anything but the two titles is refused, and so is a form without a title."""
    assert desk.refused("POST", "/v1/forms", body)[0] == 400


def test_unknown_fields_are_refused_with_their_place(desk: Desk) -> None:
    """The client library checks no bodies, so the sandbox does: a misspelt field isn't silently dropped."""
    status, message = desk.refused("POST", "/v1/forms", {"info": {"title": "Ballot", "document_title": "Ballot"}})
    assert status == 400
    assert 'Unknown name "document_title" at "info"' in message


def test_unknown_parameters_are_refused(desk: Desk) -> None:
    """A parameter Google doesn't know is a mistake, not a wish."""
    assert desk.refused("GET", "/v1/forms/none/responses", page_size=1)[0] == 400


def test_output_only_fields_are_refused(desk: Desk) -> None:
    """Sending back what was read, with its ids and addresses, isn't a way to make a form."""
    status, message = desk.refused("POST", "/v1/forms", {"info": {"title": "Ballot"}, "revisionId": "00000001"})
    assert (status, "output only" in message) == (400, True)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"publishSettings": {"isPublished": True, "isAcceptingResponses": True}}, "Unknown name"),
        ({"publishSettings": {"publishState": {"isPublished": True}}}, "isAcceptingResponses"),
        ({"publishSettings": {"publishState": {"isPublished": False, "isAcceptingResponses": True}}}, "can't be true"),
        ({"publishSettings": {}}, "publishState"),
        ({}, "publishSettings"),
        ({"publishSettings": {"publishState": {"isPublished": "yes", "isAcceptingResponses": True}}}, "type boolean"),
    ],
    ids=["no state level", "half a state", "accepting unpublished", "no state", "nothing", "a word for a boolean"],
)
def test_publishing_has_to_be_said_in_full(desk: Desk, body: dict[str, Any], why: str) -> None:
    """The mistakes of Google's own samples are refused, and the form stays as it was."""
    form_id = desk.form()
    status, message = desk.refused("POST", f"/v1/forms/{form_id}:setPublishSettings", body)
    assert (status, why in message) == (400, True)
    assert desk.ok("GET", f"/v1/forms/{form_id}")["publishSettings"] == {"publishState": {}}


def test_a_replayed_question_is_refused(desk: Desk) -> None:
    """Our own ids make a repeated write fail instead of asking everything twice."""
    form_id = desk.form(paper=None)
    asked = item(itemId="5e6f7081", questionItem={"question": {"questionId": "6f708192", "textQuestion": {}}})
    change(desk, form_id, asked)
    status, message = changes(desk, form_id, asked)
    assert (status, "already used" in message) == (400, True)
    assert len(items(desk, form_id)) == 1


def test_a_batch_is_done_whole_or_not_at_all(desk: Desk) -> None:
    """When the last change is refused, the first ones haven't happened either."""
    form_id = desk.form(paper=None)
    before = desk.ok("GET", f"/v1/forms/{form_id}")
    renamed = {"updateFormInfo": {"info": {"title": "Other"}, "updateMask": "title"}}
    assert changes(desk, form_id, renamed, item(0), item(7))[0] == 400
    assert desk.ok("GET", f"/v1/forms/{form_id}") == before


def test_a_stale_revision_is_refused(desk: Desk) -> None:
    """Whoever writes has to have read the latest version."""
    form_id = desk.form(paper=None)
    revision = desk.ok("GET", f"/v1/forms/{form_id}")["revisionId"]
    change(desk, form_id, item())
    status, message = changes(desk, form_id, item(1), writeControl={"requiredRevisionId": revision})
    assert (status, "not the latest" in message) == (400, True)


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        ({"createItem": item()["createItem"], "deleteItem": {"location": {"index": 0}}}, "exactly one kind"),
        ({}, "exactly one kind"),
        ({"renameItem": {}}, "Unknown name"),
        (item(pageBreakItem={}), "exactly one kind"),
        (item(questionItem={"question": {"required": True}}), "exactly one kind"),
        (item(title="Two\nlines"), "Displayed text cannot contain newlines"),
        (item(**choice("Yes", "Yes")), "the same"),
        (item(**choice("Yes", "")), "empty"),
        (item(**choice()), "needs options"),
        (item(**choice("Yes\nor no")), "Displayed text cannot contain newlines"),
        (item(**choice("Yes", kind="BUTTONS")), "none of"),
        (item(**choice("Yes", kind="CHOICE_TYPE_UNSPECIFIED")), "none of"),
        ({"createItem": {"item": item()["createItem"]["item"]}}, "location"),
        ({"updateFormInfo": {"info": {"documentTitle": "x"}, "updateMask": "documentTitle"}}, "output only"),
        ({"updateFormInfo": {"info": {"title": "x"}}}, "updateMask"),
        ({"updateSettings": {"settings": {"emailCollectionType": "NONE"}, "updateMask": "*"}}, "none of"),
        ({"updateSettings": {"settings": {}, "updateMask": "isQuiz"}}, "update_mask"),
        ({"moveItem": {"originalLocation": {"index": 0}, "newLocation": {"index": 0}}}, "not within"),
    ],
    ids=str,
)
def test_a_change_has_to_make_sense(desk: Desk, request_: dict[str, Any], why: str) -> None:
    """Each of these is a mistake somebody has made with the real service, and is refused with its place."""
    form_id = desk.form(paper=None)
    status, message = changes(desk, form_id, request_)
    assert (status, why in message) == (400, True), message
    assert items(desk, form_id) == []


def test_what_the_page_could_not_show_is_refused_openly(desk: Desk) -> None:
    """Pictures, grids and stars exist at Google; the sandbox says that it hasn't got them."""
    form_id = desk.form(paper=None)
    stars = {"question": {"ratingQuestion": {"iconType": "STAR", "ratingScaleLevel": 5}}}
    assert changes(desk, form_id, item(questionItem=stars))[0] == 501


def test_items_are_moved_changed_and_deleted(desk: Desk) -> None:
    """An organiser's edits, as the API writes them."""
    form_id = desk.form(paper=None)
    change(desk, form_id, item(0, title="one"), item(1, title="two"), item(2, title="three"))
    change(desk, form_id, {"moveItem": {"originalLocation": {"index": 2}, "newLocation": {"index": 0}}})
    renamed = {"item": {"title": "uno"}, "location": {"index": 1}, "updateMask": "title"}
    change(desk, form_id, {"updateItem": renamed}, {"deleteItem": {"location": {"index": 2}}})
    assert [one["title"] for one in items(desk, form_id)] == ["three", "uno"]


def test_an_updated_item_keeps_what_its_mask_leaves_out(desk: Desk) -> None:
    """A mask of one field changes that field and nothing else."""
    form_id = desk.form()
    before = items(desk, form_id)
    required = {"questionItem": {"question": {"required": False, "textQuestion": {}}}}
    mask = "questionItem.question.required"
    change(desk, form_id, {"updateItem": {"item": required, "location": {"index": 0}, "updateMask": mask}})
    del before[0]["questionItem"]["question"]["required"]
    assert items(desk, form_id) == before


def test_ids_that_nobody_gave_are_given(desk: Desk) -> None:
    """The reply names the ids of what was made."""
    form_id = desk.form(paper=None)
    (reply,) = change(desk, form_id, item())["replies"]
    (made,) = items(desk, form_id)
    assert reply["createItem"]["itemId"] == made["itemId"]
    assert reply["createItem"]["questionId"] == [made["questionItem"]["question"]["questionId"]]


def test_calls_need_a_token(desk: Desk) -> None:
    """Without the organisation's access nothing is shown."""
    answer = desk.session.get(f"{desk.sandbox.url}/google/v1/forms/any", timeout=10)
    assert answer.status_code == 401
    assert answer.json()["error"]["status"] == "UNAUTHENTICATED"


def test_unknown_calls_are_told_from_those_the_sandbox_lacks(desk: Desk) -> None:
    """What Google hasn't got is not found; what Google has and the sandbox hasn't is said to be missing."""
    assert desk.refused("GET", "/v1/form")[0] == 404
    status, message = desk.refused("GET", "/v1/forms/any/watches")
    assert (status, "doesn't do forms.forms.watches.list" in message) == (501, True)


@pytest.mark.parametrize("path", ["/v1/forms/none", "/v1/forms/none/responses", "/drive/v3/files/none"])
def test_what_does_not_exist_is_not_found(desk: Desk, path: str) -> None:
    """An unknown id is a 404, in all services."""
    assert desk.refused("GET", path)[0] == 404


def test_quotas_are_kept_by_the_minute(desk: Desk) -> None:
    """The third read of responses in a minute that allows two is refused; the next minute starts anew."""
    form_id = desk.form()
    quotas = desk.sandbox.world.google["quotas"]
    generous, quotas["forms.responses"] = quotas["forms.responses"], 2
    desk.sandbox.clock.advance(timedelta(minutes=1))
    for _ in range(2):
        desk.ok("GET", f"/v1/forms/{form_id}/responses")
    answer = desk.raw("GET", f"/v1/forms/{form_id}/responses")
    assert (answer.status_code, answer.json()["error"]["status"]) == (429, "RESOURCE_EXHAUSTED")
    desk.ok("GET", f"/v1/forms/{form_id}")
    desk.sandbox.clock.advance(timedelta(minutes=1))
    desk.ok("GET", f"/v1/forms/{form_id}/responses")
    quotas["forms.responses"] = generous


def test_our_own_answers_are_held_to_the_description_too() -> None:
    """An answer that Google could not give is a fault of the sandbox, and is caught before it is sent."""
    found = discovery.match("GET", "/v1/forms/any")
    assert found is not None
    google_shapes.check_response(found[0], {"formId": "any", "items": [{"itemId": "1", "pageBreakItem": {}}]})
    for wrong in ({"id": "any"}, {"formId": 1}, {"items": [{"itemId": "1", "pagebreak": {}}]}):
        with pytest.raises(Refused):
            google_shapes.check_response(found[0], wrong)


def test_a_deleted_form_is_gone_with_its_responses(desk: Desk) -> None:
    """Deleting the file, as is done after the objection period, leaves nothing to read."""
    form_id = desk.open_form()
    desk.vote(form_id, "k3y1")
    assert desk.raw("DELETE", f"/drive/v3/files/{form_id}").status_code == 204
    assert desk.refused("GET", f"/v1/forms/{form_id}/responses")[0] == 404
    assert form_id not in desk.sandbox.world.google["forms"]


def test_one_response_can_be_read_by_its_id(desk: Desk) -> None:
    """A single response names its form; in a list the form goes without saying."""
    form_id = desk.open_form()
    desk.vote(form_id, "k3y2")
    (listed,) = desk.ok("GET", f"/v1/forms/{form_id}/responses")["responses"]
    single = desk.ok("GET", f"/v1/forms/{form_id}/responses/{listed['responseId']}")
    assert single == {"formId": form_id, **listed}
    assert desk.refused("GET", f"/v1/forms/{form_id}/responses/none")[0] == 404


def test_the_filter_takes_times_in_google_s_way_only(desk: Desk) -> None:
    """From an instant on, or after it; a filter in any other form is refused, not ignored."""
    form_id = desk.open_form()
    for code in ("k3y3", "k3y4"):
        desk.vote(form_id, code)
    path = f"/v1/forms/{form_id}/responses"
    later, earlier = (one["lastSubmittedTime"] for one in desk.ok("GET", path)["responses"])
    assert len(desk.ok("GET", path, filter=f"timestamp >= {earlier}")["responses"]) == 2
    assert len(desk.ok("GET", path, filter=f"timestamp > {earlier}")["responses"]) == 1
    assert desk.ok("GET", path, filter=f"timestamp > {later}") == {}
    assert desk.refused("GET", path, filter="timestamp > 2026-11-05")[0] == 400


def test_a_page_token_belongs_to_its_filter(desk: Desk) -> None:
    """Going on with another filter would give a list that never existed."""
    form_id = desk.open_form()
    for code in ("k3y5", "k3y6"):
        desk.vote(form_id, code)
    path = f"/v1/forms/{form_id}/responses"
    token = desk.ok("GET", path, pageSize=1)["nextPageToken"]
    assert len(desk.ok("GET", path, pageSize=1, pageToken=token)["responses"]) == 1
    assert desk.refused("GET", path, pageToken=token, filter="timestamp > 2026-11-05T00:00:00Z")[0] == 400
    assert desk.refused("GET", path, pageToken="next")[0] == 400


def test_false_and_empty_fields_are_left_out_of_answers(desk: Desk) -> None:
    """Google's answers don't carry what is false or empty; code that expects it has to be caught."""
    form_id = desk.form()
    code, section, _, second = items(desk, form_id)
    assert code["questionItem"]["question"]["textQuestion"] == {}
    assert section["pageBreakItem"] == {}
    assert "required" not in second["questionItem"]["question"]
    assert desk.ok("GET", f"/v1/forms/{form_id}")["info"]["documentTitle"] == NAME
    assert desk.ok("GET", f"/v1/forms/{form_id}")["info"]["title"] == PAPER.title
