"""Ballot forms at Google: made from a paper, read back, published, closed, and their responses read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from core.paper import Paper
from integrations.google import layout
from integrations.google.auth import Google

PAGE = 5000
"""The most responses Google gives at once."""


@dataclass(frozen=True)
class FormAsRead:
    """A form as Google holds it. `paper` equals the one that was written unless somebody changed the form."""

    paper: Paper
    responder_uri: str
    revision: str
    collects_email: bool
    published: bool
    accepting: bool


@dataclass(frozen=True)
class FormResponse:
    """One response, without its form.

    `created` and `submitted` are UTC, of the first and of the latest submission, rounded up to
    microseconds, so that what is after a deadline stays after it; the `_text`s are Google's
    own words, down to nanoseconds. Addresses and answers stay out of logs.
    """

    response_id: str
    created: datetime
    submitted: datetime
    created_text: str
    submitted_text: str
    email: str | None = field(repr=False)
    answers: dict[str, tuple[str, ...]] = field(repr=False)


class PaperFault(Exception):
    """A paper that Google couldn't show as it is written, and every reason why."""


def create(google: Google, document_title: str, title: str) -> str:
    """An empty, unpublished form, and its id. `document_title` is its file name, `title` what respondents see."""
    body = {"info": {"documentTitle": document_title, "title": title}}
    return str(google.ask(google.forms.create(body=body, unpublished=True, fields="formId"))["formId"])


def write(google: Google, form_id: str, paper: Paper, revision: str) -> str:
    """Fill an empty form with a paper in one step, all or nothing, and return the new revision.

    Written a second time, or over a form that changed since `revision` was read, it is
    refused by Google as a GoogleFault with status 400. Raises PaperFault where Google
    couldn't show the paper.
    """
    faults = layout.refusals(paper)
    if faults:
        raise PaperFault("This paper can't be made into a form: " + "; ".join(faults) + ".")
    body = {"requests": layout.requests(paper), "writeControl": {"requiredRevisionId": revision}}
    answer = google.ask(google.forms.batchUpdate(formId=form_id, body=body, fields="writeControl"))
    return str(answer["writeControl"]["requiredRevisionId"])


def describe(google: Google, form_id: str, paper: Paper, revision: str) -> None:
    """Put a paper's description above a form that is there; refused by Google if it changed since `revision`."""
    asked = {"updateFormInfo": {"info": {"description": paper.description}, "updateMask": "description"}}
    body = {"requests": [asked], "writeControl": {"requiredRevisionId": revision}}
    google.ask(google.forms.batchUpdate(formId=form_id, body=body, fields="writeControl"))


def read(google: Google, form_id: str) -> FormAsRead:
    """The form as Google holds it now."""
    form = google.ask(google.forms.get(formId=form_id))
    state = form.get("publishSettings", {}).get("publishState", {})
    collection = form.get("settings", {}).get("emailCollectionType")
    return FormAsRead(
        paper=layout.paper(form),
        responder_uri=form["responderUri"],
        revision=form["revisionId"],
        collects_email=collection != "DO_NOT_COLLECT",
        published=state.get("isPublished", False),
        accepting=state.get("isAcceptingResponses", False),
    )


def publish(google: Google, form_id: str) -> None:
    """Publish the form and accept responses. Who may see it is Drive's business."""
    _set(google, form_id, accepting=True)


def stop_accepting(google: Google, form_id: str) -> None:
    """Accept no more responses; the form stays published and says that it is closed."""
    _set(google, form_id, accepting=False)


def _set(google: Google, form_id: str, *, accepting: bool) -> None:
    body = {"publishSettings": {"publishState": {"isPublished": True, "isAcceptingResponses": accepting}}}
    google.ask(google.forms.setPublishSettings(formId=form_id, body=body, fields="formId"))


def responses(google: Google, form_id: str, *, page_size: int = PAGE) -> list[FormResponse]:
    """All responses Google lists now, in no promised order, each once.

    A response may come in between two pages and push another onto both, so doubles are
    dropped; what was pushed off the pages altogether, or isn't listed yet, comes with the next reading.
    """
    asked: dict[str, Any] = {"formId": form_id, "pageSize": page_size}
    found: dict[str, FormResponse] = {}
    while True:
        page = google.ask(google.responses.list(**asked))
        listed = map(_response, page.get("responses", []))
        found |= {one.response_id: one for one in listed if one.submitted >= _latest(found, one)}
        if not page.get("nextPageToken"):
            return list(found.values())
        asked["pageToken"] = page["nextPageToken"]


def _latest(found: Mapping[str, FormResponse], response: FormResponse) -> datetime:
    known = found.get(response.response_id)
    return known.submitted if known else response.submitted


def _response(told: Mapping[str, Any]) -> FormResponse:
    return FormResponse(
        response_id=told["responseId"],
        created=instant(told["createTime"]),
        submitted=instant(told["lastSubmittedTime"]),
        created_text=told["createTime"],
        submitted_text=told["lastSubmittedTime"],
        email=told.get("respondentEmail"),
        answers={question: _values(given) for question, given in told.get("answers", {}).items()},
    )


def _values(answer: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(one.get("value", "") for one in answer.get("textAnswers", {}).get("answers", ()))


def instant(text: str) -> datetime:
    """A time of Google's (UTC, at most nine decimals) rounded up to the microsecond."""
    whole, _, decimals = text.removesuffix("Z").partition(".")
    nanoseconds = int(f"{decimals:0<9}")
    return datetime.fromisoformat(whole).replace(tzinfo=UTC) + timedelta(microseconds=-(-nanoseconds // 1000))


def prefilled(responder_uri: str, question_id: str, value: str) -> str:
    """The link to a form in which one question is already answered. The page names questions by decimal number."""
    return f"{responder_uri}?usp=pp_url&entry.{int(question_id, 16)}={quote(value, safe='')}"
