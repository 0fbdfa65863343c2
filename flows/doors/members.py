"""For organisers: what waits for an answer about members, with names, which the dashboard never shows."""

from __future__ import annotations

import typer
from rich.console import Console
from rich.table import Table

app = typer.Typer()
console = Console(markup=False, highlight=False)


@app.command()
def questions() -> None:
    """Read the members' workbook, and list what only a person can tell: who signed in, who is there twice."""
    from flows.duties import stock
    from flows.pages import questions as pages
    from flows.secretary import Secretary

    secretary = Secretary.at_work()
    table = Table("Question", "Where", "Name", "Email", "Why", "Perhaps")
    for row in pages.lines(stock.take_stock(secretary)):
        table.add_row(*row)
    if table.row_count:
        console.print(table)
    console.print(pages.where_to_answer(secretary, table.row_count), soft_wrap=True)
