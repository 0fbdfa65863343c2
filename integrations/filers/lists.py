"""OCPF's and the FEC's lists as files that somebody downloaded: which numbers they have, and which are closed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from core.bylaws.candidacy import FEC, OCPF
from core.bylaws.registration import Registration
from integrations.filers.faults import FilerFault

_HEADINGS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    OCPF: {"number": ("cpfid",), "closed on": ("closeddate",), "active": ("isactive",)},
    FEC: {
        "number": ("candid", "candidateid"),
        "status": ("candstatus", "candidatestatus"),
        "inactive": ("candidateinactive",),
    },
}
"""How columns are headed, without capitals, spaces and underscores."""

_NEEDS = {OCPF: ("closed on", "active"), FEC: ("status",)}
"""One of these has to be there beside the number."""

_BULK = {"number": 0, "status": 8}
"""The places in the FEC's candidate master file, cn.txt, which has no headings."""

_YES, _NO = {"true", "yes", "y", "t", "1"}, {"false", "no", "n", "f", "0"}


def look_up(file: str, service: str, number: str) -> tuple[Registration, str, datetime]:
    """What a file says of a number, how to cite the file, and of when it is (UTC).

    Raises FilerFault for a file that is missing, or has other columns.
    """
    path = Path(file)
    try:
        rows, as_of = _rows(path), datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except (OSError, csv.Error) as error:
        raise FilerFault(service, f"the file {path.name} can't be read ({type(error).__name__})") from None
    places, rows = _places(rows, service, path.name)
    found = [_registration(row, places) for row in rows if _is(row, places["number"], number)]
    best = min(found, key=lambda one: one.closed, default=Registration(listed=False))
    return best, f"{service}, file {path.name}", as_of


def _rows(path: Path) -> list[Sequence[str]]:
    """The lines of a file with tabs, commas, bars or semicolons between its columns."""
    text = path.read_bytes().decode("utf-8-sig", errors="replace")
    first = text.partition("\n")[0]
    mark = max("\t,|;", key=first.count)
    quotes = None if mark == "|" else '"'
    return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark, quotechar=quotes) if any(row)]


def _places(rows: list[Sequence[str]], service: str, name: str) -> tuple[Mapping[str, int], list[Sequence[str]]]:
    """Where each column is, and the lines below the headings."""
    head = [re.sub(r"[\W_]", "", cell).lower() for cell in rows[0]] if rows else []
    if service == FEC and rows and re.fullmatch(r"[HSP]\w{8}", rows[0][0]) and len(rows[0]) > _BULK["status"]:
        return _BULK, rows
    places = {what: head.index(one) for what, names in _HEADINGS[service].items() for one in names if one in head}
    if "number" not in places or not set(places) & set(_NEEDS[service]):
        raise FilerFault(service, f"the file {name} isn't its list: the columns it needs aren't there")
    return places, rows[1:]


def _is(row: Sequence[str], place: int, number: str) -> bool:
    """Whether a line is about a number; zeros before it don't count."""
    return _cell(row, place).upper().lstrip("0") == number.lstrip("0")


def _registration(row: Sequence[str], places: Mapping[str, int]) -> Registration:
    said = {what: _cell(row, place) for what, place in places.items()}
    letter = said.get("status", "")[:1]  # it is shown, so no more than a letter is taken
    closed = bool(said.get("closed on")) or said.get("active", "").lower() in _NO
    return Registration(True, closed=closed or said.get("inactive", "").lower() in _YES, status=letter)


def _cell(row: Sequence[str], place: int) -> str:
    return row[place].strip() if place < len(row) else ""
