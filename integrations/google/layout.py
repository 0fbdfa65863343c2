"""How a paper is laid out as a Google Form, and how a form is read back as a paper."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from core.paper import Paper, Question, Section

_CHOICES = {"choice": "RADIO", "dropdown": "DROP_DOWN", "boxes": "CHECKBOX"}
_ID = re.compile(r"[1-7][0-9a-f]{7}")


def refusals(paper: Paper) -> list[str]:
    """Why Google wouldn't show this paper as it is written; nothing where it would.

    Titles and options are one line; descriptions, helps and section texts may have several.
    No text begins or ends with space. A choice has options, no two alike. Ids are eight hex
    digits, the first of them 1 to 7, and each is used once.
    """
    return list(_refusals(paper))


def _refusals(paper: Paper) -> Iterator[str]:
    yield from _text_refusals("the paper", title=paper.title, text=paper.description)
    for place, part in enumerate(paper.parts, start=1):
        where = f"part {place}"
        yield from _text_refusals(where, title=part.title, text=part.help if isinstance(part, Question) else part.text)
        if isinstance(part, Question):
            yield from _option_refusals(where, part)
        if not _ID.fullmatch(part.id):
            yield f"{where}: its id isn't eight hex digits with a first digit from 1 to 7"
    ids = [part.id for part in paper.parts] + [item_id(part) for part in paper.parts if isinstance(part, Question)]
    if len(set(ids)) != len(ids):
        yield "two parts have ids that are, or become, the same"


def _text_refusals(where: str, *, title: str, text: str) -> Iterator[str]:
    if not title.strip() or len(title.splitlines()) > 1:
        yield f"{where}: its title has to be exactly one line"
    if title != title.strip() or text != text.strip() or "\r" in text:
        yield f"{where}: its texts must not begin or end with space, and lines end with a plain newline"


def _option_refusals(where: str, question: Question) -> Iterator[str]:
    if bool(question.options) != (question.kind in _CHOICES):
        yield f"{where}: a choice needs options, and no other question has any"
    for option in question.options:
        if option != option.strip() or not option or len(option.splitlines()) > 1:
            yield f"{where}: every option has to be one line, not empty, without space around it"
    if any(count > 1 for count in Counter(question.options).values()):
        yield f"{where}: two options are the same"


def item_id(question: Question) -> str:
    """The id of the box a question stands in: the question's own with all digits but the first mirrored."""
    return f"{int(question.id, 16) ^ 0x0FFFFFFF:08x}"


def requests(paper: Paper) -> list[dict[str, Any]]:
    """The changes that turn an empty form into this paper."""
    settings = {"emailCollectionType": "DO_NOT_COLLECT"}
    info = {"title": paper.title, "description": paper.description}
    return [
        {"updateSettings": {"settings": settings, "updateMask": "emailCollectionType"}},
        {"updateFormInfo": {"info": info, "updateMask": "title,description"}},
        *(
            {"createItem": {"item": _item(part), "location": {"index": index}}}
            for index, part in enumerate(paper.parts)
        ),
    ]


def _item(part: Question | Section) -> dict[str, Any]:
    if isinstance(part, Section):
        return {"itemId": part.id, "title": part.title, "description": part.text, "pageBreakItem": {}}
    question: dict[str, Any] = {"questionId": part.id, "required": part.required}
    if part.kind in _CHOICES:
        options = [{"value": option} for option in part.options]
        question["choiceQuestion"] = {"type": _CHOICES[part.kind], "options": options}
    elif part.kind == "date":
        question["dateQuestion"] = {"includeTime": False, "includeYear": True}
    else:
        question["textQuestion"] = {"paragraph": part.kind == "paragraph"}
    described = {"itemId": item_id(part), "title": part.title, "description": part.help}
    return {**described, "questionItem": {"question": question}}


def paper(form: Mapping[str, Any]) -> Paper:
    """The paper a form shows.

    What no paper of ours could have made, such as a picture, a shuffled question or a box
    that was made again, is read as a section that quotes it, so that it never compares equal.
    """
    info = form.get("info", {})
    parts = tuple(_part(item) for item in form.get("items", []))
    return Paper(info.get("title", ""), info.get("description", ""), parts)


def _part(item: Mapping[str, Any]) -> Question | Section:
    part = _read(item)
    if part is not None and _plain(_item(part)) == _plain(item):
        return part
    quoted = json.dumps(item, sort_keys=True, ensure_ascii=False)
    return Section(str(item.get("itemId", "")), item.get("title", ""), f"Not made by Canvass: {quoted}")


def _read(item: Mapping[str, Any]) -> Question | Section | None:
    title, text = item.get("title", ""), item.get("description", "")
    if "pageBreakItem" in item:
        return Section(item["itemId"], title, text)
    question = item.get("questionItem", {}).get("question", {})
    kind = _kind(question)
    if kind is None:
        return None
    options = tuple(option.get("value", "") for option in question.get("choiceQuestion", {}).get("options", ()))
    required = question.get("required", False)
    return Question(question["questionId"], title, kind, required, options, text)  # type: ignore[arg-type]  # one of the six


def _kind(question: Mapping[str, Any]) -> str | None:
    """Our word for a kind of question, where we have one."""
    if "textQuestion" in question:
        return "paragraph" if question["textQuestion"].get("paragraph") else "text"
    if "dateQuestion" in question:
        return "date"
    kinds = {google: ours for ours, google in _CHOICES.items()}
    return kinds.get(question.get("choiceQuestion", {}).get("type", ""))


def _plain(value: Any) -> Any:
    """A form's data without what is false or empty text, which Google leaves out or not as it likes."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items() if inner is not False and inner != ""}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value
