"""For organisers: whom members' data may go to, who is to be erased, and what has been kept long enough."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.doors.terminal import console, secretary_at_work

app = typer.Typer()

Event = Annotated[str, typer.Argument(help="The event, as written in the tab Events.")]
Partner = Annotated[str, typer.Argument(help="The organisation.")]
Member = Annotated[str, typer.Argument(help="The member's number, such as M017.")]


@app.command()
def cosponsor(
    event: Event,
    partner: Partner,
    official: Annotated[
        bool, typer.Option("--official/--supporting", prompt="An official co-sponsor", help="What part they have.")
    ],
    decided_by: Annotated[str, typer.Option(prompt="Who decided that", help="The committee, or initials.")],
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="When, if not today.")] = None,
) -> None:
    """Record an organisation's part in an event: official co-sponsor, or supporting partner."""
    from flows import cosponsor as recording

    day = on.date() if on else None
    console.print(
        recording.record(
            secretary_at_work(), event, partner, official=official, decided_by=decided_by, decided_on=day
        )
    )  # fmt: skip


@app.command()
def notify(event: Event, partner: Partner) -> None:
    """Tell the members concerned that an event's official co-sponsor will get a list, and how to be left out."""
    from flows import share as sharing

    key, size = sharing.notify(secretary_at_work(), event, partner)
    if key:
        console.print(f"The letter “{key}” goes to {size} mailboxes with the next pass.")
    else:
        console.print("Everybody whose line would be on the list has been told. No letter goes out.")


@app.command()
def share(
    event: Event,
    partner: Partner,
    folder: Annotated[Path | None, typer.Option(help="Where to write it, if not the folder in the settings.")] = None,
) -> None:
    """Write the list that an official co-sponsor of an event gets, after members were told. It is the only way out."""
    from flows import share as sharing

    console.print(sharing.in_words(sharing.share(secretary_at_work(), event, partner, folder=folder)), soft_wrap=True)


@app.command(name="object")
def note_objection(
    member: Member,
    withdrawn: Annotated[bool, typer.Option("--withdrawn", help="They don't mind any more.")] = False,
) -> None:
    """Note that a member is to be on no list that is handed over."""
    from flows import objection

    console.print(objection.object_to_sharing(secretary_at_work(), member, withdrawn=withdrawn))


@app.command()
def erase(
    member: Member,
    take_back: Annotated[
        bool, typer.Option("--take-back", help="It was a slip, or they thought better of it.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask again.")] = False,
) -> None:
    """Erase a person who asked for it, as far as it can be done now. It goes on by itself, and can't be undone."""
    from flows import erase as parting
    from flows.duties.privacy import wishes

    secretary = secretary_at_work()
    if take_back:
        console.print(wishes.take_back(secretary, member))
        return
    asked = f"Erase {wishes.called(secretary, member)}? They lose their vote, and no letter reaches them any more."
    if yes or wishes.is_open(secretary, member) or typer.confirm(asked):
        for line in parting.erase(secretary, member):
            console.print(line, soft_wrap=True)


@app.command()
def erased(
    member: Annotated[str, typer.Argument(help="A member's number; of everybody who was erased, if left out.")] = "",
    done: Annotated[bool, typer.Option("--done", help="What only people can delete is deleted.")] = False,
    came_back: Annotated[
        bool, typer.Option("--came-back", help="They are a member again: their rows count from now on.")
    ] = False,
    key_lost: Annotated[
        bool, typer.Option("--key-lost", help="The key file is lost: keep nobody's rows out any more.")
    ] = False,
) -> None:
    """List what only people can delete of those who were erased: places, numbers and organisations, no names."""
    from flows import erased as list_of

    for line in list_of.erased(secretary_at_work(), member, done=done, came_back=came_back, key_lost=key_lost):
        console.print(line, soft_wrap=True)


@app.command()
def retention(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go, and leave it.")] = False,
) -> None:
    """Forget what has been kept as long as the charter says. Runs by itself every month."""
    from flows.duties.privacy import retention as keeping

    secretary = secretary_at_work()
    found = keeping.preview(secretary) if dry_run else keeping.carry_out(secretary)
    for line in keeping.in_words(found, done=not dry_run):
        console.print(line, soft_wrap=True)
