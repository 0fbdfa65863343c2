"""For organisers: what members are told about their vote, where a person has a hand in it."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.doors.terminal import console, secretary_at_work

app = typer.Typer()

Member = Annotated[str, typer.Argument(help="The member's number, such as M017.")]


@app.command()
def statement(member: Member) -> None:
    """Send a member the letter “Can I vote, and why?”: what counted, until when, and what is missing."""
    from flows import statement as stating

    secretary = secretary_at_work()
    console.print(stating.in_words(secretary, stating.statement(secretary, member)))


@app.command()
def confirm(members: Annotated[list[str], typer.Argument(help="Members' numbers, such as M017.")]) -> None:
    """Records of members vanished from the sheets, and that is right: go by what is there now."""
    from flows import confirm as confirming

    console.print(confirming.confirm(secretary_at_work(), *members))
