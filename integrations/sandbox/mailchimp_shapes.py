"""What a request to Mailchimp may look like: everything that isn't named here is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

Check = Callable[[Any, str], Iterator[dict[str, str]]]
"""Looks at a value in a body, and at where it stands; yields what is wrong."""

Reading = Callable[[str], Any]
"""Reads a value out of a query; raises ValueError."""


class Problem(Exception):
    """A refusal in Mailchimp's form (application/problem+json)."""

    def __init__(self, status: int, title: str, detail: str, errors: list[dict[str, str]] | None = None) -> None:
        super().__init__(status, title, detail)
        self.status = status
        self.document: dict[str, Any] = {
            "type": "https://mailchimp.com/developer/marketing/docs/errors/",
            "title": title,
            "status": status,
            "detail": detail,
            "instance": "00000000-0000-4000-8000-000000000000",
        } | ({"errors": errors} if errors else {})


def not_found(what: str) -> Problem:
    """There is no such thing in this account."""
    return Problem(404, "Resource Not Found", f"The requested {what} could not be found.")


def invalid(errors: list[dict[str, str]]) -> Problem:
    """The request doesn't fit its shape."""
    detail = "The resource submitted could not be validated. For field-specific details, see the 'errors' array."
    return Problem(400, "Invalid Resource", detail, errors)


def text(*, longest: int | None = None, empty: bool = True, one_line: bool = False) -> Check:
    """A string."""

    def check(value: Any, where: str) -> Iterator[dict[str, str]]:
        if not isinstance(value, str):
            yield _wrong(where, f"should be a string, is {type(value).__name__}")
        elif not empty and not value:
            yield _wrong(where, "should not be empty")
        elif longest is not None and len(value) > longest:
            yield _wrong(where, f"should have at most {longest} characters")
        elif one_line and any(char < " " for char in value):
            yield _wrong(where, "should be one line without control characters")

    return check


def flag(value: Any, where: str) -> Iterator[dict[str, str]]:
    """True or false."""
    if not isinstance(value, bool):
        yield _wrong(where, f"should be a boolean, is {type(value).__name__}")


def whole(value: Any, where: str) -> Iterator[dict[str, str]]:
    """A whole number."""
    if not isinstance(value, int) or isinstance(value, bool):
        yield _wrong(where, f"should be an integer, is {type(value).__name__}")


def one_of(*choices: str) -> Check:
    """One of some words."""

    def check(value: Any, where: str) -> Iterator[dict[str, str]]:
        if value not in choices:
            yield _wrong(where, f"should be one of {', '.join(choices)}")

    return check


def many(each: Check, *, most: int) -> Check:
    """A list of at most so many."""

    def check(value: Any, where: str) -> Iterator[dict[str, str]]:
        if not isinstance(value, list):
            yield _wrong(where, f"should be an array, is {type(value).__name__}")
            return
        if len(value) > most:
            yield _wrong(where, f"should have at most {most} entries, has {len(value)}")
        for number, entry in enumerate(value):
            yield from each(entry, f"{where}.item:{number}")

    return check


def record(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object with these fields and no others."""
    known = {**required, **(optional or {})}

    def check(value: Any, where: str) -> Iterator[dict[str, str]]:
        if not isinstance(value, dict):
            yield _wrong(where, f"should be an object, is {type(value).__name__}")
            return
        yield from (_wrong(_inside(where, name), "is required") for name in required.keys() - value.keys())
        yield from (_wrong(_inside(where, name), "is not a known field") for name in value.keys() - known.keys())
        for name in known.keys() & value.keys():
            yield from known[name](value[name], _inside(where, name))

    return check


def mapping(each: Check) -> Check:
    """An object with any fields, all of one kind."""

    def check(value: Any, where: str) -> Iterator[dict[str, str]]:
        if not isinstance(value, dict):
            yield _wrong(where, f"should be an object, is {type(value).__name__}")
            return
        for name, entry in value.items():
            yield from each(entry, _inside(where, name))

    return check


def read_flag(value: str) -> bool:
    """A boolean in a query, also as Python clients spell it."""
    if value not in {"true", "false", "True", "False"}:
        raise ValueError("should be true or false")
    return value.lower() == "true"


def read_count(value: str) -> int:
    """How many entries a page should have, up to 1000."""
    if not value.isdecimal() or int(value) > 1000:
        raise ValueError("should be a number from 0 to 1000")
    return int(value)


def read_offset(value: str) -> int:
    """How many entries to pass over."""
    if not value.isdecimal():
        raise ValueError("should be a number from 0 on")
    return int(value)


def read_instant(value: str) -> datetime:
    """A time with its zone, ISO 8601."""
    at = datetime.fromisoformat(value)
    if at.tzinfo is None:
        raise ValueError("should carry a zone, such as +00:00")
    return at


def read_word(*choices: str) -> Reading:
    """One of some words."""

    def read(value: str) -> str:
        if value not in choices:
            raise ValueError(f"should be one of {', '.join(choices)}")
        return value

    return read


def _inside(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def _wrong(where: str, message: str) -> dict[str, str]:
    return {"field": where, "message": message}
