"""Whether a body has the shape Google describes: no field too many, none missing, each of its kind."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from integrations.sandbox.discovery import Method, Refused

# Where the descriptions themselves are wrong or silent; see docs/sandbox.md.
SETTABLE_THOUGH_READ_ONLY = {
    ("forms.forms.create", "Info.documentTitle"),
    ("drive.permissions.create", "Permission.emailAddress"),
    ("drive.permissions.create", "Permission.domain"),
}
NOT_REALLY_REQUIRED = {
    "Form.items",  # forbidden in create, where alone a Form is sent
    "Info.title",  # an update may leave it out of its mask
    "Option.value",  # the option "Other" has none
}
KINDS: Mapping[str, frozenset[str]] = {
    "Item": frozenset({"questionItem", "questionGroupItem", "pageBreakItem", "textItem", "imageItem", "videoItem"}),
    "Question": frozenset({
        "choiceQuestion", "dateQuestion", "fileUploadQuestion", "ratingQuestion", "rowQuestion", "scaleQuestion",
        "textQuestion", "timeQuestion",
    }),
}  # fmt: skip
"""Of these fields exactly one must be there. Google calls them the kind of an Item, or of a Question."""

_DATETIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z")
_JSON_TYPES: Mapping[str, tuple[type[Any], ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "array": (list,),
    "object": (dict,),
}


def check_request(method: Method, body: Any) -> None:
    """Refuse a request's body unless it is exactly what the method takes."""
    if method.request is None:
        if body not in (None, {}):
            raise Refused(400, "This call takes no body.")
        return
    _Walk(method, incoming=True).schema(method.request, {} if body is None else body, "")


def check_response(method: Method, body: Any) -> None:
    """Refuse an answer of our own that Google could not have given."""
    if method.response is not None:
        _Walk(method, incoming=False).schema(method.response, body, "")


@dataclass(frozen=True)
class _Walk:
    """One way through a body. Only what comes in is held to required, read-only and one-of-a-kind fields."""

    method: Method
    incoming: bool

    def schema(self, name: str, value: Any, at: str) -> None:
        described = self.method.schemas[name]
        if not isinstance(value, dict):
            raise Refused(400, f'Invalid value at "{at}": {name} is an object.')
        self._fields(name, described, value, at)
        if self.incoming:
            self._missing(name, described, value, at)
            self._kinds(name, described, value, at)

    def _fields(self, name: str, described: Mapping[str, Any], value: Mapping[str, Any], at: str) -> None:
        properties = described.get("properties", {})
        for key, inner in value.items():
            field = properties.get(key, described.get("additionalProperties"))
            place = f"{at}.{key}".lstrip(".")
            if field is None:
                raise Refused(400, f'Invalid JSON payload received. Unknown name "{key}" at "{at}": Cannot find field.')
            settable = (self.method.id, f"{name}.{key}") in SETTABLE_THOUGH_READ_ONLY
            if self.incoming and field.get("readOnly") and not settable:
                raise Refused(400, f'"{place}" is output only and can\'t be set.')
            self._value(field, inner, place)

    def _value(self, field: Mapping[str, Any], value: Any, at: str) -> None:
        if "$ref" in field:
            self.schema(field["$ref"], value, at)
            return
        kind = field["type"]
        if kind == "any":
            return
        if not isinstance(value, _JSON_TYPES[kind]) or (isinstance(value, bool) and kind != "boolean"):
            raise Refused(400, f'Invalid value at "{at}": not of type {kind}.')
        if kind == "array":
            for index, inner in enumerate(value):
                self._value(field["items"], inner, f"{at}[{index}]")
        elif kind == "object":
            self._fields(at, field, value, at)
        elif kind == "string":
            self._text(field, value, at)

    def _text(self, field: Mapping[str, Any], value: str, at: str) -> None:
        if "enum" in field and (value not in field["enum"] or (self.incoming and value.endswith("_UNSPECIFIED"))):
            raise Refused(400, f'Invalid value at "{at}": "{value}" is none of {", ".join(field["enum"])}.')
        if field.get("format") == "google-datetime" and not _DATETIME.fullmatch(value):
            raise Refused(400, f'Invalid value at "{at}": not a time in UTC such as 2026-03-01T18:00:00Z.')
        if field.get("format") == "int64" and not re.fullmatch(r"-?\d+", value):
            raise Refused(400, f'Invalid value at "{at}": not a whole number.')

    def _missing(self, name: str, described: Mapping[str, Any], value: Mapping[str, Any], at: str) -> None:
        for key, field in described.get("properties", {}).items():
            if key not in value and self._required(f"{name}.{key}", field):
                raise Refused(400, f'"{f"{at}.{key}".lstrip(".")}" is required.')

    def _required(self, name: str, field: Mapping[str, Any]) -> bool:
        """Google says so in prose for Forms, and by a note that names the method for Drive."""
        by_prose = field.get("description", "").startswith("Required.") and name not in NOT_REALLY_REQUIRED
        return by_prose or self.method.id in field.get("annotations", {}).get("required", ())

    def _kinds(self, name: str, described: Mapping[str, Any], value: Mapping[str, Any], at: str) -> None:
        kinds = frozenset(described["properties"]) if name == "Request" else KINDS.get(name)
        if kinds is None:
            return
        chosen = kinds & value.keys()
        partial = name == "Item" and at.endswith("updateItem.item")  # its mask may leave the kind alone
        if len(chosen) != 1 and not (partial and not chosen):
            raise Refused(400, f'"{at}" must have exactly one kind; it has {", ".join(sorted(chosen)) or "none"}.')
