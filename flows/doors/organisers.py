"""For organisers: the same doors as the dashboard's, and the lists with names that the dashboard never shows."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.table import Table

from flows.doors.terminal import OneMember, agreed, console, print_page, print_records, secretary_at_work, secretary_for

app = typer.Typer()

Change = Literal["added", "struck", "readdressed"]

Yes = Annotated[bool, typer.Option("--yes", help="Don't show and ask first.")]

Key = Annotated[str, typer.Argument(help="The ballot's key, as given when it was drafted.")]


@app.command()
def draft(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The ballot, as a TOML file.")],
) -> None:
    """Draft a ballot from a file. Nothing goes out; it can be changed until it is frozen."""
    from flows import draft as drafting

    ballot = drafting.read_file(file)
    secretary = secretary_at_work()
    missing = drafting.draft(secretary, ballot)
    console.print(f"“{ballot.title}” is drafted.")
    for line in drafting.beside(secretary, ballot.key):
        console.print(f"  {line}")
    for ruling in missing:
        console.print(f"  Before it can be frozen: {ruling.because} ({ruling.clause})")


@app.command()
def freeze(
    key: Key,
    despite_questions: Annotated[
        bool, typer.Option("--despite-questions", help="Although open questions could give somebody a vote.")
    ] = False,
    yes: Yes = False,
) -> None:
    """See what freezing will do, and fix who may vote, by today's records. The ballot then runs by itself."""
    from flows import freeze as freezing
    from flows import freeze_asked

    secretary, troubles = secretary_at_work(), list[str]()
    if not yes:
        page = freeze_asked.preview(secretary, key, despite_questions=despite_questions)
        if page and not agreed(page, ask="Freeze this ballot?"):
            return
    size = freezing.freeze(secretary, key, troubles, despite_questions=despite_questions)
    for line in (freezing.told(secretary, key, size), *troubles):
        console.print(line)


@app.command()
def tend() -> None:
    """Bring every election and letter to where it should be now. Running it twice does no harm."""
    from flows import tend as tending

    report = tending.tend(secretary_at_work())
    for line in [*report.steps, *report.troubles] or ["Nothing was due."]:
        console.print(line)
    if report.broken:
        raise ExceptionGroup("something in Canvass is broken", report.broken)


@app.command()
def certify(
    key: Key,
    officer: Annotated[str, typer.Option(prompt="Your initials or role", help="Who certifies, for the record.")],
    note: Annotated[str, typer.Option(help="Anything the record should say.")] = "",
    drawn: Annotated[str, typer.Option(help="The numbers that were drawn in public, if a lot has to be.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask again.")] = False,
) -> None:
    """Look at a count, and certify it. The result then goes out to all members."""
    from flows import certify as certifying
    from flows.duties.election import drawing
    from flows.duties.race import afterwards
    from flows.pages.before_certifying import before_certifying

    secretary = secretary_for(key)
    if drawn:
        numbers = drawing.in_order(drawn)
        if not yes:
            typer.confirm(
                f"The lot is drawn from {numbers}, and can't be drawn anew. Are these the numbers?", abort=True
            )
        now = drawing.record(secretary, key, drawn=drawn)
        console.print(f"What was drawn for “{key}” is {'counted with' if now else 'on record already'}.")
    seen = certifying.seen_now(secretary, key)
    print_page(before_certifying(secretary, key))
    if yes or typer.confirm("Certify this count? The result is then sent to all members."):
        if not certifying.certify(secretary, key, officer=officer, note=note, seen=seen):
            console.print(f"The count of “{key}” was certified before. Nothing was recorded now.")
            return
        console.print(f"The count of “{key}” is certified. {afterwards.when_told(secretary, key)}")


@app.command()
def withdraw(
    key: Key,
    reason: Annotated[str, typer.Option(prompt="Why", help="In a sentence. Voters read it.")],
    by: Annotated[str, typer.Option(help="Your initials; only for a vote that is counted and can't stand (S11).")] = "",
) -> None:
    """Call a ballot off before its ballots are sealed. Nothing is counted, and voters who got a link are told."""
    from flows import withdraw as withdrawing

    troubles: list[str] = []
    withdrawing.withdraw(secretary_at_work(), key, reason=reason, by=by, troubles=troubles)
    console.print("\n".join([f"“{key}” is withdrawn.", *troubles]))


@app.command()
def extend(
    key: Key,
    closes_on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The new last day, such as 2026-10-20.")],
    reason: Annotated[str, typer.Option(prompt="Why", help="In a sentence. All voters read it.")],
    by: Annotated[str, typer.Option(prompt="Your initials", help="For the record.")],
    closes_at: Annotated[str, typer.Option(help="Local time, a full hour.")] = "18:00",
    yes: Yes = False,
) -> None:
    """Let an open ballot close later, never sooner. All its voters are told, and reminders follow."""
    from flows import extend as extending

    secretary, day = secretary_at_work(), closes_on.date()
    page = "" if yes else extending.preview(secretary, key, closes_on=day, closes_at=closes_at, reason=reason)
    if page and not agreed(page, ask="Keep this ballot open longer, and tell its voters?"):
        return
    news = extending.extend(secretary, key, closes_on=day, closes_at=closes_at, reason=reason, by=by)
    console.print(extending.told(secretary, key, news))


@app.command()
def roll(key: Key, member: OneMember = "") -> None:
    """List a frozen roll: line, member number and name, the ruling and its reason; of one member, all that counted."""
    from flows.pages import roll as rolls

    secretary = secretary_for(key)
    if member:
        print_records(*rolls.one_line(secretary, key, member))
        return
    table = Table("Line", "Member", "Name", "Clause", "Because")
    for row in rolls.lines(secretary, key):
        table.add_row(*row)
    console.print(table)


@app.command()
def reissue(
    key: Key,
    member: Annotated[str, typer.Argument(help="The voter's number, such as M017.")],
) -> None:
    """Send a voter a new link. The old one, and any ballot cast with it, no longer counts."""
    from flows import reissue as reissuing

    letter = reissuing.reissue(secretary_at_work(), key, member)
    console.print(f"The letter “{letter}” goes out with the next pass.")


@app.command()
def correct(
    key: Key,
    member: Annotated[str, typer.Argument(help="The member's number, such as M017.")],
    change: Annotated[Change, typer.Option(prompt="What do you expect", help="Another name or mailbox: readdressed.")],
    reason: Annotated[str, typer.Option(prompt="Why", help="For the record. No names, please.")],
) -> None:
    """Put a frozen roll right for one member, once the sheets have been: add, strike, or take their new mailbox."""
    from flows import correct as correcting

    console.print(correcting.correct(secretary_at_work(), key, member, expected=change, reason=reason))


@app.command()
def accept(
    key: Key,
    finding: Annotated[
        str, typer.Option(prompt="Which finding (its digits on the desk)", help="As the desk shows it.")
    ],
    reason: Annotated[str, typer.Option(prompt="Why is this acceptable", help="For the record.")],
) -> None:
    """Accept what stopped a ballot, so that it goes on. The desk says what that is, and its digits."""
    from flows.duties.election import holds

    console.print(f"Accepted: {holds.accept(secretary_at_work(), key, finding=finding, reason=reason)}")


@app.command()
def release(
    letter: Annotated[str, typer.Argument(help="The letter's key, as the desk shows it.")],
    reason: Annotated[str, typer.Option(prompt="What did you see at Mailchimp", help="For the record.")],
    anew: Annotated[bool, typer.Option("--anew", help="Make a new campaign: the first one never went out.")] = False,
) -> None:
    """Set a letter that waits for a person on its way again. Look at its campaign at Mailchimp first."""
    from flows import release as releasing

    state = releasing.release(secretary_at_work(), letter, reason=reason, anew=anew)
    console.print(f"The letter “{letter}” is {state} again, and goes on with the next pass.")


@app.command()
def discard(
    letter: Annotated[str, typer.Argument(help="The letter's key, as the desk shows it.")],
    reason: Annotated[str, typer.Option(prompt="Why", help="For the record.")],
) -> None:
    """Give up a letter that waits for a person, where no ballot depends on it. Look at Mailchimp first."""
    from flows import release as releasing

    releasing.discard(secretary_at_work(), letter, reason=reason)
    console.print(releasing.DISCARDED.format(letter=letter))


@app.command()
def status() -> None:
    """Where every election stands, and what needs a person."""
    from flows.pages import desk, election

    secretary = secretary_at_work()
    print_page(desk.desk_page(secretary))
    table = Table("Ballot", "State", "Closes (local time)", "Voters")
    for row in election.overview(secretary):
        table.add_row(*row)
    console.print(table)
