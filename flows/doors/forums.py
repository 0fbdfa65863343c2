"""For whoever leads a season: the same doors as the dashboard's, for forums with candidates."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from flows.doors.terminal import console, secretary_at_work

app = typer.Typer()

Key = Annotated[str, typer.Argument(help="The forum's key, e.g. mayor-forum.")]
By = Annotated[str, typer.Option(help="Who says or records it: the committee, or somebody's initials.")]


@app.command()
def forum(
    key: Annotated[str, typer.Argument(help="A short name for lists and sheets, e.g. mayor-forum.")],
    title: Annotated[str, typer.Option(help="As members read it.")],
    race: Annotated[list[str], typer.Option(help="The key of a race that it is about; once for each.")],
    on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day, as 2026-02-28.")],
    at: Annotated[str, typer.Option(help="The hour, by the local clock; otherwise 18:30.")] = "",
    place: Annotated[str, typer.Option(help="Where it is held, with the street.")] = "",
    link: Annotated[str, typer.Option(help="Where to join online; members and candidates get it.")] = "",
    online: Annotated[bool, typer.Option(help="Whether it can be joined online.")] = False,
) -> None:
    """Set a forum with candidates, or change it; all eligible candidates are invited, and all members told."""
    from pydantic import ValidationError

    from flows import faults
    from flows import forum as setting
    from flows.secretary import Refusal

    said = {"key": key, "title": title, "races": race, "on": on.date(), "at": at}
    try:
        wanted = setting.ForumSet.model_validate({**said, "place": place, "link": link, "online": online})
    except ValidationError as error:
        raise Refusal("\n".join(faults.in_paperwork(error, (setting.ForumSet,)))) from None
    console.print(setting.in_words(wanted, changed=setting.set_forum(secretary_at_work(), wanted)))


@app.command("forum-off")
def forum_off(
    key: Key, because: Annotated[str, typer.Option(help="Why; members and candidates read it.")], by: By
) -> None:
    """Call off a forum that is still to come; everybody who was told of it is told."""
    from flows import forum as setting

    news = setting.call_off(secretary_at_work(), key, because=because, by=by)
    console.print(f"“{key}” is called off." if news else "It was called off before. Nothing changed.")


@app.command("forum-held")
def forum_held(
    key: Key,
    by: By,
    took_place: Annotated[bool, typer.Option(help="Whether it took place.")] = True,
    recording: Annotated[str, typer.Option(help="The recording's link, for members; it can be added later.")] = "",
    present: Annotated[
        list[str] | None, typer.Option(help="A candidate who came, e.g. mayor-26/1; once for each.")
    ] = None,
    note: Annotated[str, typer.Option(help="What the record should say; why, if it didn't take place.")] = "",
) -> None:
    """Record that a forum took place, or that it didn't."""
    from flows import forum_held as holding

    at_work = secretary_at_work()
    if took_place:
        news = holding.hold(at_work, key, recording=recording, present=present or (), note=note, by=by)
    else:
        news = holding.was_not_held(at_work, key, because=note, by=by)
    console.print(f"“{key}” is on record." if news else "It is on record just so already.")


@app.command("forum-reply")
def forum_reply(
    key: Key,
    candidate: Annotated[str, typer.Argument(help="As in the tab Candidates, e.g. mayor-26/1.")],
    reply: Annotated[str, typer.Argument(help="“will come”, “will not”, “not sure” or “nothing yet”.")],
    by: By,
) -> None:
    """Record that a candidate was invited by telephone or in person, and what they replied."""
    from typing import cast

    from flows import forum_held as holding
    from flows.secretary import Refusal

    if reply not in holding.REPLIES:
        raise Refusal(f"“{reply}” is no reply. There are: {', '.join(holding.REPLIES)}.")
    news = holding.note_reply(secretary_at_work(), key, candidate, cast("holding.Said", reply), by=by)
    console.print(f"“{candidate}” is on record." if news else "It is on record just so already.")
