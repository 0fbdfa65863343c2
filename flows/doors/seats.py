"""For whoever keeps the committee's papers: its seats on any day, resignations, co-chairs, meetings and the report."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer
from rich.table import Table

from flows.doors import committee as papers
from flows.doors.committee import Closes, Opens, OpensAt, Short
from flows.doors.terminal import console, secretary_at_work

app = typer.Typer()

Member = Annotated[str, typer.Argument(help="The member's number, such as M017.")]
Candidate = Annotated[str, typer.Argument(help="The candidate's label, such as mayor-26/2.")]
By = Annotated[str, typer.Option(help="Who records it: somebody's initials.")]


@app.command()
def committee(
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day; today, if it is left out.")
    ] = None,
) -> None:
    """List who has, had or will have a seat, and how it is with them on a day, by which clause."""
    from sqlalchemy import select

    from core import calendar
    from core.records import Person
    from flows.duties.committee import sitting

    at_work = secretary_at_work()
    rules = at_work.charter
    day = on.date() if on else calendar.day_of(at_work.now(), rules.zone)
    with at_work.ledger.reading() as session:
        found = sitting.on_day(session, on=day, charter=rules)
        names = {one.number: one.name for one in session.execute(select(Person)).scalars()}
        filled = sitting.filled(session, on=day, charter=rules)
    table = Table("Member", "Name", f"On {calendar.day_in_words(day)}", "Clause", "Last day", "Role", "Backup")
    for one in found:
        how = f"{'Active' if one.ruling else 'Not active'}: {one.ruling.because}"
        ends = one.ends.isoformat() if one.ends else ""
        roles = ", ".join(one.roles)
        table.add_row(one.number, names.get(one.number, ""), how, one.ruling.clause, ends, roles, one.backup)
    if found:
        console.print(table)
    console.print(f"{filled.because} ({filled.clause})")


@app.command()
def resign(
    member: Member,
    because: Annotated[str, typer.Option(help="Why; it stays with the organisers.")],
    by: By,
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day on the committee, past or to come.")
    ] = None,
    take_back: Annotated[bool, typer.Option("--take-back", help="It was recorded by mistake.")] = False,
    only_as_co_chair: Annotated[
        bool, typer.Option("--only-as-co-chair", help="They stay on the committee, and are co-chair no longer.")
    ] = False,
) -> None:
    """Record that somebody gives up their seat on the committee, or only being co-chair; or take that back."""
    from flows import resign as resigning
    from flows.secretary import Refusal

    at_work = secretary_at_work()
    if take_back:
        undo = resigning.give_chair_back if only_as_co_chair else resigning.withdraw
        gone = undo(at_work, member, because=because, by=by)
        console.print(resigning.taken_back(member, changed=gone))
        return
    if on is None:
        raise Refusal("Say which is the last day: --on 2026-11-03.")
    act = resigning.give_up_chair if only_as_co_chair else resigning.resign
    news = act(at_work, member, on=on.date(), because=because, by=by)
    console.print(resigning.in_words(member, on.date(), changed=news, only_as_co_chair=only_as_co_chair))


@app.command()
def seat(
    member: Member,
    because: Annotated[str, typer.Option(help="Why; it stays with the organisers.")],
    by: By,
    fills_a_vacancy: Annotated[bool, typer.Option("--fills-a-vacancy", help="They aren't on the slate.")] = False,
    not_taken: Annotated[bool, typer.Option("--not-taken", help="They are on the slate, and don't take it.")] = False,
    take_back: Annotated[bool, typer.Option("--take-back", help="Either was recorded by mistake.")] = False,
    how: Annotated[
        str, typer.Option(help="The committee's vote or, in words, how it decided; or how they told that, and whom.")
    ] = "",
) -> None:
    """Record, once a slate is confirmed, that somebody fills a vacancy, or doesn't take their seat."""
    from flows import seat as recording
    from flows.secretary import Refusal

    ways = {recording.FILLS: fills_a_vacancy, recording.DECLINES: not_taken, recording.TAKE_BACK: take_back}
    if sum(ways.values()) != 1:
        raise Refusal("Say one of the three: --fills-a-vacancy, --not-taken, or --take-back.")
    what = next(one for one, so in ways.items() if so)
    news = recording.act(secretary_at_work(), member, what, how=how, because=because, by=by)
    console.print(recording.in_words(member, what, changed=news))


@app.command("co-chairs")
def co_chairs(
    year: Annotated[int, typer.Argument(help="The year of the election.")],
    standing: Annotated[str, typer.Option(help="The numbers of those who stand, such as M01,M02.")],
    opens_on: Opens,
    opens_at: OpensAt = "09:00",
    closes_on: Closes = None,
    closes_at: OpensAt = "18:00",
    reason: Annotated[
        str, typer.Option(help="Needed outside the first quarter, or within two years of the last election.")
    ] = "",
    short_window_reason: Short = "",
) -> None:
    """Draft the committee's vote on its co-chairs. It is frozen, opened, counted and certified like any ballot."""
    from flows import co_chairs as electing

    said = {"year": year, "standing": [one for one in standing.replace(",", " ").split() if one], "reason": reason}
    window = {"opens_at": opens_at, "closes_at": closes_at, "short_window_reason": short_window_reason}
    wanted = papers.filled_in(electing.CoChairsElected, **said, **window, **papers.between(opens_on, closes_on))
    papers.tell_drafted(*electing.draft_election(secretary_at_work(), wanted))


@app.command()
def meeting(
    candidate: Candidate,
    on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day.")],
    at: Annotated[str, typer.Option(help="The hour, by the local clock.")] = "18:30",
    where: Annotated[str, typer.Option(help="Where it is, with the street.")] = "",
    link: Annotated[str, typer.Option(help="Where members can join online.")] = "",
    because: Annotated[str, typer.Option(help="Why members hear of it so late, if they do.")] = "",
) -> None:
    """Set a meeting with a candidate in the organisation's name, or change it; all members are told."""
    from flows import meeting as setting

    news = setting.set_meeting(
        secretary_at_work(), candidate, on=on.date(), at=at, place=where, link=link, because=because
    )
    console.print(setting.in_words(candidate, changed=news))


@app.command("meeting-held")
def meeting_held(
    candidate: Candidate, by: By, note: Annotated[str, typer.Option(help="What the record should say.")] = ""
) -> None:
    """Record that the meeting with a candidate took place; only then it is a step of the race."""
    from flows import meeting_held as holding

    console.print(holding.told(candidate, changed=holding.hold(secretary_at_work(), candidate, by=by, note=note)))


@app.command("meeting-off")
def meeting_off(
    candidate: Candidate, because: Annotated[str, typer.Option(help="Why; members read it.")], by: By
) -> None:
    """Call the meeting with a candidate off; members who were told of it are told."""
    from flows import meeting_held as holding

    news = holding.call_off(secretary_at_work(), candidate, because=because, by=by)
    console.print(holding.told_off(candidate, changed=news))


@app.command("standing-report")
def standing_report() -> None:
    """Show the standing report on the last whole quarter, with names, as the committee gets it by letter."""
    from core import calendar
    from core.bylaws import tenure
    from flows.duties.committee import standing_report as reporting

    at_work = secretary_at_work()
    rules = at_work.charter
    period = tenure.report_period(calendar.day_of(at_work.now(), rules.zone), charter=rules)
    if period is None:
        console.print("The charter asks for no standing report.")
        return
    with at_work.ledger.reading() as session:
        found = reporting.in_words(session, *period, charter=rules, named=True)
    console.print(f"{found['first']} to {found['last']}. Expected is {found['expected']} (S12).")
    table = Table("Member", "Name", "Committee meetings", "Larger gatherings", "Polls answered", "Serves on")
    for one in found["lines"]:
        parts = [f"{one[did]} of {one[all_]}" for did, all_ in reporting.PARTS]
        table.add_row(one["number"], one["who"], *parts, one["serves_on"])
    console.print(table if found["lines"] else "Nobody had a seat.")
