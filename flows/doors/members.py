"""For organisers: the members, who may vote and why, and whom no letter reaches – with names, on the terminal only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated

import typer
from rich.table import Table

from flows.doors.terminal import OneMember, console, print_page, print_records, secretary_at_work, secretary_for

app = typer.Typer()


@app.command()
def membership(
    member: OneMember = "",
    everybody: Annotated[
        bool, typer.Option("--all", help="List everybody, with names, and until when they may vote.")
    ] = False,
) -> None:
    """Read the members' workbook, keep the mailing list in step, and say who may vote today; of one member, all."""
    from flows import membership as reading
    from flows.duties.membership import stock
    from flows.pages import membership as page
    from flows.pages import roll

    secretary = secretary_at_work()
    if member:
        print_records(*roll.one_standing(secretary, stock.take_stock(secretary), member))
        return
    found = reading.keep_up(secretary)
    for trouble in found.troubles:
        console.print(trouble)
    if everybody:
        _print_table(("Member", "Name", "May vote", "Until", "Because"), page.everybody(found.stock))
    else:
        print_page(page.membership_page(secretary, found.stock))
    if found.letters:
        console.print(f"Letters that go out with the next pass: {', '.join(found.letters)}")


@app.command()
def unreachable(key: Annotated[str, typer.Argument(help="A ballot's key: its voters only.")] = "") -> None:
    """List the members, or the voters of a ballot, whom e-mail doesn't reach: names, for telephoning, and remedies."""
    from flows.duties.membership import reach, signing_up

    secretary = secretary_for(key) if key else secretary_at_work()
    if key:
        voters = [(*who, reach.in_words(kind), remedy) for *who, kind, remedy in reach.voters(secretary, key)]
        _print_table(("Line", "Member", "Name", "Why", "What to do"), voters)
    else:
        with secretary.ledger.reading() as session:
            people, left = reach.members(session), reach.left_over(session)
        rows = [(one.number, one.name, one.email, reach.in_words(one.kind), one.remedy) for one in people]
        _print_table(("Member", "Name", "Address", "Why", "What to do"), rows)
        if left:
            console.print("Still on the mailing list, though no member uses the address any more:")
            _print_table(("Member", "Address"), left)
    console.print(signing_up.where(secretary))


def _print_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    table = Table(*headings)
    for row in rows:
        table.add_row(*row)
    console.print(table)
