"""Disputes: handed in by a member, acknowledged, decided once, told by letter, and evidence from then on."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from core.petition_records import Decision, Petition
from flows.correct import correct
from flows.decide import decide
from flows.duties import standing_forms, stock
from flows.pages.desk import desk_page
from flows.pages.requests import requests_page
from flows.requests import Report, read_requests
from flows.secretary import Refusal
from tests.flows.ballots import KEY
from tests.flows.club import BO, DAY, HOUR, LENA, MEMBERS, MINUTE, Club

LENA_IS = "M12"
CLAIM = {"Which event did you come to, or where did you help?": "The forum in June"}


def _read(club: Club) -> Report:
    report = read_requests(club.secretary)
    assert report.troubles == []
    return report


def _hand_in(club: Club, name: str = LENA, email: str | None = None, **more: str) -> None:
    """A member fills in the form for disputes."""
    with club.secretary.ledger.reading() as session:
        link = standing_forms.link(session, "dispute")
    said = {"Your name": name, "Your e-mail address": MEMBERS.get(name, "") if email is None else email}
    assert club.send(link, {**said, **CLAIM, **more}).accepted


def _row(club: Club, label: str, tab: str = "Disputes") -> dict[str, Any]:
    """A row of the tab by its headings, and its number in the sheet."""
    sheet = _tab(club, tab)
    headings, *rows = sheet["rows"]
    at = next(number for number, row in enumerate(rows, 2) if row and row[0] == label)
    return {**dict(zip(headings, [*sheet["rows"][at - 1], *[""] * len(headings)], strict=False)), "at": at}


def _tab(club: Club, tab: str = "Disputes") -> dict[str, Any]:
    book = club.sandbox.world.google["books"][club.settings.members_book]
    found: dict[str, Any] = next(one for one in book["sheets"] if one["title"] == tab)
    return found


def _write(club: Club, label: str, tab: str = "Disputes", **said: Any) -> None:
    """An organiser writes into cells of a row."""
    sheet, at = _tab(club, tab), _row(club, label, tab)["at"]
    row = sheet["rows"][at - 1]
    for heading, words in said.items():
        place = sheet["rows"][0].index(heading.replace("_", " "))
        row.extend([""] * (place + 1 - len(row)))
        row[place] = words


UPHELD = {"Decision": "upheld", "Counts_as": "Forum", "Reason": "Two people remember it.", "Decided_by": "R. O."}


def _rows(club: Club, table: type[Any]) -> list[Any]:
    with club.secretary.ledger.reading() as session:
        return list(session.execute(select(table)).scalars())


def test_the_way_of_a_dispute(club: Club) -> None:
    """M4. From the form to the evidence: acknowledged, listed, decided in the tab, told, and counted."""
    _read(club)
    _hand_in(club, **{"On which day was it?": "2026-06-04"})
    report = _read(club)
    assert (report.received, report.placed, report.letters) == (1, 1, 1)
    club.tend()
    [mail] = club.mails("dispute.1/received")
    assert mail.to == MEMBERS[LENA]
    assert "number D1" in mail.text
    assert "forum" not in mail.text.casefold()
    row = _row(club, "D1")
    assert (row["Member"], row["Day given"], row["Stands"]) == (LENA_IS, "2026-06-04", "Waits for a decision")
    assert "1 dispute to decide" in desk_page(club.secretary)
    _write(club, "D1", **UPHELD)
    assert _read(club).decided == 1
    assert _row(club, "D1")["Stands"] == "Upheld on 1 October 2026 (decision 1)"
    club.tend()
    [mail] = club.mails("dispute.1/decided-1")
    assert "Two people remember it." in mail.text
    found = stock.take_stock(club.secretary)
    [lena] = [one for one in found.standings if one.number == LENA_IS]
    assert [one.place for one in lena.ruling.evidence][0] == "Dispute 1, decided 1 October 2026"
    assert "dispute" not in desk_page(club.secretary)
