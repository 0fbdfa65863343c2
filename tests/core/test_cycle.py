"""The cycle of a year in a charter: what it needs, and what is wrong with one that can't be used."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core import charter
from core.bylaws import year
from core.bylaws.year import NoCycle
from core.charter import CharterFault
from core.cycle import MEETING


@pytest.fixture
def data() -> dict[str, Any]:
    """JP Progressives' charter as plain data, to spoil."""
    return charter.load("jp_progressives").as_data()


def test_the_bundled_charter_has_the_documents_year() -> None:
    """A1-A3, S2-S7, S11. Each thing that the document asks for within a year is a step, with its clause."""
    steps = year.cycle(charter.load("jp_progressives")).steps
    assert {"A1", "A2", "A3", "S2", "S3", "S4", "S6", "S7", "S11"} == {one.clause for one in steps}
    assert all(one.due.reading for one in steps if one.name != MEETING)


@pytest.mark.parametrize("month", [1, 2, 3])
@pytest.mark.parametrize("leap", [2027, 2028])
def test_the_bundled_years_steps_keep_their_order(month: int, leap: int) -> None:
    """S3, S4, A2, A3, E11. Whenever the annual meeting is, the days that the charter gives clash nowhere."""
    rules = charter.load("jp_progressives")
    assert year.clashes(year.plan(leap, date(leap, month, 28), moved={}, charter=rules), charter=rules) == []


@pytest.mark.parametrize(
    ("step", "setting", "value", "fault"),
    [
        (1, "due", {"value": "ten weeks before", "clause": "S3"}, "steps.2.due is 'ten weeks before', which is no day"),
        (0, "due", {"value": "02-29", "clause": "S11"}, "steps.1.due is '02-29', which is no day"),
        (1, "clause", "S99", "steps.2.clause is 'S99', which is not in core/clauses.toml"),
        (2, "name", "call for nominees", "steps lists 'call for nominees' twice"),
        (2, "after", {"value": {"nominees met": 7}, "clause": "S3"}, "'nominees met', which doesn't stand before it"),
        (11, "name", "the party", "has no step 'annual meeting'"),
    ],
)
def test_what_is_wrong_with_a_year_is_named(
    data: dict[str, Any], step: int, setting: str, value: object, fault: str
) -> None:
    """A letter says which step, what stands there, and what to do."""
    data["year"]["steps"][step][setting] = value
    with pytest.raises(CharterFault) as refused:
        charter.read(data, source="spoilt.toml")
    assert fault in str(refused.value)


def test_an_organisation_without_a_year_has_none(data: dict[str, Any]) -> None:
    """The section is optional; who asks for its plan is told what to add."""
    del data["year"]
    with pytest.raises(NoCycle, match="has no section"):
        year.cycle(charter.read(data, source="small.toml"))
