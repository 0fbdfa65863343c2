"""What every door shares: the secretary, the terminal, and how pages and records are shown on it."""

from __future__ import annotations

import re
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markdown import Markdown
from rich.table import Table

console = Console(markup=False, highlight=False)  # a title may have square brackets in it

PICTURE = re.compile(r"!\[([^\]]*)\]\(data:[^)]*\)")

OneMember = Annotated[str, typer.Argument(help="A member's number, such as M017, to see what counted for them.")]


def secretary_at_work() -> Any:
    """The secretary with the installation's settings."""
    from flows.secretary import Secretary

    return Secretary.at_work()


def secretary_for(key: str) -> Any:
    """The secretary, if there is a ballot of that key."""
    from flows.pages import election
    from flows.secretary import Refusal

    secretary = secretary_at_work()
    known = [row[0] for row in election.overview(secretary)]
    if key not in known:
        raise Refusal(f"There is no ballot “{key}”. The keys so far: {', '.join(known) or 'none'}.")
    return secretary


BEGINNING = 60
"""Letters by which the words of a picture are known again; whoever has these has the tables below them, too."""


def print_page(page: str) -> None:
    """A dashboard page on the terminal: of its pictures only words that the page lacks are left."""
    without = PICTURE.sub("", page)
    console.print(Markdown(PICTURE.sub(lambda picture: "" if picture[1][:BEGINNING] in without else picture[1], page)))


def agreed(page: str, *, ask: str) -> bool:
    """Show what will happen, and ask. A no is told as such."""
    print_page(page)
    if typer.confirm(ask):
        return True
    console.print("Nothing was done, and nothing went out.")
    return False


def print_records(words: str, records: list[tuple[str, str, str]]) -> None:
    """One member's ruling, and under it what counted."""
    console.print(words)
    table = Table("Day", "What counted", "Where it is on record")
    for record in records:
        table.add_row(*record)
    if records:
        console.print(table)
