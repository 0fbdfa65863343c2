"""For whoever keeps the roll: the members' workbook, who may vote and why, and decisions that no sheet can hold."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer
from rich.table import Table

from flows.doors.terminal import console, secretary_at_work

app = typer.Typer()

NO_SUCH_FILE = 404
"""What Google answers where there is no such workbook, or none that Canvass made."""
NOT_SHARED = (403, NO_SUCH_FILE)


@app.command()
def workbook() -> None:
    """Make an empty members' workbook with Canvass's own Google account, once, and say where it is.

    Where a service account is set up, the workbook is yours: then only the tabs are made in it that it lacks.
    """
    from core import charter
    from core.tabs import HEADINGS
    from integrations import settings
    from integrations.google import auth, sheets

    found = settings.load_before_the_workbook()
    google = auth.connect(found)
    if found.google_service_account.get_secret_value():
        _complete(google, found)
        return
    _refuse_a_second_workbook(google, found.members_book)
    book = sheets.create(google, "Members' workbook", list(HEADINGS), charter.load(found.charter).zone)
    for tab, headings in HEADINGS.items():
        sheets.write(google, book, tab, [headings])
    console.print(f"The workbook is made. Its id: {book}", soft_wrap=True)
    console.print(f"It is at {found.address_of(book)}", soft_wrap=True)
    console.print(f"Next: set CANVASS_MEMBERS_BOOK={book}", soft_wrap=True)
    console.print("Then open it as the organisation, share it with the organisers as editors, and let them fill it in.")


def _complete(google: Any, found: Any) -> None:
    """Make the tabs that a workbook of the organisation's own lacks, with their headings. Nothing in it changes."""
    from core.tabs import HEADINGS
    from flows.secretary import Refusal
    from integrations.google import service_account, sheets
    from integrations.google.faults import GoogleFault

    account = service_account.read(found)
    share = f"share the workbook with {account.address if account else ''} as Editor"
    if not found.members_book:
        raise Refusal(
            f"A service account is set up, so the workbook is one that you have: {share}, and put its id – the part of "
            "its address after /d/ – into CANVASS_MEMBERS_BOOK."
        )
    try:
        lacking = [tab for tab in HEADINGS if tab not in sheets.look(google, found.members_book).grids]
        for tab in lacking:
            sheets.add(google, found.members_book, tab, None, _headed(HEADINGS[tab]))
    except GoogleFault as fault:
        if fault.status not in NOT_SHARED:
            raise
        raise Refusal(f"{fault.reason}. In Sheets, {share}; then come back: canvass workbook") from None
    made = f"These tabs were made in it: {', '.join(lacking)}." if lacking else "It has every tab that Canvass reads."
    console.print(f"The workbook can be read and is yours. {made}")


def _headed(headings: Any) -> list[Any]:
    from integrations.google.sheets import Texts

    return [Texts(1, column, [heading]) for column, heading in enumerate(headings, start=1)]


def _refuse_a_second_workbook(google: Any, book: str) -> None:
    """Members written into a workbook that nobody reads would have no vote."""
    from flows.secretary import Refusal
    from integrations.google import sheets
    from integrations.google.faults import GoogleFault

    if not book:
        return
    try:
        sheets.read(google, book, ())
    except GoogleFault as fault:
        if fault.status == NO_SUCH_FILE:
            return
        raise
    raise Refusal(
        f"CANVASS_MEMBERS_BOOK already names a workbook that Canvass can read: {book}. Nothing was made. "
        "If you want a new one all the same, take the setting out first."
    )


@app.command()
def excuse(
    event: Annotated[str, typer.Argument(help="The event, as it stands in the tab Events.")],
    reason: Annotated[str, typer.Option(prompt="What happened to the sheet", help="For the record. No names, please.")],
    by: Annotated[str, typer.Option(prompt="Who decided this", help="Such as: the Steering Committee.")],
    lift: Annotated[bool, typer.Option("--lift", help="Take an earlier decision back.")] = False,
) -> None:
    """Decide that an event whose sign-in sheet is lost mustn't count against anybody."""
    from flows import excuse as excusing

    console.print(excusing.excuse(secretary_at_work(), event, reason=reason, decided_by=by, lift=lift))


@app.command()
def exempt(
    member: Annotated[str, typer.Argument(help="The member's number, such as M017.")],
    clause: Annotated[str, typer.Option("--from", prompt="From which clause", help="Such as S2.")],
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], prompt="Until", help="Its last day. Today ends it.")],
    reason: Annotated[str, typer.Option(prompt="Why", help="For the record. No names, please.")],
    by: Annotated[str, typer.Option(prompt="Who decided this", help="Such as: the Steering Committee.")],
) -> None:
    """Make an exception for a member, for a time, where the charter knows exceptions."""
    from flows import exempt as exempting

    done = exempting.exempt(
        secretary_at_work(), member, clause=clause, until=until.date(), reason=reason, decided_by=by
    )
    console.print(done)


@app.command()
def questions() -> None:
    """Read the members' workbook, and list what only a person can tell: who signed in, who is there twice."""
    from flows.duties.membership import stock
    from flows.pages import questions as pages

    secretary = secretary_at_work()
    table = Table("Question", "Where", "Name", "Email", "Why", "Perhaps")
    for row in pages.lines(stock.take_stock(secretary)):
        table.add_row(*row)
    if table.row_count:
        console.print(table)
    console.print(pages.where_to_answer(secretary, table.row_count), soft_wrap=True)
