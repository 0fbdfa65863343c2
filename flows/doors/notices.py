"""For organisers: what members are told about their vote, where a person has a hand in it."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

app = typer.Typer()
console = Console(markup=False, highlight=False)

Member = Annotated[str, typer.Argument(help="The member's number, such as M017.")]


@app.command()
def statement(member: Member) -> None:
    """Send a member the letter “Can I vote, and why?”: what counted, until when, and what is missing."""
    from flows import statement as stating
    from flows.secretary import Secretary

    letter = stating.statement(Secretary.at_work(), member)
    console.print(f"The letter “{letter}” goes out with the next pass, between morning and evening.")


@app.command()
def confirm(member: Member) -> None:
    """Records of a member vanished from the sheets, and that is right: go by what is there now."""
    from flows import confirm as confirming
    from flows.secretary import Secretary

    console.print(confirming.confirm(Secretary.at_work(), member))
