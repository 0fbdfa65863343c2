"""The stand-in for cells that are written together with their dropdown: texts, and lists of choices, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from integrations.sandbox.discovery import Refused
from integrations.sandbox.google_state import only

FIELDS = {"userEnteredValue", "dataValidation"}
MOST_CHOICES = 500


def update_cells(tab: dict[str, Any], asked: Mapping[str, Any]) -> dict[str, Any]:
    """Write a block of cells from its upper left corner on. What the mask names and a cell lacks is emptied."""
    only(asked, {"start", "rows", "fields"}, "updateCells")
    fields = set(asked.get("fields", "").split(","))
    if not fields <= FIELDS:
        raise Refused(501, f"The sandbox writes {' and '.join(sorted(FIELDS))} of cells only.")
    top, left = (asked["start"].get(corner, 0) for corner in ("rowIndex", "columnIndex"))
    for down, row in enumerate(asked.get("rows", [])):
        for across, cell in enumerate(row.get("values", [])):
            _write(tab, top + down, left + across, cell=cell, fields=fields)
    return {}


def _write(tab: dict[str, Any], row: int, column: int, *, cell: Mapping[str, Any], fields: set[str]) -> None:
    if not (row < tab["rowCount"] and column < tab["columnCount"]):
        raise Refused(400, "Attempting to write outside of the grid.")
    only(cell, FIELDS, "a cell")
    if "userEnteredValue" in fields:
        _put(tab, row, column, text=_text(cell.get("userEnteredValue", {"stringValue": ""})))
    if "dataValidation" in fields:
        held: dict[str, list[str]] = tab.setdefault("choices", {})
        held.pop(f"{row} {column}", None)
        held |= {f"{row} {column}": _choices(cell["dataValidation"])} if "dataValidation" in cell else {}


def _put(tab: dict[str, Any], row: int, column: int, *, text: str) -> None:
    rows = tab["rows"]
    rows.extend([] for _ in range(row + 1 - len(rows)))
    rows[row].extend([""] * (column + 1 - len(rows[row])))
    rows[row][column] = text


def _text(value: Mapping[str, Any]) -> str:
    """Text stays text here, even if it begins with =; that is what sets a stringValue apart from a formulaValue."""
    only(value, {"stringValue"}, "userEnteredValue")
    return str(value["stringValue"])


def _choices(rule: Mapping[str, Any]) -> list[str]:
    """The choices of a dropdown that lets people type something else too."""
    only(rule, {"condition", "strict", "showCustomUi"}, "dataValidation")
    condition = rule.get("condition", {})
    if condition.get("type") != "ONE_OF_LIST" or rule.get("strict"):
        raise Refused(501, "The sandbox has dropdowns only, of a list of choices, and holds nobody to them.")
    values = condition.get("values", [])
    for value in values:
        only(value, {"userEnteredValue"}, "a choice")
    choices = [str(value.get("userEnteredValue", "")) for value in values]
    if not all(choices) or not 0 < len(choices) <= MOST_CHOICES or len(set(choices)) < len(choices):
        raise Refused(400, f"A dropdown has between 1 and {MOST_CHOICES} choices, none of them empty, no two the same.")
    if any(choice.startswith(("=", "+")) for choice in choices):
        raise Refused(501, "The sandbox has no formulas, and Google takes a choice that begins so for one.")
    return choices
