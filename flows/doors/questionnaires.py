"""For whoever asks candidates: the same doors as the dashboard's, for questionnaires and answers from elsewhere."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from flows.doors.terminal import console, secretary_at_work

app = typer.Typer()

Key = Annotated[str, typer.Argument(help="The race's key, as in the tab Candidates.")]
Candidate = Annotated[int, typer.Argument(help="The candidate's number in the race: 2 for mayor-26/2.")]
By = Annotated[str, typer.Option(help="Your initials.")]
DAYS = ["%Y-%m-%d"]


@app.command()
def questionnaire(
    key: Key,
    by: By,
    about: Annotated[list[str] | None, typer.Option(help="An issue area by its id; otherwise all in use.")] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=DAYS, help="The last day for answers; otherwise as the charter says.")
    ] = None,
) -> None:
    """Issue a race's questionnaire, from the tab Question bank, to every candidate who may be asked."""
    from flows import questionnaire as issuing
    from flows.duties import questionnaires

    secretary = secretary_at_work()
    issued = issuing.issue(secretary, key, by=by, issues=about or (), until=until.date() if until else None)
    if issued is None:
        console.print(f"“{key}” has a questionnaire already. It stays as it was issued.")
        return
    last = questionnaires.last_day(issued, secretary.charter.zone)
    console.print(f"The questionnaire for “{key}” is issued. Candidates have until the end of {last}.")


@app.command("more-time")
def more_time(
    key: Key,
    until: Annotated[datetime, typer.Option(formats=DAYS, help="The new last day for answers.")],
    because: Annotated[str, typer.Option(help="Why; candidates read it.")],
    by: By,
) -> None:
    """Put a questionnaire's deadline off. Whoever was asked and hasn't answered is told."""
    from flows import questionnaire as issuing

    news = issuing.put_off(secretary_at_work(), key, until=until.date(), because=because, by=by)
    console.print(f"“{key}”: the deadline is put off." if news else "It is on record just so already.")


@app.command()
def decline(
    key: Key, candidate: Candidate, by: By, because: Annotated[str, typer.Option(help="Why, if they said so.")] = ""
) -> None:
    """Record that a candidate declines to answer a questionnaire. They get no more reminders."""
    from flows import answer_for

    news = answer_for.decline(secretary_at_work(), key, candidate, because=because, by=by)
    console.print(f"{key}/{candidate} declined." if news else "It is on record already.")


@app.command("allied-answers")
def allied_answers(
    key: Key,
    candidate: Candidate,
    link: Annotated[str, typer.Option(help="Where members can read it; it begins with https://")],
    whose: Annotated[str, typer.Option(help="The organisation that asked.")],
    by: By,
) -> None:
    """Attach what a candidate answered an allied organisation, to serve where they haven't answered ours."""
    from flows import answer_for

    news = answer_for.attach(secretary_at_work(), key, candidate, link=link, whose=whose, by=by)
    console.print(f"{key}/{candidate}: attached." if news else "It is on record just so already.")
