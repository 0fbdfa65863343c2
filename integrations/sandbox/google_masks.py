"""Field masks: which part of an answer is asked for, and which part of a thing is to be changed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from integrations.sandbox.discovery import Method, Refused

Mask = dict[str, "Mask"]
"""Field by field what is wanted of it; an empty mask wants everything."""


def parse(text: str) -> Mask:
    """A mask such as `properties(timeZone,locale),sheets.properties`; dots and slashes both lead inwards."""
    tokens = re.findall(r"[\w*]+|[(),./]", text)
    if "".join(tokens) != text.replace(" ", ""):
        raise Refused(400, f'Invalid field selection "{text}".')
    mask, rest = _list(tokens)
    if rest:
        raise Refused(400, f'Invalid field selection "{text}".')
    return mask


def _list(tokens: list[str]) -> tuple[Mask, list[str]]:
    mask: Mask = {}
    while True:
        if not tokens or tokens[0] in set("(),./"):
            raise Refused(400, "Invalid field selection: a field is missing.")
        name, inner, tokens = _one(tokens)
        mask[name] = mask.get(name, {}) | inner
        if not tokens or tokens[0] != ",":
            return mask, tokens
        tokens = tokens[1:]


def _one(tokens: list[str]) -> tuple[str, Mask, list[str]]:
    name, rest = tokens[0], tokens[1:]
    if len(rest) > 1 and rest[0] in {".", "/"}:
        deeper, inner, rest = _one(rest[1:])
        return name, {deeper: inner}, rest
    if rest and rest[0] == "(":
        inner, rest = _list(rest[1:])
        if not rest or rest[0] != ")":
            raise Refused(400, "Invalid field selection: a bracket is not closed.")
        return name, inner, rest[1:]
    return name, {}, rest


def cut(method: Method, text: str, answer: Any) -> Any:
    """The part of an answer that its `fields` parameter asks for; fields Google doesn't know are refused."""
    mask = parse(text)
    _known(method, {"$ref": method.response}, mask)
    return _cut(mask, answer)


def _known(method: Method, field: Mapping[str, Any], mask: Mask) -> None:
    while field.get("type") == "array":
        field = field["items"]
    described = method.schemas[field["$ref"]] if "$ref" in field else field
    for name, inner in mask.items():
        found = described.get("properties", {}).get(name, described.get("additionalProperties"))
        if name != "*" and found is None:
            raise Refused(400, f'Invalid field selection "{name}".')
        if name != "*":
            _known(method, found, inner)


def _cut(mask: Mask, value: Any) -> Any:
    if not mask or "*" in mask:
        return value
    if isinstance(value, list):
        return [_cut(mask, inner) for inner in value]
    return {name: _cut(inner, value[name]) for name, inner in mask.items() if name in value}


def apply(text: str, *, old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """`old` with the fields named in an update mask taken from `new`; "*" takes everything. Absent means emptied."""
    mask = parse(text)
    if "*" in mask:
        return deepcopy(dict(new))
    return _applied(mask, deepcopy(dict(old)), new)


def _applied(mask: Mask, old: dict[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    for name, inner in mask.items():
        if inner:
            old[name] = _applied(inner, old.get(name, {}), new.get(name, {}))
        elif name in new:
            old[name] = deepcopy(new[name])
        else:
            old.pop(name, None)
    return old
