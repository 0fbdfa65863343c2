"""The stand-in for Google Forms: forms are made, filled with questions, published, closed, and their responses read."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

from integrations.sandbox import google_items, google_responses
from integrations.sandbox.discovery import Refused
from integrations.sandbox.google_state import Call, file, new_digest, new_file

UNTITLED = "Untitled form"
COLLECTION_BY_DEFAULT = "VERIFIED"
"""What a form of a Workspace account does unless it is told otherwise: it asks for the respondent's Google account."""


def create(call: Call) -> dict[str, Any]:
    """An empty form. It is unpublished whether or not that was asked for, as since June 2026."""
    info = call.body["info"]
    extra = (call.body.keys() - {"info"}) | (info.keys() - {"title", "documentTitle"})
    if extra:
        raise Refused(400, f"Only info.title can be set when creating a form, not {', '.join(sorted(extra))}.")
    if "title" not in info:
        raise Refused(400, '"info.title" is required.')
    made = new_file(call.world, name=info.get("documentTitle", UNTITLED), kind="form")
    form = {
        "formId": made["id"],
        "info": {"title": info["title"]},
        "settings": {"emailCollectionType": COLLECTION_BY_DEFAULT},
        "items": [],
        "revision": 1,
        "publishState": {"isPublished": False, "isAcceptingResponses": False},
        "publicId": "1FAIpQLS" + base64.urlsafe_b64encode(new_digest(call.world, "public")).decode().rstrip("="),
        "responses": {},
    }
    call.state["forms"][made["id"]] = form
    return as_google_shows(call, form)


def get(call: Call) -> dict[str, Any]:
    """The form as it stands."""
    return as_google_shows(call, form_of(call))


def batch_update(call: Call) -> dict[str, Any]:
    """Make all changes or none. A required revision that isn't the latest refuses them all."""
    form = form_of(call)
    control = call.body.get("writeControl", {})
    if "targetRevisionId" in control:
        raise Refused(501, "The sandbox knows requiredRevisionId only.")
    if control.get("requiredRevisionId", _revision(form)) != _revision(form):
        raise Refused(400, "The required revision ID is not the latest revision.", status="FAILED_PRECONDITION")
    if not call.body["requests"]:
        raise Refused(400, "Must specify at least one request.")
    changed, replies = google_items.change(call.world, form, call.body["requests"])
    form.update(changed, revision=form["revision"] + 1)
    answer = {"replies": replies, "writeControl": {"requiredRevisionId": _revision(form)}}
    return {**answer, "form": as_google_shows(call, form)} if call.body.get("includeFormInResponse") else answer


def set_publish_settings(call: Call) -> dict[str, Any]:
    """Publish, close or withdraw the form. Both states have to be said, and nothing unpublished accepts answers."""
    form = form_of(call)
    if call.body.get("updateMask", "*") not in {"*", "publishState", "publish_state"}:
        raise Refused(400, "Invalid update_mask.")
    state = call.body["publishSettings"].get("publishState")
    if state is None:
        raise Refused(400, '"publishSettings.publishState" is required.')
    if state["isAcceptingResponses"] and not state["isPublished"]:
        raise Refused(400, "is_accepting_responses can't be true while is_published is false.")
    form["publishState"] = dict(state)
    return {"formId": form["formId"], "publishSettings": _publish_settings(form)}


def list_responses(call: Call) -> dict[str, Any]:
    """The responses, newest first, in pages."""
    params = call.params
    return google_responses.page(
        call.world,
        form_of(call),
        asked=params.get("filter", ""),
        size=params.get("pageSize", 0),
        token=params.get("pageToken", ""),
    )


def get_response(call: Call) -> dict[str, Any]:
    """One response, whether or not it is in the lists yet."""
    form = form_of(call)
    found = form["responses"].get(call.params["responseId"])
    if found is None:
        raise Refused(404, "Requested entity was not found.")
    return {"formId": form["formId"], **google_responses.as_google_shows(found)}


def form_of(call: Call) -> dict[str, Any]:
    """The form a call is about; 404 where there is none."""
    found: dict[str, Any] | None = call.state["forms"].get(call.params["formId"])
    if found is None:
        raise Refused(404, "Requested entity was not found.")
    return found


def as_google_shows(call: Call, form: Mapping[str, Any]) -> dict[str, Any]:
    """The form as it is answered: with its name in Drive and its address, and without what is empty."""
    info = {**form["info"], "documentTitle": file(call.world, form["formId"])["name"]}
    shown = {
        "formId": form["formId"],
        "info": {key: value for key, value in info.items() if value},
        "settings": deepcopy(form["settings"]),
        "revisionId": _revision(form),
        "responderUri": f"{call.address}/forms/d/e/{form['publicId']}/viewform",
        "items": deepcopy(form["items"]),
        "publishSettings": _publish_settings(form),
    }
    return {key: _without_defaults(value) for key, value in shown.items() if value}


def _revision(form: Mapping[str, Any]) -> str:
    return f"{form['revision']:08d}"


def _publish_settings(form: Mapping[str, Any]) -> dict[str, Any]:
    return {"publishState": {key: value for key, value in form["publishState"].items() if value}}


def _without_defaults(value: Any) -> Any:
    """Google leaves out what is false or empty text; that a kind of question is there says its empty object."""
    if isinstance(value, dict):
        return {key: _without_defaults(inner) for key, inner in value.items() if inner is not False and inner != ""}
    return [_without_defaults(inner) for inner in value] if isinstance(value, list) else value


METHODS: dict[str, Callable[[Call], dict[str, Any] | None]] = {
    "forms.forms.create": create,
    "forms.forms.get": get,
    "forms.forms.batchUpdate": batch_update,
    "forms.forms.setPublishSettings": set_publish_settings,
    "forms.forms.responses.list": list_responses,
    "forms.forms.responses.get": get_response,
}
