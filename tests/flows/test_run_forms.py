"""The dashboard's run forms, read as a paper form is read; its deployments, their subjects and links; names of runs."""

from __future__ import annotations

import importlib
import inspect
import re
import string
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from prefect.utilities.callables import parameter_schema
from prefect.utilities.schema_tools.validation import validate
from pydantic import BaseModel

from core.records import Letter
from flows import asking, certify, entrance, press, run_names
from flows.duties.letter import outbox
from tests.conftest import ON_SQLITE
from tests.flows.ballots import KEY
from tests.flows.club import Club

ROOT = Path(__file__).parents[2]
DEPLOYMENTS: Mapping[str, Mapping[str, Any]] = {
    one["name"]: one for one in yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))["deployments"]
}
SUBJECTS = {
    "ballots", "members", "privacy", "requests", "races", "questionnaires", "forums", "candidates", "committee",
    "nominations", "year", "partners", "by itself",
}  # fmt: skip
"""The tags by which the page Deployments can be filtered; each door has one of them."""

RAW = {"time", "duration", "date-time", "json-string", "password"}
"""Formats that the form shows as raw text, or sends otherwise than shown (facts of Prefect 3.8.8)."""


def flow_of(door: str) -> Any:
    """The flow that a deployment starts."""
    file, name = DEPLOYMENTS[door]["entrypoint"].split(":")
    return getattr(importlib.import_module(file.removesuffix(".py").replace("/", ".")), name)


def _fields(door: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    schema = parameter_schema(flow_of(door))
    yield from schema.properties.items()
    for form in schema.definitions.values():
        yield from form.get("properties", {}).items()


@pytest.mark.parametrize("door", DEPLOYMENTS)
def test_each_field_says_what_belongs_there_and_stands_in_its_order(door: str) -> None:
    """No field without a title, a help text and a place: Prefect would show it by a program's name, by the alphabet."""
    for name, field in _fields(door):
        assert field.get("title"), name
        assert len(field.get("description", "")) > 4, name
        assert isinstance(field.get("position"), int), name


@pytest.mark.parametrize("door", DEPLOYMENTS)
def test_no_two_fields_of_a_form_claim_one_place(door: str) -> None:
    """Otherwise their order would be nobody's decision."""
    schema = parameter_schema(flow_of(door))
    for form in [schema.properties, *(one.get("properties", {}) for one in schema.definitions.values())]:
        places = [field["position"] for field in form.values()]
        assert len(places) == len(set(places))


@pytest.mark.parametrize("door", DEPLOYMENTS)
def test_no_field_is_of_a_kind_that_renders_badly(door: str) -> None:
    """No choice between a type and “None”, no raw JSON, no clock times, no secrets, no lists of lists."""
    for name, field in _fields(door):
        assert not {"anyOf", "oneOf"} & field.keys(), name
        assert field.get("format") not in RAW, name
        assert field.get("type") != "object", name
        assert not {"anyOf", "oneOf"} & field.get("items", {}).keys(), name
        assert field.get("items", {}).get("type") not in ("array", "object"), name
        assert "$ref" in field or field.get("allOf") or field.get("type"), name


@pytest.mark.parametrize("door", DEPLOYMENTS)
def test_a_field_that_is_left_as_it_was_shown_is_taken(door: str) -> None:
    """What the form begins with, an empty day too, isn't refused when it is sent as it stands."""
    schema = parameter_schema(flow_of(door)).model_dump_for_openapi()
    shown = {name: field["default"] for name, field in schema["properties"].items() if "default" in field}
    validate(shown, schema, raise_on_error=True, ignore_required=True)


@pytest.mark.parametrize("door", DEPLOYMENTS)
def test_each_door_has_a_subject_and_leads_to_a_page(door: str) -> None:
    """The page Deployments can be filtered by subject, and every description leads to a page that shows more."""
    found = DEPLOYMENTS[door]
    assert len(SUBJECTS & set(found.get("tags", []))) == 1
    assert set(found["tags"]) <= SUBJECTS | {asking.ASKS_FIRST}
    assert re.search(r"\]\(/artifacts/key/[a-z-]+\)", found["description"])


def test_each_door_is_declared_at_the_entrance() -> None:
    """So a refusal ends the run of any of them as refused; and Prefect reads form and place of what it carries out."""
    for door in DEPLOYMENTS:
        act = flow_of(door).fn
        assert act.__code__.co_filename == entrance.__file__, door
        assert inspect.unwrap(act).__code__.co_filename != entrance.__file__, door


def test_doors_that_ask_say_so() -> None:
    """A question that lapsed is found by the tag of its door; each door that asks has it, and no other."""
    asks = {
        door
        for door in DEPLOYMENTS
        if "asking.agreed(" in Path(inspect.unwrap(flow_of(door).fn).__code__.co_filename).read_text("utf-8")
    }
    assert asks == {door for door, one in DEPLOYMENTS.items() if asking.ASKS_FIRST in one["tags"]}
    assert asks == {"freeze", "extend", "withdraw", "notify", "share", "exempt", "erase"}


@pytest.mark.parametrize("asked", [asking.Approval, certify.Certification, press.Approval])
def test_what_a_waiting_run_asks_reads_as_well(asked: type[BaseModel]) -> None:
    """Each field has a heading, a help text and its place."""
    fields = asked.model_json_schema()["properties"]
    assert [one["position"] for one in fields.values()] == list(range(len(fields)))
    assert all(one["description"] and one["title"] != name.title() for name, one in fields.items())


# ── names of runs ──────────────────────────────────────────────────────────────────────────────────

OF_THEMSELVES = {
    "title",
    "year",
    "member",
    "members",
    "event",
    "dispute",
    "delegate",
    "partner",
    "step",
    "kind",
    "about",
    "outcome",
}
"""What people know by itself: titles, years, numbers of members and partners, words that they chose."""


@pytest.mark.parametrize("door", DEPLOYMENTS)
def test_runs_are_named_for_people(door: str) -> None:
    """A name says what the run does, and a key never stands there without what it is the key of."""
    name = flow_of(door).flow_run_name
    words = name if isinstance(name, str) else name.words
    assert words[0].isupper()
    for _, field, kind, _ in string.Formatter().parse(words):
        assert field is None or kind in run_names.SUBJECTS
        assert field is None or kind or field.rpartition(".")[2] in OF_THEMSELVES


@ON_SQLITE
def test_a_name_has_the_title_beside_the_key(club: Club) -> None:
    """Also that of a letter, which says which reminder it is. What nobody knows stays as it was typed."""
    club.go_to("drafted")
    said = run_names.in_words("Freeze: {election:ballot}", {"election": KEY}, club.secretary)
    assert said == "Freeze: Autumn endorsements (autumn)"
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        pen.session.add(_reminder(club, pen.session))
    said = run_names.in_words("Release: {letter:letter}", {"letter": f"{KEY}/reminder-2"}, club.secretary)
    assert said == "Release: Autumn endorsements – second reminder (autumn/reminder-2)"
    assert run_names.in_words("Race: {race:race}", {"race": "nobody-knows"}, club.secretary) == "Race: nobody-knows"


def _reminder(club: Club, session: Any) -> Letter:
    key = f"{KEY}/reminder-2"
    letter = outbox.plan(key, occasion="reminder", election=club.election(), at=club.secretary.now(), to=[], facts={})
    letter.election_key = KEY
    return letter


@pytest.mark.parametrize(("written", "day"), [("", None), ("2026-10-05", date(2026, 10, 5)), (None, None)])
def test_an_empty_day_is_no_day(written: str | None, day: date | None) -> None:
    """Whatever the form sends for a line that nobody filled in."""
    from flows.partner_date import DateReached  # noqa: PLC0415  # one form of many

    assert DateReached.model_validate({"partnership": "garden-27", "what": "1", "on": written}).on == day
