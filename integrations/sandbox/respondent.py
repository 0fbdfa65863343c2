"""The respondent's page of every form: prefilled from the link, filled in by a person, and kept when submitted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from integrations.sandbox import google_responses, pages
from integrations.sandbox.google_state import google
from integrations.sandbox.simulated_member import Receipt, answer
from integrations.sandbox.world import World

__all__ = ["Receipt", "answer", "routes"]

EMAIL = "emailAddress"
_KINDS = {"RADIO": "radio", "DROP_DOWN": "select", "CHECKBOX": "checkbox"}


@dataclass
class Part:
    """One question as the page shows it; `name` is entry.<its id in decimal>, as in prefilled links."""

    question_id: str
    name: str
    title: str
    kind: str
    required: bool
    help: str = ""
    options: tuple[str, ...] = ()
    values: list[str] = field(default_factory=list)

    def fits(self) -> bool:
        """Whether what was answered could have been answered on the page."""
        if self.required and not any(value.strip() for value in self.values):
            return False
        if self.kind != "checkbox" and len(self.values) > 1:
            return False
        if self.kind == "date" and not all(_is_day(value) for value in self.values if value):
            return False
        return not self.options or set(self.values) <= set(self.options)


@dataclass
class Block:
    """A section of the form; all sections are shown on one page."""

    title: str
    text: str
    questions: list[Part] = field(default_factory=list)


def routes(world: World) -> list[Route]:
    """The pages of forms that respondents see, below /forms/d/e/."""

    async def view(request: Request) -> Response:
        form = _form(world, request)
        shut = _shut(world, form)
        if form is None or shut is not None:
            return shut or _missing()
        blocks = _blocks(form)
        _fill(blocks, parse_qs(request.url.query, keep_blank_values=False), offered_only=True)
        return HTMLResponse(_page(form, blocks))

    async def submit(request: Request) -> Response:
        form = _form(world, request)
        shut = _shut(world, form)
        if form is None or shut is not None:
            return shut or _missing()
        blocks = _blocks(form)
        _fill(blocks, parse_qs((await request.body()).decode(), keep_blank_values=False), offered_only=False)
        return _submitted(world, form, blocks)

    async def closed(request: Request) -> Response:
        form = _form(world, request)
        if form is None:
            return _missing()
        said = "This form doesn't accept answers any more. If you think that is a mistake, write to its organisers."
        return _message(form["info"]["title"], said, 200)

    base = "/forms/d/e/{public_id}"
    return [
        Route(f"{base}/viewform", view),
        Route(f"{base}/formResponse", submit, methods=["POST"]),
        Route(f"{base}/closedform", closed),
    ]


def _form(world: World, request: Request) -> dict[str, Any] | None:
    state = google(world)
    for form in state["forms"].values():
        if form["publicId"] == request.path_params["public_id"] and not state["files"][form["formId"]]["trashed"]:
            found: dict[str, Any] = form
            return found
    return None


def _shut(world: World, form: dict[str, Any] | None) -> Response | None:
    """The page that keeps a respondent out, where one does."""
    if form is None or not form["publishState"]["isPublished"]:
        return _missing()
    granted = google(world)["files"][form["formId"]]["permissions"]
    open_to_all = ("anyone", "reader", "published") in {(one["type"], one["role"], one.get("view")) for one in granted}
    if not open_to_all or form["settings"]["emailCollectionType"] == "VERIFIED":
        return _message("Sign in to continue", "To fill in this form you must be signed in to a Google account.", 401)
    if not form["publishState"]["isAcceptingResponses"]:
        return RedirectResponse(f"/forms/d/e/{form['publicId']}/closedform", status_code=302)
    return None


def _missing() -> Response:
    return _message("There is no such form", "The link is wrong, or the form isn't published.", 404)


def _message(title: str, said: str, status: int) -> Response:
    return HTMLResponse(pages.render("message.html", title=title, said=said), status_code=status)


def _blocks(form: Mapping[str, Any]) -> list[Block]:
    blocks = [Block("", "")]
    if form["settings"]["emailCollectionType"] == "RESPONDER_INPUT":
        blocks[0].questions.append(Part(EMAIL, EMAIL, "Email", "email", required=True))
    for item in form["items"]:
        if "questionItem" in item:
            blocks[-1].questions.append(_part(item))
        else:
            blocks.append(Block(item.get("title", ""), item.get("description", "")))
    return blocks


def _part(item: Mapping[str, Any]) -> Part:
    question = item["questionItem"]["question"]
    choice = question.get("choiceQuestion", {})
    text = "textarea" if question.get("textQuestion", {}).get("paragraph") else "text"
    text = "date" if "dateQuestion" in question else text
    return Part(
        question_id=question["questionId"],
        name=f"entry.{int(question['questionId'], 16)}",
        title=item.get("title", ""),
        kind=_KINDS[choice["type"]] if choice else text,
        required=question.get("required", False),
        help=item.get("description", ""),
        options=tuple(option["value"] for option in choice.get("options", ())),
    )


def _is_day(value: str) -> bool:
    """Whether this is a day as the page's own calendar writes it, which is how Google hands it on."""
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _fill(blocks: Sequence[Block], given: Mapping[str, list[str]], *, offered_only: bool) -> None:
    """Put answers into the page. From a link only those are taken that the question offers."""
    for block in blocks:
        for part in block.questions:
            values = given.get(part.name, [])
            part.values = [value for value in values if not offered_only or not part.options or value in part.options]


def _page(form: Mapping[str, Any], blocks: list[Block], missing: Sequence[Part] = ()) -> str:
    return pages.render(
        "form.html",
        title=form["info"].get("title", ""),
        description=form["info"].get("description", ""),
        action=f"/forms/d/e/{form['publicId']}/formResponse",
        sections=blocks,
        asks_something_required=any(part.required for block in blocks for part in block.questions),
        missing=missing,
    )


def _submitted(world: World, form: dict[str, Any], blocks: list[Block]) -> Response:
    parts = [part for block in blocks for part in block.questions]
    missing = [part for part in parts if not part.fits()]
    if missing:
        return HTMLResponse(_page(form, blocks, missing), status_code=400)
    answers = {part.question_id: part.values for part in parts}
    email = answers.pop(EMAIL, [""])[0]
    google_responses.record(world, form, answers, email=email)
    return _message(form["info"]["title"], "Your response has been recorded.", 200)
