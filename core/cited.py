"""A charter's settings: each with the clause it comes from, and a letter for everything wrong with it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Any, Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, PlainValidator, ValidationError, model_validator

from core import clauses

T = TypeVar("T")


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a charter: at which key, what stands there, and what to do."""

    key: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.key} {self.what}. {self.remedy}"


class Contradiction(ValueError):
    """Settings that can't stand, by themselves or together."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


class Section(BaseModel):
    """A part of a charter: nothing unknown, nothing converted silently, nothing changed later."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    @model_validator(mode="after")
    def _agree(self) -> Self:
        faults = tuple(self.contradictions())
        if faults:
            raise Contradiction(*faults)
        return self

    def contradictions(self) -> Iterator[Fault]:
        """What doesn't fit together in this section."""
        return iter(())


class Cited(Section, Generic[T]):
    """A setting with its clause and, where the document leaves it open, how it is read."""

    value: T
    clause: str = ""
    reading: str = ""

    def contradictions(self) -> Iterator[Fault]:
        """A clause has to be in the catalogue; a setting without one has to say why it is there."""
        if self.clause:
            yield from unknown_clause(self.clause)
        elif not self.reading:
            yield Fault("clause", "is missing", "Name the clause the setting comes from, or give a `reading`.")


def _share(written: object) -> Fraction:
    """A share is written as a fraction: a decimal such as 0.667 would turn away an exact two thirds."""
    if isinstance(written, str) and re.fullmatch(r"[1-9]\d{0,5}/[1-9]\d{0,5}", written) and Fraction(written) <= 1:
        return Fraction(written)
    raise Contradiction(Fault("", f"is {shown(written)}, not a share of a whole", 'Write a fraction such as "3/5".'))


def _as_written(share: Fraction) -> str:
    return f"{share.numerator}/{share.denominator}"


Share = Annotated[Fraction, PlainValidator(_share), PlainSerializer(_as_written, return_type=str)]
Number = Annotated[int, Field(ge=1)]
Strings = tuple[str, ...]


def unknown_clause(clause: str) -> Iterator[Fault]:
    """A fault if the catalogue has no such clause."""
    if clause not in clauses.catalogue():
        what = f"is {shown(clause)}, which is not in core/clauses.toml"
        yield Fault("clause", what, "Correct it, or add the clause.")


def listed_twice(key: str, names: Iterable[str], *, remedy: str) -> Iterator[Fault]:
    """A fault for every name that stands in a list again."""
    seen: set[str] = set()
    for name in names:
        if plain(name) in seen:
            yield Fault(key, f"lists {shown(name)} twice", remedy)
        seen.add(plain(name))


@lru_cache(maxsize=20_000)
def plain(name: str) -> str:
    """A name without its case, punctuation and spacing, so that two ways of writing it are the same."""
    return " ".join(re.findall(r"\w+", name.casefold()))


def shown(value: object) -> str:
    """A value as a letter quotes it, cut short."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def faults_in(error: ValidationError, section: type[Section]) -> tuple[Fault, ...]:
    """What pydantic found wrong when it read `section`, as faults with a remedy each."""
    known = tuple(_keys(section))
    return tuple(fault for one in error.errors() for fault in _letters(one, known))


def readings(section: BaseModel) -> Iterator[tuple[str, str]]:
    """(clause, sentence) for everything in a section that the document leaves open, for results to quote."""
    if isinstance(section, Cited) and section.reading:
        yield section.clause, section.reading
    for name in type(section).model_fields:
        inner = getattr(section, name)
        if isinstance(inner, BaseModel):
            yield from readings(inner)


_SHOWN_ELSEWHERE = {"partnership": "make_justice_normal"}
"""Sections that the usual charter hasn't got, and the bundled one that has."""

_REMEDIES = {
    "int_type": ("not a whole number", "Write a number without quotes or decimals."),
    "bool_type": ("not true or false", "Write true or false, without quotes."),
    "string_type": ("not text", "Write it in quotes."),
    "tuple_type": ("not a list", 'Write a list such as ["one", "two"].'),
}


def _letters(error: Any, known: tuple[str, ...]) -> Iterator[Fault]:
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in error["loc"])
    kind, found = error["type"], error["input"]
    if kind == "value_error" and isinstance(error["ctx"]["error"], Contradiction):
        for fault in error["ctx"]["error"].faults:
            yield replace(fault, key=".".join(filter(None, (key, fault.key))))
    elif kind == "missing":
        shows = _SHOWN_ELSEWHERE.get(key.partition(".")[0], "jp_progressives")
        yield Fault(key, "is missing", f"Add it; core/charters/{shows}.toml shows how.")
    elif kind == "extra_forbidden":
        near = difflib.get_close_matches(key.rpartition(".")[2], known, n=1)
        yield Fault(key, "is not a setting", f"Did you mean {near[0]}?" if near else "Take it out.")
    elif kind == "literal_error":
        yield Fault(key, f"is {shown(found)}, which isn't offered", f"Write {error['ctx']['expected']}.")
    elif kind == "greater_than_equal":
        yield Fault(key, f"is {shown(found)}, too small", f"Write {error['ctx']['ge']} or more.")
    elif kind in {"model_type", "model_attributes_type"}:
        yield Fault(key, f"is {shown(found)} without its source", 'Write { value = ..., clause = "..." }.')
    else:
        what, remedy = _REMEDIES.get(kind, ("not possible here", f"{error['msg']}."))
        yield Fault(key, f"is {shown(found)}, {what}", remedy)


def _keys(section: type[BaseModel]) -> Iterator[str]:
    """Every name a setting may have, for a suggestion when one is misspelt."""
    for name, field in section.model_fields.items():
        yield name
        if isinstance(field.annotation, type) and issubclass(field.annotation, Section):
            yield from _keys(field.annotation)
