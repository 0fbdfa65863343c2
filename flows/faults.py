"""Whose mistake it is: the faults that end in a letter to whoever is at the keyboard."""

from __future__ import annotations

import difflib
import errno
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, get_args

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError


def letter(fault: Exception) -> str:
    """What is wrong, where, and what to do; or nothing, if the fault is in Canvass and has to be seen as it is."""
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError

    from flows.secretary import OUTAGE

    if isinstance(fault, ours()):
        return str(fault)
    if isinstance(fault, OUTAGE):
        return f"{_outage(fault)}\nOnce that has passed, run the same command again: nothing is done twice."
    if isinstance(fault, (ArgumentError, NoSuchModuleError, OperationalError)):
        # The database's own words may quote a password or a row.
        return (
            f"The database can't be opened or doesn't answer ({type(fault).__name__}). Look at CANVASS_DATABASE_URL: "
            "its folder must exist, or its server be up."
        )
    return _place_letter(fault) if isinstance(fault, OSError) else ""


def ours() -> tuple[type[Exception], ...]:
    """Every kind of fault whose message is a letter already."""
    from core.bylaws.partnership import NoPartners
    from core.calendar import CalendarFault
    from core.charter import CharterFault
    from core.counting.files.fault import FileFault
    from core.counting.rule import CountFault
    from core.ledger import LedgerFault
    from core.recount import PackFault
    from flows.secretary import Refusal
    from flows.serving import ServingFault
    from integrations.settings import SettingsFault

    return (
        CalendarFault,
        CharterFault,
        CountFault,
        FileFault,
        LedgerFault,
        NoPartners,
        PackFault,
        Refusal,
        ServingFault,
        SettingsFault,
    )


PLACES = {
    errno.EACCES: "This account has no right to {place}. Name another place, or have it opened to this account.",
    errno.EPERM: "This account has no right to {place}. Name another place, or have it opened to this account.",
    errno.EROFS: "Nothing can be written to {place}: it lies on a disk that can only be read. Name another place.",
    errno.ENOTDIR: "Nothing can be done with {place}: a part of that path is a file, not a folder. Name another.",
    errno.ENOENT: "{place} isn't there. Look at the path, and whether its folder is there.",
    errno.EISDIR: "{place} is a folder, and a file is wanted. Name a file.",
    errno.EEXIST: "{place} is there already, and is something else than is wanted. Name another place.",
}
"""Places that can't be used as whoever named them meant it."""


def _place_letter(fault: OSError) -> str:
    """Of a place that can't be read or written, which it is and why. Nothing where it isn't a matter of a place."""
    if fault.errno == errno.ENOSPC:
        return "The disk is full, so not everything could be written. Make room, and run the same command again."
    return PLACES.get(fault.errno or 0, "").format(place=fault.filename) if fault.filename else ""


def _outage(fault: Exception) -> str:
    """A service's bad day in words; the words of `requests` would be an address and a trace of its own."""
    from integrations.google.faults import GoogleFault
    from integrations.mailchimp.client import MailchimpFault

    if isinstance(fault, (GoogleFault, MailchimpFault)):
        return str(fault)
    return (
        f"A service doesn't answer ({type(fault).__name__}). Look at the addresses in the settings, and at the network."
    )


def in_paperwork(error: ValidationError, forms: Sequence[type[BaseModel]]) -> list[str]:
    """What pydantic found wrong in a file: where, what stands there, what to write. Each form is part of the last."""
    found = []
    for fault in error.errors():
        deep = sum(isinstance(part, int) for part in fault["loc"])
        fields = forms[min(deep, len(forms) - 1)].model_fields
        about = {name: field.description or "" for name, field in fields.items()}
        found.append(f"{_place(fault['loc'])}: {_remedy(fault, about)}.")
    return found


def in_file(error: ValidationError, form: type[BaseModel], *, guide: str) -> list[str]:
    """The same of a file in which forms stand inside one another by whatever names. `guide` shows what they hold."""
    return [
        f"{_place(fault['loc'])}: {_remedy(fault, _described(form, fault['loc'][:-1]), guide=guide)}."
        for fault in error.errors()
    ]


def _described(form: type[BaseModel], path: tuple[int | str, ...]) -> dict[str, str]:
    """The fields of the form at a place of a file, each with its description."""
    found: Any = form
    for part in path:
        field = found.model_fields.get(part) if hasattr(found, "model_fields") else None
        found = _form_in(field.annotation) if field is not None else found
    return {name: one.description or "" for name, one in found.model_fields.items()}


def _form_in(annotation: Any) -> Any:
    """The form that a field holds, by itself, in a list, or by names."""
    if hasattr(annotation, "model_fields"):
        return annotation
    return next((found for one in get_args(annotation) if (found := _form_in(one)) is not None), None)


def _place(path: tuple[int | str, ...]) -> str:
    """A place in a file as people count: contests.0.steps is “contest 1, steps”."""
    words: list[str] = []
    for part in path:
        if isinstance(part, int):
            words[-1] = f"{words[-1].removesuffix('s')} {part + 1}"
        else:
            words.append(part)
    return ", ".join(words)


def _remedy(fault: Any, fields: dict[str, str], *, guide: str = "docs/ballot.md") -> str:
    """What is wrong in one place, and what to write there."""
    kind, said, limits, name = fault["type"], _quoted(fault["input"]), fault.get("ctx", {}), str(fault["loc"][-1])
    if kind == "missing":
        return f"is missing. Add it ({fields[name]})" if fields.get(name) else "is missing. Add it"
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(name, fields, n=1)
        return f"isn't known here. {f'Perhaps {near[0]} was meant' if near else 'Take it out'}"
    if kind.startswith("date"):
        return f"{said} isn't a day. Write it as 2026-10-05, without quotation marks"
    if kind == "literal_error":
        return f"{said} isn't offered. Write {limits['expected']}"
    remedies = {
        "string_pattern_mismatch": "can't be used. Write 3 to 24 small letters, digits and hyphens, a letter first",
        "string_too_short": f"is too short. Write {limits.get('min_length')} characters or more",
        "string_too_long": f"is too long. Write {limits.get('max_length')} characters or fewer",
        "too_short": f"is too short. Write {limits.get('min_length')} or more",
        "string_type": "isn't text. Write it in quotation marks",
        "list_type": 'isn\'t a list. Write it in square brackets, as ["one", "two"]',
        "bool_type": "isn't true or false. Write one of them, without quotation marks",
        "bool_parsing": "isn't true or false. Write one of them, without quotation marks",
        "model_type": f"has no fields. {guide} shows what belongs here",
        "dict_type": f"has no fields. {guide} shows what belongs here",
        "int_type": "isn't a whole number. Write it without quotation marks",
    }
    otherwise = f"can't be used here. {guide} shows what can"
    return f"{said} {remedies.get(kind, otherwise)}"


LONGEST_QUOTE = 40


def _quoted(said: object) -> str:
    """What somebody wrote, as a letter quotes it: lists and tables by kind, long words cut short."""
    if isinstance(said, list):
        return "a list" if said else "an empty list"
    if isinstance(said, dict):
        return "a table"
    words = str(said)
    return f"“{words}”" if len(words) <= LONGEST_QUOTE else f"“{words[:LONGEST_QUOTE]}…”"
