"""For whoever keeps the committee's papers: motions, and the minutes of what was decided."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from flows.doors.terminal import console, secretary_at_work

if TYPE_CHECKING:
    from pydantic import BaseModel

    from core.ruling import Ruling

app = typer.Typer()

Opens = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day voting opens.")]
OpensAt = Annotated[str, typer.Option(help="Local time, a full hour.")]
Closes = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Otherwise as many days later as the charter gives.")
]
Short = Annotated[str, typer.Option(help="Why the committee has fewer days than that.")]

Filled = TypeVar("Filled", bound="BaseModel")


@app.command()
def motion(
    key: Annotated[str, typer.Argument(help="A short name for files and lists, e.g. bank-account.")],
    opens_on: Opens,
    handed_in: Annotated[str, typer.Option("--from", help="Its number in the tab Motions, instead of these.")] = "",
    title: Annotated[str, typer.Option(help="How the question is headed; no names.")] = "",
    text: Annotated[str, typer.Option(help="The motion in full.")] = "",
    put_by: Annotated[str, typer.Option(help="The number of the committee's member who puts it.")] = "",
    opens_at: OpensAt = "09:00",
    closes_on: Closes = None,
    closes_at: OpensAt = "18:00",
    short_window_reason: Short = "",
) -> None:
    """Draft the committee's vote by form on a motion. It is frozen, opened, counted and certified like any ballot."""
    from flows import motion as putting

    said = {"key": key, "handed_in": handed_in, "title": title, "text": text, "put_by": put_by}
    window = {"opens_at": opens_at, "closes_at": closes_at, "short_window_reason": short_window_reason}
    wanted = filled_in(putting.MotionPut, **said, **window, **between(opens_on, closes_on))
    tell_drafted(*putting.draft_motion(secretary_at_work(), wanted))


Member = Annotated[str, typer.Argument(help="The number of the member concerned.")]
PutBy = Annotated[str, typer.Option(help="The number of the committee's member who puts it.")]
Because = Annotated[str, typer.Option(help="Why; the committee reads it.")]


@app.command()
def recall(
    member: Member,
    put_by: PutBy,
    because: Because,
    opens_on: Opens,
    opens_at: OpensAt = "09:00",
    closes_on: Closes = None,
    closes_at: OpensAt = "18:00",
    short_window_reason: Short = "",
) -> None:
    """Draft the committee's vote by form on ending a member's seat. More than half of all active members decide."""
    from flows import recall as recalling

    said = {"member": member, "put_by": put_by, "because": because, "short_window_reason": short_window_reason}
    window = {"opens_at": opens_at, "closes_at": closes_at, **between(opens_on, closes_on)}
    tell_drafted(*recalling.draft_recall(secretary_at_work(), filled_in(recalling.RecallPut, **said, **window)))


@app.command()
def ask_recusal(
    member: Member,
    race: Annotated[str, typer.Argument(help="The race's key.")],
    put_by: PutBy,
    because: Because,
    opens_on: Opens,
    opens_at: OpensAt = "09:00",
    closes_on: Closes = None,
    closes_at: OpensAt = "18:00",
    short_window_reason: Short = "",
) -> None:
    """Draft the committee's vote by form on asking a member to keep away from a race. Two thirds decide."""
    from flows import recusal as asking

    said = {"member": member, "race": race, "put_by": put_by, "because": because}
    window = {"opens_at": opens_at, "closes_at": closes_at, **between(opens_on, closes_on)}
    wanted = filled_in(asking.RecusalAsked, **said, **window, short_window_reason=short_window_reason)
    tell_drafted(*asking.draft_recusal(secretary_at_work(), wanted))


@app.command()
def recuse(
    member: Member,
    race: Annotated[str, typer.Argument(help="The race's key.")],
    because: Annotated[str, typer.Option(help="The reason that the member gives; it stays on record.")],
    take_back: Annotated[bool, typer.Option("--take-back", help="End a recusal that is on record.")] = False,
    decided: Annotated[
        str, typer.Option(help="To take back what the committee voted for: its vote's key, or how it decided.")
    ] = "",
) -> None:
    """Record that a member of the committee recuses themselves from a race, or take a recusal back."""
    from flows.duties.committee import recusals

    secretary = secretary_at_work()
    if take_back:
        console.print(recusals.take_back(secretary, member, race, because=because, decided=decided), markup=False)
        return
    console.print(recusals.recuse(secretary, member, race, because=because), markup=False)


@app.command()
def minutes(year: Annotated[int | None, typer.Option(help="Of one year only.")] = None) -> None:
    """List what was decided about the organisation itself, each with the sentence that states the rule."""
    from core import calendar
    from flows.duties.committee import minutes as kept

    with secretary_at_work().ledger.reading() as session:
        found = kept.lines(session, year=year)
    for one in found:
        console.print(f"{calendar.day_in_words(one.on)}: {one.title}. {one.sentence} ({one.clause})", markup=False)
    if not found:
        console.print("The minutes are empty.")


def between(opens_on: datetime, closes_on: datetime | None) -> dict[str, Any]:
    """The two days of a window, as a form takes them."""
    return {"opens_on": opens_on.date(), "closes_on": closes_on.date() if closes_on else None}


def filled_in(form: type[Filled], **said: Any) -> Filled:
    """A form filled in at the command line. Raises Refusal with everything that is wrong in it at once."""
    from pydantic import ValidationError

    from flows import faults
    from flows.secretary import Refusal

    try:
        return form.model_validate(said)
    except ValidationError as error:
        raise Refusal("\n".join(faults.in_paperwork(error, (form,)))) from None


def tell_drafted(key: str, missing: list[Ruling]) -> None:
    """Say that a vote is drafted, and what stands in its way."""
    from flows import recommendation

    console.print(recommendation.told(key, missing))
    for ruling in missing:
        console.print(f"{ruling.because} ({ruling.clause})", markup=False)
