"""For whoever renews the committee: nominations, the slate, and what follows when members don't confirm it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from flows.doors.committee import Closes, Opens, OpensAt, Short, between, filled_in, tell_drafted
from flows.doors.terminal import console, print_page, secretary_at_work

app = typer.Typer()

Year = Annotated[int, typer.Argument(help="The year in which the slate is voted on.")]
Vote = Annotated[str, typer.Argument(help="The key of the vote that failed, such as slate-2027.")]
By = Annotated[str, typer.Option(help="Who records it: somebody's initials.")]
Day = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day, as 2027-02-28.")]
OtherDay = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The new day, as 2027-02-28; otherwise it stays.")
]


@app.command()
def nominations(
    year: Year,
    opens_on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day members are called.")] = None,
    closes_on: OtherDay = None,
    statements_until: OtherDay = None,
    by: Annotated[str, typer.Option(help="Who opens it: somebody's initials.")] = "",
    because: Annotated[str, typer.Option(help="Why there are fewer days than the charter has, or it is late.")] = "",
) -> None:
    """Open a year's nominations for the committee; with the year alone, show how they stand, by member number."""
    from flows import nominations as opening
    from flows.pages.nominations import nominations_page

    secretary = secretary_at_work()
    if opens_on is None and closes_on is None and statements_until is None and not by:
        print_page(nominations_page(secretary, year))
        return
    days = {"opens_on": opens_on, "closes_on": closes_on, "statements_until": statements_until}
    said = {what: day.date() for what, day in days.items() if day is not None}
    wanted = filled_in(opening.NominationsOpened, year=year, opened_by=by, because=because, **said)
    console.print(opening.told(wanted, news=opening.open_cycle(secretary, wanted)))


@app.command("nominations-moved")
def nominations_moved(
    year: Year,
    because: Annotated[str, typer.Option(help="Why; it is kept.")],
    by: By,
    closes_on: OtherDay = None,
    statements_until: OtherDay = None,
) -> None:
    """Move the last day for nominations, or for the nominees' statements, with a reason."""
    from flows import nominations as opening

    days = {"closes_on": closes_on, "statements_until": statements_until}
    said = {what: day.date() for what, day in days.items() if day is not None}
    wanted = filled_in(opening.DatesMoved, year=year, because=because, moved_by=by, **said)
    news = opening.move_dates(secretary_at_work(), wanted)
    console.print(f"The dates of {year} are moved." if news else "The dates are so already.")


@app.command("nominations-off")
def nominations_off(
    year: Year, because: Annotated[str, typer.Option(help="Why; members who were called read it.")], by: By
) -> None:
    """Call a year's nominations off: the forms close, and members who were called are told."""
    from flows import nominations as opening

    wanted = filled_in(opening.CalledOff, year=year, because=because, by=by)
    console.print(opening.told_off(wanted, news=opening.call_off(secretary_at_work(), wanted)))


@app.command()
def consensus(
    year: Year,
    opens_on: Opens,
    opens_at: OpensAt = "09:00",
    closes_on: Closes = None,
    closes_at: OpensAt = "18:00",
    short_window_reason: Short = "",
    because: Annotated[str, typer.Option(help="Why it is before nominations and statements are over.")] = "",
) -> None:
    """Draft the committee's vote on the slate of the tab Nominations: all of its active members have to agree."""
    from flows import slate as slates

    window = {"opens_at": opens_at, "closes_at": closes_at, "short_window_reason": short_window_reason}
    wanted = filled_in(slates.ConsensusSought, year=year, because=because, **window, **between(opens_on, closes_on))
    tell_drafted(*slates.seek_consensus(secretary_at_work(), wanted))


@app.command()
def slate(
    year: Year,
    opens_on: Opens,
    closes_on: Day,
    opens_at: OpensAt = "09:00",
    closes_at: OpensAt = "18:00",
    late_because: Annotated[
        str,
        typer.Option(
            help="Why voting closes after the first quarter, or it is before the ad hoc committee has ended, or before "
            "nominations and statements are over."
        ),
    ] = "",
    short_window_reason: Annotated[str, typer.Option(help="Why members have less than the ideal time.")] = "",
) -> None:
    """Draft the members' vote on the slate that the committee agreed to, as one group."""
    from flows import slate as slates

    reasons = {"because": late_because, "short_window_reason": short_window_reason}
    times = {"opens_at": opens_at, "closes_at": closes_at}
    wanted = filled_in(slates.SlateBallot, year=year, **times, **reasons, **between(opens_on, closes_on))
    tell_drafted(*slates.draft_slate(secretary_at_work(), wanted))


@app.command("ad-hoc-seats")
def ad_hoc_seats(
    vote: Vote,
    representative: Annotated[
        list[str], typer.Option(help="A member number: sits for the committee. May be repeated.")
    ],
    voting_member: Annotated[list[str], typer.Option(help="A member number: sits for the members. May be repeated.")],
) -> None:
    """Record who sits on the ad hoc committee that follows a vote of no confidence, in place of what was recorded."""
    from flows import ad_hoc

    ruling = ad_hoc.seat(secretary_at_work(), vote, representatives=representative, voting_members=voting_member)
    console.print(f"Recorded: {ruling.because} ({ruling.clause}).")


@app.command("ad-hoc-ended")
def ad_hoc_ended(
    vote: Vote, outcome: Annotated[str, typer.Option(help="In a sentence for the minutes; no names.")], by: By
) -> None:
    """Record how the work of an ad hoc committee ended."""
    from flows import ad_hoc

    news = ad_hoc.end(secretary_at_work(), vote, outcome=outcome, by=by)
    console.print("Its end is on record." if news else "It had ended before. Nothing changed.")
