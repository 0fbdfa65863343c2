"""For whoever leads a season: the same doors as the dashboard's, for races, candidates and what was decided of them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from flows.doors.committee import Closes, Opens, OpensAt, Short, between, filled_in, tell_drafted
from flows.doors.terminal import console, print_page, secretary_at_work

app = typer.Typer()

Key = Annotated[str, typer.Argument(help="The race's key, as in the tab Candidates.")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day, as 2026-02-28; otherwise today.")]
By = Annotated[str, typer.Option(help="Who decided or records it: the committee, or somebody's initials.")]


@app.command()
def race(
    key: Annotated[str, typer.Argument(help="A short name for lists and sheets, e.g. mayor-26.")],
    title: Annotated[str, typer.Option(help="As on the ballot.")],
    office: Annotated[str, typer.Option(help="As the charter lists it; or: Ballot initiative.")],
    district: Annotated[str, typer.Option(help="For offices with districts.")] = "",
    local_because: Annotated[str, typer.Option(help="Why a district that the charter doesn't list is ours.")] = "",
    election_day: Day = None,
) -> None:
    """Open a race that there may be an endorsement for, or correct it."""
    from pydantic import ValidationError

    from flows import faults
    from flows import race as opening
    from flows.secretary import Refusal

    day = election_day.date() if election_day else None
    try:
        wanted = opening.RaceOpened(
            key=key, title=title, office=office, district=district, local_because=local_because, election_day=day
        )
    except ValidationError as error:
        raise Refusal("\n".join(faults.in_paperwork(error, (opening.RaceOpened,)))) from None
    secretary = secretary_at_work()
    news = opening.open_race(secretary, wanted)
    changed = "" if news == ["opened"] else f" {'; '.join(news)}."
    console.print(f"“{title}” is on record.{changed}" if news else "It is on record just so already.")
    amiss = opening.to_mend(secretary, key)
    if amiss:
        console.print(amiss)


@app.command("remove-race")
def remove_race(key: Key, by: Annotated[str, typer.Option(help="Who removes it: somebody's initials.")]) -> None:
    """Take out a race that was opened by mistake, while nothing has come of it."""
    from flows import remove_race as removing

    removing.remove(secretary_at_work(), key, by=by)
    console.print(f"“{key}” is removed.")


@app.command()
def process(
    key: Key, name: Annotated[str, typer.Argument(help="As the charter names it.")], by: By, on: Day = None
) -> None:
    """Record by which process the committee takes up a race."""
    from flows import process as choosing

    news = choosing.choose(secretary_at_work(), key, name, chosen_by=by, chosen_on=on.date() if on else None)
    console.print(f"“{key}” is taken up by the {name} process." if news else "It is on record just so already.")


@app.command("no-endorsement")
def no_endorsement(key: Key, because: Annotated[str, typer.Option(help="Why; members read it.")], by: By) -> None:
    """Record that the committee doesn't endorse in a race. It can be decided at any stage."""
    from flows import process as choosing
    from flows.duties.forum import forums

    secretary = secretary_at_work()
    news = choosing.end(secretary, key, because=because, ended_by=by)
    told = f"“{key}” ended without an endorsement." if news else "It had ended before. Nothing changed."
    console.print(told + forums.remaining(secretary, key))


@app.command()
def reopen(key: Key, because: Annotated[str, typer.Option(help="Why; who has heard of its end reads it.")]) -> None:
    """Take a race up again that had ended without a vote."""
    from flows import process as choosing

    news = choosing.reopen(secretary_at_work(), key, because=because)
    console.print(f"“{key}” is taken up again." if news else "It hadn't ended. Nothing changed.")


@app.command()
def step(
    key: Key,
    name: Annotated[str, typer.Argument(help="The step, as the charter names it, e.g. “candidate meeting”.")],
    by: By,
    on: Day = None,
    waived_because: Annotated[str, typer.Option(help="Only for steps “where possible”: why it was left out.")] = "",
    note: Annotated[str, typer.Option(help="What the record should say.")] = "",
    link: Annotated[str, typer.Option(help="Where members can see it, e.g. a recording.")] = "",
    withdraw: Annotated[str, typer.Option(help="Only to take it back: why it was a slip.")] = "",
) -> None:
    """Record that a step of a race's process was taken, or why it was left out; or take that back."""
    from flows import step as stepping

    if withdraw.strip():
        gone = stepping.withdraw(secretary_at_work(), key, name, because=withdraw, by=by)
        console.print(stepping.taken_back(key, name, changed=gone))
        return
    news = stepping.record(
        secretary_at_work(), key, name, by=by, on=on.date() if on else None, waived_because=waived_because, note=note,
        link=link,
    )  # fmt: skip
    console.print(f"“{key}”: {name} is on record." if news else "It is on record just so already.")


@app.command()
def recommend(
    key: Key,
    whom: Annotated[str, typer.Argument(help="As on the ballot, or: No endorsement.")],
    reasons: Annotated[str, typer.Option(help="The committee's reasons; members read them.")],
    decided: Annotated[str, typer.Option(help="How it was decided: by consensus, or with which votes.")],
    on: Day = None,
) -> None:
    """Record what the committee recommends to the members in a race."""
    from flows import recommend as recommending

    news = recommending.recommend(
        secretary_at_work(), key, whom, reasons=reasons, decided=decided, on=on.date() if on else None
    )
    console.print(f"The recommendation for “{key}” is on record." if news else "It is on record just so already.")


@app.command()
def fact(
    candidate: Annotated[str, typer.Argument(help="By label, as in the tab Candidates, e.g. mayor-26/1.")],
    kind: Annotated[str, typer.Argument(help="account or website.")],
    says: Annotated[str, typer.Argument(help="there, not-there, or withdraw: take back what was said.")],
    by: Annotated[str, typer.Option(help="Who looked: somebody's initials.")],
    because: Annotated[str, typer.Option(help="How you know; it stays on record.")],
) -> None:
    """Say whether a candidate has an active account, or a campaign website. It stands until it is withdrawn."""
    from flows import fact as saying

    news = saying.say(secretary_at_work(), candidate, kind, says, by=by, because=because, door="command line")
    console.print(f"“{candidate}”: {kind} is on record." if news else "It is on record just so already.")


@app.command()
def recommendation(
    race: Key,
    opens_on: Opens,
    opens_at: OpensAt = "09:00",
    closes_on: Closes = None,
    closes_at: OpensAt = "18:00",
    reasons: Annotated[str, typer.Option(help="The committee's reasons; members read them.")] = "",
    short_window_reason: Short = "",
) -> None:
    """Draft a vote of the committee by form on what it recommends in a race."""
    from flows import recommendation as voting

    said = {"race": race, "opens_at": opens_at, "closes_at": closes_at, "reasons": reasons}
    wanted = filled_in(
        voting.CommitteeVote, **said, **between(opens_on, closes_on), short_window_reason=short_window_reason
    )
    tell_drafted(*voting.draft_vote(secretary_at_work(), wanted))


@app.command()
def reasons(key: Key, words: Annotated[str, typer.Argument(help="In a sentence or two; members read them.")]) -> None:
    """Write down the committee's reasons for what it recommends, until its vote is certified."""
    from flows import recommendation as voting

    news = voting.give_reasons(secretary_at_work(), key, words)
    console.print(f"The committee's reasons for “{key}” are on record." if news else "They say just so already.")


@app.command()
def season() -> None:
    """Do whatever is due for races under way, and show each of them."""
    from flows import season as carrying_on
    from flows.pages.season import season_page

    secretary = secretary_at_work()
    report = carrying_on.carry_on(secretary)
    for line in (*report.news, *report.troubles):
        console.print(line)
    print_page(season_page(secretary))


@app.command()
def agenda(to: Annotated[Path | None, typer.Option(help="Write the calendar to this file instead.")] = None) -> None:
    """List what is due next, by when and by whom, and write the calendar file."""
    from flows.duties.race import season_calendar
    from flows.pages import agenda as listing

    secretary = secretary_at_work()
    with secretary.ledger.reading() as session:
        found = listing.of_season(secretary, session)
    table = Table("When", "What", "Who", "About")
    for due in found["dues"]:
        when = f"Overdue: {due['when']}" if due["overdue"] else due["when"]
        table.add_row(*map(escape, (when, due["what"], due["who"], due["about"])))
    if found["dues"]:
        console.print(table)
        console.print(f"Days and hours are those of {found['zone']}.")
    content = season_calendar.content_now(secretary)
    if content is None:
        console.print("Nothing that has a day is due, and nothing was. There is no calendar yet.")
        return
    file = to or season_calendar.place(secretary)
    season_calendar.write(file, content)
    console.print(f"The calendar is in {escape(str(file))}.", soft_wrap=True)
    if found["link"]:
        console.print(f"Subscribe to it: {found['link']}", soft_wrap=True)
