"""For whoever asks candidates: the same doors as the dashboard's, for questionnaires and answers from elsewhere."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from flows.doors.terminal import console, secretary_at_work

app = typer.Typer()

Key = Annotated[str, typer.Argument(help="The race's key, as in the tab Candidates.")]
Candidate = Annotated[str, typer.Argument(help="As in the tab Candidates, e.g. mayor-26/2.")]
By = Annotated[str, typer.Option(help="Your initials.")]
Withdraw = Annotated[str, typer.Option(help="Only to take it back: why it was a slip.")]
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
    from flows.duties.questionnaire import questionnaires

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
    """Put a deadline off, or forward if the election was. Whoever was asked and hasn't answered is told."""
    from flows import questionnaire as issuing

    news = issuing.put_off(secretary_at_work(), key, until=until.date(), because=because, by=by)
    console.print(f"“{key}”: the deadline is moved." if news else "It is on record just so already.")


@app.command()
def decline(
    candidate: Candidate,
    by: By,
    because: Annotated[str, typer.Option(help="Why, if they said so.")] = "",
    withdraw: Withdraw = "",
) -> None:
    """Record that a candidate declines to answer a questionnaire, who gets no more reminders; or take that back."""
    from flows import answer_for

    secretary = secretary_at_work()
    if withdraw.strip():
        news = answer_for.take_back(secretary, candidate, "declined", because=withdraw, by=by)
    else:
        news = answer_for.decline(secretary, candidate, because=because, by=by)
    console.print(answer_for.in_words(candidate, "declined", changed=news, withdrawn=bool(withdraw.strip())))


@app.command("allied-answers")
def allied_answers(
    candidate: Candidate,
    by: By,
    link: Annotated[str, typer.Option(help="Where members can read it; it begins with https://")] = "",
    whose: Annotated[str, typer.Option(help="The organisation that asked.")] = "",
    withdraw: Withdraw = "",
) -> None:
    """Attach what a candidate answered an allied organisation, to serve where ours has no answer; or take it back."""
    from flows import answer_for

    secretary = secretary_at_work()
    if withdraw.strip():
        news = answer_for.take_back(secretary, candidate, "attached", because=withdraw, by=by)
    else:
        news = answer_for.attach(secretary, candidate, link=link, whose=whose, by=by)
    console.print(answer_for.in_words(candidate, "attached", changed=news, withdrawn=bool(withdraw.strip())))
