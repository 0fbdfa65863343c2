"""The stand-in for a form's contents: questions and sections are added, changed, moved and taken out, all or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from typing import Any

from integrations.sandbox import google_masks
from integrations.sandbox.discovery import Refused
from integrations.sandbox.google_state import new_digest
from integrations.sandbox.world import World

Form = dict[str, Any]

NOT_SHOWN = frozenset({"imageItem", "videoItem", "questionGroupItem"})
QUESTIONS_SHOWN = frozenset({"choiceQuestion", "dateQuestion", "textQuestion"})
_WHOLE = {"includeYear": True}
MASKS = {
    "updateFormInfo": frozenset({"*", "title", "description"}),
    "updateSettings": frozenset({"*", "emailCollectionType", "quizSettings", "quizSettings.isQuiz"}),
}


def change(world: World, form: Form, requests: list[dict[str, Any]]) -> tuple[Form, list[dict[str, Any]]]:
    """A copy of the form with every change made, and a reply to each. A refusal leaves the form as it was."""
    changed = {**form, **deepcopy({key: form[key] for key in ("info", "settings", "items")})}
    replies = []
    for index, request in enumerate(requests):
        ((kind, asked),) = request.items()
        try:
            replies.append(CHANGES[kind](world, changed, asked))
        except Refused as refusal:
            raise Refused(refusal.code, f"Invalid requests[{index}].{kind}: {refusal}") from None
    return changed, replies


def _create_item(world: World, form: Form, asked: Mapping[str, Any]) -> dict[str, Any]:
    index = _place(asked["location"], last=len(form["items"]))
    item = deepcopy(asked["item"])
    _name(world, form, item)
    _check(item)
    form["items"].insert(index, item)
    reply = {"itemId": item["itemId"]}
    if "questionItem" in item:
        return {"createItem": {**reply, "questionId": [item["questionItem"]["question"]["questionId"]]}}
    return {"createItem": reply}


def _update_item(world: World, form: Form, asked: Mapping[str, Any]) -> dict[str, Any]:
    index = _place(asked["location"], last=len(form["items"]) - 1)
    item = google_masks.apply(asked["updateMask"], old=form["items"][index], new=asked["item"])
    del form["items"][index]
    _name(world, form, item)
    _check(item)
    form["items"].insert(index, item)
    return {}


def _delete_item(_: World, form: Form, asked: Mapping[str, Any]) -> dict[str, Any]:
    del form["items"][_place(asked["location"], last=len(form["items"]) - 1)]
    return {}


def _move_item(_: World, form: Form, asked: Mapping[str, Any]) -> dict[str, Any]:
    last = len(form["items"]) - 1
    item = form["items"].pop(_place(asked["originalLocation"], last=last))
    form["items"].insert(_place(asked["newLocation"], last=last), item)
    return {}


def _update_info(_: World, form: Form, asked: Mapping[str, Any]) -> dict[str, Any]:
    _check_mask("updateFormInfo", asked["updateMask"])
    form["info"] = google_masks.apply(asked["updateMask"], old=form["info"], new=asked.get("info", {}))
    _one_line(form["info"].get("title", ""))
    return {}


def _update_settings(_: World, form: Form, asked: Mapping[str, Any]) -> dict[str, Any]:
    _check_mask("updateSettings", asked["updateMask"])
    form["settings"] = google_masks.apply(asked["updateMask"], old=form["settings"], new=asked["settings"])
    return {}


def _check_mask(kind: str, mask: str) -> None:
    wrong = {name.strip() for name in mask.split(",")} - MASKS[kind]
    if wrong:
        raise Refused(400, f"Invalid update_mask {', '.join(sorted(wrong))}.")


def _place(location: Mapping[str, Any], *, last: int) -> int:
    index: int = location.get("index", 0)
    if not 0 <= index <= last:
        raise Refused(400, f"The location {index} is not within [0, {last}].")
    return index


def _name(world: World, form: Form, item: dict[str, Any]) -> None:
    """Give ids to what has none, and refuse ids that are already used in the form."""
    used = set(ids(form))
    named: list[tuple[dict[str, Any], str]] = [(item, "itemId")]
    if "questionItem" in item:
        named.append((item["questionItem"]["question"], "questionId"))
    for holder, key in named:
        given = holder.setdefault(key, new_digest(world, key).hex()[:8])
        if given in used or not given.isalnum():
            raise Refused(400, f"{key} {given} is already used in the form, or isn't an id.")
        used.add(given)


def ids(form: Form) -> Iterator[str]:
    """Every item and question id in the form."""
    for item in form["items"]:
        yield item["itemId"]
        if "questionItem" in item:
            yield item["questionItem"]["question"]["questionId"]


def _check(item: Mapping[str, Any]) -> None:
    unshown = NOT_SHOWN & item.keys()
    if unshown:
        raise Refused(501, f"The sandbox's forms can't show {', '.join(unshown)}.")
    _one_line(item.get("title", ""))
    if "questionItem" not in item:
        return
    question = item["questionItem"]["question"]
    if not QUESTIONS_SHOWN & question.keys():
        raise Refused(501, "The sandbox's forms ask for a choice, a date or text, nothing else.")
    day = question.get("dateQuestion", _WHOLE)
    if day.get("includeTime") or not day.get("includeYear"):
        raise Refused(501, "The sandbox's forms ask for a date with its year and without a time.")
    if "choiceQuestion" in question:
        _check_options(question["choiceQuestion"]["options"])


def _check_options(options: list[dict[str, Any]]) -> None:
    if any(option.get("isOther") or "image" in option for option in options):
        raise Refused(501, 'The sandbox\'s forms have no option "Other" and no pictures.')
    values = [option.get("value", "") for option in options]
    if not values or not all(value.strip() for value in values):
        raise Refused(400, "A choice needs options, and none of them may be empty.")
    if len(set(values)) != len(values):
        raise Refused(400, "Two options are the same.")
    for value in values:
        _one_line(value)


def _one_line(text: str) -> None:
    if "\n" in text or "\r" in text:
        raise Refused(400, "Displayed text cannot contain newlines.")


CHANGES: dict[str, Callable[[World, Form, Mapping[str, Any]], dict[str, Any]]] = {
    "createItem": _create_item,
    "updateItem": _update_item,
    "deleteItem": _delete_item,
    "moveItem": _move_item,
    "updateFormInfo": _update_info,
    "updateSettings": _update_settings,
}
