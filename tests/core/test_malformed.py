"""Malformed workbooks: whatever stands there, every row is accounted for, and every letter names place and remedy."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given, settings

from core import people, twins, workbook
from core.decisions import Answers
from tests.sheets import Tabs, spoiled

LETTER = re.compile(r"(Members|Events|Attendance|Volunteering), row \d+, '.+': .+\. [A-Z].+\.", re.DOTALL)


def _is_accounted_for(tabs: Tabs) -> None:
    """Read a workbook and match its people; nothing is lost, nothing is told that shouldn't be."""
    book = workbook.read(tabs)
    for page in book.pages():
        asked_for = page.used or page.set_aside or page.duplicates or page.blank
        assert not (page.refused and asked_for)
        assert page.refused or page.rows == len(page.used) + page.duplicates + page.blank + len(page.set_aside)
        assert page.refused or page.rows <= len(tabs[page.tab])
    for letter in map(str, book.set_aside()):
        assert LETTER.fullmatch(letter)
        assert "canary" not in re.sub(r"row \d+, '.*?':", "", letter.casefold(), flags=re.DOTALL)
    for letter in book.refused():
        assert letter.endswith(".")
        assert letter.count(". ") >= 1 or "before Events" in letter
        assert "canary" not in letter.casefold()
    part = people.take_part(book, Answers())
    lines = [*(one.place for one in book.sign_ins.used), *(one.place for one in book.shifts.used)]
    found = [*(one.place for one in part.matches), *(one.place for one in part.questions)]
    assert Counter(lines) == Counter(found)
    assert set(part.by_member) == {member.number for member in book.members.used}
    twins.look_alikes(part.members)


@settings(max_examples=100)
@given(spoiled())
def test_whatever_stands_in_the_sheets_is_accounted_for(tabs: Tabs) -> None:
    """M2. Rows are used, repeated, blank or set aside with a letter; a sign-in is a match, a guest or a question."""
    _is_accounted_for(tabs)


@pytest.mark.crash
@settings(max_examples=5000)
@given(spoiled())
def test_whatever_stands_in_thousands_of_sheets_is_accounted_for(tabs: Tabs) -> None:
    """M2. The same for thousands of workbooks, in `make crash`."""
    _is_accounted_for(tabs)
