"""What people do in Google's own pages: type into a workbook, share a file, edit a form or an answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from integrations.sandbox import google_cells, google_items, google_ranges, google_responses, google_sheets
from integrations.sandbox.discovery import Refused
from integrations.sandbox.google_state import OWNER, Call, Caller, file, google, new_digest
from integrations.sandbox.world import World

Typed = str | int | float | bool | date | datetime | None
"""What somebody types into a cell; a date becomes a date cell in the workbook's own way of writing dates."""


def make_workbook(world: World, title: str, tabs: Sequence[str], *, zone: str) -> str:
    """Make a workbook in Google Sheets' own window. With drive.file alone no program sees it. Returns its id."""
    body = {
        "properties": {"title": title, "timeZone": zone},
        "sheets": [{"properties": {"title": tab}} for tab in tabs],
    }
    made = google_sheets.create(Call(world, {}, body, "", Caller(OWNER["emailAddress"], frozenset())))
    file(world, made["spreadsheetId"])["by_hand"] = True
    return str(made["spreadsheetId"])


def make_service_account(world: World, name: str, *, token_uri: str) -> dict[str, str]:
    """Make a service account and a key of it in Google's cloud console. Returns the key file's content.

    The world keeps the public half alone, as Google does; made again, the account has a second key.
    """
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    address, key_id = f"{name}@rehearsal.iam.gserviceaccount.com", new_digest(world, "key").hex()[:40]
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    google(world).setdefault("service_accounts", {}).setdefault(address, {})[key_id] = public
    return {
        "type": "service_account",
        "project_id": "rehearsal",
        "private_key_id": key_id,
        "private_key": key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        "client_email": address,
        "client_id": "100000000000000000000",
        "auth_uri": "https://accounts.google.com/o/oauth2/auth",
        "token_uri": token_uri,
        "universe_domain": "googleapis.com",
    }


def type_rows(world: World, book_id: str, tab: str, rows: Sequence[Sequence[Typed]], *, top: int = 1) -> None:
    """Type rows into a tab from row `top` (counted from 1) on; None leaves a cell as it is."""
    book = google(world)["books"][book_id]
    sheet = next(one for one in book["sheets"] if one["title"] == tab)
    cells = [[_typed(cell, locale=book["locale"]) for cell in row] for row in rows]
    google_cells.put(sheet, cells, top=top - 1)
    sheet["rowCount"] = max(sheet["rowCount"], len(sheet["rows"]))
    sheet["columnCount"] = max([sheet["columnCount"], *map(len, sheet["rows"])])


def type_words(world: World, book_id: str, tab: str, cell: str, words: str) -> None:
    """Type into one cell, such as F3, as at the keyboard: a number becomes a number, a day in the sheet's way a date.

    Several lines, or words with tabs between, are pasted: rows and cells from there on. Raises Refused for a tab or
    cell that isn't there.
    """
    book = google(world)["books"][book_id]
    if not re.fullmatch(r"[A-Z]{1,3}[1-9][0-9]{0,6}", cell):
        raise Refused(400, "A cell is a letter and a number, such as F3.")
    found = google_ranges.find(book, "'{}'!{}".format(tab.replace("'", "''"), cell))
    lines = words.strip("\r\n").splitlines() or [""]
    typed = [
        [None] * found.left + [_meant(one.strip(), locale=book["locale"]) for one in line.split("\t")] for line in lines
    ]
    type_rows(world, book_id, tab, typed, top=found.top + 1)


def _meant(words: str, *, locale: str) -> Typed:
    if words.isascii() and words.isdigit():
        return int(words)
    for way in ("%m/%d/%Y" if locale == "en_US" else "%d/%m/%Y", "%Y-%m-%d"):
        with suppress(ValueError):
            return datetime.strptime(words, way).date()  # noqa: DTZ007 - a day in a cell has no zone
    return words


def _typed(value: Typed, *, locale: str) -> Any:
    if isinstance(value, datetime):
        return google_cells.dated(value, locale=locale, with_time=True)
    if isinstance(value, date):
        return google_cells.dated(datetime.combine(value, time()), locale=locale, with_time=False)
    return value


def share(world: World, file_id: str, *, type: str, role: str, email: str = "", view: str = "") -> None:  # noqa: A002 - Drive's word
    """Share a file in Drive's own window, for instance with everybody who has the link, as editors."""
    grant = {"type": type, "role": role, "emailAddress": email, "view": view}
    given = {key: value for key, value in grant.items() if value}
    file(world, file_id)["permissions"].append({"id": new_digest(world, "permission").hex()[:16], **given})


def change_form(world: World, form_id: str, *changes: dict[str, Any]) -> None:
    """Edit a form in its editor; changes are written as the API's batchUpdate requests."""
    form = google(world)["forms"][form_id]
    changed, _ = google_items.change(world, form, list(changes))
    form.update(changed, revision=form["revision"] + 1)


def edit_response(world: World, form_id: str, response_id: str, answers: Mapping[str, Sequence[str]]) -> None:
    """Change an answer after submitting it, which a form can allow; `answers` by question id replace all of it."""
    google_responses.edit(world, google(world)["forms"][form_id], response_id, answers)


def erase_response(world: World, form_id: str, response_id: str) -> None:
    """Delete a response in the form's editor."""
    del google(world)["forms"][form_id]["responses"][response_id]
