"""For whoever prepares the annual meeting: members' proposals, the votes on priorities, and the meeting itself."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from flows.doors.committee import OpensAt, between, filled_in
from flows.doors.terminal import console, print_page, secretary_at_work

if TYPE_CHECKING:
    from core.ruling import Ruling

app = typer.Typer()

Year = Annotated[int, typer.Argument(help="The year that it is for.")]
Opens = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day voting opens.")]
Closes = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Otherwise as many days later as the charter finds ideal.")
]
Short = Annotated[str, typer.Option(help="Why voting is open for fewer days than that.")]
Lot = Annotated[str, typer.Option(help="If the charter wants lots drawn in public: which drawing.")]
Because = Annotated[str, typer.Option(help="Why it is later in the year than it should be.")]


@app.command()
def priorities(
    year: Annotated[int | None, typer.Argument(help="Of one year only.")] = None,
    propose_until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Let voting members propose until this day.")
    ] = None,
    propose_until_at: OpensAt = "20:00",
    because: Annotated[str, typer.Option(help="Why they are asked again, if nothing that came can be voted on.")] = "",
) -> None:
    """Show how each year's priorities stand; or let voting members propose key priorities for a year."""
    from flows import priorities as doing
    from flows.pages.priorities import priorities_page
    from flows.secretary import Refusal

    if propose_until is None:
        print_page(priorities_page(secretary_at_work(), year=year))
        return
    if year is None:
        raise Refusal("Say for which year members propose: canvass priorities YEAR --propose-until DAY")
    until = {"propose_until": propose_until.date(), "propose_until_at": propose_until_at}
    wanted = filled_in(doing.ProposalsOpened, year=year, because=because, **until)
    console.print(doing.opened_in_words(wanted, changed=doing.open_proposals(secretary_at_work(), wanted)))


@app.command("key-priorities")
def key_priorities(
    year: Year,
    opens_on: Opens,
    opens_at: OpensAt = "09:00",
    closes_on: Closes = None,
    closes_at: OpensAt = "18:00",
    short_window_reason: Short = "",
    lot_from: Lot = "",
    because: Because = "",
) -> None:
    """Draft the members' vote on key priorities, from the tab Priorities. It goes on like any ballot."""
    from flows import priorities as doing

    hours = {"opens_at": opens_at, "closes_at": closes_at, "short_window_reason": short_window_reason}
    window = {**hours, "lot_from": lot_from, "because": because, **between(opens_on, closes_on)}
    _tell(*doing.draft_key_vote(secretary_at_work(), filled_in(doing.KeyVote, year=year, **window)))


@app.command("annual-priorities")
def annual_priorities(
    year: Year,
    opens_on: Opens,
    text: Annotated[str, typer.Option(help="The priorities in full; otherwise the committee's motion.")] = "",
    takes_up: Annotated[str, typer.Option(help="The members' key priorities that are in it, e.g. P3, P7.")] = "",
    why_not: Annotated[str, typer.Option(help="Why any of them isn't; members read it.")] = "",
    decided_in: Annotated[str, typer.Option(help="The key of the committee's vote on a motion of that text.")] = "",
    decided_on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Or the day of the meeting at which it decided.")
    ] = None,
    decided: Annotated[str, typer.Option(help="And how, e.g. by consensus; members read it.")] = "",
    opens_at: OpensAt = "09:00",
    closes_on: Closes = None,
    closes_at: OpensAt = "18:00",
    short_window_reason: Short = "",
    lot_from: Lot = "",
    because: Annotated[
        str,
        typer.Option(help="Why it is later in the year than it should be, or before the ad hoc committee has ended."),
    ] = "",
) -> None:
    """Record what the committee proposes as the year's priorities, and draft the members' vote on it."""
    from flows import ratification as doing

    hours = {"opens_at": opens_at, "closes_at": closes_at, "short_window_reason": short_window_reason}
    window = {**hours, "lot_from": lot_from, "because": because, **between(opens_on, closes_on)}
    said = {"year": year, "text": text, "takes_up": takes_up, "why_not": why_not, "decided_in": decided_in}
    said |= {"decided_on": decided_on.date() if decided_on else None, "decided": decided}
    _tell(*doing.propose(secretary_at_work(), filled_in(doing.PrioritiesProposed, **said, **window)))


@app.command("annual-meeting")
def annual_meeting(
    year: Year,
    on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day, as 2027-02-20.")],
    at: Annotated[str, typer.Option(help="The hour, by the local clock.")] = "18:30",
    where: Annotated[str, typer.Option(help="Where it is held, with the street.")] = "",
    link: Annotated[str, typer.Option(help="Where to join online; all members get it.")] = "",
    because: Annotated[str, typer.Option(help="Why it is out of its quarter, or moved.")] = "",
) -> None:
    """Record when and where the annual meeting is, or move it; all members are invited, and told of a change."""
    from flows import annual_meeting as setting

    said = {"year": year, "on": on.date(), "at": at, "where": where, "link": link, "because": because}
    wanted = filled_in(setting.MeetingSet, **said)
    console.print(setting.in_words(wanted, changed=setting.set_meeting(secretary_at_work(), wanted)))


def _tell(key: str, missing: list[Ruling]) -> None:
    from flows import priorities as doing

    console.print(doing.in_words(key, missing))
    for ruling in missing:
        console.print(f"{ruling.because} ({ruling.clause})", markup=False)
