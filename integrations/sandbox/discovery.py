"""Google's own descriptions of its services: which calls there are, what each takes, and what it answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote

from googleapiclient.discovery_cache import get_static_doc

SERVICES = (("forms", "v1"), ("sheets", "v4"), ("drive", "v3"))

STATUS_NAMES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
}


class Refused(Exception):
    """A request that is turned down, and why. `reason` is Drive's own word for it, where it has one."""

    def __init__(self, code: int, message: str, *, status: str = "", reason: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.status = status or STATUS_NAMES[code]
        self.reason = reason

    def as_json(self) -> dict[str, Any]:
        """The shape Google gives every error."""
        error: dict[str, Any] = {"code": self.code, "message": str(self), "status": self.status}
        if self.reason:
            error["errors"] = [{"domain": "global", "reason": self.reason, "message": str(self)}]
        return {"error": error}


@dataclass(frozen=True)
class Method:
    """One call of one service, as Google describes it.

    `template` is its path, such as "/v1/forms/{formId}:batchUpdate"; `parameters` are those of
    the path and of the query, the ones every call takes included; `request` and `response`
    name schemas among `schemas`; any of the `scopes` allows it. One that `takes_media` takes a file's content as it is,
    and no JSON.
    """

    id: str
    verb: str
    template: str
    pattern: re.Pattern[str]
    parameters: Mapping[str, Mapping[str, Any]]
    request: str | None
    response: str | None
    schemas: Mapping[str, Mapping[str, Any]]
    scopes: frozenset[str]
    takes_media: bool = False

    @property
    def label(self) -> str:
        """How the call is named in records and fault plans."""
        return f"{self.verb} {self.template}"


def match(verb: str, path: str) -> tuple[Method, dict[str, str]] | None:
    """The method a request means, and the parameters in its path; `path` still percent-encoded."""
    for method in _BY_VERB.get(verb, ()):
        found = method.pattern.fullmatch(path)
        if found:
            names = re.findall(r"{(\w+)}", method.template)
            return method, dict(zip(names, map(unquote, found.groups()), strict=True))
    return None


def query(method: Method, pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The query's parameters with their types; unknown, doubled, missing and malformed ones are refused."""
    taken: dict[str, Any] = {}
    for name, text in pairs:
        described = method.parameters.get(name)
        if described is None or described["location"] != "query":
            raise Refused(400, f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter.')
        value = _parsed(name, text, described)
        if described.get("repeated"):
            taken.setdefault(name, []).append(value)
        elif name in taken:
            raise Refused(400, f'Query parameter "{name}" is given twice.')
        else:
            taken[name] = value
    for name, described in method.parameters.items():
        if described["location"] == "query" and described.get("required") and name not in taken:
            raise Refused(400, f'Query parameter "{name}" is required.')
    return taken


def _parsed(name: str, text: str, described: Mapping[str, Any]) -> Any:
    kind = described["type"]
    if kind == "boolean":
        if text not in {"true", "false"}:
            raise Refused(400, f'Invalid value for "{name}": "{text}" is neither true nor false.')
        return text == "true"
    if kind == "integer":
        if not re.fullmatch(r"-?\d{1,10}", text):
            raise Refused(400, f'Invalid value for "{name}": "{text}" is not a whole number.')
        return _within(name, int(text), described)
    if "enum" in described and text not in described["enum"]:
        raise Refused(400, f'Invalid value for "{name}": "{text}" is none of {", ".join(described["enum"])}.')
    return text


def _within(name: str, number: int, described: Mapping[str, Any]) -> int:
    low, high = int(described.get("minimum", 0)), int(described.get("maximum", 2**31 - 1))
    if not low <= number <= high:
        raise Refused(400, f'Invalid value for "{name}": {number} is not within [{low}, {high}].')
    return number


def _described(name: str, version: str) -> Iterator[Method]:
    document = json.loads(get_static_doc(name, version))
    for method in _every(document):
        yield _as_described(document, method, f"/{document['servicePath']}{method['path']}")
        if "mediaUpload" in method:
            template = method["mediaUpload"]["protocols"]["simple"]["path"]
            yield replace(_as_described(document, method, template), request=None, takes_media=True)


def _as_described(document: Mapping[str, Any], method: Mapping[str, Any], template: str) -> Method:
    return Method(
        id=method["id"],
        verb=method["httpMethod"],
        template=template,
        pattern=re.compile("([^/]+?)".join(re.escape(piece) for piece in re.split(r"{\w+}", template))),
        parameters={**document["parameters"], **method.get("parameters", {})},
        request=method.get("request", {}).get("$ref"),
        response=method.get("response", {}).get("$ref"),
        schemas=document["schemas"],
        scopes=frozenset(method["scopes"]),
    )


def _every(resource: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from resource.get("methods", {}).values()
    for inner in resource.get("resources", {}).values():
        yield from _every(inner)


def _by_verb() -> dict[str, list[Method]]:
    """All methods, those with the longest fixed text first, so that `…/values/{range}:clear` goes before `{range}`."""
    sorted_methods: dict[str, list[Method]] = {}
    every = [method for name, version in SERVICES for method in _described(name, version)]
    for method in sorted(every, key=lambda method: -len(re.sub(r"{\w+}", "", method.template))):
        sorted_methods.setdefault(method.verb, []).append(method)
    return sorted_methods


_BY_VERB = _by_verb()
